"""Spell a small SymPy expression as a formula, its symbols replaced by what they stand for.

The same expression spelled with names gives the line of symbols, spelled with numbers the line of
numbers; so the two always have the same shape.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy

from symbolic.building import fraction, joined, parenthesised, summed
from symbolic.formula import Formula
from symbolic.notation import GRAPH_DECIMALS, number, superscript

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a symbol is spelled as, and how tightly that holds together."""

    formula: Formula
    binding: int = ATOM


def name_leaf(formula: Formula) -> Leaf:
    """Return a leaf for a name such as a_{o1}; a derivative holds together as a fraction does."""
    return Leaf(formula, PRODUCT if formula.latex.startswith(r"\dfrac") else ATOM)


def number_leaf(value: float, decimals: int = GRAPH_DECIMALS) -> Leaf:
    """Return a leaf for a number; negative ones need parentheses inside a product."""
    formula = number(value, decimals)
    if formula.plain.startswith("−"):
        return Leaf(formula, SUM)
    return Leaf(formula, PRODUCT if "·" in formula.plain else ATOM)


def spell(expression: sympy.Expr, leaves: Mapping[sympy.Symbol, Leaf]) -> Formula:
    """Return an expression in both spellings.

    Raises
    ------
    TypeError
        There is a kind of expression that has no spelling here.
    """
    return _Speller(leaves).spell(expression).formula


class _Speller:
    """One method for each kind of expression; an unknown kind raises."""

    def __init__(self, leaves: Mapping[sympy.Symbol, Leaf]) -> None:
        self.leaves = leaves

    def spell(self, expression: Any) -> Leaf:
        for kind in type(expression).__mro__:
            method: Callable[[Any], Leaf] | None = getattr(self, f"_spell_{kind.__name__}", None)
            if method is not None:
                return method(expression)
        raise TypeError(f"no spelling for {type(expression).__name__}")

    def within(self, expression: Any, binding: int) -> Formula:
        """Spell an operand, in parentheses where it holds together less tightly."""
        leaf = self.spell(expression)
        return leaf.formula if leaf.binding >= binding else parenthesised(leaf.formula)

    def _spell_Symbol(self, symbol: Any) -> Leaf:  # noqa: N802 - named after SymPy's classes
        return self.leaves[symbol]

    def _spell_Rational(self, value: Any) -> Leaf:  # noqa: N802
        if value.q == 1:
            sign = "-" if value.p < 0 else ""
            digits = str(abs(int(value.p)))
            plain = digits if not sign else f"−{digits}"
            return Leaf(Formula(sign + digits, plain), SUM if sign else ATOM)
        written = fraction(abs(int(value.p)), int(value.q))
        if value.p < 0:
            return Leaf(_negated(written), SUM)
        return Leaf(written, PRODUCT)

    def _spell_Add(self, total: Any) -> Leaf:  # noqa: N802
        content, primitive = total.primitive()
        if content != 1:
            return Leaf(self._row((self._head(content), self.within(primitive, PRODUCT))), PRODUCT)
        terms = total.as_ordered_terms()
        # What is subtracted comes last, a plain number before all else.
        terms.sort(key=lambda term: (bool(term.could_extract_minus_sign()), not term.is_number))
        parts: list[Formula] = []
        for index, term in enumerate(terms):
            if index and term.could_extract_minus_sign():
                parts.append(_negated(self.within(-term, PRODUCT)))
            else:
                parts.append(self.within(term, PRODUCT) if index else self.spell(term).formula)
        return Leaf(summed(parts), SUM)

    def _spell_Mul(self, product: Any) -> Leaf:  # noqa: N802
        coefficient, rest = product.as_coeff_Mul()
        if coefficient < 0:
            positive = self.within(-product, PRODUCT)
            if positive.plain == "0" or positive.plain.startswith("0 · "):
                # Nothing has no sign: e^0, not e^(−0).
                return self.spell(-product)
            return Leaf(_negated(positive), SUM)
        top, bottom = sympy.fraction(rest)
        if bottom == 1:
            head = () if coefficient == 1 else (self._head(coefficient),)
            return Leaf(self._row((*head, *self._factors(top))), PRODUCT)
        if coefficient != 1:
            top, bottom = coefficient.p * top, coefficient.q * bottom
        return Leaf(self._fraction(top, bottom), PRODUCT)

    def _factors(self, product: Any) -> tuple[Formula, ...]:
        return tuple(self.within(factor, PRODUCT) for factor in product.as_ordered_factors())

    def _row(self, factors: tuple[Formula, ...]) -> Formula:
        latex, plain = factors[0].latex, factors[0].plain
        for before, factor in pairwise(factors):
            counted = before.plain[0].isdigit()
            if factor.latex.startswith(r"\left("):
                latex, plain = rf"{latex}\, {factor.latex}", plain + factor.plain
            elif factor.latex.startswith(r"\log") and not counted:
                latex, plain = rf"{latex}\, {factor.latex}", f"{plain} {factor.plain}"
            else:
                latex, plain = rf"{latex} \cdot {factor.latex}", f"{plain} · {factor.plain}"
        return Formula(latex, plain)

    def _head(self, coefficient: Any) -> Formula:
        """Spell a positive rational number that stands in front of a product."""
        formula = self.spell(coefficient).formula
        if coefficient.q == 1:
            return formula
        half = coefficient.p == 1 and coefficient.q == 2
        return Formula(formula.latex, "½" if half else f"({formula.plain})")

    def _fraction(self, top: Any, bottom: Any) -> Formula:
        above, below = self.spell(top), self.spell(bottom)
        plain_above = self.within(top, PRODUCT).plain
        plain_below = self.within(bottom, POWER).plain
        return Formula(
            rf"\dfrac{{{above.formula.latex}}}{{{below.formula.latex}}}",
            f"{plain_above}/{plain_below}",
        )

    def _spell_Pow(self, power: Any) -> Leaf:  # noqa: N802
        base, exponent = power.as_base_exp()
        if exponent.could_extract_minus_sign():
            return Leaf(self._fraction(sympy.Integer(1), base ** (-exponent)), PRODUCT)
        if exponent == sympy.Rational(1, 2):
            return self._root(base)
        counts = exponent.is_Integer or exponent.is_Symbol or isinstance(exponent, sympy.floor)
        if not counts:
            raise TypeError("no spelling for a power of this kind")
        below, above = self.within(base, ATOM), self.spell(exponent).formula
        counted = above.plain.isdigit()
        raised = superscript(int(above.plain)) if counted else f"^{above.plain}"
        return Leaf(Formula(f"{below.latex}^{{{above.latex}}}", f"{below.plain}{raised}"), POWER)

    def _root(self, base: Any) -> Leaf:
        inner = self.spell(base)
        closed = inner.formula.plain if inner.binding == ATOM else f"({inner.formula.plain})"
        return Leaf(Formula(rf"\sqrt{{{inner.formula.latex}}}", f"√{closed}"), POWER)

    def _spell_exp(self, power: Any) -> Leaf:
        inner = self.spell(power.args[0])
        simple = inner.binding == ATOM
        plain = inner.formula.plain if simple else f"({inner.formula.plain})"
        return Leaf(Formula(f"e^{{{inner.formula.latex}}}", f"e^{plain}"), POWER)

    def _spell_log(self, logarithm: Any) -> Leaf:
        return self._function(r"\log", "log", logarithm.args[0])

    def _spell_tanh(self, function: Any) -> Leaf:
        return self._function(r"\tanh", "tanh", function.args[0])

    def _spell_cos(self, function: Any) -> Leaf:
        return self._function(r"\cos", "cos", function.args[0])

    def _spell_floor(self, function: Any) -> Leaf:
        above, below = (self.spell(part).formula for part in sympy.fraction(function.args[0]))
        inside = joined((above, below), " / ", "/")
        return Leaf(Formula(rf"\lfloor {inside.latex} \rfloor", f"⌊{inside.plain}⌋"), ATOM)

    def _spell_sign(self, function: Any) -> Leaf:
        return self._function(r"\mathrm{sign}\,", "sign", function.args[0])

    def _spell_Abs(self, function: Any) -> Leaf:  # noqa: N802
        inner = self.spell(function.args[0]).formula
        return Leaf(Formula(f"|{{{inner.latex}}}|", f"|{inner.plain}|"), ATOM)

    def _spell_Pi(self, _: Any) -> Leaf:  # noqa: N802
        return Leaf(Formula(r"\pi", "π"))

    def _function(self, latex: str, plain: str, argument: Any) -> Leaf:
        inner = self.spell(argument)
        if inner.binding == ATOM:
            spelled = Formula(f"{latex} {inner.formula.latex}", f"{plain} {inner.formula.plain}")
        else:
            closed = parenthesised(inner.formula)
            spelled = Formula(f"{latex}{closed.latex}", f"{plain}{closed.plain}")
        return Leaf(spelled, PRODUCT)


def _negated(formula: Formula) -> Formula:
    return Formula(f"-{formula.latex}", f"−{formula.plain}")
