"""How far a run is: everything but the parameters that decides how it goes on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.catalogue.schedules import SCHEDULES
from engine.errors import ScenarioError
from engine.iteration.batches import Epoch
from engine.iteration.rates import learning_rate_at
from engine.network.scenario import EarlyStopping
from engine.random_streams import Stream, stream
from engine.training.data import TrainingData
from engine.training.plan import TrainingPlan
from engine.training.records import EpochMetrics
from engine.training.tally import Tally


@dataclass(frozen=True, eq=False)
class Best:
    """The best epoch so far, where a run may stop early.

    Attributes
    ----------
    epoch : int
        From 1.
    metric : float
        Its validation loss or accuracy.
    values : ndarray of shape (size,)
        A copy of all parameters after it.
    """

    epoch: int
    metric: float
    values: FloatArray


class Course:
    """Where a run stands.

    Parameters
    ----------
    plan : TrainingPlan
        What the run does.
    data : TrainingData
        Its rows.

    Attributes
    ----------
    size, batches : int
        Rows of a batch (the last one may have fewer), and batches of an epoch.
    epochs_done, batch : int
        Epochs that are done, evaluation and all, and batches of the next one that are.
    order : ndarray of int64, shape (rows trained on,)
        The present epoch's order of the rows.
    shuffler, draws : numpy.random.Generator
        Draw the order of the rows, and what is dropped and how images are changed.
    tally : Tally
        The present epoch's losses and right answers.
    history : list of EpochMetrics
        What the epochs that are done came to.
    best : Best or None
        With early stopping, once an epoch is done.
    trained_seconds : float
        Time the epochs took, without evaluation.
    began : float
        How long the run had worked when the present epoch began.

    Raises
    ------
    ScenarioError
        The run is to stop early by an accuracy that there is none of, or its schedule is a cycle
        of a single update.
    """

    def __init__(self, plan: TrainingPlan, data: TrainingData) -> None:
        self._plan = plan
        _check_stopping(plan, data)
        rows = len(data.train)
        shape = Epoch.of(rows, plan.scenario.training.batch_size)
        self.size, self.batches = shape.batch_size, shape.updates
        _check_cycle(plan, self.batches)
        self.epochs_done = 0
        self.batch = 0
        self.order: NDArray[np.int64] = np.array(data.train, dtype=np.int64)
        self.shuffler = stream(plan.scenario.training.seed, Stream.ROW_ORDER)
        self.draws = stream(plan.scenario.training.seed, Stream.KERNEL_DRAWS)
        mean = plan.scenario.reduction == "mean"
        self.tally = Tally(rows, self.size, mean, data.rows.labels is not None)
        self.history: list[EpochMetrics] = []
        self.best: Best | None = None
        self.trained_seconds = 0.0
        self.began = 0.0
        self._rates: tuple[tuple[int, int], FloatArray] | None = None

    @property
    def epoch(self) -> int:
        """The epoch under way or next, from 1."""
        return self.epochs_done + 1

    @property
    def updates_before(self) -> int:
        """Updates made before the present epoch."""
        return self.epochs_done * self.batches

    @property
    def is_over(self) -> bool:
        """Whether no epoch is left, or the run stops early."""
        stopping = self._stopping
        waited = 0 if self.best is None else self.epochs_done - self.best.epoch
        stops = stopping is not None and waited >= stopping.patience
        return stops or self.epochs_done >= self._plan.scenario.training.epochs

    @property
    def _stopping(self) -> EarlyStopping | None:
        return self._plan.scenario.training.early_stopping

    def orders(self, count: int) -> NDArray[np.int64]:
        """Return the orders of the next epochs, shape (count · rows,), and take the last one.

        An epoch under way is the first of them. All others are drawn here, once.
        """
        # A batch of all rows is the same in any order.
        shuffles = self._plan.scenario.training.shuffle and self.batches > 1
        orders = np.empty((count, len(self.order)), dtype=np.int64)
        for number in range(count):
            if shuffles and (number or not self.batch):
                self.shuffler.shuffle(self.order)
            orders[number] = self.order
        return orders.ravel()

    def rates(self, count: int = 1) -> FloatArray:
        """Return the learning rate of each update of the next epochs, shape (count · batches,)."""
        training = self._plan.scenario.training
        schedule, rate = training.schedule, training.learning_rate
        if not schedule.changes:
            return np.full(count * self.batches, rate)
        if self._rates is None or self._rates[0] != (self.epochs_done, count):
            first = self.updates_before
            arguments = (self.batches, training.epochs)
            numbers = range(first, first + count * self.batches)
            rates = np.array([learning_rate_at(schedule, rate, n, *arguments) for n in numbers])
            self._rates = (self.epochs_done, count), rates
        return self._rates[1]

    def finish_epoch(self, metrics: EpochMetrics, values: FloatArray) -> None:
        """Take in what an epoch came to, with the parameters after it."""
        stopping = self._stopping
        if stopping is not None and metrics.validation_loss is not None:
            by_loss = stopping.metric == "validation-loss"
            found = metrics.validation_loss if by_loss else metrics.validation_accuracy
            if found is not None and self._is_better(found, by_loss):
                self.best = Best(metrics.epoch, found, values.copy())
        self.history.append(metrics)
        self.epochs_done += 1
        self.batch = 0

    def pass_batches(self, count: int) -> None:
        """Count batches as done, whatever they came to."""
        done = self.updates_before + self.batch + count
        self.epochs_done, self.batch = divmod(done, self.batches)

    def _is_better(self, found: float, by_loss: bool) -> bool:
        if self.best is None:
            return True
        return found < self.best.metric if by_loss else found > self.best.metric


def _check_stopping(plan: TrainingPlan, data: TrainingData) -> None:
    stopping = plan.scenario.training.early_stopping
    by_accuracy = stopping is not None and stopping.metric == "validation-accuracy"
    if by_accuracy and data.rows.labels is None:
        problem = 'the targets name no class; expected "validation-loss"'
        raise ScenarioError(plan.scenario.called, "training.early_stopping.metric", problem)


def _check_cycle(plan: TrainingPlan, batches: int) -> None:
    """Refuse a cycle of one update: it has no way up, and its last rate is next to nothing."""
    training, schedule = plan.scenario.training, plan.scenario.training.schedule
    if batches * training.epochs == 1 and (why := SCHEDULES[schedule.name].single):
        problem = (
            f"{schedule.name} over a single update, for which {why.format_map(schedule.numbers)}; "
            "expected two updates or more (more epochs or smaller batches)"
        )
        raise ScenarioError(plan.scenario.called, "training.schedule.name", problem)
