"""The rows of a run as the worker shows them: how many, which are watched, when they are others."""

from dataclasses import replace

import numpy as np

from app.viewmodels.training_messages import DataFacts, Samples
from engine.training import TrainingData, TrainingPlan

SAMPLES = 24


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
        plan.training_seed,
        plan.dtype,
        plan.directory,
    )


def samples_of(data: TrainingData) -> Samples:
    """Choose the rows that are watched: the first held-out ones, or the first of all."""
    held_out = len(data.held_out) > 0
    source = data.held_out if held_out else data.train
    indices = source[:SAMPLES]
    rows = data.rows
    x = np.array(rows.x[indices], dtype=rows.y_true.dtype)
    x *= rows.y_true.dtype.type(data.scale)
    x += rows.y_true.dtype.type(data.shift)
    labels = None if rows.labels is None else rows.labels[indices]
    words = None if data.told is None else data.told.words(indices)
    return Samples(indices, held_out, x, rows.y_true[indices], labels, words)


def facts_of(data: TrainingData) -> DataFacts:
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
        target="" if data.told is None else data.told.target,
        target_scale=data.target_scale,
        notes=data.notes,
    )
