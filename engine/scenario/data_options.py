"""Check the ``[data]`` table: which data set, and how its values become inputs."""

from pathlib import Path
from typing import Any

from engine.catalogue.activations import ACTIVATIONS
from engine.errors import Fail
from engine.network.data_specs import (
    DEFAULT_BINS,
    DatasetSpec,
    ImageSpec,
    NormalisationName,
    PointSpec,
    TableSpec,
    default_normalisation,
    normalisations_of,
)
from engine.scenario.point_options import point_spec
from engine.scenario.schema import DataTable, OwnDataTable

MAX_BINS = 1000
# Up to here the inputs of a table are called by its columns; above, they are counted.
_MAX_NAMED = 16
_LONGEST_NAME = 32
_LONGEST_TEXT = 1_000
_TWO = 2


def dataset_spec(table: DataTable, fail: Fail) -> Any:
    """Return what names the data set: None, a bundled one's name, files of one's own, or points."""
    own = table.dataset
    if not isinstance(own, OwnDataTable):
        return own
    keys = {
        key: _frozen(value)
        for key in own.__struct_fields__
        if (value := getattr(own, key)) is not None
    }
    for key, value in keys.items():
        if isinstance(value, str) and len(value) > _LONGEST_TEXT:
            problem = f"{len(value):,} characters; expected at most {_LONGEST_TEXT:,}"
            fail(f"data.dataset.{key}", problem)
    return point_spec(keys, fail) if own.generator is not None else _files(own, keys, fail)


def _files(own: OwnDataTable, keys: dict[str, Any], fail: Fail) -> TableSpec | ImageSpec:
    if own.file is None and own.images is None:
        fail("data.dataset", "neither file nor images; expected a table, images or a generator")
    if own.file is not None and own.images is not None:
        fail("data.dataset", "file beside images; expected one or the other")
    kind: Any = TableSpec if own.file is not None else ImageSpec
    for key in keys:
        if key not in kind.__struct_fields__:
            what = "a table" if own.file is not None else "images"
            fail(f"data.dataset.{key}", f"does not belong to {what}; expected it left out")
    for key in ("target",) if kind is TableSpec else ("labels",):
        if key not in keys:
            fail(f"data.dataset.{key}", "missing; this key is required")
    found: TableSpec | ImageSpec = kind(**keys)
    return found


def normalisation_of(table: DataTable, spec: Any, fail: Fail) -> NormalisationName:
    """Return how values become inputs."""
    if spec is None:
        if table.normalisation not in {None, "none"}:
            problem = "given for rows written into the file; expected it beside dataset"
            fail("data.normalisation", problem)
        return "none"
    if table.normalisation not in {None, *(known := normalisations_of(spec))}:
        what = "points" if isinstance(spec, PointSpec) else "images"
        problem = f'"{table.normalisation}" for {what}; expected {", ".join(known)}'
        fail("data.normalisation", problem)
    return table.normalisation or default_normalisation(spec)


def bins_of(table: DataTable, fail: Fail) -> int:
    """Return how many bins a column has in the quantile encoding."""
    if table.bins is None:
        return DEFAULT_BINS
    if table.normalisation != "quantile":
        fail("data.bins", 'expected it beside normalisation = "quantile" only')
    if table.bins > MAX_BINS:
        fail("data.bins", f"found {table.bins:,}; expected 1 to {MAX_BINS:,}")
    return table.bins


def inputs_of(
    spec: DatasetSpec | None,
    normalisation: NormalisationName,
    bins: int,
    folder: str | Path | None,
    fail: Fail,
) -> int | list[str]:
    """Return the inputs of a network whose file leaves them to its data set.

    A few columns give the inputs their names; of more, or longer ones, only the number is taken.
    Files of a person's own are looked for in ``folder``; the bundled sets need none.
    """
    # Reading data sets is not needed for the other scenarios.
    from engine.data.library import input_names  # noqa: PLC0415
    from engine.errors import DatasetError  # noqa: PLC0415

    if spec is None:
        fail("network.inputs", "missing; this key is required")
    try:
        names = input_names(spec, None if isinstance(spec, str) else folder, normalisation, bins)
    except DatasetError as error:
        fail("data.dataset", str(error))
    short = len(names) <= _MAX_NAMED and all(len(name) <= _LONGEST_NAME for name in names)
    return list(names) if short else len(names)


def units_of(spec: DatasetSpec, activation: str, folder: str | Path | None, fail: Fail) -> int:
    """Return the units of a last layer whose file leaves them to its data set.

    A unit for each class, or a single one for two of them: a sigmoid, and for points whatever does
    not couple units; one for a number to be met.
    """
    from engine.data.library import load_dataset  # noqa: PLC0415
    from engine.errors import DatasetError  # noqa: PLC0415

    try:
        dataset = load_dataset(spec, None if isinstance(spec, str) else folder)
    except DatasetError as error:
        fail("data.dataset", str(error))
    classes = len(dataset.classes)
    single = not ACTIVATIONS[activation].couples_units and isinstance(spec, PointSpec)
    halves = (ACTIVATIONS[activation].is_probability or single) and classes == _TWO
    return 1 if halves else max(1, classes)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


def why_regression(spec: TableSpec | PointSpec, folder: str | Path | None) -> str | None:
    """Return why a table's target is a number to be met, or None where it is a class.

    What the file says needs no reason. A table that cannot be read is no matter here: whoever needs
    its rows says so.
    """
    from engine.data.library import load_dataset  # noqa: PLC0415
    from engine.errors import DatasetError  # noqa: PLC0415

    if isinstance(spec, PointSpec):
        return None if load_dataset(spec, folder).classes else ""
    if spec.task is not None:
        return "" if spec.task == "regression" else None
    try:
        reading = load_dataset(spec, folder).reading
    except DatasetError:
        return None
    return reading.reason if reading is not None and reading.task == "regression" else None
