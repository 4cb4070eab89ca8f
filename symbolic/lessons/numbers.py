"""Numbers, letters and worked lines, as the lines beside pictures have them."""

from symbolic.formula.numbers import is_exact
from symbolic.formula.tree import ABOUT, EQUALS, Formula, Letters, Number, Relation, Symbol

DECIMALS = 4


def letter(name: str) -> Formula:
    """Return a variable's name, digits behind it as an index."""
    base = name.rstrip("0123456789")
    return (
        Symbol(name, Letters(base), Letters(name[len(base) :])) if base != name else Letters(name)
    )


def number_of(value: float) -> Number:
    """Return a number as it is shown; what is next to nothing as 0."""
    return Number(0.0 if abs(value) < 1e-12 else value, DECIMALS)


def worked(*sides: Formula, numbers: tuple[float, ...]) -> Relation:
    """Return sides with = between them, before the last ≈ where a number is rounded."""
    exact = all(is_exact(number, DECIMALS) for number in numbers)
    signs = (EQUALS,) * (len(sides) - 2) + ((EQUALS if exact else ABOUT),)
    return Relation(sides, signs)
