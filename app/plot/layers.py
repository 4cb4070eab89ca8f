"""What a plot shows over its axes, as data: lines, points, rules, bands, words."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from app.plot.look import LineLook
from app.plot.values import Points

COLUMNS = 2000
"""A line of more points than twice that many is drawn by the least and largest of as many."""


@dataclass(frozen=True, eq=False)
class Line:
    """A line through points, with gaps where a value is NaN; x and y of shape (n,)."""

    x: Points
    y: Points
    look: LineLook
    depth: float = 0.0


@dataclass(frozen=True, eq=False)
class Dots:
    """Points; x and y of shape (n,), their diameter in pixels at 100 %."""

    x: Points
    y: Points
    look: LineLook
    size: float = 7.0
    hollow: bool = False
    depth: float = 0.0


@dataclass(frozen=True)
class Rule:
    """A straight line from edge to edge: vertical at an x, else horizontal at a y."""

    at: float
    look: LineLook
    vertical: bool = False
    depth: float = 0.0


@dataclass(frozen=True)
class Band:
    """All that lies between two values."""

    low: float
    high: float
    look: LineLook
    depth: float = -10.0


@dataclass(frozen=True)
class Words:
    """A text at a point, in its own ground.

    Attributes
    ----------
    x, y : float
        The point; an infinite y is the end of the axis.
    text : str
        Plain text.
    right, below : bool
        Whether the text begins at the point, and whether it hangs from it.
    look : LineLook or None
        Its colour; None for that of captions.
    size : float
        In pixels at 100 %; from 14 on it is strong.
    """

    x: float
    y: float
    text: str
    right: bool = True
    below: bool = True
    depth: float = 5.0
    look: LineLook | None = None
    size: float = 12.0


@dataclass(frozen=True, eq=False)
class Area:
    """What lies between two lines; x, low and high of shape (n,)."""

    x: Points
    low: Points
    high: Points
    look: LineLook
    depth: float = -8.0


Layer = Line | Dots | Rule | Band | Words | Area


def same(one: Layer, other: Layer | None) -> bool:
    """Whether two layers look the same."""
    if type(one) is not type(other):
        return False
    pairs = ((getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return all(
        a is b or (np.array_equal(a, b, equal_nan=True) if isinstance(a, np.ndarray) else a == b)
        for a, b in pairs
    )


def joined(lines: Sequence[tuple[Points, Points]]) -> tuple[Points, Points]:
    """Return lines as one, with a gap after each; x and y of shape (points,)."""
    gap = np.array([np.nan])
    x = [part for along, _ in lines for part in (along, gap)]
    y = [part for _, up in lines for part in (up, gap)]
    return (np.concatenate(x), np.concatenate(y)) if x else (np.empty(0), np.empty(0))
