"""Newton's method: the exact Hessian of the loss and the step it gives.

A column of the Hessian is the derivative of the gradient by one parameter. It is taken with a
complex step: for an analytic function, f(x + i h) = f(x) + i h f′(x) + O(h²), so the imaginary
part over h is the derivative with no difference of nearly equal numbers in it, and h can be so
small that the rest vanishes (Squire and Trapp, 1998). The result is exact but for rounding.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import FloatArray
from engine.parameters import Parameters
from engine.passes import Masks, backward, forward

_STEP = 1e-30
# The least curvature, as a share of the greatest, that is taken as it is.
_FLAT = 1e-6


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class NewtonStep:
    """The step d = (H + τ I)⁻¹ g of Newton's method.

    Attributes
    ----------
    hessian : ndarray of shape (trained, trained)
        H, the second derivatives of L by the trained parameters.
    smallest, largest : float
        H's smallest and largest eigenvalue; H is positive definite where the smallest is above 0.
    shift : float
        τ. It is 0 where H is safely positive definite. Elsewhere Newton's step would lead up, or
        without end along a flat direction, so H is shifted until its smallest eigenvalue is a
        millionth of its greatest in size, but τ at least twice what the smallest lacks. Where H is
        zero throughout τ is 1, which leaves gradient descent.
    step : ndarray of shape (trained,)
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


def hessian(
    parameters: Parameters, x: FloatArray, y_true: FloatArray, masks: Masks | None = None
) -> FloatArray:
    """Return the second derivatives of L by the trained parameters, (trained, trained).

    Parameters
    ----------
    parameters : Parameters
        Where to differentiate, n of them trained; the cost is n passes, the memory n².
    x : ndarray of shape (m, inputs)
        Inputs.
    y_true : ndarray of shape (m, outputs)
        Targets.
    masks : sequence of ndarray or None, optional
        Dropout masks.
    """
    layout = parameters.layout
    moved = Parameters(layout, parameters.flat.astype(np.complex128))
    inputs: Any = x.astype(np.complex128)
    second = np.empty((layout.trained, layout.trained))
    for column in range(layout.trained):
        moved.flat[column] += 1j * _STEP
        gradient = backward(moved, y_true, forward(moved, inputs, masks)).gradient
        second[:, column] = gradient.trained.imag / _STEP
        moved.flat[column] = parameters.flat[column]
    # Equal to its transpose but for rounding.
    symmetric: FloatArray = 0.5 * (second + second.T)
    return symmetric


def newton_step(second: FloatArray, gradient: FloatArray) -> NewtonStep:
    """Return Newton's step for a Hessian and a gradient.

    Parameters
    ----------
    second : ndarray of shape (n, n)
        The Hessian, symmetric and finite.
    gradient : ndarray of shape (n,)
        ∂L/∂(each parameter).

    Raises
    ------
    ArithmeticError
        The Hessian is not finite.
    """
    if not np.isfinite(second).all():
        raise ArithmeticError("the Hessian is not finite; try other starting values")
    curvatures, directions = np.linalg.eigh(second)
    smallest, largest = float(curvatures[0]), float(curvatures[-1])
    # Without any curvature at all what is left is gradient descent.
    floor = _FLAT * max(abs(smallest), abs(largest)) or 1.0
    shift = 0.0 if smallest >= floor else max(floor - smallest, -2.0 * smallest)
    along = directions.T @ gradient
    step: FloatArray = directions @ (along / (curvatures + shift))
    return NewtonStep(second, smallest, largest, shift, step)
