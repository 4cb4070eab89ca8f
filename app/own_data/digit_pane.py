"""A digit of one's own: drawn or brought, prepared as MNIST was, and what the network says."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.models.own_digit import OwnDigit
from app.own_data.canvas import DigitCanvas
from app.own_data.texts import MARGINS, label, percent
from app.theme import Appearance, Gentle, set_icon, set_state, spaced
from app.widgets.drop_down import DropDown
from app.widgets.plain import PlainLabel
from app.widgets.probabilities import Probabilities
from engine.errors import UserError

HOW = "Draw with the mouse, or drop a picture (PNG, JPEG or WebP) of one digit on plain ground."
PREPARED = "In a box of 20 × 20, its centre of mass in the middle of 28 × 28 pixels."
LOWEST_FOR_CAPTIONS = 400
WAITING = "Nothing is drawn yet."
AS_IT_SAYS = "what the network says"


class DigitPane(QWidget):
    """The sheet at the left; at the right the picture as the network takes it, and its answer.

    Signals
    -------
    picture_wanted
        The person wants to open a picture's file.
    stepped_through
        The stepper has the digit to show.
    """

    picture_wanted = Signal()
    stepped_through = Signal()

    def __init__(self, digit: OwnDigit, appearance: Appearance) -> None:
        super().__init__()
        self._digit, self._appearance = digit, appearance
        self._classes: tuple[str, ...] = ()
        self.canvas = DigitCanvas(appearance)
        self.clear_button, self.open_button = QPushButton("Clear"), QPushButton("Open…")
        self.answer = Probabilities(appearance)
        self.sentence = PlainLabel()
        self.choice = DropDown()
        self.step_button = QPushButton("Step through it")
        self._arrange()
        for button in (self.clear_button, self.open_button):
            button.setAutoDefault(False)
        self.step_button.setDefault(True)
        self.clear_button.clicked.connect(self.canvas.clear)
        self.open_button.clicked.connect(self.picture_wanted)
        self.canvas.drawn.connect(lambda: digit.take(self.canvas.levels))
        self.choice.activated.connect(lambda at: digit.set_label(at - 1 if at else None))
        self.step_button.clicked.connect(self._step_through)
        digit.changed.connect(self._show)

    def _arrange(self) -> None:
        left, right = (spaced(QVBoxLayout(), self._appearance, Gentle(10)) for _ in range(2))
        buttons = QHBoxLayout()
        buttons.addWidget(self.clear_button)
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        left.addWidget(label("Your digit", "heading"))
        self.captions = [label(text, "caption") for text in (HOW, PREPARED)]
        left.addWidget(self.captions[0])
        left.addWidget(self.canvas, 1)
        left.addLayout(buttons)
        right.addWidget(label("As the network takes it", "heading"))
        right.addWidget(self.captions[1])
        right.addWidget(self.answer)
        right.addWidget(self.sentence)
        self.sentence.setWordWrap(True)
        right.addStretch(1)
        line = QHBoxLayout()
        line.addWidget(PlainLabel("It is"))
        line.addWidget(self.choice, 1)
        right.addLayout(line)
        right.addWidget(self.step_button)
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.open_button.setToolTip("Open a picture of a digit: PNG, JPEG or WebP")
        self.choice.setAccessibleName("which digit it is")
        set_icon(self.step_button, self._appearance, "step-into", colour="on_accent")
        both = spaced(QHBoxLayout(self), self._appearance, Gentle(24), MARGINS)
        both.addLayout(left, 1)
        both.addLayout(right, 1)

    def show_picture(self, picture: QImage) -> None:
        """Take a picture in the place of what was drawn."""
        self.canvas.show_picture(picture)

    def complain(self, sentence: str) -> None:
        """Say why a picture was not taken; what is on the sheet stays."""
        set_state(self.sentence, "role", "error")
        self.sentence.setText(sentence)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed meanwhile."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        if not self.isVisible():
            return
        digit, network = self._digit, self._digit.network
        prepared = digit.prepared
        if network is not None and network.classes != self._classes:
            self._classes = network.classes
            self.choice.clear()
            self.choice.addItems([AS_IT_SAYS, *self._classes])
        self.choice.setCurrentIndex(0 if digit.label is None else digit.label + 1)
        shape = (1, 1) if network is None else network.dataset.image_shape or (1, 1)
        pixels = np.zeros(shape) if prepared is None else prepared.pixels / 255
        self.answer.set_sample(pixels.ravel(), pixels.shape, digit.label, self._classes)
        shares = np.zeros(len(self._classes)) if prepared is None else digit.shares
        self.answer.set_outputs(shares)
        self.canvas.mark(None if prepared is None else prepared.box)
        for part in (self.step_button, self.choice):
            part.setEnabled(prepared is not None)
        set_state(self.sentence, "role", "error" if digit.problem else "strong")
        self.sentence.setText(digit.problem or self._says())

    def _says(self) -> str:
        digit, network = self._digit, self._digit.network
        if digit.said is None or network is None:
            return WAITING if digit.prepared is None else "The network's outputs are no numbers."
        share, when = float(digit.shares[digit.said]), network.when
        trained = f" ({when})" if when else ""
        return f"The network says {self._classes[digit.said]}, with {percent(share)}{trained}."

    def _step_through(self) -> None:
        try:
            self._digit.step_through()
        except UserError as error:
            self.complain(str(error))
            return
        self.stepped_through.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the explanations away where they would push the buttons out of sight."""
        super().resizeEvent(event)
        for caption in self.captions:
            caption.setVisible(self.window().height() >= self._appearance.px(LOWEST_FOR_CAPTIONS))
