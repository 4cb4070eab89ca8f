"""Text that is wrapped into a width."""

from PySide6.QtGui import QFontMetricsF

from app.working.layout.drawing import Drawing, TextInk
from app.working.layout.look import Look


def wrap(text: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """Break a text at spaces into lines that fit; a word too long for a line is broken in it."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        longer = f"{current} {word}" if current else word
        if metrics.horizontalAdvance(longer) <= width:
            current = longer
            continue
        if current:
            lines.append(current)
        current = word
        while metrics.horizontalAdvance(current) > width and len(current) > 1:
            fitting = len(current) - 1
            while fitting > 1 and metrics.horizontalAdvance(current[:fitting]) > width:
                fitting -= 1
            lines.append(current[:fitting])
            current = current[fitting:]
    return [*lines, current] if current else lines


class Writer:
    """Writes wrapped text into a drawing, from the top down.

    Attributes
    ----------
    x, width : float
        The column it writes in.
    top : float
        Where the next line begins.
    """

    def __init__(self, drawing: Drawing, look: Look, x: float, width: float) -> None:
        self._drawing, self._look = drawing, look
        self.x, self.width = x, width
        self.top = 0.0

    def words(self, text: str, role: str, colour: str) -> None:
        """Write a text."""
        metrics, font = self._look.metrics(role), self._look.font(role)
        leading = 0.12 * metrics.height()
        for at, line in enumerate(wrap(text, metrics, self.width)):
            self.top += leading if at else 0.0
            self._drawing.add(TextInk(self.x, self.top + metrics.ascent(), line, font, colour))
            self.top += metrics.height()
