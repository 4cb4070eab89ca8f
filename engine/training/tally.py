"""What a run keeps count of: losses, right answers and its own time."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from engine.metrics import IntArray, accuracy, confusion_matrix


class Tally:
    """Means over batches.

    Parameters
    ----------
    mean : bool
        Whether a batch's loss is the mean of its rows' losses, so that a batch counts by its
        rows; otherwise every batch counts once.
    classes : bool
        Whether right answers are counted.
    """

    def __init__(self, mean: bool, classes: bool) -> None:
        self._mean = mean
        self._classes = classes
        self.clear()

    def clear(self) -> None:
        """Begin again."""
        self._loss = 0.0
        self._weight = 0
        self._correct = 0
        self._rows = 0

    def add(self, loss: float, correct: int, rows: int) -> None:
        """Count a batch in."""
        weight = rows if self._mean else 1
        self._loss += loss * weight
        self._weight += weight
        self._correct += correct
        self._rows += rows

    @property
    def is_empty(self) -> bool:
        """Whether no batch has been counted."""
        return self._rows == 0

    @property
    def loss(self) -> float:
        """Mean loss of the batches; at least one must have been counted."""
        return self._loss / self._weight

    @property
    def accuracy(self) -> float | None:
        """Share of right answers, or None without classes."""
        return self._correct / self._rows if self._classes else None


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What a network makes of some rows.

    Attributes
    ----------
    loss : float
        The rows' losses combined by the scenario's reduction.
    labels, predicted : ndarray of shape (rows,) or None
        True and predicted class indices; None where the targets name no class.
    """

    loss: float
    labels: IntArray | None
    predicted: IntArray | None

    def accuracy(self, only: NDArray[np.bool_] | None = None) -> float | None:
        """Share of right answers, of all rows or of those marked; None without classes."""
        if self.labels is None or self.predicted is None:
            return None
        if only is None:
            return accuracy(self.labels, self.predicted)
        return accuracy(self.labels[only], self.predicted[only])

    def confusion(self, classes: int) -> NDArray[np.int64] | None:
        """Count how often each class was taken for each; None without classes."""
        if self.labels is None or self.predicted is None:
            return None
        return confusion_matrix(self.labels, self.predicted, classes)


class Stopwatch:
    """Counts the seconds a run works, leaving out those it waits for its caller."""

    def __init__(self) -> None:
        self._before = 0.0
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
