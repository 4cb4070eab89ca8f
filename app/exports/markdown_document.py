"""A worked example as Markdown with TeX formulas between dollar signs."""

import re
from collections.abc import Iterable

from app.exports.text_document import TextDocument
from engine.text import visible
from symbolic.formula.latex import to_latex
from symbolic.formula.tree import Formula

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$>])")


class MarkdownDocument(TextDocument):
    """For whatever shows Markdown with formulas, such as notebooks."""

    def begin(self, title: str) -> str:
        """Return the title."""
        return f"# {markdown_words(title)}"

    def end(self) -> str:
        """Return nothing: a text just ends."""
        return ""

    def heading(self, text: str) -> str:
        """Return the heading of a step."""
        return f"## {markdown_words(text)}"

    def words(self, text: str, *, strong: bool = False, dimmed: bool = False) -> str:
        """Return a paragraph."""
        said = "\n\n".join(markdown_words(part) for part in text.split("\n") if part.strip())
        return f"**{said}**" if strong else f"*{said}*" if dimmed else said

    def formula(self, formula: Formula, label: str = "") -> str:
        """Return a formula on a line of its own."""
        said = f"{markdown_words(label)}\n\n" if label else ""
        return f"{said}$${_formula(formula)}$$"

    def listed(self, items: Iterable[tuple[str, Formula]]) -> str:
        """Return formulas, each with words before it, as a list."""
        lines = (f"- {markdown_words(label)} ".rstrip() + f" ${_formula(f)}$" for label, f in items)
        return "\n".join(lines)

    def table(self, rows: Iterable[tuple[str, str]]) -> str:
        """Return names and what each is."""
        lines = [f"- {markdown_words(name)}: {markdown_words(text)}" for name, text in rows]
        return "\n".join(lines)


def markdown_words(text: str) -> str:
    """Return words in which nothing is Markdown, HTML or a formula, in one line."""
    plain = visible(text).replace("&", "&amp;").replace("<", "&lt;")
    return _SPECIAL.sub(r"\\\1", plain)


def _formula(formula: Formula) -> str:
    # A name may hold what HTML would take for a tag.
    return to_latex(formula).replace("<", r"\lt ").replace(">", r"\gt ")
