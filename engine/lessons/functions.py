"""Typed functions at points, for pictures: values and derivatives, NaN where there are none."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.expressions.evaluating import evaluate
from engine.expressions.parsing import parse

Points: TypeAlias = npt.NDArray[np.float64]

_IMAGINARY = 1e-30


class Sampled(NamedTuple):
    """Values and derivatives at points, in their shape."""

    value: Points
    slope: Points


def at_points(text: str, variable: str, points: Points) -> Sampled:
    """Return a function of one variable and its derivative at points, in their shape."""
    found = evaluate(parse(text, (variable,)), {variable: points}, variable)
    return Sampled(*(_finite(each) for each in found))


def at(text: str, variable: str, point: float) -> tuple[float, float]:
    """Return a function of one variable and its derivative at a point."""
    value, slope = at_points(text, variable, np.array([point], dtype=np.float64))
    return float(value[0]), float(slope[0])


def values_of_two(text: str, x: Points, y: Points) -> Points:
    """Return a function of x1 and x2 at points, in their shape."""
    found = evaluate(parse(text, ("x1", "x2")), {"x1": x, "x2": y}, "x1").value
    return _finite(found)


def gradient(text: str, point: Points) -> tuple[float, Points, Points]:
    """Return a function of x1 and x2 at a point, with its gradient and its Hessian.

    Second derivatives come of an imaginary step, so small that its square vanishes.

    Parameters
    ----------
    text : str
        The function.
    point : ndarray of shape (2,)
        Where.

    Returns
    -------
    value, gradient, hessian
        The gradient of shape (2,), the Hessian of shape (2, 2).
    """
    tree, names = parse(text, ("x1", "x2")), ("x1", "x2")
    value, slopes, hessian = np.nan, np.empty(2), np.empty((2, 2))
    for row, by in enumerate(names):
        for column in range(2):
            stepped = point.astype(np.complex128)
            stepped[column] += 1j * _IMAGINARY
            points: dict[str, Any] = {name: stepped[k : k + 1] for k, name in enumerate(names)}
            found = evaluate(tree, points, by)
            value, slopes[row] = found.value[0].real, found.slope[0].real
            hessian[row, column] = found.slope[0].imag / _IMAGINARY
    return float(value), slopes, hessian


def _finite(values: Any) -> Points:
    return np.where(np.isfinite(values), values, np.nan).astype(np.float64)
