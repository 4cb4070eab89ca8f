"""Stochastic gradient descent."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class SGD:
    """w ← w − learning_rate · ∂L/∂w, for every trained parameter at once.

    Attributes
    ----------
    learning_rate : float
        The factor on the gradient.
    """

    learning_rate: float

    def update(self, values: FloatArray, gradient: FloatArray, work: FloatArray) -> None:
        """Change ``values`` in place.

        Parameters
        ----------
        values, gradient, work : ndarray of shape (trained,)
            Trained parameters, their gradient, and room for the product.
        """
        np.multiply(gradient, self.learning_rate, out=work)
        np.subtract(values, work, out=values)
