"""A piece of a line with its name."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.plot.look import LineLook
from app.theme import Appearance, Drawn, spaced
from app.widgets.plain import PlainLabel

INDENT = 34
"""Where the name begins, at 100 %."""


class LegendEntry(Drawn):
    """A piece of a line and what it stands for, on as many lines as the width asks for."""

    def __init__(self, look: LineLook, text: str, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, parent)
        self._look = look
        self.label = PlainLabel(text)
        self.label.setProperty("role", "caption")
        self.label.setWordWrap(True)
        row = spaced(QHBoxLayout(self), appearance, margins=(INDENT, 0, 0, 0))
        row.addWidget(self.label)

    @property
    def _indent(self) -> int:
        return self._appearance.px(INDENT)

    def sizeHint(self) -> QSize:
        """Return the size of all words on one line."""
        self.label.ensurePolished()
        metrics = self.label.fontMetrics()
        # A text that fits to the pixel must not be taken for one that goes over.
        width = metrics.horizontalAdvance(self.label.text()) + self._appearance.px(4)
        return QSize(self._indent + width, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Return a width that does not hold the window up."""
        return QSize(self._indent, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the piece of line, with a marker where the line has them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._look.pen(self._appearance))
        middle, right = self.height() / 2, self._appearance.px(26)
        painter.drawLine(0, round(middle), right, round(middle))
        if self._look.marker:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour_in(self._appearance.theme))
            side = self._appearance.px(7)
            painter.drawEllipse((right - side) // 2, round(middle - side / 2), side, side)
        painter.end()
