"""A row of one's own: its fields at the left, what the network answers at the right."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from app.models.own_row import OwnTableRow
from app.own_data.row_fields import FieldEntry, RowFields
from app.own_data.texts import MARGINS, label, percent, short_text
from app.own_data.what_if import WhatIf
from app.theme import Appearance, Gentle, set_icon, set_state, spaced
from app.widgets.plain import PlainLabel
from app.widgets.probabilities import Probabilities
from app.widgets.scrolling import SteadyScrollArea
from engine.errors import UserError

MOST_FIELDS, MOST_CLASSES, NARROW = 100, 6, 540


class RowPane(QWidget):
    """Fields to be filled in, the answer to them, and what it would be.

    Signals
    -------
    stepped_through
        The stepper has the row to show.
    """

    stepped_through = Signal()

    def __init__(self, row: OwnTableRow, appearance: Appearance) -> None:
        super().__init__()
        self._row, self._appearance = row, appearance
        self._refusal = ""
        self.fields: RowFields | None = None
        self.outcome: FieldEntry | None = None
        self.start = QSpinBox()
        self.more = label("", "caption")
        self.answer = Probabilities(appearance)
        self.sentence = label("", "strong")
        self.what_if = WhatIf(row, appearance)
        self.step_button = QPushButton("Step through it")
        self._scroll = SteadyScrollArea()
        self._arrange()
        self.start.valueChanged.connect(lambda number: row.begin(number - 1))
        self.step_button.clicked.connect(self._step_through)
        row.begun.connect(self._make_fields)
        row.changed.connect(self._show)
        if row.fields:
            self._make_fields()

    def _arrange(self) -> None:
        left, right = (spaced(QVBoxLayout(), self._appearance, Gentle(10)) for _ in range(2))
        begin = QHBoxLayout()
        begin.addWidget(PlainLabel("Begin with row"))
        begin.addWidget(self.start)
        begin.addStretch(1)
        self.start.setAccessibleName("row of the table to begin with")
        left.addWidget(label("Your row", "heading"))
        left.addLayout(begin)
        left.addWidget(self._scroll, 1)
        left.addWidget(self.more)
        right.addWidget(label("What the network answers", "heading"))
        right.addWidget(self.answer)
        right.addWidget(self.sentence)
        right.addWidget(self.what_if, 1)
        self._target = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        right.addLayout(self._target)
        right.addWidget(self.step_button)
        self.step_button.setDefault(True)
        set_icon(self.step_button, self._appearance, "step-into", colour="on_accent")
        both = spaced(QHBoxLayout(self), self._appearance, Gentle(24), MARGINS)
        both.addLayout(left, 1)
        both.addLayout(right, 1)

    def _make_fields(self) -> None:
        """Make the fields anew where they are others, and show what they say."""
        row = self._row
        shown = row.fields[:MOST_FIELDS]
        if self.fields is None or len(self.fields.entries) != len(shown) or self._is_other():
            self._made_for = (row.fields, row.target)
            self.fields = RowFields(shown, self._appearance)
            self.fields.entered.connect(row.set_value)
            self.fields.chosen.connect(row.choose)
            self.fields.refused.connect(self._refuse)
            self._scroll.setWidget(self.fields)
            self._make_outcome()
            hidden = len(row.fields) - len(shown)
            self.more.setText(f"{hidden:,} more columns stay as the row has them.")
            self.more.setVisible(hidden > 0)
            self.start.blockSignals(True)
            self.start.setRange(1, row.total)
            self.start.blockSignals(False)
        self.fields.show_values(row.values)
        if self.outcome is not None:
            self.outcome.show_value(row.outcome)

    def _is_other(self) -> bool:
        return self._made_for != (self._row.fields, self._row.target)

    def _make_outcome(self) -> None:
        while (item := self._target.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.outcome = FieldEntry(self._row.target, self._appearance, self)
        self.outcome.entered.connect(self._row.set_outcome)
        self.outcome.refused.connect(self._refuse)
        self._target.addWidget(label(f"{self._row.target.name} is"))
        self._target.addWidget(self.outcome.editor, 1)

    def _refuse(self, sentence: str) -> None:
        if sentence != self._refusal:
            self._refusal = sentence
            self._say()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed meanwhile."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        if not self.isVisible():
            return
        row = self._row
        self.step_button.setEnabled(row.network is not None)
        if row.network is not None and row.answers.size:
            self._show_answer()
            self.what_if.refresh()
        self._say()

    def _show_answer(self) -> None:
        row = self._row
        self.answer.setVisible(bool(row.target.words))
        if row.target.words:
            order = np.argsort(-row.answers, kind="stable")[:MOST_CLASSES]
            order = np.sort(order)
            self.answer.set_bars(tuple(row.target.words[at] for at in order), row.answers[order])

    def _say(self) -> None:
        problem = self._row.problem or self._refusal
        set_state(self.sentence, "role", "error" if problem else "strong")
        self.sentence.setText(problem or self._says())

    def _says(self) -> str:
        row, network = self._row, self._row.network
        if network is None or not np.isfinite(row.answers).all():
            return "The network's outputs are no numbers."
        trained = f" ({network.when})" if network.when else ""
        if row.said is None:
            return f"{row.target.name}: {short_text(float(row.answers[0]))}{trained}."
        share = percent(float(row.answers[row.said]))
        return f"{row.target.name}: {row.target.words[row.said]}, with {share}{trained}."

    def complain(self, sentence: str) -> None:
        """Say why something was not done."""
        set_state(self.sentence, "role", "error")
        self.sentence.setText(sentence)

    def _step_through(self) -> None:
        try:
            self._row.step_through()
        except UserError as error:
            self.complain(str(error))
            return
        self.stepped_through.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what is to come out below its name where there is little room."""
        super().resizeEvent(event)
        ways, narrow = QBoxLayout.Direction, self.width() < self._appearance.px(NARROW)
        self._target.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
