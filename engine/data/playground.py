"""Points of the plane: made from a seed, a person's own, or two columns of a table."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from engine.arrays import FloatArray, read_only
from engine.catalogue.features import FEATURES, feature_columns
from engine.catalogue.generators import COLOURS, POINT_GENERATORS
from engine.data.dataset import Dataset
from engine.data.normalisation import Affine, fit_numbers
from engine.data.points import PointInputs, Points
from engine.data.source import DatasetSource
from engine.data.source_rows import MOST_DIGITS, SourceRows
from engine.data.table_source import TableSource
from engine.errors import DatasetError
from engine.expressions.evaluating import evaluate
from engine.expressions.parsing import parse
from engine.network.data_specs import (
    NormalisationName,
    PointSpec,
    TableSpec,
    normalisations_of,
)
from engine.random_streams import drawn_points

TABLE_REACH = 5.0
"""The numbers of a table's column, from the least to the largest, are laid over −5 to 5."""
DRAWN_DIGITS = 6
"""Points that are drawn from a seed have more digits than a person typed, or reads."""


def points_of(spec: PointSpec, directory: Path | None = None) -> Points:
    """Return the points that a spec names.

    Parameters
    ----------
    spec : PointSpec
        Checked keys of a scenario.
    directory : Path, optional
        Where a table's relative path starts from.

    Raises
    ------
    DatasetError
        The table cannot be read or does not fit, or f(x) is not finite at one of the points.
    """
    if spec.table is not None:
        return _of_table(spec, spec.table, directory or Path())
    if spec.generator == "points":
        rows = np.array(spec.points, dtype=np.float64)
        is_class = spec.task == "classification"
        outcomes = rows[:, -1].astype(np.int64 if is_class else np.float64)
        return _plain(rows[:, :-1], outcomes, spec.classes if is_class else 0)
    record = POINT_GENERATORS[spec.generator]
    size, generator = spec.size or record.size, drawn_points(spec.seed)
    assert record.make is not None
    try:
        points, outcomes = record.make(generator, size, spec.noise, _function(spec.formula))
    except ArithmeticError as error:
        problem = f"f(x) = {spec.formula} has no finite value at x = {error}"
        raise DatasetError(f"{problem}; expected one everywhere from −6 to 6") from None
    order = generator.permutation(size)
    outcomes = outcomes.astype(np.int64) if record.classes else outcomes
    return _plain(points[order], outcomes[order], record.classes)


def _plain(points: FloatArray, outcomes: NDArray[Any], classes: int) -> Points:
    axes = points.shape[1]
    names, target = COLOURS[:classes], "class" if classes else "value"
    return Points(points, outcomes, names, ("x", "y")[:axes], np.zeros(axes), np.ones(axes), target)


def _function(formula: str) -> Callable[[FloatArray], FloatArray]:
    def value(x: FloatArray) -> FloatArray:
        return evaluate(parse(formula, ("x",)), {"x": x}, "x").value

    return value


def _of_table(spec: PointSpec, table: TableSpec, directory: Path) -> Points:
    # Reading tables takes a while to load.
    from engine.data.tables import read_table  # noqa: PLC0415

    keep = (*table.keep, *spec.columns)
    wanted = replace(table, keep=keep, numbers=(*table.numbers, *spec.columns))
    source = read_table(wanted, directory)
    numbers = np.vstack([source.train.columns.numbers, source.test.columns.numbers])
    outcomes: NDArray[Any] = np.concatenate([source.train.target, source.test.target])
    places = [_place_of(source, column) for column in spec.columns]
    raw = numbers[:, places]
    known = np.flatnonzero(~np.isnan(raw).any(axis=1))
    if spec.size is not None and spec.size < len(known):
        known = known[np.sort(drawn_points(spec.seed).permutation(len(known))[: spec.size])]
    if len(known) < 2:
        raise DatasetError(f"{source.name}: {len(known)} rows with both numbers; expected two")
    raw, outcomes = raw[known], outcomes[known]
    low, high = raw.min(axis=0), raw.max(axis=0)
    unit = np.where(high > low, (high - low) / (2.0 * TABLE_REACH), 1.0)
    middle = (low + high) / 2.0
    names = tuple(source.layout.numbers[place] for place in places)
    points = (raw - middle) / unit
    return Points(points, outcomes, source.classes, names, middle, unit, source.target)


def _place_of(source: TableSource, column: str | int) -> int:
    """Return which of a table's numbers a column is, named or numbered from 1."""
    layout = source.layout
    numbered = list(layout.numbers)
    if isinstance(column, str) and column in numbered:
        return numbered.index(column)
    places = layout.places[: len(numbered)]
    if isinstance(column, int) and column - 1 in places:
        return places.index(column - 1)
    expected = ", ".join(numbered) or "a table with numbers"
    raise DatasetError(f"{source.name}: no column {column!r} of numbers; expected {expected}")


class PointSource(DatasetSource):
    """Points of the plane as a data set.

    Parameters
    ----------
    spec : PointSpec
        Which points.
    points : Points
        The same, made.
    """

    default = "none"

    def __init__(self, spec: PointSpec, points: Points) -> None:
        name = POINT_GENERATORS[spec.generator].label
        super().__init__(name, len(points.points), points.outcomes if points.classes else None)
        self.classes = points.classes
        self._spec, self._features, self._points = spec, spec.features, points

    @property
    def total_rows(self) -> int:
        """All points: none is kept for a test."""
        return self.rows

    @property
    def normalisations(self) -> tuple[NormalisationName, ...]:
        """Those that keep an input for each feature, whatever the others are."""
        return normalisations_of(self._spec)

    def _names(self, normalisation: NormalisationName, bins: int) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(FEATURES[feature].name for feature in self._features)

    def _fit(
        self, rows: NDArray[np.integer[Any]], normalisation: NormalisationName, bins: int
    ) -> Dataset:
        points, nothing = self._points, np.empty(0)
        columns = feature_columns(self._features, points.points)
        apart = [np.nan] * columns.shape[1]
        fitted = fit_numbers(normalisation, columns[rows], apart, bins)
        assert isinstance(fitted, Affine)
        inputs = PointInputs(points, self._features, fitted.offset, fitted.width)
        return Dataset(
            name=self.name,
            x_train=inputs.inputs(points.points),
            y_train=points.outcomes,
            x_test=np.empty((0, columns.shape[1])),
            y_test=nothing.astype(points.outcomes.dtype),
            classes=self.classes,
            feature_names=self._names(normalisation, bins),
            scale=1.0,
            source_rows=self._source_rows(),
            points=inputs,
        )

    def _source_rows(self) -> SourceRows:
        points = self._points
        is_drawn = POINT_GENERATORS[self._spec.generator].make is not None
        return SourceRows(
            columns=points.axes,
            target=points.target,
            order=tuple(range(len(points.axes))),
            numbers=read_only(points.points * points.unit + points.middle),
            codes=np.empty((self.rows, 0), dtype=np.int16),
            categories=(),
            outcomes=points.outcomes,
            classes=points.classes,
            digits=DRAWN_DIGITS if is_drawn else MOST_DIGITS,
        )
