"""A network with one hidden layer of sigmoid units learns a curve: what a built one stands beside.

Weights are drawn at random, such that the units' steps begin somewhere between the ends; then an
ordinary run goes over all rows at once with Adam.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from engine.iteration.passes import forward
from engine.lessons.functions import Points
from engine.network.parameters import Parameters
from engine.random_streams import Fixed, fixed
from engine.scenario.reading import parse_scenario
from engine.training import EpochMetrics, Trainer, TrainingPlan

ROWS, EPOCHS, SHOWN_EVERY = 201, 4_000, 100

_DEVIATION = 10.0
"""Standard deviation of the first layer's weights, for inputs from −1 to 1."""

_SCENARIO = """
format = 1
id = "curve"
title = "A curve"
[network]
inputs = ["x"]
[[network.layers]]
units = {units}
activation = "sigmoid"
weights = {weights}
biases = {biases}
[[network.layers]]
units = 1
activation = "linear"
weights = {output}
biases = [0.0]
[loss]
name = "half-squared-error"
[data]
x = {x}
y = {y}
[training]
optimiser = "adam"
learning_rate = 0.05
schedule = {{ name = "cosine" }}
batch_size = {rows}
epochs = {epochs}
shuffle = false
"""


class Learned(NamedTuple):
    """A network as far as it has learned.

    Attributes
    ----------
    parameters : Parameters
        Its values; x goes in as −1 at the left end and 1 at the right one.
    epochs : int
        How often it has seen all rows.
    is_last : bool
        Whether it learns no more.
    level, size : float
        What its answer 0 stands for, and how far from there 1 is.
    """

    parameters: Parameters
    epochs: int
    is_last: bool
    level: float
    size: float

    def at(self, x: Points, low: float, high: float) -> Points:
        """Return its answers to points of shape (m,), in their shape."""
        rows = (2.0 * (x - low) / (high - low) - 1.0)[:, None]
        return np.asarray(self.level + self.size * forward(self.parameters, rows).a[-1][:, 0])


def learn(
    curve: Callable[[Points], Points], low: float, high: float, units: int
) -> Iterator[Learned]:
    """Train on rows evenly from end to end, and yield the network every now and then."""
    x = np.linspace(-1.0, 1.0, ROWS)
    wanted = curve(low + (x + 1.0) * (high - low) / 2.0)
    level = float(wanted.max() + wanted.min()) / 2.0
    size = float(np.ptp(wanted)) / 2.0 or 1.0
    draw = fixed(Fixed.CURVE_WEIGHTS)
    weights = draw.normal(0.0, _DEVIATION, units)
    text = _SCENARIO.format(
        units=units,
        weights=weights[:, None].tolist(),
        biases=(-weights * draw.uniform(-1.0, 1.0, units)).tolist(),
        output=[(draw.normal(0.0, 1.0, units) / np.sqrt(units)).tolist()],
        x=x[:, None].tolist(),
        y=((wanted - level) / size)[:, None].tolist(),
        rows=ROWS,
        epochs=EPOCHS,
    )
    trainer = Trainer(TrainingPlan.of(parse_scenario(text, "curve"), dtype=np.float64))
    for record in trainer.run():
        if isinstance(record, EpochMetrics) and record.epoch % SHOWN_EVERY == 0:
            is_last = record.epoch == EPOCHS
            yield Learned(trainer.parameters.copy(), record.epoch, is_last, level, size)
