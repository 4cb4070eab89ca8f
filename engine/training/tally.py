"""What a run keeps count of: losses, right answers and its own time."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.training.metrics import (
    IntArray,
    Scores,
    accuracy,
    confusion_matrix,
    predicted_classes,
    root_mean_squared_error,
    scores,
)


class Tally:
    """Losses and right answers of an epoch's batches.

    Means are taken over the batches' own numbers whenever they are asked for, so that they do not
    depend on where the epoch was interrupted.

    Parameters
    ----------
    rows, size : int
        Rows of the epoch, and of a batch; the last batch may have fewer.
    mean : bool
        Whether a batch's loss is the mean of its rows' losses, so that a batch counts by its
        rows; otherwise every batch counts once.
    classes : bool
        Whether right answers are counted.

    Attributes
    ----------
    losses, right : ndarray of shape (batches,)
        Each batch's loss and number of right answers, where it is done.
    """

    def __init__(self, rows: int, size: int, mean: bool, classes: bool) -> None:
        batches = -(-rows // size)
        self._rows = np.full(batches, size)
        self._rows[-1] = rows - (batches - 1) * size
        self._weights = self._rows if mean else np.ones(batches, dtype=np.int64)
        self._classes = classes
        self.losses = np.zeros(batches)
        self.right = np.zeros(batches, dtype=np.int64)

    def loss(self, first: int, last: int) -> float:
        """Mean loss of the batches from ``first`` to before ``last``, at least one."""
        weights = self._weights[first:last]
        with np.errstate(all="ignore"):
            return float((self.losses[first:last] * weights).sum() / weights.sum())

    def accuracy(self, first: int, last: int) -> float | None:
        """Share of right answers in the same batches, or None without classes."""
        if not self._classes:
            return None
        return int(self.right[first:last].sum()) / int(self._rows[first:last].sum())


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What a network makes of some rows.

    Attributes
    ----------
    loss : float
        The rows' losses combined by the scenario's reduction.
    y_true, y_pred : ndarray of shape (rows, outputs)
        Targets and outputs.
    labels : ndarray of shape (rows,) or None
        True class indices; None where the targets name no class.
    classes : int
        How many classes there are.
    deviation : float
        Factor from a difference of outputs to one in the unit of the numbers to be met.
    threshold : float
        From which output on a single unit names class 1.
    """

    loss: float
    y_true: FloatArray
    y_pred: FloatArray
    labels: IntArray | None
    classes: int
    deviation: float
    threshold: float = 0.5

    def accuracy(self, only: NDArray[np.bool_] | None = None) -> float | None:
        """Share of right answers, of all rows or of those marked; None without classes."""
        if self.labels is None:
            return None
        predicted = predicted_classes(self.y_pred, self.threshold)
        if only is None:
            return accuracy(self.labels, predicted)
        return accuracy(self.labels[only], predicted[only])

    def confusion(self) -> NDArray[np.int64] | None:
        """Count how often each class was taken for each; None without classes."""
        if self.labels is None:
            return None
        return confusion_matrix(
            self.labels, predicted_classes(self.y_pred, self.threshold), self.classes
        )

    def scores(self) -> Scores | None:
        """Precision, recall, F1 and ROC AUC; None without classes."""
        if self.labels is None:
            return None
        return scores(self.labels, self.y_pred, self.classes, self.threshold)

    def root_mean_squared_error(self) -> float | None:
        """In the unit of the numbers to be met; None where there are classes."""
        if self.labels is not None:
            return None
        return root_mean_squared_error(self.y_true, self.y_pred) * self.deviation


class Stopwatch:
    """Counts the seconds a run works, leaving out those it waits for its caller."""

    def __init__(self, before: float = 0.0) -> None:
        self._before = before
        self._started = perf_counter()

    def start(self) -> None:
        """Go on counting."""
        self._started = perf_counter()

    def stop(self) -> None:
        """Stop counting."""
        self._before += perf_counter() - self._started

    @property
    def at_a_stretch(self) -> float:
        """Seconds since the latest start."""
        return perf_counter() - self._started

    @property
    def counted(self) -> float:
        """Seconds up to the latest stop."""
        return self._before

    @property
    def seconds(self) -> float:
        """Seconds counted, the present stretch included; call it while counting."""
        return self._before + self.at_a_stretch
