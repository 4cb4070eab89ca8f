"""The shape of a scenario file, key by key, as its TOML is decoded."""

from typing import Annotated, Literal

import msgspec

from engine.datasets.specs import NormalisationName
from engine.scenario.model import (
    ActivationName,
    BiasMode,
    DatasetName,
    InitialiserName,
    LossName,
    OptimiserName,
    OutputDelta,
    Reduction,
    ScheduleName,
    StoppingMetric,
)

Count = Annotated[int, msgspec.Meta(ge=1)]
Names = list[str]
Matrix = list[list[float]]


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    """A TOML table that refuses keys it does not know."""


class LayerTable(_Table):
    """One ``[[network.layers]]``."""

    activation: ActivationName
    units: int | Names | None = None
    weights: Matrix | None = None
    initialiser: InitialiserName | None = None
    initialiser_scale: float | None = None
    weight_names: list[Names] | None = None
    bias: BiasMode | None = None
    biases: list[float] | None = None
    bias_names: Names | None = None
    leak: float | None = None
    dropout: float = 0.0
    batch_norm: bool = False
    scales: list[float] | None = None
    shifts: list[float] | None = None
    running_means: list[float] | None = None
    running_variances: list[float] | None = None


class NetworkTable(_Table):
    """``[network]``."""

    layers: list[LayerTable]
    inputs: int | Names | None = None
    seed: int = 0


class LossTable(_Table):
    """``[loss]``."""

    name: LossName
    reduction: Reduction = "mean"
    l1: float = 0.0
    l2: float = 0.0
    output_delta: OutputDelta = "chain"


class OwnDataTable(_Table):
    """``dataset = { … }``: a table or images of a person's own."""

    file: str | None = None
    target: str | int | None = None
    task: Literal["classification", "regression"] | None = None
    test: str | None = None
    header: bool | None = None
    separator: Literal[",", ";", "\t", "|", " "] | None = None
    decimal: Literal[".", ","] | None = None
    ignore: list[str | int] | None = None
    keep: list[str | int] | None = None
    unknowns: list[str] | None = None
    unknown_rows: Literal["drop", "refuse"] | None = None
    images: str | None = None
    labels: str | None = None
    test_images: str | None = None
    test_labels: str | None = None


class DataTable(_Table):
    """``[data]``."""

    x: Matrix | None = None
    y: Matrix | None = None
    dataset: DatasetName | OwnDataTable | None = None
    normalisation: NormalisationName | None = None
    bins: Count | None = None


class ScheduleTable(_Table):
    """``[training.schedule]``."""

    name: ScheduleName
    every: Count | None = None
    factor: float | None = None
    warmup: float | None = None
    start_factor: float | None = None
    final_factor: float | None = None


class EarlyStoppingTable(_Table):
    """``[training.early_stopping]``."""

    patience: Count
    metric: StoppingMetric = "validation-loss"


class AugmentationTable(_Table):
    """``[training.augmentation]``."""

    shift: float = 0.0
    rotation: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    smoothness: float = 4.0


class TrainingTable(_Table):
    """``[training]``."""

    learning_rate: float | None = None
    optimiser: OptimiserName | None = None
    batch_size: Count | None = None
    epochs: Count | None = None
    shuffle: bool = True
    seed: int = 0
    validation: Annotated[int, msgspec.Meta(ge=0)] | None = None
    momentum: float | None = None
    decay: float | None = None
    beta1: float | None = None
    beta2: float | None = None
    epsilon: float | None = None
    weight_decay: float | None = None
    schedule: ScheduleTable | None = None
    early_stopping: EarlyStoppingTable | None = None
    augmentation: AugmentationTable | None = None
    folds: Annotated[int, msgspec.Meta(ge=0)] = 0


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
