"""The shape of a scenario file, key by key, as its TOML is decoded."""

from typing import Annotated

import msgspec

from engine.scenario.model import (
    ActivationName,
    BiasMode,
    DatasetName,
    InitialiserName,
    LossName,
    OptimiserName,
    Reduction,
)

Count = Annotated[int, msgspec.Meta(ge=1)]
Names = list[str]
Matrix = list[list[float]]


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    """A TOML table that refuses keys it does not know."""


class LayerTable(_Table):
    """One ``[[network.layers]]``."""

    units: int | Names
    activation: ActivationName
    weights: Matrix | None = None
    initialiser: InitialiserName | None = None
    weight_names: list[Names] | None = None
    bias: BiasMode = "per-unit"
    biases: list[float] | None = None
    bias_names: Names | None = None


class NetworkTable(_Table):
    """``[network]``."""

    inputs: int | Names
    layers: list[LayerTable]
    seed: int = 0


class LossTable(_Table):
    """``[loss]``."""

    name: LossName
    reduction: Reduction = "mean"


class DataTable(_Table):
    """``[data]``."""

    x: Matrix | None = None
    y: Matrix | None = None
    dataset: DatasetName | None = None


class TrainingTable(_Table):
    """``[training]``."""

    learning_rate: float
    optimiser: OptimiserName = "sgd"
    batch_size: Count | None = None
    epochs: Count | None = None
    shuffle: bool = True
    seed: int = 0
    validation: Annotated[int, msgspec.Meta(ge=0)] | None = None


class ScenarioTable(_Table):
    """The whole file."""

    format: int
    id: str
    title: str
    network: NetworkTable
    loss: LossTable
    data: DataTable
    training: TrainingTable
    description: str = ""
    source: str = ""
