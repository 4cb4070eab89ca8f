"""Activation functions and their derivatives, over a whole layer in place."""

import numpy as np
from numba import types
from numba.extending import overload

from engine.kernels.arguments import (
    LEAKY_RELU,
    LINEAR,
    RELU,
    SIGMOID,
    SOFTMAX,
    SOFTPLUS,
    STEP,
    TANH,
)
from engine.kernels.compiling import compiled, exponential, inlined
from engine.kernels.lines import line_of, lines_in
from engine.kernels.views import row_of


def hyperbolic_tangent(x):
    """Return tanh x; in float32 by arithmetic that vectorises."""
    return np.tanh(x)


@overload(hyperbolic_tangent)
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
def activate(kind, a, leak, start, stop):
    """Turn z, shape (rows, units), into a = φ(z) where it stands.

    Only the units from ``start`` to before ``stop``, but for softmax, which is of all of them.
    """
    if kind == SOFTMAX:
        _softmax(a)
        return
    for i in range(lines_in(a, start, stop)):
        _activate_line(kind, line_of(a, i, start, stop), leak)


@inlined
def _activate_line(kind, a, leak):
    one, zero = a.dtype.type(1), a.dtype.type(0)
    if kind == SIGMOID:
        for j in range(len(a)):
            a[j] = one / (one + exponential(-a[j]))
    elif kind == TANH:
        for j in range(len(a)):
            a[j] = hyperbolic_tangent(a[j])
    elif kind in (RELU, LEAKY_RELU):
        # One line through 0 with two slopes: 0 or the leak to the left.
        slope = zero if kind == RELU else leak
        for j in range(len(a)):
            a[j] = slope * a[j] if a[j] <= zero else a[j]
    elif kind == STEP:
        for j in range(len(a)):
            # z · 0 keeps what is not a number from looking like one.
            a[j] = (one if a[j] >= zero else zero) + a[j] * zero
    elif kind != LINEAR:
        for j in range(len(a)):
            a[j] = max(a[j], zero) + np.log1p(np.exp(-abs(a[j])))


@compiled
def _softmax(a):
    rows, units = a.shape
    for i in range(rows):
        top = a[i, 0]
        for j in range(units):
            top = max(top, a[i, j])
        total = a.dtype.type(0)
        for j in range(units):
            a[i, j] = exponential(a[i, j] - top)
            total += a[i, j]
        share = a.dtype.type(1) / total
        for j in range(units):
            a[i, j] *= share


@compiled
def multiply_by_derivative(kind, a, leak, d, start, stop):
    """Turn d = ∂L/∂a into delta = ∂L/∂z where it stands, both of shape (rows, units).

    Only the units from ``start`` to before ``stop``, but for softmax, which is of all of them.
    """
    if kind == SOFTMAX:
        for i in range(a.shape[0]):
            _softmax_backward(row_of(a, i, start, stop), row_of(d, i, start, stop))
        return
    for i in range(lines_in(a, start, stop)):
        _multiply_line(kind, line_of(a, i, start, stop), leak, line_of(d, i, start, stop))


@inlined
def _multiply_line(kind, a, leak, d):
    one, zero = a.dtype.type(1), a.dtype.type(0)
    if kind == SIGMOID:
        for j in range(len(a)):
            d[j] *= a[j] * (one - a[j])
    elif kind == TANH:
        for j in range(len(a)):
            d[j] *= one - a[j] * a[j]
    elif kind in (RELU, LEAKY_RELU, STEP):
        left = leak if kind == LEAKY_RELU else zero
        right = zero if kind == STEP else one
        for j in range(len(a)):
            d[j] *= right if a[j] > zero else left
    elif kind == SOFTPLUS:
        # The derivative is the sigmoid of z, which is 1 − e^−a.
        for j in range(len(a)):
            d[j] *= -np.expm1(-a[j])


@inlined
def _softmax_backward(a, d):
    along = a.dtype.type(0)
    for j in range(len(a)):
        along += d[j] * a[j]
    for j in range(len(a)):
        d[j] = (d[j] - along) * a[j]
