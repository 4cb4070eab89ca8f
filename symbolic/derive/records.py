"""What a derivation is: one step's formula, its factors, the numbers put in, the result.

These records hold formulas, text and numbers only. ``symbolic.derive.steps`` makes them; the
window, the terminal and a screen reader show them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import Any, Self

from engine.network.quantities import Ref
from symbolic.formula.build import cased, equation, numbers_product, part_of, product, summed
from symbolic.formula.numbers import number_format
from symbolic.formula.tree import (
    BECOMES,
    EQUALS,
    BigSum,
    Case,
    Formula,
    Join,
    Marked,
    Number,
    Relation,
    Sign,
)


class TermKind(Enum):
    """What the terms of a sum are."""

    PATHS = "paths"
    INPUTS = "inputs"
    OUTPUTS = "outputs"
    UNITS = "units"
    SAMPLES = "samples"
    WEIGHTS = "weights"  # of a penalty
    GRADIENTS = "gradients"  # of Newton's step
    PARTS = "parts"  # of the data and of penalties
    CANCELLED = "cancelled"  # what is left where denominators cancel
    ROW = "row"  # of a softmax unit's Jacobian
    CORRECTED = "corrected"  # moments of Adam
    SHARES = "shares"  # of a schedule

    @property
    def adds_up(self) -> bool:
        """Whether they are summands, not numbers worked out on the way."""
        return self not in (TermKind.ROW, TermKind.CORRECTED, TermKind.SHARES)


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of an opened sum: a path through the next layer, an input, or a sample.

    Attributes
    ----------
    label : str
        Where it comes from, such as "through o1" or "sample 2".
    formula : Formula
        The summand in symbols; a relation where it is derived.
    substituted : Formula or None
        The same with numbers; None where that adds nothing.
    value : float
        Its number.
    references : tuple of Ref
        What it is made of, for highlights.
    sample : int or None
        The row of the batch, from 0, that it belongs to; None for what belongs to all.
    sign : Sign
        What stands before its number: = or ≈.
    """

    label: str
    formula: Formula
    substituted: Formula | None
    value: float
    references: tuple[Ref, ...]
    sample: int | None = None
    sign: Sign = EQUALS


@dataclass(frozen=True, slots=True)
class Terms:
    """An opened sum.

    Attributes
    ----------
    kind : TermKind
        What the terms are.
    shown : tuple of Term
        All, or the strongest.
    omitted : int
        How many weaker terms are left out.
    omitted_value : float
        What the left-out terms add up to.
    line : Formula or None
        The numbers added, what is left out as one of them; None where nothing is added up.
    sign : Sign
        What stands before the sum: = or ≈.
    """

    kind: TermKind
    shown: tuple[Term, ...]
    omitted: int = 0
    omitted_value: float = 0.0
    line: Formula | None = None
    sign: Sign = EQUALS


@dataclass(frozen=True, slots=True)
class Line:
    """An expression in symbols and in numbers.

    Attributes
    ----------
    expression : Formula
        In symbols; of a piecewise expression the row that applies.
    substituted : Formula or None
        In numbers; None where there is nothing to put in, or too much.
    cases : tuple of Case
        All rows of a piecewise expression.
    """

    expression: Formula
    substituted: Formula | None = None
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of the chain rule, derived.

    Attributes
    ----------
    symbol : Formula
        Such as ∂L/∂a_o1.
    line : Line
        What SymPy derived for it, such as a_o1 − t_o1, in symbols and in numbers.
    value : float
        Its number.
    tint : str
        The phase whose colour it has: "loss", "backward" or "forward".
    references : tuple of Ref
        What lights up in the graph; the first is what the factor is about.
    terms : Terms or None
        The summands, where the factor is a sum over the paths through the next layer (or, for
        softmax, over the outputs).
    sign : Sign
        What stands before its number: = or ≈.
    """

    symbol: Formula
    line: Line
    value: float
    tint: str
    references: tuple[Ref, ...]
    terms: Terms | None = None
    sign: Sign = EQUALS

    @property
    def equation(self) -> Relation:
        """The factor, and what SymPy derived for it, all of its cases."""
        return equation(self.symbol, cased(self.line.expression, self.line.cases))


@dataclass(frozen=True, slots=True)
class Derivation:
    """What there is to say about one step, however it is derived.

    Attributes
    ----------
    question : str
        In plain language: "How much does w5 change the total loss?".
    target : Formula
        The left-hand side.
    target_ref : Ref
        What is computed.
    value : float
        The result for the shown sample (for the whole batch where the batch has one).
    decimals : int
        Decimals of results, and of the numbers in its lines at least.
    sign : Sign
        What stands between the line of numbers and the value: = or ≈.
    definition : Formula or None
        The right-hand side in symbols; of a product only where it is a part of a sum.
    substituted : Formula or None
        The same with numbers.
    terms : Terms or None
        The value as a sum. For a gradient over a batch, one term a sample, and then what
        penalties add.
    consequence : Formula or None
        What comes of it: for a gradient the update to come.
    lead : str
        A sentence to read before the formula; empty for none.
    notes : tuple of str
        Sentences on it, such as that ReLU has no derivative at 0.
    """

    question: str
    target: Formula
    target_ref: Ref
    value: float
    decimals: int = field(default_factory=lambda: number_format().decimals)
    sign: Sign = EQUALS
    definition: Formula | None = None
    substituted: Formula | None = None
    terms: Terms | None = None
    consequence: Formula | None = None
    lead: str = ""
    notes: tuple[str, ...] = ()

    @property
    def result(self) -> Number:
        """The value as results are shown."""
        return Number(self.value, self.decimals)

    @property
    def statement(self) -> Formula:
        """The step in symbols: the target, and what it is."""
        return self.target

    @property
    def equation(self) -> Relation:
        """The target and its definition, all of its cases."""
        return equation(self.target, self.definition or self.target)


@dataclass(frozen=True, slots=True)
class Definition(Derivation):
    """A step that has one definition.

    Attributes
    ----------
    cases : tuple of Case
        The rows, where the definition is piecewise; ``definition`` is the row that applies.
    rule : tuple of Formula
        What is differentiated, and what SymPy makes of its derivative, one change after the other.
    assigns : bool
        Whether the target takes the value as its new one: ← stands between them, not =.
    """

    cases: tuple[Case, ...] = ()
    rule: tuple[Formula, ...] = ()
    assigns: bool = False

    def of_line(self, line: Line, **others: Any) -> Self:
        """Return the derivation with a line, and with other fields."""
        return replace(
            self,
            definition=line.expression,
            substituted=line.substituted,
            cases=line.cases,
            **others,
        )

    @property
    def statement(self) -> Formula:
        """The step in symbols: the target, and what it is."""
        if self.definition is None:
            return self.target
        return Relation((self.target, self.definition), (BECOMES if self.assigns else EQUALS,))

    @property
    def equation(self) -> Relation:
        """The target and its definition, all of its cases."""
        right = cased(self.definition or self.target, self.cases)
        return Relation((self.target, right), (BECOMES if self.assigns else EQUALS,))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRule(Derivation):
    """A derivative that is a product of others.

    Attributes
    ----------
    factors : tuple of Factor
        What is multiplied; over a batch those of the shown sample.
    product : Formula
        The factors' numbers multiplied.
    product_value : float
        What the product gives: the value, or over a batch the shown sample's share of it.
    product_sign : Sign
        What stands between the two: = or ≈.
    part : str
        Whose product it is where it is not the whole value, such as "sample 1"; else empty.
    over : BigSum or None
        The sign of the sum over a batch that stands before the factors; None for one sample.
    mean : int
        By what the sum over the batch is divided.
    added : Formula or None
        What stands behind the factors in the gradient of a weight: what penalties add.
    """

    factors: tuple[Factor, ...]
    product: Formula
    product_value: float
    product_sign: Sign = EQUALS
    part: str = ""
    over: BigSum | None = None
    mean: int = 1
    added: Formula | None = None

    @classmethod
    def of(cls, base: Derivation, factors: tuple[Factor, ...]) -> Self:
        """Return a derivation as a product, which is all of its value."""
        common = {each.name: getattr(base, each.name) for each in fields(Derivation)}
        line = numbers_product((factor.value for factor in factors), base.decimals)
        return cls(**common, factors=factors, product=line, product_value=base.value)

    @property
    def statement(self) -> Relation:
        """The step in symbols: the target, and the product that it is."""
        return self._stated(factor.symbol for factor in self.factors)

    @property
    def marked_statement(self) -> Relation:
        """The same, with each factor marked by ``("factor", its place)``."""
        numbered = enumerate(self.factors)
        return self._stated(Marked(each.symbol, ("factor", at), each.tint) for at, each in numbered)

    def _stated(self, factors: Iterable[Formula]) -> Relation:
        right = product(factors)
        if self.over is not None:
            right = self.over.altered(body=right)
        right = right if self.mean == 1 else part_of(self.mean, right, Join.APART)
        right = right if self.added is None else summed((right, self.added))
        return Relation((self.target, right), (EQUALS,))
