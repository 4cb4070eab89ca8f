"""A learner by the readable passes, in float64: for what the kernels do not know."""

import numpy as np

from engine.arrays import FloatArray
from engine.errors import DivergenceError
from engine.iteration.batches import Batch, Epoch
from engine.iteration.passes import forward, output_losses, share
from engine.iteration.state import State, step
from engine.iteration.updates import starting_moments
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters
from engine.network.scenario import Scenario
from engine.training.data import BatchReader, RowSet, TrainingData
from engine.training.learner import Epochs, Learner
from engine.training.metrics import IntArray, predicted_classes


class ReadableLearner(Learner):
    """Learns by `engine.iteration.state.step`, the same steps that are shown one by one.

    Parameters
    ----------
    parameters : Parameters
        The values to change, float64.
    data : TrainingData
        The rows.
    scenario : Scenario
        The run's plan as a scenario: its training seed draws what is dropped.
    """

    def __init__(self, parameters: Parameters, data: TrainingData, scenario: Scenario) -> None:
        self.parameters = parameters
        self._data = data
        self._layout = ParameterLayout(scenario)
        self._epoch = Epoch.of(len(data.train), scenario.training.batch_size)
        self.moments = dict(starting_moments(self._layout))
        test = 0 if data.test is None else len(data.test)
        self._reader = BatchReader(data, max(len(data.rows), test))

    def learn(self, epochs: Epochs, first: int, last: int) -> int:
        """See `Learner.learn`."""
        for number in range(first, last):
            if not self._learn_batch(epochs, number):
                return number + 1
        return last

    def _learn_batch(self, epochs: Epochs, number: int) -> bool:
        """Train on a batch, if its loss and its update are finite; return whether they are."""
        epoch, batch = divmod(number, self._epoch.updates)
        order = epochs.order[epoch * epochs.rows : (epoch + 1) * epochs.rows]
        chosen = order[self._epoch.places(batch)]
        rows = Batch(*self._reader.read(self._data.rows, chosen))
        try:
            made = step(self._state(epochs.updates + number), rows)
        except DivergenceError:
            epochs.losses[number] = np.nan
            return False
        terms = output_losses(self._layout.scenario, rows.y_true, made.forward_pass)
        epochs.losses[number] = float(terms.sum()) * share(self._layout.scenario, len(chosen))
        if (labels := self._data.rows.labels) is not None:
            right = (
                predicted_classes(made.forward_pass.a[-1], self._data.threshold) == labels[chosen]
            )
            epochs.right[number] = np.count_nonzero(right)
        if not np.isfinite(epochs.losses[number]):
            return False
        self.parameters.flat[...] = made.end.parameters.flat
        for name, moment in made.end.moments.items():
            self.moments[name][...] = moment
        return True

    def _state(self, updates: int) -> State:
        """Return where the run stands, in values that the next update does not change."""
        parameters = Parameters(self._layout, self.parameters.flat.copy())
        moments = {name: moment.copy() for name, moment in self.moments.items()}
        return State(parameters, moments, self._epoch, updates)

    def evaluate(self, rows: RowSet, chosen: IntArray) -> tuple[float, FloatArray]:
        """See `Learner.evaluate`."""
        x, y_true = self._reader.read(rows, chosen)
        scenario = self.parameters.layout.scenario
        forward_pass = forward(self.parameters, x, running=True)
        loss = float(output_losses(scenario, y_true, forward_pass).sum()) * share(scenario, len(x))
        return loss, forward_pass.a[-1]
