"""Which rows of a scenario's data an iteration works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from engine.arrays import FloatArray, read_only
from engine.data.opening import dataset_of, source_of
from engine.data.splitting import hold_out
from engine.errors import DatasetError, ScenarioError
from engine.iteration.batches import Batch, Epoch
from engine.iteration.updates import optimiser_of
from engine.network.scenario import Scenario

if TYPE_CHECKING:
    from engine.data.dataset import Dataset
    from engine.data.units import TableUnits

RowNumbers: TypeAlias = NDArray[np.intp]
_Read: TypeAlias = Callable[[RowNumbers], tuple[FloatArray, FloatArray]]

OWN = -1
"""The number of a row that a person made: the data have none of it."""

_MADE_BYTES = 8 * 1024**2
"""Batches of so many bytes are kept ready."""


class Rows(Batch, frozen=True, eq=False):
    """The rows an iteration is computed over.

    Attributes
    ----------
    numbers : ndarray of int, shape (m,)
        Numbers of the rows in the data, from 0.
    total : int
        Rows there are to choose from.
    alone : bool
        Whether one row was picked to be worked on by itself.
    image_shape : (int, int) or None
        Height and width where a row of inputs is an image.
    units : TableUnits or None
        What inputs and targets are in the table that they come from.
    """

    numbers: RowNumbers
    total: int
    alone: bool
    image_shape: tuple[int, int] | None = None
    units: TableUnits | None = None

    @property
    def is_own(self) -> bool:
        """Whether a person made the row."""
        return bool(self.numbers[0] == OWN)


class Selection(Struct, frozen=True, eq=False):
    """The rows that a scenario's iterations go through: batches in file order, or one row alone.

    In file order an iteration has the rows that the same update of a run without shuffling has:
    held-out rows are left out, the last batch of an epoch may have fewer rows, and after it the
    first one follows.

    Attributes
    ----------
    epoch : Epoch
        How many rows and updates an epoch of the scenario's run has.
    total : int
        Rows there are to choose from, held-out ones included.
    trained : ndarray of int, shape (epoch.rows,)
        Numbers of the rows that are trained on, from 0, sorted.
    read : callable
        Returns inputs and targets, float64, of rows by their numbers; it opens no file.
    row : int or None
        Number of the one row that every iteration works on, `OWN` for one that a person made; None
        goes through the batches.
    image_shape : (int, int) or None
        Height and width where a row of inputs is an image.
    units : TableUnits or None
        What inputs and targets are in the table that they come from.
    start : int
        Number of the batch that iteration 1 has: an edit counts iterations anew and stays there.
    edits : mapping of int to (ndarray, ndarray)
        Inputs and targets of the rows that say something else than their table.
    """

    epoch: Epoch
    total: int
    trained: RowNumbers
    read: _Read
    row: int | None = None
    image_shape: tuple[int, int] | None = None
    units: TableUnits | None = None
    start: int = 0
    edits: Mapping[int, tuple[FloatArray, FloatArray]] = {}
    # As the data have them, by their place in the epoch: one store for all that `replace` makes.
    _made: dict[int, Rows] = {}

    @property
    def has_several(self) -> bool:
        """Whether there is more than one batch to go through."""
        return self.row is None and self.epoch.updates > 1

    def batch(self, update: int) -> Rows:
        """Return the rows of an update; updates are numbered from 0."""
        place = (self.start + update) % self.epoch.updates if self.has_several else 0
        rows = self._made.get(place)
        if rows is None:
            rows = self._make(place)
            size = rows.x.nbytes + rows.y_true.nbytes
            if (len(self._made) + 1) * size > _MADE_BYTES:
                self._made.clear()
            self._made[place] = rows
        return self._edited(rows) if self.edits else rows

    def _make(self, place: int) -> Rows:
        alone = self.row is not None
        numbers = self.trained[self.epoch.places(place)] if not alone else np.array([self.row])
        x, y_true = self.read(numbers)
        return Rows(
            x=read_only(x),
            y_true=read_only(y_true),
            numbers=numbers,
            total=self.total,
            alone=alone,
            image_shape=self.image_shape,
            units=self.units,
        )

    def _edited(self, rows: Rows) -> Rows:
        found = np.flatnonzero(np.isin(rows.numbers, list(self.edits)))
        if not len(found):
            return rows
        x, y_true = rows.x.copy(), rows.y_true.copy()
        for at in found:
            x[at], y_true[at] = self.edits[int(rows.numbers[at])]
        return replace(rows, x=read_only(x), y_true=read_only(y_true))

    def from_iteration(self, iteration: int) -> Selection:
        """Return the same rows with the batch of an iteration, from 1, as the first one."""
        return replace(self, start=(self.start + iteration - 1) % self.epoch.updates)

    def with_row(self, number: int, x: FloatArray, y_true: FloatArray) -> Selection:
        """Return the same rows, one of which says something else than its table.

        Parameters
        ----------
        number : int
            Its number in the data, from 0.
        x, y_true : ndarray of shape (inputs,), (outputs,)
            Its inputs and targets.
        """
        return replace(self, edits={**self.edits, number: (x, y_true)})

    def with_own(self, x: FloatArray, y_true: FloatArray) -> Selection:
        """Return a row that a person made, alone, in the place of these.

        Parameters
        ----------
        x, y_true : ndarray of shape (inputs,), (outputs,)
            Its inputs and targets.
        """

        def read(_: RowNumbers) -> tuple[FloatArray, FloatArray]:
            return np.array(x[None], dtype=np.float64), np.array(y_true[None], dtype=np.float64)

        return replace(self, row=OWN, read=read, start=0, edits={}, _made={})

    def as_read(self) -> Selection:
        """Return the same rows as the data have them, from the first batch on."""
        return replace(self, start=0, edits={})


def select_rows(scenario: Scenario, sample: int | None = None) -> Selection:
    """Open a scenario's data and return the rows that its iterations go through.

    Parameters
    ----------
    scenario : Scenario
        Inline data, or a data set whose training rows are read.
    sample : int, optional
        Number of the row, from 0, that every iteration works on; without it the batches in file
        order.

    Raises
    ------
    ScenarioError
        There is no such row, or the data set does not fit the network.
    DatasetError
        The data set cannot be read.
    """
    total = len(scenario.x) if scenario.x is not None else source_of(scenario).rows
    if sample is not None and not 0 <= sample < total:
        problem = f"sample {sample:,}; expected 0 to {total - 1:,}"
        raise ScenarioError(scenario.called, "data", problem)
    trained = _trained_on(scenario, total)
    if scenario.x is not None and scenario.y is not None:
        read, image_shape, units = _of_arrays(scenario.x, scenario.y), None, None
    else:
        read, dataset = _of_dataset(scenario)
        image_shape, units = dataset.image_shape, dataset.units
    size = None if optimiser_of(scenario).full_batch else scenario.training.batch_size
    epoch = Epoch.of(len(trained), size)
    return Selection(epoch, total, trained, read, sample, image_shape, units)


def _trained_on(scenario: Scenario, total: int) -> RowNumbers:
    """Return the numbers of the rows that a run trains on; a run refuses to hold out all."""
    training = scenario.training
    if not 0 < training.validation < total:
        return np.arange(total)
    return hold_out(total, training.validation, training.seed)[0]


def _of_arrays(x: FloatArray, y_true: FloatArray) -> _Read:
    def read(numbers: RowNumbers) -> tuple[FloatArray, FloatArray]:
        return np.array(x[numbers], dtype=np.float64), np.array(y_true[numbers], dtype=np.float64)

    return read


def _of_dataset(scenario: Scenario) -> tuple[_Read, Dataset]:
    dataset, outputs = dataset_of(scenario), scenario.sizes[-1]
    features, inputs = len(dataset.feature_names), scenario.sizes[0]
    if inputs != features:
        problem = f"{inputs:,} inputs; expected {features:,} for the data set {dataset.name}"
        raise ScenarioError(scenario.called, "network.inputs", problem)

    def read(numbers: RowNumbers) -> tuple[FloatArray, FloatArray]:
        x = dataset.inputs(dataset.x_train[numbers], np.float64)
        return x, dataset.targets(dataset.y_train[numbers], outputs, np.float64)

    try:
        read(np.arange(1))
    except DatasetError as error:
        place = f"network.layers[{scenario.depth - 1}].units"
        raise ScenarioError(scenario.called, place, str(error)) from None
    return read, dataset
