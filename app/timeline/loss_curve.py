"""The losses so far as a curve: what the sparkline and the large plot share."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from app.models import SessionModel
from engine.arrays import FloatArray


class LossSeries:
    """The session's losses as an array that grows as they do."""

    def __init__(self, session: SessionModel) -> None:
        self._session = session
        self._source: Sequence[float] | None = None
        self._buffer: FloatArray = np.empty(64)
        self._count = 0

    def values(self) -> FloatArray:
        """Return L at the start of every iteration reached, shape (iterations,)."""
        if not self._session.is_open:
            return self._buffer[:0]
        losses = self._session.losses
        if losses is not self._source or len(losses) < self._count:
            self._source, self._count = losses, 0
        if len(losses) > len(self._buffer):
            grown = np.empty(max(len(losses), 2 * len(self._buffer)))
            grown[: self._count] = self._buffer[: self._count]
            self._buffer = grown
        self._buffer[self._count : len(losses)] = losses[self._count :]
        self._count = len(losses)
        return self._buffer[: self._count]


@dataclass(frozen=True)
class Scale:
    """How losses and iterations map to pixels.

    Attributes
    ----------
    area : QRectF
        Where the curve is drawn.
    count : int
        Number of iterations, which fill the width.
    low, high : float
        The losses at the lower and the upper edge; above 0 on a logarithmic scale.
    logarithmic : bool
        Whether equal distances are equal ratios.
    """

    area: QRectF
    count: int
    low: float
    high: float
    logarithmic: bool = False

    def x(self, iteration: float) -> float:
        """Return the pixel column of an iteration, from 1."""
        share = (iteration - 1) / max(1, self.count - 1)
        return self.area.left() + share * self.area.width()

    def y(self, loss: float) -> float:
        """Return the pixel row of a loss."""
        return float(self.rows(np.array([loss]))[0])

    def rows(self, losses: FloatArray) -> FloatArray:
        """Return the pixel rows of losses, held within the area."""
        low, high = self.low, self.high
        if self.logarithmic:
            losses = np.log10(np.maximum(losses, low))
            low, high = math.log10(low), math.log10(high)
        share = (losses - low) / (high - low) if high > low else np.full(len(losses), 0.5)
        share = np.clip(np.nan_to_num(share, nan=1.0), 0.0, 1.0)
        rows: FloatArray = self.area.bottom() - share * self.area.height()
        return rows

    def iteration_at(self, x: float) -> int:
        """Return the iteration nearest to a pixel column."""
        if self.area.width() <= 0:
            return 1
        share = (x - self.area.left()) / self.area.width()
        return max(1, min(self.count, round(share * (self.count - 1)) + 1))


def curve(values: FloatArray, scale: Scale) -> QPolygonF:
    """Return the line through the losses; with many to a pixel column, its lowest and highest."""
    indices = thinned(values, max(2, int(scale.area.width())))
    rows = scale.rows(values[indices])
    left, step = scale.area.left(), scale.area.width() / max(1, scale.count - 1)
    columns = left + indices * step
    return QPolygonF([QPointF(x, y) for x, y in zip(columns.tolist(), rows.tolist(), strict=True)])


def thinned(values: FloatArray, columns: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the indices to draw: all of them, or each column's lowest and highest in order.

    Parameters
    ----------
    values : ndarray of shape (n,)
        The losses.
    columns : int
        Pixel columns to draw them in.
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


LEAST_DECADE, MOST_DECADE = -307, 308
"""The powers of ten that a float can hold in full."""


def bounds(values: FloatArray, logarithmic: bool) -> tuple[float, float]:
    """Return the losses at the lower and upper edge of a plot, on round numbers.

    A linear scale begins at 0 unless a loss is negative; a logarithmic one spans whole decades.
    """
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.1, 1.0
    high = float(values.max())
    if logarithmic:
        above = values[values > 0]
        if not len(above):
            return 0.1, 1.0
        least = max(LEAST_DECADE, math.floor(math.log10(float(above.min())) + 1e-9))
        most = min(MOST_DECADE, math.ceil(math.log10(high) - 1e-9))
        least = min(least, MOST_DECADE - 1)
        return 10.0**least, 10.0 ** max(most, least + 1)
    low = min(0.0, float(values.min()))
    if high - low < 10.0**LEAST_DECADE:
        return low, low + 1.0
    step = round_step(high - low, 5)
    top = math.ceil(high / step - 1e-9) * step
    return math.floor(low / step) * step, min(top, sys.float_info.max)


def round_step(span: float, most: int) -> float:
    """Return the smallest step 1, 2 or 5 times a power of ten that divides a span into few."""
    rough = span / max(1, most)
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1.0, 2.0, 5.0):
        if factor * power >= rough * (1 - 1e-9):
            return factor * power
    return 10.0 * power


def linear_ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers within a range, at most about so many."""
    if high <= low:
        return [low]
    step = round_step(high - low, most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def decade_ticks(low: float, high: float, most: int) -> list[float]:
    """Return powers of ten within a range, every second or third one where they are many."""
    first, last = round(math.log10(low)), round(math.log10(high))
    step = max(1, math.ceil((last - first) / max(1, most)))
    return [10.0**power for power in range(first, last + 1, step)]


def iteration_ticks(count: int, most: int) -> list[int]:
    """Return round iteration numbers from 1 to count."""
    if count <= 1:
        return [1]
    step = max(1, round(round_step(count - 1, most)))
    ticks = [1] if step > 1 else []
    return ticks + list(range(step, count + 1, step))
