"""Where points of the plane come from: how they are drawn, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.catalogue.records import Catalogue

Function: TypeAlias = Callable[[FloatArray], FloatArray]
# In quotes, as NumPy loads its generators only when they are named.
Made: TypeAlias = tuple[FloatArray, NDArray[Any]]
Make: TypeAlias = "Callable[[np.random.Generator, int, float, Function], Made]"

REACH = 6.0
"""Points are shown from −6 to 6 on each axis."""

COLOURS = ("orange", "blue", "green", "purple", "red", "grey")
"""What classes of points are called, and drawn in."""


class PointGenerator(Struct, frozen=True, eq=False):
    """A source of points.

    Attributes
    ----------
    id : str
        What scenario files call it.
    label, sentence : str
        What a person reads, and what is to be learned from it.
    make : callable or None
        Returns points of shape (n, axes) and their classes, or numbers to be met, of shape (n,),
        from (generator, n, noise, f); None where the points are a person's own.
    classes : int
        How many there are; 0 where numbers are to be met, and for own points.
    axes : int
        2 for points of the plane, 1 for a curve.
    size : int
        How many points there are where a file does not say.
    formula : str
        A function of x that can be typed, where it is one of that.
    """

    id: str
    label: str
    sentence: str
    make: Make | None = None
    classes: int = 0
    axes: int = 2
    size: int = 500
    formula: str = ""

    @property
    def takes(self) -> tuple[str, ...]:
        """What a file may say beside train_share and features."""
        if self.make is None:
            return _OWN_KEYS[self.id]
        return ("noise", "size", "seed", *(("formula",) if self.formula else ()))


_OWN_KEYS = {"points": ("points", "task", "classes"), "table": ("columns", "size", "seed")}


def _moved(draw: np.random.Generator, points: FloatArray, noise: float, reach: float) -> FloatArray:
    """Return points moved by U(−reach, reach) · noise along each axis."""
    return points + draw.uniform(-reach, reach, points.shape) * noise


def _circle(draw: np.random.Generator, n: int, noise: float, _: Function) -> Made:
    """Half within 2.5 of the origin, half from 3.5 to 5; noise moves the labels alone."""
    inner = n - n // 2
    r = np.concatenate([draw.uniform(0.0, 2.5, inner), draw.uniform(3.5, 5.0, n - inner)])
    angle = draw.uniform(0.0, 2.0 * np.pi, n)
    points = np.column_stack([r * np.cos(angle), r * np.sin(angle)])
    return points, np.hypot(*_moved(draw, points, noise, 5.0).T) < 2.5


def _xor(draw: np.random.Generator, n: int, noise: float, _: Function) -> Made:
    points = draw.uniform(-5.0, 5.0, (n, 2))
    points += np.where(points > 0.0, 0.3, -0.3)
    return points, np.prod(_moved(draw, points, noise, 5.0), axis=1) >= 0.0


def _around(draw: np.random.Generator, n: int, centres: FloatArray, variance: float) -> Made:
    """Return as many points around each centre, and which centre it is of each."""
    which = np.arange(n) % len(centres)
    return draw.normal(centres[which], np.sqrt(variance)), which


def _gauss(draw: np.random.Generator, n: int, noise: float, _: Function) -> Made:
    return _around(draw, n, np.array([[-2.0, -2.0], [2.0, 2.0]]), 0.5 + 7.0 * noise)


def _three(draw: np.random.Generator, n: int, noise: float, _: Function) -> Made:
    angle = np.radians([90.0, 210.0, 330.0])
    centres = 3.5 * np.column_stack([np.cos(angle), np.sin(angle)])
    return _around(draw, n, centres, 0.5 + 5.0 * noise)


def _spiral(draw: np.random.Generator, n: int, noise: float, _: Function) -> Made:
    """Two arms of 1.75 turns, half a turn apart."""
    arm = np.arange(n) % 2
    share = (np.arange(n) // 2) / (n / 2)
    turn = 1.75 * share * 2.0 * np.pi + np.where(arm == 1, 0.0, np.pi)
    points = 5.0 * share[:, None] * np.column_stack([np.sin(turn), np.cos(turn)])
    return _moved(draw, points, noise, 1.0), arm


def _above(draw: np.random.Generator, n: int, noise: float, f: Function) -> Made:
    points = draw.uniform(-REACH, REACH, (n, 2))
    x, y = _moved(draw, points, noise, 5.0).T
    return points, _finite(f, x) < y


def _plane(draw: np.random.Generator, n: int, noise: float, _: Function) -> Made:
    points = draw.uniform(-REACH, REACH, (n, 2))
    return points, _moved(draw, points, noise, REACH).sum(axis=1) / 10.0


_PEAKS = np.array(
    [
        (x, y, sign if x else -sign)
        for y, sign in ((2.5, 1.0), (-2.5, -1.0))
        for x in (-4.0, 0.0, 4.0)
    ]
)
"""Centres of the Gaussians to be met, and their signs."""


def _gaussians(draw: np.random.Generator, n: int, noise: float, _: Function) -> Made:
    """Meet the nearest peak's height, which falls to 0 within 2 of it, with its sign."""
    points = draw.uniform(-REACH, REACH, (n, 2))
    away = _moved(draw, points, noise, REACH)[:, None] - _PEAKS[:, :2]
    height = np.maximum(0.0, 1.0 - np.hypot(away[..., 0], away[..., 1]) / 2.0)
    nearest = height.argmax(axis=1)
    return points, _PEAKS[nearest, 2] * height[np.arange(n), nearest]


def _curve(draw: np.random.Generator, n: int, noise: float, f: Function) -> Made:
    x = draw.uniform(-REACH, REACH, (n, 1))
    return x, _finite(f, x[:, 0]) + draw.uniform(-1.0, 1.0, n) * noise


def _finite(f: Function, x: FloatArray) -> FloatArray:
    y = f(x)
    bad = np.flatnonzero(~np.isfinite(y))
    if len(bad):
        raise ArithmeticError(f"{float(x[bad[0]]):.4g}")
    return y


POINT_GENERATORS: Catalogue[PointGenerator] = Catalogue(
    PointGenerator("circle", "circle", "A disc inside a ring.", _circle, 2),
    PointGenerator("xor", "xor", "Opposite quarters belong together.", _xor, 2),
    PointGenerator("gauss", "gauss", "Two clouds that a line separates.", _gauss, 2),
    PointGenerator("spiral", "spiral", "Two arms wound around each other.", _spiral, 2),
    PointGenerator("three-classes", "3 classes", "Three clouds, three classes.", _three, 3),
    PointGenerator(
        "above-curve",
        "y > f(x)",
        "Which points are above a curve that is typed.",
        _above,
        2,
        formula="2 sin(x)",
    ),
    PointGenerator("plane", "plane", "A number that grows evenly with x and y.", _plane, size=1200),
    PointGenerator("gaussians", "gaussians", "Three peaks and three pits.", _gaussians, size=1200),
    PointGenerator(
        "curve",
        "curve",
        "A number for each x: a curve that is typed.",
        _curve,
        axes=1,
        size=1200,
        formula="sin(x)",
    ),
    PointGenerator("points", "my own points", "Points that a person sets."),
    PointGenerator("table", "my own CSV", "Two columns of a person's own table.", size=10_000),
)
