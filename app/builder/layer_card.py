"""A layer in the build panel: its units, its function, its bias, and more behind a button."""

from collections.abc import Callable, Iterable
from typing import Any, get_args

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.builder.attempt import Problem
from app.models.builder import BuilderModel
from app.models.training_settings import with_batch_norm, with_dropout
from app.theme import Appearance, set_icon, set_state, spaced
from app.widgets.flow import FlowLayout, GridLayout, height_follows_width
from app.widgets.number_edit import TypedLine
from app.widgets.plain import PlainLabel, plain_tip
from app.widgets.settings.row_kinds import Choices, NumberRow
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.initialisers import INITIALISERS
from engine.design import changes
from engine.design.choices import activations_of
from engine.design.columns import names_in
from engine.network.scenario import BiasMode, Layer, Scenario

BIASES = {
    "per-unit": "a bias a unit",
    "per-layer": "one shared bias",
    "frozen": "frozen biases",
    "none": "no bias",
}
"""What the kinds of bias are called."""

MOST_NAMED = 64
"""Names of a layer of more units are not typed here."""

TYPED = "formula"
"""Stands for a function that is typed, in the list of activations."""


def layer_title(scenario: Scenario, number: int) -> str:
    """Return what a layer is called."""
    if number == 0:
        return "Inputs"
    if number == scenario.depth:
        return "Outputs"
    return "Hidden" if scenario.depth == 2 else f"Hidden {number}"


class UnitsBox(QSpinBox):
    """A number of units; pasting, undo and redo are the window's."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(1, 4096)
        self.setKeyboardTracking(False)

    def claims(self, event: QKeyEvent) -> bool | None:
        """Leave these keys to the window's shortcuts."""
        keys = QKeySequence.StandardKey
        return False if any(map(event.matches, (keys.Paste, keys.Undo, keys.Redo))) else None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, never count."""
        event.ignore()


class _Title(PlainLabel):
    """The name of a layer, as wide as others, so that what stands behind it is in a column."""

    def sizeHint(self) -> QSize:
        """Return room for a usual name."""
        least = QSize(self.fontMetrics().horizontalAdvance("Hidden 2"), 0)
        return super().sizeHint().expandedTo(least)


class _Names(TypedLine):
    """The names of units: what its line has left, else a line of its own."""

    def sizeHint(self) -> QSize:
        """Return room for the names, and for a few."""
        width = max(map(self.fontMetrics().horizontalAdvance, ("i1, i2, i3", self.text())))
        return QSize(self.minimumSizeHint().width() + width, super().sizeHint().height())


class LayerCard(QFrame):
    """Shows and changes one layer; every change goes to the model at once.

    Parameters
    ----------
    model : BuilderModel
        What is built.
    number : int
        The layer; 0 for the inputs.
    appearance : Appearance
        The look.
    """

    def __init__(self, model: BuilderModel, number: int, appearance: Appearance) -> None:
        super().__init__()
        self._model, self.number, self._appearance = model, number, appearance
        self.title = _Title()
        self.title.setProperty("role", "strong")
        self.units = UnitsBox()
        self.names = _Names()
        self.names.setPlaceholderText("names, with commas between them")
        self.problem = Problem()
        self.more_button = QToolButton()
        self._column = spaced(QVBoxLayout(self), appearance, 6, (0, 8, 0, 8))
        head = QWidget()
        first = spaced(FlowLayout(head), appearance, (8, 6))
        height_follows_width(head)
        for widget in (self.title, self.units, *([self.more_button] if number else [])):
            first.addWidget(widget)
        self._column.addWidget(head)
        if not self._is_hidden:
            first.addWidget(self.names)
        if number:
            self._add_functions()
            self._add_more()
        self._column.addWidget(self.problem)
        self.units.valueChanged.connect(self._set_units)
        self.names.editingFinished.connect(self._set_names)
        self.refresh()

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab goes, in order."""
        if not self.number:
            return [self.units, self.names]
        functions = [self.activation, self.bias, self.formula]
        named = [*functions, self.names] if self._is_hidden else [self.names, *functions]
        more = [self.initialiser, self.batch_norm, self.dropout.edit, self.remove]
        return [self.units, self.more_button, *named, *more]

    @property
    def _layer(self) -> Layer:
        return self._model.scenario.layers[self.number - 1]

    @property
    def _is_output(self) -> bool:
        return self.number == self._model.scenario.depth

    def _add_functions(self) -> None:
        self.activation, self.bias, self.formula = Choices(), Choices(), TypedLine()
        self.formula.setPlaceholderText("such as z/(1 + exp(−1.702 z))")
        both = QWidget()
        cells = spaced(GridLayout(both), self._appearance, (8, 6))
        cells.addWidget(self.activation)
        cells.addWidget(self.bias)
        height_follows_width(both)
        self._column.addWidget(both)
        self._column.addWidget(self.formula)
        _fill(self.bias, ((mode, BIASES[mode]) for mode in get_args(BiasMode)))
        self.activation.activated.connect(self._choose_activation)
        self.bias.activated.connect(lambda: self._edit(changes.with_bias, self.bias.currentData()))
        self.formula.editingFinished.connect(self._set_formula)

    def _add_more(self) -> None:
        """Make what is behind the button; hidden units have their names there."""
        look = self._appearance
        set_icon(self.more_button, look, "more", 16, "muted")
        self.more_button.setCheckable(True)
        self.more = QWidget()
        self.initialiser = Choices()
        _fill(self.initialiser, ((key, each.label) for key, each in INITIALISERS.items()))
        self.batch_norm = QCheckBox("Batch normalisation")
        self.dropout = NumberRow(
            "Dropout",
            lambda: self._layer.dropout,
            lambda share: self._model.edit(
                lambda scenario: with_dropout(scenario, range(self.number - 1, self.number), share)
            ),
            explain=str,
            offered=lambda: not self._is_output,
            appearance=look,
        )
        self.remove = QPushButton("Take this layer away")
        grid = spaced(QGridLayout(self.more), look, (8, 6), (12, 0, 0, 4))
        label = PlainLabel("Initialiser")
        label.setBuddy(self.initialiser)
        grid.addWidget(label, 1, 0)
        grid.addWidget(self.initialiser, 1, 1)
        grid.addWidget(self.batch_norm, 2, 0, 1, 2)
        grid.addWidget(self.dropout, 3, 0, 1, 2)
        grid.addWidget(self.remove, 4, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        if self._is_hidden:
            grid.addWidget(PlainLabel("Names"), 0, 0)
            grid.addWidget(self.names, 0, 1)
        self._column.addWidget(self.more)
        self.more.hide()
        self.more_button.toggled.connect(self.more.setVisible)
        self.remove.clicked.connect(
            lambda: self.problem.attempt(lambda: self._model.remove_layer(self.number))
        )
        self.initialiser.activated.connect(
            lambda: self._edit(_with_initialiser, self.initialiser.currentData())
        )
        self.batch_norm.clicked.connect(
            lambda on: self._attempt(lambda s: with_batch_norm(s, self.number - 1, on, s))
        )

    def refresh(self) -> None:
        """Show the layer as it is."""
        scenario, number = self._model.scenario, self.number
        title = layer_title(scenario, number)
        self.title.setText(title)
        _show(self.units, scenario.sizes[number], scenario.dataset is None or self._is_hidden)
        _name(self.units, f"{title}: units", "")
        _name(self.names, f"{title}: names", "")
        self.names.setVisible(scenario.sizes[number] <= MOST_NAMED)
        if not self.names.isModified():
            self.names.setText(", ".join(names_in(scenario, number)))
            self.names.setCursorPosition(0)
            self.names.updateGeometry()
        if number:
            self._refresh_functions(scenario, title)

    def forget_typed(self) -> bool:
        """Show what there is in the place of what was typed or refused; return if anything was."""
        lines = [self.names, *([self.formula] if self.number else [])]
        typed = any(line.isModified() for line in lines) or not self.problem.isHidden()
        for line in lines:
            line.forget()
        self.problem.say("")
        self.refresh()
        return typed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back what was typed with Escape, where there is anything."""
        if event.key() != Qt.Key.Key_Escape or not self.forget_typed():
            super().keyPressEvent(event)

    @property
    def _is_hidden(self) -> bool:
        return 0 < self.number < self._model.scenario.depth

    def _refresh_functions(self, scenario: Scenario, title: str) -> None:
        layer = self._layer
        typed = ACTIVATIONS.formula_of(layer.activation)
        choices = [*activations_of(scenario, self.number), (TYPED, "formula…")]
        _fill(self.activation, choices)
        name = layer.activation if typed is None else TYPED
        self.activation.setCurrentIndex(self.activation.findData(name))
        if not self.formula.isModified():
            self.formula.setText(typed or "")
            self.formula.setVisible(typed is not None)
        self.bias.setCurrentIndex(self.bias.findData(layer.bias))
        self.initialiser.setCurrentIndex(self.initialiser.findData(layer.initialiser))
        self.initialiser.setEnabled(layer.weights is None)
        self.batch_norm.setChecked(layer.batch_norm)
        self.dropout.refresh(True)
        self.remove.setVisible(self._is_hidden)
        _name(self.activation, f"{title}: activation", "What its units make of z")
        _name(self.bias, f"{title}: bias", "What is added to the weighted sum")
        _name(self.formula, f"{title}: formula of z", "")
        _name(
            self.more_button, f"{title}: more", "Names, initialiser, batch normalisation, dropout"
        )
        where = "The weights are given; draw them under Starting values"
        _name(self.initialiser, f"{title}: initialiser", "" if layer.weights is None else where)

    def _edit(self, change: Callable[[Scenario, int, Any], Scenario], value: Any) -> None:
        self._attempt(lambda scenario: change(scenario, self.number, value))

    def _attempt(self, change: Callable[[Scenario], Scenario]) -> None:
        if not self.problem.attempt(lambda: self._model.edit(change)):
            self.refresh()

    def _set_units(self, count: int) -> None:
        self._edit(changes.with_units, count)

    def _set_names(self) -> None:
        if not self.names.isModified():
            return
        names = [name.strip() for name in self.names.text().split(",") if name.strip()]
        done = self.problem.attempt(
            lambda: self._model.edit(lambda s: changes.with_names(s, self.number, names))
        )
        set_state(self.names, "invalid", not done)
        if done:
            self.names.forget()
            self.refresh()

    def _choose_activation(self) -> None:
        name = self.activation.currentData()
        if name != TYPED:
            self.formula.forget()
            self._edit(changes.with_activation, name)
            return
        self.formula.show()
        self.formula.setFocus()

    def _set_formula(self) -> None:
        text = self.formula.text().strip()
        if not self.formula.isModified():
            return
        done = self.problem.attempt(
            lambda: self._model.edit(lambda s: changes.with_typed_activation(s, self.number, text))
        )
        set_state(self.formula, "invalid", not done)
        if done:
            self.formula.forget()
            self.refresh()


def _with_initialiser(scenario: Scenario, number: int, name: str) -> Scenario:
    key = INITIALISERS[name].scale
    scale = 1.0 if key is None else key.default
    return changes.with_layer_changed(scenario, number, initialiser=name, initialiser_scale=scale)


def _fill(box: QComboBox, choices: Iterable[tuple[str, str]]) -> None:
    """Offer these, where others are offered."""
    wanted = list(choices)
    known = [(box.itemData(i), box.itemText(i)) for i in range(box.count())]
    if known != wanted:
        box.clear()
        for key, text in wanted:
            box.addItem(text, key)


def _show(box: QSpinBox, value: int, editable: bool) -> None:
    box.blockSignals(True)
    box.setValue(value)
    box.blockSignals(False)
    box.setEnabled(editable)


def _name(widget: QWidget, name: str, tip: str) -> None:
    widget.setAccessibleName(name)
    widget.setToolTip(plain_tip(tip))
