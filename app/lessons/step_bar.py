"""The way through the steps of a picture: two buttons, where one is, and what happens there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.theme import Appearance, set_icon, spaced
from app.widgets.plain import PlainLabel, plain_tip


class StepBar(QWidget):
    """Moves through steps.

    Signals
    -------
    wanted(int)
        Another step is to be shown.
    """

    wanted = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._step = 0
        self.previous, self.next = QPushButton(), QPushButton()
        self.place, self.sentence = PlainLabel(), PlainLabel()
        self.sentence.setProperty("role", "muted")
        self.sentence.setWordWrap(True)
        row = spaced(QHBoxLayout(self), appearance, 10, (0, 4, 0, 4))
        for button, name, text, by in (
            (self.previous, "previous", "Previous step", -1),
            (self.next, "next", "Next step", 1),
        ):
            set_icon(button, appearance, name)
            button.setAccessibleName(text)
            button.setToolTip(plain_tip(text))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, by=by: self.wanted.emit(self._step + by))
            row.addWidget(button)
        row.addWidget(self.place)
        row.addWidget(self.sentence, 1)

    def show_step(self, step: int, steps: int, sentence: str) -> None:
        """Say where one is among the steps, and what happens."""
        self._step = step
        self.previous.setEnabled(step > 0)
        self.next.setEnabled(step < steps)
        self.place.setText(f"step {step:,} of {steps:,}")
        self.sentence.setText(sentence)
