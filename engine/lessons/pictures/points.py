"""Points on a line or in the plane, and what learns from them: a boundary, or a line through."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

import numpy as np

from engine.arrays import FloatArray, read_only
from engine.errors import Fail
from engine.lessons import fitting
from engine.lessons.keys import AxisNames, Count, Number, Numbers, Option, Rows, Switch, Texts
from engine.lessons.kinds import PictureKind, Place

MOST_NAME = 30

_IRIS = ("versicolor", "virginica")
_PETALS = ("petal length", "petal width")


@lru_cache(maxsize=4)
def iris(columns: tuple[str, ...] = _PETALS) -> tuple[FloatArray, FloatArray]:
    """Return columns of the flowers that no line separates, and 1 for those that are virginica."""
    file = resources.files("resources") / "data" / "iris" / "iris.csv"
    rows = [
        row
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
        if row["species"] in _IRIS
    ]
    x = np.array([[float(row[column]) for column in columns] for row in rows])
    return read_only(x), read_only(np.array([float(row["species"] == _IRIS[1]) for row in rows]))


@lru_cache(maxsize=4)
def _descent(x: bytes, t: bytes, start: bytes, rate: float, logistic: bool) -> fitting.Descent:
    """Return the descent on points, whose steps are computed once while they are looked at."""
    points, targets, weights = (np.frombuffer(each) for each in (x, t, start))
    rows = points.reshape(len(targets), -1)
    return fitting.Descent(rows, targets, weights, rate, logistic=logistic)


class PointPicture:
    """What is computed of the keys of points.

    Attributes
    ----------
    x, t : ndarray of shape (m, n) and (m,)
        Points of the plane with their class, 0 or 1; for a line through them x alone, with y.
    weights : ndarray of shape (n + 1,)
        Those that are shown: after the steps, or a line's own. Empty where there is no line.
    turn : Turn or None
        Which point a perceptron sees next, and what it answers there.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.learner: str = keys["learner"]
        self.has_classes = keys["data"] == "iris" or keys["classes"]
        if keys["data"] == "iris":
            self.x, self.t = iris()
        else:
            rows = np.array(keys["points"], dtype=np.float64)
            self.x, self.t = rows[:, :-1], rows[:, -1]
        self.turn: fitting.Turn | None = None
        self.weights = self._learned()

    @property
    def is_logistic(self) -> bool:
        """Whether answers go through σ."""
        return self.learner == "logistic"

    @property
    def start(self) -> FloatArray:
        """The weights at the start: zeros where nothing else is said."""
        start = self.keys["start"]
        return np.array(start) if start else np.zeros(self.x.shape[1] + 1)

    def _learned(self) -> FloatArray:
        keys, steps = self.keys, self.keys["steps"]
        if not self.learner:
            return np.array(keys["line"], dtype=np.float64)
        if self.learner == "perceptron":
            weights, self.turn = fitting.perceptron(self.x, self.t, self.start, steps)
            return weights
        if keys["second_order"]:
            return fitting.newton(self.x, self.t, self.start, steps)
        arrays = [each.tobytes() for each in (self.x, self.t, self.start)]
        return _descent(*arrays, keys["rate"], self.is_logistic).after(steps)

    @cached_property
    def best(self) -> FloatArray | None:
        """Where the loss is least; None where that is nowhere."""
        if not self.has_classes:
            return fitting.best_line(self.x, self.t)
        return fitting.best_logistic(self.x, self.t)

    def said(self) -> FloatArray:
        """Return which class the boundary gives each point, of shape (m,)."""
        if not (self.has_classes and len(self.weights)):
            return np.empty(0)
        return (fitting.with_ones(self.x) @ self.weights > 0.0).astype(np.float64)

    def line_ends(self, weights: FloatArray | None) -> tuple[Place, Place] | None:
        """Return where a line enters and leaves the picture; None where it is not to be seen."""
        if weights is None or not len(weights) or not np.isfinite(weights).all():
            return None
        (left, right), (low, high) = self.keys["x"], self.keys["y"]
        if not self.has_classes:
            slope, bias = weights
            return (left, slope * left + bias), (right, slope * right + bias)
        a, b, c = weights
        if a == 0.0 and b == 0.0:
            return None
        if abs(b) * (high - low) >= abs(a) * (right - left):
            return (left, -(a * left + c) / b), (right, -(a * right + c) / b)
        return (-(b * low + c) / a, low), (-(b * high + c) / a, high)

    @cached_property
    @np.errstate(all="ignore")
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        values = dict.fromkeys(OFFERS, float("nan"))
        values |= {"count": float(len(self.x)), "steps": float(self.keys["steps"])}
        values["rate"] = self.keys["rate"]
        names = ("w1", "w2", "b") if self.has_classes else ("w", "b")
        if len(self.weights):
            values |= dict(zip(names, map(float, self.weights), strict=True))
            values["loss"] = self._loss(self.weights)
            slopes = fitting.gradient(self.x, self.t, self.weights, logistic=self.is_logistic)
            values |= {f"g{n}": float(g) for n, g in zip(names, slopes, strict=True)}
        if self.best is not None:
            values |= {f"best{n}": float(v) for n, v in zip(names, self.best, strict=True)}
            values["bestloss"] = self._loss(self.best)
        if len(said := self.said()):
            values["wrong"] = float((said != self.t).sum())
            values["right"] = float((said == self.t).mean() * 100.0)
        if self.learner == "perceptron":
            values |= self._of_perceptron()
        return values

    def _loss(self, weights: FloatArray) -> float:
        return fitting.loss(self.x, self.t, weights, logistic=self.has_classes)

    def _of_perceptron(self) -> dict[str, float]:
        stops = fitting.sweeps_until_right(self.x, self.t, self.start)
        values = {"sweeps": float(self.keys["steps"] // len(self.x))}
        values["stops"] = float("nan") if stops is None else float(stops)
        values["most"] = float(fitting.MOST_SWEEPS)
        if self.turn is not None:
            values |= {"next": self.turn.point + 1.0, "said": float(self.turn.said)}
            values["wanted"] = float(self.turn.wanted)
        return values

    def handles(self) -> Mapping[str, Place]:
        """Return what can be dragged."""
        handles: dict[str, Place] = {}
        if self.keys["data"] != "iris":
            up = self.x[:, 1] if self.has_classes else self.t
            places = zip(self.x[:, 0].tolist(), up.tolist(), strict=True)
            handles |= {f"points.{at}": place for at, place in enumerate(places)}
        ends = None if self.learner else self.line_ends(self.weights)
        if ends is not None:
            (x0, y0), (x1, y1) = ends
            begin, end = _seen(y0, y1, *self.keys["y"])
            for at, grip in enumerate(_GRIPS):
                share = begin + grip * (end - begin)
                handles[f"line.{at}"] = (x0 + share * (x1 - x0), y0 + share * (y1 - y0))
        return handles

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider."""
        del key
        return 0.0, 1.0

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the key that changes where a handle is put."""
        (left, right), (low, high) = self.keys["x"], self.keys["y"]
        x, y = round(min(max(x, left), right), 3), round(min(max(y, low), high), 3)
        name, _, position = handle.partition(".")
        at = int(position)
        if name == "points":
            rows = [list(row) for row in self.keys["points"]]
            rows[at][:2] = x, y
            return {"points": tuple(map(tuple, rows))}
        ends = self.handles()
        fixed = ends[f"line.{1 - at}"]
        first, second = ((x, y), fixed) if at == 0 else (fixed, (x, y))
        return {"line": self._through(first, second)}

    def _through(self, first: Place, second: Place) -> tuple[float, ...]:
        """Return the weights of a line through two points, its sides as they were."""
        (x0, y0), (x1, y1) = first, second
        if not self.has_classes:
            if abs(x1 - x0) < 1e-9:
                return tuple(self.keys["line"])
            slope = (y1 - y0) / (x1 - x0)
            return slope, y0 - slope * x0
        a, b = y0 - y1, x1 - x0
        size = float(np.hypot(a, b))
        if size < 1e-9:
            return tuple(self.keys["line"])
        before = self.weights
        sign = 1.0 if a * before[0] + b * before[1] >= 0.0 else -1.0
        a, b = sign * a / size, sign * b / size
        return a, b, -(a * x0 + b * y0)


_GRIPS = (0.2, 0.8)
"""Where on its way through the picture a line is taken hold of."""


def _seen(y0: float, y1: float, low: float, high: float) -> Place:
    """Return from where to where, as shares, a way between heights lies between two others."""
    if y0 == y1:
        return 0.0, 1.0
    below, above = sorted(((low - y0) / (y1 - y0), (high - y0) / (y1 - y0)))
    begin, end = max(0.0, below), min(1.0, above)
    return (begin, end) if begin < end else (0.0, 1.0)


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    is_iris = keys["data"] == "iris"
    has_classes = is_iris or keys["classes"]
    if not keys["points"]:
        fail("points", "found no points; expected at least one")
    if not is_iris and len(keys["points"][0]) != (3 if has_classes else 2):
        expected = "x, y and 0 or 1" if has_classes else "x and y"
        fail("points[0]", f"found {len(keys['points'][0])} numbers; expected {expected}")
    if not is_iris and has_classes and any(row[-1] not in {0.0, 1.0} for row in keys["points"]):
        fail("points", "found a class that is neither 0 nor 1; expected 0 or 1 behind x and y")
    fits = {"": True, "linear": not has_classes}.get(keys["learner"], has_classes)
    if not fits:
        fail("learner", f"found {keys['learner']!r}; expected what fits points of this kind")
    texts = keys["names"]
    if len(set(texts)) != 2 or not all(1 <= len(text) <= MOST_NAME for text in texts):
        fail("names", f"expected two different names of 1 to {MOST_NAME} characters")
    weights = 3 if has_classes else 2
    for name in ("start", "line"):
        if keys[name] and len(keys[name]) != weights:
            fail(name, f"found {len(keys[name])} numbers; expected {weights}, the bias last")


OFFERS = {
    "count": "how many points there are",
    "steps": "how many steps are made",
    "rate": "the learning rate",
    **dict.fromkeys(("w", "w1", "w2"), "a weight of the line that is shown"),
    "b": "its bias",
    **{f"g{name}": "the derivative of the loss by it" for name in ("w", "w1", "w2", "b")},
    "loss": "the mean loss of that line",
    **{f"best{name}": "the same of the best line" for name in ("w", "w1", "w2", "b", "loss")},
    "wrong": "how many points are on the wrong side",
    "right": "how many are on the right one, in percent",
    "sweeps": "how often the perceptron has gone through all points",
    "stops": "after how many sweeps it errs no more",
    "most": "after how many sweeps it is given up",
    "next": "which point it sees next, from 1",
    "said": "what it answers there, 0 or 1",
    "wanted": "what is right there",
}

POINTS = PictureKind(
    id="points",
    sentence="Points that can be dragged, with a line: a person's own, or one that is learned.",
    keys=(
        Rows("points", "points", ((2.0, 3.0), (5.0, 4.0), (8.0, 7.0)), (2, 3)),
        Switch("classes", "two classes"),
        Option("data", "data", "", ("", "iris")),
        Numbers("x", "from x to x", (0.0, 10.0), 2, 2, ascending=True),
        Numbers("y", "from y to y", (0.0, 10.0), 2, 2, ascending=True),
        AxisNames("axes", "names of the axes", ("x", "y")),
        Texts("names", "classes", ("0", "1"), 2),
        Option("learner", "learner", "", ("", "perceptron", "linear", "logistic")),
        Numbers("start", "weights at the start", (), 2, 3),
        Numbers("line", "line", (), 2, 3),
        Count("steps", "steps", 0, 0, 10_000),
        Number("rate", "learning rate", 0.1, 0.0, 100.0),
        Switch("second_order", "Newton's method"),
        Switch("squares", "squares of the residuals"),
        Switch("best", "the best line"),
    ),
    offers=OFFERS,
    formulas={
        "model": "what is answered for a point",
        "rule": "what the perceptron does with the next point",
        "gradient": "the derivatives of the loss by the weights, and their values",
        "update": "the next step against the gradient",
    },
    check=_check,
    make=PointPicture,
    points=2,
)
