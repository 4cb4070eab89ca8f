"""Where features, units and weights of Explore's network stand: geometry alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QRectF

from engine.arrays import FloatArray

SAMPLES = 14
"""Points along a line by which the pointer finds it."""
PIECES = 24
"""Straight pieces that a line is drawn in."""


@dataclass(frozen=True, eq=False)
class TilePlan:
    """Places in pixels.

    Attributes
    ----------
    features : tuple of QRectF
        All that there are to choose from.
    units : tuple of tuple of QRectF
        Of each layer from the first that computes.
    heads : tuple of QRectF
        Over each layer's column.
    foot : float
        Height under a unit for its bias; 0 where there is no room for one.
    """

    features: tuple[QRectF, ...]
    units: tuple[tuple[QRectF, ...], ...]
    heads: tuple[QRectF, ...]
    foot: float

    def ends(self, layer: int, chosen: Sequence[int]) -> tuple[FloatArray, FloatArray]:
        """Return where lines into a layer, from 1, begin and end: (sources, 2) and (units, 2).

        Parameters
        ----------
        layer : int
            The layer.
        chosen : sequence of int
            Which of the features are inputs.
        """
        sources = [self.features[each] for each in chosen] if layer == 1 else self.units[layer - 2]
        begin = [(box.right(), box.center().y()) for box in sources]
        end = [(box.left(), box.center().y()) for box in self.units[layer - 1]]
        return np.array(begin).reshape(-1, 2), np.array(end).reshape(-1, 2)


def plan_tiles(
    room: QRectF, count: int, sizes: Sequence[int], measures: tuple[float, float, float, float]
) -> TilePlan:
    """Place features at the left and layers evenly to the right.

    Parameters
    ----------
    room : QRectF
        What there is.
    count : int
        Features to choose from.
    sizes : sequence of int
        Units of each layer that computes.
    measures : (float, float, float, float)
        Width of a feature's name, height of a layer's head, height of a line of text, and the
        largest side of a unit.
    """
    words, head, line, most = measures
    top, height = room.top() + head, room.height() - head
    feature = max(12.0, min(0.82 * most, height / count - 0.6 * line))
    left = room.left() + words + feature
    pitch = (room.right() - left) / max(1, len(sizes))
    slot = height / max(1, *sizes)
    foot = 1.25 * line if slot >= 2.6 * line else 0.0
    side = max(6.0, min(most, slot - foot - 0.25 * line, 0.56 * pitch))
    first = QRectF(room.left() + words, top, feature, height)
    features = _column(first, count, 0.5 * line)
    units, heads = [], []
    for index, size in enumerate(sizes):
        centre = left + pitch * (index + 1) - side / 2
        strip = QRectF(centre - side / 2, top, side, height - foot)
        gap = min(slot - side, foot + 0.7 * side)
        units.append(_column(strip, size, gap))
        heads.append(QRectF(centre - pitch / 2, room.top(), pitch, head))
    return TilePlan(features, tuple(units), tuple(heads), foot)


def _column(strip: QRectF, count: int, gap: float) -> tuple[QRectF, ...]:
    """Return squares as wide as a strip, under each other, in the middle of its height."""
    side, height = strip.width(), strip.height()
    pitch = side + gap if count < 2 else min(side + gap, (height - side) / (count - 1))
    first = strip.top() + (height - (count - 1) * pitch - side) / 2
    return tuple(QRectF(strip.left(), first + at * pitch, side, side) for at in range(count))


def line_pieces(begin: FloatArray, end: FloatArray, dash: float) -> list[QLineF]:
    """Return a weight's line, level at both ends, as short straight pieces.

    Painting these takes a small part of the time that curves, and dashes along them, take.

    Parameters
    ----------
    begin, end : ndarray of shape (2,)
        Its ends.
    dash : float
        Length of a dash in pixels; 0 for a line without gaps.
    """
    count = PIECES if not dash else max(3, round(float(np.hypot(*(end - begin))) / dash))
    points = _along(begin, end, np.linspace(0.0, 1.0, count + 1)).tolist()
    pieces = [QLineF(*one, *other) for one, other in pairwise(points)]
    return pieces[::2] if dash else pieces


def line_samples(begin: FloatArray, end: FloatArray) -> FloatArray:
    """Return points along all lines between two layers, shape (units, sources, SAMPLES, 2)."""
    t = np.linspace(0.04, 0.96, SAMPLES)
    return _along(begin[None, :, None], end[:, None, None], t)


def _along(begin: FloatArray, end: FloatArray, t: FloatArray) -> FloatArray:
    """Return points of curves at shares of the way, shape (…, shares, 2)."""
    across, down = 1.5 * t * (1 - t) + t**3, 3 * t**2 * (1 - t) + t**3
    return begin + (end - begin) * np.stack([across, down], axis=-1)
