"""Activation functions and their derivatives, over a whole layer in place."""

import numpy as np
from numba import types
from numba.extending import overload

from engine.compiled.compiling import compiled, exponential
from engine.compiled.given import (
    LEAKY_RELU,
    LINEAR,
    RELU,
    SIGMOID,
    SOFTMAX,
    SOFTPLUS,
    STEP,
    TANH,
)


def _tanh(x):
    """Return tanh x; in float32 by arithmetic that vectorises."""
    return np.tanh(x)


@overload(_tanh)
def _tanh_of(x):
    if x != types.float32:
        return lambda x: np.tanh(x)  # noqa: PLW0108  # Numba wants a function of Python

    def single(x):
        # Cephes' tanhf: a polynomial around 0, where 1 − 2/(e^2x + 1) would lose its digits.
        s = x * x
        p = np.float32(-5.70498872745e-3)
        p = p * s + np.float32(2.06390887954e-2)
        p = p * s + np.float32(-5.37397155531e-2)
        p = p * s + np.float32(1.33314422036e-1)
        p = p * s + np.float32(-3.33332819422e-1)
        near = p * s * x + x
        one, two = np.float32(1.0), np.float32(2.0)
        far = one - two / (exponential(x + x) + one)
        return near if abs(x) < np.float32(0.625) else far

    return single


@compiled
def activate(kind, a, bias, leak):
    """Turn z − bias, shape (rows, units), into a = φ(z) where it stands."""
    one, zero = a.dtype.type(1), a.dtype.type(0)
    rows, units = a.shape
    if kind == SIGMOID:
        for i in range(rows):
            for j in range(units):
                a[i, j] = one / (one + exponential(-(a[i, j] + bias[j])))
    elif kind == TANH:
        for i in range(rows):
            for j in range(units):
                a[i, j] = _tanh(a[i, j] + bias[j])
    elif kind in (RELU, LEAKY_RELU, LINEAR):
        # One line through 0 with two slopes: 0, the leak or 1 to the left.
        slope = zero if kind == RELU else (one if kind == LINEAR else leak)
        for i in range(rows):
            for j in range(units):
                z = a[i, j] + bias[j]
                a[i, j] = slope * z if z <= zero else z
    elif kind == STEP:
        for i in range(rows):
            for j in range(units):
                z = a[i, j] + bias[j]
                # z · 0 keeps what is not a number from looking like one.
                a[i, j] = (one if z >= zero else zero) + z * zero
    elif kind == SOFTPLUS:
        for i in range(rows):
            for j in range(units):
                z = a[i, j] + bias[j]
                a[i, j] = max(z, zero) + np.log1p(np.exp(-abs(z)))
    else:
        _softmax(a, bias)


@compiled
def _softmax(a, bias):
    rows, units = a.shape
    for i in range(rows):
        top = a[i, 0] + bias[0]
        for j in range(units):
            a[i, j] += bias[j]
            top = max(top, a[i, j])
        total = a.dtype.type(0)
        for j in range(units):
            a[i, j] = exponential(a[i, j] - top)
            total += a[i, j]
        share = a.dtype.type(1) / total
        for j in range(units):
            a[i, j] *= share


@compiled
def multiply_by_derivative(kind, a, leak, d):
    """Turn d = ∂L/∂a into delta = ∂L/∂z where it stands, both of shape (rows, units)."""
    one, zero = a.dtype.type(1), a.dtype.type(0)
    rows, units = a.shape
    if kind == SIGMOID:
        for i in range(rows):
            for j in range(units):
                d[i, j] *= a[i, j] * (one - a[i, j])
    elif kind == TANH:
        for i in range(rows):
            for j in range(units):
                d[i, j] *= one - a[i, j] * a[i, j]
    elif kind in (RELU, LEAKY_RELU, STEP):
        left = leak if kind == LEAKY_RELU else zero
        right = zero if kind == STEP else one
        for i in range(rows):
            for j in range(units):
                d[i, j] *= right if a[i, j] > zero else left
    elif kind == SOFTPLUS:
        # The derivative is the sigmoid of z, which is 1 − e^−a.
        for i in range(rows):
            for j in range(units):
                d[i, j] *= -np.expm1(-a[i, j])
    elif kind == SOFTMAX:
        for i in range(rows):
            along = zero
            for j in range(units):
                along += d[i, j] * a[i, j]
            for j in range(units):
                d[i, j] = (d[i, j] - along) * a[i, j]
