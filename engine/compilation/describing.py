"""What the kernels are called with, made from a scenario and its parameters."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.compilation.assembling import typed_of
from engine.iteration.updates import optimiser_of
from engine.kernels.arguments import (
    ACTIVATION,
    ACTIVATIONS,
    DROPOUT,
    GAMMA,
    LOSSES,
    N_IN,
    N_OUT,
    OPTIMISERS,
    RULE_KEYS,
    SGD,
    SLOT_SIZE,
    TYPED,
    TYPED_LOSS,
    Net,
    Rule,
    State,
    Warp,
    Work,
    Workers,
)
from engine.kernels.workers import give_way_address
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters
from engine.network.quantities import Quantity
from engine.network.scenario import Augmentation, is_typed


def warp_of(
    augmentation: Augmentation | None,
    shape: tuple[int, int] | None,
    dtype: np.dtype[Any],
    workers: int = 1,
) -> Warp:
    """Describe to the kernels how images are changed, with room for so many workers."""
    height, width = shape if augmentation is not None and shape is not None else (0, 0)
    wish = Augmentation() if augmentation is None else augmentation
    angle = math.radians(wish.rotation)
    numbers = (wish.shift, angle, wish.scale, wish.shear, wish.elastic)
    return Warp(
        height,
        width,
        np.array(numbers, dtype=dtype),
        _smoother(height, wish.smoothness).astype(dtype),
        _smoother(width, wish.smoothness).astype(dtype),
        np.zeros((workers, height + 3, width + 3), dtype=dtype),
        np.zeros((workers, 2 * height, width), dtype=dtype),
        np.zeros((workers, 2 * height, width), dtype=dtype),
        np.array((1, 0), dtype=dtype),
    )


def _smoother(size: int, deviation: float) -> NDArray[np.float64]:
    """Return the matrix that convolves ``size`` numbers with a Gaussian, mirrored at both ends."""
    matrix = np.zeros((size, size))
    reach = math.ceil(4.0 * deviation)
    offsets = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * np.square(offsets / deviation)) if reach else np.ones(1)
    weights /= weights.sum()
    for row in range(size):
        # …, 1, 0, 0, 1, …, size − 1, size − 1, size − 2, …
        place = (row + offsets) % (2 * size)
        np.add.at(matrix[row], np.minimum(place, 2 * size - 1 - place), weights)
    return matrix


def net_of(layout: ParameterLayout, dtype: np.dtype[Any], workers: int = 1) -> Net:
    """Describe a network to the kernels, with room for so many workers."""
    scenario = layout.scenario
    rows: list[list[int]] = []
    before = 0
    for slot, layer in zip(layout.slots, scenario.layers, strict=True):
        normal = (slot.scales, slot.shifts, slot.running_means, slot.running_variances)
        starts = [part.start if slot.batch_norm else -1 for part in normal]
        typed = is_typed(layer.activation)
        activation = TYPED if typed else ACTIVATIONS.index(layer.activation)
        trained = int(slot.bias in ("per-unit", "per-layer"))
        row = [slot.n_in, slot.n_out, activation, slot.weight_start, slot.bias_start]
        rows.append([*row, slot.bias_count, trained, *starts, before])
        before += slot.n_out
    shares = [(layer.numbers.get("leak", 0.0), layer.dropout) for layer in scenario.layers]
    return Net(
        np.array(rows, dtype=np.int64),
        np.array(shares, dtype=dtype),
        TYPED_LOSS if is_typed(scenario.loss) else LOSSES.index(scenario.loss),
        int(scenario.reduction == "mean"),
        max(scenario.sizes[1:]),
        typed_of(scenario, dtype, workers),
    )


def rule_of(layout: ParameterLayout, dtype: np.dtype[Any]) -> Rule:
    """Describe the update of a scenario to the kernels."""
    scenario = layout.scenario
    training = scenario.training
    name = OPTIMISERS[SGD] if optimiser_of(scenario).is_plain else training.optimiser
    own = training.numbers
    numbers = (*(own.get(name, 0.0) for name in RULE_KEYS), scenario.l1, scenario.l2)
    return Rule(OPTIMISERS.index(name), np.array(numbers, dtype=dtype))


def state_of(parameters: Parameters) -> State:
    """Return what an update changes, before the first one; the values are not copied."""
    layout, dtype = parameters.layout, parameters.flat.dtype
    moments = optimiser_of(layout.scenario).moments
    squares = (Quantity.SECOND_MOMENT, Quantity.MEAN_SQUARE)
    first = layout.trained * any(moment not in squares for moment in moments)
    second = layout.trained * any(moment in squares for moment in moments)
    return State(
        parameters.flat,
        np.zeros(layout.trained, dtype=dtype),
        np.zeros(first, dtype=dtype),
        np.zeros(second, dtype=dtype),
        layout.held.astype(np.int64),
        np.zeros(len(layout.held), dtype=dtype),
    )


def work_for(net: Net, capacity: int, dtype: np.dtype[Any]) -> Work:
    """Return working arrays for batches of at most ``capacity`` rows."""
    inputs, outputs = int(net.layers[0, N_IN]), int(net.layers[-1, N_OUT])
    units = int(net.layers[:, N_OUT].sum())
    drops, normalises = bool(net.shares[:, DROPOUT].any()), bool((net.layers[:, GAMMA] >= 0).any())

    def room(*shape: int) -> FloatArray:
        return np.empty(shape, dtype=dtype)

    return Work(
        x=room(capacity, inputs),
        y_true=room(capacity, outputs),
        y_pred=room(capacity, outputs),
        a=room(capacity * units),
        delta=room(capacity * units),
        passed_on=room(capacity * units * drops),
        mask=room(capacity * units * drops),
        hat=room(capacity * units * normalises),
        inverse_deviation=room(units),
        moments=room(2, units * normalises),
        line=room(3, net.widest),
        slopes=room(capacity * units * bool((net.layers[:, ACTIVATION] == TYPED).any())),
        terms=room(2 * capacity * outputs * (net.loss == TYPED_LOSS)),
    )


def workers_of(count: int, dtype: np.dtype[Any]) -> Workers:
    """Describe the threads that share a run's work."""
    slot, factors = np.zeros(SLOT_SIZE, dtype=np.int64), np.array((0, 1, 1, 0, 0), dtype=dtype)
    return Workers(count, slot, factors, give_way_address())
