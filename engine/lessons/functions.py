"""Typed functions at points, for pictures: values and derivatives, NaN where there are none."""

from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.expressions.evaluating import evaluate_along
from engine.expressions.parsing import parse
from engine.expressions.program import Program, compile_tree

Points: TypeAlias = npt.NDArray[np.float64]

_IMAGINARY = 1e-30
_LARGEST, _NARROWEST, _SHARE = 1e300, 1e-6, 1e-9
_TWO = ("x1", "x2")


@lru_cache(maxsize=64)
def _program(text: str, variables: tuple[str, ...]) -> Program:
    """Return a typed function as it is computed; while a picture is dragged it is the same."""
    return compile_tree(parse(text, variables), variables)


class Sampled(NamedTuple):
    """Values and derivatives at points, in their shape."""

    value: Points
    slope: Points


def at_points(text: str, variable: str, points: Points) -> Sampled:
    """Return a function of one variable and its derivative at points, in their shape."""
    found = evaluate_along(_program(text, (variable,)), {variable: points}, {variable: 1.0})
    return Sampled(*(_finite(each) for each in found))


def at(text: str, variable: str, point: float) -> tuple[float, float]:
    """Return a function of one variable and its derivative at a point."""
    value, slope = at_points(text, variable, np.array([point], dtype=np.float64))
    return float(value[0]), float(slope[0])


def room_around(values: Points, share: float, nothing: tuple[float, float]) -> tuple[float, float]:
    """Return the ends of an axis with values between them, and some of the way between as room.

    However near to each other the values are, numbers of their size have digits enough for places
    between the ends. What is too large for an axis is left out.
    """
    shown = values[np.abs(values) <= _LARGEST]
    low, high = (float(shown.min()), float(shown.max())) if shown.size else nothing
    margin = share * max(high - low, _NARROWEST, _SHARE * max(abs(low), abs(high)))
    return low - margin, high + margin


def values_of_two(text: str, x: Points, y: Points) -> Points:
    """Return a function of x1 and x2 at points, in their shape."""
    return _finite(evaluate_along(_program(text, _TWO), {"x1": x, "x2": y}, {"x1": 1.0}).value)


def gradients(text: str, points: Points) -> tuple[Points, Points, Points]:
    """Return a function of x1 and x2 at points, with its gradients and its Hessians.

    Second derivatives come of an imaginary step, so small that its square vanishes.

    Parameters
    ----------
    text : str
        The function.
    points : ndarray of shape (n, 2)
        Where.

    Returns
    -------
    values, gradients, hessians
        Of shape (n,), (n, 2) and (n, 2, 2).
    """
    # Each point twice, once with a step along each of both variables.
    stepped = points.T[:, :, None] + 1j * _IMAGINARY * np.eye(2)[:, None, :]
    along: dict[str, Any] = dict(zip(_TWO, stepped, strict=True))
    # By both at once: the first axis is that of what is differentiated by.
    by = dict(zip(_TWO, np.eye(2)[:, :, None, None], strict=True))
    found = evaluate_along(_program(text, _TWO), along, by)
    slopes, hessians = found.slope[:, :, 0].real.T, found.slope.imag.transpose(1, 0, 2) / _IMAGINARY
    every = (found.value[0, :, 0].real, slopes, hessians)
    values, first, second = (np.asarray(each, dtype=np.float64) for each in every)
    return values, first, second


def gradient(text: str, point: Points) -> tuple[float, Points, Points]:
    """Return the same at one point of shape (2,): a number, of shape (2,) and of shape (2, 2)."""
    value, slopes, hessian = (each[0] for each in gradients(text, point[None]))
    return float(value), slopes, hessian


def _finite(values: Any) -> Points:
    return np.where(np.isfinite(values), values, np.nan).astype(np.float64)
