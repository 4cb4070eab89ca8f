"""Where words stand: labels beside their points without lying on each other, cells of a grid."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray

_DISTANCES = (0.2, 1.2, 2.4, 3.6)
"""How far a label may stand from its point, in its heights."""
_TURNS = np.array([0, 4, 1, 7, 3, 5, 2, 6]) * np.pi / 4.0
_SOFT, _HARD = 4.0, 6.0
"""What a pixel over a point costs, in pixels of distance, and over a label in that again."""
_CHANGE = 6.0
"""What it costs to stand elsewhere than in the picture before."""


class Placed(NamedTuple):
    """Where labels stand: their centres, of shape (labels, 2), and which place each has."""

    centres: FloatArray
    choices: NDArray[np.int64]


def place_labels(
    points: FloatArray,
    sizes: FloatArray,
    room: FloatArray,
    dot: float,
    before: NDArray[np.int64] | None = None,
) -> Placed:
    """Return where labels stand around their points: where they cover least of all else.

    Parameters
    ----------
    points, sizes : ndarray of shape (labels, 2)
        Points, and widths and heights of their labels, in pixels.
    room : ndarray of shape (2,)
        Width and height of the picture.
    dot : float
        Half the width of what is drawn at a point.
    before : ndarray of shape (labels,), optional
        The places in the picture before, which are kept where that costs little.
    """
    count, line = len(points), float(sizes[:, 1].max())
    ways = np.column_stack([np.cos(_TURNS), -np.sin(_TURNS)])
    far = np.repeat(_DISTANCES, len(ways))[:, None]
    ways = np.tile(ways, (len(_DISTANCES), 1))
    reach = sizes[:, None] / 2.0 + dot + far * line
    places = np.clip(
        points[:, None] + ways * reach, sizes[:, None] / 2.0, room - sizes[:, None] / 2.0
    )
    # Nearer places are better, and those that the edge has not moved.
    costs = np.repeat(np.arange(len(_DISTANCES)) * line, len(_TURNS)) + 0.02 * np.arange(len(ways))
    costs = costs + np.abs(places - points[:, None] - ways * reach).sum(axis=2)
    costs += _overlap(places, sizes[:, None], points, np.full(2, 2.0 * dot)).sum(axis=2)
    if before is not None:
        costs[np.arange(count), before] -= _CHANGE
    choices = np.zeros(count, dtype=np.int64)
    centres = np.empty((count, 2))
    for at in range(count):
        over = _overlap(places[at], sizes[at], centres[:at], sizes[:at])
        cost = costs[at] + _HARD * over.sum(axis=1)
        choices[at] = cost.argmin()
        centres[at] = places[at, choices[at]]
    return Placed(centres, choices)


def _overlap(
    centres: FloatArray, sizes: FloatArray, others: FloatArray, wide: FloatArray
) -> FloatArray:
    """Return by how many pixels of their shorter way boxes lie over each of some others."""
    across, down = (
        (sizes[..., None, way] + wide[..., way]) / 2.0
        - np.abs(centres[..., None, way] - others[..., way])
        for way in range(2)
    )
    return np.asarray(_SOFT * np.maximum(np.minimum(across, down), 0.0))


def grid_of(count: int, width: float, height: float, widest: float, line: float) -> tuple[int, int]:
    """Return columns and rows in which cells of a shape (widest, line) are largest."""

    def scale(columns: int) -> float:
        rows = -(-count // columns)
        return min(width / columns / widest, height / rows / line)

    columns = max(range(1, count + 1), key=scale)
    return columns, -(-count // columns)
