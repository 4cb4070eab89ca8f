"""Activation functions, each with its derivative beside it.

All arrays are of shape (batch, units). Complex arrays are taken too, wherever φ is analytic, with
cases chosen by the real part: so a derivative of any order can be had from an imaginary step.
"""

import numpy as np

from engine.arrays import FloatArray
from engine.catalogue.functions import Activation, Keys, Outputs, copy
from engine.catalogue.records import Catalogue, Key, Range, Typed

LEAK = Key(
    "leak",
    "ε",
    "Leak ε",
    "The slope for z < 0.",
    0.01,
    Range("a number from 0 to below 1", lambda value: 0 <= value < 1),
)


def _sigmoid(z: FloatArray, out: FloatArray, _: Keys) -> FloatArray:
    """Compute φ(z) = 1 / (1 + e^−z)."""
    # Below this z e^−z would overflow. To all digits 1 + e^z is 1 there, the sigmoid e^z.
    lowest = -87.0 if z.dtype == np.float32 else -708.0
    below = z.real < lowest
    powers = np.exp(z[below]) if below.any() else None
    np.maximum(z, lowest, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    out += 1.0
    np.reciprocal(out, out=out)
    if powers is not None:
        out[below] = powers
    return out


def _sigmoid_delta(
    loss_by_activation: FloatArray, _z: FloatArray, a: FloatArray, out: FloatArray, _: Keys
) -> FloatArray:
    np.multiply(loss_by_activation, a, out=out)
    out *= 1.0 - a
    return out


def _step(z: FloatArray, out: FloatArray, _: Keys) -> FloatArray:
    """Compute φ(z) = 1 for z ≥ 0, else 0."""
    np.copyto(out, z.real >= 0.0)
    return out


def _step_delta(
    _loss_by_activation: FloatArray, _z: FloatArray, _a: FloatArray, out: FloatArray, _: Keys
) -> FloatArray:
    out.fill(0.0)
    return out


def _relu(z: FloatArray, out: FloatArray, _: Keys) -> FloatArray:
    """Compute φ(z) = max(0, z)."""
    return np.multiply(z, z.real > 0.0, out=out)


def _leaky_relu(z: FloatArray, out: FloatArray, keys: Keys) -> FloatArray:
    """Compute φ(z) = ε z + (1 − ε) max(0, z)."""
    return np.multiply(z, _leaky_slope(z, z, keys), out=out)


def _leaky_slope(z: FloatArray, _a: FloatArray, keys: Keys) -> FloatArray:
    slope: FloatArray = np.where(z.real > 0.0, 1.0, keys["leak"]).astype(z.dtype)
    return slope


def _softplus(z: FloatArray, out: FloatArray, _: Keys) -> FloatArray:
    """Compute φ(z) = log(1 + e^z), finite for every finite z: the exponential is of −|z|."""
    above = z.real > 0.0
    np.copyto(out, np.where(above, z, 0.0) + np.log1p(np.exp(np.where(above, -z, z))))
    return out


def _softmax(z: FloatArray, out: FloatArray, _: Keys) -> FloatArray:
    """Compute φ(z)_i = e^{z_i} / Σ_k e^{z_k}."""
    # Subtracting the row's largest z changes nothing and keeps e^z finite.
    np.subtract(z, np.maximum.reduce(z.real, axis=1, keepdims=True), out=out)
    np.exp(out, out=out)
    out /= np.add.reduce(out, axis=1, keepdims=True)
    return out


def _softmax_derivative(_z: FloatArray, a: FloatArray, _: Keys) -> FloatArray:
    """Return ∂a_i/∂z_k = a_i ([i = k] − a_k)."""
    jacobian = -a[:, :, np.newaxis] * a[:, np.newaxis, :]
    diagonal = np.arange(a.shape[1])
    jacobian[:, diagonal, diagonal] += a
    return jacobian


def _softmax_delta(
    loss_by_activation: FloatArray, _z: FloatArray, a: FloatArray, out: FloatArray, _: Keys
) -> FloatArray:
    along = (loss_by_activation * a).sum(axis=1, keepdims=True)
    np.subtract(loss_by_activation, along, out=out)
    out *= a
    return out


def _typed(name: str, formula: str) -> Activation:
    # The grammar waits until a function is typed.
    from engine.catalogue.typed import typed_activation

    return typed_activation(name, formula)


_SHARE = "numbers from 0 to 1"

ACTIVATIONS: Catalogue[Activation] = Catalogue(
    Activation(
        id="linear",
        name="linear",
        value=copy,
        derivative=lambda z, _a, _: np.ones_like(z),
        delta=lambda loss_by_activation, _z, _a, out, keys: copy(loss_by_activation, out, keys),
    ),
    Activation(
        id="step",
        name="step",
        value=_step,
        derivative=lambda z, _a, _: np.zeros_like(z),
        delta=_step_delta,
        kink="A step has no derivative where it jumps; 0 is used there.",
        note="A step is flat on both sides of its jump, so nothing flows back through it.",
        outputs=Outputs(0.0, 1.0, "0 or 1"),
        jumps=True,
    ),
    Activation(
        id="sigmoid",
        name="sigmoid",
        value=_sigmoid,
        derivative=lambda _z, a, _: a * (1.0 - a),
        delta=_sigmoid_delta,
        outputs=Outputs(0.0, 1.0, _SHARE),
        is_probability=True,
    ),
    Activation(
        id="tanh",
        name="tanh",
        value=lambda z, out, _: np.tanh(z, out=out),
        derivative=lambda _z, a, _: 1.0 - a * a,
        outputs=Outputs(-1.0, 1.0, "numbers from −1 to 1"),
    ),
    Activation(
        id="relu",
        name="ReLU",
        value=_relu,
        derivative=lambda z, _a, _: (z.real > 0.0).astype(z.dtype),
        kink="ReLU has no derivative at {pre_activation} = 0; 0 is used there.",
        outputs=Outputs(0.0, np.inf, "no negative numbers"),
        initialiser="he",
    ),
    Activation(
        id="leaky-relu",
        name="leaky ReLU",
        value=_leaky_relu,
        derivative=_leaky_slope,
        keys=(LEAK,),
        kink="Leaky ReLU has no derivative at {pre_activation} = 0; {leak} is used there.",
        initialiser="he",
    ),
    Activation(
        id="softplus",
        name="softplus",
        value=_softplus,
        derivative=lambda _z, a, _: -np.expm1(-a),
        outputs=Outputs(0.0, np.inf, "no negative numbers"),
    ),
    Activation(
        id="softmax",
        name="softmax",
        value=_softmax,
        derivative=_softmax_derivative,
        delta=_softmax_delta,
        outputs=Outputs(0.0, 1.0, _SHARE),
        couples_units=True,
    ),
    typed=Typed("f(z) = ", ("z",), _typed),
)
