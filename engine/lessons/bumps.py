"""Curves made of bumps, each of two sigmoid units: universal approximation, built by hand.

What lies between the ends of a curve is cut into n equal parts. Over each stands a bump,
h σ(s (x − a)) − h σ(s (x − b)), which rises where its part begins and falls where it ends; it is as
high as the curve in the middle of its part. The steepness s is 20 n for an interval of length 1,
20 n / length in general. The outer flanks of the first and of the last bump stand a part beyond the
ends, where the curve is not looked at (the construction of M. Nielsen, 2015, chapter 4).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.lessons.functions import Points

STEEPNESS = 20.0
"""Of a flank, in widths of a part."""

MOST = 256
SIZES = tuple(2**k for k in range(9))
"""Numbers of bumps that errors are worked out for: 1, 2, 4 … 256."""

_REACH = 2
"""A flank that is so many parts away is 0 or 1 in double precision, as σ(40) is."""
_PLACES, _LEAST = 64, 2048


class _Near(NamedTuple):
    """The flanks near to points of shape (m,), which do not depend on the heights of bumps.

    Attributes
    ----------
    first : ndarray of shape (m,)
        Which flank is the first that is worked out.
    inside : ndarray of shape (flanks, m)
        Which flanks those are.
    flank : ndarray of shape (flanks, m)
        How far each has risen; 0 where there is none.
    """

    first: npt.NDArray[np.int64]
    inside: npt.NDArray[np.int64]
    flank: Points


class Bumps:
    """A sum of bumps.

    Parameters
    ----------
    low, high : float
        The ends of the interval.
    heights : ndarray of shape (n,)
        Their heights from left to right.
    """

    def __init__(self, low: float, high: float, heights: Points) -> None:
        count = len(heights)
        self.low, self.heights, self.width = low, heights, (high - low) / count
        self.flanks = _flanks(count)

    @property
    def steepness(self) -> float:
        """The weight of x in all sigmoid units."""
        return STEEPNESS / self.width

    def one(self, number: int, x: Points) -> Points:
        """Return one bump, from 0, at points, in their shape."""
        along = (x - self.low) / self.width
        up, down = (_flank(along - self.flanks[number + k]) for k in (0, 1))
        return np.asarray(self.heights[number] * (up - down))

    def at(self, x: Points) -> Points:
        """Return the sum of all bumps at points of shape (m,), in their shape.

        Where two bumps meet one falls as the other rises: a step from height to height. Only the
        flanks that are near to a point are worked out; left of them stands one bump's height.
        """
        return self._sum(_flanks_near(x, self.low, self.width, len(self.heights)))

    def at_places(self, high: float) -> Points:
        """Return the sum of all bumps at `places`, whose flanks are those of any heights."""
        return self._sum(_flanks_of(self.low, high, len(self.heights)))

    def _sum(self, near: _Near) -> Points:
        steps = np.diff(self.heights, prepend=0.0, append=0.0)
        total = np.where(near.first > 0, self.heights[np.maximum(near.first - 1, 0)], 0.0)
        for inside, flank in zip(near.inside, near.flank, strict=True):
            total += steps[inside] * flank
        return np.asarray(total)


def built(curve: Callable[[Points], Points], low: float, high: float, count: int) -> Bumps:
    """Return so many bumps, as high as a curve is in the middle of each."""
    middles = low + (np.arange(count) + 0.5) * (high - low) / count
    return Bumps(low, high, curve(middles))


def places(low: float, high: float, count: int) -> Points:
    """Return the points at which so many bumps are compared with their curve."""
    return np.linspace(low, high, max(_LEAST, _PLACES * count) + 1)


def errors(curve: Callable[[Points], Points], low: float, high: float, count: int) -> Points:
    """Return how far so many bumps are from their curve at `places`: what is missing above them."""
    x = places(low, high, count)
    return np.asarray(curve(x) - built(curve, low, high, count).at_places(high))


def _flanks(count: int) -> Points:
    flanks = np.arange(count + 1, dtype=np.float64)
    flanks[0], flanks[-1] = -1.0, count + 1.0
    return flanks


def _flanks_near(x: Points, low: float, width: float, count: int) -> _Near:
    along, flanks = (x - low) / width, _flanks(count)
    first = np.clip(np.floor(along).astype(np.int64), 0, count - 1) - _REACH
    at = first + np.arange(2 * _REACH + 2)[:, None]
    inside = np.clip(at, 0, count)
    return _Near(first, inside, np.where(inside == at, _flank(along - flanks[inside]), 0.0))


@lru_cache(maxsize=2 * len(SIZES))
def _flanks_of(low: float, high: float, count: int) -> _Near:
    """Return the flanks near to `places`: a curve that is drawn changes heights alone."""
    return _flanks_near(places(low, high, count), low, (high - low) / count, count)


def _flank(away: Points) -> Points:
    """Return σ of the steepness times a distance in widths of a part."""
    z = STEEPNESS * away
    below = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0.0, 1.0, below) / (1.0 + below))
