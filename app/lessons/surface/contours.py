"""Lines of equal height, found square by square between the points of a grid."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

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


_CORNERS = (((0, 0), (0, 1)), ((0, 1), (1, 1)), ((1, 0), (1, 1)), ((0, 0), (1, 0)))
"""The row and column, from its lower left, of both ends of each side of a square."""


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
    finite = np.isfinite(heights)
    whole = finite[:-1, :-1] & finite[:-1, 1:] & finite[1:, 1:] & finite[1:, :-1]
    crossed = np.nonzero((codes > 0) & (codes < 15) & whole)
    pieces = []
    for code, passed in _SIDES.items():
        rows, columns = (each[codes[crossed] == code] for each in crossed)
        for sides in passed:
            ends = [_crossings((x, y, heights), level, (rows, columns), side) for side in sides]
            pieces += [np.stack([*ends, np.full_like(ends[0], np.nan)])]
    found = np.concatenate(pieces, axis=2) if pieces else np.empty((3, 2, 0))
    along, up = found.transpose(1, 2, 0).reshape(2, -1)
    return along, up


_Grid: TypeAlias = tuple[Points, Points, Points]
_Squares: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def _crossings(grid: _Grid, level: float, squares: _Squares, side: int) -> Points:
    """Return where a contour passes a side of squares, of shape (2, squares)."""
    x, y, heights = grid
    (rows, columns), (begin, end) = squares, _CORNERS[side]
    one, other = (rows + begin[0], columns + begin[1]), (rows + end[0], columns + end[1])
    low, high = heights[one], heights[other]
    share = (level - low) / np.where(high == low, 1.0, high - low)
    along, up = x[one[1]], y[one[0]]
    return np.array([along + share * (x[other[1]] - along), up + share * (y[other[0]] - up)])
