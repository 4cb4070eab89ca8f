"""A curve, typed or drawn, and networks that come near to it: one built of bumps, one trained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from engine.errors import Fail
from engine.lessons import bumps
from engine.lessons.curve_training import Learned, learn
from engine.lessons.functions import Points, at_points
from engine.lessons.keys import AxisNames, Count, Numbers, Outline, Switch
from engine.lessons.kinds import Coming, PictureKind, Place

NODES = 121
"""Points of a curve that is drawn by hand."""

_LEARNED = ("learned", "learnedmean", "epochs")
_FINE = 1201
_LARGEST = 1e6


class Approximation:
    """What is computed of the keys of an approximation.

    Attributes
    ----------
    learned : Learned or None
        The trained network as far as it is known.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.low: float = keys["x"][0]
        self.high: float = keys["x"][1]
        self.count: int = keys["bumps"]
        self.learned: Learned | None = None
        self._errors: dict[int, float] = {}

    def curve(self, x: Points) -> Points:
        """Return the curve at points, in their shape."""
        f = self.keys["f"]
        if isinstance(f, str):
            return at_points(f, "x", x).value
        across, up = np.array(f).T
        return np.asarray(np.interp(x, across, up))

    @cached_property
    def bumps(self) -> bumps.Bumps:
        """The built network."""
        return bumps.built(self.curve, self.low, self.high, self.count)

    @cached_property
    def line(self) -> Points:
        """The points that lines are drawn through, from left to right."""
        return np.linspace(self.low, self.high, max(_FINE, 12 * self.count + 1))

    def answers(self, x: Points) -> Points | None:
        """Return what the trained network says at points; None where there is none yet."""
        return None if self.learned is None else self.learned.at(x, self.low, self.high)

    @cached_property
    def heights(self) -> Place:
        """The least and largest y that are shown."""
        shown, (low, high) = self.curve(self.line), self.keys["y"]
        return min(low, float(shown.min())), max(high, float(shown.max()))

    @cached_property
    def sizes(self) -> Points:
        """The largest error for each of `bumps.SIZES`."""
        return np.array([self.largest(size) for size in bumps.SIZES])

    def largest(self, count: int) -> float:
        """Return the largest error of so many bumps, worked out once."""
        if count not in self._errors:
            away = bumps.errors(self.curve, self.low, self.high, count)
            self._errors[count] = float(np.abs(away).max())
        return self._errors[count]

    @cached_property
    def _built(self) -> Mapping[str, float]:
        away = np.abs(bumps.errors(self.curve, self.low, self.high, self.count))
        at = int(away.argmax())
        return {
            "bumps": float(self.count),
            "units": 2.0 * self.count,
            "weights": 6.0 * self.count + 1.0,
            "width": self.bumps.width,
            "steepness": self.bumps.steepness,
            "error": float(away[at]),
            "mean": float(away.mean()),
            "where": float(bumps.places(self.low, self.high, self.count)[at]),
            "product": float(away[at]) * self.count,
            "double": self.largest(2 * self.count),
        }

    @property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        learned = dict.fromkeys(_LEARNED, np.nan)
        if self.learned is not None:
            x = bumps.places(self.low, self.high, self.count)
            away = np.abs(self.curve(x) - self.learned.at(x, self.low, self.high))
            learned = {"learned": float(away.max()), "learnedmean": float(away.mean())}
            learned["epochs"] = float(self.learned.epochs)
        return Coming({**self._built, **learned}, self.is_complete)

    # The trained network ----------------------------------------------------------------

    @property
    def is_complete(self) -> bool:
        """Whether the network is trained, where one is wanted."""
        return not self.keys["trained"] or (self.learned is not None and self.learned.is_last)

    def work(self) -> Iterator[Learned]:
        """Train a network of as many units as the built one has."""
        return learn(self.curve, self.low, self.high, 2 * self.count)

    def take(self, answer: Learned) -> None:
        """Show a network from now on."""
        self.learned = answer

    # What can be moved ------------------------------------------------------------------

    def handles(self) -> Mapping[str, Place]:
        """Return a place of the curve, which can be drawn over."""
        middle = NODES // 2
        x = self.low + (self.high - self.low) * middle / (NODES - 1)
        return {f"f.{middle}": (x, float(self.curve(np.array([x]))[0]))}

    def node(self, x: float) -> int:
        """Return which point of a drawn curve is next to a place."""
        share = (x - self.low) / (self.high - self.low)
        return round(float(min(max(share, 0.0), 1.0)) * (NODES - 1))

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider; there is none."""
        raise KeyError(key)

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the curve with a line drawn from one of its points to a place."""
        start, end = int(handle.partition(".")[2]), self.node(x)
        across = np.linspace(self.low, self.high, NODES)
        up = self.curve(across)
        y = min(max(y, self.heights[0]), self.heights[1])
        first, last = min(start, end), max(start, end)
        stroke = np.interp(np.arange(first, last + 1), *_line(start, up[start], end, y))
        up[first : last + 1] = stroke
        rows = zip(across.round(6).tolist(), up.round(6).tolist(), strict=True)
        return {"f": tuple(rows)}


def _line(start: int, low: float, end: int, high: float) -> tuple[list[float], list[float]]:
    """Return the ends of a stroke from left to right."""
    if start == end:
        return [end], [high]
    (x0, y0), (x1, y1) = sorted(((start, low), (end, high)))
    return [x0, x1], [y0, y1]


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    picture = Approximation(keys)
    x = bumps.places(picture.low, picture.high, bumps.MOST)
    without = x[~(np.abs(picture.curve(x)) <= _LARGEST)]
    if without.size:
        fail("f", f"has no value up to a million at x = {without[0]:.4g}; expected one everywhere")


APPROXIMATION = PictureKind(
    id="approximation",
    sentence="A curve, typed or drawn, and networks near to it: built of bumps, and trained.",
    keys=(
        Outline("f", "curve", "sin(2*pi*x)"),
        Numbers("x", "from x to x", (0.0, 1.0), 2, 2, ascending=True),
        Numbers("y", "from y to y", (-1.2, 1.2), 2, 2, ascending=True),
        AxisNames("axes", "names of the axes", ("x", "y")),
        Count("bumps", "bumps", 6, 1, bumps.MOST),
        Switch("built", "the sum of the bumps"),
        Switch("parts", "each bump"),
        Switch("gap", "the largest error"),
        Switch("sizes", "errors over the number of bumps"),
        Switch("trained", "a trained network"),
    ),
    offers={
        "bumps": "how many bumps there are",
        "units": "how many sigmoid units that takes",
        "weights": "how many weights and biases a network of so many units has",
        "width": "how wide a bump is",
        "steepness": "the weight of x in every unit",
        "error": "the largest distance of curve and sum",
        "mean": "their mean distance",
        "where": "where it is largest",
        "product": "the largest distance times the number of bumps",
        "double": "the largest distance with twice as many bumps",
        "learned": "the largest distance of curve and trained network",
        "learnedmean": "their mean distance",
        "epochs": "how many epochs it has been trained",
    },
    formulas={
        "bump": "the bump that stands in the middle, with numbers",
        "sum": "the sum of all bumps",
        "product": "the largest error times the number of bumps",
    },
    check=_check,
    make=Approximation,
    points=1,
    coming=lambda keys: _LEARNED if keys["trained"] else (),
)
