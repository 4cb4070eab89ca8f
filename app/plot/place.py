"""The place of a plot, which is made in the turn after its place was painted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.theme import Appearance

if TYPE_CHECKING:
    from app.plot.plot import Plot


class PlotPlace(QWidget):
    """Holds a plot; where plots are not loaded yet, an empty frame of the same size first.

    Parameters
    ----------
    name : str
        What the plot shows, for screen readers.
    appearance : Appearance
        The look.
    ground : str
        The colour of the theme that it lies on.

    Signals
    -------
    made
        The plot is there.
    """

    made = Signal()

    def __init__(self, name: str, appearance: Appearance, ground: str) -> None:
        super().__init__()
        self._name, self._appearance, self._ground = name, appearance, ground
        self.plot: Plot | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def make(self) -> None:
        """Make the plot, once."""
        if self.plot is None:
            from app.plot.plot import Plot

            self.plot = Plot(self._name, self._appearance, self._ground)
            self._column.addWidget(self.plot)
            self.plot.show()
            self._column.activate()
            self.made.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the plot now, or after the frame has been seen."""
        super().showEvent(event)
        if "app.plot.plot" in sys.modules:
            self.make()
        else:
            QTimer.singleShot(0, self, self._make_seen)

    def _make_seen(self) -> None:
        self.repaint()
        self.make()

    def sizeHint(self) -> QSize:
        """Return room for a readable curve."""
        return QSize(self._appearance.px(520), self._appearance.px(280))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a line where the plot will have its axis."""
        px, theme = self._appearance.px, self._appearance.theme
        painter = QPainter(self)
        bottom = self.height() - px(42)
        painter.fillRect(px(58), bottom, self.width() - px(74), 1, QColor(theme.outline))
        painter.end()
