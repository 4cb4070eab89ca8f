"""How far a run is and what it has shown so far."""

import math

import numpy as np
from numpy.typing import NDArray

from app.viewmodels.curves import Curves
from app.viewmodels.training_worker import Update
from engine.arrays import FloatArray
from engine.metrics import Scores
from engine.training import (
    EpochMetrics,
    Final,
    FoldDone,
    Preparing,
    Progress,
    Summary,
    TrainingPlan,
)

FAR_ABOVE = 1_000
"""From so many times the starting loss on a run is said to have gone astray."""

AS_GUESSED = 1.25
"""Up to so many times the share of one class among all an accuracy is that of guessing."""


MANY = 100
"""After an epoch of so many updates a network has learnt something, if it learns at all."""


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
    scores : Scores or None
        Precision, recall, F1 and AUC of the rows that ``confusion`` counts.
    folds : list of FoldDone
        Runs of a cross-validation that are over; the curves are those of the run after them.
    summary : Summary or None
        What all of them came to.
    preparing : float or None
        Seconds that the engine has been preparing for, where that is all that is to be told.
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
        self.scores: Scores | None = None
        self.folds: list[FoldDone] = []
        self.summary: Summary | None = None
        self.preparing: float | None = None
        self.parameters: FloatArray | None = None
        self.seconds = 0.0
        self._next_fold = False
        self._first_loss: float | None = None
        self._latest_loss = 0.0

    def take(self, update: Update) -> None:
        """Take in what has happened."""
        self.seconds = update.seconds
        if update.parameters is not None:
            self.parameters = update.parameters
        for record in update.records:
            self.preparing = record.seconds if isinstance(record, Preparing) else None
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
                self.final = record
                if record.confusion is not None:
                    self.confusion, self.scores = record.confusion, record.scores

    def _begin_fold(self) -> None:
        """Forget the run of a cross-validation that is over once the next one says something."""
        if self._next_fold:
            self._next_fold = False
            self.curves = Curves()
            self.progress = self.metrics = None

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
        if metrics.confusion is not None:
            self.confusion, self.scores = metrics.confusion, metrics.scores

    def warning(self, classes: int) -> str:
        """Say in one sentence that the run learns nothing, and what to try; empty if it may.

        Parameters
        ----------
        classes : int
            How many classes there are to tell apart; 0 where there are none.
        """
        # Guessing evenly between the classes costs log(classes): about where every run begins.
        start = math.log(classes) if classes > 1 else self._first_loss
        if start is not None and self._latest_loss > FAR_ABOVE * start > 0.0:
            return (
                f"The loss is more than {FAR_ABOVE:,} times the starting loss: the steps are too "
                f"large. Try a learning rate ten times smaller."
            )
        metrics, progress = self.metrics, self.progress
        if metrics is None or metrics.train_accuracy is None or classes < 2:
            return ""
        if progress is None or progress.batches < MANY:
            return ""
        if metrics.train_loss >= math.log(classes) and (
            metrics.train_accuracy < AS_GUESSED / classes
        ):
            after = "1 epoch" if metrics.epoch == 1 else f"{metrics.epoch:,} epochs"
            return (
                f"After {after} the network is no better than guessing. "
                "Try a smaller learning rate or another seed."
            )
        return ""

    def _note_loss(self, loss: float) -> None:
        self._latest_loss = loss
        if self._first_loss is None:
            self._first_loss = loss

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
        if self.final is not None or self.summary is not None:
            return 1.0
        under_way = self.progress is not None and self.progress.epoch > self.epochs_done
        part = self.epoch_fraction if under_way else 0.0
        done = min(1.0, (self.epochs_done + part) / self.plan.epochs)
        parts = self.plan.scenario.training.folds
        if not parts:
            return done
        return min(1.0, (len(self.folds) + (0.0 if self._next_fold else done)) / parts)

    @property
    def seconds_left(self) -> float | None:
        """How long the run will take from here, going by its speed so far; None at first."""
        done = self.fraction
        if done <= 0.0 or self.seconds <= 0.0:
            return None
        return self.seconds * (1.0 - done) / done
