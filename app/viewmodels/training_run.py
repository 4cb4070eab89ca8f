"""How far a run is and what it has shown so far."""

import numpy as np
from numpy.typing import NDArray

from app.viewmodels.curves import Curves
from app.viewmodels.training_worker import Update
from engine.arrays import FloatArray
from engine.training import EpochMetrics, Final, Progress, TrainingPlan


class TrainingRun:
    """The records of one run, taken in as they arrive.

    Parameters
    ----------
    plan : TrainingPlan, optional
        What the run does; None where no run has begun.

    Attributes
    ----------
    plan : TrainingPlan or None
        As given.
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
    parameters : ndarray of shape (size,) or None
        The latest copy of all parameters.
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
        self.parameters: FloatArray | None = None
        self.seconds = 0.0

    def take(self, update: Update) -> None:
        """Take in what has happened."""
        self.seconds = update.seconds
        if update.parameters is not None:
            self.parameters = update.parameters
        for record in update.records:
            if isinstance(record, Progress):
                self._take_progress(record)
            elif isinstance(record, EpochMetrics):
                self._take_epoch(record)
            elif isinstance(record, Final):
                self.final = record
                if record.confusion is not None:
                    self.confusion = record.confusion

    def _take_progress(self, progress: Progress) -> None:
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
        if metrics.confusion is not None:
            self.confusion = metrics.confusion

    @property
    def epochs_done(self) -> int:
        """Epochs that are done."""
        return 0 if self.metrics is None else self.metrics.epoch

    @property
    def when(self) -> str:
        """In words, how far the parameters have been trained: "after 3 epochs"."""
        done, progress = self.epochs_done, self.progress
        if self.final is None and progress is not None and progress.epoch > done:
            return f"in epoch {progress.epoch:,}"
        return "after 1 epoch" if done == 1 else f"after {done:,} epochs"

    @property
    def epoch_fraction(self) -> float:
        """How much of the epoch under way is done, from 0 to 1; 1 between two epochs."""
        progress = self.progress
        if progress is None or progress.epoch <= self.epochs_done:
            return 1.0 if self.epochs_done else 0.0
        return progress.batch / progress.batches

    @property
    def fraction(self) -> float:
        """How much of the run is done, from 0 to 1."""
        if self.plan is None:
            return 0.0
        if self.final is not None:
            return 1.0
        under_way = self.progress is not None and self.progress.epoch > self.epochs_done
        part = self.epoch_fraction if under_way else 0.0
        return min(1.0, (self.epochs_done + part) / self.plan.epochs)

    @property
    def seconds_left(self) -> float | None:
        """How long the run will take from here, going by its speed so far; None at first."""
        done = self.fraction
        if done <= 0.0 or self.seconds <= 0.0:
            return None
        return self.seconds * (1.0 - done) / done
