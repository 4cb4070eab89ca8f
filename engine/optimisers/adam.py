"""Adam, and AdamW, which shrinks weights apart from the gradient."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.optimisers.base import Moments, Optimiser
from engine.quantities import Quantity


@dataclass(frozen=True, slots=True, eq=False)
class Adam(Optimiser):
    """A mean of the gradient divided by the root of a mean of its square.

    With g = ∂L/∂w and t the number of the update (Kingma and Ba, 2015, algorithm 1):

    - m ← β1 m + (1 − β1) g and v ← β2 v + (1 − β2) g²
    - w ← w − α m̂ / (√v̂ + ε), with m̂ = m / (1 − β1^t) and v̂ = v / (1 − β2^t)

    AdamW first shrinks w to (1 − α λ) w (Loshchilov and Hutter, 2019, algorithm 2).

    Attributes
    ----------
    beta1, beta2 : float
        β1 and β2, how much of either moment stays.
    epsilon : float
        ε, which keeps the quotient finite.
    weight_decay : float
        λ; 0 is plain Adam.
    decayed : ndarray of bool, shape (trained,), or None
        Which parameters shrink: the weights; None means all.
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    weight_decay: float = 0.0
    decayed: NDArray[np.bool_] | None = None
    moments = (Quantity.FIRST_MOMENT, Quantity.SECOND_MOMENT)

    def update(
        self,
        values: FloatArray,
        gradient: FloatArray,
        moments: Moments,
        learning_rate: float,
        number: int,
    ) -> tuple[FloatArray, Moments]:
        """Return the new values and both moments."""
        first = self.beta1 * moments[Quantity.FIRST_MOMENT] + (1.0 - self.beta1) * gradient
        second = self.beta2 * moments[Quantity.SECOND_MOMENT] + (1.0 - self.beta2) * gradient**2
        first_corrected = first / (1.0 - self.beta1**number)
        second_corrected = second / (1.0 - self.beta2**number)
        step = first_corrected / (np.sqrt(second_corrected) + self.epsilon)
        shrunk = values * (1.0 - learning_rate * self.decay_of())
        kept = {Quantity.FIRST_MOMENT: first, Quantity.SECOND_MOMENT: second}
        return shrunk - learning_rate * step, kept

    def decay_of(self) -> FloatArray | float:
        """Return λ for each parameter, 0 for those that do not shrink."""
        return self.weight_decay if self.decayed is None else self.weight_decay * self.decayed
