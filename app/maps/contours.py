"""Lines of equal height, found square by square between the points of a grid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.plot.values import Points
from engine.arrays import FloatArray

# Which two sides of a square a contour passes, by which of its corners lie above: sides are
# 0 below, 1 right, 2 above, 3 left; corners count 1, 2, 4, 8 from the lower left, anticlockwise.
# What lies above is always on the same hand, so that one square's end is the next one's beginning.
_SIDES = np.array(
    [
        *((0, 0), (3, 0), (0, 1), (3, 1), (1, 2), (3, 2), (0, 2), (3, 2)),
        *((2, 3), (2, 0), (0, 3), (2, 1), (1, 3), (1, 0), (0, 3), (0, 0)),
    ]
)

# Where two corners across lie above, it passes these two as well.
_SADDLES = {5: (1, 0), 10: (2, 1)}

_CORNERS = np.array(
    [((0, 0), (0, 1)), ((0, 1), (1, 1)), ((1, 0), (1, 1)), ((0, 0), (1, 0))], dtype=np.int64
)
"""The row and column, from its lower left, of both ends of each side of a square."""

_UPRIGHT = np.array([0, 1, 0, 1])
"""Whether a side goes up, not across."""


_Grid: TypeAlias = tuple[Points, Points, FloatArray]
_Whole: TypeAlias = npt.NDArray[np.int64]


def levels_of(heights: Points, count: int) -> Points:
    """Return heights for contours, each with as much of the surface below it as above the next."""
    shown = heights[np.isfinite(heights)]
    return np.quantile(shown, np.linspace(0.0, 1.0, count + 2)[1:-1] ** 1.3)


def pieces(x: Points, y: Points, heights: FloatArray, level: float) -> Points:
    """Return a contour as short straight lines in no order, which is the faster way to paint it.

    Parameters
    ----------
    x, y : ndarray of shape (n,) and (m,)
        The grid.
    heights : ndarray of shape (m, n)
        On it; where it is not finite there is no contour.
    level : float
        The height of the contour.

    Returns
    -------
    ndarray of shape (lines, 2, 2)
        Both ends of each, as x and y.
    """
    places, passed = _passed(heights, level)
    begins, ends = (_crossings((x, y, heights), level, places, side) for side in passed)
    return np.stack([begins, ends]).transpose(2, 0, 1)


def contour(x: Points, y: Points, heights: FloatArray, level: float) -> tuple[Points, Points]:
    """Return the points of a contour, with a gap after each stretch; as for `pieces`."""
    places, passed = _passed(heights, level)
    begins, ends = (_crossings((x, y, heights), level, places, side) for side in passed)
    # A side is the same one to both squares that it lies between.
    starts, stops = (_names(places, side, len(x)) for side in passed)
    gap, lines = np.full((2, 1), np.nan), [np.empty((2, 0))]
    for line in _lines(starts, stops):
        lines += [begins[:, line[:1]], ends[:, line], gap]
    along, up = np.concatenate(lines, axis=1)
    return along, up


def _passed(heights: FloatArray, level: float) -> tuple[_Whole, _Whole]:
    """Return the row and column of each square that a contour passes, and which two sides of it."""
    above = heights > level
    corners = (above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1])
    codes = np.zeros(corners[0].shape, dtype=np.uint8)
    for k, corner in enumerate(corners):
        codes |= corner.view(np.uint8) << np.uint8(k)
    finite = np.isfinite(heights)
    passes = (codes > 0) & (codes < 15)
    if not finite.all():
        passes &= finite[:-1, :-1] & finite[:-1, 1:] & finite[1:, 1:] & finite[1:, :-1]
    rows, columns = np.nonzero(passes)
    found = codes[rows, columns]
    squares, sides = [np.stack([rows, columns])], [_SIDES[found].T]
    for code, pair in _SADDLES.items():
        saddles = squares[0][:, found == code]
        squares.append(saddles)
        sides.append(np.repeat(np.array(pair)[:, None], saddles.shape[1], axis=1))
    return np.concatenate(squares, axis=1), np.concatenate(sides, axis=1)


def _lines(starts: list[int], stops: list[int]) -> Iterator[list[int]]:
    """Yield pieces that follow each other, by where each starts and stops, as their numbers."""
    following, reached = {start: at for at, start in enumerate(starts)}, set(stops)
    left = set(range(len(starts)))
    begun = [at for at, start in enumerate(starts) if start not in reached]
    for first in (*begun, *range(len(starts))):
        line, at = list[int](), first
        while at in left:
            left.remove(at)
            line.append(at)
            at = following.get(stops[at], -1)
        if line:
            yield line


def _crossings(grid: _Grid, level: float, squares: _Whole, sides: _Whole) -> Points:
    """Return where a contour passes a side of each square, of shape (2, squares)."""
    x, y, heights = grid
    begin, end = (_corner(squares, sides, at) for at in (0, 1))
    low, high = heights[*begin], heights[*end]
    share = (level - low) / np.where(high == low, 1.0, high - low)
    along, up = x[begin[1]], y[begin[0]]
    return np.array([along + share * (x[end[1]] - along), up + share * (y[end[0]] - up)])


def _corner(squares: _Whole, sides: _Whole, end: int) -> tuple[_Whole, _Whole]:
    """Return the row and the column of an end of a side of each square."""
    row, column = squares + _CORNERS[sides, end].T
    return row, column


def _names(squares: _Whole, sides: _Whole, columns: int) -> list[int]:
    """Return a number for a side of each square, which no other side has."""
    row, column = _corner(squares, sides, 0)
    names: list[int] = (2 * (row * columns + column) + _UPRIGHT[sides]).tolist()
    return names
