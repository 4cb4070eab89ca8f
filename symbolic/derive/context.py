"""One iteration and one of its samples, with what every derivation asks of them."""

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import sympy

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.records import Keyed, numbers_of
from engine.iteration.operands import passed_on
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref
from symbolic.derive.records import Line, Terms
from symbolic.formula.build import (
    fraction,
    is_zero,
    numbers_product,
    part_of,
    product,
    summed,
    within,
)
from symbolic.formula.from_sympy import formula_of
from symbolic.formula.numbers import number_format
from symbolic.formula.plain import to_text
from symbolic.formula.tree import (
    EQUALS,
    Binding,
    Case,
    Formula,
    Group,
    Join,
    Negative,
    Number,
    Power,
    Relation,
    Sign,
    Sum,
    Symbol,
)
from symbolic.notation.symbols import activated, any_unit, symbol
from symbolic.notation.table import notation_of
from symbolic.rules.definitions import (
    LAMBDA_1,
    LAMBDA_2,
    OUTPUTS,
    PENALTY_TERM,
    T_LESS_A,
    A,
    T,
    rows,
)
from symbolic.rules.evaluate import evaluate
from symbolic.rules.keys import key_symbol
from symbolic.rules.typed import applying

INLINE = 4
"""Sums of up to so many terms are written out in one line."""

_RELATIONS: dict[str, tuple[Callable[[float, float], bool], Sign]] = {
    ">": (operator.gt, Sign(">", ">")),
    "<": (operator.lt, Sign("<", "<")),
    ">=": (operator.ge, Sign(r"\geq", "≥")),
    "<=": (operator.le, Sign(r"\leq", "≤")),
    "==": (operator.eq, EQUALS),
}
_OTHERWISE = Sign(r"\mathrm{otherwise}", "otherwise")


class Constant(NamedTuple):
    """A number that no step computes, such as λ or the number of samples.

    Attributes
    ----------
    name : Symbol
        What it is called.
    value : float
        What it is.
    """

    name: Symbol
    value: float


class Context:
    """What a derivation reads: one sample of a trace.

    Attributes
    ----------
    trace : Trace
        The recorded iteration.
    sample : int
        The shown row of the batch, from 0.
    notation : Notation
        What its numbers are called, as the scenario has it.
    decimals : int
        Decimals of the numbers in its lines at least.
    share : int
        By what the loss of a sample is divided: the number of samples, 1 for a sum.
    unit_share : int
        By what of that what flows back to units is divided; the gradients by the rest.
    """

    def __init__(self, trace: Trace, sample: int) -> None:
        self.trace = trace
        self.notation = notation_of(trace.scenario)
        self.decimals = number_format().decimals
        self.scenario = trace.scenario
        self.layout = trace.layout
        self.sample = sample
        self.share = trace.samples if self.scenario.reduction == "mean" else 1
        self.unit_share = self.share // trace.share

    def symbol(self, ref: Ref) -> Formula:
        """Return what a number is called."""
        return symbol(self.layout, ref)

    def text(self, ref: Ref) -> str:
        """Return what a number is called in a sentence."""
        return to_text(self.symbol(ref))

    def any_unit(self, quantity: Quantity, layer: int) -> Formula:
        """Return the name of one of the numbers of a layer's units, such as a_k."""
        return any_unit(self.layout, quantity, layer)

    def loss_by(self, by: Formula) -> Formula:
        """Return the derivative of the loss by what a unit has, in the chain rule."""
        return self.notation.derivative(by)

    def value(self, ref: Ref) -> float:
        """Return a number, of the shown sample where each has its own."""
        return self.trace.value(ref, self.sample)

    def number(self, ref: Ref) -> Number:
        """Return a number as a formula."""
        return self.shown(self.value(ref))

    def shown(self, value: float) -> Number:
        """Return any number as a formula."""
        return Number(value, self.decimals)

    def multiplied(self, values: Iterable[float]) -> Formula:
        """Return numbers multiplied."""
        return numbers_product(values, self.decimals)

    def unit_name(self, layer: int, unit: int) -> str:
        """Return the name of a unit or an input."""
        return self.scenario.unit_name(layer, unit)

    def couples(self, layer: int) -> bool:
        """Whether a layer's units depend on each other (softmax)."""
        return ACTIVATIONS[self.scenario.layers[layer - 1].activation].couples_units

    def normalises(self, layer: int) -> bool:
        """Whether a layer has batch normalisation."""
        return layer > 0 and self.scenario.layers[layer - 1].batch_norm

    def of_batch(self, layer: int) -> bool:
        """Whether a layer's mean and variance are the batch's, not the running ones."""
        normal = self.trace.forward_pass.batch_norms[layer - 1] if layer else None
        return normal is not None and normal.of_batch

    def activated(self, layer: int, unit: int) -> Ref:
        """Return what a unit's activation is of: its z, or y after batch normalisation."""
        return activated(self.layout, layer, unit)

    def passed_on(self, layer: int, unit: int) -> Ref:
        """Return what a unit gives to the next layer: its activation, or what dropout left."""
        return passed_on(self.scenario, layer, unit)

    def layer_numbers(self, layer: int) -> dict[sympy.Symbol, Constant]:
        """Return the numbers of a layer's activation, such as leaky ReLU's ε."""
        made = self.scenario.layers[layer - 1]
        return self.numbers(ACTIVATIONS[made.activation], made.keys)

    def numbers(self, record: Keyed, chosen: Mapping[str, float]) -> dict[sympy.Symbol, Constant]:
        """Return a record's own numbers by the symbols that rules have for them."""
        values = numbers_of(record, chosen)
        return {
            key_symbol(key.name): Constant(self.notation.key(key), float(values[key.name]))
            for key in record.keys
        }

    def constant(self, name: str, value: float) -> Constant:
        """Return a number that no step computes."""
        return Constant(self.notation.constants[name], value)

    @property
    def is_penalised(self) -> bool:
        """Whether the loss has a penalty on the weights."""
        return self.scenario.l1 > 0.0 or self.scenario.l2 > 0.0

    @property
    def penalty_terms(self) -> list[sympy.Expr]:
        """What one weight adds to the loss, in WEIGHT, by L1 and by L2 where there is any."""
        by_l1, by_l2 = (PENALTY_TERM.subs(key, 0) for key in (LAMBDA_2, LAMBDA_1))
        strengths = ((by_l1, self.scenario.l1), (by_l2, self.scenario.l2))
        return [term for term, strength in strengths if strength > 0.0]

    def penalties(self) -> dict[sympy.Symbol, Constant]:
        """Return the strengths of L1 and L2."""
        return {
            LAMBDA_1: self.constant("l1", self.scenario.l1),
            LAMBDA_2: self.constant("l2", self.scenario.l2),
        }

    def line(
        self,
        expression: sympy.Expr,
        refs: Mapping[sympy.Symbol, Ref],
        constants: Mapping[sympy.Symbol, Constant] | None = None,
    ) -> Line:
        """Return an expression with the symbols and the numbers of these references.

        Parameters
        ----------
        expression : Expr
            In the keys of both mappings, and in OUTPUTS.
        refs : mapping of Symbol to Ref
            Numbers of the iteration.
        constants : mapping of Symbol to Constant, optional
            Other numbers.
        """
        constants = constants or {}
        names = {key: self.symbol(ref) for key, ref in refs.items()}
        names |= {key: constant.name for key, constant in constants.items()}
        values = {key: self.value(ref) for key, ref in refs.items()}
        values |= {key: constant.value for key, constant in constants.items()}
        numbers: dict[sympy.Symbol, Formula] = {k: self.shown(v) for k, v in values.items()}
        names[OUTPUTS] = numbers[OUTPUTS] = Number(self.scenario.sizes[-1], 0)
        self.ordered(expression, numbers)
        return line_of(self.ordered(expression, names), names, numbers, values)

    def ordered(self, expression: sympy.Expr, leaves: dict[sympy.Symbol, Formula]) -> sympy.Expr:
        """Return an expression with −(t − a) for a − t, where the notation has it so.

        What stands for t − a is added to ``leaves``.
        """
        if self.scenario.naming.difference == "a-t" or not {A, T} <= leaves.keys():
            return expression
        leaves[T_LESS_A] = Group(summed((leaves[T], Negative(within(leaves[A], Binding.PRODUCT)))))
        return expression.subs(A - T, -T_LESS_A)

    def sum_of(self, terms: Terms) -> Line:
        """Return terms, all of which are shown, as a line."""
        names, numbers = [], []
        for term in terms.shown:
            formula = term.formula
            names.append(formula.sides[-1] if isinstance(formula, Relation) else formula)
            numbers.append(term.substituted or self.shown(term.value))
        return Line(summed(names), summed(numbers))

    def shared(self, line: Line) -> Line:
        """Return a line divided by the number of samples, where what flows back has that share."""
        if self.unit_share == 1:
            return line
        cases = tuple(
            Case(self._divided(case.expression), case.condition, case.holds) for case in line.cases
        )
        numbers = None if line.substituted is None else self._divided(line.substituted)
        return Line(self._divided(line.expression), numbers, cases)

    def _divided(self, formula: Formula) -> Formula:
        if is_zero(formula):
            return formula
        if _has_terms(formula) and not isinstance(formula, Power):
            return part_of(self.unit_share, Group(formula), Join.CLOSE)
        return product((fraction(1, self.unit_share), formula))

    def unit_bias(self, layer: int, unit: int) -> Ref | None:
        """Return the bias a unit uses, or None."""
        return self.layout.bias_ref(layer, unit)

    def weight(self, layer: int, unit: int, source: int) -> Ref:
        """Return the reference to a weight."""
        return Ref(Quantity.WEIGHT, layer, unit, source)


def line_of(
    expression: sympy.Expr,
    names: Mapping[sympy.Symbol, Formula],
    numbers: Mapping[sympy.Symbol, Formula],
    values: Mapping[sympy.Symbol, float],
) -> Line:
    """Return an expression in symbols and in numbers; of cases the row that applies.

    Parameters
    ----------
    expression : Expr
        In the keys of the first two mappings.
    names, numbers : mapping of Symbol to Formula
        What stands for each in the line of symbols and in that of numbers.
    values : mapping of Symbol to float
        The numbers of those that have one of their own.
    """
    cases = _cases(expression, names, values)
    if cases:
        # Where nothing holds the number is not one (a diverged network): any row will do.
        holding = [at for at, case in enumerate(cases) if case.holds]
        expression = rows(expression)[holding[0] if holding else -1][0]
    expression = applying(expression, values)
    used = expression.has(T_LESS_A, *values)
    return Line(
        formula_of(expression, names), formula_of(expression, numbers) if used else None, cases
    )


def _cases(
    expression: sympy.Expr,
    names: Mapping[sympy.Symbol, Formula],
    values: Mapping[sympy.Symbol, float],
) -> tuple[Case, ...]:
    cases: list[Case] = []
    for value, condition in rows(expression):
        if condition.is_Relational:
            holds, sign = _RELATIONS[condition.rel_op]
            left, right = condition.lhs, condition.rhs
            sides = formula_of(left, names), formula_of(right, names)
            compared: Formula = Relation(sides, (sign,))
            applies = holds(evaluate(left, values), evaluate(right, values))
        else:
            compared, applies = _OTHERWISE, True
        first = applies and not any(case.holds for case in cases)
        cases.append(Case(formula_of(applying(value, values), names), compared, first))
    return tuple(cases)


def _has_terms(formula: Formula) -> bool:
    """Whether there is a sum or a minus anywhere in a formula."""
    if isinstance(formula, Sum | Negative):
        return True
    if isinstance(formula, Number):
        return formula.binding is Binding.SUM
    return any(map(_has_terms, formula.children))
