"""Gradient descent, over all rows or over mini-batches."""

from dataclasses import dataclass

from engine.arrays import FloatArray
from engine.optimisers.base import Moments, Optimiser


@dataclass(frozen=True, slots=True)
class SGD(Optimiser):
    """w ← w − α ∂L/∂w."""

    def update(
        self,
        values: FloatArray,
        gradient: FloatArray,
        moments: Moments,
        learning_rate: float,
        number: int,  # noqa: ARG002
    ) -> tuple[FloatArray, Moments]:
        """Return the new values."""
        return values - learning_rate * gradient, moments
