"""RMSprop."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import FloatArray
from engine.optimisers.base import Moments, Optimiser
from engine.quantities import Quantity


@dataclass(frozen=True, slots=True)
class RMSprop(Optimiser):
    """s ← ρ s + (1 − ρ) (∂L/∂w)², then w ← w − α ∂L/∂w / (√s + ε) (Hinton, 2012, lecture 6e).

    Attributes
    ----------
    decay : float
        ρ, how much of the mean square stays.
    epsilon : float
        ε, which keeps the quotient finite.
    """

    decay: float = 0.99
    epsilon: float = 1e-8
    moments = (Quantity.MEAN_SQUARE,)

    def update(
        self,
        values: FloatArray,
        gradient: FloatArray,
        moments: Moments,
        learning_rate: float,
        number: int,  # noqa: ARG002
    ) -> tuple[FloatArray, Moments]:
        """Return the new values and the mean square."""
        square = self.decay * moments[Quantity.MEAN_SQUARE] + (1.0 - self.decay) * gradient**2
        step = gradient / (np.sqrt(square) + self.epsilon)
        return values - learning_rate * step, {Quantity.MEAN_SQUARE: square}
