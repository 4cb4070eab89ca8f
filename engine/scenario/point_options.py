"""Check a ``[data.dataset]`` of points: which keys go with which generator, and their values."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from engine.catalogue.features import FEATURES
from engine.catalogue.generators import COLOURS, POINT_GENERATORS, PointGenerator
from engine.errors import Fail, FormulaError
from engine.network.data_specs import PointSpec, TableSpec
from engine.scenario.training_options import check_seed
from engine.text import as_written

MOST_POINTS = 10_000
MOST_NOISE = 0.5
FARTHEST = 1e6

_PLACE = "data.dataset"
_OF_ALL = ("generator", "train_share", "features")
# A second file would be held out in the place of the share.
_OF_TABLES = tuple(name for name in TableSpec.__struct_fields__ if name != "test")


def point_spec(keys: Mapping[str, Any], fail: Fail) -> PointSpec:
    """Return the checked spec of points.

    Parameters
    ----------
    keys : mapping
        What the table says, lists as tuples.
    fail : callable
        Raises the error for a place and a problem.
    """
    record = POINT_GENERATORS[keys["generator"]]
    of_table = _OF_TABLES if record.id == "table" else ()
    for key in keys:
        if key not in (*_OF_ALL, *record.takes, *of_table):
            problem = f"does not belong to the generator {record.id}; expected it left out"
            fail(f"{_PLACE}.{key}", problem)
    own = {key: value for key, value in keys.items() if key not in of_table}
    own["generator"] = str(record.id)
    own["seed"] = check_seed(fail, f"{_PLACE}.seed", own.get("seed", 0))
    own["formula"] = _formula(record, keys.get("formula", record.formula), fail)
    if record.id == "table":
        own["table"] = _table({key: keys[key] for key in of_table if key in keys}, fail)
    spec = PointSpec(**own)
    axes = _check_rows(spec, record, fail)
    if "features" not in keys:
        spec = replace(spec, features=("x", "y")[:axes])
    _check_features(spec.features, axes, fail)
    _check_numbers(spec, fail)
    if record.id == "table":
        return spec
    return replace(spec, size=len(spec.points) or spec.size or record.size)


def _formula(record: PointGenerator, text: str, fail: Fail) -> str:
    if not record.formula:
        return ""
    # Reading a formula is not needed for other scenarios.
    from engine.expressions.parsing import canonical  # noqa: PLC0415

    try:
        return canonical(text, ("x",))
    except FormulaError as error:
        fail(f"{_PLACE}.formula", str(error))


def _table(keys: dict[str, Any], fail: Fail) -> TableSpec:
    for key in ("file", "target"):
        if key not in keys:
            fail(f"{_PLACE}.{key}", "missing; this key is required")
    return TableSpec(**keys)


def _check_rows(spec: PointSpec, record: PointGenerator, fail: Fail) -> int:
    """Check columns of a table or own points; return how many axes points have."""
    if record.id == "table":
        if not 1 <= len(spec.columns) <= 2 or len(set(spec.columns)) != len(spec.columns):
            found = f"{len(spec.columns)} columns" if spec.columns else "missing"
            fail(f"{_PLACE}.columns", f"{found}; expected the columns of x and y, or of x alone")
        return len(spec.columns)
    if record.id != "points":
        return record.axes
    if not spec.points:
        fail(f"{_PLACE}.points", "missing; expected a row [x, y, class or value] for each point")
    if not 2 <= spec.classes <= len(COLOURS):
        fail(f"{_PLACE}.classes", f"found {spec.classes}; expected 2 to {len(COLOURS)}")
    length = len(spec.points[0])
    for at, row in enumerate(spec.points):
        _check_point(row, length, spec, f"{_PLACE}.points[{at}]", fail)
    return length - 1


def _check_point(
    row: Sequence[float], length: int, spec: PointSpec, place: str, fail: Fail
) -> None:
    if len(row) != length or length not in {2, 3}:
        expected = "expected 3 (x, y, class or value), or 2 (x, value) in each row"
        fail(place, f"{len(row)} numbers; {expected}")
    if not all(math.isfinite(value) and abs(value) <= FARTHEST for value in row):
        fail(place, f"expected numbers within ±{FARTHEST:,.0f}")
    if spec.task == "classification" and row[-1] not in range(spec.classes):
        expected = f"expected one of the classes 0 to {spec.classes - 1}"
        fail(f"{place}[{length - 1}]", f"found {as_written(row[-1])}; {expected}")


def _check_features(features: Sequence[str], axes: int, fail: Fail) -> None:
    if not features:
        fail(f"{_PLACE}.features", f"none; expected some of {', '.join(FEATURES)}")
    for at, feature in enumerate(features):
        place = f"{_PLACE}.features[{at}]"
        if feature in features[:at]:
            fail(place, f"{feature} a second time; expected each once")
        if axes == 1 and FEATURES[feature].needs_y:
            fail(place, f"{feature} of points on a line; expected features of x alone")


def _check_numbers(spec: PointSpec, fail: Fail) -> None:
    if not 0 <= spec.noise <= MOST_NOISE:
        found = as_written(spec.noise)
        fail(f"{_PLACE}.noise", f"found {found}; expected a number from 0 to {MOST_NOISE}")
    if spec.size is not None and not 2 <= spec.size <= MOST_POINTS:
        fail(f"{_PLACE}.size", f"found {spec.size:,}; expected 2 to {MOST_POINTS:,}")
    if len(spec.points) > MOST_POINTS:
        fail(f"{_PLACE}.points", f"{len(spec.points):,} points; expected at most {MOST_POINTS:,}")
    if not 0 < spec.train_share <= 1:
        found = as_written(spec.train_share)
        fail(f"{_PLACE}.train_share", f"found {found}; expected a share above 0, at most 1")


def counted(spec: PointSpec, folder: str | Path | None, fail: Fail) -> PointSpec:
    """Return the spec with the number of its points, which are made to that end.

    Parameters
    ----------
    spec : PointSpec
        Checked keys.
    folder : str or Path, optional
        Where a table's relative path starts from.
    fail : callable
        As for `point_spec`.
    """
    # Reading data sets is not needed for the other scenarios.
    from engine.data.library import open_dataset  # noqa: PLC0415
    from engine.errors import DatasetError  # noqa: PLC0415

    try:
        return replace(spec, size=open_dataset(spec, folder).rows)
    except DatasetError as error:
        fail(_PLACE, str(error))
