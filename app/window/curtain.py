"""The black screen behind which a lecturer talks, until a key brings the picture back."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class Curtain(QWidget):
    """Covers a window in black; any key or click takes it away and does nothing else.

    Parameters
    ----------
    window : QWidget
        What it covers.
    after : callable
        Called when it is gone, to give the keys back.
    """

    def __init__(self, window: QWidget, after: Callable[[], None]) -> None:
        super().__init__(window)
        self._after = after
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("The screen is black; press any key")
        self.hide()

    def draw(self) -> None:
        """Cover the window."""
        window = self.parentWidget()
        assert window is not None
        self.setGeometry(window.rect())
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        window.installEventFilter(self)

    def _open(self) -> None:
        window = self.parentWidget()
        assert window is not None
        window.removeEventFilter(self)
        self.hide()
        self._after()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def claims(self, _event: QKeyEvent) -> bool:
        """Claim every key before a shortcut gets it."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the window again."""
        if event.key() not in _MODIFIERS:
            self._open()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the window again."""
        del event
        self._open()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint everything black."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), Qt.GlobalColor.black)
        painter.end()
