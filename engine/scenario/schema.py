"""The shape of a scenario file, key by key, as its TOML is decoded."""

import datetime
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal

import msgspec

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.features import FEATURES
from engine.catalogue.generators import POINT_GENERATORS
from engine.catalogue.initialisers import INITIALISERS
from engine.catalogue.losses import LOSSES
from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.records import Catalogue, Key, keys_of
from engine.catalogue.schedules import SCHEDULES
from engine.errors import FormulaError
from engine.network.data_specs import NormalisationName, UnknownInputs
from engine.network.notations import NAMINGS, Difference
from engine.network.scenario import (
    BiasMode,
    DatasetName,
    Hideable,
    OutputDelta,
    Reduction,
    StoppingMetric,
)

Count = Annotated[int, msgspec.Meta(ge=1)]
Names = list[str]
Matrix = list[list[float]]
Marks = list[list[bool]]


class ActivationId(str):
    """The id of an activation."""


class FeatureId(str):
    """The id of an input that is computed from a point."""


class GeneratorId(str):
    """The id of a source of points."""


class InitialiserId(str):
    """The id of an initialiser."""


class LossId(str):
    """The id of a loss."""


class OptimiserId(str):
    """The id of an optimiser."""


class ScheduleId(str):
    """The id of a schedule."""


class NotationId(str):
    """The id of a notation."""


_CATALOGUES: Mapping[type, Catalogue[Any]] = MappingProxyType(
    {
        ActivationId: ACTIVATIONS,
        FeatureId: FEATURES,
        GeneratorId: POINT_GENERATORS,
        InitialiserId: INITIALISERS,
        LossId: LOSSES,
        OptimiserId: OPTIMISERS,
        ScheduleId: SCHEDULES,
        NotationId: NAMINGS,
    }
)

# What messages call the types of TOML; a bool is an int too, a date and time a date.
_TYPES = (
    (str, "str"),
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    (list, "array"),
    (datetime.datetime, "datetime"),
    (datetime.date, "date"),
    (datetime.time, "time"),
)


def decode_id(kind: type, value: Any) -> Any:
    """Return an id that stands in a catalogue, for ``msgspec`` to call where it meets one.

    Of ``{ formula = "…" }`` it is the id of a typed function, where functions can be typed.

    Raises
    ------
    ValueError
        The catalogue has none of it; worded as ``msgspec`` words what it refuses itself.
    """
    catalogue = _CATALOGUES[kind]
    if isinstance(value, dict) and catalogue.takes_formulas:
        return kind(_typed_id(catalogue, value))
    if not isinstance(value, str):
        raise ValueError(f"Expected `str`, got `{_type_of(value)}`")
    if value not in catalogue:
        raise ValueError(f"Invalid enum value {value!r}")
    return kind(value)


def _type_of(value: Any) -> str:
    return next((name for of, name in _TYPES if isinstance(value, of)), "object")


def _typed_id(catalogue: Catalogue[Any], table: dict[str, Any]) -> str:
    unknown = next((key for key in table if key != "formula"), None)
    if unknown is not None:
        raise ValueError(f"Object contains unknown field `{unknown}`")
    if "formula" not in table:
        raise ValueError("Object missing required field `formula`")
    text = table["formula"]
    if not isinstance(text, str):
        raise ValueError(f"Invalid formula: expected `str`, got `{_type_of(text)}`")
    try:
        return catalogue.typed_id(text)
    except FormulaError as error:
        raise ValueError(f"Invalid formula: {error}") from None


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    """A TOML table that refuses keys it does not know."""


class LayerTable(_Table):
    """One ``[[network.layers]]``, but for the numbers of its activation."""

    activation: ActivationId
    units: int | Names | None = None
    weights: Matrix | None = None
    initialiser: InitialiserId | None = None
    initialiser_scale: float | None = None
    initialiser_bias: float = 0.0
    weight_names: list[Names] | None = None
    bias: BiasMode | None = None
    biases: list[float] | None = None
    bias_names: Names | None = None
    dropout: float = 0.0
    batch_norm: bool = False
    scales: list[float] | None = None
    shifts: list[float] | None = None
    running_means: list[float] | None = None
    running_variances: list[float] | None = None
    frozen_weights: Marks | None = None
    absent_weights: Marks | None = None
    frozen_biases: list[bool] | None = None
    absent_biases: list[bool] | None = None


class NetworkTable(_Table):
    """``[network]``."""

    layers: list[LayerTable]
    inputs: int | Names | None = None
    seed: int = 0


class LossTable(_Table):
    """``[loss]``."""

    name: LossId | None = None
    formula: str | None = None
    reduction: Reduction = "mean"
    l1: float = 0.0
    l2: float = 0.0
    output_delta: OutputDelta = "chain"


class OwnDataTable(_Table):
    """``dataset = { … }``: a table or images of a person's own, or points."""

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
    unknown_inputs: UnknownInputs | None = None
    categories: list[str | int] | None = None
    numbers: list[str | int] | None = None
    images: str | None = None
    labels: str | None = None
    test_images: str | None = None
    test_labels: str | None = None
    generator: GeneratorId | None = None
    noise: float | None = None
    size: Count | None = None
    train_share: float | None = None
    seed: int | None = None
    features: list[FeatureId] | None = None
    formula: str | None = None
    points: Matrix | None = None
    classes: Count | None = None
    columns: list[str | int] | None = None


class DataTable(_Table):
    """``[data]``."""

    x: Matrix | None = None
    y: Matrix | None = None
    dataset: DatasetName | OwnDataTable | None = None
    normalisation: NormalisationName | None = None
    bins: Count | None = None


class ScheduleTable(_Table):
    """``[training.schedule]``, but for its numbers."""

    name: ScheduleId


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
    """``[training]``, but for the optimiser's numbers."""

    learning_rate: float | None = None
    optimiser: OptimiserId | None = None
    batch_size: Count | None = None
    epochs: Count | None = None
    shuffle: bool = True
    seed: int = 0
    validation: Annotated[int, msgspec.Meta(ge=0)] | None = None
    schedule: ScheduleTable | None = None
    early_stopping: EarlyStoppingTable | None = None
    augmentation: AugmentationTable | None = None
    folds: Annotated[int, msgspec.Meta(ge=0)] = 0


class ExploreTable(_Table):
    """``[explore]``."""

    hide: list[Hideable] = []


class ScenarioTable(_Table):
    """The whole file; `scenario_table` has what it is decoded as."""

    format: int
    id: str
    title: str
    network: NetworkTable
    loss: LossTable
    data: DataTable
    training: TrainingTable
    description: str = ""
    source: str = ""
    notation: NotationId | None = None
    difference: Difference | None = None
    explore: ExploreTable | None = None


def scenario_table() -> type[ScenarioTable]:
    """Return the shape of a file, with the numbers of all activations, optimisers and schedules."""
    numbers = (keys_of(ACTIVATIONS), keys_of(OPTIMISERS), keys_of(SCHEDULES))
    return _with_numbers(*(tuple(keys.values()) for keys in numbers))


@cache
def _with_numbers(
    activations: tuple[Key, ...], optimisers: tuple[Key, ...], schedules: tuple[Key, ...]
) -> type[ScenarioTable]:
    layer = _extended(LayerTable, *map(_entry, activations))
    network = _extended(NetworkTable, ("layers", list[layer]))  # type: ignore[valid-type]
    schedule = _extended(ScheduleTable, *map(_entry, schedules))
    rule = ("schedule", schedule | None, None)
    training = _extended(TrainingTable, *map(_entry, optimisers), rule)
    table: type[ScenarioTable] = _extended(
        ScenarioTable, ("network", network), ("training", training)
    )
    return table


def _entry(key: Key) -> tuple[str, Any, None]:
    return key.name, (Count if key.is_whole else float) | None, None


def _extended(table: Any, *entries: tuple[Any, ...]) -> Any:
    """Return a table with more entries, or with others in place of its own."""
    return msgspec.defstruct(table.__name__, entries, bases=(table,), kw_only=True)
