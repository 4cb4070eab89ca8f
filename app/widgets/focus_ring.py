"""The ring around a large part of the window that was reached with the Tab key."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.theme import Appearance

WIDTH = 2


class FocusRing(QWidget):
    """Lies over a widget while it has the focus from the keyboard; the pointer passes through.

    The graph has the focus most of the time. A ring that stood there always would say nothing,
    so it shows only where a person came with Tab.
    """

    def __init__(self, target: QWidget, appearance: Appearance) -> None:
        super().__init__(target)
        self._target, self._appearance = target, appearance
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        # What takes the presses: of what scrolls that is not the widget itself.
        self._pressed = target.viewport() if isinstance(target, QAbstractScrollArea) else target
        target.installEventFilter(self)
        appearance.changed.connect(self.update)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the focus, and stay as large as what has it."""
        kind = event.type()
        if kind is QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            came = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
            if event.reason() in came:
                self.setGeometry(self._target.rect())
                self.show()
                self.raise_()
                self._pressed.installEventFilter(self)
        elif kind in (QEvent.Type.FocusOut, QEvent.Type.MouseButtonPress):
            self._leave()
        elif kind is QEvent.Type.Resize and watched is self._target:
            self.setGeometry(self._target.rect())
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        self.hide()
        if self._pressed is not self._target:
            self._pressed.removeEventFilter(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring inside the edge."""
        del event
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self._appearance.theme.focus), WIDTH))
        inset = WIDTH / 2
        painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
        painter.end()
