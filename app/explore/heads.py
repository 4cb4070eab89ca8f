"""Over each layer: how many units, one more or fewer, and the activation."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.explore.network_view import NetworkView
from app.models.exploring import ExploreModel
from app.models.exploring_edits import MOST_LAYERS, MOST_UNITS, ExploreEditor
from app.theme import Appearance, Gentle, set_icon, spaced
from app.widgets.plain import PlainLabel, plain_tip, without_mnemonics
from engine.catalogue.activations import ACTIVATIONS
from engine.design.choices import activations_of
from engine.network.scenario import Scenario
from engine.scenario.editing import Mark

_OF_LAYER: tuple[tuple[str, Mark], ...] = (
    ("Freeze the layer", "frozen"),
    ("Train the layer again", "trained"),
)


def small_button(
    icon: str, tip: str, does: Callable[[], object], appearance: Appearance
) -> QToolButton:
    """Return a button with an icon alone, to be reached with Tab."""
    button = QToolButton()
    button.setProperty("kind", "heading")
    button.setToolTip(plain_tip(tip))
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_icon(button, appearance, icon, Gentle(12))
    button.clicked.connect(lambda _=False: does())
    return button


class LayerHead(QWidget):
    """The head of one layer."""

    def __init__(
        self, layer: int, editor: ExploreEditor, appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.layer, self._editor = layer, editor
        self.hides_units = self.hides_activation = False
        self.count = PlainLabel()
        self.fewer, self.more = (
            small_button(
                icon, f"{words}, layer {layer}", partial(editor.add_units, layer, by), appearance
            )
            for icon, words, by in (("minus", "One unit fewer", -1), ("plus", "One unit more", 1))
        )
        self.activation = QToolButton()
        self.activation.setProperty("kind", "heading")
        self.activation.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.activation.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.activation.setToolTip("Another activation")
        self.menu = QMenu(self.activation)
        self.menu.aboutToShow.connect(self._offer)
        self.activation.setMenu(self.menu)
        column = spaced(QVBoxLayout(self), appearance, 0, (0, 0, 0, 0))
        row = spaced(QHBoxLayout(), appearance, 0, (0, 0, 0, 0))
        row.addStretch(1)
        for widget in (self.count, self.fewer, self.more):
            row.addWidget(widget)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.activation, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def refresh(self, scenario: Scenario, width: float) -> None:
        """Show the layer of a network, in so many pixels."""
        count, last = scenario.sizes[self.layer], self.layer == scenario.depth
        whole = f"{count} unit" if count == 1 else f"{count} units"
        spare = (
            self.count.fontMetrics().horizontalAdvance(whole) + 4 * self.fewer.sizeHint().width()
        )
        self.count.setText(whole if spare < width else str(count))
        # Where there is no room for them the Edit menu has the same.
        cramped = width < 3.2 * self.fewer.sizeHint().width()
        for button in (self.fewer, self.more):
            button.setHidden(last or self.hides_units or cramped)
        self.fewer.setEnabled(count > 1)
        self.more.setEnabled(count < MOST_UNITS)
        self.activation.setHidden(self.hides_activation)
        name = ACTIVATIONS[scenario.layers[self.layer - 1].activation].name
        room = round(width) - self.fewer.sizeHint().width()
        shown = self.activation.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        self.activation.setText(without_mnemonics(shown))
        self.activation.setAccessibleName(f"Activation of layer {self.layer}: {name}")

    def _offer(self) -> None:
        scenario = self._editor.scenario
        self.menu.clear()
        for key, name in activations_of(scenario, self.layer):
            action = self.menu.addAction(without_mnemonics(name))
            action.setCheckable(True)
            action.setChecked(scenario.layers[self.layer - 1].activation == key)
            action.triggered.connect(
                lambda _=False, key=key: self._editor.set_activation(self.layer, key)
            )
        self.menu.addSeparator()
        for text, mark in _OF_LAYER:
            action = self.menu.addAction(text)
            action.triggered.connect(partial(self._editor.mark_layer, self.layer, mark))


class NetworkHeads(QWidget):
    """The heads of all layers, over the network's view."""

    def __init__(
        self, model: ExploreModel, editor: ExploreEditor, view: NetworkView, appearance: Appearance
    ) -> None:
        super().__init__(view)
        self._model, self._editor, self._view = model, editor, view
        self._appearance = appearance
        self.heads: list[LayerHead] = []
        self._hidden = False, False
        view.planned.connect(self._place)

    def set_hidden(self, units: bool, activations: bool) -> None:
        """Leave the buttons for units, or the activations, out."""
        self._hidden = units, activations
        self._place()

    def _place(self) -> None:
        scenario, plan = self._model.run.scenario, self._view.plan
        # One that is needed no more is kept: the click that removes a layer may be on it.
        for head in self.heads[scenario.depth :]:
            head.hide()
        while len(self.heads) < scenario.depth:
            head = LayerHead(len(self.heads) + 1, self._editor, self._appearance, self)
            self.heads.append(head)
        for head, where in zip(self.heads, plan.heads, strict=False):
            head.show()
            head.hides_units, head.hides_activation = self._hidden
            head.refresh(scenario, where.width())
            wide = max(round(where.width()), head.sizeHint().width())
            left = min(round(where.center().x() - wide / 2), self._view.width() - wide)
            head.setGeometry(QRect(left, 0, wide, round(where.height())))
        top = round(plan.heads[0].height()) if plan.heads else 0
        self.setGeometry(0, 0, self._view.width(), top)


class LayerCount(QWidget):
    """How many hidden layers there are, with one more or fewer."""

    def __init__(self, model: ExploreModel, editor: ExploreEditor, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._is_brief = model, False
        self.label = PlainLabel()
        self.label.setProperty("role", "caption")
        self.fewer = small_button("minus", "One layer fewer", editor.remove_layer, appearance)
        self.more = small_button("plus", "One layer more", editor.add_layer, appearance)
        row = spaced(QHBoxLayout(self), appearance, 2, (0, 0, 0, 0))
        for widget in (self.label, self.fewer, self.more):
            row.addWidget(widget)
        model.run_changed.connect(self.refresh)

    def set_brief(self, brief: bool) -> None:
        """Write the number alone, where there is little room."""
        self._is_brief = brief
        self.refresh()

    def refresh(self) -> None:
        """Count the layers."""
        hidden = self._model.run.scenario.depth - 1
        whole = "1 hidden layer" if hidden == 1 else f"{hidden} hidden layers"
        self.label.setText(str(hidden) if self._is_brief else whole)
        self.label.setAccessibleName(whole)
        self.fewer.setEnabled(hidden > 0)
        self.more.setEnabled(hidden < MOST_LAYERS)
