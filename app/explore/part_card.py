"""What can be done with the chosen weight, bias or unit: its number, freeze, cut, remove."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.explore.network_picture import NetworkPicture, Part
from app.models.exploring import ExploreModel
from app.models.exploring_edits import ExploreEditor
from app.theme import Appearance, set_state, spaced
from app.widgets.number_edit import NumberEdit
from app.widgets.plain import PlainLabel, without_mnemonics
from engine.network.layout import ParameterLayout
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario

HINTS = (
    "point: the exact value · click: edit, freeze, cut · a dashed line is a negative weight",
    "point: the value · click: edit, freeze, cut · dashed: negative",
    "click: edit, freeze, cut · dashed: negative",
    "dashed: a negative weight",
)
"""What the pointer does, in ever fewer words."""


class PartCard(QWidget):
    """A line under the network: what the pointer does, or what can be done with what is chosen."""

    def __init__(
        self,
        model: ExploreModel,
        editor: ExploreEditor,
        view: NetworkPicture,
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self._model, self._editor, self._view = model, editor, view
        self._part: Part | None = None
        self.name = PlainLabel()
        self.field = NumberEdit(8, 20, appearance)
        self.freeze, self.cut, self.remove = QToolButton(), QToolButton(), QToolButton()
        row = spaced(QHBoxLayout(self), appearance, 8, (0, 0, 0, 0))
        self._all: list[QWidget] = [self.field, self.freeze, self.cut, self.remove]
        row.addWidget(self.name)
        for widget in self._all:
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            row.addWidget(widget)
        row.addStretch(1)
        self.freeze.clicked.connect(self.toggle_frozen)
        self.cut.clicked.connect(self.toggle_cut)
        self.remove.clicked.connect(self.remove_unit)
        self.field.editingFinished.connect(self._take)
        model.advanced.connect(self._show_value)
        # The hint needs no room of its own: it has fewer words where there is little.
        self.name.setMinimumWidth(1)
        self.show_part(None)

    def show_part(self, part: Part | None) -> None:
        """Be about another part; about none, say what the pointer does."""
        self._part = None if part is None or part.ref is None else part
        for widget in self._all:
            widget.setVisible(self._part is not None)
        set_state(self.name, "role", "caption" if self._part is None else "strong")
        if self._part is None:
            self._hint()
            return
        scenario = self._scenario
        unit = scenario.unit_name(self._part.layer, self._part.unit)
        is_unit = self._part.kind == "unit"
        self.remove.setVisible(is_unit and self._part.layer < scenario.depth)
        self.remove.setText(without_mnemonics(f"Remove {unit}"))
        trained = any(self._layout.is_trained(ref) for ref in self._refs)
        self.freeze.setText("Freeze" if trained else "Train again")
        self.freeze.setEnabled(bool(self._refs))
        self.cut.setVisible(not is_unit or bool(self._gone))
        self.cut.setText("Restore" if self._is_cut or is_unit else "Cut")
        self.field.setVisible(bool(self._number) and not self._is_cut)
        self.field.forget()
        self._show_value()

    def _hint(self) -> None:
        """Say what the pointer does, in as many words as there is room for."""
        width = self.name.fontMetrics().horizontalAdvance
        fitting = (text for text in HINTS if width(text) <= self.width())
        self.name.setText(next(fitting, HINTS[-1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose among the hint's wordings."""
        super().resizeEvent(event)
        if self._part is None:
            self._hint()

    def minimumSizeHint(self) -> QSize:
        """Return the height with a field, in any case: the network above holds still."""
        return QSize(1, self.field.sizeHint().height())

    @property
    def _scenario(self) -> Scenario:
        return self._model.run.scenario

    @property
    def _layout(self) -> ParameterLayout:
        """What is frozen and cut by now: the values of the run may follow a moment later."""
        return ParameterLayout(self._scenario)

    @property
    def _number(self) -> Ref | None:
        """The number that the field shows."""
        part = self._part
        ref = None if part is None else part.ref
        if ref is None or ref.source is not None:
            return ref
        bias = self._scenario.layers[ref.layer - 1].bias
        if bias == "none":
            return None
        return Ref(Quantity.BIAS, ref.layer) if bias == "per-layer" else ref

    @property
    def _refs(self) -> list[Ref]:
        """What is frozen or cut together: of a unit its bias and all weights into it."""
        part, number = self._part, self._number
        own = [] if number is None else [number]
        if part is None or part.kind != "unit":
            return own
        sources = self._scenario.sources(part.layer, part.unit)
        return [*own, *(Ref(Quantity.WEIGHT, part.layer, part.unit, k) for k in sources)]

    @property
    def _gone(self) -> list[Ref]:
        """What of the chosen unit is cut."""
        part, layout = self._part, self._layout
        refs = (layout.ref(int(index)) for index in layout.absent)
        place = None if part is None else (part.layer, part.unit)
        return [ref for ref in refs if (ref.layer, ref.unit) == place]

    @property
    def _is_cut(self) -> bool:
        layout, number = self._layout, self._number
        return number is not None and layout.flat_index(number) in layout.absent

    def _show_value(self) -> None:
        part, number = self._part, self._number
        if part is None:
            return
        layout, parameters = self._model.parameters.layout, self._model.parameters
        unit = self._scenario.unit_name(part.layer, part.unit)
        text = unit if number is None else layout.name(number)
        self.name.setText(f"bias of {unit}" if part.kind == "unit" and number else text)
        self.field.setAccessibleName(text)
        if number is not None and not self.field.isModified():
            self.field.setText(f"{parameters.value(number):.6g}")

    def _take(self) -> None:
        number = self._number
        if number is not None and self.field.isModified():
            taken = self._editor.set_value(number, self.field.text())
            self.field.setModified(False)
            set_state(self.field, "invalid", not taken)
            self._show_value()

    def toggle_frozen(self) -> None:
        """Freeze what is chosen, or let it be trained again."""
        if refs := self._refs:
            trained = any(self._layout.is_trained(ref) for ref in refs)
            self._editor.mark(refs, "frozen" if trained else "trained")

    def toggle_cut(self) -> None:
        """Cut what is chosen, or restore it; of a unit restore all that is cut."""
        if self._part is not None and self._part.kind == "unit":
            if gone := self._gone:
                self._editor.mark(gone, "present")
        elif self._refs:
            self._editor.mark(self._refs, "present" if self._is_cut else "absent")

    def remove_unit(self) -> None:
        """Take the chosen unit away."""
        if self._part is not None and self._part.kind == "unit":
            self._editor.remove_unit(self._part.layer, self._part.unit)

    @property
    def layer(self) -> int:
        """The layer of what is chosen; the first one where nothing is."""
        return 1 if self._part is None else self._part.layer
