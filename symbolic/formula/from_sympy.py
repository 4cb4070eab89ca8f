"""Turn a small SymPy expression into a formula, its symbols replaced by what they stand for.

The same expression with names gives the line of symbols, with numbers the line of numbers; so the
two always have the same shape.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sympy

from symbolic.formula.build import fraction, is_zero, summed, within
from symbolic.formula.numbers import AS_WRITTEN, is_exact
from symbolic.formula.tree import (
    Absolute,
    Apply,
    Binding,
    Call,
    Exponential,
    Floor,
    Formula,
    Fraction,
    Group,
    Join,
    Negative,
    Number,
    Power,
    Product,
    Root,
    Sign,
    Slash,
)


def formula_of(expression: sympy.Expr, leaves: Mapping[sympy.Symbol, Formula]) -> Formula:
    """Return an expression as a formula.

    Raises
    ------
    TypeError
        There is a kind of expression that is not known here.
    """
    return _Reader(leaves).read(expression)


class _Reader:
    """One method for each kind of expression; an unknown kind raises."""

    def __init__(self, leaves: Mapping[sympy.Symbol, Formula]) -> None:
        self.leaves = leaves

    def read(self, expression: Any) -> Formula:
        for kind in type(expression).__mro__:
            method: Callable[[Any], Formula] | None = getattr(self, f"_read_{kind.__name__}", None)
            if method is not None:
                return method(expression)
        raise TypeError(f"no formula for {type(expression).__name__}")

    def within(self, expression: Any, binding: Binding) -> Formula:
        """Return an operand, in parentheses where it holds together less tightly."""
        return within(self.read(expression), binding)

    def _read_Symbol(self, symbol: Any) -> Formula:
        return self.leaves[symbol]

    def _read_Rational(self, value: Any) -> Formula:
        size = _rational(abs(value), Slash.OPEN)
        return Negative(size) if value.p < 0 else size

    def _read_Add(self, total: Any) -> Formula:
        content, primitive = _primitive(total)
        if content != 1 and _is_common(content, primitive):
            return _row((_head(content), self.within(primitive, Binding.PRODUCT)))
        (first, _), *others = _ordered_terms(total)
        parts = [self.read(first)]
        for term, size in others:
            if size is None:
                parts.append(self.within(term, Binding.PRODUCT))
            else:
                parts.append(Negative(self.within(size, Binding.PRODUCT)))
        return summed(parts)

    def _read_Mul(self, product: Any) -> Formula:
        coefficient, rest = product.as_coeff_Mul()
        of_larger = rest.args if type(rest).__name__ == "larger" else ()
        if coefficient == -1 and any(arg.could_extract_minus_sign() for arg in of_larger):
            # −max(−x, −y) is what min(x, y) was made of.
            return Call(Sign(r"\min", "min"), tuple(self.read(-arg) for arg in of_larger))
        if coefficient < 0:
            positive = self.within(-product, Binding.PRODUCT)
            # Nothing has no sign: e^0, not e^(−0).
            return self.read(-product) if _is_nothing(positive) else Negative(positive)
        top, bottom = _fraction(rest)
        if bottom == 1:
            head = () if coefficient == 1 else (_head(coefficient),)
            return _row((*head, *self._factors(top)))
        if _is_decimal(coefficient):
            top = coefficient * top
        elif coefficient != 1:
            top, bottom = coefficient.p * top, coefficient.q * bottom
        return Fraction(self.read(top), self.read(bottom))

    def _factors(self, product: Any) -> tuple[Formula, ...]:
        return tuple(self.within(each, Binding.PRODUCT) for each in _ordered_factors(product))

    def _read_Pow(self, power: Any) -> Formula:
        base, exponent = power.as_base_exp()
        if exponent.could_extract_minus_sign():
            return Fraction(Number(1, 0), self.read(base ** (-exponent)))
        if exponent == sympy.Rational(1, 2):
            return Root(self.read(base))
        return Power(self.within(base, Binding.ATOM), self.read(exponent))

    def _read_exp(self, power: Any) -> Formula:
        return Exponential(self.read(power.args[0]))

    def _read_log(self, logarithm: Any) -> Formula:
        return self._applied(LOG, logarithm)

    def _read_tanh(self, function: Any) -> Formula:
        return self._applied(Sign(r"\tanh", "tanh"), function)

    def _read_named(self, function: Any) -> Formula:
        name = type(function).__name__
        return self._applied(Sign(rf"\mathrm{{{name}}}\,", name), function)

    _read_sin = _read_tan = _read_sinh = _read_cosh = _read_atan = _read_erf = _read_named

    def _read_larger(self, function: Any) -> Formula:
        return Call(Sign(r"\max", "max"), tuple(map(self.read, function.args)))

    def _read_Exp1(self, _: Any) -> Formula:
        return Sign("e", "e")

    def _read_cos(self, function: Any) -> Formula:
        return self._applied(Sign(r"\cos", "cos"), function)

    def _read_sign(self, function: Any) -> Formula:
        return self._applied(Sign(r"\mathrm{sign}\,", "sign"), function)

    def _read_floor(self, function: Any) -> Formula:
        above, below = (self.read(part) for part in sympy.fraction(function.args[0]))
        return Floor(above, below)

    def _read_Abs(self, function: Any) -> Formula:
        return Absolute(self.read(function.args[0]))

    def _read_Pi(self, _: Any) -> Formula:
        return Sign(r"\pi", "π")

    def _applied(self, head: Sign, function: Any) -> Formula:
        return Apply(head, self.within(function.args[0], Binding.ATOM))


# The same few rules are read for every unit and every weight.
_cached = lru_cache(maxsize=4096)


@_cached
def _primitive(total: Any) -> Any:
    return total.primitive()


@_cached
def _is_common(content: Any, primitive: Any) -> bool:
    """Whether a factor of all terms is to be seen in one of them.

    Of terms with typed decimals it may be what makes whole numbers of them: 1.702 and 1 are 851 and
    500, each times 0.002.
    """
    wholes = (abs(term.as_coeff_Mul()[0]) for term in primitive.args)
    return content.q <= _LARGEST_BELOW or 1 in wholes


@_cached
def _ordered_terms(total: Any) -> list[tuple[Any, Any]]:
    """Return terms in their order, each with its size where it is subtracted."""
    terms = [
        (term, -term if term.could_extract_minus_sign() else None)
        for term in total.as_ordered_terms()
    ]
    # What is subtracted comes last, a plain number before all else.
    return sorted(terms, key=lambda each: (each[1] is not None, not each[0].is_number))


@_cached
def _ordered_factors(product: Any) -> Any:
    return product.as_ordered_factors()


@_cached
def _fraction(product: Any) -> Any:
    return sympy.fraction(product, exact=True)


LOG = Sign(r"\log", "log")
# Of a typed number: 1/4 is a fraction, 0.044715 is not.
_LARGEST_BELOW = 20


def _head(coefficient: Any) -> Formula:
    """Return a positive rational number that stands in front of a product."""
    return _rational(coefficient, Slash.SIGN)


def _rational(value: Any, slash: Slash) -> Formula:
    """Return a positive rational number: with a large denominator as a decimal, if it is one."""
    p, q = int(value.p), int(value.q)
    if q == 1:
        return Number(p, 0)
    return Number(p / q) if _is_decimal(value) else fraction(p, q, slash)


def _is_decimal(value: Any) -> bool:
    """Whether a rational number is written as a decimal."""
    return value.q > _LARGEST_BELOW and is_exact(int(value.p) / int(value.q), AS_WRITTEN)


def _is_nothing(formula: Formula) -> bool:
    """Whether a formula is 0, or a product in which 0 comes first."""
    if isinstance(formula, Product):
        return formula.joins[0] is Join.DOT and is_zero(formula.factors[0])
    return is_zero(formula)


def _row(factors: tuple[Formula, ...]) -> Formula:
    if len(factors) == 1:
        return factors[0]
    return Product(factors, tuple(_join(*pair) for pair in pairwise(factors)))


def _join(before: Formula, factor: Formula) -> Join:
    """Return no more than a space before what stands out by itself: parentheses, a logarithm."""
    opening = factor.base if isinstance(factor, Power) else factor
    if isinstance(opening, Group):
        return Join.CLOSE
    logarithm = isinstance(factor, Apply) and factor.head is LOG
    return Join.SPACE if logarithm and not _begins_with_digit(before) else Join.DOT


def _begins_with_digit(formula: Formula) -> bool:
    return isinstance(formula, Number) and formula.binding >= Binding.PRODUCT
