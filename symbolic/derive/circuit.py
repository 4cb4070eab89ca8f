"""What there is to say about a step of a circuit: its lines in symbols, in numbers, and results."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import sympy

from engine.circuit.gates import Gate, Wire
from engine.circuit.passes import CircuitStep, CircuitTrace, StepKind
from symbolic.derive.context import line_of
from symbolic.derive.lines import itself_note
from symbolic.derive.records import Line
from symbolic.formula.build import cased, equation, numbers_product, product, summed
from symbolic.formula.digits import work_out
from symbolic.formula.numbers import number_format
from symbolic.formula.plain import to_text
from symbolic.formula.tree import (
    ABOUT_ITSELF,
    EQUALS,
    Derivative,
    Formula,
    Number,
    Relation,
    Sign,
)
from symbolic.notation.names import name_formula
from symbolic.rules.gates import VALUE, gate_rule, local_gradient
from symbolic.rules.typed import NoRuleError, TypedRule, variable


@dataclass(frozen=True, slots=True)
class CircuitLine:
    """One line of a step.

    Attributes
    ----------
    label : str
        What it is.
    statement : Formula
        In symbols.
    numbers : Formula or None
        The same in numbers; None where that adds nothing.
    result : Number
        What it comes to.
    sign : Sign
        What stands before the result: = or ≈.
    wire : Wire or None
        The wire that it is about.
    note : str
        A sentence on it; empty for none.
    """

    label: str
    statement: Formula
    numbers: Formula | None
    result: Number
    sign: Sign
    wire: Wire | None = None
    note: str = ""

    @property
    def whole(self) -> Formula:
        """All of it on one line; a result that the symbols say already stands there once."""
        sides = self.statement.sides if isinstance(self.statement, Relation) else (self.statement,)
        if self.numbers is not None:
            sides = (*sides, self.numbers)
        if len(sides) > 1 and to_text(sides[-1]) == to_text(self.result):
            return equation(*sides)
        return Relation((*sides, self.result), (*(EQUALS,) * (len(sides) - 1), self.sign))


GateRules: TypeAlias = Callable[[Gate, int], TypedRule | None]
"""Returns a gate's rule by one of its inputs; None, or a `NoRuleError`, where there is none."""


def lines_of(
    trace: CircuitTrace, step: CircuitStep, rules: GateRules = gate_rule
) -> tuple[CircuitLine, ...]:
    """Return the lines of a step; of each wire its local gradient, then what goes back along it."""
    return tuple(_Lines(trace, rules).of(step))


class _Lines:
    def __init__(self, trace: CircuitTrace, rules: GateRules) -> None:
        self._trace, self._circuit, self._rules = trace, trace.circuit, rules
        self._decimals = number_format().decimals

    def of(self, step: CircuitStep) -> Iterator[CircuitLine]:
        number, circuit = step.number, self._circuit
        match step.kind:
            case StepKind.VALUE:
                gate = circuit.gate(number)
                assert gate is not None
                yield self._value(number, gate)
            case StepKind.SEED:
                yield self._line("where it begins", self._gradient(number), None, 1.0)
            case StepKind.SUM:
                yield self._met(number)
            case StepKind.BACKWARD:
                for wire in circuit.wires_into(number):
                    yield self._local(wire)
                    yield self._backward(wire)

    def _value(self, number: int, gate: Gate) -> CircuitLine:
        line = self._put_in(gate, number, None)
        name = self._name(number)
        value = self._trace.values[number]
        if line is None:
            return self._line("value", name, None, value)
        right = cased(line.expression, line.cases)
        return self._line("value", equation(name, right), line.substituted, value)

    def _local(self, wire: Wire) -> CircuitLine:
        gate = self._circuit.gate(wire.gate)
        assert gate is not None
        left = Derivative(self._name(wire.gate), self._name(wire.source))
        line = self._put_in(gate, wire.gate, wire.place)
        statement: Formula = left
        numbers = None
        if line is not None:
            statement = equation(left, cased(line.expression, line.cases))
            numbers = line.substituted
        label = f"local gradient{self._which(wire)}"
        return self._line(label, statement, numbers, self._trace.slope(wire), wire)

    def _backward(self, wire: Wire) -> CircuitLine:
        into, out = self._name(wire.source), self._name(wire.gate)
        factors = product((self._gradient(wire.gate), Derivative(out, into)))
        whole = len(self._circuit.wires_from(wire.source)) == 1
        statement = equation(self._gradient(wire.source), factors) if whole else factors
        numbers = (self._trace.gradients[wire.gate], self._trace.slope(wire))
        label = "gradient" if whole else f"goes back{self._which(wire)}"
        line = numbers_product(numbers, self._decimals)
        return self._line(label, statement, line, self._trace.contribution(wire), wire)

    def _met(self, number: int) -> CircuitLine:
        trace, wires = self._trace, self._circuit.wires_from(number)
        name = self._name(number)
        paths = [
            product((self._gradient(wire.gate), Derivative(self._name(wire.gate), name)))
            for wire in wires
        ]
        numbers = summed(Number(trace.contribution(wire), self._decimals) for wire in wires)
        statement = equation(self._gradient(number), summed(paths))
        return self._line("gradients that meet", statement, numbers, trace.gradients[number])

    def _put_in(self, gate: Gate, number: int, place: int | None) -> Line | None:
        """Return what a gate computes, or its local gradient by one input, in symbols and numbers.

        None where SymPy has neither.
        """
        try:
            rule = self._rules(gate, place or 0)
        except NoRuleError:
            rule = None
        if rule is None:
            return None
        expression = rule.value if place is None else local_gradient(gate, place, rule)
        places = {**dict(zip(map(variable, gate.inputs), gate.sources, strict=True)), VALUE: number}
        names = {symbol: self._name(at) for symbol, at in places.items()}
        values: dict[sympy.Symbol, float] = {
            symbol: self._trace.values[at] for symbol, at in places.items()
        }
        numbers = {symbol: Number(value, self._decimals) for symbol, value in values.items()}
        return line_of(expression, names, numbers, values)

    def _name(self, number: int) -> Formula:
        return name_formula(self._circuit.name(number))

    def _gradient(self, number: int) -> Formula:
        return Derivative(self._name(self._circuit.output), self._name(number))

    def _which(self, wire: Wire) -> str:
        """Say along which wire, where a number comes into a gate more than once."""
        alike = [each for each in self._circuit.wires_into(wire.gate) if each.source == wire.source]
        if len(alike) == 1:
            return ""
        return f", wire {alike.index(wire) + 1} of {len(alike)}"

    def _line(
        self,
        label: str,
        statement: Formula,
        numbers: Formula | None,
        value: float,
        wire: Wire | None = None,
    ) -> CircuitLine:
        if isinstance(numbers, Number) and numbers.value == value:
            numbers = None
        found = work_out(numbers, value, self._decimals)
        note = itself_note(found.value) if found.sign is ABOUT_ITSELF else ""
        result = Number(found.value, self._decimals)
        return CircuitLine(label, statement, found.line, result, found.sign, wire, note)
