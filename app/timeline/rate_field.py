"""The learning rate, edited where it stands."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from app.commands import Editor
from app.models import SessionModel
from app.theme import Appearance, set_state
from app.widgets.plain import PlainLabel
from engine.network.quantities import LEARNING_RATE
from symbolic.formula.numbers import format_number

DECIMALS = 6


class InPlaceEdit(QLineEdit):
    """A field that says when it is done with, and marks what was refused.

    Signals
    -------
    accepted
        Enter was pressed.
    left
        Escape was pressed, or the focus went elsewhere.
    """

    accepted = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave, unless only a menu has opened or another window is in front."""
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.left.emit()

    def mark(self, invalid: bool) -> None:
        """Show whether what stands in the field was refused."""
        set_state(self, "invalid", invalid)


class RateField(QWidget):
    """The learning rate: a click opens a field in its place; Enter sets, Escape leaves.

    Signals
    -------
    refused : str
        Why a number was not taken; empty when there is nothing to say any more.
    """

    refused = Signal(str)

    def __init__(
        self,
        session: SessionModel,
        editor: Editor,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._editor = editor
        self._by_keys = False
        self._caption = PlainLabel("learning rate")
        self.button = QToolButton()
        self.button.setProperty("kind", "rate")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setToolTip("Change the learning rate")
        self.field = InPlaceEdit()
        self.field.setObjectName("rate-field")
        self.field.setAccessibleName("learning rate")
        self.field.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._caption)
        row.addWidget(self.button)
        row.addWidget(self.field)
        self.button.clicked.connect(self.begin)
        self.field.accepted.connect(self._accept)
        self.field.left.connect(self.close_field)
        session.trace_changed.connect(self._show)
        appearance.changed.connect(self._show)
        self._show()

    def begin(self) -> None:
        """Open the field with the present learning rate, all of it selected."""
        if not self._session.is_open:
            return
        self._by_keys = self.button.hasFocus()
        self.field.setText(f"{self._editor.current(LEARNING_RATE):.12g}")
        self.field.mark(False)
        self.button.hide()
        self.field.show()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_field(self) -> None:
        """Go back to showing the learning rate; what was typed is left."""
        if self.field.isVisibleTo(self):
            had_focus = self.field.hasFocus()
            self.field.hide()
            self.button.show()
            if had_focus and self._by_keys:
                self.button.setFocus(Qt.FocusReason.TabFocusReason)
            elif had_focus:
                self.field.clearFocus()
            self.refused.emit("")

    def _accept(self) -> None:
        message = self._editor.set_text(LEARNING_RATE, self.field.text())
        if message:
            self.field.mark(True)
            self.field.selectAll()
            self.refused.emit(message)
        else:
            self.close_field()

    def _show(self) -> None:
        if self._session.is_open:
            self.button.setText(format_number(self._session.trace.learning_rate, DECIMALS))
