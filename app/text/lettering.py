"""Names drawn as formulas have them, with what stands below and above the line, without HTML."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout, QTextOption

from app.text.legible import legible
from engine.text import masked
from symbolic.notation.marks import runs

LOWERED_SIZE = 0.78
"""The size of what stands below the line, as a share of the rest."""

_OF_QT = 3 / 2
# Qt makes what it sets below the line two thirds as large.

_ALIGNED = {
    -1: QTextCharFormat.VerticalAlignment.AlignSubScript,
    1: QTextCharFormat.VerticalAlignment.AlignSuperScript,
}

WIDEST = 1e6
"""A width in which no text wraps, in pixels."""


def laid_out(marked: str, font: QFont, width: float = WIDEST) -> QTextLayout:
    """Lay out a text, its lines one below the other from the top.

    Parameters
    ----------
    marked : str
        A text in which `symbolic.notation.set_name` may have marked what is set off the line.
    font : QFont
        Of what stands on it, its size in pixels.
    width : float
        Where the text wraps, in pixels.
    """
    small = QFont(font)
    small.setPixelSize(max(1, round(font.pixelSize() * LOWERED_SIZE * _OF_QT)))
    written, ranges = "", []
    for part, place in runs(marked):
        shown = legible(masked(part))
        if place:
            ranges.append(_range(_ALIGNED[place], small, written, shown))
        written += shown
    layout = QTextLayout(written, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(ranges)
    _break_lines(layout, width)
    return layout


def _range(
    aligned: QTextCharFormat.VerticalAlignment, font: QFont, before: str, shown: str
) -> QTextLayout.FormatRange:
    made, kind = QTextLayout.FormatRange(), QTextCharFormat()
    kind.setVerticalAlignment(aligned)
    kind.setFont(font)
    made.format = kind
    made.start, made.length = _units(before), _units(shown)
    return made


def _units(text: str) -> int:
    """Count as Qt counts: letters beyond the first plane of Unicode twice."""
    return len(text.encode("utf-16-le")) // 2


def _break_lines(layout: QTextLayout, width: float) -> None:
    top = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0.0, top))
        top += line.height()
    layout.endLayout()
