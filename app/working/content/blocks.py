"""The blocks of a page that tell a derivation.

Every block is frozen and hashable, so that its layout can be kept, and knows itself as plain text
and as LaTeX.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from app.working.content.spelling import (
    cases_latex,
    cases_plain,
    relation,
    value_latex,
    words_latex,
)
from symbolic.formula.tree import Case, Formula


@dataclass(frozen=True, slots=True)
class Heading:
    """Where we are, and the question.

    Attributes
    ----------
    phase : str
        Whose colour it wears; empty for none.
    place : str
        Such as "step 15 of 39".
    question : str
        In plain language.
    """

    phase: str
    place: str
    question: str

    def whereabouts(self) -> str:
        """Return the phase and the place in one line."""
        return ", ".join(part for part in (self.phase.upper(), self.place) if part)

    def plain(self) -> str:
        """Return the block as text."""
        return f"{self.whereabouts()}\n{self.question}"

    def latex(self) -> str:
        """Return the block as LaTeX."""
        return words_latex(self.question)


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence or a caption.

    Attributes
    ----------
    text : str
        What it says.
    role : str
        "caption", "note", "lead" or "text".
    """

    text: str
    role: str = "caption"

    def plain(self) -> str:
        """Return the block as text."""
        return self.text

    def latex(self) -> str:
        """Return the block as LaTeX; captions and notes are left out."""
        return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A quiet line across the page."""

    def plain(self) -> str:
        """Return nothing: a line says nothing."""
        return ""

    def latex(self) -> str:
        """Return nothing: a line says nothing."""
        return ""


@dataclass(frozen=True, slots=True)
class Chained:
    """A factor's symbol in the chain rule, in its tint."""

    symbol: Formula
    tint: str
    key: Hashable


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain rule: a derivative as a product.

    Attributes
    ----------
    target : Formula
        The derivative.
    factors : tuple of Chained
        What is multiplied.
    over : Formula or None
        The sign of a sum over the batch before the product.
    added : Formula or None
        What penalties add behind it.
    """

    target: Formula
    factors: tuple[Chained, ...]
    over: Formula | None = None
    added: Formula | None = None

    def plain(self) -> str:
        """Return the block as text."""
        over = f"{self.over.plain} " if self.over else ""
        factors = " · ".join(factor.symbol.plain for factor in self.factors)
        added = f" + {self.added.plain}" if self.added else ""
        return f"{self.target.plain} = {over}{factors}{added}"

    def latex(self) -> str:
        """Return the block as LaTeX."""
        factors = r" \cdot ".join(factor.symbol.latex for factor in self.factors)
        over = f"{self.over.latex} " if self.over else ""
        added = f" + {self.added.latex}" if self.added else ""
        return f"{self.target.latex} = {over}{factors}{added}"


@dataclass(frozen=True, slots=True)
class Equation:
    """A definition: something = an expression, or its cases."""

    target: Formula
    sign: Formula
    expression: Formula
    cases: tuple[Case, ...] = ()

    def plain(self) -> str:
        """Return the block as text."""
        return f"{self.target.plain} {self.sign.plain} {cases_plain(self.expression, self.cases)}"

    def latex(self) -> str:
        """Return the block as LaTeX."""
        return f"{self.target.latex} {self.sign.latex} {cases_latex(self.expression, self.cases)}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line with a value at its right end: a factor, a term of a sum, the sum.

    Attributes
    ----------
    key : hashable or None
        What it stands for, to point at.
    tint : str
        The phase whose colour its bar wears.
    level : int
        0 for a factor, 1 for what it is made of.
    label : str
        Words at its start.
    symbol, expression : Formula or None
        The two sides of its equation; without a symbol the expression stands alone.
    cases : tuple of Case
        The rows of a piecewise expression.
    exact : bool
        Whether the numbers equal the value exactly.
    numbers : Formula or None
        The expression with numbers put in.
    value : str
        As it is written; empty for none.
    marked : bool
        Whether it is the one that the rest of the page is about.
    total : bool
        Whether it is what the rows above it come to.
    folded : Formula or None
        The numbers where it is shown without the rows that it is the sum of.
    """

    key: Hashable | None = None
    tint: str = ""
    level: int = 0
    label: str = ""
    symbol: Formula | None = None
    expression: Formula | None = None
    cases: tuple[Case, ...] = ()
    exact: bool = True
    numbers: Formula | None = None
    value: str = ""
    marked: bool = False
    total: bool = False
    folded: Formula | None = None

    def plain(self) -> str:
        """Return the row as text."""
        text = "  " * self.level + (f"{self.label}: " if self.label else "")
        text += self._sides(lambda formula: formula.plain, cases_plain)
        sign = relation(exact=self.exact).plain
        if self.numbers is not None:
            text += f" {sign} {self.numbers.plain}" if self.expression else self.numbers.plain
        if self.value:
            alone = text.endswith(": ") or not text.strip()
            text += self.value if alone else f" {sign} {self.value}"
        return text

    def latex(self) -> str:
        """Return the row as LaTeX."""
        text = self._sides(lambda formula: formula.latex, cases_latex)
        sign = relation(exact=self.exact).latex
        if self.numbers is not None:
            text += f" {sign} {self.numbers.latex}" if text else self.numbers.latex
        if not self.value:
            return text
        return f"{text} {sign} {value_latex(self.value)}" if text else ""

    def _sides(
        self,
        spell: Callable[[Formula], str],
        spell_cases: Callable[[Formula, tuple[Case, ...]], str],
    ) -> str:
        text = "" if self.symbol is None else f"{spell(self.symbol)} = "
        if self.expression is not None:
            text += spell_cases(self.expression, self.cases)
        return text


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that share their columns."""

    rows: tuple[Row, ...]

    def folded(self) -> tuple[Row, ...]:
        """Return the rows with every sum in one of them; terms that stand alone stay."""
        rows: list[Row] = []
        for row in self.rows:
            if row.level == 0:
                rows.append(row)
            elif row.total and rows:
                whole = rows[-1]
                rows[-1] = replace(
                    whole, numbers=whole.folded, value=row.value, exact=row.exact, folded=None
                )
        return tuple(rows) or self.rows

    def plain(self) -> str:
        """Return the block as text."""
        return "\n".join(row.plain() for row in self.rows)

    def latex(self) -> str:
        """Return the block as LaTeX."""
        return " \\\\\n".join(line for line in (row.latex() for row in self.rows) if line)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line of numbers and what it comes to.

    Attributes
    ----------
    numbers : Formula or None
        What was worked out; None where the value stands alone.
    exact : bool
        Whether = or ≈ stands between the two.
    value : str
        As it is written.
    phase : str
        Whose colour the value wears.
    large : bool
        Whether it is the step's result, or only one on the way.
    held_as : str
        What it is called where it is held in view away from its place.
    """

    numbers: Formula | None
    exact: bool
    value: str
    phase: str
    large: bool = True
    held_as: str = "result"

    def plain(self) -> str:
        """Return the block as text."""
        if self.numbers is None:
            return self.value
        return f"{self.numbers.plain} {relation(exact=self.exact).plain} {self.value}"

    def latex(self) -> str:
        """Return the block as LaTeX."""
        if self.numbers is None:
            return value_latex(self.value)
        sign = relation(exact=self.exact).latex
        return f"{self.numbers.latex} {sign} {value_latex(self.value)}"


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes of a step, in the colour of the phase it will happen in."""

    label: str
    formula: Formula
    phase: str

    def plain(self) -> str:
        """Return the block as text."""
        return f"{self.label}: {self.formula.plain}"

    def latex(self) -> str:
        """Return the block as LaTeX."""
        return self.formula.latex
