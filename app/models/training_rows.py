"""The rows of a run as the worker shows them: how many, which are watched, when they are others."""

import numpy as np
from msgspec.structs import replace

from app.models.training_messages import Cell, DataFacts, Samples
from engine.arrays import FloatArray
from engine.training import Trainer, TrainingData, TrainingPlan
from engine.training.advice import advice_on_run
from engine.training.data import RowSet
from engine.training.metrics import IntArray, predicted_classes

SAMPLES = 24
AT_ONCE = 2_000


def with_all_rows(plan: TrainingPlan) -> TrainingPlan:
    """Return a plan whose rows are in parts with none held out: each part is in its turn."""
    training = plan.scenario.training
    if not training.folds or not training.validation:
        return plan
    return replace(plan, scenario=replace(plan.scenario, training=replace(training, validation=0)))


def rows_of(plan: TrainingPlan) -> tuple[object, ...]:
    """Return all of a plan that decides which rows it loads, and as what."""
    scenario = plan.scenario
    return (
        scenario.path,
        scenario.dataset,
        # The very arrays: rows that were edited are others.
        id(scenario.x),
        id(scenario.y),
        scenario.normalisation,
        scenario.bins,
        scenario.sizes[0],
        scenario.layers[-1].units,
        scenario.layers[-1].activation,
        scenario.training.validation,
        scenario.training.seed,
        plan.dtype,
        plan.directory,
    )


def samples_of(data: TrainingData) -> Samples:
    """Choose the rows that are watched: the first held-out ones, or the first of all."""
    held_out = len(data.held_out) > 0
    source = data.held_out if held_out else data.train
    indices, rows = source[:SAMPLES], data.rows
    labels = None if rows.labels is None else rows.labels[indices]
    words = None if data.source_rows is None else data.source_rows.words(indices)
    return Samples(
        indices, held_out, _inputs(data, rows, indices), rows.y_true[indices], labels, words
    )


def samples_in(trainer: Trainer, cell: Cell) -> Samples:
    """Choose the first rows that stand in a cell of the confusion matrix as the network is now."""
    data = trainer.data
    rows = data.rows if data.test is None or not cell.tested else data.test
    tested = rows is data.test
    chosen = np.arange(len(rows)) if tested else data.held_out
    found = []
    if rows.labels is not None:
        chosen = chosen[rows.labels[chosen] == cell.true]
        for start in range(0, len(chosen), AT_ONCE):
            some = chosen[start : start + AT_ONCE]
            said = predicted_classes(trainer.outputs(_inputs(data, rows, some)), data.threshold)
            found.append(some[said == cell.predicted])
    every = np.concatenate(found) if found else chosen[:0]
    indices = every[:SAMPLES]
    labels = None if rows.labels is None else rows.labels[indices]
    words = None if data.source_rows is None or tested else data.source_rows.words(indices)
    x = _inputs(data, rows, indices)
    return Samples(
        indices, not tested, x, rows.y_true[indices], labels, words, cell, total=len(every)
    )


def _inputs(data: TrainingData, rows: RowSet, indices: IntArray) -> FloatArray:
    """Return rows as the network takes them, shape (indices, inputs)."""
    x = np.array(rows.x[indices], dtype=rows.y_true.dtype)
    x *= rows.y_true.dtype.type(data.scale)
    x += rows.y_true.dtype.type(data.shift)
    return x


def facts_of(plan: TrainingPlan, data: TrainingData) -> DataFacts:
    """Return what is known about loaded rows."""
    return DataFacts(
        len(data.train),
        len(data.held_out),
        0 if data.test is None else len(data.test),
        data.classes,
        data.image_shape,
        data.majority_baseline,
        majority_class=data.majority_class,
        mean_baseline=data.mean_baseline,
        target="" if data.source_rows is None else data.source_rows.target,
        target_scale=data.target_scale,
        notes=data.notes,
        advice=advice_on_run(plan, data),
        threshold=data.threshold,
    )
