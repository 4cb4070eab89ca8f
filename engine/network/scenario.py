"""A scenario as the rest of the program sees it: frozen, complete and validated."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from engine.arrays import BoolArray, FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.losses import LOSSES
from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.records import numbers_of
from engine.catalogue.schedules import SCHEDULES
from engine.network.data_specs import DEFAULT_BINS, DataNames, FileSpec, NormalisationName
from engine.network.notations import NAMINGS, Difference, Naming, indexed_names

BiasMode = Literal["per-unit", "per-layer", "frozen", "none"]
Reduction = Literal["sum", "mean"]
OutputDelta = Literal["chain", "fused"]
StoppingMetric = Literal["validation-loss", "validation-accuracy"]
DatasetName = Literal["mnist", "census"]
Hideable = Literal[
    "data", "noise", "size", "train share", "seed", "features", "layers", "activations", "weights",
    "biases", "unit maps", "held-out points", "formula", "step through", "loss curves", "accuracy",
    "timeline", "speed", "new weights", "loss", "optimiser", "learning rate", "batch",
    "regularisation", "loss surface", "race",
]  # fmt: skip
"""What of Explore a scenario can leave out."""
BESIDE_THE_FILE = frozenset({"path", "data_names", "inputs_from_data", "training_note", "naming"})
"""Keys of scenarios in which two that say the same may differ."""


class Layer(Struct, frozen=True, eq=False):
    """One dense layer.

    Attributes
    ----------
    units : tuple of str
        The units' names, in order.
    activation, bias, initialiser
        Names as the file writes them.
    weights : ndarray of shape (n_out, n_in) or None
        Starting values; None where the initialiser draws them.
    biases : ndarray of shape (n_out,) or None
        Starting values; None means ``initialiser_bias`` (or no bias at all).
    weight_names : tuple of tuple of str or None
        Same shape as ``weights``; None where names are generated.
    bias_names : tuple of str or None
        One per unit; None where names are generated.
    initialiser_scale : float
        The value of the constant initialiser, σ of the normal one, the limit of the uniform one.
    initialiser_bias : float
        What biases that are not given start from.
    keys : mapping of str to float
        The activation's numbers that are chosen; `numbers` has all.
    dropout : float
        The share of the units that is dropped in training, from 0 to 0.99.
    batch_norm : bool
        Whether z is normalised over the batch before the activation.
    scales, shifts, running_means, running_variances : ndarray of shape (n_out,) or None
        Starting values of batch normalisation; None means ones, zeros, zeros and ones.
    frozen_weights, absent_weights : ndarray of bool, shape (n_out, n_in), or None
        Weights that no update changes, and connections that there are not; None where none are.
        What ``weights`` has for a connection that there is not comes back when it is restored.
    frozen_biases, absent_biases : ndarray of bool, shape (n_out,), or None
        The same of biases; of a bias that the layer shares, all alike.
    """

    units: tuple[str, ...]
    activation: str
    bias: BiasMode
    initialiser: str
    weights: FloatArray | None = None
    biases: FloatArray | None = None
    weight_names: tuple[tuple[str, ...], ...] | None = None
    bias_names: tuple[str, ...] | None = None
    initialiser_scale: float = 1.0
    initialiser_bias: float = 0.0
    keys: Mapping[str, float] = {}
    dropout: float = 0.0
    batch_norm: bool = False
    scales: FloatArray | None = None
    shifts: FloatArray | None = None
    running_means: FloatArray | None = None
    running_variances: FloatArray | None = None
    frozen_weights: BoolArray | None = None
    absent_weights: BoolArray | None = None
    frozen_biases: BoolArray | None = None
    absent_biases: BoolArray | None = None

    @property
    def numbers(self) -> dict[str, float]:
        """The activation's own numbers by their names, such as the leak of leaky ReLU."""
        return numbers_of(ACTIVATIONS[self.activation], self.keys)

    def has_bias(self, unit: int) -> bool:
        """Whether a unit has a bias, its own or the layer's."""
        return self.bias != "none" and not _marks(self.absent_biases, unit)

    def trains_bias(self, unit: int) -> bool:
        """Whether an update changes the bias of a unit."""
        trained = self.bias in ("per-unit", "per-layer") and self.has_bias(unit)
        return trained and not _marks(self.frozen_biases, unit)


def _marks(marks: BoolArray | None, unit: int) -> bool:
    return marks is not None and bool(marks[unit])


class Schedule(Struct, frozen=True):
    """How the learning rate changes over a run; ``engine.iteration.rates`` has the formulas.

    Attributes
    ----------
    name : str
        The rule.
    keys : mapping of str to float
        The rule's numbers that are chosen; `numbers` has all.
    """

    name: str = "constant"
    keys: Mapping[str, float] = {}

    @property
    def numbers(self) -> dict[str, float]:
        """The rule's own numbers by their names."""
        return numbers_of(SCHEDULES[self.name], self.keys)

    @property
    def changes(self) -> bool:
        """Whether the learning rate changes at all."""
        return SCHEDULES[self.name].changes


class EarlyStopping(Struct, frozen=True):
    """When a run ends before its last epoch, with the best epoch's parameters restored.

    Attributes
    ----------
    patience : int
        Epochs without a better ``metric`` after which the run ends.
    metric : str
        What has to become better.
    """

    patience: int
    metric: StoppingMetric = "validation-loss"


class Augmentation(Struct, frozen=True):
    """How far an image is distorted each time it is trained on, drawn evenly within ±.

    Attributes
    ----------
    shift : float
        Share of the image's width and height.
    rotation : float
        Degrees.
    scale, shear : float
        Shares: 0.1 makes an image up to a tenth larger or smaller, or slants it by up to a tenth.
    elastic : float
        Size of a random field of displacements, in pixels.
    smoothness : float
        Standard deviation of the Gaussian that smooths the field, in pixels.
    """

    shift: float = 0.0
    rotation: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    smoothness: float = 4.0


class Training(Struct, frozen=True):
    """How the scenario is trained.

    Attributes
    ----------
    optimiser : str
        The update rule.
    learning_rate : float
        The factor on the step, positive.
    batch_size : int or None
        Rows per update; None takes all rows of an inline scenario at once.
    epochs : int
        Passes over the training rows.
    shuffle : bool
        Whether every epoch draws a new order of the rows.
    seed : int
        Seeds the order of the rows.
    validation : int
        Rows held out of the training rows.
    keys : mapping of str to float
        The optimiser's numbers that are chosen; `numbers` has all.
    schedule : Schedule
        How the learning rate changes.
    early_stopping : EarlyStopping or None
        When the run ends early.
    augmentation : Augmentation or None
        How images are distorted.
    folds : int
        Parts of the rows in cross-validation; 0 for none.
    """

    optimiser: str
    learning_rate: float
    batch_size: int | None
    epochs: int
    shuffle: bool
    seed: int
    validation: int
    keys: Mapping[str, float] = {}
    schedule: Schedule = Schedule()
    early_stopping: EarlyStopping | None = None
    augmentation: Augmentation | None = None
    folds: int = 0

    @property
    def numbers(self) -> dict[str, float]:
        """The optimiser's own numbers by their names."""
        return numbers_of(OPTIMISERS[self.optimiser], self.keys)


class Scenario(Struct, frozen=True, eq=False):
    """A network, its loss, its data and how it is trained.

    Attributes
    ----------
    id, title, description, source : str
        What the person reads; the last two may be empty.
    inputs : tuple of str
        Names of the inputs, which are layer 0.
    layers : tuple of Layer
        Layers 1 to L.
    network_seed : int
        Seeds the initialisers.
    loss, reduction : str
        Names as the file writes them.
    l1, l2 : float
        λ of the penalties Σ λ1 |w| + λ2/2 w² over all weights, which L includes.
    output_delta : str
        How delta of a cross-entropy's outputs is shown: by the chain rule, or fused as a − t.
    x, y : ndarray of shape (rows, n_inputs) and (rows, n_outputs), or None
        Inline data, float64; None when ``dataset`` names the data.
    dataset : str, TableSpec, ImageSpec, PointSpec or None
        A bundled data set by its name, files of a person's own, or points of the plane.
    normalisation : str
        What is done to inputs before the network sees them.
    bins : int
        Bins per column of the quantile encoding.
    training : Training
        How it is trained.
    path : Path or None
        The file it came from; None for text that never was a file.
    data_names : DataNames or None
        What units are shown as, where the data set names them; never written to a file.
    inputs_from_data : bool
        Whether the file leaves the inputs to the data set.
    training_note : str
        What of ``training`` was chosen by the number of rows; empty where the file says it all.
    notation, difference : str
        The notation that the file asks for, and the order of activation and target; empty for
        none.
    hide : tuple of str
        What Explore leaves out.
    naming : Naming
        The notation in which its iterations are shown; never written to a file.
    """

    id: str
    title: str
    inputs: tuple[str, ...]
    layers: tuple[Layer, ...]
    loss: str
    reduction: Reduction
    training: Training
    network_seed: int = 0
    x: FloatArray | None = None
    y: FloatArray | None = None
    dataset: DatasetName | FileSpec | None = None
    l1: float = 0.0
    l2: float = 0.0
    output_delta: OutputDelta = "chain"
    normalisation: NormalisationName = "none"
    bins: int = DEFAULT_BINS
    description: str = ""
    source: str = ""
    path: Path | None = None
    data_names: DataNames | None = None
    inputs_from_data: bool = False
    training_note: str = ""
    notation: str = ""
    difference: Difference | Literal[""] = ""
    hide: tuple[Hideable, ...] = ()
    naming: Naming = NAMINGS["chainrule"]

    @property
    def called(self) -> str:
        """What messages call it: its file's name, or its id where it has no file."""
        return self.id if self.path is None else self.path.name

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer, inputs first."""
        return (len(self.inputs), *(len(layer.units) for layer in self.layers))

    @property
    def depth(self) -> int:
        """Number of layers that compute: hidden layers and the output layer."""
        return len(self.layers)

    def unit_name(self, layer: int, unit: int) -> str:
        """Name of a unit; layer 0 holds the inputs."""
        return self.unit_names(layer)[unit]

    def unit_names(self, layer: int) -> tuple[str, ...]:
        """Names of a layer's units."""
        named = self.data_names
        if self.naming.indices is not None:
            return indexed_names(self.naming.indices, self.sizes, layer)
        if layer == 0:
            return (named and named.inputs) or self.inputs
        return (named and layer == self.depth and named.outputs) or self.layers[layer - 1].units

    def whole_names(self, layer: int) -> tuple[str, ...]:
        """Names of a layer's units in full, where drawings have to cut them."""
        named = self.data_names
        if self.naming.indices is not None:
            return self.unit_names(layer)
        if layer == 0:
            return (named and named.whole_inputs) or self.inputs
        return (named and layer == self.depth and named.whole_outputs) or self.layers[
            layer - 1
        ].units

    def sources(self, layer: int, unit: int, *, trained: bool = False) -> Sequence[int]:
        """Units of the layer before that a unit is connected with, or only by a trained weight."""
        own = self.layers[layer - 1]
        marks = (own.absent_weights, own.frozen_weights if trained else None)
        return _unmarked(
            self.sizes[layer - 1], *(None if each is None else each[unit] for each in marks)
        )

    def receivers(self, layer: int, unit: int) -> Sequence[int]:
        """Units of the next layer that a unit is connected with."""
        absent = self.layers[layer].absent_weights
        return _unmarked(self.sizes[layer + 1], None if absent is None else absent[:, unit])

    def weighted_layers(self) -> Iterator[tuple[int, int, int, Layer]]:
        """Yield (number from 1, n_out, n_in, layer) for every layer that computes."""
        sizes = self.sizes
        for number, layer in enumerate(self.layers, start=1):
            yield number, sizes[number], sizes[number - 1], layer

    def shown_in(self, notation: str = "", difference: str = "") -> "Scenario":
        """Return the scenario as it is shown in a notation; where none is chosen in the file's.

        Parameters
        ----------
        notation : str
            Its id.
        difference : str
            Which of activation and target stands first.
        """
        naming = NAMINGS[notation or self.notation or "chainrule"]
        order = difference or self.difference or naming.difference
        return replace(self, naming=replace(naming, difference=order))

    def with_learning_rate(self, learning_rate: float) -> "Scenario":
        """Return the same scenario with another learning rate."""
        return replace(self, training=replace(self.training, learning_rate=learning_rate))


def _unmarked(count: int, *marks: BoolArray | None) -> Sequence[int]:
    """Return the numbers up to ``count`` that nothing marks, in order."""
    found = [each for each in marks if each is not None]
    if not found:
        return range(count)
    return tuple(np.flatnonzero(~np.logical_or.reduce(found)).tolist())


def is_typed(name: str) -> bool:
    """Whether the name of an activation or a loss is that of a typed function."""
    return ACTIVATIONS.formula_of(name) is not None or LOSSES.formula_of(name) is not None
