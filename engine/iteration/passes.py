"""One iteration as the lectures write it: forward, loss, backward, gradient.

Every array is allocated where it is computed and none is changed afterwards, so that each number
can be shown. Training does the same arithmetic with compiled code; a test holds the two equal.

Arrays may be complex (see ``engine.iteration.hessian``): the real part chooses all cases.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from engine.arrays import FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.functions import Activation, LayerActivation
from engine.catalogue.losses import LOSSES
from engine.iteration.batch_norm import BatchNorm, normalise, through_batch_norm
from engine.network.parameters import Parameters
from engine.network.scenario import Scenario
from engine.random_streams import Stream, stream

Masks: TypeAlias = Sequence[FloatArray | None]
"""For each layer 0 or 1/(1 − p) for each row and unit, or None where nothing is dropped."""


class ForwardPass(Struct, frozen=True, eq=False):
    """Everything a forward pass computes; index l belongs to layer l + 1 (in ``a`` to layer l).

    Attributes
    ----------
    z : tuple of ndarray of shape (m, units)
        Pre-activations.
    batch_norms : tuple of BatchNorm or None
        For the layers that have it.
    a : tuple of ndarray of shape (m, units)
        Activations; ``a[0]`` are the inputs.
    masks : tuple of ndarray of shape (m, units) or None
        Dropout, for the layers that have it.
    passed_on : tuple of ndarray of shape (m, units)
        What the next layer receives: the activation, times its mask.
    """

    z: tuple[FloatArray, ...]
    batch_norms: tuple[BatchNorm | None, ...]
    a: tuple[FloatArray, ...]
    masks: tuple[FloatArray | None, ...]
    passed_on: tuple[FloatArray, ...]

    def activated(self, index: int) -> FloatArray:
        """Return what the activation of layer ``index + 1`` is of: z, or y after batch norm."""
        batch_norm = self.batch_norms[index]
        return self.z[index] if batch_norm is None else batch_norm.scaled


class BackwardPass(Struct, frozen=True, eq=False):
    """Everything a backward pass computes; index l belongs to layer l + 1.

    L is the loss of the whole batch, so for the reduction "mean" all carry the factor 1/m.

    Attributes
    ----------
    by_passed_on : tuple of ndarray of shape (m, units)
        ∂L/∂(what the next layer receives).
    by_activation : tuple of ndarray of shape (m, units)
        ∂L/∂a: the same, times the mask.
    by_scaled : tuple of ndarray of shape (m, units) or None
        ∂L/∂y of the layers with batch normalisation.
    delta : tuple of ndarray of shape (m, units)
        ∂L/∂z.
    gradient : Parameters
        ∂L/∂(every parameter), the penalty's share included; 0 for running means and variances, and
        for what is absent.
    """

    by_passed_on: tuple[FloatArray, ...]
    by_activation: tuple[FloatArray, ...]
    by_scaled: tuple[FloatArray | None, ...]
    delta: tuple[FloatArray, ...]
    gradient: Parameters


def layer_activation(scenario: Scenario, index: int) -> LayerActivation:
    """Return the activation of layer ``index + 1``, with the layer's own numbers."""
    layer = scenario.layers[index]
    record = ACTIVATIONS[layer.activation]
    return _with_numbers(record, tuple(layer.numbers.values()))


@lru_cache(maxsize=256)
def _with_numbers(record: Activation, numbers: tuple[float, ...]) -> LayerActivation:
    names = (key.name for key in record.keys)
    return LayerActivation(record, dict(zip(names, numbers, strict=True)))


def draw_masks(scenario: Scenario, rows: int, iteration: int) -> tuple[FloatArray | None, ...]:
    """Draw the dropout masks of an iteration from the training seed.

    A unit stays with probability 1 − p and is then multiplied by 1/(1 − p), so that what the next
    layer receives stays the same on average (Srivastava et al., 2014, section 10).

    Parameters
    ----------
    scenario : Scenario
        Its layers' ``dropout`` is p.
    rows : int
        Rows of the batch; each has its own mask.
    iteration : int
        Number of the iteration, from 1.
    """
    if not any(layer.dropout for layer in scenario.layers):
        return (None,) * scenario.depth
    generator = stream(scenario.training.seed, Stream.DROPOUT_MASKS, iteration)
    return tuple(
        (generator.random((rows, len(layer.units))) >= layer.dropout) / (1.0 - layer.dropout)
        if layer.dropout
        else None
        for layer in scenario.layers
    )


def forward(
    parameters: Parameters, x: FloatArray, masks: Masks | None = None, running: bool = False
) -> ForwardPass:
    """Compute a forward pass.

    Parameters
    ----------
    parameters : Parameters
        The network's values.
    x : ndarray of shape (m, inputs)
        Inputs.
    masks : sequence of ndarray or None, optional
        Dropout masks; without them nothing is dropped.
    running : bool
        Whether batch normalisation uses its running mean and variance, as once training is over;
        for a batch of one row it always does.
    """
    scenario = parameters.layout.scenario
    a, z, passed_on = [x], [], [x]
    batch_norms: list[BatchNorm | None] = []
    for index, layer in enumerate(scenario.layers):
        z.append(passed_on[-1] @ parameters.weights[index].T)
        if layer.bias != "none":
            z[-1] = z[-1] + parameters.biases[index]
        batch_norms.append(normalise(parameters, index, z[-1], running))
        activated = z[-1] if batch_norms[-1] is None else batch_norms[-1].scaled
        function = layer_activation(scenario, index)
        a.append(function.value(activated, np.empty_like(activated)))
        mask = None if masks is None else masks[index]
        passed_on.append(a[-1] if mask is None else a[-1] * mask)
    drawn = tuple(masks) if masks is not None else (None,) * scenario.depth
    return ForwardPass(tuple(z), tuple(batch_norms), tuple(a), drawn, tuple(passed_on))


def penalty(parameters: Parameters) -> FloatArray:
    """Return R = Σ (λ1 |w| + λ2/2 w²) over all weights, a number of shape ()."""
    scenario = parameters.layout.scenario
    total = np.zeros((), dtype=parameters.flat.dtype)
    if not (scenario.l1 or scenario.l2):
        return total
    for weight in parameters.weights:
        absolute = weight * np.sign(weight.real)
        total = total + scenario.l1 * absolute.sum() + 0.5 * scenario.l2 * np.square(weight).sum()
    return total


def share(scenario: Scenario, rows: int) -> float:
    """Return the factor of one row's loss in the batch's."""
    return 1.0 / rows if scenario.reduction == "mean" else 1.0


def output_losses(scenario: Scenario, y_true: FloatArray, forward_pass: ForwardPass) -> FloatArray:
    """Return each output's term of each row's loss, before the reduction, (m, outputs)."""
    return LOSSES[scenario.loss].terms(y_true, forward_pass.a[-1], forward_pass.activated(-1))


def objective(parameters: Parameters, y_true: FloatArray, forward_pass: ForwardPass) -> FloatArray:
    """Return L: the rows' losses combined by the reduction, and the penalty; shape ()."""
    scenario = parameters.layout.scenario
    terms = output_losses(scenario, y_true, forward_pass)
    total: FloatArray = terms.sum() * share(scenario, len(y_true)) + penalty(parameters)
    return total


def backward(parameters: Parameters, y_true: FloatArray, forward_pass: ForwardPass) -> BackwardPass:
    """Compute a backward pass; hidden deltas use the weights as they are before the update.

    Parameters
    ----------
    parameters : Parameters
        Those of the forward pass.
    y_true : ndarray of shape (m, outputs)
        Targets.
    forward_pass : ForwardPass
        The forward pass.
    """
    layout = parameters.layout
    scenario = layout.scenario
    loss, part = LOSSES[scenario.loss], share(scenario, len(y_true))
    last = forward_pass.activated(-1)
    by_passed_on = [loss.gradient(y_true, forward_pass.a[-1], last) * part]
    by_activation: list[FloatArray] = []
    by_scaled: list[FloatArray | None] = []
    delta: list[FloatArray] = []
    gradient = Parameters(layout, np.zeros(layout.size, dtype=parameters.flat.dtype))
    for index in reversed(range(scenario.depth)):
        mask = forward_pass.masks[index]
        by_activation.insert(0, by_passed_on[0] if mask is None else by_passed_on[0] * mask)
        activated = forward_pass.activated(index)
        if loss.fused is not None and index == scenario.depth - 1:
            own = loss.fused(y_true, forward_pass.a[-1]) * part
        else:
            function = layer_activation(scenario, index)
            room = np.empty_like(activated)
            own = function.delta(by_activation[0], activated, forward_pass.a[index + 1], room)
        normal = forward_pass.batch_norms[index]
        by_scaled.insert(0, None if normal is None else own)
        if normal is not None:
            gradient.scales[index][...] = (own * normal.normalised).sum(axis=0)
            gradient.shifts[index][...] = own.sum(axis=0)
            own = through_batch_norm(own, normal, parameters.scales[index])
        delta.insert(0, own)
        _weight_gradient(parameters, gradient, index, own, forward_pass.passed_on[index])
        if normal is None or not normal.of_batch:
            _bias_gradient(gradient, index, own)
        if index > 0:
            by_passed_on.insert(0, own @ parameters.weights[index])
    gradient.flat[layout.absent] = 0.0
    return BackwardPass(
        tuple(by_passed_on),
        tuple(by_activation),
        tuple(by_scaled),
        tuple(delta),
        gradient.sealed(),
    )


def _weight_gradient(
    parameters: Parameters, gradient: Parameters, index: int, delta: FloatArray, inputs: FloatArray
) -> None:
    """Fill in ∂L/∂w = Σ delta · (what the weight multiplies) + λ1 sign w + λ2 w."""
    scenario, weight = parameters.layout.scenario, parameters.weights[index]
    gradient.weights[index][...] = delta.T @ inputs
    if scenario.l1:
        gradient.weights[index][...] += scenario.l1 * np.sign(weight.real)
    if scenario.l2:
        gradient.weights[index][...] += scenario.l2 * weight


def _bias_gradient(gradient: Parameters, index: int, delta: FloatArray) -> None:
    """Fill in ∂L/∂b = Σ delta; it is 0 where the batch's mean moves with the bias, and goes."""
    slot = gradient.layout.slots[index]
    if slot.bias == "per-layer":
        gradient.biases[index][0] = delta.sum()
    elif slot.bias != "none":
        gradient.biases[index][...] = delta.sum(axis=0)
