"""The settings that a playground needs, in a narrow column: the rows of the panel, and two more."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.run_settings import RunSettings
from app.models.training_settings import with_numbers
from app.theme import Appearance, spaced
from app.training.settings.data import normalisation_row
from app.training.settings.explanations import losses
from app.training.settings.learning import optimiser_section, schedule_section
from app.training.settings.regularising import layer_rows, regularisation_section
from app.training.settings.row_factory import RowFactory
from app.widgets.settings.row import NO_REASON, Row
from engine.design.changes import with_loss


class BriefSettings(QWidget):
    """Loss, optimiser, learning rate, batch, schedule and regularisation."""

    def __init__(self, model: RunSettings, appearance: Appearance) -> None:
        super().__init__()
        self._model = model
        self._factory = factory = RowFactory(model, appearance)
        self._of_layers: list[Row] = []
        self._layers: tuple[object, ...] = ()
        self.loss = factory.choice(
            "Loss", losses(), lambda: factory.scenario.loss, with_loss, explain=lambda: ""
        )
        self.rate = factory.number(
            ("Learning rate", "", NO_REASON),
            lambda: factory.scenario.training.learning_rate,
            lambda scenario, rate: with_numbers(scenario, learning_rate=rate),
        )
        self.inputs = normalisation_row(factory)
        self.batch = factory.number(
            ("Batch", "", NO_REASON),
            lambda: factory.scenario.training.batch_size or 0,
            lambda scenario, size: with_numbers(scenario, batch_size=size),
            offered=lambda: factory.scenario.training.batch_size is not None,
            whole=True,
        )
        self.regularisation = regularisation_section(factory)
        schedule, self.curve = schedule_section(factory)
        self.sections = (optimiser_section(factory), schedule, self.regularisation)
        column = spaced(QVBoxLayout(self), appearance, 6, (0, 0, 0, 0))
        for widget in (self.loss, self.rate, self.batch, *self.sections, self.inputs):
            column.addWidget(widget)
        for signal in (model.scenario_changed, model.settings_changed):
            signal.connect(self.refresh)

    def refresh(self) -> None:
        """Show the document's settings."""
        scenario = self._model.scenario
        if scenario is None:
            return
        layers = tuple((layer.units, layer.activation) for layer in scenario.layers)
        if layers != self._layers:
            self._layers = layers
            self.regularisation.remove(self._of_layers)
            self._of_layers = layer_rows(self._factory)
            self.regularisation.add(*self._of_layers)
        for row in (self.loss, self.rate, self.batch, self.inputs):
            row.refresh(True)
        for section in self.sections:
            section.refresh(True)
        self.curve.refresh()

    def hide_rows(self, hides: Callable[[Any], bool]) -> None:
        """Leave out the settings that are hidden."""
        optimiser, schedule, regularisation = self.sections
        for widget, name in (
            (self.loss, "loss"),
            (self.rate, "learning rate"),
            (self.batch, "batch"),
            (optimiser, "optimiser"),
            (schedule, "learning rate"),
            (regularisation, "regularisation"),
        ):
            if hides(name):
                widget.hide()

    def commit(self) -> bool:
        """Take what stands in the fields; return whether nothing was refused."""
        rows = (self.rate, self.batch)
        for row in rows:
            row.commit()
        return not any(row.is_typed for row in rows)
