"""How each line is drawn, and the legend that names it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.theme import Appearance, Theme, mix

KINDS = ("batches", "training", "held out")


@dataclass(frozen=True)
class LineLook:
    """How a line is drawn; its dashes and markers tell it apart without colour."""

    colour: str
    width: float
    dash: Qt.PenStyle
    marker: bool

    def pen(self) -> QPen:
        """Give the pen."""
        pen = QPen(QColor(self.colour))
        pen.setWidthF(self.width)
        pen.setStyle(self.dash)
        pen.setCosmetic(True)
        return pen


def look_of(kind: str, theme: Theme) -> LineLook:
    """Give the look of one of the `KINDS`, or of "reference 0", "reference 1" and so on."""
    blue, brown = theme.forward.strong, theme.loss.strong
    solid, dash = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
    looks = {
        "batches": LineLook(mix(theme.background, blue, 0.45), 1.0, solid, False),
        "training": LineLook(blue, 2.4, solid, False),
        "held out": LineLook(brown, 2.2, dash, True),
        "reference 0": LineLook(theme.muted, 1.3, Qt.PenStyle.DotLine, False),
    }
    return looks.get(kind, LineLook(theme.muted, 1.3, Qt.PenStyle.DashDotLine, False))


class LegendEntry(QWidget):
    """A piece of a line and what it stands for."""

    def __init__(self, kind: str, text: str, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._kind = kind
        self.label = QLabel(text)
        self.label.setProperty("role", "caption")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.label)
        self.restyle()

    def restyle(self) -> None:
        """Follow the look."""
        self._row.setContentsMargins(self._appearance.px(34), 0, 0, 0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the piece of line, with a marker where the line has them."""
        look = look_of(self._kind, self._appearance.theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.pen())
        middle, right = self.height() / 2, self._appearance.px(26)
        painter.drawLine(0, round(middle), right, round(middle))
        if look.marker:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.colour))
            side = self._appearance.px(7)
            painter.drawEllipse((right - side) // 2, round(middle - side / 2), side, side)
        painter.end()
