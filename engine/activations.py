"""Activation functions, each with its derivative beside it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from engine.arrays import FloatArray


class Activation(ABC):
    """A function φ from pre-activations z to activations a, with its derivative.

    All arrays are of shape (batch, units). ``out`` receives the result and is returned. Complex
    arrays are taken too, wherever φ is analytic, with cases told apart by the real part: so a
    derivative of any order can be had from an imaginary step.
    """

    jumps = False
    """Whether φ leaps from one value to another at a kink (the step)."""

    couples_units = False
    """Whether a unit's activation depends on the other units of its layer (softmax)."""

    @abstractmethod
    def value(self, z: FloatArray, out: FloatArray) -> FloatArray:
        """Compute a = φ(z)."""

    @abstractmethod
    def derivative(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """Return ∂a/∂z, of shape (batch, units); (batch, units, units) where units couple."""

    @abstractmethod
    def delta(
        self, loss_by_activation: FloatArray, z: FloatArray, a: FloatArray, out: FloatArray
    ) -> FloatArray:
        """Compute delta = ∂L/∂z from ∂L/∂a. ``out`` may be ``loss_by_activation`` itself."""

    def kinked(self, z: FloatArray) -> FloatArray | None:  # noqa: ARG002
        """Return values whose sign changes at the points where φ has no derivative, or None."""
        return None


class Linear(Activation):
    """φ(z) = z."""

    def value(self, z: FloatArray, out: FloatArray) -> FloatArray:
        np.copyto(out, z)
        return out

    def derivative(self, z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG002
        return np.ones_like(z)

    def delta(
        self,
        loss_by_activation: FloatArray,
        z: FloatArray,  # noqa: ARG002
        a: FloatArray,  # noqa: ARG002
        out: FloatArray,
    ) -> FloatArray:
        np.copyto(out, loss_by_activation)
        return out


class Sigmoid(Activation):
    """φ(z) = 1 / (1 + e^−z), derivative a (1 − a)."""

    def value(self, z: FloatArray, out: FloatArray) -> FloatArray:
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

    def derivative(self, z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG002
        return a * (1.0 - a)

    def delta(
        self,
        loss_by_activation: FloatArray,
        z: FloatArray,  # noqa: ARG002
        a: FloatArray,
        out: FloatArray,
    ) -> FloatArray:
        np.multiply(loss_by_activation, a, out=out)
        out *= 1.0 - a
        return out


class Tanh(Activation):
    """φ(z) = tanh z, derivative 1 − a²."""

    def value(self, z: FloatArray, out: FloatArray) -> FloatArray:
        return np.tanh(z, out=out)

    def derivative(self, z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG002
        return 1.0 - a * a

    def delta(
        self,
        loss_by_activation: FloatArray,
        z: FloatArray,  # noqa: ARG002
        a: FloatArray,
        out: FloatArray,
    ) -> FloatArray:
        return np.multiply(loss_by_activation, 1.0 - a * a, out=out)


class Step(Activation):
    """φ(z) = 1 for z ≥ 0, else 0: the perceptron's; derivative 0 wherever there is one."""

    jumps = True

    def value(self, z: FloatArray, out: FloatArray) -> FloatArray:
        np.copyto(out, z.real >= 0.0)
        return out

    def derivative(self, z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG002
        return np.zeros_like(z)

    def delta(
        self,
        loss_by_activation: FloatArray,  # noqa: ARG002
        z: FloatArray,  # noqa: ARG002
        a: FloatArray,  # noqa: ARG002
        out: FloatArray,
    ) -> FloatArray:
        out.fill(0.0)
        return out

    def kinked(self, z: FloatArray) -> FloatArray | None:
        return z


class ReLU(Activation):
    """φ(z) = max(0, z), derivative 1 for z > 0, else 0."""

    def value(self, z: FloatArray, out: FloatArray) -> FloatArray:
        return np.multiply(z, z.real > 0.0, out=out)

    def derivative(self, z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG002
        return (z.real > 0.0).astype(z.dtype)

    def delta(
        self,
        loss_by_activation: FloatArray,
        z: FloatArray,
        a: FloatArray,  # noqa: ARG002
        out: FloatArray,
    ) -> FloatArray:
        return np.multiply(loss_by_activation, z.real > 0.0, out=out)

    def kinked(self, z: FloatArray) -> FloatArray | None:
        return z


@dataclass(frozen=True, slots=True)
class LeakyReLU(Activation):
    """φ(z) = ε z + (1 − ε) max(0, z), derivative 1 for z > 0, else ε.

    Attributes
    ----------
    leak : float
        ε, the slope for z < 0.
    """

    leak: float = 0.01

    def _slope(self, z: FloatArray) -> FloatArray:
        slope: FloatArray = np.where(z.real > 0.0, 1.0, self.leak).astype(z.dtype)
        return slope

    def value(self, z: FloatArray, out: FloatArray) -> FloatArray:
        return np.multiply(z, self._slope(z), out=out)

    def derivative(self, z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG002
        return self._slope(z)

    def delta(
        self,
        loss_by_activation: FloatArray,
        z: FloatArray,
        a: FloatArray,  # noqa: ARG002
        out: FloatArray,
    ) -> FloatArray:
        return np.multiply(loss_by_activation, self._slope(z), out=out)

    def kinked(self, z: FloatArray) -> FloatArray | None:
        return z


class Softplus(Activation):
    """φ(z) = log(1 + e^z), the "soft ReLU"; derivative sigmoid(z) = 1 − e^−a."""

    def value(self, z: FloatArray, out: FloatArray) -> FloatArray:
        np.copyto(out, softplus(z))
        return out

    def derivative(self, z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG002
        return -np.expm1(-a)

    def delta(
        self,
        loss_by_activation: FloatArray,
        z: FloatArray,  # noqa: ARG002
        a: FloatArray,
        out: FloatArray,
    ) -> FloatArray:
        return np.multiply(loss_by_activation, -np.expm1(-a), out=out)


def softplus(z: FloatArray) -> FloatArray:
    """Return log(1 + e^z), finite for every finite z: the exponential is of −|z|."""
    above = z.real > 0.0
    return np.where(above, z, 0.0) + np.log1p(np.exp(np.where(above, -z, z)))


class Softmax(Activation):
    """φ(z)_i = e^{z_i} / Σ_k e^{z_k}, derivative ∂a_i/∂z_k = a_i ([i = k] − a_k)."""

    couples_units = True

    def value(self, z: FloatArray, out: FloatArray) -> FloatArray:
        # Subtracting the row's largest z changes nothing and keeps e^z finite.
        np.subtract(z, np.maximum.reduce(z.real, axis=1, keepdims=True), out=out)
        np.exp(out, out=out)
        out /= np.add.reduce(out, axis=1, keepdims=True)
        return out

    def derivative(self, z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG002
        jacobian = -a[:, :, np.newaxis] * a[:, np.newaxis, :]
        diagonal = np.arange(a.shape[1])
        jacobian[:, diagonal, diagonal] += a
        return jacobian

    def delta(
        self,
        loss_by_activation: FloatArray,
        z: FloatArray,  # noqa: ARG002
        a: FloatArray,
        out: FloatArray,
    ) -> FloatArray:
        along = (loss_by_activation * a).sum(axis=1, keepdims=True)
        np.subtract(loss_by_activation, along, out=out)
        out *= a
        return out


ACTIVATIONS: MappingProxyType[str, Activation] = MappingProxyType(
    {
        "linear": Linear(),
        "step": Step(),
        "sigmoid": Sigmoid(),
        "tanh": Tanh(),
        "relu": ReLU(),
        "leaky-relu": LeakyReLU(),
        "softplus": Softplus(),
        "softmax": Softmax(),
    }
)


def activation_of(name: str, leak: float = 0.01) -> Activation:
    """Return an activation by its name; ``leak`` is leaky ReLU's ε."""
    return LeakyReLU(leak) if name == "leaky-relu" else ACTIVATIONS[name]
