"""Values of a plot: those that can be shown, their limits, and those that are drawn of many."""

import math

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

MOST = 1e300
"""What is larger is left out of a range: limits around a larger value would overflow."""


def round_step(span: float, most: int) -> float:
    """Return the smallest step 1, 2 or 5 times a power of ten that divides a span into few."""
    rough = span / max(1, most)
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1.0, 2.0, 5.0):
        if factor * power >= rough * (1 - 1e-9):
            return factor * power
    return 10.0 * power


def ends_of(values: Points, default: float = 0.0) -> tuple[float, float]:
    """Return the least and largest of values that an axis can show."""
    shown = values[np.abs(values) <= MOST]
    return (float(shown.min()), float(shown.max())) if len(shown) else (default, default)


def round_limits(values: Points, *, close: bool = False) -> tuple[float, float]:
    """Return round limits, from 0 unless values are negative or, where close, far above it."""
    lowest, highest = ends_of(values, 0.0)
    low, high = min(0.0, lowest), max(0.0, highest)
    if high - low < 1 / MOST:
        return low, low + 1.0
    step = round_step(high - low, 10)
    if close and lowest > 0.6 * highest:
        low, high, step = 0.97 * lowest, 1.02 * highest, round_step(highest, 50)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def thinned(values: Points, columns: int) -> npt.NDArray[np.intp]:
    """Return the indices to draw: all of them, or each column's lowest and highest in order.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Values from left to right.
    columns : int
        Columns to draw them in.
    """
    if len(values) <= 2 * columns:
        return np.arange(len(values))
    starts = np.linspace(0, len(values), columns, endpoint=False).astype(np.intp)
    size = math.ceil(len(values) / columns)
    # Every column as a row of equal length, the last entry repeated where a column is shorter.
    stops = np.append(starts[1:], len(values))
    reach = np.minimum(starts[:, None] + np.arange(size + 1), stops[:, None] - 1)
    block = values[reach]
    own = np.arange(columns)
    extremes = [reach[own, block.argmin(axis=1)], reach[own, block.argmax(axis=1)]]
    ends = [np.array([0, len(values) - 1])]
    return np.unique(np.concatenate(extremes + ends))
