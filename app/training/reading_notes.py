"""What a person should know about how the files were read, behind one small line."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from app.text.counting import counted
from app.theme import Appearance
from app.theme.icons import icon
from app.widgets.plain import PlainLabel


class ReadingNotes(QWidget):
    """A line that opens into the notes; hidden where there are none."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._notes: tuple[str, ...] = ()
        self.button = QToolButton()
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.toggled.connect(self._open)
        self.text = PlainLabel()
        self.text.setProperty("role", "caption")
        self.text.setWordWrap(True)
        self.text.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.text)
        self.hide()
        appearance.changed.connect(self.restyle)
        self.restyle()

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """Offer these; others than before are closed at first."""
        if notes == self._notes:
            return
        self._notes = notes
        self.setVisible(bool(notes))
        self.button.setText(f"How the file was read: {counted(len(notes), 'note')}")
        self.text.setText("\n".join(f"• {note}" for note in notes))
        self.button.setChecked(False)

    def _open(self, opened: bool) -> None:
        self.text.setVisible(opened)
        self.restyle()

    def restyle(self) -> None:
        """Follow the look."""
        theme, px = self._appearance.theme, self._appearance.px
        name = "chevron-down" if self.button.isChecked() else "chevron-right"
        self.button.setIcon(icon(name, theme.muted, px(14)))
        # As small as a caption, and flush with what stands above it.
        self.button.setStyleSheet(
            f"QToolButton {{ color: {theme.muted}; background: transparent; padding-left: 0;"
            f" font-size: {self._appearance.text_px(13)}px; }}"
            f"QToolButton:hover {{ color: {theme.text}; }}"
        )
        self._column.setSpacing(px(4))
