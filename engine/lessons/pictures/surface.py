"""A function of two variables as contours, with a slice, and paths that descend on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from engine.errors import Fail
from engine.lessons.functions import Points, gradient, gradients, values_of_two
from engine.lessons.keys import AxisNames, Count, Function, Number, Numbers, Option, Switch
from engine.lessons.kinds import PictureKind, Place

GRID = 121
"""Rows and columns in which contours are looked for."""

FINE = 401
_FARTHEST, _STEEP = 1e6, 20.0
_TWO = ("x1", "x2")
_METHODS = ("descent", "momentum", "newton")


class Surface:
    """What is computed of a surface's keys.

    Attributes
    ----------
    at : ndarray of shape (2,)
        The point that is looked at.
    gradient, hessian : ndarray of shape (2,) and (2, 2)
        There.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.at = np.array(keys["at"], dtype=np.float64)
        self.value, self.gradient, self.hessian = gradient(keys["f"], self.at)

    @property
    def _ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return self.keys["x"], self.keys["y"]

    def grid(self, across: Place, up: Place) -> tuple[Points, Points, Points]:
        """Return x1 and x2 between ends, of shape (n,), and f of shape (n, n): x2 by x1."""
        return _grid(self.keys["f"], across, up)

    def slice(self) -> tuple[Points, Points]:
        """Return the points of the slice through the place: what is moved, and f."""
        along = 1 if self.keys["slice"] == "x2" else 0
        low, high = self._ranges[along]
        moved = np.linspace(low, high, FINE)
        other = np.full(FINE, self.at[1 - along])
        pair = (other, moved) if along else (moved, other)
        return moved, values_of_two(self.keys["f"], *pair)

    @cached_property
    @np.errstate(all="ignore")
    def paths(self) -> Mapping[str, Points]:
        """Where steps lead from the start, by method, each of shape (steps + 1, 2)."""
        shown = [method for method in _METHODS if self.keys[f"by_{method}"]]
        if not self.keys["start"]:
            return dict.fromkeys(shown, np.empty((0, 2)))
        paths = {method: [np.array(self.keys["start"], dtype=np.float64)] for method in shown}
        velocity = dict.fromkeys(shown, np.zeros(2))
        for _ in range(self.keys["steps"]):
            if not shown:
                break
            _, slopes, hessians = gradients(
                self.keys["f"], np.array([paths[method][-1] for method in shown])
            )
            moves = {
                method: self._move(method, slopes[at], hessians[at], velocity[method])
                for at, method in enumerate(shown)
            }
            velocity |= moves
            following = {method: paths[method][-1] + moves[method] for method in shown}
            # One that flies away ends where it was.
            shown = [method for method in shown if np.abs(following[method]).max() < _FARTHEST]
            for method in shown:
                paths[method].append(following[method])
        return {method: np.array(places) for method, places in paths.items()}

    def _move(self, method: str, slopes: Points, hessian: Points, velocity: Points) -> Points:
        """Return a method's next step; NaN where it has none."""
        if method == "newton":
            shifted = hessian + self.keys["shift"] * np.eye(2)
            if not np.isfinite(shifted).all() or abs(np.linalg.det(shifted)) < 1e-12:
                return np.full(2, np.nan)
            return -np.linalg.solve(shifted, slopes)
        share = self.keys["momentum"] if method == "momentum" else 0.0
        return np.asarray(share * velocity - self.keys["rate"] * slopes)

    @cached_property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        values = {
            "x1": float(self.at[0]),
            "x2": float(self.at[1]),
            "f": self.value,
            "slope1": float(self.gradient[0]),
            "slope2": float(self.gradient[1]),
            "h11": float(self.hessian[0, 0]),
            "h12": float(self.hessian[0, 1]),
            "h22": float(self.hessian[1, 1]),
            "rate": self.keys["rate"],
            "steps": float(self.keys["steps"]),
        }
        for method in _METHODS:
            path = self.paths.get(method, np.empty((0, 2)))
            end = path[-1] if len(path) else np.full(2, np.nan)
            reached = gradient(self.keys["f"], end)[0] if len(path) else np.nan
            values |= {f"{method}1": float(end[0]), f"{method}2": float(end[1])}
            values[f"{method}f"] = reached
        return values

    def handles(self) -> Mapping[str, Place]:
        """Return what can be dragged."""
        handles: dict[str, Place] = {"at": (float(self.at[0]), float(self.at[1]))}
        if self.keys["start"]:
            handles["start"] = self.keys["start"]
        return handles

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider."""
        # Where it is steep, small rates are those to choose from.
        rate = 1.0 if np.abs(self.hessian).max() < _STEEP else 0.1
        return {"rate": (0.0, rate), "momentum": (0.0, 0.99), "shift": (0.0, 10.0)}[key]

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the key that changes where a handle is put."""
        (left, right), (low, high) = self._ranges
        return {handle: (round(min(max(x, left), right), 6), round(min(max(y, low), high), 6))}


@lru_cache(maxsize=16)
def _grid(text: str, across: Place, up: Place) -> tuple[Points, Points, Points]:
    """Return `Surface.grid`, which many pictures in a row have in common."""
    x, y = (np.linspace(low, high, GRID) for low, high in (across, up))
    return x, y, values_of_two(text, *np.meshgrid(x, y))


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    if not np.isfinite(_grid(keys["f"], keys["x"], keys["y"])[2]).any():
        fail("f", "has no value on this surface; expected one somewhere between its ends")


SURFACE = PictureKind(
    id="surface",
    sentence="A typed function of x1 and x2 as contours and as a slice, with paths that descend.",
    keys=(
        Function("f", "function", "x1^2+x2^2", _TWO),
        Numbers("x", "from x1 to x1", (-2.0, 2.0), 2, 2, ascending=True),
        Numbers("y", "from x2 to x2", (-2.0, 2.0), 2, 2, ascending=True),
        AxisNames("axes", "names of the axes", ("x1", "x2")),
        Numbers("at", "point", (1.0, 1.0), 2, 2),
        Option("slice", "slice along", "", ("", "x1", "x2")),
        Switch("tangent", "tangent"),
        Switch("arrow", "gradient"),
        Numbers("start", "start", (), 2, 2),
        Count("steps", "steps", 0, 0, 200),
        Number("rate", "step size", 0.1, 0.0, 100.0),
        Number("momentum", "momentum", 0.9, 0.0, 0.999),
        Number("shift", "added to the Hessian", 0.0, 0.0, 1e3),
        Switch("by_descent", "gradient descent"),
        Switch("by_momentum", "momentum"),
        Switch("by_newton", "Newton"),
    ),
    offers={
        "x1": "x1 of the point",
        "x2": "x2 of the point",
        "f": "f at the point",
        "slope1": "the partial derivative by x1 there",
        "slope2": "the partial derivative by x2 there",
        "h11": "the second derivative by x1 there",
        "h12": "the second derivative by x1 and x2 there",
        "h22": "the second derivative by x2 there",
        "rate": "the step size",
        "steps": "how many steps are made",
        **{
            f"{method}{which}": f"{what} where {name} ends"
            for method, name in (
                ("descent", "gradient descent"),
                ("momentum", "momentum"),
                ("newton", "Newton's method"),
            )
            for which, what in (("1", "x1"), ("2", "x2"), ("f", "f"))
        },
    },
    formulas={
        "function": "y = f(x1, x2)",
        "partials": "both partial derivatives that SymPy finds, and their values",
        "hessian": "the four second derivatives",
    },
    check=_check,
    make=Surface,
    points=2,
)
