"""Values forward through a circuit, and gradients back through it, gate by gate."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np

from engine.arrays import FloatArray
from engine.circuit.gates import Circuit, Gate, Wire
from engine.expressions.evaluating import evaluate
from engine.iteration.steps import Phase


class StepKind(StrEnum):
    """What a step of a circuit computes."""

    VALUE = "value"  # what comes out of a gate
    SEED = "seed"  # the gradient of the output by itself, 1
    BACKWARD = "backward"  # what goes back along the wires into a gate
    SUM = "sum"  # the gradients that meet where wires part


@dataclass(frozen=True, slots=True)
class CircuitStep:
    """One step, of a gate or of a number from which several wires lead on."""

    kind: StepKind
    number: int

    @property
    def phase(self) -> Phase:
        """The pass that it belongs to."""
        return Phase.FORWARD if self.kind is StepKind.VALUE else Phase.BACKWARD


@dataclass(frozen=True, slots=True)
class CircuitTrace:
    """A circuit with all of its numbers.

    Attributes
    ----------
    circuit : Circuit
        The gates.
    values : tuple of float
        Of every number.
    gradients : tuple of float
        The derivative of the output by every number.
    slopes : tuple of tuple of float
        For every number the local gradients of the gate that it comes out of, by its inputs.
    """

    circuit: Circuit
    values: tuple[float, ...]
    gradients: tuple[float, ...]
    slopes: tuple[tuple[float, ...], ...]

    def slope(self, wire: Wire) -> float:
        """Return the local gradient of a gate by what a wire brings."""
        return self.slopes[wire.gate][wire.place]

    def contribution(self, wire: Wire) -> float:
        """Return what goes back along a wire."""
        return _along(self.gradients[wire.gate], self.slope(wire))


@lru_cache(maxsize=16)
def steps_of(circuit: Circuit) -> tuple[CircuitStep, ...]:
    """Return the steps of a circuit: all values, then backwards from the output.

    Gradients that meet are added as soon as the last of them is there.
    """
    gates = range(len(circuit.variables), circuit.size)
    steps = [CircuitStep(StepKind.VALUE, number) for number in gates]
    steps.append(CircuitStep(StepKind.SEED, circuit.output))
    for number in reversed(gates):
        steps.append(CircuitStep(StepKind.BACKWARD, number))
        for source in sorted({wire.source for wire in circuit.wires_into(number)}, reverse=True):
            leading = circuit.wires_from(source)
            if len(leading) > 1 and leading[0].gate == number:
                steps.append(CircuitStep(StepKind.SUM, source))
    return tuple(steps)


def known_at(circuit: Circuit, position: int) -> tuple[frozenset[int], frozenset[Wire | int]]:
    """Return what is known after so many steps.

    Returns
    -------
    values : frozenset of int
        The numbers whose value is known.
    gradients : frozenset of Wire or int
        The wires along which a gradient has come back, and the numbers whose whole one is known.
    """
    values, gradients = set(range(len(circuit.variables))), set[Wire | int]()
    for step in steps_of(circuit)[:position]:
        if step.kind is StepKind.VALUE:
            values.add(step.number)
        elif step.kind is not StepKind.BACKWARD:
            gradients.add(step.number)
        else:
            for wire in circuit.wires_into(step.number):
                gradients.add(wire)
                if len(circuit.wires_from(wire.source)) == 1:
                    gradients.add(wire.source)
    return frozenset(values), frozenset(gradients)


def forward(
    circuit: Circuit,
    points: Sequence[FloatArray],
    change: Callable[[FloatArray], FloatArray] = lambda number: number,
) -> list[FloatArray]:
    """Return all numbers of a circuit; not finite where there is no value.

    Parameters
    ----------
    circuit : Circuit
        The gates.
    points : sequence of ndarray
        The values of its variables, of one shape.
    change : callable
        What each number is replaced by before it goes on.
    """
    found = list(map(change, points))
    for gate in circuit.gates:
        result = evaluate(gate.definition, inputs_of(gate, found), gate.inputs[0])
        found.append(change(result.value))
    return found


def inputs_of(gate: Gate, numbers: Sequence[FloatArray]) -> dict[str, FloatArray]:
    """Return what comes into a gate, by what its definition calls it."""
    return {name: numbers[at] for name, at in zip(gate.inputs, gate.sources, strict=True)}


def trace_circuit(circuit: Circuit, values: Sequence[float]) -> CircuitTrace:
    """Return a circuit's numbers at values of its variables, by backpropagation."""
    numbers = forward(circuit, [np.array([value], dtype=np.float64) for value in values])
    slopes: list[tuple[float, ...]] = [()] * len(circuit.variables)
    for gate in circuit.gates:
        points = inputs_of(gate, numbers)
        slopes.append(
            tuple(float(evaluate(gate.definition, points, by).slope[0]) for by in gate.inputs)
        )
    gradients = [0.0] * circuit.output + [1.0]
    for number in range(circuit.output, len(circuit.variables) - 1, -1):
        for wire in circuit.wires_into(number):
            gradients[wire.source] += _along(gradients[number], slopes[number][wire.place])
    flat = tuple(float(number[0]) for number in numbers)
    return CircuitTrace(circuit, flat, tuple(gradients), tuple(slopes))


def not_finite(trace: CircuitTrace) -> Iterator[tuple[int, str]]:
    """Yield the numbers that are not finite, each with what is not; what causes others first."""
    of_each: dict[str, Sequence[Any]] = {
        "value": trace.values,
        "local gradient": trace.slopes,
        "gradient": trace.gradients,
    }
    for what, numbers in of_each.items():
        for number, found in enumerate(numbers):
            if not np.isfinite(found).all():
                yield number, what


def _along(gradient: float, slope: float) -> float:
    """Return the chain rule's product; nothing flows through a gate that is flat."""
    return 0.0 if slope == 0.0 else gradient * slope
