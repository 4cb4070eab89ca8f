"""The learning rate over the run, drawn small."""

import math

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy

from app.models.run_settings import RunSettings
from app.plot.axes import Axis, Linear, Whole
from app.plot.layers import Line
from app.plot.look import LineLook
from app.plot.plot import Place, Plot
from app.theme import Appearance
from app.training.number_texts import short
from engine.iteration.rates import learning_rate_at

POINTS = 240
LOOK = LineLook("accent")


class ScheduleCurve(Plot):
    """The rate of every update from the first to the last, above the epochs."""

    def __init__(self, model: RunSettings, appearance: Appearance) -> None:
        super().__init__("learning rate over the run", appearance, "surface")
        self._model = model
        self.rates: list[float] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pointed.connect(self._read)

    def refresh(self) -> None:
        """Follow the settings."""
        model = self._model
        if model.scenario is None:
            return
        rows = model.facts.train_rows if model.facts is not None else 1000
        training = model.scenario.training
        batches = math.ceil(rows / (training.batch_size or rows))
        last = batches * training.epochs - 1
        count = min(POINTS, last + 1)
        places = [round(last * i / max(1, count - 1)) for i in range(count)]
        rate = (training.schedule, training.learning_rate)
        self.rates = [learning_rate_at(*rate, n, batches, training.epochs) for n in places]
        self.setAccessibleName(
            f"learning rate over the run: first {self.rates[0]:.3g}, "
            f"highest {max(self.rates):.3g}, last {self.rates[-1]:.3g}"
        )
        rates, scale = np.array(self.rates), Linear()
        epochs = np.linspace(0.0, model.epochs, count)
        x, y = Axis("epoch", 0.0, model.epochs, Whole()), Axis("", *scale.limits(rates), scale)
        self.draw(x, y, {"rate": Line(epochs, rates, LOOK)})

    def _read(self, place: Place | None) -> None:
        if place is None or not self.rates:
            self.read(None)
            return
        share = place.x / self._model.epochs
        rate = self.rates[round(share * (len(self.rates) - 1))]
        self.read(place.x, f"epoch {place.x:.3g}: {short(rate)}")

    def sizeHint(self) -> QSize:
        """Return room for the curve between its axes."""
        return QSize(self._appearance.px(200), self._appearance.px(110))
