"""Evaluate a small SymPy expression."""

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "larger": np.maximum,
    "erf": np.vectorize(math.erf, otypes=[np.float64]),
    "exceeds": lambda x, y: np.heaviside(np.subtract(x, y), 0.5),
}
"""What functions of arrays call where NumPy has no function of that name."""


def evaluate(expression: sympy.Expr, values: Mapping[sympy.Symbol, float]) -> float:
    """Return an expression's number; what is not finite stays so, without a warning."""
    if expression.is_Symbol:
        return values[expression]
    with np.errstate(all="ignore"):
        made = _function(expression, tuple(values))
        return float(made(*(np.float64(value) for value in values.values())))


@cache
def _function(expression: sympy.Expr, keys: tuple[sympy.Symbol, ...]) -> Callable[..., Any]:
    made: Callable[..., Any] = sympy.lambdify(keys, expression, [dict(FUNCTIONS), "numpy"])
    return made
