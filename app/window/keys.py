"""Bare keys act on the window only while no editor, list or table has the focus."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollBar, QWidget
from shiboken6 import isValid

from app.widgets.claiming import ClaimsKeys

# By name, so that PySide need not load those of which the window has none yet.
_TYPED_INTO = (
    "QLineEdit",
    "QAbstractSpinBox",
    "QAbstractItemView",
    "QComboBox",
    "QTextEdit",
    "QPlainTextEdit",
    "QAbstractSlider",
)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class BareKeys(QObject):
    """Keeps shortcuts without Ctrl from firing while the person types somewhere.

    Watches only the widget that has the focus, so that no other event passes through Python.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watched: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        # What has just been deleted loses the focus, too.
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = None
        # A list that has dropped down gets every key anyway, and chooses by this very event.
        dropped_down = new is not None and new.window().windowType() is Qt.WindowType.Popup
        if dropped_down or isinstance(new, QScrollBar):
            return
        kinds = (QAbstractButton, ClaimsKeys)
        if new is not None and (_is_typed_into(new) or isinstance(new, kinds)):
            new.installEventFilter(self)
            self._watched = new

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim keys for the focused widget before shortcuts are looked up."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            claims = watched.claims(event) if isinstance(watched, ClaimsKeys) else None
            if claims is not None:
                event.setAccepted(claims)
                return True
            bare = not event.modifiers() & _COMMANDS
            function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
            if bare and not function_key and self._wants(watched, event):
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _wants(self, watched: QObject, event: QKeyEvent) -> bool:
        if isinstance(watched, QAbstractButton):
            return event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return _is_typed_into(watched)


def _is_typed_into(widget: QObject) -> bool:
    return any(widget.inherits(kind) for kind in _TYPED_INTO)
