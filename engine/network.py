"""The fast pass: forward, loss and gradient over a batch, in preallocated arrays."""

import numpy as np

from engine.activations import ACTIVATIONS, Activation
from engine.arrays import FloatArray
from engine.losses import LOSSES
from engine.optimisers import SGD
from engine.parameters import Parameters


class Network:
    """A network that computes batches with given parameters.

    The arrays it works in are allocated once for ``capacity`` rows, and every pass reuses them:
    what ``forward`` returns is overwritten by the next call.

    Parameters
    ----------
    parameters : Parameters
        Values that are used, and changed by ``update``; their dtype is the pass's precision.
    capacity : int
        The most rows a batch will have.

    Attributes
    ----------
    gradient : Parameters
        ∂L/∂(every parameter) of the latest ``loss_and_gradient``, frozen biases included.
    """

    def __init__(self, parameters: Parameters, capacity: int) -> None:
        layout = parameters.layout
        scenario = layout.scenario
        dtype = parameters.flat.dtype
        self.parameters = parameters
        self.capacity = capacity
        self.gradient = Parameters(layout, np.zeros(layout.size, dtype=dtype))
        self._work = np.empty(layout.trained, dtype=dtype)
        self._activations: list[Activation] = [ACTIVATIONS[la.activation] for la in scenario.layers]
        self._loss = LOSSES[scenario.loss]
        self._mean = scenario.reduction == "mean"
        sizes = scenario.sizes[1:]
        self._z = [np.empty((capacity, size), dtype=dtype) for size in sizes]
        self._a = [np.empty((capacity, size), dtype=dtype) for size in sizes]
        self._delta = [np.empty((capacity, size), dtype=dtype) for size in sizes]

    def forward(self, x: FloatArray) -> FloatArray:
        """Return the output activations, shape (batch, outputs), for inputs (batch, inputs)."""
        rows = len(x)
        previous = x
        parameters = self.parameters
        for index, activation in enumerate(self._activations):
            z, a = self._z[index][:rows], self._a[index][:rows]
            np.matmul(previous, parameters.weights[index].T, out=z)
            if len(parameters.biases[index]):
                z += parameters.biases[index]
            previous = activation.value(z, a)
        return previous

    def pre_activations(self, rows: int) -> list[FloatArray]:
        """Return every layer's z of the latest ``forward`` over ``rows`` rows (views)."""
        return [z[:rows] for z in self._z]

    def loss(self, x: FloatArray, y_true: FloatArray) -> float:
        """Return the batch's loss L, its samples combined by the scenario's reduction."""
        a = self.forward(x)
        return self._total(y_true, a)

    def _total(self, y_true: FloatArray, a: FloatArray) -> float:
        total = float(self._loss.terms(y_true, a, self._z[-1][: len(a)]).sum())
        return total / len(a) if self._mean else total

    def loss_and_gradient(self, x: FloatArray, y_true: FloatArray) -> float:
        """Return the batch's loss and leave the gradient of it in ``gradient``.

        Parameters
        ----------
        x : ndarray of shape (batch, inputs)
            Inputs in the parameters' dtype.
        y_true : ndarray of shape (batch, outputs)
            Targets in the same dtype.
        """
        rows = len(x)
        a = self.forward(x)
        loss = self._total(y_true, a)
        self._output_delta(y_true, a)
        for index in reversed(range(len(self._activations))):
            delta = self._delta[index][:rows]
            previous = x if index == 0 else self._a[index - 1][:rows]
            np.matmul(delta.T, previous, out=self.gradient.weights[index])
            bias = self.gradient.biases[index]
            if len(bias) == delta.shape[1]:
                np.sum(delta, axis=0, out=bias)
            elif len(bias):
                bias[0] = delta.sum()
            if index > 0:
                below = self._delta[index - 1][:rows]
                np.matmul(delta, self.parameters.weights[index], out=below)
                z = self._z[index - 1][:rows]
                self._activations[index - 1].delta(below, z, previous, below)
        return loss

    def _output_delta(self, y_true: FloatArray, a: FloatArray) -> None:
        delta, z = self._delta[-1][: len(a)], self._z[-1][: len(a)]
        fused = self._loss.delta(y_true, a)
        if fused is not None:
            np.copyto(delta, fused)
        else:
            gradient = self._loss.gradient(y_true, a, z)
            self._activations[-1].delta(gradient, z, a, delta)
        if self._mean:
            delta /= len(a)

    def update(self, optimiser: SGD) -> None:
        """Change the trained parameters by the optimiser's rule and the latest gradient."""
        layout = self.parameters.layout
        optimiser.update(self.parameters.trained, self.gradient.flat[: layout.trained], self._work)
