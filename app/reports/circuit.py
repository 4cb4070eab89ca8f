"""A circuit in full: every gate with its local gradients, every step, and the check of it all."""

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from app.reports.check import check_object, check_text
from app.reports.table import align
from engine.circuit.passes import CircuitStep, StepKind, steps_of
from engine.circuit.reading import CircuitFile
from engine.errors import UserError
from symbolic.check.circuit import CircuitCheck, check_circuit
from symbolic.check.three_ways import SYMBOLIC_TOLERANCE
from symbolic.derive.circuit import lines_of
from symbolic.formula.numbers import format_number
from symbolic.formula.plain import to_text

# What a network alone has, with what each option is where nobody asks for it.
_OF_NETWORKS = {"iterations": 1, "sample": None, "notation": "", "difference": ""}


def report(
    circuit: CircuitFile, options: argparse.Namespace, command: str
) -> tuple[Callable[[], dict[str, Any]], Iterator[str], bool]:
    """Return what "trace" or "check" says of a circuit.

    Returns
    -------
    as_object, lines, agree
        What makes the object for JSON, the lines for a terminal, and whether nothing disagrees.

    Raises
    ------
    UserError
        There is an option that is for networks alone.
    """
    for name, default in _OF_NETWORKS.items():
        if getattr(options, name, default) != default:
            raise UserError(f"{circuit.name}: --{name} is for networks; this is a circuit")
    if command == "trace":
        return partial(_object, circuit), _text(circuit), True
    check = check_circuit(circuit.trace)
    return partial(_check_object, check), _check_text(check), check.agree


def _object(circuit: CircuitFile) -> dict[str, Any]:
    trace, shape = circuit.trace, circuit.trace.circuit
    numbers = [
        {
            "name": shape.name(number),
            "value": trace.values[number],
            "gradient": trace.gradients[number],
        }
        for number in range(shape.size)
    ]
    variables = len(shape.variables)
    return {
        "title": circuit.title,
        "expression": shape.expression,
        "value": trace.values[-1],
        "variables": numbers[:variables],
        "gates": [
            numbers[number] | _gate_object(circuit, number)
            for number in range(variables, shape.size)
        ],
        "steps": [
            {
                "step": at,
                "phase": step.phase.value,
                "kind": step.kind.value,
                "target": shape.name(step.number),
                "lines": [to_text(line.whole) for line in lines_of(trace, step)],
            }
            for at, step in enumerate(steps_of(shape), 1)
        ],
    }


def _gate_object(circuit: CircuitFile, number: int) -> dict[str, Any]:
    trace, shape = circuit.trace, circuit.trace.circuit
    (value,) = lines_of(trace, CircuitStep(StepKind.VALUE, number))
    local = lines_of(trace, CircuitStep(StepKind.BACKWARD, number))[::2]
    return {
        "formula": to_text(value.statement),
        "inputs": [
            {
                "name": shape.name(wire.source),
                "local_gradient": trace.slope(wire),
                "formula": to_text(line.statement),
                "contribution": trace.contribution(wire),
            }
            for wire, line in zip(shape.wires_into(number), local, strict=True)
        ],
    }


def _text(circuit: CircuitFile) -> Iterator[str]:
    trace, shape = circuit.trace, circuit.trace.circuit
    yield circuit.title
    count = len(shape.gates)
    gates = "1 gate" if count == 1 else f"{count} gates"
    yield f"{shape.name(shape.output)} = {shape.expression}, {gates}"
    yield ""
    rows = [("number", "value", "gradient")]
    for number in range(shape.size):
        value, gradient = trace.values[number], trace.gradients[number]
        rows.append((shape.name(number), format_number(value), format_number(gradient)))
    yield from align(rows)
    yield ""
    steps = [("step", "phase", "")]
    for at, step in enumerate(steps_of(shape), 1):
        for row, line in enumerate(lines_of(trace, step)):
            heading = ("", "") if row else (str(at), step.phase.value)
            steps.append((*heading, to_text(line.whole)))
    yield from align(steps)


def _check_object(check: CircuitCheck) -> dict[str, Any]:
    found = check_object(check.whole)
    return {
        "variables": found.pop("parameters"),
        "local_gradients": check.local_gradients,
        "max_local_difference": check.max_local_difference,
        **found,
        "agree": check.agree,
    }


def _check_text(check: CircuitCheck) -> Iterator[str]:
    yield from check_text(check.whole, "variable")
    agree = "agree" if check.max_local_difference <= SYMBOLIC_TOLERANCE else "do not agree"
    apart = f"largest difference {check.max_local_difference:.1e}"
    yield f"{check.local_gradients} local gradients by SymPy and by backprop {agree}: {apart}"
