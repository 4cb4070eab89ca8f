"""Curves that grow during a run and stay small however long it lasts."""

from bisect import bisect_right
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

MOST_POINTS = 4000

Points: TypeAlias = NDArray[np.float64]


class Curve:
    """Points of one line, thinned evenly once there are many.

    The first and the latest point always stay.
    """

    def __init__(self) -> None:
        self._x: list[float] = []
        self._y: list[float] = []
        self._latest: tuple[float, float] | None = None
        self._stride = 1
        self._skipped = 0
        self._points: tuple[Points, Points] | None = None

    def __len__(self) -> int:
        return len(self._x) + (self._latest is not None)

    def add(self, x: float, y: float) -> None:
        """Add a point to the right of the others."""
        self._points = None
        self._skipped += 1
        if self._x and self._skipped < self._stride:
            self._latest = (x, y)
            return
        self._skipped = 0
        self._latest = None
        self._x.append(x)
        self._y.append(y)
        if len(self._x) > MOST_POINTS:
            del self._x[1::2]
            del self._y[1::2]
            self._stride *= 2

    def up_to(self, x: float) -> "Curve":
        """Return a curve of the points that are not beyond x, which grows by itself."""
        cut = Curve()
        count = bisect_right(self._x, x)
        cut._x, cut._y, cut._stride = self._x[:count], self._y[:count], self._stride
        return cut

    def points(self) -> tuple[Points, Points]:
        """Return x and y of the points, each of shape (points,)."""
        if self._points is None:
            more = () if self._latest is None else (self._latest,)
            x = np.array([*self._x, *(point[0] for point in more)], dtype=np.float64)
            y = np.array([*self._y, *(point[1] for point in more)], dtype=np.float64)
            self._points = x, y
        return self._points


class Curves:
    """What a run has shown so far, over epochs.

    Attributes
    ----------
    batch_loss, batch_accuracy : Curve
        Training rows, means over the batches between two reports.
    train_loss, train_accuracy : Curve
        Training rows, means over an epoch.
    validation_loss, validation_accuracy : Curve
        Held-out rows, after an epoch.
    """

    def __init__(self) -> None:
        self.batch_loss = Curve()
        self.batch_accuracy = Curve()
        self.train_loss = Curve()
        self.train_accuracy = Curve()
        self.validation_loss = Curve()
        self.validation_accuracy = Curve()

    def up_to(self, epoch: int) -> "Curves":
        """Return the curves as they were at an epoch."""
        cut = Curves()
        for name, curve in vars(self).items():
            setattr(cut, name, curve.up_to(epoch))
        return cut
