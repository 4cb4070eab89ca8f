"""The kinds of file that a worked example or a network is exported as, by the name's ending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.exports.choice import Drawn
from engine.errors import UserError

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.exports.worked import Worked


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    label, note : str
        What it is called, and a sentence on it.
    write : callable
        Returns the contents, from the iteration and how what is drawn looks.
    is_drawn : bool
        Whether it needs `Drawn`.
    takes_many : bool
        Whether it has many steps.
    """

    label: str
    note: str
    write: Callable[[Worked, Drawn | None], bytes]
    is_drawn: bool = False
    takes_many: bool = False


def _tex(worked: Worked, _: Drawn | None) -> bytes:
    from app.exports.latex_document import LatexDocument

    return LatexDocument().text(worked).encode()


def _markdown(worked: Worked, _: Drawn | None) -> bytes:
    from app.exports.markdown_document import MarkdownDocument

    return MarkdownDocument().text(worked).encode()


def _notebook(worked: Worked, _: Drawn | None) -> bytes:
    from app.exports.notebook import notebook

    return notebook(worked.trace).encode()


def _onnx(worked: Worked, _: Drawn | None) -> bytes:
    from app.exports.onnx_model import onnx_model

    return onnx_model(worked.trace.before, worked.trace.scenario.title)


def _pdf(worked: Worked, drawn: Drawn | None) -> bytes:
    from app.exports.pdf import pdf

    assert drawn is not None
    return pdf(worked, drawn.appearance, drawn.paper)


def _png(worked: Worked, drawn: Drawn | None) -> bytes:
    from app.exports import pictures

    paint, size = _painting(worked, drawn)
    return pictures.png(paint, *size)


def _svg(worked: Worked, drawn: Drawn | None) -> bytes:
    from app.exports import pictures

    paint, size = _painting(worked, drawn)
    return pictures.svg(paint, *size, worked.trace.scenario.title)


def _painting(
    worked: Worked, drawn: Drawn | None
) -> tuple[Callable[[QPainter], None], tuple[int, int]]:
    """Return what draws the first of the steps, and the size that it is drawn in."""
    from app.exports.drawn import StepDrawing

    assert drawn is not None
    drawing = StepDrawing(worked, drawn.appearance, *drawn.size, drawn.part)
    position, page = next(iter(worked.pages()))
    return partial(drawing.paint, position=position, page=page), drawn.size


FORMATS: dict[str, Format] = {
    ".png": Format("picture", "As it is shown now.", _png, is_drawn=True),
    ".svg": Format("picture as outlines", "Sharp at any size.", _svg, is_drawn=True),
    ".pdf": Format(
        "worked example, a step a page",
        "Each page has the graph at that step and its derivation.",
        _pdf,
        is_drawn=True,
        takes_many=True,
    ),
    ".tex": Format(
        "worked example in LaTeX",
        "An article for pdfLaTeX, LuaLaTeX or XeLaTeX.",
        _tex,
        takes_many=True,
    ),
    ".md": Format(
        "worked example in Markdown",
        "Formulas stand between dollar signs.",
        _markdown,
        takes_many=True,
    ),
    ".ipynb": Format(
        "notebook",
        "Its cells compute the iteration again, with NumPy and SymPy alone.",
        _notebook,
    ),
    ".onnx": Format(
        "network for other programs",
        "An ONNX model of the present parameters; its inputs are the numbers of the graph.",
        _onnx,
    ),
}
"""By the ending of the file's name."""


def format_of(name: str) -> tuple[str, Format]:
    """Return the ending of a file's name and what it stands for.

    Raises
    ------
    UserError
        No kind of file has this ending.
    """
    for suffix, made in FORMATS.items():
        if name.lower().endswith(suffix):
            return suffix, made
    raise UserError(f"{name}: expected a file name that ends in {', '.join(FORMATS)}")
