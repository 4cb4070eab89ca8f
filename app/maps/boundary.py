"""Where a function over a grid is 0: short straight lines between the grid's places."""

import numpy as np

from engine.arrays import FloatArray

# Corners of a cell, in order around it: (row, column).
_CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))


def zero_lines(values: FloatArray) -> FloatArray:
    """Return lines along which values are 0, by marching squares.

    Parameters
    ----------
    values : ndarray of shape (rows, columns)
        A function; where it is not finite there is no line.

    Returns
    -------
    ndarray of shape (lines, 2, 2)
        The two ends of each line as (column, row), in places of the grid.
    """
    rows, columns = values.shape
    corners = [values[r : rows - 1 + r, c : columns - 1 + c] for r, c in _CORNERS]
    above = [corner > 0 for corner in corners]
    mixed = (above[0] != above[1]) | (above[1] != above[2]) | (above[2] != above[3])
    mixed &= np.isfinite(sum(corners))
    row, column = np.nonzero(mixed)
    if not len(row):
        return np.empty((0, 2, 2))
    at = [corner[row, column] for corner in corners]
    crossings, there = [], []
    for side in range(4):
        one, other = at[side], at[(side + 1) % 4]
        crosses = (one > 0) != (other > 0)
        share = np.divide(one, one - other, out=np.zeros_like(one), where=crosses)
        (r0, c0), (r1, c1) = _CORNERS[side], _CORNERS[(side + 1) % 4]
        x, y = column + c0 + share * (c1 - c0), row + r0 + share * (r1 - r0)
        crossings.append(np.stack([x, y], axis=-1))
        there.append(crosses)
    points, crossed = np.stack(crossings, axis=1), np.stack(there, axis=1)
    # The sides that are crossed first: two of a cell, four of a saddle.
    order = np.argsort(~crossed, axis=1, kind="stable")
    sorted_points = np.take_along_axis(points, order[..., None], axis=1)
    four = crossed.sum(axis=1) == 4
    return np.concatenate([sorted_points[:, :2], sorted_points[four][:, 2:]])
