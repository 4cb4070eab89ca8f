"""Lines of equal height, found square by square between the points of a grid."""

from __future__ import annotations

import numpy as np

from app.plot.layers import joined
from app.plot.values import Points

# Which two sides of a square a contour passes, by which of its corners lie above: sides are
# 0 below, 1 right, 2 above, 3 left; corners count 1, 2, 4, 8 from the lower left, anticlockwise.
_SIDES = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    5: ((3, 2), (0, 1)),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    10: ((3, 0), (1, 2)),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}


def levels_of(heights: Points, count: int) -> Points:
    """Return heights for contours, each with as much of the surface below it as above the next."""
    shown = heights[np.isfinite(heights)]
    return np.quantile(shown, np.linspace(0.0, 1.0, count + 2)[1:-1] ** 1.3)


def contour(x: Points, y: Points, heights: Points, level: float) -> tuple[Points, Points]:
    """Return the points of a contour, with a gap after each piece.

    Parameters
    ----------
    x, y : ndarray of shape (n,) and (m,)
        The grid.
    heights : ndarray of shape (m, n)
        On it.
    level : float
        The height of the contour.
    """
    above = heights > level
    corners = (above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1])
    codes = np.zeros(corners[0].shape, dtype=np.int64)
    for k, corner in enumerate(corners):
        codes += corner.astype(np.int64) << k
    pieces = []
    for row, column in np.argwhere((codes > 0) & (codes < 15)):
        square = heights[row : row + 2, column : column + 2]
        if not np.isfinite(square).all():
            continue
        for sides in _SIDES[int(codes[row, column])]:
            along, up = x[column : column + 2], y[row : row + 2]
            ends = [_crossing(along, up, square, level, side) for side in sides]
            pieces.append((np.array([e[0] for e in ends]), np.array([e[1] for e in ends])))
    return joined(pieces)


def _crossing(x: Points, y: Points, square: Points, level: float, side: int) -> tuple[float, float]:
    """Return where a contour passes a side of a square."""
    ends = (((0, 0), (0, 1)), ((0, 1), (1, 1)), ((1, 0), (1, 1)), ((0, 0), (1, 0)))[side]
    one, other = square[ends[0]], square[ends[1]]
    share = 0.5 if one == other else (level - one) / (other - one)
    places = [(x[column], y[row]) for row, column in ends]
    (left, bottom), (right, top) = places
    return float(left + share * (right - left)), float(bottom + share * (top - bottom))
