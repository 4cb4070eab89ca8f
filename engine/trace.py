"""One recorded iteration: every number of a forward pass, a backward pass and an update.

The arrays are kept as they were computed, frozen. Over them ``steps`` is a sequence that builds
the k-th step when it is asked for.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import FloatArray, read_only
from engine.losses import LOSSES
from engine.network import Network
from engine.optimisers import SGD
from engine.parameters import ParameterLayout, Parameters, initial_parameters
from engine.quantities import Quantity, Ref
from engine.scenario.model import Scenario
from engine.steps import StepSequence


@dataclass(frozen=True, eq=False)
class Trace:
    """A recorded iteration over a batch of m samples.

    Index l of the per-layer tuples is layer l + 1, except ``a``, where index 0 is the inputs.

    Attributes
    ----------
    scenario : Scenario
        The network, loss and learning rate.
    iteration : int
        Number of the iteration, from 1.
    y_true : ndarray of shape (m, outputs)
        Targets.
    a : tuple of ndarray of shape (m, units)
        Activations; ``a[0]`` are the inputs.
    z, loss_by_activation, delta : tuple of ndarray of shape (m, units)
        Pre-activations, ∂L/∂a and ∂L/∂z. L is the loss of the whole batch, so for the reduction
        "mean" they carry the factor 1/m.
    output_losses : ndarray of shape (m, outputs)
        Each output's term of each sample's loss, before the reduction.
    loss : float
        L before the update.
    before, gradient, after : Parameters
        Parameters before the update, ∂L/∂(each of them), and after it.
    """

    scenario: Scenario
    iteration: int
    y_true: FloatArray
    a: tuple[FloatArray, ...]
    z: tuple[FloatArray, ...]
    loss_by_activation: tuple[FloatArray, ...]
    delta: tuple[FloatArray, ...]
    output_losses: FloatArray
    loss: float
    before: Parameters
    gradient: Parameters
    after: Parameters

    @property
    def layout(self) -> ParameterLayout:
        """Where each parameter stands and what it is called."""
        return self.before.layout

    @property
    def samples(self) -> int:
        """Number of rows in the batch."""
        return len(self.y_true)

    @property
    def learning_rate(self) -> float:
        """The factor on the gradient."""
        return self.scenario.training.learning_rate

    @cached_property
    def steps(self) -> StepSequence:
        """The iteration's steps, a sequence whose length and items cost the same at any size."""
        return StepSequence(self.scenario)

    @cached_property
    def loss_after(self) -> float:
        """The same batch's loss with the updated parameters."""
        with np.errstate(over="ignore", invalid="ignore"):
            return Network(self.after, self.samples).loss(self.a[0], self.y_true)

    def values(self, ref: Ref) -> FloatArray:
        """Return what a reference points at, for every sample.

        Returns
        -------
        ndarray
            Shape (m,) for what each sample has (z, a, targets, output losses, ∂L/∂a, ∂a/∂z,
            delta), (m, units) for a softmax unit's row of the Jacobian, and () for what the batch
            has once (loss, parameters, gradients, new values, learning rate).
        """
        quantity, layer, unit = ref.quantity, ref.layer, ref.unit or 0
        match quantity:
            case Quantity.PRE_ACTIVATION:
                return self.z[layer - 1][:, unit]
            case Quantity.ACTIVATION:
                return self.a[layer][:, unit]
            case Quantity.TARGET:
                return self.y_true[:, unit]
            case Quantity.OUTPUT_LOSS:
                return self.output_losses[:, unit]
            case Quantity.LOSS_BY_ACTIVATION:
                return self.loss_by_activation[layer - 1][:, unit]
            case Quantity.ACTIVATION_DERIVATIVE:
                return self._derivative(layer, unit)
            case Quantity.DELTA:
                return self.delta[layer - 1][:, unit]
            case _:
                return np.asarray(self._single(ref))

    def value(self, ref: Ref, sample: int = 0) -> float:
        """Return the number a reference points at, of one sample where each has its own.

        For a softmax unit's row of the Jacobian it is the entry on the diagonal, ∂a_j/∂z_j.
        """
        values = self.values(ref)
        if values.ndim == 2 and ref.unit is not None:
            return float(values[sample, ref.unit])
        return float(values[sample] if values.ndim else values)

    def _derivative(self, layer: int, unit: int) -> FloatArray:
        activation = ACTIVATIONS[self.scenario.layers[layer - 1].activation]
        z, a = self.z[layer - 1], self.a[layer]
        if not activation.couples_units:
            return activation.derivative(z[:, unit], a[:, unit])
        # One row of the Jacobian, without the others: a_j ([j = k] − a_k).
        row: FloatArray = -a[:, unit : unit + 1] * a
        row[:, unit] += a[:, unit]
        return row

    def _single(self, ref: Ref) -> float:
        match ref.quantity:
            case Quantity.LOSS:
                return self.loss
            case Quantity.LEARNING_RATE:
                return self.learning_rate
            case Quantity.WEIGHT | Quantity.BIAS:
                return self.before.value(ref)
            case Quantity.WEIGHT_GRADIENT | Quantity.BIAS_GRADIENT:
                return self.gradient.value(ref)
            case Quantity.NEW_WEIGHT | Quantity.NEW_BIAS:
                return self.after.value(ref)
        raise KeyError(ref)

    def name(self, ref: Ref) -> str:
        """Return the name of the unit or parameter a reference belongs to; "L" for the loss."""
        if ref.quantity is Quantity.LOSS:
            return "L"
        if ref.quantity is Quantity.LEARNING_RATE:
            return "learning rate"
        if ref.parameter is not None:
            return self.layout.name(ref)
        return self.scenario.unit_name(ref.layer, ref.unit or 0)


# A loss that runs away is an answer, told by who asked; NumPy need not warn of it.
@np.errstate(over="ignore", invalid="ignore")
def record(parameters: Parameters, x: FloatArray, y_true: FloatArray, iteration: int = 1) -> Trace:
    """Compute one iteration and keep every number of it.

    This pass is written apart from :class:`~engine.network.Network`, as the lecture writes it.
    Hidden deltas use the weights from before the update.

    Parameters
    ----------
    parameters : Parameters
        Values before the update, float64; they are copied.
    x : ndarray of shape (m, inputs)
        Inputs.
    y_true : ndarray of shape (m, outputs)
        Targets.
    iteration : int
        Number of the iteration, from 1.
    """
    layout = parameters.layout
    scenario = layout.scenario
    before = parameters.copy(np.float64)
    y_true = np.array(y_true, dtype=np.float64)
    a, z = _forward(before, np.array(x, dtype=np.float64))
    loss = LOSSES[scenario.loss]
    share = 1.0 / len(y_true) if scenario.reduction == "mean" else 1.0
    output_losses = loss.terms(y_true, a[-1], z[-1])
    by_activation, delta = _backward(before, y_true, a, z, share)
    gradient = _gradient(layout, a, delta)
    after = before.copy()
    SGD(scenario.training.learning_rate).update(
        after.trained, gradient.trained, np.empty(layout.trained)
    )
    arrays: Any = (*a, *z, *by_activation, *delta, y_true, output_losses)
    for array in (*arrays, before.flat, gradient.flat, after.flat):
        read_only(array)
    return Trace(
        scenario=scenario,
        iteration=iteration,
        y_true=y_true,
        a=tuple(a),
        z=tuple(z),
        loss_by_activation=tuple(by_activation),
        delta=tuple(delta),
        output_losses=output_losses,
        loss=float(output_losses.sum() * share),
        before=Parameters(layout, before.flat),
        gradient=Parameters(layout, gradient.flat),
        after=Parameters(layout, after.flat),
    )


def _forward(before: Parameters, x: FloatArray) -> tuple[list[FloatArray], list[FloatArray]]:
    a: list[FloatArray] = [x]
    z: list[FloatArray] = []
    for index, layer in enumerate(before.layout.scenario.layers):
        z.append(a[-1] @ before.weights[index].T)
        if layer.bias != "none":
            z[-1] += before.biases[index]
        a.append(ACTIVATIONS[layer.activation].value(z[-1], np.empty_like(z[-1])))
    return a, z


def _backward(
    before: Parameters,
    y_true: FloatArray,
    a: list[FloatArray],
    z: list[FloatArray],
    share: float,
) -> tuple[list[FloatArray], list[FloatArray]]:
    scenario = before.layout.scenario
    loss = LOSSES[scenario.loss]
    by_activation = [loss.gradient(y_true, a[-1], z[-1]) * share]
    fused = loss.delta(y_true, a[-1])
    delta: list[FloatArray] = []
    for index in reversed(range(scenario.depth)):
        if index == scenario.depth - 1 and fused is not None:
            delta.insert(0, fused * share)
        else:
            activation = ACTIVATIONS[scenario.layers[index].activation]
            room = np.empty_like(z[index])
            delta.insert(0, activation.delta(by_activation[0], z[index], a[index + 1], room))
        if index > 0:
            by_activation.insert(0, delta[0] @ before.weights[index])
    return by_activation, delta


def _gradient(layout: ParameterLayout, a: list[FloatArray], delta: list[FloatArray]) -> Parameters:
    gradient = Parameters(layout, np.zeros(layout.size))
    for index, layer_delta in enumerate(delta):
        gradient.weights[index][...] = layer_delta.T @ a[index]
        if layout.slots[index].bias == "per-layer":
            gradient.biases[index][0] = layer_delta.sum()
        elif layout.slots[index].bias != "none":
            gradient.biases[index][...] = layer_delta.sum(axis=0)
    return gradient


# A loss that runs away is an answer, told by who asked; NumPy need not warn of it.
@np.errstate(over="ignore", invalid="ignore")
def iterate(
    parameters: Parameters, x: FloatArray, y_true: FloatArray, count: int
) -> tuple[Parameters, list[float]]:
    """Run iterations over the same batch without recording them.

    Returns
    -------
    (Parameters, list of float)
        The parameters after ``count`` updates, and the loss before each of them.

    Raises
    ------
    ArithmeticError
        The loss is no longer finite.
    """
    network = Network(parameters.copy(np.float64), len(x))
    optimiser = SGD(parameters.layout.scenario.training.learning_rate)
    losses: list[float] = []
    for _ in range(count):
        loss = network.loss_and_gradient(x, y_true)
        if not math.isfinite(loss):
            scenario = parameters.layout.scenario
            raise ArithmeticError(
                f"{scenario.id}: the loss is not a finite number at iteration {len(losses) + 1:,}; "
                "try a smaller learning rate or fewer iterations"
            )
        losses.append(loss)
        network.update(optimiser)
    return network.parameters, losses


def trace_scenario(
    scenario: Scenario, x: FloatArray, y_true: FloatArray, iteration: int = 1
) -> Trace:
    """Record the given iteration from the scenario's starting values, after silent ones."""
    parameters = initial_parameters(scenario)
    if iteration > 1:
        parameters, _ = iterate(parameters, x, y_true, iteration - 1)
    return record(parameters, x, y_true, iteration)
