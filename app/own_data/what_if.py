"""What the network would answer if one field of a row said something else."""

import numpy as np
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.models.own_row import OwnTableRow
from app.own_data.texts import label, short_text, value_text
from app.plot.axes import Axis, Linear
from app.plot.layers import Dots, Layer, Line, Rule
from app.plot.look import POINTER, LineLook
from app.plot.plot import Place, Plot
from app.plot.values import Points
from app.theme import Appearance
from app.widgets.probabilities import Probabilities

CURVE = LineLook("accent", 2.0)
MOST_WORDS = 8


class WhatIf(QWidget):
    """The answer over the range of a number, or for each word."""

    def __init__(self, row: OwnTableRow, appearance: Appearance) -> None:
        super().__init__()
        self._row = row
        self._read: tuple[Points, Points] | None = None
        self.title = label("", "heading")
        self.plot = Plot("the answer over the field", appearance, "surface")
        self.words = Probabilities(appearance)
        self._pages = QStackedWidget()
        for page in (self.plot, self.words):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self._pages, 1)
        self.plot.pointed.connect(self._point)
        self.plot.chosen.connect(self._choose)
        self.plot.setToolTip("Click to let the field say this")

    def refresh(self) -> None:
        """Follow the row."""
        row = self._row
        if row.network is None or not row.fields:
            return
        field = row.fields[row.chosen]
        steps, found = row.what_if()
        answers = np.asarray(found, dtype=np.float64)
        said = row.said
        what = row.target.name if said is None else row.target.words[said]
        self.title.setText(f"What if {field.name} were different?")
        if field.words:
            self._show_words(steps, answers)
        else:
            self._show_curve(np.array(steps, dtype=np.float64), answers, what)

    def _show_words(self, steps: tuple[object, ...], answers: Points) -> None:
        row = self._row
        present = row.values[row.chosen]
        order = np.argsort(-answers, kind="stable")
        # What it says now is always there.
        shown_at = [int(at) for at in order[:MOST_WORDS]]
        if present in steps and (at := steps.index(present)) not in shown_at:
            shown_at[-1] = at
        words = tuple(f"{'● ' if steps[at] == present else ''}{steps[at]}" for at in shown_at)
        shown = answers[shown_at]
        if row.target.words:
            self.words.set_bars(words, shown)
        else:
            low, high = float(answers.min()), float(answers.max())
            shares = (shown - low) / ((high - low) or 1.0)
            self.words.set_bars(words, shares, tuple(short_text(float(each)) for each in shown))
        self._pages.setCurrentWidget(self.words)

    def _show_curve(self, steps: Points, answers: Points, what: str) -> None:
        row, field = self._row, self._row.fields[self._row.chosen]
        self._read = steps, answers
        present = float(row.values[row.chosen])
        answer = float(row.answers[row.said or 0])
        seen = np.append(answers, answer)
        share = bool(row.target.words) and bool(((seen >= 0) & (seen <= 1)).all())
        limits = (0.0, 1.0) if share else Linear(close=True).limits(seen)
        low, high = field.low, field.high if field.high > field.low else field.low + 1
        layers: dict[str, Layer] = {"curve": Line(steps, answers, CURVE)}
        if low <= present <= high:
            here = np.array([present]), np.array([answer])
            layers |= {"here": Rule(present, POINTER, vertical=True)}
            layers |= {"answer": Dots(*here, CURVE, 9.0)}
        self.plot.draw(Axis(field.name, low, high, Linear()), Axis(what, *limits, Linear()), layers)
        self.plot.setAccessibleName(f"{what} over {field.name}")
        self._pages.setCurrentWidget(self.plot)

    def _point(self, place: Place | None) -> None:
        if place is None or self._read is None or self._pages.currentWidget() is not self.plot:
            self.plot.read(None)
            return
        steps, answers = self._read
        at = int(np.abs(steps - place.x).argmin())
        name = self._row.fields[self._row.chosen].name
        text = f"{name} {value_text(float(f'{steps[at]:.4g}'))}: {short_text(float(answers[at]))}"
        self.plot.read(float(steps[at]), text)

    def _choose(self, place: Place) -> None:
        """Let the field say what is clicked."""
        if self._read is not None:
            steps, _ = self._read
            self._row.set_value(self._row.chosen, float(steps[np.abs(steps - place.x).argmin()]))
            self._row.begun.emit()
