"""A scroll area whose contents have the same width with and without a scroll bar."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QScrollBar


class _VanishingScrollBar(QScrollBar):
    """A scroll bar that draws nothing where there is nothing to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar only while it can move."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class SteadyScrollArea(QScrollArea):
    """Scrolls up and down, and always reserves the room of its bar.

    A bar that comes and goes changes the width, and with it the height of what wraps, which may
    hide the bar again: a layout that never settles. Here the width follows from the area's own
    width alone, and the height from the width.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setVerticalScrollBar(_VanishingScrollBar(Qt.Orientation.Vertical))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def showEvent(self, event: QShowEvent) -> None:
        """Make its contents as high as they need to be: Qt forgets what changes while hidden."""
        super().showEvent(event)
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    @property
    def reserved(self) -> int:
        """The width in pixels that is left to the bar."""
        bar = self.verticalScrollBar()
        bar.ensurePolished()
        return bar.sizeHint().width()
