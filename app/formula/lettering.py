"""Names that the mathematical fonts lack, in the fonts of the system."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QGlyphRun,
    QImage,
    QPainter,
    QPainterPath,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from app.formula.outline import BASE, Picture, Run, merged
from app.text.legible import ISOLATES, legible

SIZE = 0.86
"""Ems that letters of the system's fonts have, to look as large as the mathematics beside them."""

SHARPNESS = 2.0
"""Pixels of a coloured picture for one of the base size."""


def lettering(text: str) -> Run:
    """Return a text of any script at the base size, in its own direction."""
    font = QFont()
    font.setPixelSize(round(SIZE * BASE))
    layout = QTextLayout(legible(text), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1e6)
    line.setPosition(QPointF(0, 0))
    layout.endLayout()
    runs = layout.glyphRuns(-1, -1, QTextLayout.GlyphRunRetrievalFlag.RetrieveAll)
    left, base = -line.naturalTextRect().left(), -line.ascent()
    whole = merged([_drawn(run, layout).moved(left, base) for run in runs], 0.0)
    ink, capitals = whole.ink, QFontMetricsF(font).capHeight()
    ascent, descent = max(-ink.top(), capitals), max(ink.bottom(), 0.0)
    return replace(whole, width=line.naturalTextWidth(), ascent=ascent, descent=descent)


def _drawn(glyphs: QGlyphRun, layout: QTextLayout) -> Run:
    """Return glyphs of one font as outlines, or as a picture where it has none."""
    font, path = glyphs.rawFont(), QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for glyph, place in zip(glyphs.glyphIndexes(), glyphs.positions(), strict=True):
        path.addPath(font.pathForGlyph(glyph).translated(place))
    # Qt counts in units of UTF-16.
    units = layout.text().encode("utf-16-le")
    letters = b"".join(units[2 * at : 2 * at + 2] for at in glyphs.stringIndexes())
    blank = not letters.decode("utf-16-le", "replace").strip(f"{ISOLATES} ")
    drawn = path if blank or not path.isEmpty() else _picture(glyphs, layout)
    return Run(((drawn, 0.0, 0.0, 1.0),))


def _picture(glyphs: QGlyphRun, layout: QTextLayout) -> Picture:
    """Return glyphs that have no outlines as an image in their own colours."""
    font, places, at = glyphs.rawFont(), glyphs.positions(), glyphs.stringIndexes()
    line = layout.lineAt(0)
    ends = (min(at), layout.nextCursorPosition(max(at)))
    left, right = sorted(_x(line, end) for end in ends)
    top, bottom = places[0].y() - font.ascent(), places[0].y() + font.descent()
    rect = QRectF(left, top, right - left, bottom - top)
    image = QImage((rect.size() * SHARPNESS).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    # Qt draws such glyphs in their own size alone, not scaled.
    font.setPixelSize(SHARPNESS * font.pixelSize())
    glyphs.setRawFont(font)
    glyphs.setPositions([(place - rect.topLeft()) * SHARPNESS for place in places])
    painter = QPainter(image)
    painter.drawGlyphRun(QPointF(), glyphs)
    painter.end()
    return Picture(rect, image)


def _x(line: QTextLine, at: int) -> float:
    found: Any = line.cursorToX(at)
    return float(found[0] if isinstance(found, tuple) else found)
