"""How the values of a curve are placed on its axis: evenly, or by their logarithm."""

import math

import numpy as np

from app.models.curves import Points
from app.training.words import short

LEAST_LOSS = 1e-12
LEAST_ERROR = 1e-4
"""What is nearer to zero is drawn there: a logarithm has no place for zero."""

MOST = 1e300
"""What is larger is drawn there: limits around a larger value would overflow."""

SHARES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999)
CLOSEST = 0.12
"""The least distance of two ticks, as a share of the axis."""

Tick = tuple[float, str]


class PlotScale:
    """The vertical axis of a loss, or, of a share, the distance to 1.

    Parameters
    ----------
    share : bool
        Whether the values are shares between 0 and 1. Their logarithmic axis spreads what is close
        to 1: from 90 % to 99 % is as far as from 99 % to 99.9 %.

    Attributes
    ----------
    logarithmic : bool
        Whether values are placed by their logarithm.
    """

    def __init__(self, share: bool) -> None:
        self._share = share
        self.logarithmic = False

    def places(self, values: Points) -> Points:
        """Return where values stand on the axis, shape as given."""
        if not self.logarithmic:
            return values
        if self._share:
            return -np.log10(np.maximum(1.0 - values, LEAST_ERROR))
        return np.log10(np.maximum(values, LEAST_LOSS))

    def place(self, value: float) -> float:
        """Return where one value stands on the axis."""
        return float(self.places(np.array([value]))[0])

    def range_of(self, lowest: float, highest: float) -> tuple[float, float]:
        """Return the limits of a logarithmic axis around values, in steps: it holds still."""
        if not (np.isfinite(lowest) and np.isfinite(highest)):
            return (0.0, 2.0) if self._share else (-2.0, 0.0)
        low, high = self.place(lowest), self.place(highest)
        return math.floor(5 * low - 0.2) / 5, math.ceil(5 * high + 0.2) / 5

    def ticks(self, low: float, high: float) -> list[Tick]:
        """Return the ticks of a logarithmic axis, none too close to another."""
        if self._share:
            values = [(self.place(share), f"{100 * share:g}") for share in SHARES]
        else:
            powers = range(math.floor(low), math.ceil(high) + 1)
            # The powers first: they stay where there is room for few.
            steps = [factor for factor in (1, 3, 2, 5) if factor == 1 or high - low < 3]
            numbers = [factor * 10.0**power for factor in steps for power in powers]
            values = [(math.log10(number), short(number)) for number in numbers]
        chosen: list[Tick] = []
        for at, words in values:
            inside = low <= at <= high
            if inside and all(abs(at - other) >= CLOSEST * (high - low) for other, _ in chosen):
                chosen.append((at, words))
        return chosen
