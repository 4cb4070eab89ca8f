"""The field in which a number of the graph is edited in place."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.theme import Appearance, set_state
from app.widgets.plain import PlainLabel


class NumberEntry(QLineEdit):
    """A line edit over a number, with the reason beneath when a text is refused.

    Signals
    -------
    finished
        Editing ended, with or without a change; the graph takes the focus back.
    """

    finished = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance, self._room = appearance, parent
        self._apply: Callable[[str], str] = str
        self._foresee: Callable[[str], str] = str
        self._begun_with = ""
        self._ending = False
        self.setObjectName("graph-entry")
        self.message = PlainLabel(parent=parent)
        self.message.setObjectName("graph-entry-message")
        self.message.setWordWrap(True)
        self.message.hide()
        self.caption = PlainLabel(parent=parent)
        self.caption.setObjectName("graph-entry-caption")
        self.caption.hide()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hide()
        self.textEdited.connect(self._preview)

    def begin(
        self,
        name: str,
        text: str,
        where: QRect,
        *,
        apply: Callable[[str], str],
        foresee: Callable[[str], str],
        captioned: bool = False,
    ) -> None:
        """Edit a number.

        Parameters
        ----------
        name : str
            For assistive technology.
        text : str
            To begin from.
        where : QRect
            The number's place in the parent.
        apply : callable
            Sets the number from a text; returns why not, or nothing.
        foresee : callable
            Returns what would become of a text, where it is not the number itself.
        captioned : bool
            Whether the name stands above the field, because the place does not show it.
        """
        self._apply, self._foresee, self._begun_with = apply, foresee, text
        self.ensurePolished()
        self.setAccessibleName(name)
        self.setText(text)
        self._settle(where)
        self.show()
        self.raise_()
        if captioned:
            self._head(name)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()
        self._preview()

    def _settle(self, where: QRect) -> None:
        px = self._appearance.px
        room = self._room.rect().adjusted(4, 4, -4, -4)
        metrics = self.fontMetrics()
        wide = metrics.horizontalAdvance(max(self._begun_with, "0.000000", key=len)) + px(28)
        width, height = min(max(where.width(), wide), room.width()), metrics.height() + px(12)
        rect = QRect(0, 0, width, height)
        rect.moveCenter(where.center())
        rect.moveLeft(min(max(rect.left(), room.left()), room.right() - width))
        rect.moveTop(min(max(rect.top(), room.top()), room.bottom() - height))
        self.setGeometry(rect)

    def _head(self, name: str) -> None:
        """Say above the field, or below it at the top of the pane, what is edited."""
        self.caption.setText(name)
        self.caption.adjustSize()
        field, room = self.geometry(), self._room.rect().adjusted(4, 4, -4, -4)
        left = field.center().x() - self.caption.width() // 2
        left = min(max(left, room.left()), room.right() - self.caption.width())
        top = field.top() - self.caption.height() - 2
        self.caption.move(left, top if top >= room.top() else field.bottom() + 3)
        self.caption.show()
        self.caption.raise_()

    def commit(self) -> bool:
        """Apply the text; when it is refused, say why and go on editing."""
        error = self._apply(self.text()) if self.text().strip() != self._begun_with else ""
        if error:
            self._complain(error)
            return False
        self._end()
        return True

    def _complain(self, error: str) -> None:
        self._say(error, refused=True)
        self.setAccessibleDescription(error)
        self.selectAll()

    def _preview(self) -> None:
        """Say beneath what would become of the text, where it is not the number itself."""
        self._retract()
        if becomes := self._foresee(self.text()):
            self._say(becomes)
            self.setAccessibleDescription(becomes)

    def _say(self, sentence: str, *, refused: bool = False) -> None:
        set_state(self.message, "refused", refused)
        room = self._room.rect().adjusted(4, 4, -4, -4)
        width = min(self._appearance.px(300), room.width())
        self.message.setText(sentence)
        height = self.message.heightForWidth(width)
        left = min(
            max(self.geometry().center().x() - width // 2, room.left()), room.right() - width
        )
        above = self.geometry()
        if not self.caption.isHidden() and self.caption.geometry().top() > above.top():
            above = self.caption.geometry()
        top = above.bottom() + 5
        if top + height > room.bottom():
            top = self.geometry().top() - height - 5
        self.message.setGeometry(left, top, width, height)
        self.message.show()
        self.message.raise_()

    def _retract(self) -> None:
        self.message.hide()
        self.setAccessibleDescription("")

    def cancel(self) -> None:
        """Stop editing without a change."""
        self._end()

    def _end(self) -> None:
        if self._ending or self.isHidden():
            return
        self._ending = True
        self._retract()
        self.caption.hide()
        self.hide()
        self._ending = False
        self.finished.emit()

    def claims(self, _event: QKeyEvent) -> bool:
        """Keep the window's shortcuts from acting while a number is typed."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Apply with Enter, cancel with Escape; neither goes on to the graph."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Apply what was typed when the person goes on elsewhere; drop what is no number."""
        super().focusOutEvent(event)
        leaving = event.reason() in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason)
        if leaving and not self._ending and self.isVisible() and not self.commit():
            self.cancel()
