"""Training and test rows of a table, as a source of data sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from engine.data.columns import Columns, Layout, fit_encoding
from engine.data.dataset import Dataset
from engine.data.normalisation import TargetScale, quotient
from engine.data.reading import Reading
from engine.data.source import DatasetSource
from engine.data.source_rows import SourceRows
from engine.data.units import TableUnits
from engine.network.data_specs import NormalisationName


@dataclass(frozen=True, eq=False)
class Part:
    """Training or test rows with what is to be predicted.

    Attributes
    ----------
    columns
        The rows.
    target
        Class index of each row, or the number to be met; shape (n,).
    """

    columns: Columns
    target: NDArray[np.int64] | NDArray[np.float64]


class TableSource(DatasetSource):
    """Rows of numbers and categories.

    Parameters
    ----------
    name
        What the data set is called.
    layout
        The inputs it gives.
    train, test
        Its rows.
    classes
        Names of the classes; empty where numbers are to be met.
    test_without_unknowns
        Which test rows have no unknown attribute, where it is known.
    notes
        What a person should know, a sentence each.
    target
        Name of the column to predict.
    reading
        How the file of a table of one's own was read.
    """

    def __init__(
        self,
        name: str,
        layout: Layout,
        train: Part,
        test: Part,
        classes: Sequence[str],
        *,
        test_without_unknowns: NDArray[np.bool_] | None = None,
        notes: Sequence[str] = (),
        target: str = "target",
        reading: Reading | None = None,
    ) -> None:
        super().__init__(
            name, len(train.columns), train.target.astype(np.int64) if classes else None
        )
        self.layout = layout
        self.train = train
        self.test = test
        self.classes = tuple(classes)
        self.test_without_unknowns = test_without_unknowns
        self.notes = tuple(notes)
        self.target = target
        self.reading = reading

    @property
    def total_rows(self) -> int:
        """Training and test rows."""
        return len(self.train.columns) + len(self.test.columns)

    @property
    def normalisations(self) -> tuple[NormalisationName, ...]:
        """All of them."""
        return get_args(NormalisationName)

    def _names(self, normalisation: NormalisationName, bins: int) -> tuple[str, ...]:
        return self.layout.names(normalisation, bins)

    def _fit(
        self, rows: NDArray[np.integer[Any]], normalisation: NormalisationName, bins: int
    ) -> Dataset:
        trained = self.train.columns if len(rows) == self.rows else self.train.columns.take(rows)
        encoding = fit_encoding(self.layout, trained, normalisation, bins)
        scale = None if self.classes else _target_scale(self.train.target[rows])
        return Dataset(
            name=self.name,
            x_train=encoding.apply(self.train.columns),
            y_train=_targets(self.train.target, scale),
            x_test=encoding.apply(self.test.columns),
            y_test=_targets(self.test.target, scale),
            classes=self.classes,
            feature_names=self.layout.texts(encoding.numbers),
            scale=1.0,
            test_without_unknowns=self.test_without_unknowns,
            target_scale=scale,
            notes=self.notes,
            source_rows=self._source_rows(),
            units=TableUnits(encoding, self.target, self.classes, scale),
            reading=self.reading,
        )

    def _source_rows(self) -> SourceRows:
        columns, order = self.layout.columns, self.layout.order
        return SourceRows(
            columns=tuple(columns[place] for place in order),
            target=self.target,
            order=order,
            numbers=self.train.columns.numbers,
            codes=self.train.columns.codes,
            categories=tuple(words for _, words in self.layout.categories),
            outcomes=self.train.target,
            classes=self.classes,
        )


def _target_scale(y: NDArray[np.int64] | NDArray[np.float64]) -> TargetScale:
    deviation = float(y.std())
    # Rows that are all alike leave the unit as it is instead of dividing by zero.
    return TargetScale(float(y.mean()), deviation if deviation > 0 and np.ptp(y) > 0 else 1.0)


def _targets(
    y: NDArray[np.int64] | NDArray[np.float64], scale: TargetScale | None
) -> NDArray[np.int64] | NDArray[np.float64]:
    if scale is None:
        return y
    return quotient(np.asarray(y - scale.mean, dtype=np.float64), scale.deviation)
