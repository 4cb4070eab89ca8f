"""A strip that says one sentence: what went wrong or will, or what has been done."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.theme import Appearance, set_icon, set_state, spaced
from app.widgets.plain import PlainLabel

GOOD_NEWS_MS = 5000

WIDEST = 900
"""How wide a sentence becomes before it breaks, at 100 %."""


class NoticeStrip(QFrame):
    """Shows the latest sentence until it is closed; good news leaves by itself.

    It lies over a page and moves nothing: what is about to be clicked stays where it is.

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
        set_icon(self._close, appearance, "close")
        self._row = spaced(QHBoxLayout(self), appearance, margins=(16, 4, 8, 4))
        self._row.addWidget(self._mark)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        appearance.changed.connect(self._settle)
        self._page: QWidget | None = None
        self._to_the_right = False
        self.hide()

    def lie_over(self, page: QWidget, *, to_the_right: bool = False) -> None:
        """Say sentences over the head of a page of this window: in its middle, or at its right."""
        if self._page is not None:
            self._page.removeEventFilter(self)
        self._page, self._to_the_right = page, to_the_right
        page.installEventFilter(self)
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep its place over the page."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self._settle()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        """Take as much of the page as the sentence needs."""
        page, parent, px = self._page, self.parentWidget(), self._appearance.px
        if page is None or parent is None or self.isHidden():
            return
        margin = px(6)
        metrics = self._text.fontMetrics()
        wanted = metrics.horizontalAdvance(self._text.text()) + px(120)
        width = max(1, min(wanted, px(WIDEST), page.width() - 2 * margin))
        self._row.activate()
        height = max(self._row.totalHeightForWidth(width), self.minimumSizeHint().height())
        height = min(height, max(1, page.height() - 2 * margin))
        corner = page.mapTo(parent, QPoint(0, 0))
        spare = page.width() - width
        x = spare - margin if self._to_the_right else spare // 2
        self.setGeometry(corner.x() + x, corner.y() + margin, width, height)
        self.raise_()

    @property
    def text(self) -> str:
        """The sentence shown; empty while nothing is."""
        return self._text.text() if not self.isHidden() else ""

    def say_error(self, sentence: str) -> None:
        """Say what went wrong, until it is closed."""
        self._say("error", sentence)
        self._timer.stop()

    def say_warning(self, sentence: str) -> None:
        """Say what will not come out as meant, until it is closed."""
        self._say("warning", sentence)
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

    def dismiss_warning(self) -> None:
        """Take a warning away, which is of what was shown; other sentences stay."""
        if self._kind == "warning":
            self.dismiss()

    def _say(self, kind: str, sentence: str) -> None:
        self._kind = kind
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        set_state(self, "role", kind)
        set_icon(self._mark, self._appearance, "check" if kind == "good" else kind, 18, kind)
        self.show()
        self._settle()
