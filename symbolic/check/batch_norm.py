"""Batch normalisation over arrays, by SymPy's formulas: nothing here is the engine's."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import sympy

from engine.arrays import FloatArray
from engine.iteration.batch_norm import VARIANCE_EPSILON
from engine.network.parameters import Parameters
from symbolic.rules.batch_norm import (
    BETA,
    GAMMA,
    HAT,
    MEAN,
    NORMALISED,
    ROWS,
    SCALED,
    VARIANCE,
    VARIANCE_EPS,
    mean_derivative,
    normalised_derivative,
    scaled_derivative,
    variance_derivative,
)
from symbolic.rules.definitions import Z

_ARGUMENTS = (Z, MEAN, VARIANCE, VARIANCE_EPS)

_Function = Callable[..., Any]


@cache
def _function(arguments: tuple[sympy.Symbol, ...], expression: sympy.Expr) -> _Function:
    made: _Function = sympy.lambdify(arguments, expression, "numpy")
    return made


class SymbolicBatchNorm:
    """One layer's batch normalisation of a batch.

    Parameters
    ----------
    values : Parameters
        Scales, shifts, and the running means and variances, which one row alone is taken by.
    index : int
        The layer's place in them.
    z : ndarray of shape (m, units)
        Pre-activations.

    Attributes
    ----------
    scaled : ndarray of shape (m, units)
        y.
    by_scale, by_shift : ndarray of shape (m, units)
        ∂y/∂γ and ∂y/∂β.
    """

    def __init__(self, values: Parameters, index: int, z: FloatArray) -> None:
        self._scale, shift = values.scales[index], values.shifts[index]
        self._of_batch = len(z) > 1
        self._z, self._rows = z, len(z)
        self._mean, self._variance = values.running_means[index], values.running_variances[index]
        if self._of_batch:
            self._mean = np.einsum("mj->j", z) / len(z)
            apart = z - self._mean
            self._variance = np.einsum("mj,mj->j", apart, apart) / len(z)
        self._hat = self._of_z(NORMALISED)
        self.scaled: FloatArray = _function((GAMMA, HAT, BETA), SCALED)(
            self._scale, self._hat, shift
        )
        of_hat = _function((HAT,), scaled_derivative("scale")), scaled_derivative("shift")
        self.by_scale: FloatArray = of_hat[0](self._hat)
        self.by_shift: FloatArray = np.full_like(z, float(of_hat[1]))

    def _of_z(self, expression: sympy.Expr) -> FloatArray:
        made = _function(_ARGUMENTS, expression)(
            self._z, self._mean, self._variance, VARIANCE_EPSILON
        )
        return np.broadcast_to(made, self._z.shape)

    def backward(self, by_scaled: FloatArray) -> FloatArray:
        """Return ∂L/∂z: along ẑ itself, and along every sample's ẑ through μ and through σ²."""
        by_hat = by_scaled * _function((GAMMA,), scaled_derivative("normalised"))(self._scale)
        straight: FloatArray = by_hat * self._of_z(normalised_derivative("z"))
        if not self._of_batch:
            return straight
        by_mean = (by_hat * self._of_z(normalised_derivative("mean"))).sum(axis=0)
        by_variance = (by_hat * self._of_z(normalised_derivative("variance"))).sum(axis=0)
        moved = _function((Z, MEAN, ROWS), variance_derivative())(self._z, self._mean, self._rows)
        share = _function((ROWS,), mean_derivative())(self._rows)
        total: FloatArray = straight + by_mean * share + by_variance * moved
        return total
