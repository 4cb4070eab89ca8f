"""How far a run is and what it has shown so far."""

import numpy as np
from numpy.typing import NDArray

from app.models.curves import Curves
from app.models.training_messages import Update
from app.text.counting import counted
from engine.arrays import FloatArray
from engine.training import (
    Diverged,
    EpochMetrics,
    Final,
    FoldDone,
    Preparing,
    Progress,
    Summary,
    TrainingPlan,
)
from engine.training.metrics import Scores


class TrainingRun:
    """The records of one run, taken in as they arrive.

    Parameters
    ----------
    plan : TrainingPlan, optional
        What the run does; None where no run has begun.

    Attributes
    ----------
    plan : TrainingPlan or None
        The same.
    curves : Curves
        Loss and accuracy so far.
    progress : Progress or None
        The latest report.
    metrics : EpochMetrics or None
        The latest epoch that is done.
    final : Final or None
        The end of a run that went through.
    confusion : ndarray of shape (classes, classes) or None
        The latest one: of the held-out rows, at the end of the test rows.
    scores : Scores or None
        Precision, recall, F1 and AUC of the rows that ``confusion`` counts.
    folds : list of FoldDone
        Runs of a cross-validation that are over; the curves are those of the run after them.
    summary : Summary or None
        What all of them came to.
    earlier : list of Curves
        Those of the runs of a cross-validation before the present one.
    best : EpochMetrics or None
        With early stopping: the best epoch so far.
    ended_with : int or None
        With early stopping, once the run is over: the epoch whose values were restored.
    stopped_test : Final or None
        What the test rows said to a run that was stopped, where a person asked.
    first_loss, latest_loss : float or None, float
        Of the first and the latest report.
    preparing : Preparing or None
        How far the engine is with getting ready, where that is all there is to say.
    parameters : ndarray of shape (size,) or None
        The latest copy of all parameters.
    is_finite : bool
        Whether there is such a copy and each of its values is a finite number.
    saved : ndarray of shape (size,) or None
        Which of these copies was saved.
    visited : ndarray of shape (size,) or None
        Which of them the stepper shows, or showed.
    seconds : float
        How long the run has worked.
    """

    def __init__(self, plan: TrainingPlan | None = None) -> None:
        self.plan = plan
        self.curves = Curves()
        self.progress: Progress | None = None
        self.metrics: EpochMetrics | None = None
        self.final: Final | None = None
        self.confusion: NDArray[np.int64] | None = None
        self.scores: Scores | None = None
        self.folds: list[FoldDone] = []
        self.summary: Summary | None = None
        self.earlier: list[Curves] = []
        self.best: EpochMetrics | None = None
        self.ended_with: int | None = None
        self.stopped_test: Final | None = None
        self.preparing: Preparing | None = None
        self.parameters: FloatArray | None = None
        self.is_finite = False
        self.saved: FloatArray | None = None
        self.visited: FloatArray | None = None
        self.seconds = 0.0
        self._next_fold = False
        self.first_loss: float | None = None
        self.latest_loss = 0.0

    def take(self, update: Update) -> None:
        """Take in what has happened."""
        self.seconds = update.seconds
        if update.parameters is not None:
            self.parameters = update.parameters
            self.is_finite = bool(np.isfinite(update.parameters).all())
        for record in update.records:
            self.preparing = record if isinstance(record, Preparing) else None
            if isinstance(record, (Progress, EpochMetrics)):
                self._begin_fold()
            if isinstance(record, Progress):
                self._take_progress(record)
            elif isinstance(record, EpochMetrics):
                self._take_epoch(record)
            elif isinstance(record, FoldDone):
                self.folds.append(record)
                self._next_fold = True
            elif isinstance(record, Summary):
                self.summary = record
            elif isinstance(record, Final):
                self.final, self.ended_with = record, record.best_epoch
                self._take_matrix(self.present_epoch)
                self._take_matrix(record)
            elif isinstance(record, Diverged):
                self.ended_with = record.best_epoch
                self._take_matrix(self.present_epoch)

    def _begin_fold(self) -> None:
        """Forget the run of a cross-validation that is over once the next one says something."""
        if self._next_fold:
            self._next_fold = False
            self.earlier.append(self.curves)
            self.curves = Curves()
            self.progress = self.metrics = self.best = None

    def _take_progress(self, progress: Progress) -> None:
        self._note_loss(progress.recent_loss)
        before, self.progress = self.progress, progress
        place = (progress.epoch, progress.batch)
        known = (0, 0) if before is None else (before.epoch, before.batch)
        # A mean over a handful of batches would stand out for nothing but its noise.
        fresh = progress.batch if place[0] != known[0] else place[1] - known[1]
        if progress.batches > 1 and fresh > min(20, progress.batches // 20):
            at = progress.epoch - 1 + progress.batch / progress.batches
            self.curves.batch_loss.add(at, progress.recent_loss)
            if progress.recent_accuracy is not None:
                self.curves.batch_accuracy.add(at, progress.recent_accuracy)

    def _take_epoch(self, metrics: EpochMetrics) -> None:
        self.metrics = metrics
        self._note_loss(metrics.train_loss)
        curves = self.curves
        pairs = (
            (curves.train_loss, metrics.train_loss),
            (curves.train_accuracy, metrics.train_accuracy),
            (curves.validation_loss, metrics.validation_loss),
            (curves.validation_accuracy, metrics.validation_accuracy),
        )
        for curve, value in pairs:
            if value is not None:
                curve.add(metrics.epoch, value)
        self._take_matrix(metrics)
        if self._is_better(metrics):
            self.best = metrics

    def _take_matrix(self, record: EpochMetrics | Final | None) -> None:
        if record is not None and record.confusion is not None:
            self.confusion, self.scores = record.confusion, record.scores

    def _is_better(self, metrics: EpochMetrics) -> bool:
        """Return whether an epoch is the best so far, as early stopping judges it."""
        stopping = None if self.plan is None else self.plan.scenario.training.early_stopping
        if stopping is None:
            return False
        key = stopping.metric.replace("-", "_")
        found = getattr(metrics, key)
        if found is None or self.best is None:
            return found is not None
        before = getattr(self.best, key)
        return bool(found < before if key == "validation_loss" else found > before)

    def take_test(self, scores: Final) -> None:
        """Take in what the test rows say to a run that was stopped."""
        self.stopped_test = scores
        self._take_matrix(scores)

    @property
    def test(self) -> Final | None:
        """What the test rows say: at the end of a run, or asked for once it was stopped."""
        return self.final or self.stopped_test

    @property
    def present_epoch(self) -> EpochMetrics | None:
        """The epoch whose values the network has: the best one where these were restored."""
        return self.metrics if self.ended_with is None else self.best

    def _note_loss(self, loss: float) -> None:
        self.latest_loss = loss
        if self.first_loss is None:
            self.first_loss = loss

    @property
    def is_preparing(self) -> bool:
        """Whether the engine's kernels are still being loaded or compiled."""
        return self.preparing is not None

    @property
    def epochs_done(self) -> int:
        """Epochs that are done."""
        return 0 if self.metrics is None else self.metrics.epoch

    @property
    def when(self) -> str:
        """In words, how far the parameters have been trained: "after 3 epochs"."""
        done, progress, epoch = self.epochs_done, self.progress, self.present_epoch
        if self.ended_with is not None and epoch is not None:
            epochs = counted(epoch.epoch, "epoch")
            return f"after {epochs}" + ("" if epoch.epoch == done else f", the best of {done:,}")
        if self.final is None and progress is not None and progress.epoch > done:
            return f"in epoch {progress.epoch:,}"
        return f"after {counted(done, 'epoch')}"

    @property
    def is_unsaved(self) -> bool:
        """Whether the run has learned what no file has."""
        return self.parameters is not None and self.parameters is not self.saved

    @property
    def epoch_fraction(self) -> float:
        """How much of the epoch under way is done, from 0 to 1; 1 between two epochs."""
        progress = self.progress
        if progress is None or progress.epoch <= self.epochs_done:
            return 1.0 if self.epochs_done else 0.0
        return progress.batch / progress.batches

    @property
    def fraction(self) -> float:
        """How much of the run, or of compiling before it, is done, from 0 to 1."""
        if self.plan is None:
            return 0.0
        if self.preparing is not None:
            return self.preparing.done or 0.0
        if self.final is not None or self.summary is not None:
            return 1.0
        under_way = self.progress is not None and self.progress.epoch > self.epochs_done
        part = self.epoch_fraction if under_way else 0.0
        done = min(1.0, (self.epochs_done + part) / self.plan.scenario.training.epochs)
        parts = self.plan.scenario.training.folds
        if not parts:
            return done
        return min(1.0, (len(self.folds) + (0.0 if self._next_fold else done)) / parts)

    @property
    def seconds_left(self) -> float | None:
        """How long the run, or compiling before it, will take from here; None at first."""
        if self.preparing is not None:
            return self.preparing.seconds_left
        done = self.fraction
        if done <= 0.0 or self.seconds <= 0.0:
            return None
        return self.seconds * (1.0 - done) / done

    @property
    def fold_words(self) -> str:
        """Which fold the present numbers are of, such as " of fold 2 of 5"; empty without folds."""
        parts = 0 if self.plan is None else self.plan.scenario.training.folds
        present = len(self.folds) + (0 if self._next_fold else 1)
        return f" of fold {present} of {parts}" if parts else ""
