"""The blocks of a page that show a derivation.

Every block is frozen and hashable, so that its layout can be kept, and knows itself as plain text
and as LaTeX.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace

from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import EQUALS, Formula, Number, Relation, Sign


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
        return rf"\text{{{self.question}}}"


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
class Offer:
    """A few words to click.

    Attributes
    ----------
    key : hashable
        What a click on them is for.
    text : str
        What they say.
    """

    key: Hashable
    text: str

    def plain(self) -> str:
        """Return nothing: there is nothing to click in a text."""
        return ""

    def latex(self) -> str:
        """Return nothing: it is no formula."""
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
class Chain:
    """The chain rule: a derivative as a product, in which every factor is marked."""

    formula: Relation

    def plain(self) -> str:
        """Return the block as text."""
        return to_text(self.formula)

    def latex(self) -> str:
        """Return the block as LaTeX."""
        return to_latex(self.formula)


@dataclass(frozen=True, slots=True)
class Equation:
    """A definition: something = an expression, or its cases."""

    formula: Relation

    def plain(self) -> str:
        """Return the block as text."""
        return to_text(self.formula)

    def latex(self) -> str:
        """Return the block as LaTeX."""
        return to_latex(self.formula)


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
    left : Formula or None
        An equation, or an expression alone.
    sign : Sign
        What stands before its numbers and its value: = or ≈.
    numbers : Formula or None
        The expression with numbers put in.
    value : Number or None
        What the line comes to.
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
    left: Formula | None = None
    sign: Sign = EQUALS
    numbers: Formula | None = None
    value: Number | None = None
    marked: bool = False
    total: bool = False
    folded: Formula | None = None

    @property
    def formula(self) -> Relation:
        """The whole line, without its label."""
        left = self.left
        start = left if isinstance(left, Relation) else Relation((left,) if left else (), ())
        sides = [side for side in (self.numbers, self.value) if side is not None]
        signs = [self.sign] * (len(sides) if left else len(sides) - 1)
        return Relation((*start.sides, *sides), (*start.signs, *signs))

    def plain(self) -> str:
        """Return the row as text."""
        return "  " * self.level + (f"{self.label}: " if self.label else "") + to_text(self.formula)

    def latex(self) -> str:
        """Return the row as LaTeX; nothing of one that is a value alone."""
        return "" if len(self.formula.sides) == 1 else to_latex(self.formula)


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
                    whole, numbers=whole.folded, value=row.value, sign=whole.sign, folded=None
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
    sign : Sign
        What stands between the two: = or ≈.
    value : Number
        What it comes to.
    phase : str
        Whose colour the value wears.
    large : bool
        Whether it is the step's result, or only one on the way.
    held_as : str
        What it is called where it is held in view away from its place.
    """

    numbers: Formula | None
    sign: Sign
    value: Number
    phase: str
    large: bool = True
    held_as: str = "result"

    @property
    def formula(self) -> Formula:
        """The whole line."""
        if self.numbers is None:
            return self.value
        return Relation((self.numbers, self.value), (self.sign,))

    def plain(self) -> str:
        """Return the block as text."""
        return to_text(self.formula)

    def latex(self) -> str:
        """Return the block as LaTeX."""
        return to_latex(self.formula)


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes of a step, in the colour of the phase it will happen in."""

    label: str
    formula: Formula
    phase: str

    def plain(self) -> str:
        """Return the block as text."""
        return f"{self.label}: {to_text(self.formula)}"

    def latex(self) -> str:
        """Return the block as LaTeX."""
        return to_latex(self.formula)
