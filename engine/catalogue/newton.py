"""The step that a Hessian gives."""

import numpy as np
from msgspec import Struct

from engine.arrays import FloatArray

# The least curvature, as a share of the greatest, that is taken as it is.
_FLAT = 1e-6


class NewtonStep(Struct, frozen=True, eq=False, weakref=True):
    """The step d = (H + τ I)⁻¹ g of Newton's method.

    Attributes
    ----------
    hessian : ndarray of shape (n, n)
        H, the second derivatives of L by the n parameters that the update changes.
    smallest, largest : float
        H's smallest and largest eigenvalue; H is positive definite where the smallest is above 0.
    shift : float
        τ. It is 0 where H is safely positive definite. Elsewhere Newton's step would lead up, or
        without end along a flat direction, so H is shifted until its smallest eigenvalue is a
        millionth of its greatest in size, but τ at least twice what the smallest lacks. Where H is
        zero throughout τ is 1, which leaves gradient descent.
    step : ndarray of shape (n,)
        d; the update is w ← w − α d.
    """

    hessian: FloatArray
    smallest: float
    largest: float
    shift: float
    step: FloatArray

    @property
    def is_shifted(self) -> bool:
        """Whether H had to be shifted."""
        return self.shift > 0.0


def newton_step(second: FloatArray, gradient: FloatArray) -> NewtonStep:
    """Return Newton's step for a Hessian and a gradient.

    Parameters
    ----------
    second : ndarray of shape (n, n)
        The Hessian, symmetric and finite.
    gradient : ndarray of shape (n,)
        ∂L/∂(each parameter).
    """
    if not len(gradient):
        return NewtonStep(second, 0.0, 0.0, 0.0, gradient)
    curvatures, directions = np.linalg.eigh(second)
    smallest, largest = float(curvatures[0]), float(curvatures[-1])
    # Without any curvature at all what is left is gradient descent.
    floor = _FLAT * max(abs(smallest), abs(largest)) or 1.0
    shift = 0.0 if smallest >= floor else max(floor - smallest, -2.0 * smallest)
    along = directions.T @ gradient
    step: FloatArray = directions @ (along / (curvatures + shift))
    return NewtonStep(second, smallest, largest, shift, step)
