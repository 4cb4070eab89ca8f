"""The loss of a batch and ∂L/∂z of the output layer."""

import numpy as np

from engine.kernels.activations import multiply_by_derivative
from engine.kernels.arguments import BINARY, CATEGORICAL, HALF_SQUARED, MEAN_ABSOLUTE, MEAN_SQUARED
from engine.kernels.compiling import compiled, exponential
from engine.kernels.views import row_of
from engine.kernels.workers import ALL


@compiled
def total_loss(kind, y_true, z, a):
    """Return the sum of all rows' losses in float64; arrays of shape (rows, outputs).

    The cross-entropies are taken from z, where they stay finite and exact for outputs close to
    0 and 1: log(1 + e^z) − t z, and Σ t (log Σ e^z − z).
    """
    rows, units = a.shape
    zero = a.dtype.type(0)
    total = 0.0
    for i in range(rows):
        term = zero
        if kind in (HALF_SQUARED, MEAN_SQUARED):
            for j in range(units):
                term += (y_true[i, j] - a[i, j]) * (y_true[i, j] - a[i, j])
        elif kind == MEAN_ABSOLUTE:
            for j in range(units):
                term += abs(y_true[i, j] - a[i, j])
        elif kind == BINARY:
            for j in range(units):
                v = z[i, j]
                term += max(v, zero) - y_true[i, j] * v + np.log1p(np.exp(-abs(v)))
        else:
            term = _categorical(row_of(y_true, i, 0, units), row_of(z, i, 0, units))
        total += term
    if kind == HALF_SQUARED:
        total *= 0.5
    elif kind in (MEAN_SQUARED, MEAN_ABSOLUTE):
        total /= units
    return total


@compiled
def _categorical(y_true, z):
    top = z[0]
    for j in range(len(z)):
        top = max(top, z[j])
    powers = z.dtype.type(0)
    share = z.dtype.type(0)
    along = z.dtype.type(0)
    for j in range(len(z)):
        powers += exponential(z[j] - top)
        share += y_true[j]
        along += y_true[j] * (z[j] - top)
    return np.log(powers) * share - along


@compiled
def output_delta(kind, activation, leak, y_true, a, factor, d):
    """Write factor · ∂(sum of the rows' losses)/∂z into ``d``, all of shape (rows, outputs)."""
    rows, units = a.shape
    one, zero = a.dtype.type(1), a.dtype.type(0)
    if kind == CATEGORICAL:
        for i in range(rows):
            share = zero
            for j in range(units):
                share += y_true[i, j]
            for j in range(units):
                d[i, j] = (a[i, j] * share - y_true[i, j]) * factor
        return
    if kind == MEAN_ABSOLUTE:
        factor = factor / a.dtype.type(units)
        for i in range(rows):
            for j in range(units):
                over = a[i, j] - y_true[i, j]
                d[i, j] = factor * ((one if over > zero else zero) - (one if over < zero else zero))
    else:
        if kind == MEAN_SQUARED:
            factor = factor * (a.dtype.type(2) / a.dtype.type(units))
        for i in range(rows):
            for j in range(units):
                d[i, j] = (a[i, j] - y_true[i, j]) * factor
    if kind != BINARY:
        multiply_by_derivative(activation, a, leak, d, ALL, units)
