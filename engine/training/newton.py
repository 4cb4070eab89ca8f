"""Newton's method as a learner: the readable passes in float64, all rows at once."""

import numpy as np

from engine.arrays import FloatArray
from engine.batch_norm import update_running
from engine.hessian import hessian, newton_step
from engine.metrics import IntArray, predicted_classes
from engine.parameters import Parameters
from engine.passes import backward, draw_masks, forward, output_losses, share
from engine.scenario import Scenario
from engine.training.data import BatchReader, RowSet, TrainingData
from engine.training.learner import EpochArrays, Learner


class NewtonLearner(Learner):
    """Learns by the exact Hessian.

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
        self.moments = {}
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
            masks = draw_masks(self._drawn_for, len(x), epoch.updates + batch + 1)
            ahead = forward(parameters, x, masks)
            terms = output_losses(scenario, y_true, ahead)
            epoch.losses[batch] = float(terms.sum()) * share(scenario, len(x))
            if labels is not None:
                epoch.right[batch] = np.count_nonzero(
                    predicted_classes(ahead.a[-1]) == labels[chosen]
                )
            if not np.isfinite(epoch.losses[batch]):
                return batch + 1
            gradient = backward(parameters, y_true, ahead).gradient.trained
            second = hessian(parameters, x, y_true, masks)
            if not np.isfinite(second).all():
                epoch.losses[batch] = np.nan
                return batch + 1
            parameters.trained[...] -= epoch.rates[batch] * newton_step(second, gradient).step
            update_running(parameters, ahead.batch_norms)
        return last

    def evaluate(self, rows: RowSet, chosen: IntArray) -> tuple[float, FloatArray]:
        """See `Learner.evaluate`."""
        x, y_true = self._reader.read(rows, chosen)
        scenario = self.parameters.layout.scenario
        ahead = forward(self.parameters, x, running=True)
        loss = float(output_losses(scenario, y_true, ahead).sum()) * share(scenario, len(x))
        return loss, ahead.a[-1]
