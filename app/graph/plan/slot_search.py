"""Where the labels of crossing edges go, so that none covers another. Plain arithmetic."""

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray

IntArray = NDArray[np.intp]

MOST = 80
"""More edges than this between two columns are never all labelled."""

SPACING = 4.0
"""What stays free between two labels, in pixels."""

CLEARANCE = 7.0
"""How far labels keep from other edges where they can, in pixels."""

_CANDIDATES = np.linspace(0.06, 0.94, 45)
_PREFERRED = 0.36
_SWEEPS = 12
_STARTS = 4
_CLASH = 100.0
# What two labels cost that touch.
_PAIRED = 12
# Up to this many labels are also moved two at a time, where moving one is not enough.
_THROUGH, _NEAR, _OFF = 3.0, 3.0, 8.0
# What an edge through a label costs, one closer than the clearance, and all of an edge's length
# between a label and its preferred place.
_MORE = 6.0
# What an edge through a label costs more, once all labels have a place.


class FoundSlots(NamedTuple):
    """Where labels go.

    Attributes
    ----------
    fractions : ndarray of shape (edges,)
        The fraction of each edge at which its label's centre sits.
    crossed : int
        How many edges run through labels of others.
    """

    fractions: FloatArray
    crossed: int


def find_label_slots(
    ends: FloatArray, width: float, height: float, obstacles: FloatArray
) -> FoundSlots | None:
    """Find a place on every edge for its label.

    Parameters
    ----------
    ends : ndarray of shape (edges, 4)
        Each edge's x and y where it begins and where it ends, from left to right.
    width, height : float
        The extent of a label; all are equally large.
    obstacles : ndarray of shape (n, 4)
        Left, top, right and bottom of what no label may cover.

    Returns
    -------
    FoundSlots or None
        None where no arrangement without overlaps was found.
    """
    if len(ends) > MOST:
        return None
    start, span = ends[:, None, :2], ends[:, None, 2:] - ends[:, None, :2]
    centres = start + _CANDIDATES[None, :, None] * span
    allowed = _free(centres, width, height, obstacles)
    if not allowed.any(axis=1).all():
        return None
    through = _crossings(ends, centres, width, height)
    near = _crossings(ends, centres, width + 2 * CLEARANCE, height + 2 * CLEARANCE)
    cost = _THROUGH * through + _NEAR * near + _OFF * np.abs(_CANDIDATES - _PREFERRED)
    cost[~allowed] = 1e9
    reach = np.array([width + SPACING, height + SPACING])
    chosen = _cheapest(_starts(centres, cost, allowed, reach), centres, cost, reach)
    if chosen is None:
        return None
    rows = np.arange(len(ends))
    if through[rows, chosen].any():
        chosen = _cleared(chosen, centres, cost + _MORE * through, reach)
    return FoundSlots(_CANDIDATES[chosen], int(through[rows, chosen].sum()))


def _cheapest(
    starts: list[IntArray], centres: FloatArray, cost: FloatArray, reach: FloatArray
) -> IntArray | None:
    """Improve each start and return the cheapest arrangement without overlaps, if there is one."""
    best: tuple[float, IntArray] | None = None
    rows = np.arange(len(cost))
    for start in starts:
        chosen, clashes = _improved(start, centres, cost, reach)
        if clashes == 0:
            total = float(cost[rows, chosen].sum())
            if best is None or total < best[0]:
                best = (total, chosen)
        elif clashes > len(cost) // 4:
            break
    return None if best is None else best[1]


def _free(
    centres: FloatArray, width: float, height: float, obstacles: FloatArray
) -> NDArray[np.bool_]:
    """Say which candidates keep clear of the obstacles."""
    x, y = centres[..., 0][..., None], centres[..., 1][..., None]
    left, top, right, bottom = (obstacles[:, i] for i in range(4))
    covers = (x - width / 2 < right) & (x + width / 2 > left)
    covers &= (y - height / 2 < bottom) & (y + height / 2 > top)
    free: NDArray[np.bool_] = np.logical_not(covers.any(axis=2))
    return free


def _crossings(ends: FloatArray, centres: FloatArray, width: float, height: float) -> FloatArray:
    """Count the other edges that run through a label, for every edge and candidate."""
    x0, y0, x1, y1 = (ends[:, i] for i in range(4))
    slope = (y1 - y0) / np.maximum(x1 - x0, 1e-9)
    cx, cy = centres[..., 0][..., None], centres[..., 1][..., None]
    from_x = np.maximum(cx - width / 2, x0)
    to_x = np.minimum(cx + width / 2, x1)
    first, last = y0 + slope * (from_x - x0), y0 + slope * (to_x - x0)
    low, high = np.minimum(first, last), np.maximum(first, last)
    through = (from_x <= to_x) & (low <= cy + height / 2) & (high >= cy - height / 2)
    own = np.eye(len(ends), dtype=bool)[:, None, :]
    counted: FloatArray = (through & ~own).sum(axis=2).astype(np.float64)
    return counted


def _starts(
    centres: FloatArray, cost: FloatArray, allowed: NDArray[np.bool_], reach: FloatArray
) -> list[IntArray]:
    """Return the most promising arrangements to begin from: all labels in one or two columns."""
    edges, count = cost.shape
    rank = np.argsort(np.argsort(centres[:, count // 3, 1], kind="stable"), kind="stable")
    usable = np.flatnonzero(allowed.all(axis=0))
    if not len(usable):
        usable = np.arange(count)
    picks = usable[np.linspace(0, len(usable) - 1, min(len(usable), 15)).round().astype(int)]
    # What the labels of even and of odd rank cost at each candidate.
    even = np.minimum(cost, 1e6)[rank % 2 == 0].sum(axis=0)
    odd = np.minimum(cost, 1e6)[rank % 2 == 1].sum(axis=0)
    pairs = [(near, far) for near in picks for far in picks if near <= far]
    pairs.sort(key=lambda pair: float(even[pair[0]] + odd[pair[1]]))
    rows = np.arange(edges)
    found = []
    for near, far in pairs:
        chosen = np.where(rank % 2 == 0, near, far)
        found.append((_clashes(centres[rows, chosen], reach), chosen))
        if sum(clashes == 0 for clashes, _ in found) == 2:
            break
    found.sort(key=lambda item: item[0])
    return [chosen for _, chosen in found[:_STARTS]]


def _clashes(places: FloatArray, reach: FloatArray) -> int:
    apart = np.abs(places[:, None] - places[None])
    return int((apart < reach).all(axis=2).sum() - len(places)) // 2


def _improved(
    chosen: IntArray, centres: FloatArray, cost: FloatArray, reach: FloatArray
) -> tuple[IntArray, int]:
    """Move one label after the other to its best place among the others, until none moves."""
    chosen = chosen.copy()
    rows = np.arange(len(chosen))
    places = centres[rows, chosen]
    for _ in range(_SWEEPS):
        moved = False
        for edge in rows:
            apart = np.abs(centres[edge][:, None] - places[None])
            touching = (apart < reach).all(axis=2)
            touching[:, edge] = False
            total = cost[edge] + _CLASH * touching.sum(axis=1)
            index = int(np.argmin(total))
            if total[index] < total[chosen[edge]] - 1e-9:
                chosen[edge], places[edge], moved = index, centres[edge, index], True
        if not moved:
            break
    return chosen, _clashes(places, reach)


def _cleared(
    chosen: IntArray, centres: FloatArray, cost: FloatArray, reach: FloatArray
) -> IntArray:
    """Move labels out of the way of edges, further along their own than they would stand best."""
    moved, clashes = _improved(chosen, centres, cost, reach)
    if clashes:
        return chosen
    return _moved_in_pairs(moved, centres, cost, reach) if len(chosen) <= _PAIRED else moved


def _moved_in_pairs(
    chosen: IntArray, centres: FloatArray, cost: FloatArray, reach: FloatArray
) -> IntArray:
    """Move two labels at a time to their best places among the others, until none moves.

    One label often has a place clear of all edges only where another makes room for it.
    """
    chosen = chosen.copy()
    rows = np.arange(len(chosen))
    for _ in range(_SWEEPS):
        moved = False
        for one, two in combinations(rows, 2):
            others = centres[rows, chosen][(rows != one) & (rows != two)]
            apart = np.abs(centres[[one, two], :, None] - others)
            alone = cost[[one, two]] + _CLASH * (apart < reach).all(axis=3).sum(axis=2)
            between = np.abs(centres[one][:, None] - centres[two])
            total = alone[0][:, None] + alone[1] + _CLASH * (between < reach).all(axis=2)
            first, second = np.unravel_index(np.argmin(total), total.shape)
            if total[first, second] < total[chosen[one], chosen[two]] - 1e-9:
                chosen[one], chosen[two], moved = first, second, True
        if not moved:
            break
    return chosen
