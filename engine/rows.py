"""Which rows of a scenario's data an iteration works on."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import FloatArray, read_only
from engine.datasets import Dataset, DatasetError, TableUnits
from engine.scenario import Scenario, ScenarioError
from engine.schedules import learning_rate_at
from engine.sources import dataset_of, source_of


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows an iteration is computed over.

    Attributes
    ----------
    x : ndarray of shape (m, inputs)
        Inputs, float64, read-only.
    y_true : ndarray of shape (m, outputs)
        Targets, float64, read-only.
    first : int
        Number of the first row in the data, from 0.
    total : int
        Rows there are to choose from.
    alone : bool
        Whether one row was picked to be worked on by itself.
    image_shape : (int, int) or None
        Height and width where a row of inputs is an image.
    units : TableUnits or None
        What inputs and targets are in the table that they come from.
    edited : bool
        Whether a row says something else than its table.
    """

    x: FloatArray
    y_true: FloatArray
    first: int
    total: int
    alone: bool
    image_shape: tuple[int, int] | None = None
    units: TableUnits | None = None
    edited: bool = False


def total_rows(scenario: Scenario) -> int:
    """Return how many rows there are to choose from."""
    if scenario.x is not None:
        return len(scenario.x)
    return source_of(scenario).rows


def select_rows(scenario: Scenario, sample: int | None = None) -> Rows:
    """Return the first batch in file order, or one row alone.

    Parameters
    ----------
    scenario : Scenario
        Inline data, or a data set whose training rows are read.
    sample : int, optional
        Number of the row from 0; without it the first ``batch_size`` rows, or all inline rows
        where the scenario names no batch size.

    Raises
    ------
    ScenarioError
        There is no such row, or the data set does not fit the network.
    """
    total = total_rows(scenario)
    if sample is not None and not 0 <= sample < total:
        problem = f"sample {sample:,}; expected 0 to {total - 1:,}"
        raise ScenarioError(scenario.called, "data", problem)
    batch = min(scenario.training.batch_size or total, total)
    rows = slice(0, batch) if sample is None else slice(sample, sample + 1)
    if scenario.x is not None and scenario.y is not None:
        x, y_true, image_shape, units = scenario.x[rows], scenario.y[rows], None, None
    else:
        x, y_true, dataset = _dataset_rows(scenario, rows)
        image_shape, units = dataset.image_shape, dataset.units
    return Rows(
        x=read_only(np.array(x, dtype=np.float64)),
        y_true=read_only(np.array(y_true, dtype=np.float64)),
        first=rows.start,
        total=total,
        alone=sample is not None,
        image_shape=image_shape,
        units=units,
    )


def scheduled_rate(scenario: Scenario, update: int) -> float:
    """Return the learning rate of an update, numbered from 0, as the scenario's schedule has it.

    The length of the run is the scenario's own: its epochs over the rows it trains on.
    """
    training = scenario.training
    if training.schedule.name == "constant":
        return training.learning_rate
    updates = updates_per_epoch(scenario)
    return learning_rate_at(
        training.schedule, training.learning_rate, update, updates, training.epochs
    )


def updates_per_epoch(scenario: Scenario) -> int:
    """Return how many updates an epoch over the rows that a scenario trains on has."""
    rows = max(1, total_rows(scenario) - scenario.training.validation)
    return -(-rows // min(scenario.training.batch_size or rows, rows))


def _dataset_rows(scenario: Scenario, rows: slice) -> tuple[FloatArray, FloatArray, Dataset]:
    dataset = dataset_of(scenario)
    features, inputs = len(dataset.feature_names), scenario.sizes[0]
    if inputs != features:
        problem = f"{inputs:,} inputs; expected {features:,} for the data set {dataset.name}"
        raise ScenarioError(scenario.called, "network.inputs", problem)
    x = dataset.inputs(dataset.x_train[rows], np.float64)
    try:
        y_true = dataset.targets(dataset.y_train[rows], scenario.sizes[-1], np.float64)
    except DatasetError as error:
        place = f"network.layers[{scenario.depth - 1}].units"
        raise ScenarioError(scenario.called, place, str(error)) from None
    return x, y_true, dataset
