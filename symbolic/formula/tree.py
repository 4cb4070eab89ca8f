"""The nodes that formulas are made of."""

from __future__ import annotations

from collections.abc import Hashable
from enum import Enum, IntEnum
from typing import ClassVar, Self

# Structures take a fiftieth of the time that data classes take to be declared, thirty of them
# before the first picture, and are made and compared in machine code.
from msgspec import Struct
from msgspec.structs import astuple, replace

from engine.network.quantities import Ref
from symbolic.formula.numbers import AS_WRITTEN, mantissa_and_exponent


class Binding(IntEnum):
    """How tightly a formula holds together."""

    SUM = 1
    PRODUCT = 2
    POWER = 3
    ATOM = 4


class Join(Enum):
    """What stands between two factors: in LaTeX, and in plain text."""

    DOT = (r" \cdot ", " · ")
    CLOSE = (r"\, ", "")
    SPACE = (r"\, ", " ")
    APART = (r"\;\; ", " ")


class Slash(Enum):
    """How plain text has a fraction: 1/2, (1/2), or ½ where there is such a sign."""

    OPEN = "open"
    ENCLOSED = "enclosed"
    SIGN = "sign"


class Formula(Struct, frozen=True, cache_hash=True):
    """Any node. Those of one class and of equal parts are equal; each finds its hash but once."""

    _binding: ClassVar[Binding] = Binding.ATOM

    @property
    def fields(self) -> tuple[object, ...]:
        """What the node is made with, in that order."""
        return astuple(self)

    def altered(self, **parts: object) -> Self:
        """Return the same node with other parts."""
        return replace(self, **parts)

    @property
    def children(self) -> tuple[Formula, ...]:
        """The nodes that it is made of, from left to right."""
        return tuple([part for part in _flat(self.fields) if isinstance(part, Formula)])

    @property
    def binding(self) -> Binding:
        """How tightly it holds together."""
        return self._binding


def _flat(part: object) -> tuple[object, ...]:
    if isinstance(part, Case):
        return (part.expression, part.condition)
    if not isinstance(part, tuple):
        return (part,)
    return tuple(each for one in part for each in _flat(one))


class Sign(Formula, frozen=True):
    """A sign, or the name of a function, that is not taken apart, in both spellings."""

    in_latex: str
    in_text: str


class Letters(Formula, frozen=True):
    """Letters and digits as variables are set: a, δ, h1."""

    text: str


class Words(Formula, frozen=True):
    """Upright words, or a name from a file in any script."""

    text: str


class Symbol(Formula, frozen=True):
    """A quantity's name: a letter, with what stands below and above it.

    Attributes
    ----------
    text : str
        How plain text has it, such as "a_h1".
    letter : Formula
        Such as a.
    below, above : Formula or None
        Such as h1, and the 2 of σ².
    ref : Ref or None
        Which number of the iteration it is, if one.
    """

    text: str
    letter: Formula
    below: Formula | None = None
    above: Formula | None = None
    ref: Ref | None = None

    @property
    def binding(self) -> Binding:
        """As a power where something stands above it."""
        return Binding.ATOM if self.above is None else Binding.POWER


class Number(Formula, frozen=True):
    """A number, printed with up to so many decimals."""

    value: float
    decimals: int = AS_WRITTEN

    @property
    def binding(self) -> Binding:
        """As a sum for its sign, as a product for a power of ten."""
        if self.value < 0.0:
            return Binding.SUM
        _, power_of_ten = mantissa_and_exponent(float(self.value), self.decimals)
        return Binding.ATOM if power_of_ten is None else Binding.PRODUCT


class Row(Formula, frozen=True):
    """Formulas side by side with spaces between them."""

    parts: tuple[Formula, ...]


class Indices(Formula, frozen=True):
    """Indices with commas between them: h1, k."""

    parts: tuple[Formula, ...]


class Group(Formula, frozen=True):
    """A formula in parentheses that grow with it."""

    inside: Formula


class Negative(Formula, frozen=True):
    """A minus before a formula."""

    operand: Formula
    _binding: ClassVar[Binding] = Binding.SUM


class Sum(Formula, frozen=True):
    """Terms that are added; one with a leading minus is subtracted."""

    terms: tuple[Formula, ...]
    _binding: ClassVar[Binding] = Binding.SUM


class BigSum(Formula, frozen=True):
    """Σ over an index from 1 to a count, or over all that there are.

    Without a body it is the sign alone.
    """

    body: Formula | None
    index: str = ""
    count: int | None = None
    _binding: ClassVar[Binding] = Binding.SUM


class Product(Formula, frozen=True):
    """Factors, and what stands before each but the first."""

    factors: tuple[Formula, ...]
    joins: tuple[Join, ...]
    _binding: ClassVar[Binding] = Binding.PRODUCT


class Fraction(Formula, frozen=True):
    """A full-size fraction."""

    top: Formula
    bottom: Formula
    slash: Slash = Slash.OPEN
    _binding: ClassVar[Binding] = Binding.PRODUCT


class Derivative(Formula, frozen=True):
    """A partial derivative ∂of/∂by, and which number of the iteration it is, if one."""

    of: Formula
    by: Formula
    ref: Ref | None = None
    _binding: ClassVar[Binding] = Binding.PRODUCT


class Power(Formula, frozen=True):
    """A base raised to an exponent."""

    base: Formula
    exponent: Formula
    _binding: ClassVar[Binding] = Binding.POWER


class Exponential(Formula, frozen=True):
    """The number e raised to an exponent."""

    exponent: Formula
    _binding: ClassVar[Binding] = Binding.POWER


class Root(Formula, frozen=True):
    """A square root."""

    inside: Formula
    _binding: ClassVar[Binding] = Binding.POWER


class OfSample(Formula, frozen=True):
    """A number of the sample with this index: δ⁽ˢ⁾."""

    base: Formula

    @property
    def in_one(self) -> Symbol | None:
        """The number with the index behind what stands above its letter already, if any does."""
        base = self.base
        if not (isinstance(base, Symbol) and isinstance(base.above, Letters)):
            return None
        between = "" if base.above.text.endswith("]") else ","
        return base.altered(above=Letters(f"{base.above.text}{between}(s)"))


class Apply(Formula, frozen=True):
    """A function before its argument: log x, or log(x + y) where the argument is a `Group`."""

    head: Formula
    argument: Formula
    _binding: ClassVar[Binding] = Binding.PRODUCT


class Call(Formula, frozen=True):
    """A function of arguments in parentheses: max(0, x)."""

    head: Formula
    arguments: tuple[Formula, ...]


class Floor(Formula, frozen=True):
    """The largest whole number in a quotient, whose parts stand on one line."""

    top: Formula
    bottom: Formula


class Absolute(Formula, frozen=True):
    """An absolute value."""

    inside: Formula


class Norm(Formula, frozen=True):
    """The length of a vector."""

    inside: Formula


class Entry(Formula, frozen=True):
    """An entry of a matrix: its row and its column."""

    matrix: Formula
    row: Formula
    column: Formula


class Matrix(Formula, frozen=True):
    """Formulas in rows and columns between brackets."""

    rows: tuple[tuple[Formula, ...], ...]


class Relation(Formula, frozen=True):
    """Two or more sides, with =, ≈, ← or another relation before each but the first."""

    sides: tuple[Formula, ...]
    signs: tuple[Sign, ...]


class Case(Struct, frozen=True, cache_hash=True):
    """One row of a piecewise formula.

    Attributes
    ----------
    expression, condition : Formula
        Such as "1" and "z > 0".
    holds : bool
        Whether this row is the one that applies to the present numbers.
    """

    expression: Formula
    condition: Formula
    holds: bool = False


class Piecewise(Formula, frozen=True):
    """An expression in cases, a row each."""

    cases: tuple[Case, ...]


class Stated(Formula, frozen=True):
    """An expression in cases that is written in a line: 1 for x > 0, else 0."""

    cases: tuple[Case, ...]
    otherwise: Formula


class Marked(Formula, frozen=True):
    """A part that can be pointed at, and has a phase's colour.

    Attributes
    ----------
    inside : Formula
        The part.
    key : hashable
        What it stands for.
    tint : str
        The phase whose colour it has; empty for none.
    """

    inside: Formula
    key: Hashable
    tint: str = ""

    @property
    def binding(self) -> Binding:
        """As what is inside."""
        return self.inside.binding


EQUALS, ABOUT, BECOMES = Sign("=", "="), Sign(r"\approx", "≈"), Sign(r"\leftarrow", "←")
BECOMES_DERIVATIVE = Sign(r"\to", "→")
# The result is the line's, of which the computer's own number is too far off.
ABOUT_ITSELF = Sign(r"\approx^{*}", "≈*")


def without_minus(formula: Formula) -> Formula | None:
    """Return a formula without the minus that it begins with; None where it begins with none."""
    if isinstance(formula, Negative):
        return formula.operand
    if isinstance(formula, Number):
        negative = formula.binding is Binding.SUM
        return Number(-formula.value, formula.decimals) if negative else None
    if isinstance(formula, Product):
        first = without_minus(formula.factors[0])
        return None if first is None else Product((first, *formula.factors[1:]), formula.joins)
    if isinstance(formula, Sum):
        first = without_minus(formula.terms[0])
        return None if first is None else Sum((first, *formula.terms[1:]))
    return None
