"""The fast pass: forward, loss and gradient over a batch, in preallocated arrays."""

from typing import NamedTuple

import numpy as np

from engine.activations import ACTIVATIONS, Activation
from engine.arrays import FloatArray
from engine.losses import LOSSES
from engine.parameters import Parameters

# Training needs a full batch, a last one and the chunks of an evaluation.
MAX_ROOMS = 16


class _Room(NamedTuple):
    """Views of the working arrays for one number of rows, an entry per layer."""

    z: list[FloatArray]
    a: list[FloatArray]
    delta: list[FloatArray]
    ones: FloatArray


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
        self._transposed = [weight.T for weight in parameters.weights]
        self._activations: list[Activation] = [ACTIVATIONS[la.activation] for la in scenario.layers]
        self._loss = LOSSES[scenario.loss]
        self._mean = scenario.reduction == "mean"
        sizes = scenario.sizes[1:]
        self._z = [np.empty((capacity, size), dtype=dtype) for size in sizes]
        self._a = [np.empty((capacity, size), dtype=dtype) for size in sizes]
        self._delta = [np.empty((capacity, size), dtype=dtype) for size in sizes]
        self._ones = np.ones(capacity, dtype=dtype)
        self._rooms: dict[int, _Room] = {}

    def _room(self, rows: int) -> "_Room":
        """Return the views for a batch of this many rows; making them costs more than a look."""
        room = self._rooms.get(rows)
        if room is None:
            if len(self._rooms) >= MAX_ROOMS:
                self._rooms.clear()
            z, a, delta = (
                [array[:rows] for array in kind] for kind in (self._z, self._a, self._delta)
            )
            room = self._rooms[rows] = _Room(z, a, delta, self._ones[:rows])
        return room

    def forward(self, x: FloatArray) -> FloatArray:
        """Return the output activations, shape (batch, outputs), for inputs (batch, inputs)."""
        room = self._room(len(x))
        previous = x
        biases = self.parameters.biases
        for index, activation in enumerate(self._activations):
            z = room.z[index]
            # np.dot reaches the same matrix product as @ with half the overhead.
            np.dot(previous, self._transposed[index], out=z)
            if len(biases[index]):
                z += biases[index]
            previous = activation.value(z, room.a[index])
        return previous

    def pre_activations(self, rows: int) -> list[FloatArray]:
        """Return every layer's z of the latest ``forward`` over ``rows`` rows (views)."""
        return list(self._room(rows).z)

    def outputs(self, rows: int) -> FloatArray:
        """Return the output activations of the latest pass over ``rows`` rows (a view)."""
        return self._room(rows).a[-1]

    def loss(self, x: FloatArray, y_true: FloatArray) -> float:
        """Return the batch's loss L, its samples combined by the scenario's reduction."""
        a = self.forward(x)
        return self._total(y_true, a)

    def _total(self, y_true: FloatArray, a: FloatArray) -> float:
        total = self._loss.total(y_true, a, self._room(len(a)).z[-1])
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
        a = self.forward(x)
        loss = self._total(y_true, a)
        room = self._room(len(x))
        self._output_delta(y_true, a, room)
        gradient = self.gradient
        for index in reversed(range(len(self._activations))):
            delta = room.delta[index]
            previous = room.a[index - 1] if index else x
            np.dot(delta.T, previous, out=gradient.weights[index])
            bias = gradient.biases[index]
            if len(bias) == delta.shape[1]:
                np.dot(room.ones, delta, out=bias)
            elif len(bias):
                bias[0] = delta.sum()
            if index:
                below = room.delta[index - 1]
                np.dot(delta, self.parameters.weights[index], out=below)
                self._activations[index - 1].delta(below, room.z[index - 1], previous, below)
        return loss

    def _output_delta(self, y_true: FloatArray, a: FloatArray, room: "_Room") -> None:
        delta, z = room.delta[-1], room.z[-1]
        fused = self._loss.delta(y_true, a)
        if fused is None:
            gradient = self._loss.gradient(y_true, a, z)
            self._activations[-1].delta(gradient, z, a, delta)
            if self._mean:
                delta /= len(a)
        elif self._mean:
            np.divide(fused, len(a), out=delta)
        else:
            np.copyto(delta, fused)

    def update(self, learning_rate: float) -> None:
        """Change the trained parameters by gradient descent with the latest gradient."""
        layout = self.parameters.layout
        np.multiply(self.gradient.flat[: layout.trained], learning_rate, out=self._work)
        self.parameters.trained[...] -= self._work
