"""The pane that shows a race: both pieces of code, a bar as long as each takes, and the ratio."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from app.lessons.clock.canvas import ClockCanvas
from app.lessons.picture import PicturePane, Shown
from app.theme import Appearance, spaced
from engine.lessons.pictures.clock import Clock


class ClockPane(PicturePane):
    """The race, and below it the button that races again."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._races = 0
        self.canvas = ClockCanvas(appearance, self)
        self.again = QPushButton("Race again", self)
        self.again.clicked.connect(lambda: self.dragged.emit("races", float(self._races + 1), 0.0))
        column = spaced(QVBoxLayout(self), appearance, 8, (0, 8, 12, 8))
        column.addWidget(self.canvas, 1)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        clock = shown.setting.picture()
        assert isinstance(clock, Clock)
        self._races = clock.keys["races"]
        self.again.setVisible("races" in shown.handles)
        self.again.setEnabled(clock.is_complete)
        self.again.setText("Race again" if self._races else "Race")
        self.canvas.show_clock(clock)
