"""Functions of arrays of what a person typed, with more digits where NumPy's do not do."""

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import sympy

from engine.arrays import FloatArray
from symbolic.rules.evaluate import FUNCTIONS

_DIGITS = 30
_MOST_NESTED = 2
"""Exponentials inside each other; of more even the exponent of a result may fill the memory."""

_PRECISE_FUNCTIONS = {
    "larger": max,
    "exceeds": lambda x, y: mpmath.mpf(0.5) if x == y else mpmath.mpf(x > y),
}


def careful_function(
    arguments: tuple[sympy.Symbol, ...], expression: sympy.Expr
) -> Callable[..., Any]:
    """Return an expression as a function of arrays.

    SymPy's forms of quotients of exponentials overflow: what is not finite, although the arguments
    are, is computed once more by mpmath, whose exponents have no end.
    """
    quick = sympy.lambdify(arguments, expression, [dict(FUNCTIONS), "numpy"])
    precise = sympy.lambdify(arguments, expression, [_PRECISE_FUNCTIONS, "mpmath"])
    nested = _nested(expression)

    def evaluated(*values: Any) -> Any:
        with np.errstate(all="ignore"):
            found = np.broadcast_to(quick(*values), np.shape(values[0]))
        if nested > _MOST_NESTED or np.isfinite(found).all():
            return found
        columns = np.broadcast_arrays(*values)
        finite = np.logical_and.reduce([np.isfinite(column) for column in columns])
        result: FloatArray = np.array(found, dtype=np.float64)
        for place in map(tuple, np.argwhere(finite & ~np.isfinite(found))):
            result[place] = _precisely(precise, [float(column[place]) for column in columns])
        return result

    return evaluated


def _precisely(function: Callable[..., Any], numbers: list[float]) -> float:
    with mpmath.workdps(_DIGITS):
        try:
            value = mpmath.mpmathify(function(*map(mpmath.mpf, numbers)))
        except (ArithmeticError, ValueError):
            return np.nan
        return float(value) if isinstance(value, mpmath.mpf) else np.nan


def _nested(expression: sympy.Expr) -> int:
    inside = max(map(_nested, expression.args), default=0)
    return inside + isinstance(expression, sympy.exp | sympy.sinh | sympy.cosh | sympy.tanh)
