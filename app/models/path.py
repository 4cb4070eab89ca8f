"""The way of a run's values, which stays small however long it lasts."""

from bisect import bisect_right

import numpy as np

from engine.arrays import FloatArray

MOST_PLACES, MOST_BYTES = 400, 4 * 1024**2


class Path:
    """Values after numbers of updates, thinned evenly once there are many.

    The first and the latest always stay.
    """

    def __init__(self) -> None:
        self._updates: list[int] = []
        self._values: list[FloatArray] = []
        self._stride = 1

    def add(self, updates: int, values: FloatArray) -> None:
        """Add values, of shape (size,), that are not changed any more; known places stay."""
        passed = self._updates
        if passed and updates <= passed[-1]:
            return
        if len(passed) > 1 and passed[-1] - passed[-2] < self._stride:
            del passed[-1], self._values[-1]
        passed.append(updates)
        self._values.append(values)
        if len(passed) > max(2, min(MOST_PLACES, MOST_BYTES // values.nbytes)):
            del passed[1:-1:2], self._values[1:-1:2]
            self._stride *= 2

    def up_to(self, updates: int) -> "Path":
        """Return the path up to a number of updates, which grows by itself."""
        cut = Path()
        count = bisect_right(self._updates, updates)
        cut._updates, cut._values = self._updates[:count], self._values[:count]
        cut._stride = self._stride
        return cut

    def values(self) -> FloatArray:
        """Return the values in order, of shape (places, size)."""
        return np.array(self._values, dtype=np.float64)
