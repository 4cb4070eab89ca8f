"""What kernels are called with: plain arrays, in named tuples that say which is which."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]
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
LINEAR, SIGMOID, TANH, RELU, SOFTMAX, STEP, LEAKY_RELU, SOFTPLUS, TYPED = range(9)
LOSSES: Final = (
    "half-squared-error",
    "mean-squared-error",
    "mean-absolute-error",
    "binary-cross-entropy",
    "categorical-cross-entropy",
)
HALF_SQUARED, MEAN_SQUARED, MEAN_ABSOLUTE, BINARY, CATEGORICAL, TYPED_LOSS = range(6)
OPTIMISERS: Final = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
SGD, MOMENTUM_RULE, NESTEROV, RMSPROP, ADAM, ADAMW = range(6)

# What typed functions are made of; LIFT gives a plain number a power of e.
OPERATIONS: Final = (
    "number",
    "variable",
    "lift",
    "flat",
    "add",
    "sub",
    "mul",
    "div",
    "exp",
    "less",
    "less-equal",
    "choose",
    "min",
    "max",
    "log",
    "pow",
    "sin",
    "cos",
    "tanh",
    "atan",
    "softplus",
    "erf",
    "abs",
    "sign",
)
NUMBER, VARIABLE, LIFT, FLAT, ADD, SUB, MUL, DIV, EXP, LESS, LESS_EQUAL, CHOOSE = range(12)
MIN, MAX, LOG, POW, SIN, COS, HYPERBOLIC, ATAN, SOFT, ERF, ABS, SIGN = range(12, 24)
# Columns of `Typed.code`; arguments of an operation are its registers, or which variable it is.
OPERATION, SCALED, OUT, ARGUMENT = range(4)
# Columns of `Typed.spans`.
FIRST_OPERATION, LAST_OPERATION, RESULT, IS_SCALED = range(4)

# Columns of `Net.layers`. Starts count along the flat buffer and are −1 where there is no such
# thing; UNITS_BEFORE counts the units of the layers before, for the working arrays.
N_IN, N_OUT, ACTIVATION, WEIGHT, BIAS, BIAS_COUNT, BIAS_TRAINED = range(7)
GAMMA, BETA, MEAN, VARIANCE, UNITS_BEFORE = range(7, 12)
# Columns of `Net.shares`.
LEAK, DROPOUT = range(2)
# Places in `Rule.numbers`.
RULE_KEYS: Final = ("momentum", "decay", "beta1", "beta2", "epsilon", "weight_decay")
MOMENTUM, DECAY, BETA1, BETA2, EPSILON, WEIGHT_DECAY, L1, L2 = range(8)

# Places in `Warp.numbers`.
SHIFT, ROTATION, SCALE, SHEAR, ELASTIC = range(5)
# Places of `Workers.slot`, a cache line each: how many jobs were begun, how many workers are done
# with the present one; then what it is. UPDATES counts the run's updates up to the present one.
BEGUN, DONE, JOB = 0, 8, 16
LAYER, FIRST, ROWS, TRAINS, FUSED, UPDATES, DRAW = range(JOB + 1, JOB + 8)
SLOT_SIZE: Final = 32
# Places in `Workers.factors`: pairs of a step of plain descent, of adding a product to what stands
# there and of a plain product, which share numbers; and the rate.
DESCENT, ADDING, PLAIN, RATE = 0, 1, 2, 4
# As in `engine.iteration.batch_norm`; a constant from another package would not be seen to change,
# as machine code is used while the files of this one are the same.
VARIANCE_EPSILON: Final = 1e-5
RUNNING_SHARE: Final = 0.1


class Typed(NamedTuple):
    """The functions that a person typed, one operation a row.

    Attributes
    ----------
    code : ndarray of int64, shape (operations, 6)
        Operation, whether numbers have powers of e, the register of the result, and up to three
        of what it is of; columns as numbered above.
    numbers : ndarray of shape (operations,)
        The number of an operation that has one, in the run's precision.
    spans : ndarray of int64, shape (depth + 1, 4)
        For each layer, and last for the loss: from which row to before which one its function
        stands, the register of its result, and whether that has a power of e.
    registers : int
        How many registers a worker has.
    room : ndarray of shape (workers · registers · 3, block)
        The registers: value, slope and power of e.
    """

    code: Integers
    numbers: FloatArray
    spans: Integers
    registers: int
    room: FloatArray


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
    typed : Typed
        The functions that were typed.
    """

    layers: Integers
    shares: FloatArray
    loss: int
    mean: int
    widest: int
    typed: Typed


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
    held : ndarray of int64, shape (n,)
        Places of trained values that no update changes.
    values : ndarray of shape (n,)
        Room for those values.
    """

    flat: FloatArray
    gradient: FloatArray
    first: FloatArray
    second: FloatArray
    held: Integers
    values: FloatArray


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
    threshold : float
        From which output on a single unit names class 1; in the run's precision.
    """

    stored: NDArray[np.uint8]
    values: FloatArray
    scale: Any
    shift: Any
    y_true: FloatArray
    labels: Integers
    threshold: Any


class Work(NamedTuple):
    """Arrays the kernels work in, for batches of at most so many rows.

    Attributes
    ----------
    x, y_true, y_pred : ndarray of shape (capacity, inputs or outputs)
        A batch, and what the network makes of it.
    a, delta : ndarray of shape (capacity · units,)
        Activations and deltas of all layers, one after the other.
    passed_on : ndarray of shape (capacity · units,) or (0,)
        Activations after dropout, where a layer drops units.
    mask : ndarray of the same shape
        0 where a unit is dropped, else 1/(1 − share).
    hat : ndarray of shape (capacity · units,) or (0,)
        Normalised pre-activations, where a layer normalises.
    inverse_deviation : ndarray of shape (units,)
        1/√(variance + small) of each normalised unit.
    moments : ndarray of shape (2, units)
        Mean and unbiased variance of the batch, of each normalised unit; of one row, neither.
    line : ndarray of shape (3, widest)
        Numbers of a layer's units, one each: its biases; sums.
    slopes : ndarray of shape (capacity · units,) or (0,)
        Derivatives of typed activations, where there are any.
    terms : ndarray of shape (2 · capacity · outputs,) or (0,)
        What a typed loss gives for each output, and its derivatives.
    """

    x: FloatArray
    y_true: FloatArray
    y_pred: FloatArray
    a: FloatArray
    delta: FloatArray
    passed_on: FloatArray
    mask: FloatArray
    hat: FloatArray
    inverse_deviation: FloatArray
    moments: FloatArray
    line: FloatArray
    slopes: FloatArray
    terms: FloatArray


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
    image : ndarray of shape (workers, height + 3, width + 3)
        An image with a border of 0.
    noise, smooth : ndarray of shape (workers, 2 · height, width)
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


class Workers(NamedTuple):
    """The threads that share a run's work, and the slot with the job that they are at.

    Attributes
    ----------
    threads : int
        How many there are. The first is the one that runs the batches.
    slot : ndarray of int64, shape (32,)
        The present job, its places numbered above.
    factors : ndarray of shape (5,)
        −rate, 1, 1, 0 and the rate, in the run's precision.
    give_way : int
        Address of the system's function that lets another thread have the core; 0 without one.
    """

    threads: int
    slot: Integers
    factors: FloatArray
    give_way: int


class Task(NamedTuple):
    """All that the workers of a run work with.

    Attributes
    ----------
    net : Net
        The network.
    rule : Rule
        How an update is made.
    state : State
        What it changes.
    source : Source
        The rows.
    order : ndarray of int64, shape (n,)
        Which rows are taken, in order.
    warp : Warp
        How images are changed each time they are trained on.
    work : Work
        Arrays to work in, for at least a batch of rows.
    workers : Workers
        Who works.
    """

    net: Net
    rule: Rule
    state: State
    source: Source
    order: Integers
    warp: Warp
    work: Work
    workers: Workers
