"""The exact Hessian of the loss.

A column of the Hessian is the derivative of the gradient by one parameter. It is taken with a
complex step: for an analytic function, f(x + i h) = f(x) + i h f′(x) + O(h²), so the imaginary
part over h is the derivative with no difference of nearly equal numbers in it, and h can be so
small that the rest vanishes (Squire and Trapp, 1998). The result is exact but for rounding.
"""

from typing import Any

import numpy as np

from engine.arrays import FloatArray
from engine.iteration.passes import Masks, backward, forward
from engine.network.parameters import Parameters

_STEP = 1e-30


def hessian(
    parameters: Parameters, x: FloatArray, y_true: FloatArray, masks: Masks | None = None
) -> FloatArray:
    """Return the second derivatives of L by the n parameters that an update changes, (n, n).

    Parameters
    ----------
    parameters : Parameters
        Where to differentiate; the cost is n passes, the memory n².
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
    updated = np.arange(layout.trained)[layout.updated]
    second = np.empty((len(updated), len(updated)))
    for column, index in enumerate(updated):
        moved.flat[index] += 1j * _STEP
        gradient = backward(moved, y_true, forward(moved, inputs, masks)).gradient
        second[:, column] = gradient.trained[layout.updated].imag / _STEP
        moved.flat[index] = parameters.flat[index]
    # Equal to its transpose but for rounding.
    symmetric: FloatArray = 0.5 * (second + second.T)
    return symmetric
