"""What a person changes in Explore: edits of the document, each of which can be undone."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.models.exploring import ExploreModel
from engine.design import changes, playground
from engine.errors import UserError
from engine.network.data_specs import PointSpec, TableSpec
from engine.network.layout import ParameterLayout
from engine.network.parameters import initial_parameters
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario
from engine.scenario.editing import Mark, with_mark, with_parameters, with_value
from engine.typed_numbers import parse_number

MOST_LAYERS, MOST_UNITS = 8, 32
"""As many hidden layers, and units of one, as there is room for."""


class ExploreEditor(QObject):
    """Changes the document that is explored.

    Signals
    -------
    refused : str
        Why something was not changed.
    """

    refused = Signal(str)

    def __init__(self, model: ExploreModel) -> None:
        super().__init__(model)
        self._model = model

    @property
    def scenario(self) -> Scenario:
        """What is explored, with every edit."""
        return self._model.document.scenario

    def edit(self, change: Callable[[Scenario], Scenario]) -> bool:
        """Change the scenario by a function of it; return whether nothing was refused."""
        try:
            self._model.document.edit(change)
        except UserError as error:
            self.refused.emit(str(error))
            return False
        return True

    # Points and features ------------------------------------------------------------------

    def set_generator(self, name: str) -> None:
        """Take points from elsewhere."""
        self.edit(lambda scenario: playground.with_generator(scenario, name))

    def set_points(self, **changed: object) -> bool:
        """Change keys of the data set, such as its noise; return whether nothing was refused."""
        return self.edit(lambda scenario: playground.with_spec(scenario, **changed))

    def take_points(self) -> None:
        """Let some of the points be a person's own."""
        self.edit(playground.with_own_points)

    def take_table(self, table: TableSpec, columns: tuple[str, ...]) -> None:
        """Let two columns of a table, or one, be the points."""
        self.edit(lambda scenario: playground.with_table(scenario, table, columns))

    @property
    def _rows(self) -> tuple[tuple[float, ...], ...]:
        spec = self.scenario.dataset
        return spec.points if isinstance(spec, PointSpec) else ()

    def add_point(self, place: tuple[float, ...], outcome: float) -> None:
        """Set a point of a class or value; on a line the place has its value."""
        width = len(self._rows[0])
        self._set_rows([*self._rows, (*place, outcome)[:width]])

    def move_point(self, at: int, place: tuple[float, ...]) -> None:
        """Put a point elsewhere, with its class or value; on a line the place has its value."""
        rows = list(self._rows)
        rows[at] = (*place, *rows[at][len(place) :])
        self._set_rows(rows)

    def remove_point(self, at: int) -> None:
        """Take a point away, unless it is the last one."""
        if len(self._rows) > 1:
            self._set_rows([row for k, row in enumerate(self._rows) if k != at])

    def clear_points(self) -> None:
        """Take all points away but the first of each class, or the first."""
        spec = self.scenario.dataset
        if isinstance(spec, PointSpec):
            kinds = {row[-1]: row for row in reversed(self._rows)}
            one = spec.task == "regression"
            self._set_rows(self._rows[:1] if one else list(kinds.values()))

    def _set_rows(self, rows: Sequence[tuple[float, ...]]) -> None:
        self.edit(lambda scenario: playground.with_rows(scenario, rows))

    def toggle_feature(self, feature: str) -> None:
        """Take a feature in as an input, or leave it out."""
        self.edit(lambda scenario: playground.with_feature_toggled(scenario, feature))

    # The network ---------------------------------------------------------------------------

    def _shape(self, change: Callable[[Scenario], Scenario]) -> None:
        self.edit(lambda scenario: playground.retitled(scenario, change(scenario)))

    def add_units(self, layer: int, count: int) -> None:
        """Add units to a hidden layer, or take its last ones away."""
        wanted = self.scenario.sizes[layer] + count
        if 1 <= wanted <= MOST_UNITS:
            self._shape(lambda scenario: changes.with_units(scenario, layer, wanted))

    def remove_unit(self, layer: int, unit: int) -> None:
        """Take a unit away."""
        self._shape(lambda scenario: changes.without_unit(scenario, layer, unit))

    def add_layer(self) -> None:
        """Add a hidden layer before the outputs."""
        if self.scenario.depth <= MOST_LAYERS:
            self._shape(lambda scenario: changes.with_layer(scenario, scenario.depth))

    def remove_layer(self) -> None:
        """Take the last hidden layer away."""
        if self.scenario.depth > 1:
            self._shape(lambda scenario: changes.without_layer(scenario, scenario.depth - 1))

    def set_activation(self, layer: int, name: str) -> None:
        """Choose another activation of a layer."""
        self._shape(lambda scenario: changes.with_activation(scenario, layer, name))

    def set_value(self, ref: Ref, text: str) -> bool:
        """Set a weight or a bias where the run is; return whether the text was taken."""
        try:
            value = parse_number(text)
        except UserError as error:
            self.refused.emit(str(error))
            return False
        return self.edit(
            lambda scenario: with_value(scenario, initial_parameters(scenario), ref, value)
        )

    def start_here(self) -> None:
        """Let the present values be the start: what rewinding comes back to, and what is saved."""
        parameters = self._model.parameters.copy(np.float64)
        self.edit(lambda scenario: with_parameters(scenario, parameters))

    def race(self, optimiser: str, rate: str = "", number: int | None = None) -> None:
        """Let another optimiser race; see `ExploreModel.race`."""
        try:
            learning_rate = parse_number(rate) if rate else None
            self._model.race(optimiser, learning_rate, number)
        except UserError as error:
            self.refused.emit(str(error))

    def mark_layer(self, layer: int, mark: Mark) -> None:
        """Freeze all of a layer that is trained, or let it be trained again."""
        layout = ParameterLayout(self.scenario)
        gone = {int(index) for index in layout.absent}
        kinds = Quantity.WEIGHT, Quantity.BIAS
        refs = [ref for ref in layout.refs() if ref.layer == layer and ref.quantity in kinds]
        self.mark([ref for ref in refs if layout.flat_index(ref) not in gone], mark)

    def mark(self, refs: list[Ref], mark: Mark) -> None:
        """Freeze weights or biases, let them be trained again, cut them or restore them."""
        self.edit(lambda scenario: with_mark(scenario, refs, mark))
