"""A worked example as text: one writer for every markup, which says only how each thing looks."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from app.exports.worked import Worked
from app.text.markdown import plain
from app.working.content.blocks import (
    Chain,
    Coming,
    Equation,
    Heading,
    Offer,
    Outcome,
    Rows,
    Rule,
    Words,
)
from app.working.content.page import Block
from app.working.content.panels import Check, Ending, Entries, Prose
from symbolic.formula.tree import Formula


class TextDocument(ABC):
    """How a markup writes what a page consists of.

    Every method takes plain words and formulas and escapes the words itself.
    """

    @abstractmethod
    def begin(self, title: str) -> str:
        """Return what stands before everything."""

    @abstractmethod
    def end(self) -> str:
        """Return what stands after everything."""

    @abstractmethod
    def heading(self, text: str) -> str:
        """Return the heading of a step."""

    @abstractmethod
    def words(self, text: str, *, strong: bool = False, dimmed: bool = False) -> str:
        """Return a paragraph."""

    @abstractmethod
    def formula(self, formula: Formula, label: str = "") -> str:
        """Return a formula on lines of its own, with words before it."""

    @abstractmethod
    def listed(self, items: Iterable[tuple[str, Formula]]) -> str:
        """Return formulas, each with words before it, as a list."""

    @abstractmethod
    def table(self, rows: Iterable[tuple[str, str]]) -> str:
        """Return names and what each is."""

    def text(self, worked: Worked) -> str:
        """Return the whole document."""
        parts = [self.begin(worked.trace.scenario.title)]
        parts += [self._block(block) for _, page in worked.pages() for block in page.blocks]
        return "\n\n".join(part for part in (*parts, self.end()) if part) + "\n"

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                return (
                    self.heading(block.whereabouts())
                    + "\n\n"
                    + self.words(block.question, strong=True)
                )
            case Words():
                return self.words(block.text, dimmed=block.role in ("caption", "note"))
            case Rule() | Offer():
                return ""
            case Chain() | Equation() | Outcome():
                return self.formula(block.formula)
            case Coming():
                return self.formula(block.formula, f"{block.label}:")
            case Rows():
                return self.listed(
                    (f"{row.label}:" if row.label else "", row.formula) for row in block.rows
                )
            case Check():
                words = [self.words(block.title, strong=True), self.table(block.ways)]
                return "\n\n".join([*words, self.words(block.remark)] if block.remark else words)
            case Prose():
                return self.words(plain(block.markdown))
            case Entries():
                return self.table((each.term, each.text) for each in block.entries)
            case Ending():
                return self.words(f"{block.title} {block.hint}")
