"""A curve: a typed function with secant, tangent, area, a marble that descends, and a search."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from engine.errors import Fail
from engine.lessons.checking import function
from engine.lessons.functions import Points, at_points, room_around
from engine.lessons.keys import AxisNames, Count, Function, Number, Numbers, Switch, Texts
from engine.lessons.kinds import PictureKind, Place

FINE = 801
"""Points that a curve is drawn through."""

_AREA = 2000
_FARTHEST = 1e9
_MARKS = 8
_X = ("x",)


class Curve:
    """What is computed of a curve's keys, whose names its attributes have.

    Its function is `f`, or the sum of `terms`, or, where there are `data`, the sum of the cost of
    its distances to them.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.low, self.high = keys["x"]
        self.at: float | None = keys["at"]
        self.secant: float | None = keys["secant"]
        self.marble: float | None = keys["marble"]
        self.terms: tuple[str, ...] = keys["terms"]
        self.data: tuple[float, ...] = keys["data"]
        self.marks: tuple[float, ...] = keys["marks"]
        self.area: tuple[float, ...] = keys["area"]
        self.axes: tuple[str, str] = keys["axes"]
        self.formula = "+".join(f"({term})" for term in self.terms) or keys["f"]

    def sample(self, x: Points) -> tuple[Points, Points]:
        """Return values and derivatives at points, in their shape."""
        parts = self.terms or (self.keys["f"],)
        if self.data:
            away = [x - each for each in self.data]
            found = [at_points(self.keys["cost"], "d", np.abs(each)) for each in away]
            slopes = [part.slope * np.sign(d) for part, d in zip(found, away, strict=True)]
            return sum(part.value for part in found), sum(slopes)  # type: ignore[return-value]
        found = [at_points(part, "x", x) for part in parts]
        return sum(p.value for p in found), sum(p.slope for p in found)  # type: ignore[return-value]

    def point(self, x: float | None) -> tuple[float, float]:
        """Return value and derivative at one point; NaN for none."""
        if x is None:
            return np.nan, np.nan
        value, slope = self.sample(np.array([x]))
        return float(value[0]), float(slope[0])

    def line(self, part: str = "") -> tuple[Points, Points]:
        """Return the points of the curve, or of another function of x, from left to right."""
        x = np.linspace(self.low, self.high, FINE)
        return x, at_points(part, "x", x).value if part else self.sample(x)[0]

    @cached_property
    def heights(self) -> tuple[float, float]:
        """The least and largest y that are shown."""
        if self.keys["y"]:
            return self.keys["y"][0], self.keys["y"][1]
        lines = [self.line()[1], *(self.line(part)[1] for part in self.terms)]
        if self.keys["g"]:
            lines.append(self.line(self.keys["g"])[1])
        shown = np.concatenate(lines)
        return room_around(shown[np.abs(shown) < _FARTHEST], 0.08, (0.0, 1.0))

    # What is computed -------------------------------------------------------------------

    @cached_property
    def path(self) -> Points:
        """Where the marble is after 0, 1, 2 … steps x ← x − rate · f′(x)."""
        if self.marble is None:
            return np.empty(0)
        places, rate = [self.marble], self.keys["rate"]
        for _ in range(self.keys["steps"]):
            following = places[-1] - rate * self.point(places[-1])[1]
            if not abs(following) < _FARTHEST:
                break
            places.append(following)
        return np.array(places)

    @cached_property
    def tried(self) -> Points:
        """Where the search looks: places evenly from left to right."""
        count = self.keys["search"]
        return np.linspace(self.low, self.high, count) if count > 1 else np.empty(0)

    @cached_property
    def lowest(self) -> float:
        """Where the curve is lowest between its ends."""
        x = np.linspace(self.low, self.high, FINE)
        for _ in range(6):
            values = self.sample(x)[0]
            if np.isnan(values).all():
                return np.nan
            best = int(np.nanargmin(values))
            x = np.linspace(x[max(0, best - 1)], x[min(len(x) - 1, best + 1)], 101)
        # Between two places that are equally low, as at the bottom of a parabola.
        values = self.sample(x)[0]
        return round(float(np.mean(x[values <= np.nanmin(values)])), 6)

    @property
    def costs(self) -> list[float]:
        """What the place costs for each of the data."""
        if self.at is None or not self.data:
            return []
        away = np.abs(self.at - np.array(self.data))
        return [float(cost) for cost in at_points(self.keys["cost"], "d", away).value]

    def under(self, x: Points) -> Points:
        """Return what an area goes down to, at points: g, or the axis."""
        return at_points(self.keys["g"], "x", x).value if self.keys["g"] else np.zeros_like(x)

    def _area(self) -> float:
        if not self.area:
            return np.nan
        low, high = self.area
        x = np.linspace(low, high, _AREA + 1)
        over = self.sample(x)[0]
        under = self.under(x)
        # Simpson's rule.
        weights = np.ones(_AREA + 1)
        weights[1:-1:2], weights[2:-1:2] = 4.0, 2.0
        return float(((over - under) * weights).sum() * (x[1] - x[0]) / 3.0)

    @cached_property
    @np.errstate(all="ignore")
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        x, a = self.at, self.secant
        there = x + a if x is not None and a is not None else None
        (y, slope), (y_there, slope_there) = self.point(x), self.point(there)
        rise = y_there - y
        path, tried = self.path, self.tried
        marble = float(path[-1]) if len(path) else np.nan
        before = float(path[-2]) if len(path) > 1 else np.nan
        height, marble_slope = self.point(marble)
        found = self.sample(tried)[0] if len(tried) else np.array([np.nan])
        best = int(np.nanargmin(found)) if np.isfinite(found).any() else 0
        marked = [self.point(mark) for mark in self.marks]
        data = np.array(self.data) if self.data else np.array([np.nan])
        values = {
            "at": np.nan if x is None else x,
            "y": y,
            "slope": slope,
            "a": np.nan if a is None else a,
            "there": np.nan if there is None else there,
            "ythere": y_there,
            "slopethere": slope_there,
            "rise": rise,
            "quotient": rise / a if a else np.nan,
            "area": self._area(),
            "start": np.nan if self.marble is None else self.marble,
            "startslope": self.point(self.marble)[1],
            "rate": self.keys["rate"],
            "steps": float(max(0, len(path) - 1)),
            "marble": marble,
            "before": before,
            "height": height,
            "marbleslope": marble_slope,
            "move": -self.keys["rate"] * marble_slope,
            "lowest": self.lowest,
            "lowestvalue": self.point(self.lowest)[0],
            "tries": float(len(tried)),
            "best": float(tried[best]) if len(tried) else np.nan,
            "bestvalue": float(found[best]),
            "count": float(len(self.data)),
            "mean": float(data.mean()),
            "median": float(np.median(data)),
            "middle": float((data.min() + data.max()) / 2.0),
        }
        for at_mark in range(_MARKS):
            height, slope = marked[at_mark] if at_mark < len(marked) else (np.nan, np.nan)
            values |= {f"mark{at_mark + 1}": height, f"slope{at_mark + 1}": slope}
        return values

    # What can be moved ------------------------------------------------------------------

    def handles(self) -> Mapping[str, Place]:
        """Return what can be dragged."""
        handles: dict[str, Place] = {}
        if self.at is not None:
            handles["at"] = self.at, self.point(self.at)[0]
            if self.secant is not None:
                handles["secant"] = self.at + self.secant, self.point(self.at + self.secant)[0]
        if self.marble is not None:
            handles["marble"] = self.marble, self.point(self.marble)[0]
        handles |= {f"area.{k}": (x, self.point(x)[0]) for k, x in enumerate(self.area)}
        handles |= {f"data.{k}": (x, 0.0) for k, x in enumerate(self.data)}
        return {name: place for name, place in handles.items() if np.isfinite(place[1])}

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider."""
        if key == "rate":
            return 0.0, 1.5
        beside = 0.0 if key != "secant" or self.at is None else self.at
        return self.low - beside, self.high - beside

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the keys that change where a handle is put; all of them stay on the curve."""
        del y
        x = round(min(max(x, self.low), self.high), 6)
        name, _, position = handle.partition(".")
        if name == "secant":
            assert self.at is not None
            return {"secant": x - self.at}
        if not position:
            return {name: x}
        numbers = list(self.keys[name])
        numbers[int(position)] = x
        if name == "area" and not numbers[0] < numbers[1]:
            return {}
        return {name: tuple(numbers)}


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    for position, term in enumerate(keys["terms"]):
        function(term, f"terms[{position}]", fail, _X)
    if keys["secant"] is not None and keys["at"] is None:
        fail("secant", "there is no at; expected the place that the secant begins at")
    curve = Curve(keys)
    if not np.isfinite(curve.line()[1]).any():
        fail("f", f"has no value from x = {curve.low:g} to {curve.high:g}; expected one there")


CURVE = PictureKind(
    id="curve",
    sentence="A typed function of x: secant, tangent, area, a marble that descends, a search.",
    keys=(
        Function("f", "function", "x^2"),
        Function("g", "g(x)", ""),
        Texts("terms", "summands"),
        AxisNames("axes", "names of the axes", ("x", "y")),
        Numbers("x", "from x to x", (-1.0, 3.0), 2, 2, ascending=True),
        Numbers("y", "from y to y", (), 2, 2, ascending=True),
        Number("at", "place"),
        Number("secant", "a"),
        Switch("tangent", "tangent"),
        Numbers("area", "area from x to x", (), 2, 2, ascending=True),
        Number("marble", "start"),
        Number("rate", "step size", 0.1, 0.0, 100.0),
        Count("steps", "steps", 0, 0, 200),
        Count("search", "places tried", 0, 0, 1000),
        Numbers("marks", "points", (), 0, _MARKS),
        Numbers("data", "counts", (), 0, 20),
        Function("cost", "cost(d)", "d^2", ("d",)),
    ),
    offers={
        "at": "x, where the secant begins and the tangent touches",
        "y": "f at x",
        "slope": "the derivative at x",
        "a": "the secant's step",
        "there": "x + a",
        "ythere": "f at x + a",
        "slopethere": "the derivative at x + a",
        "rise": "f(x + a) − f(x)",
        "quotient": "(f(x + a) − f(x))/a",
        "area": "the area between f and g, or f and the axis",
        "start": "where the marble starts",
        "startslope": "the derivative there",
        "rate": "the step size",
        "steps": "how many steps the marble made",
        "marble": "where the marble is",
        "before": "where it was a step before",
        "height": "f where the marble is",
        "marbleslope": "the derivative where the marble is",
        "move": "how far its next step goes",
        "lowest": "where f is lowest between the ends",
        "lowestvalue": "f there",
        "tries": "how many places the search tried",
        "best": "the best of them",
        "bestvalue": "f there",
        "count": "how many data there are",
        "mean": "their mean",
        "median": "their median",
        "middle": "the middle between the least and the largest",
        **{f"mark{k}": f"f at point {k}" for k in range(1, _MARKS + 1)},
        **{f"slope{k}": f"the derivative at point {k}" for k in range(1, _MARKS + 1)},
    },
    formulas={
        "function": "y = f(x)",
        "quotient": "the slope of the secant, with numbers",
        "derivative": "the derivative that SymPy finds, and its value at x",
        "step": "the marble's step, with numbers",
        "sum": "the sum of costs, with numbers",
    },
    check=_check,
    make=Curve,
    points=1,
    lines=True,
)
