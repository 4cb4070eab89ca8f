"""Many short texts in one font, drawn at once."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QGlyphRun, QPainter, QRawFont


class Captions:
    """Draws texts of a few characters, which a call for each would take most of a frame for.

    Parameters
    ----------
    font : QFont
        It has all characters that are drawn: no other one steps in.
    """

    def __init__(self, font: QFont) -> None:
        self._font = QRawFont.fromFont(font)
        self._glyphs: dict[str, tuple[int, float]] = {}

    def width(self, text: str) -> float:
        """Return how wide a text is in pixels."""
        return sum(self._glyph(character)[1] for character in text)

    def draw(self, painter: QPainter, texts: Iterable[tuple[float, float, str]]) -> None:
        """Draw texts, each by its left end and the middle of its height, in the painter's pen."""
        rise = (self._font.ascent() - self._font.descent()) / 2.0
        indices, places = [], []
        for left, middle, text in texts:
            # As text is drawn elsewhere: from a whole pixel.
            at, baseline = float(round(left)), float(round(middle + rise))
            for character in text:
                index, advance = self._glyph(character)
                indices.append(index)
                places.append(QPointF(at, baseline))
                at += advance
        run = QGlyphRun()
        run.setRawFont(self._font)
        run.setGlyphIndexes(indices)
        run.setPositions(places)
        painter.drawGlyphRun(QPointF(), run)

    def _glyph(self, character: str) -> tuple[int, float]:
        if character not in self._glyphs:
            index = self._font.glyphIndexesForString(character)[0]
            advance = self._font.advancesForGlyphIndexes([index])[0].x()
            self._glyphs[character] = index, advance
        return self._glyphs[character]
