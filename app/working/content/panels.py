"""The blocks of a page that are no mathematics: the check, texts and lists, the end."""

from collections.abc import Hashable
from dataclasses import dataclass

from app.text.markdown import plain
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Formula, Number


@dataclass(frozen=True, slots=True)
class Check:
    """The same number from three computations.

    Attributes
    ----------
    state : str
        "agree", "kink" or "apart".
    title, remark : str
        What it says, and a sentence under it (may be empty).
    ways : tuple of (str, str)
        Name and number of each.
    """

    state: str
    title: str
    ways: tuple[tuple[str, str], ...]
    remark: str = ""

    def plain(self) -> str:
        """Return the block as text."""
        lines = [self.title, *(f"  {name}: {number}" for name, number in self.ways)]
        return "\n".join([*lines, self.remark] if self.remark else lines)

    def latex(self) -> str:
        """Return nothing: the check is no part of the derivation."""
        return ""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in Markdown."""

    markdown: str

    def plain(self) -> str:
        """Return the block as text."""
        return plain(self.markdown)

    def latex(self) -> str:
        """Return nothing: prose is no formula."""
        return ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: what stands at its start, and what it says.

    Attributes
    ----------
    term : str
        A name, or keys to press.
    text : str
        What it means.
    phase : str
        Whose colour the name wears; empty for none.
    aside : str
        A few words at the right end.
    key : hashable or None
        What it stands for, to point at.
    """

    term: str
    text: str
    phase: str = ""
    aside: str = ""
    key: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of names with what they mean.

    Attributes
    ----------
    style : str
        "facts", "phases" or "keys".
    """

    style: str
    entries: tuple[Entry, ...]

    def plain(self) -> str:
        """Return the block as text."""
        lines = []
        for entry in self.entries:
            aside = f" ({entry.aside})" if entry.aside else ""
            lines.append(f"{entry.term}: {entry.text}{aside}")
        return "\n".join(lines)

    def latex(self) -> str:
        """Return nothing: a list of words is no formula."""
        return ""


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of an iteration: what the update did to the loss."""

    title: str
    loss: Formula
    before: Number
    after: Number
    hint: str
    good: bool

    def plain(self) -> str:
        """Return the block as text."""
        loss, before, after = map(to_text, (self.loss, self.before, self.after))
        return f"{self.title}\n{loss}: {before} → {after}\n{self.hint}"

    def latex(self) -> str:
        """Return the block as LaTeX."""
        loss, before, after = map(to_latex, (self.loss, self.before, self.after))
        return rf"{loss} \colon {before} \to {after}"
