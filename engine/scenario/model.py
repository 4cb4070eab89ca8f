"""A scenario as the rest of the program sees it: frozen, complete and validated."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from engine.arrays import FloatArray

BiasMode = Literal["per-unit", "per-layer", "frozen", "none"]
ActivationName = Literal["linear", "sigmoid", "tanh", "relu", "softmax"]
InitialiserName = Literal["xavier", "he", "normal", "uniform", "zeros"]
LossName = Literal[
    "half-squared-error",
    "mean-squared-error",
    "mean-absolute-error",
    "binary-cross-entropy",
    "categorical-cross-entropy",
]
Reduction = Literal["sum", "mean"]
OptimiserName = Literal["sgd"]
DatasetName = Literal["mnist", "census"]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
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
        Starting values; None means zeros (or no bias at all).
    weight_names : tuple of tuple of str or None
        Same shape as ``weights``; None where names are generated.
    bias_names : tuple of str or None
        One per unit; None where names are generated.
    """

    units: tuple[str, ...]
    activation: ActivationName
    bias: BiasMode
    initialiser: InitialiserName
    weights: FloatArray | None = None
    biases: FloatArray | None = None
    weight_names: tuple[tuple[str, ...], ...] | None = None
    bias_names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Training:
    """How the scenario is trained.

    Attributes
    ----------
    optimiser : str
        The update rule.
    learning_rate : float
        The factor on the gradient, positive.
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
    """

    optimiser: OptimiserName
    learning_rate: float
    batch_size: int | None
    epochs: int
    shuffle: bool
    seed: int
    validation: int


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
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
    x, y : ndarray of shape (rows, n_inputs) and (rows, n_outputs), or None
        Inline data, float64; None when ``dataset`` names the data.
    dataset : str or None
        A bundled data set.
    training : Training
        How it is trained.
    path : Path or None
        The file it came from; None for text that never was a file.
    """

    id: str
    title: str
    inputs: tuple[str, ...]
    layers: tuple[Layer, ...]
    loss: LossName
    reduction: Reduction
    training: Training
    network_seed: int = 0
    x: FloatArray | None = None
    y: FloatArray | None = None
    dataset: DatasetName | None = None
    description: str = ""
    source: str = ""
    path: Path | None = field(default=None, compare=False)

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
        return self.inputs[unit] if layer == 0 else self.layers[layer - 1].units[unit]

    def weighted_layers(self) -> Iterator[tuple[int, int, int, Layer]]:
        """Yield (number from 1, n_out, n_in, layer) for every layer that computes."""
        sizes = self.sizes
        for number, layer in enumerate(self.layers, start=1):
            yield number, sizes[number], sizes[number - 1], layer

    def with_learning_rate(self, learning_rate: float) -> "Scenario":
        """Return the same scenario with another learning rate."""
        return replace(self, training=replace(self.training, learning_rate=learning_rate))
