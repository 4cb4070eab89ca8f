"""The build panel: layers, rows, how it learns, and where its weights start."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, get_args

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.builder.attempt import Problem
from app.builder.layer_card import LayerCard
from app.builder.rows_table import RowsEditor
from app.models.builder import STARTS, BuilderModel
from app.models.training_settings import fits_optimiser, with_optimiser, with_training
from app.theme import Appearance, Gentle, spaced
from app.widgets.flow import FlowLayout, height_follows_width
from app.widgets.number_edit import TypedLine
from app.widgets.plain import PlainLabel
from app.widgets.scrolling import SteadyScrollArea
from app.widgets.settings.row import Row, always
from app.widgets.settings.row_kinds import ChoiceRow, NumberRow
from engine.catalogue.losses import LOSSES
from engine.catalogue.optimisers import OPTIMISERS
from engine.design import changes
from engine.network.scenario import Reduction, Scenario

REDUCTIONS = {"mean": "mean over rows", "sum": "sum over rows"}
"""What the ways to combine the rows of a batch are called."""


class LineChoice(ChoiceRow):
    """One of several, on the line of its name."""

    def _place(self) -> None:
        self.box.setMinimumContentsLength(6)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        self._grid.addWidget(self.label, 0, 0)
        self._grid.addWidget(self.box, 0, 1)


class BuildPanel(QFrame):
    """Shows what is built and changes it.

    Signals
    -------
    closed
        The person is done, and wants to step through it.
    save_wanted
        What is built is to be saved as a scenario.
    """

    closed = Signal()
    save_wanted = Signal()

    def __init__(self, model: BuilderModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.setProperty("role", "pane")
        self.title = TypedLine()
        self.title.setAccessibleName("Title")
        self.problem = Problem()
        self.cards: list[LayerCard] = []
        self.add_button = QPushButton("Add a hidden layer")
        self.count_button = QPushButton("Count names anew")
        self.count_button.setToolTip("Call hidden units h1, h2 … and weights w1, w2 … in order")
        self.rows = RowsEditor(model, appearance)
        self.loss, self.reduction = self._loss_rows()
        self.optimiser, self.rate = self._learning_rows()
        self.start, self.seed = self._start_rows()
        self.done_button = QPushButton("Step through it")
        self.done_button.setToolTip("Go back to the derivation (Esc)")
        self.done_button.setDefault(True)
        self.save_button = QPushButton("Save as scenario…")
        self._arrange()
        self.title.editingFinished.connect(self._set_title)
        self.add_button.clicked.connect(
            lambda: self.problem.attempt(lambda: model.add_layer(model.scenario.depth))
        )
        self.count_button.clicked.connect(lambda: self.problem.attempt(model.count_names))
        self.done_button.clicked.connect(self.closed)
        self.save_button.clicked.connect(self.save_wanted)
        model.document.opened.connect(self._forget_typed)
        model.changed.connect(self.refresh)

    def _choice(
        self,
        name: str,
        value: Callable[[], str],
        change: Callable[[Scenario, Any], Scenario],
        choices: Callable[[], list[tuple[str, str]]],
    ) -> LineChoice:
        return LineChoice(
            name,
            value,
            lambda chosen: self._model.edit(lambda scenario: change(scenario, chosen)),
            choices,
            explain=str,
            offered=always,
            appearance=self._appearance,
        )

    def _loss_rows(self) -> tuple[Row, Row]:
        model = self._model

        def losses() -> list[tuple[str, str]]:
            typed = LOSSES.formula_of(model.scenario.loss)
            own = [] if typed is None else [(model.scenario.loss, typed)]
            return [*((key, each.name) for key, each in LOSSES.items()), *own]

        loss = self._choice("Loss", lambda: model.scenario.loss, changes.with_loss, losses)
        reduction = self._choice(
            "Reduction",
            lambda: model.scenario.reduction,
            changes.with_reduction,
            lambda: [(key, REDUCTIONS[key]) for key in get_args(Reduction)],
        )
        return loss, reduction

    def _learning_rows(self) -> tuple[Row, NumberRow]:
        model = self._model
        optimiser = self._choice(
            "Optimiser",
            lambda: model.scenario.training.optimiser,
            lambda scenario, name: with_optimiser(scenario, name, model.document.earlier),
            lambda: [
                (key, each.label)
                for key, each in OPTIMISERS.items()
                if fits_optimiser(model.scenario, key)
            ],
        )
        rate = NumberRow(
            "Learning rate",
            lambda: model.scenario.training.learning_rate,
            lambda rate: model.edit(lambda s: with_training(s, learning_rate=rate)),
            explain=str,
            offered=always,
            appearance=self._appearance,
        )
        return optimiser, rate

    def _start_rows(self) -> tuple[Row, NumberRow]:
        model = self._model
        start = LineChoice(
            "Weights",
            lambda: model.start,
            model.set_start,
            lambda: [(key, STARTS[key][0]) for key in STARTS],
            explain=lambda: STARTS[model.start][1],
            offered=always,
            appearance=self._appearance,
        )
        seed = NumberRow(
            "Seed",
            lambda: model.scenario.network_seed,
            model.set_seed,
            explain=lambda: "Another seed, other numbers.",
            offered=lambda: model.start in ("drawn", "round"),
            appearance=self._appearance,
            whole=True,
        )
        return start, seed

    def _arrange(self) -> None:
        look = self._appearance
        head = spaced(QHBoxLayout(), look, 8, (Gentle(20), 12, Gentle(20), 6))
        head.addWidget(self.title, 1)
        head.addWidget(self.done_button)
        body = QFrame()
        body.setProperty("role", "pane")
        inside = spaced(QVBoxLayout(body), look, 4, (Gentle(20), 0, Gentle(8), 12))
        self._cards = spaced(QVBoxLayout(), look, 0, (0, 0, 0, 0))
        inside.addLayout(self._cards)
        parts: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            ("", (self.problem, self._in_lines(self.add_button, self.count_button))),
            ("Rows", (self.rows,)),
            ("Learning", (self.loss, self.reduction, self.optimiser, self.rate)),
            ("Starting values", (self.start, self.seed)),
        )
        for name, widgets in parts:
            for widget in (*([self._heading(name)] if name else []), *widgets):
                inside.addWidget(widget)
        inside.addSpacing(look.px(10))
        inside.addWidget(self._in_lines(self.save_button))
        inside.addStretch(1)
        self.view = SteadyScrollArea()
        self.view.setWidget(body)
        self._body = body
        column = spaced(QVBoxLayout(self), look, 0, (0, 0, 0, 0))
        column.addLayout(head)
        column.addWidget(self.view, 1)

    def _in_lines(self, *buttons: QPushButton) -> QWidget:
        """Return buttons side by side, or below each other where it is narrow."""
        both = QWidget()
        line = spaced(FlowLayout(both), self._appearance, (8, 6))
        for button in buttons:
            line.addWidget(button)
        height_follows_width(both)
        return both

    def _heading(self, text: str) -> QWidget:
        label = PlainLabel(text)
        label.setProperty("role", "heading")
        label.setContentsMargins(0, self._appearance.px(10), 0, 0)
        return label

    def refresh(self) -> None:
        """Show what is built now; nothing while nobody sees it."""
        if not self.isVisible():
            return
        scenario = self._model.scenario
        if len(self.cards) != len(scenario.sizes):
            self._make_cards(len(scenario.sizes))
        for card in self.cards:
            card.refresh()
        if not self.title.isModified():
            self.title.setText(scenario.title)
            self.title.setCursorPosition(0)
        self.rows.refresh()
        for row in (self.loss, self.reduction, self.optimiser, self.rate, self.start, self.seed):
            row.refresh(True)
        # What it has in it may be wider than before.
        self.updateGeometry()

    def _make_cards(self, count: int) -> None:
        for card in self.cards:
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [LayerCard(self._model, k, self._appearance) for k in range(count)]
        for card in self.cards:
            self._cards.addWidget(card)
            # Qt shows it later, and until then no line of it has a height.
            card.show()
        self._order_focus()

    def _order_focus(self) -> None:
        """Let Tab go through what was made later, too, from top to bottom."""
        stops = [self.title, self.done_button]
        for card in self.cards:
            stops += card.stops
        for first, second in pairwise([*stops, self.add_button]):
            QWidget.setTabOrder(first, second)

    def _set_title(self) -> None:
        text = self.title.text()
        if self.title.isModified() and self.problem.attempt(lambda: self._model.set_title(text)):
            self.title.forget()
            self.refresh()

    def _forget_typed(self) -> None:
        self.title.forget()
        self.problem.say("")
        for row in (self.rate, self.seed):
            row.forget_typed()
        for card in self.cards if len(self.cards) == len(self._model.scenario.sizes) else ():
            card.forget_typed()

    def paste(self) -> None:
        """Take rows that were copied, and bring them into sight."""
        self.rows.paste()
        QTimer.singleShot(0, self.rows, lambda: self.view.ensureWidgetVisible(self.rows))

    def take_focus(self) -> None:
        """Set the focus on the first layer, and show it."""
        self.view.verticalScrollBar().setValue(0)
        self.cards[0].units.setFocus(Qt.FocusReason.TabFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was built while nobody looked."""
        super().showEvent(event)
        self.refresh()

    def sizeHint(self) -> QSize:
        """Ask for a third of a window, roughly."""
        return QSize(self._appearance.px(420), self._appearance.px(580))

    def minimumSizeHint(self) -> QSize:
        """Ask for room for the widest row, and a few rows of height."""
        return QSize(self._body.minimumSizeHint().width() + self.view.reserved, 120)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
