"""The parts of a row: what the caller gives, and the pieces that are placed for it."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetricsF

from app.formula.flow import PRODUCT, SUM, Box
from app.formula.outline import Run
from app.formula.reading import split_at_operators
from app.formula.run import is_ready, layout

OPERATORS = {**dict.fromkeys("=≈+−-←<>≤≥≠", SUM), **dict.fromkeys("·×*", PRODUCT)}
"""Plain texts of segments before which a line may break."""

GAP, TIGHT_GAP = 0.28, 0.04
"""The space between two segments, and before one that stands close, in ems."""

PAD_X, PAD_Y = 0.2, 0.14
"""The space between a formula and the edge of its tint, in ems."""

TEXT_SIZE = 0.82
"""The size of ordinary text beside mathematics, in ems: both look equally tall."""

LONG = 12.0
"""From this width in ems a formula is taken apart at its operators."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a row.

    Attributes
    ----------
    latex : str
        The formula, without dollar signs. Empty: `plain` is drawn in the ordinary font.
    plain : str
        The same as text, for screen readers, copying, and until formulas can be drawn.
    tint : str, optional
        The colour of the box behind it.
    colour : str, optional
        Its own colour, where it differs from the row's.
    key : hashable, optional
        What it stands for. Only segments with a key react to the pointer.
    bold : bool
        Whether ordinary text is bold.
    tight : bool
        Whether it stands close to the segment before it and stays on its line.
    """

    latex: str
    plain: str
    tint: str | None = None
    colour: str | None = None
    key: Hashable | None = None
    bold: bool = False
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """What is placed and drawn as one: a segment, or a stretch of a long one.

    Attributes
    ----------
    segment : Segment
        Where it comes from.
    run : Run or None
        Its outlines; None where the segment's plain text is drawn.
    box : Box
        Its extent, with the tint around it.
    pad : float
        How far inside the box the drawing starts, in pixels.
    """

    segment: Segment
    run: Run | None
    box: Box
    pad: float


def text_font(segment: Segment, size: float, font: QFont) -> QFont:
    """Return the ordinary font at the size that goes with mathematics of `size` pixels an em."""
    sized = QFont(font)
    sized.setPixelSize(max(1, round(size * TEXT_SIZE)))
    sized.setBold(segment.bold)
    return sized


def pieces_of(segments: Sequence[Segment], size: float, font: QFont) -> list[Piece]:
    """Measure segments, taking long ones apart at their operators.

    Parameters
    ----------
    segments : sequence of Segment
        In reading order.
    size : float
        Pixels an em.
    font : QFont
        The ordinary font.
    """
    return [piece for segment in segments for piece in _pieces(segment, size, font)]


def _pieces(segment: Segment, size: float, font: QFont) -> Iterator[Piece]:
    run = _run(segment.latex, size)
    operator = OPERATORS.get(segment.plain, 0)
    if run is None:
        metrics = QFontMetricsF(text_font(segment, size, font))
        width = metrics.horizontalAdvance(segment.plain)
        box = Box(width, metrics.ascent(), metrics.descent(), operator=operator)
        yield _piece(segment, None, box, size, tight=segment.tight)
    elif run.width <= LONG * size or segment.tint:
        yield _formula_piece(segment, run, size, operator, tight=segment.tight)
    else:
        tight = segment.tight
        for latex, strength in split_at_operators(segment.latex):
            part = _run(latex, size)
            if part is not None:
                yield _formula_piece(segment, part, size, strength, tight=tight)
            tight = False


def _formula_piece(segment: Segment, run: Run, size: float, operator: int, *, tight: bool) -> Piece:
    box = Box(run.width, run.ascent, run.descent, operator=operator)
    return _piece(segment, run, box, size, tight=tight)


def _piece(segment: Segment, run: Run | None, box: Box, size: float, *, tight: bool) -> Piece:
    pad_x, pad_y = (PAD_X * size, PAD_Y * size) if segment.tint else (0.0, 0.0)
    padded = Box(
        box.width + 2 * pad_x,
        box.ascent + pad_y,
        box.descent + pad_y,
        gap=(TIGHT_GAP if tight else GAP) * size,
        operator=box.operator,
        tight=tight,
    )
    return Piece(segment, run, padded, pad_x)


def _run(latex: str, size: float) -> Run | None:
    """Lay LaTeX out; None where the plain text is to be drawn instead."""
    if not latex or not is_ready():
        return None
    try:
        return layout(latex, size)
    except ValueError:
        return None
