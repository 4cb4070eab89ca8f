"""A learner by the readable passes, in float64: for what the kernels do not know."""

import numpy as np

from engine.arrays import FloatArray
from engine.batch_norm import update_running
from engine.metrics import IntArray, predicted_classes
from engine.parameters import Parameters
from engine.passes import ForwardPass, backward, draw_masks, forward, output_losses, share
from engine.scenario import Scenario
from engine.training.data import BatchReader, RowSet, TrainingData
from engine.training.learner import EpochArrays, Learner
from engine.updates import direction, new_values, starting_moments


class ReadableLearner(Learner):
    """Learns by the same passes that are stepped through.

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
        self.moments = dict(starting_moments(parameters.layout))
        self._drawn_for = scenario
        self._data = data
        test = 0 if data.test is None else len(data.test)
        self._reader = BatchReader(data, max(len(data.rows), test))

    def learn(self, epoch: EpochArrays, first: int, last: int) -> int:
        """See `Learner.learn`."""
        parameters, labels = self.parameters, self._data.rows.labels
        scenario = parameters.layout.scenario
        for batch in range(first, last):
            chosen = epoch.order[batch * epoch.size : (batch + 1) * epoch.size]
            x, y_true = self._reader.read(self._data.rows, chosen)
            number = epoch.updates + batch + 1
            ahead = forward(parameters, x, draw_masks(self._drawn_for, len(x), number))
            terms = output_losses(scenario, y_true, ahead)
            epoch.losses[batch] = float(terms.sum()) * share(scenario, len(x))
            if labels is not None:
                epoch.right[batch] = np.count_nonzero(
                    predicted_classes(ahead.a[-1]) == labels[chosen]
                )
            if not np.isfinite(epoch.losses[batch]):
                return batch + 1
            try:
                self._update(y_true, ahead, float(epoch.rates[batch]), number)
            except ArithmeticError:
                epoch.losses[batch] = np.nan
                return batch + 1
        return last

    def _update(self, y_true: FloatArray, ahead: ForwardPass, rate: float, number: int) -> None:
        parameters = self.parameters
        gradient = backward(parameters, y_true, ahead).gradient.trained
        step = direction(parameters, y_true, ahead, gradient, moments=self.moments, number=number)
        parameters.trained[...] = new_values(parameters, step.values, rate)
        for name, moment in step.moments.items():
            self.moments[name][...] = moment
        update_running(parameters, ahead.batch_norms)

    def evaluate(self, rows: RowSet, chosen: IntArray) -> tuple[float, FloatArray]:
        """See `Learner.evaluate`."""
        x, y_true = self._reader.read(rows, chosen)
        scenario = self.parameters.layout.scenario
        ahead = forward(self.parameters, x, running=True)
        loss = float(output_losses(scenario, y_true, ahead).sum()) * share(scenario, len(x))
        return loss, ahead.a[-1]
