"""A worked example as a LaTeX article that needs AMS's packages alone."""

from collections.abc import Iterable

from app.exports.tex_characters import DEFINITIONS, in_tex
from app.exports.text_document import TextDocument
from engine.text import visible
from symbolic.formula.latex import to_latex
from symbolic.formula.letters import ESCAPES
from symbolic.formula.tree import Formula

_ESCAPES = str.maketrans({**ESCAPES, "`": r"\textasciigrave{}"})
_BEGIN = r"""\documentclass[11pt]{article}
\usepackage{iftex,amsmath,amssymb}
\ifPDFTeX\else\usepackage{fontspec}\fi
\usepackage[a4paper,margin=22mm]{geometry}
%s
\setlength{\parindent}{0pt}\setlength{\parskip}{6pt}
\begin{document}
\raggedright
\section*{%s}"""


class LatexDocument(TextDocument):
    """For pdfTeX, LuaTeX or XeTeX."""

    def begin(self, title: str) -> str:
        """Return the preamble and the title."""
        return _BEGIN % (DEFINITIONS, _escaped(title))

    def end(self) -> str:
        """Return what stands after everything."""
        return r"\end{document}"

    def heading(self, text: str) -> str:
        """Return the heading of a step."""
        return rf"\subsection*{{{_escaped(text)}}}"

    def words(self, text: str, *, strong: bool = False, dimmed: bool = False) -> str:
        """Return a paragraph."""
        said = "\n\n".join(_escaped(part) for part in text.split("\n") if part.strip())
        return rf"\textbf{{{said}}}" if strong else rf"{{\small {said}\par}}" if dimmed else said

    def formula(self, formula: Formula, label: str = "") -> str:
        """Return a formula that breaks where it is longer than a line."""
        return f"{_escaped(label)} {_formula(formula)}".strip()

    def listed(self, items: Iterable[tuple[str, Formula]]) -> str:
        """Return formulas, each with words before it, as a list."""
        lines = (rf"\item {self.formula(formula, label)}" for label, formula in items)
        return "\n".join((r"\begin{itemize}", *lines, r"\end{itemize}"))

    def table(self, rows: Iterable[tuple[str, str]]) -> str:
        """Return names and what each is."""
        lines = [rf"\item[{{{_escaped(name)}}}] {_escaped(text)}" for name, text in rows]
        return "\n".join((r"\begin{description}", *lines, r"\end{description}")) if lines else ""


def _escaped(text: str) -> str:
    return in_tex(visible(text).translate(_ESCAPES))


def _formula(formula: Formula) -> str:
    return rf"$\displaystyle {in_tex(to_latex(formula))}$"
