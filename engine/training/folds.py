"""Cross-validation: as many runs as parts, each part held out once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from engine.errors import ScenarioError
from engine.random_streams import Stream, stream
from engine.training.data import TrainingData, load_training_data
from engine.training.metrics import IntArray
from engine.training.plan import TrainingPlan
from engine.training.records import Diverged, EpochMetrics, Final, Record
from engine.training.trainer import Trainer


@dataclass(frozen=True, slots=True, eq=False)
class FoldDone:
    """One of the runs is over.

    Attributes
    ----------
    fold, folds : int
        Which, from 1, and of how many.
    epochs : int
        How many it trained.
    metrics : EpochMetrics
        Of the epoch whose parameters it ended with: the best one with early stopping, else the
        last.
    """

    fold: int
    folds: int
    epochs: int
    metrics: EpochMetrics


@dataclass(frozen=True, slots=True)
class Summary:
    """What all runs came to.

    Attributes
    ----------
    folds : int
        How many there were.
    values : dict of str to (float, float)
        Mean and standard deviation (of a sample: over n − 1) of each metric of the held-out rows.
    """

    folds: int
    values: dict[str, tuple[float, float]]


def cross_validation(
    plan: TrainingPlan, watch: Callable[[Trainer], object] | None = None
) -> Iterator[Record | FoldDone | Summary]:
    """Train once for each part of the rows, from the same start, with that part held out.

    Test rows are left alone. A normalisation is fitted anew on the rows that a run trains on.

    Parameters
    ----------
    plan : TrainingPlan
        Its scenario's ``folds`` says how many parts; its ``validation`` is not used.
    watch : callable, optional
        Is given the trainer of each run before it begins.

    Yields
    ------
    Record, FoldDone or Summary
        The records of each run but its ``Final``, a ``FoldDone`` after each, and last the
        ``Summary``; or a ``Diverged``, after which nothing follows.

    Raises
    ------
    UserError
        The data cannot be read or does not fit, or there are fewer rows than parts.
    """
    count = plan.scenario.training.folds
    training = replace(plan.scenario.training, validation=0)
    whole = replace(plan, scenario=replace(plan.scenario, training=training))
    data = load_training_data(whole)
    parts = fold_rows(len(data.rows), count, data.rows.labels, plan)
    done: list[EpochMetrics] = []
    for fold, held_out in enumerate(parts, start=1):
        rows = np.setdiff1d(np.arange(len(data.rows)), held_out)
        trainer = Trainer(whole, _with(whole, data, rows, held_out))
        if watch is not None:
            watch(trainer)
        for record in trainer.run():
            if isinstance(record, Final):
                last = record.best_epoch or record.epochs
                done.append(trainer.course.history[last - 1])
                yield FoldDone(fold, count, record.epochs, done[-1])
            elif isinstance(record, Diverged):
                yield Diverged(record.epoch, f"In fold {fold} of {count}: {record.sentence}")
                return
            else:
                yield record
    yield Summary(count, _summary(done))


def fold_rows(
    rows: int, folds: int, labels: IntArray | None, plan: TrainingPlan
) -> list[NDArray[np.intp]]:
    """Draw the parts from the training seed; each is sorted, and sizes differ by one at most.

    Where rows have classes each part gets its share of every class: rows are drawn class by class
    and dealt out like cards.
    """
    if rows < folds:
        problem = f"{folds:,} folds for {rows:,} rows; expected at least a row for each"
        raise ScenarioError(plan.scenario.called, "training.folds", problem)
    generator = stream(plan.scenario.training.seed, Stream.FOLDS)
    order = generator.permutation(rows)
    if labels is not None:
        order = order[np.argsort(labels[order], kind="stable")]
    return [np.sort(order[fold::folds]) for fold in range(folds)]


def _with(
    plan: TrainingPlan, data: TrainingData, train: NDArray[np.intp], held_out: NDArray[np.intp]
) -> TrainingData:
    if plan.scenario.dataset is not None:
        data = load_training_data(plan, (train, held_out))
    return replace(data, train=train, held_out=held_out, test=None, test_without_unknowns=None)


def _summary(done: list[EpochMetrics]) -> dict[str, tuple[float, float]]:
    values: dict[str, tuple[float, float]] = {}
    for name in ("validation_loss", "validation_accuracy", "validation_rmse"):
        found = [getattr(metrics, name) for metrics in done]
        if None not in found:
            values[name] = (float(np.mean(found)), float(np.std(found, ddof=1)))
    scores = [metrics.scores for metrics in done]
    for name in ("macro_precision", "macro_recall", "macro_f1", "auc"):
        found = [None if score is None else getattr(score, name) for score in scores]
        if None not in found:
            values[name] = (float(np.mean(found)), float(np.std(found, ddof=1)))
    return values
