"""Loss functions, each with its gradient beside it.

All arrays are of shape (batch, outputs). A loss gives one term per output; the loss of a sample
is the sum of its terms, and the scenario's reduction combines the samples of a batch.
"""

import math
from abc import ABC, abstractmethod
from types import MappingProxyType

import numpy as np

from engine.arrays import FloatArray


class Loss(ABC):
    """A loss as a sum of one term per output."""

    output_activation: str | None = None
    """The output activation a cross-entropy belongs to; None where any will do."""

    @abstractmethod
    def terms(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:
        """Return each output's term of each sample's loss.

        Parameters
        ----------
        y_true, a, z : ndarray of shape (batch, outputs)
            Targets, activations and pre-activations of the output layer. The cross-entropies
            are computed from z, where they stay finite and exact for outputs close to 0 and 1.
        """

    def total(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> float:
        """Return the sum of all samples' losses."""
        return float(self.terms(y_true, a, z).sum())

    @abstractmethod
    def gradient(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:
        """Return ∂(sample loss)/∂a, shape (batch, outputs): the first factor of the chain."""

    def delta(self, y_true: FloatArray, a: FloatArray) -> FloatArray | None:  # noqa: ARG002
        """Return ∂(sample loss)/∂z where loss and output activation cancel, else None."""
        return None

    def kinked(self, y_true: FloatArray, a: FloatArray) -> FloatArray | None:  # noqa: ARG002
        """Return values whose sign changes where the loss has no derivative, or None."""
        return None


class HalfSquaredError(Loss):
    """½ (t − a)², summed over the outputs."""

    def terms(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:  # noqa: ARG002
        return 0.5 * np.square(y_true - a)

    def gradient(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:  # noqa: ARG002
        return a - y_true


class MeanSquaredError(Loss):
    """(t − a)² averaged over the N outputs: each output's term is (t − a)² / N."""

    def terms(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:  # noqa: ARG002
        terms: FloatArray = np.square(y_true - a) / a.shape[1]
        return terms

    def gradient(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:  # noqa: ARG002
        gradient: FloatArray = (a - y_true) * (2.0 / a.shape[1])
        return gradient


class MeanAbsoluteError(Loss):
    """|t − a| averaged over the N outputs; at t = a, where there is none, the derivative is 0."""

    def terms(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:  # noqa: ARG002
        apart = a - y_true
        terms: FloatArray = apart * (np.sign(apart.real) / a.shape[1])
        return terms

    def gradient(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:  # noqa: ARG002
        gradient: FloatArray = np.sign((a - y_true).real).astype(a.dtype) / a.shape[1]
        return gradient

    def kinked(self, y_true: FloatArray, a: FloatArray) -> FloatArray | None:
        return a - y_true


class BinaryCrossEntropy(Loss):
    """−(t log a + (1 − t) log(1 − a)) with a = sigmoid(z), summed over the outputs."""

    output_activation = "sigmoid"

    def terms(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:  # noqa: ARG002
        # log a = −log(1 + e^−z) and log(1 − a) = −log(1 + e^z), so the loss is log(1 + e^z) − t z;
        # what cancels there for large z is taken together first.
        above = z.real > 0.0
        tail: FloatArray = np.log1p(np.exp(np.where(above, -z, z)))
        return np.where(above, z, 0.0) - y_true * z + tail

    def gradient(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:  # noqa: ARG002
        # (1 − t)/(1 − a) − t/a, with 1/a = 1 + e^−z and 1/(1 − a) = 1 + e^z.
        bounded = np.clip(z, *((-87.0, 87.0) if z.dtype == np.float32 else (-708.0, 708.0)))
        return (1.0 - y_true) * (1.0 + np.exp(bounded)) - y_true * (1.0 + np.exp(-bounded))

    def delta(self, y_true: FloatArray, a: FloatArray) -> FloatArray | None:
        return a - y_true


class CategoricalCrossEntropy(Loss):
    """−Σ_c t_c log a_c with a = softmax(z)."""

    output_activation = "softmax"

    def terms(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:  # noqa: ARG002
        return -y_true * _log_softmax(z)

    def total(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> float:
        if a.dtype == np.float32:
            # In training's precision log a is as good, a third of the time, while no a is 0.
            with np.errstate(divide="ignore", invalid="ignore"):
                total = -float(np.vdot(y_true, np.log(a)))
            if math.isfinite(total):
                return total
        return super().total(y_true, a, z)

    def gradient(self, y_true: FloatArray, a: FloatArray, z: FloatArray) -> FloatArray:  # noqa: ARG002
        limit = 87.0 if z.dtype == np.float32 else 708.0
        return -y_true * np.exp(np.minimum(-_log_softmax(z), limit))

    def delta(self, y_true: FloatArray, a: FloatArray) -> FloatArray | None:
        # Targets that add up to 1 make this the familiar a − t.
        delta: FloatArray = a * np.add.reduce(y_true, axis=1, keepdims=True)
        delta -= y_true
        return delta


def _log_softmax(z: FloatArray) -> FloatArray:
    shifted = z - z.real.max(axis=1, keepdims=True)
    result: FloatArray = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


LOSSES: MappingProxyType[str, Loss] = MappingProxyType(
    {
        "half-squared-error": HalfSquaredError(),
        "mean-squared-error": MeanSquaredError(),
        "mean-absolute-error": MeanAbsoluteError(),
        "binary-cross-entropy": BinaryCrossEntropy(),
        "categorical-cross-entropy": CategoricalCrossEntropy(),
    }
)
