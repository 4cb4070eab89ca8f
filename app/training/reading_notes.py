"""What a person should know about how the files were read, behind one small line."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from app.text.counting import counted
from app.theme import Appearance, set_icon, spaced
from app.widgets.plain import PlainLabel


class ReadingNotes(QWidget):
    """A line that opens into the notes; hidden where there are none."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._notes: tuple[str, ...] = ()
        self.button = QToolButton()
        self.button.setProperty("kind", "note")
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.toggled.connect(self._open)
        self.text = PlainLabel()
        self.text.setProperty("role", "caption")
        self.text.setWordWrap(True)
        self.text.hide()
        column = spaced(QVBoxLayout(self), appearance, 4, (0, 0, 0, 0))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text)
        self.hide()
        self._open(False)

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """Offer these; others than before are closed at first."""
        if notes == self._notes:
            return
        self._notes = notes
        self.setVisible(bool(notes))
        self.button.setText(f"On the data: {counted(len(notes), 'note')}")
        self.text.setText("\n".join(f"• {note}" for note in notes))
        self.button.setChecked(False)

    def _open(self, opened: bool) -> None:
        self.text.setVisible(opened)
        name = "chevron-down" if opened else "chevron-right"
        set_icon(self.button, self._appearance, name, 14, "muted")
