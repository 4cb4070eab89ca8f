"""What lies over the window while a file is dragged over it: whether it can be dropped there."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.theme import Appearance, set_state
from app.widgets.plain import PlainLabel
from app.window.data_files import is_data

WELCOME = "Drop to open"
REFUSED = "This cannot be opened: expected a scenario, a lesson, a table, IDX images or one picture"


class DropTarget(QFrame):
    """Lights up while something is dragged over a window.

    Parameters
    ----------
    window : QWidget
        Where files may be dropped.
    appearance : Appearance
        Theme and text size.

    Signals
    -------
    dropped : str
        The path of a file that was dropped.
    """

    dropped = Signal(str)

    def __init__(self, window: QWidget, appearance: Appearance) -> None:
        super().__init__(window)
        self._window, self._appearance = window, appearance
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setObjectName("drop-target")
        self.label = PlainLabel()
        self.label.setProperty("role", "title")
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setWordWrap(True)
        QVBoxLayout(self).addWidget(self.label)
        self.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is dragged over the window."""
        if isinstance(event, QDragEnterEvent):
            self._light(event.mimeData())
            # Also what is refused is followed, until it leaves.
            event.acceptProposedAction()
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.hide()
            path = openable(event.mimeData())
            if path:
                event.acceptProposedAction()
                self.dropped.emit(path)
        elif isinstance(event, QDragMoveEvent):
            event.setAccepted(bool(openable(event.mimeData())))
        elif isinstance(event, QDragLeaveEvent):
            self.hide()
        else:
            return super().eventFilter(watched, event)
        return True

    def _light(self, data: QMimeData) -> None:
        welcome = bool(openable(data))
        self.label.setText(WELCOME if welcome else REFUSED)
        for widget in (self, self.label):
            set_state(widget, "refused", not welcome)
        room, px = self._window.rect(), self._appearance.px
        width = min(room.width() - px(40), px(620))
        height = min(room.height() - px(40), px(180))
        self.setGeometry((room.width() - width) // 2, (room.height() - height) // 2, width, height)
        self.raise_()
        self.show()


def openable(data: QMimeData) -> str:
    """Return the path of the one scenario, data file or picture that is dragged, else nothing.

    Of images and their labels, dragged together, one finds the other.
    """
    paths = sorted(url.toLocalFile() for url in data.urls() if url.isLocalFile())
    if not paths or len(paths) != len(data.urls()):
        return ""
    is_one = len(paths) == 1 or all("idx" in Path(path).name.lower() for path in paths)
    path = Path(paths[0])
    # Reading pictures waits until something is dragged.
    from app.own_data.picture_file import is_picture

    known = path.suffix.lower() == ".toml" or is_data(paths[0]) or is_picture(path)
    return paths[0] if is_one and known and not path.is_dir() else ""
