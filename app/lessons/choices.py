"""Choices to take one of, with what a class guessed, and texts to be put in order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.lessons.writing import Sentences
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel
from engine.lessons.texts import Text


class Choice(QAbstractButton):
    """One choice: its number, its text, and how many guessed it."""

    def __init__(self, number: int, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.share, self.state = 0.0, ""
        self.number, self.words = PlainLabel(str(number)), Sentences("lesson-option")
        self.count = PlainLabel()
        self.number.setProperty("role", "strong")
        self.count.setProperty("role", "strong")
        for label in (self.number, self.words, self.count):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = spaced(QHBoxLayout(self), appearance, 10, (12, 8, 12, 8))
        self._row.addWidget(self.number)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.count)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_state(self, state: str, count: int, total: int) -> None:
        """Show whether it is right or was chosen, and what a class guessed."""
        self.state, self.share = state, count / total if total else 0.0
        mark = {"right": "✓", "wrong": "✗"}.get(state, "")
        guessed = str(count) if total else ""
        self.count.setText("  ".join(part for part in (guessed, mark) if part))
        self.setAccessibleName(f"{self.number.text()} {self.words.accessibleName()} {mark}")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl with an arrow to what it lies in: a button would move the focus."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        """Return that its text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its text."""
        return self._row.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """Return the size of its text."""
        return self._row.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return a width that holds nothing up, as its text wraps."""
        return QSize(self._appearance.px(90), self._row.totalMinimumSize().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw its ground, and the bar of guesses."""
        theme, px = self._appearance.theme, self._appearance.px
        ground = {"right": theme.good_fill, "wrong": theme.warning_fill}.get(self.state)
        edge = {"right": theme.good, "wrong": theme.warning}.get(self.state, theme.outline)
        over = self.underMouse() and self.isEnabled() and not self.state
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(QColor(ground or (theme.hover if over else theme.raised)))
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(theme.focus if focused else edge), 2 if focused else 1))
        painter.drawRoundedRect(area, px(7), px(7))
        if self.share:
            bar = QRectF(area.left() + px(4), area.bottom() - px(6), area.width() - px(8), px(4))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.backward.strong))
            bar.setWidth(bar.width() * self.share)
            painter.drawRoundedRect(bar, px(2), px(2))
        painter.end()


class Choices(QWidget):
    """All choices of a question.

    Signals
    -------
    chosen(int)
        One was taken.
    """

    chosen = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._column = spaced(QVBoxLayout(self), appearance, 8, (0, 0, 0, 0))
        self.rows: list[Choice] = []

    def show_options(self, options: tuple[Text, ...], values: Mapping[str, float]) -> None:
        """Offer these."""
        while len(self.rows) < len(options):
            row = Choice(len(self.rows) + 1, self._appearance, self)
            row.clicked.connect(partial(self._take, len(self.rows)))
            self._column.addWidget(row)
            self.rows.append(row)
        for at, row in enumerate(self.rows):
            row.setVisible(at < len(options))
            if at < len(options):
                row.words.show_text(options[at], values)

    def _take(self, at: int) -> None:
        self.chosen.emit(at)

    def show_verdict(self, right: int | None, said: int | None, tally: list[int]) -> None:
        """Show which is right, once that is revealed, and the guesses of a class."""
        total = 0 if right is None else sum(tally)
        for at, row in enumerate(self.rows):
            state = "" if right is None else "right" if at == right else ""
            state = "wrong" if right is not None and at == said != right else state
            row.show_state(state, tally[at], total)


class Ordering(QWidget):
    """Texts that are put in order: the one that has the focus moves with Ctrl and an arrow.

    Signals
    -------
    changed
        Another order.
    """

    changed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._column = spaced(QVBoxLayout(self), appearance, 6, (0, 0, 0, 0))
        self.order: list[int] = []
        self._rows: list[Choice] = []
        self._options: tuple[Text, ...] = ()
        self._values: Mapping[str, float] = {}
        self._is_revealed = False

    def show_options(
        self, options: tuple[Text, ...], values: Mapping[str, float], *, in_order: bool = False
    ) -> None:
        """Offer these, as they are or in an order that is not the right one."""
        self._values = values
        self._options = options
        # Every second one first: never the right order, and always the same.
        count = len(options)
        mixed = [*range(1, count, 2), *range(0, count, 2)]
        self.order = list(range(count)) if in_order else mixed
        while len(self._rows) < len(options):
            row = Choice(len(self._rows) + 1, self._appearance, self)
            row.clicked.connect(partial(self.raise_one, len(self._rows)))
            row.setToolTip("A click moves it up")
            self._column.addWidget(row)
            self._rows.append(row)
        self._show()

    def raise_one(self, at: int) -> None:
        """Move one up; the first goes to the end."""
        if self._is_revealed:
            return
        moved = self.order.pop(at)
        self.order.insert(at - 1 if at else len(self.order), moved)
        self._show()
        self.changed.emit()

    def show_verdict(self, revealed: bool, right: bool | None) -> None:
        """Show the right order, once it is revealed."""
        self._is_revealed = revealed
        if revealed:
            self.order = sorted(self.order)
        self._show()
        state = "right" if revealed and right is not None else ""
        for row in self._rows:
            row.show_state(state, 0, 0)

    def _show(self) -> None:
        for at, row in enumerate(self._rows):
            row.setVisible(at < len(self.order))
            if at < len(self.order):
                row.words.show_text(self._options[self.order[at]], self._values)
                row.show_state("", 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the focused text with Ctrl and an arrow."""
        at = next((k for k, row in enumerate(self._rows) if row.hasFocus()), None)
        by = {Qt.Key.Key_Up: 0, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if at is None or by is None or not held or not 0 < at + by < len(self.order):
            super().keyPressEvent(event)
            return
        self.raise_one(at + by)
        self._rows[at - 1 + 2 * by].setFocus(Qt.FocusReason.OtherFocusReason)
