"""A strip that says one sentence: what went wrong, or what has been done."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.icons import icon, pixmap
from app.plain import PlainLabel
from app.theme import Appearance

GOOD_NEWS_MS = 5000


class NoticeStrip(QFrame):
    """Shows the latest sentence until it is closed; good news leaves by itself.

    Signals
    -------
    closed
        The person closed it, or it left.
    """

    closed = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._kind = "good"
        self._mark = PlainLabel()
        self._text = PlainLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = QToolButton()
        self._close.setToolTip("Close (Esc)")
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.clicked.connect(self.dismiss)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        appearance.changed.connect(self._restyle)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown; empty while nothing is."""
        return self._text.text() if not self.isHidden() else ""

    def say_error(self, sentence: str) -> None:
        """Say what went wrong, until it is closed."""
        self._say("error", sentence)
        self._timer.stop()

    def say_good(self, sentence: str) -> None:
        """Say what has been done, for a few seconds."""
        self._say("good", sentence)
        self._timer.start(GOOD_NEWS_MS)

    def say_note(self, sentence: str) -> None:
        """Say why something was not done, for a few seconds."""
        self._say("warning", sentence)
        self._timer.start(GOOD_NEWS_MS)

    def dismiss(self) -> None:
        """Take the sentence away."""
        if not self.isHidden():
            self._timer.stop()
            self.hide()
            self.closed.emit()

    def _say(self, kind: str, sentence: str) -> None:
        self._kind = kind
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self._restyle()
        self.show()

    def _restyle(self) -> None:
        look = self._appearance
        colours = {"error": look.theme.error, "warning": look.theme.warning}
        self.setProperty("role", self._kind)
        self.style().unpolish(self)
        self.style().polish(self)
        name = self._kind if self._kind in colours else "check"
        colour = colours.get(self._kind, look.theme.good)
        self._mark.setPixmap(pixmap(name, colour, look.px(18), self.devicePixelRatioF()))
        self._close.setIcon(icon("close", look.theme.text, look.px(16)))
        self._close.setIconSize(QSize(look.px(16), look.px(16)))
        margin = look.px(8)
        self._row.setContentsMargins(margin * 2, margin // 2, margin, margin // 2)
