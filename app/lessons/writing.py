"""Sentences with mathematics in them, and lines of mathematics below each other."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from app.text.lesson_words import html_of, loosened, plain_of
from app.text.prose import widest_part
from app.theme import Appearance
from engine.lessons.texts import Text
from engine.text import masked


class Sentences(QLabel):
    """A text of a lesson; all that a file wrote is escaped.

    Parameters
    ----------
    role : str
        How the style sheet has it.
    """

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        # The text names no address; nothing in it is opened.
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._heights: dict[int, int] = {}
        self._whole = ""
        self._least: float | None = None

    def heightForWidth(self, width: int) -> int:
        """Return the height of its lines."""
        # Qt lays rich text out for each width that a layout asks about, and then paints it again.
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font."""
        self._heights.clear()
        self._least = None
        super().changeEvent(event)

    def show_text(self, text: Text, values: Mapping[str, float]) -> None:
        """Show a text with its values."""
        shown = html_of(text, values)
        if shown != self._whole:
            self._whole = shown
            self._heights.clear()
            self._least = None
            self.setText(self._fitting)
            self.setAccessibleName(plain_of(text, values))
        self.setVisible(bool(text))

    def minimumSizeHint(self) -> QSize:
        """Return a width that holds nothing up: formulas are broken where there is too little."""
        return QSize(1, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break formulas, or leave them whole, as the width asks for it."""
        super().resizeEvent(event)
        if event.oldSize().width() != self.width() and self._fitting != self.text():
            self._heights.clear()
            self.setText(self._fitting)

    @property
    def _fitting(self) -> str:
        """The text with its formulas whole, where each of them has room."""
        loose = loosened(self._whole)
        fits = loose == self._whole or self._least_width <= self.width()
        return self._whole if fits else loose

    @property
    def _least_width(self) -> float:
        """The width of the widest part that is shown whole."""
        if self._least is None:
            self._least = widest_part(self._whole, self.font())
        return self._least


class Link(QAbstractButton):
    """Words that lead somewhere, on as many lines as the width asks for.

    Parameters
    ----------
    colour : str
        The colour's name in the theme.
    right : bool
        Whether they stand at the right of their place.
    """

    def __init__(self, appearance: Appearance, colour: str = "accent", right: bool = False) -> None:
        super().__init__()
        self._appearance, self._colour = appearance, colour
        # A layout asks for the height of a width many times.
        self._heights: dict[int, int] = {}
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self._flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self._measure)

    def _measure(self) -> None:
        """Have other words, or another size."""
        self._heights.clear()
        self.updateGeometry()

    def show_link(self, text: str) -> None:
        """Lead somewhere else, or nowhere where the text is empty."""
        # Without a parent yet it would be shown as a window of its own.
        if not text or self.parentWidget() is not None:
            self.setVisible(bool(text))
        # A button takes an ampersand for a mnemonic, and draws none of what is no text.
        shown = masked(text).replace("&", "&&")
        if shown != self.text():
            self.setText(shown)
            self.setAccessibleName(masked(text))
            self._measure()

    @property
    def _font(self) -> QFont:
        return self._appearance.font(15, 600 if self._colour == "accent" else 400)

    def hasHeightForWidth(self) -> bool:
        """Return that a narrow place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its lines."""
        if width not in self._heights:
            room = QRect(0, 0, max(1, width), 10_000)
            bound = QFontMetrics(self._font).boundingRect(room, self._flags, self._shown)
            self._heights[width] = bound.height() + self._appearance.px(8)
        return self._heights[width]

    @property
    def _shown(self) -> str:
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:
        """Return the size on one line."""
        width = QFontMetrics(self._font).horizontalAdvance(self._shown)
        return QSize(width + self._appearance.px(4), self.heightForWidth(10_000))

    def minimumSizeHint(self) -> QSize:
        """Return a width that holds nothing up."""
        return QSize(self._appearance.px(60), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words, underlined where they are pointed at or have the focus."""
        theme, font = self._appearance.theme, self._font
        font.setUnderline(self.isEnabled() and (self.underMouse() or self.hasFocus()))
        painter = QPainter(self)
        painter.setFont(font)
        colour = getattr(theme, self._colour) if self.isEnabled() else theme.disabled
        painter.setPen(QColor(colour))
        painter.drawText(self.rect(), self._flags, self._shown)
        painter.end()
