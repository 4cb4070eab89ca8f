"""What the kernels are given: plain arrays, in named tuples that say which is which."""

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.layout import ParameterLayout
from engine.optimisers import optimiser_of
from engine.parameters import Parameters
from engine.quantities import Quantity
from engine.scenario.model import Augmentation

Integers = NDArray[np.int64]

ACTIVATIONS: Final = (
    "linear",
    "sigmoid",
    "tanh",
    "relu",
    "softmax",
    "step",
    "leaky-relu",
    "softplus",
)
LINEAR, SIGMOID, TANH, RELU, SOFTMAX, STEP, LEAKY_RELU, SOFTPLUS = range(8)
LOSSES: Final = (
    "half-squared-error",
    "mean-squared-error",
    "mean-absolute-error",
    "binary-cross-entropy",
    "categorical-cross-entropy",
)
HALF_SQUARED, MEAN_SQUARED, MEAN_ABSOLUTE, BINARY, CATEGORICAL = range(5)
OPTIMISERS: Final = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
SGD, MOMENTUM_RULE, NESTEROV, RMSPROP, ADAM, ADAMW = range(6)

# Columns of `Net.layers`. Starts count along the flat buffer and are −1 where there is no such
# thing; UNITS_BEFORE counts the units of the layers before, for the working arrays.
N_IN, N_OUT, ACTIVATION, WEIGHT, BIAS, BIAS_COUNT, BIAS_TRAINED = range(7)
GAMMA, BETA, MEAN, VARIANCE, UNITS_BEFORE = range(7, 12)
# Columns of `Net.shares`.
LEAK, DROPOUT = range(2)
# Places in `Rule.numbers`.
MOMENTUM, DECAY, BETA1, BETA2, EPSILON, WEIGHT_DECAY, L1, L2 = range(8)

# Places in `Warp.numbers`.
SHIFT, ROTATION, SCALE, SHEAR, ELASTIC = range(5)
# As in `engine.batch_norm`; a constant from another package would not be seen to change, as machine
# code is kept while the files of this one are the same.
VARIANCE_EPSILON: Final = 1e-5
RUNNING_SHARE: Final = 0.1


class Net(NamedTuple):
    """A network's build.

    Attributes
    ----------
    layers : ndarray of int64, shape (depth, 12)
        A row per layer, its columns as numbered above.
    shares : ndarray of shape (depth, 2)
        Leak and dropout of each layer, in the run's precision.
    loss, mean : int
        Number of the loss, and whether a batch's loss is the mean of its rows' (1) or their sum.
    widest : int
        Units of the widest layer.
    """

    layers: Integers
    shares: FloatArray
    loss: int
    mean: int
    widest: int


class Rule(NamedTuple):
    """How an update is made.

    Attributes
    ----------
    kind : int
        Number of the optimiser.
    numbers : ndarray of shape (8,)
        Its constants and the penalties', in the run's precision.
    """

    kind: int
    numbers: FloatArray


class State(NamedTuple):
    """What an update changes.

    Attributes
    ----------
    flat, gradient : ndarray of shape (size,)
        All values, and ∂L/∂(those that are trained).
    first, second : ndarray of shape (trained,) or (0,)
        The optimiser's running means: of gradients (or the velocity), and of their squares.
    """

    flat: FloatArray
    gradient: FloatArray
    first: FloatArray
    second: FloatArray


class Source(NamedTuple):
    """Rows that batches are gathered from.

    Attributes
    ----------
    stored : ndarray of uint8, shape (rows, inputs) or (0, inputs)
        Inputs stored as bytes.
    values : ndarray of shape (rows, inputs) or (0, inputs)
        Inputs stored in the run's precision: one of the two has no rows.
    scale, shift : float
        An input is a stored value · scale + shift; in the run's precision.
    y_true : ndarray of shape (rows, outputs)
        Targets.
    labels : ndarray of int64, shape (rows,) or (0,)
        Class indices; none where the targets name no class.
    """

    stored: NDArray[np.uint8]
    values: FloatArray
    scale: Any
    shift: Any
    y_true: FloatArray
    labels: Integers


class Work(NamedTuple):
    """Arrays the kernels work in, for batches of at most so many rows.

    Attributes
    ----------
    x, y_true, y_pred : ndarray of shape (capacity, inputs or outputs)
        A batch, and what the network makes of it.
    a, delta : ndarray of shape (capacity · units,)
        Activations and deltas of all layers, one after the other.
    kept : ndarray of shape (capacity · units,) or (0,)
        Activations after dropout, where a layer drops units.
    mask : ndarray of the same shape
        0 where a unit is dropped, else 1/(1 − share).
    hat : ndarray of shape (capacity · units,) or (0,)
        Normalised pre-activations, where a layer normalises.
    spread : ndarray of shape (units,)
        1/√(variance + small) of each normalised unit.
    line : ndarray of shape (3, widest)
        Numbers of a layer's units, one each: its biases; sums.
    """

    x: FloatArray
    y_true: FloatArray
    y_pred: FloatArray
    a: FloatArray
    delta: FloatArray
    kept: FloatArray
    mask: FloatArray
    hat: FloatArray
    spread: FloatArray
    line: FloatArray


class Warp(NamedTuple):
    """How images are changed, and room to do it in; height 0 where they are not.

    Attributes
    ----------
    height, width : int
        Of an image.
    numbers : ndarray of shape (5,)
        How far each change goes at most: shares, radians, and pixels for the elastic one.
    down, across : ndarray of shape (height, height) and (width, width)
        What smooths a field of displacements, by its columns and by its rows.
    image : ndarray of shape (height + 3, width + 3)
        An image with a border of 0.
    noise, smooth : ndarray of shape (2 · height, width)
        Displacements down and to the right.
    factors : ndarray of shape (2,)
        1 and 0, for matrix products.
    """

    height: int
    width: int
    numbers: FloatArray
    down: FloatArray
    across: FloatArray
    image: FloatArray
    noise: FloatArray
    smooth: FloatArray
    factors: FloatArray


def warp_of(
    augmentation: Augmentation | None, shape: tuple[int, int] | None, dtype: np.dtype[Any]
) -> Warp:
    """Describe to the kernels how images are changed."""
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
        np.zeros((height + 3, width + 3), dtype=dtype),
        np.zeros((2 * height, width), dtype=dtype),
        np.zeros((2 * height, width), dtype=dtype),
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


def net_of(layout: ParameterLayout, dtype: np.dtype[Any]) -> Net:
    """Describe a network to the kernels."""
    scenario = layout.scenario
    rows: list[list[int]] = []
    before = 0
    for slot, layer in zip(layout.slots, scenario.layers, strict=True):
        normal = (slot.scales, slot.shifts, slot.running_means, slot.running_variances)
        starts = [part.start if slot.batch_norm else -1 for part in normal]
        activation = ACTIVATIONS.index(layer.activation)
        trained = int(slot.bias in ("per-unit", "per-layer"))
        row = [slot.n_in, slot.n_out, activation, slot.weight_start, slot.bias_start]
        rows.append([*row, slot.bias_count, trained, *starts, before])
        before += slot.n_out
    shares = [(layer.leak, layer.dropout) for layer in scenario.layers]
    return Net(
        np.array(rows, dtype=np.int64),
        np.array(shares, dtype=dtype),
        LOSSES.index(scenario.loss),
        int(scenario.reduction == "mean"),
        max(scenario.sizes[1:]),
    )


def rule_of(layout: ParameterLayout, dtype: np.dtype[Any]) -> Rule:
    """Describe the update of a scenario to the kernels."""
    scenario = layout.scenario
    training = scenario.training
    name = "sgd" if training.optimiser == "gradient-descent" else training.optimiser
    numbers = (
        training.momentum,
        training.decay,
        training.beta1,
        training.beta2,
        training.epsilon,
        training.weight_decay,
        scenario.l1,
        scenario.l2,
    )
    return Rule(OPTIMISERS.index(name), np.array(numbers, dtype=dtype))


def state_of(parameters: Parameters) -> State:
    """Return what an update changes, before the first one; the values are not copied."""
    layout, dtype = parameters.layout, parameters.flat.dtype
    moments = optimiser_of(layout).moments
    squares = (Quantity.SECOND_MOMENT, Quantity.MEAN_SQUARE)
    first = layout.trained * any(moment not in squares for moment in moments)
    second = layout.trained * any(moment in squares for moment in moments)
    return State(
        parameters.flat,
        np.zeros(layout.trained, dtype=dtype),
        np.zeros(first, dtype=dtype),
        np.zeros(second, dtype=dtype),
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
        kept=room(capacity * units * drops),
        mask=room(capacity * units * drops),
        hat=room(capacity * units * normalises),
        spread=room(units),
        line=room(3, net.widest),
    )
