"""The rows of a run: which are trained on, which are held out, and which test the end."""

from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.data.normalisation import TargetScale
from engine.data.opening import fitted, source_of
from engine.data.reading import Reading, task_sentence
from engine.data.source_rows import SourceRows
from engine.data.splitting import hold_out
from engine.errors import DatasetError, ScenarioError
from engine.network.naming import is_counted
from engine.network.scenario import Scenario
from engine.training.metrics import IntArray, predicted_classes
from engine.training.plan import TrainingPlan

Stored: TypeAlias = NDArray[Any]


class RowSet(Struct, frozen=True, eq=False):
    """Rows with their targets.

    Attributes
    ----------
    x : ndarray of shape (rows, inputs)
        As stored: bytes for images, else in the run's precision.
    y_true : ndarray of shape (rows, outputs)
        Targets in the run's precision.
    labels : ndarray of shape (rows,) or None
        Class indices; None where the targets name no class.
    """

    x: Stored
    y_true: FloatArray
    labels: IntArray | None

    def __len__(self) -> int:
        return len(self.x)


class TrainingData(Struct, frozen=True, eq=False):
    """Everything a run reads.

    Attributes
    ----------
    rows : RowSet
        The scenario's training rows, held-out ones included.
    train, held_out : ndarray of int
        Which of ``rows`` are trained on, and which are held out for validation, both sorted. The
        choice is drawn from the seed: every run of a seed holds out the same rows.
    test : RowSet or None
        Rows that are evaluated once, at the end.
    scale : float
        Factor from a stored value to an input.
    classes : tuple of str
        Names of the classes; empty where there are none.
    image_shape : (int, int) or None
        Height and width where a row is an image.
    test_without_unknowns : ndarray of bool or None
        Census: which test rows have no unknown attribute.
    majority_baseline : float or None
        Accuracy on the test rows of always naming the commonest class.
    majority_class : str
        Which class that is; empty where there are none, and for rows of a scenario's own.
    mean_baseline : float or None
        Root mean squared error on the test rows of always answering the mean of the rows that are
        trained on, in the unit of the numbers to be met; None where there are classes.
    shift : float
        What is added to a stored value once it is scaled.
    target_scale : TargetScale or None
        How numbers to be met were standardised; an error times its deviation is in their own unit.
    notes : tuple of str
        What a person should know about how the files were read, a sentence each.
    source_rows : SourceRows or None
        ``rows`` as a table's file has them; None for images and for rows of a scenario's own.
    reading : Reading or None
        How a table of a person's own was read.
    threshold : float
        From which output on a single unit names class 1.
    """

    rows: RowSet
    train: IntArray
    held_out: IntArray
    test: RowSet | None
    scale: float
    classes: tuple[str, ...]
    image_shape: tuple[int, int] | None = None
    test_without_unknowns: NDArray[np.bool_] | None = None
    majority_baseline: float | None = None
    shift: float = 0.0
    target_scale: TargetScale | None = None
    notes: tuple[str, ...] = ()
    majority_class: str = ""
    mean_baseline: float | None = None
    source_rows: SourceRows | None = None
    reading: Reading | None = None
    threshold: float = 0.5


def load_training_data(
    plan: TrainingPlan, split: tuple[IntArray, IntArray] | None = None
) -> TrainingData:
    """Read the rows of a plan and hold out the validation rows.

    Parameters
    ----------
    plan : TrainingPlan
        What is trained.
    split : (ndarray, ndarray), optional
        The rows that are trained on and those held out; drawn from the seed without it.

    Raises
    ------
    DatasetError
        The data set cannot be read.
    ScenarioError
        The data set does not fit the network, or too many rows are to be held out.
    """
    scenario = plan.scenario
    if scenario.x is None or scenario.y is None:
        return _dataset_rows(plan, split)
    rows = RowSet(
        np.array(scenario.x, dtype=plan.dtype),
        np.array(scenario.y, dtype=plan.dtype),
        class_labels(scenario.y, scenario.layers[-1].activation),
    )
    train, held_out = split or _split(plan, len(rows))
    outputs = scenario.layers[-1].units
    classes = ("0", "1") if len(outputs) == 1 else outputs
    return TrainingData(rows, train, held_out, None, 1.0, () if rows.labels is None else classes)


def class_labels(y_true: FloatArray, activation: str) -> IntArray | None:
    """Return the classes that targets name, or None where they are numbers to be met.

    A single sigmoid output names one when every target is 0 or 1. Several outputs do when one
    target of each row is 1 and the others are 0, softmax outputs also with softer targets.
    """
    exact = bool(np.isin(y_true, (0.0, 1.0)).all())
    if y_true.shape[1] == 1:
        is_class = exact and ACTIVATIONS[activation].is_probability
    else:
        single = bool(((y_true > 0.5).sum(axis=1) == 1).all())
        is_class = single and (exact or ACTIVATIONS[activation].couples_units)
    return predicted_classes(y_true) if is_class else None


def _split(plan: TrainingPlan, rows: int) -> tuple[IntArray, IntArray]:
    count = plan.scenario.training.validation
    if count >= rows:
        problem = f"{count:,} rows held out of {rows:,}; expected to leave at least one"
        raise ScenarioError(plan.scenario.called, "training.validation", problem)
    return hold_out(rows, count, plan.scenario.training.seed)


def _dataset_rows(plan: TrainingPlan, split: tuple[IntArray, IntArray] | None) -> TrainingData:
    scenario = plan.scenario
    source = source_of(scenario, plan.directory)
    train, held_out = split or _split(plan, source.rows)
    dataset = fitted(source, scenario, train)
    features, inputs, outputs = len(dataset.feature_names), scenario.sizes[0], scenario.sizes[-1]
    if inputs != features:
        problem = f"{inputs:,} inputs; expected {features:,} for the data set {dataset.name}"
        raise ScenarioError(scenario.called, "network.inputs", problem)

    def row_set(x: Stored, y: NDArray[Any]) -> RowSet:
        stored = x if x.dtype == np.uint8 else x.astype(plan.dtype, copy=False)
        labels = y if dataset.classes else None
        return RowSet(stored, dataset.targets(y, outputs, plan.dtype), labels)

    try:
        rows = row_set(dataset.x_train, dataset.y_train)
        test = row_set(dataset.x_test, dataset.y_test) if len(dataset.x_test) else None
    except DatasetError as error:
        raise ScenarioError(scenario.called, _last_units(scenario), str(error)) from None
    task = () if dataset.reading else (task_sentence(len(dataset.classes)),)
    classes, commonest = class_names(scenario, dataset.classes), dataset.commonest_class
    return TrainingData(
        rows,
        train,
        held_out,
        test,
        dataset.scale,
        classes,
        dataset.image_shape,
        dataset.test_without_unknowns,
        dataset.majority_baseline,
        dataset.shift,
        dataset.target_scale,
        (*dataset.notes, *task, *((note,) if (note := scenario.training_note) else ())),
        majority_class="" if commonest is None else classes[commonest],
        mean_baseline=dataset.mean_baseline,
        source_rows=dataset.source_rows,
        reading=dataset.reading,
        threshold=dataset.threshold,
    )


def class_names(scenario: Scenario, classes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the output units' names where the file gives one per class, else the data set's."""
    units = scenario.layers[-1].units
    columns = [scenario.inputs, *(layer.units for layer in scenario.layers)]
    counted = is_counted(columns, scenario.depth)
    return classes if counted or len(units) != len(classes) else units


def _last_units(scenario: Scenario) -> str:
    return f"network.layers[{scenario.depth - 1}].units"


class BatchReader:
    """Gathers rows into arrays that are allocated once.

    What ``read`` returns is overwritten by the next call.

    Parameters
    ----------
    data : TrainingData
        Gives the type of the stored values, their scale and shift.
    capacity : int
        The most rows a batch will have.
    """

    def __init__(self, data: TrainingData, capacity: int) -> None:
        rows = data.rows
        dtype = rows.y_true.dtype
        self._scale = dtype.type(data.scale)
        self._shift = dtype.type(data.shift)
        self._stored = np.empty((capacity, rows.x.shape[1]), dtype=rows.x.dtype)
        # Values that are stored as the network takes them need no second array.
        as_is = rows.x.dtype == dtype and data.scale == 1.0
        self._x = None if as_is else np.empty(self._stored.shape, dtype=dtype)
        self._y = np.empty((capacity, rows.y_true.shape[1]), dtype=dtype)

    def read(self, source: RowSet, indices: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return inputs (rows, inputs) and targets (rows, outputs) of the given rows."""
        count = len(indices)
        stored, y = self._stored[:count], self._y[:count]
        # With the default mode NumPy would build the result elsewhere and copy it over.
        np.take(source.x, indices, axis=0, out=stored, mode="clip")
        np.take(source.y_true, indices, axis=0, out=y, mode="clip")
        if self._x is None:
            return stored, y
        x = self._x[:count]
        np.copyto(x, stored)
        x *= self._scale
        if self._shift:
            x += self._shift
        return x, y
