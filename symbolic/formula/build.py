"""Put formulas together: products, sums, equations, lines of numbers."""

from collections.abc import Iterable, Sequence

from symbolic.formula.numbers import AS_WRITTEN, is_exact
from symbolic.formula.tree import (
    EQUALS,
    Binding,
    Case,
    Formula,
    Fraction,
    Group,
    Join,
    Number,
    Piecewise,
    Product,
    Relation,
    Slash,
    Sum,
    without_minus,
)


def product(factors: Iterable[Formula]) -> Formula:
    """Return factors with a dot between them; sums among them must be in parentheses."""
    return joined(tuple(factors), Join.DOT)


def joined(factors: Sequence[Formula], join: Join) -> Formula:
    """Return factors with the same between them."""
    if len(factors) == 1:
        return factors[0]
    flat: list[Formula] = []
    joins: list[Join] = []
    for factor in factors:
        joins.append(join)
        if isinstance(factor, Product):
            flat += factor.factors
            joins += factor.joins
        else:
            flat.append(factor)
    return Product(tuple(flat), tuple(joins[1:]))


def part_of(share: int, whole: Formula, join: Join) -> Formula:
    """Return a formula divided by a number, which stands before it as 1/n."""
    return joined((fraction(1, share, Slash.ENCLOSED), whole), join)


def equation(*sides: Formula) -> Relation:
    """Return sides with = between them."""
    return Relation(sides, (EQUALS,) * (len(sides) - 1))


def cased(expression: Formula, cases: tuple[Case, ...]) -> Formula:
    """Return an expression, or its cases where it has any."""
    return Piecewise(cases) if cases else expression


def summed(terms: Iterable[Formula]) -> Formula:
    """Return terms with + between them, 0 of none; one that starts with a minus is subtracted."""
    flat: list[Formula] = []
    for term in terms:
        flat += term.terms if isinstance(term, Sum) else (term,)
    if not flat:
        return Number(0, 0)
    return Sum(tuple(flat)) if len(flat) > 1 else flat[0]


def closed(formula: Formula) -> Formula:
    """Return a formula that stands behind another, in parentheses where it begins with a minus."""
    return formula if without_minus(formula) is None else Group(formula)


def numbers_product(values: Iterable[float], decimals: int = AS_WRITTEN) -> Formula:
    """Return numbers multiplied, such as 0.7414 · 0.1868 · (−0.5933)."""
    first, *others = (Number(value, decimals) for value in values)
    return product((first, *map(closed, others)))


def fraction(top: int, bottom: int, slash: Slash = Slash.OPEN) -> Fraction:
    """Return a fraction of two whole numbers, such as 1/4."""
    return Fraction(Number(top, 0), Number(bottom, 0), slash)


def within(formula: Formula, binding: Binding) -> Formula:
    """Return an operand, in parentheses where it holds together less tightly."""
    return formula if formula.binding >= binding else Group(formula)


def is_zero(formula: Formula) -> bool:
    """Whether a formula is the number 0."""
    return isinstance(formula, Number) and formula.value == 0.0


def is_full(formula: Formula) -> bool:
    """Whether every number in a formula is written in full."""
    if isinstance(formula, Number):
        return is_exact(formula.value, formula.decimals)
    return all(map(is_full, formula.children))
