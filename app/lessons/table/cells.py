"""The cells of a table: those whose numbers are typed, and those whose numbers are computed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.text.lesson_words import typed_number
from app.theme import set_state
from app.widgets.number_edit import TypedLine
from app.widgets.plain import PlainLabel
from engine.errors import UserError
from engine.lessons.checking import LARGEST

_ACROSS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ComputedCell(PlainLabel):
    """A number that is computed, or given and not to be changed.

    Signals
    -------
    pointed
        It is pointed at, or has the focus.
    left(int)
        The focus is to go so many rows down.
    """

    pointed = Signal()
    left = Signal(int)

    def __init__(self, computed: bool) -> None:
        super().__init__()
        self.setProperty("kind", "table-cell")
        self.setProperty("computed", computed)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_number(self, text: str) -> None:
        """Show a number."""
        if text != self.text():
            self.setText(text)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Say that it is pointed at."""
        super().enterEvent(event)
        self.pointed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that it has the focus."""
        super().focusInEvent(event)
        self.pointed.emit()

    def claims(self, event: QKeyEvent) -> bool | None:
        """Claim the arrow keys that go up and down; those to the sides are the lesson's."""
        return event.key() in _DOWN or None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down by the arrow keys."""
        if event.key() in _DOWN:
            self.left.emit(_DOWN[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class TypedCell(TypedLine):
    """A number that can be typed anew.

    Signals
    -------
    pointed, left(int)
        As for `ComputedCell`.
    stepped(int)
        The lesson is to go forward, or back where it is negative.
    typed(float)
        Another number was typed.
    refused(str)
        What was typed is none: a sentence; empty once it is mended.
    """

    pointed = Signal()
    left = Signal(int)
    stepped = Signal(int)
    typed = Signal(float)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "table-cell")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.editingFinished.connect(self._take)

    def show_number(self, text: str) -> None:
        """Show a number, unless another one is being typed."""
        if not self.isModified() and text != self.text():
            self.setText(text)

    def _take(self) -> None:
        if not self.isModified():
            return
        try:
            number = typed_number(self.text())
            if abs(number) > LARGEST:
                raise UserError("That is too large: type a number from −1e9 to 1e9.")
        except UserError as error:
            set_state(self, "invalid", True)
            self.refused.emit(str(error))
            return
        self.forget()
        self.refused.emit("")
        self.typed.emit(number)

    def forget(self) -> None:
        """Let the number that holds be shown again."""
        super().forget()
        self.refused.emit("")

    def enterEvent(self, event: QEnterEvent) -> None:
        """Say that it is pointed at."""
        super().enterEvent(event)
        self.pointed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that it has the focus, ready to be typed over."""
        super().focusInEvent(event)
        self.selectAll()
        self.pointed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down by the arrow keys; to the sides they are the lesson's until one types."""
        if event.key() in _DOWN:
            self.left.emit(_DOWN[Qt.Key(event.key())])
        elif event.key() in _ACROSS and not self.isModified():
            self.stepped.emit(_ACROSS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


Cell = ComputedCell | TypedCell


def focus(cell: QWidget) -> None:
    """Move the focus to a cell."""
    cell.setFocus(Qt.FocusReason.TabFocusReason)
