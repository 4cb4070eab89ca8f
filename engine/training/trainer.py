"""One training run, from its seeded start to the test rows."""

import math
from collections.abc import Generator, Iterator

import numpy as np

from engine.arrays import FloatArray
from engine.metrics import IntArray, predicted_classes
from engine.network import Network
from engine.parameters import Parameters, initial_parameters
from engine.training.data import (
    SHUFFLE_STREAM,
    BatchReader,
    RowSet,
    TrainingData,
    load_training_data,
)
from engine.training.plan import TrainingPlan
from engine.training.records import Diverged, EpochMetrics, Final, Progress, Record
from engine.training.tally import Evaluation, Stopwatch, Tally

SLICE_SECONDS = 0.05
"""A run gives way to its caller at least this often, a single batch permitting."""
CHUNK = 1000


class Trainer:
    """Trains a network as a plan says.

    Two trainers of the same plan go through the same numbers bit for bit: weights are drawn from
    the network's seed, held-out rows and the order of the others from the training seed, and
    pauses change nothing. ``run`` works only while its caller waits for the next record: a caller
    pauses by not asking for it, and stops by never asking again.

    Parameters
    ----------
    plan : TrainingPlan
        What to do.
    data : TrainingData, optional
        Rows loaded before for the same plan; read here without it.

    Attributes
    ----------
    parameters : Parameters
        Present values, changed by the run.
    data : TrainingData
        Its rows.

    Raises
    ------
    DatasetError, ScenarioError
        The data cannot be read or does not fit the network.
    """

    def __init__(self, plan: TrainingPlan, data: TrainingData | None = None) -> None:
        self.plan = plan
        self.data = load_training_data(plan) if data is None else data
        self.parameters: Parameters = initial_parameters(
            plan.scenario, plan.dtype, plan.network_seed
        )
        rows = len(self.data.train)
        self._batch_size = min(plan.batch_size or rows, rows)
        others = max(len(self.data.held_out), len(self.data.test or ()), 1)
        capacity = max(self._batch_size, min(CHUNK, others))
        self._network = Network(self.parameters, capacity)
        self._reader = BatchReader(self.data, capacity)
        self._capacity = capacity
        self._order = np.array(self.data.train)
        self._shuffler = np.random.default_rng([plan.training_seed % 2**64, SHUFFLE_STREAM])
        mean, classes = plan.scenario.reduction == "mean", self.data.rows.labels is not None
        self._epoch = Tally(mean, classes)
        self._recent = Tally(mean, classes)
        self._clock = Stopwatch()

    @property
    def batches(self) -> int:
        """Updates per epoch."""
        return -(-len(self._order) // self._batch_size)

    @property
    def seconds(self) -> float:
        """How long the run has worked, without its pauses; asked between two records."""
        return self._clock.counted

    def outputs(self, x: FloatArray) -> FloatArray:
        """Return the present network's outputs, (rows, outputs), for inputs (rows, inputs).

        Call it between two records of ``run``; it changes nothing.
        """
        with np.errstate(all="ignore"):
            return np.concatenate(
                [
                    self._network.forward(x[start : start + self._capacity]).copy()
                    for start in range(0, len(x), self._capacity)
                ]
            )

    def run(self) -> Iterator[Record]:
        """Train, handing out progress, an ``EpochMetrics`` after each epoch, and the end.

        Yields
        ------
        Record
            ``Progress`` some twenty times a second, as far as a single batch permits;
            ``EpochMetrics`` after each epoch; last either ``Final`` or ``Diverged``.
        """
        self._clock.start()
        trained = 0.0
        for epoch in range(1, self.plan.epochs + 1):
            began = self._clock.seconds
            yield from self._train(epoch)
            seconds = self._clock.seconds - began
            trained += seconds
            if not self._is_finite():
                yield from self._give_way(_diverged(epoch))
                return
            held_out: Evaluation | None = None
            if len(self.data.held_out):
                held_out = yield from self._evaluate(self.data.rows, self.data.held_out, epoch)
                if not math.isfinite(held_out.loss):
                    yield from self._give_way(_diverged(epoch))
                    return
            metrics = self._metrics(epoch, held_out, self._clock.seconds - began, seconds)
            yield from self._give_way(metrics)
        yield from self._finish(trained)

    def _train(self, epoch: int) -> Iterator[Record]:
        """Train one epoch, or the part of it in which the loss is finite."""
        self._epoch.clear()
        # A batch of all rows is the same in any order.
        if self.plan.scenario.training.shuffle and self.batches > 1:
            self._shuffler.shuffle(self._order)
        batch = 0
        while batch < self.batches:
            batch = self._train_slice(batch)
            if not math.isfinite(self._epoch.loss):
                return
            if batch < self.batches or self._is_due:
                yield from self._give_way(self._progress(epoch, batch))

    def _train_slice(self, batch: int) -> int:
        """Train from a batch on until it is time to give way; return the next batch's number."""
        size, rows, network = self._batch_size, self.data.rows, self._network
        labels, batches, correct = rows.labels, self.batches, 0
        with np.errstate(all="ignore"):
            while batch < batches:
                indices = self._order[batch * size : (batch + 1) * size]
                x, y_true = self._reader.read(rows, indices)
                loss = network.loss_and_gradient(x, y_true)
                network.update(self.plan.learning_rate)
                if labels is not None:
                    predicted = predicted_classes(network.outputs(len(x)))
                    correct = int(np.count_nonzero(predicted == labels[indices]))
                self._epoch.add(loss, correct, len(x))
                self._recent.add(loss, correct, len(x))
                batch += 1
                if self._is_due or not math.isfinite(loss):
                    break
        return batch

    @property
    def _is_due(self) -> bool:
        return self._clock.at_a_stretch > SLICE_SECONDS

    def _is_finite(self) -> bool:
        finite = math.isfinite(self._epoch.loss)
        return finite and bool(np.isfinite(self.parameters.trained).all())

    def _progress(self, epoch: int, batch: int) -> Progress:
        recent = self._epoch if self._recent.is_empty else self._recent
        progress = Progress(
            epoch=epoch,
            batch=batch,
            batches=self.batches,
            loss=self._epoch.loss,
            accuracy=self._epoch.accuracy,
            recent_loss=recent.loss,
            recent_accuracy=recent.accuracy,
        )
        self._recent.clear()
        return progress

    def _metrics(
        self, epoch: int, held_out: Evaluation | None, seconds: float, trained: float
    ) -> EpochMetrics:
        return EpochMetrics(
            epoch=epoch,
            train_loss=self._epoch.loss,
            train_accuracy=self._epoch.accuracy,
            validation_loss=None if held_out is None else held_out.loss,
            validation_accuracy=None if held_out is None else held_out.accuracy(),
            seconds=seconds,
            samples_per_second=len(self._order) / max(trained, 1e-9),
            confusion=None if held_out is None else held_out.confusion(len(self.data.classes)),
        )

    def _evaluate(
        self, rows: RowSet, indices: IntArray, epoch: int
    ) -> Generator[Record, None, Evaluation]:
        """Evaluate rows in chunks, giving way between them."""
        total = 0.0
        mean = self.plan.scenario.reduction == "mean"
        predicted: list[IntArray] = []
        for start in range(0, len(indices), CHUNK):
            x, y_true = self._reader.read(rows, indices[start : start + CHUNK])
            with np.errstate(all="ignore"):
                loss = self._network.loss(x, y_true)
            total += loss * len(x) if mean else loss
            if rows.labels is not None:
                predicted.append(predicted_classes(self._network.outputs(len(x))))
            if self._is_due:
                yield from self._give_way(self._progress(epoch, self.batches))
        if mean:
            total /= len(indices)
        if rows.labels is None:
            return Evaluation(total, None, None)
        return Evaluation(total, rows.labels[indices], np.concatenate(predicted))

    def _finish(self, trained: float) -> Iterator[Record]:
        data = self.data
        test: Evaluation | None = None
        known: float | None = None
        if data.test is not None:
            everything = np.arange(len(data.test))
            test = yield from self._evaluate(data.test, everything, self.plan.epochs)
            if data.test_without_unknowns is not None:
                known = test.accuracy(data.test_without_unknowns)
        final = Final(
            test_loss=None if test is None else test.loss,
            test_accuracy=None if test is None else test.accuracy(),
            test_accuracy_without_unknowns=known,
            seconds=self._clock.seconds,
            samples_per_second=len(self._order) * self.plan.epochs / max(trained, 1e-9),
            parameters=self.parameters.layout.trained,
            confusion=None if test is None else test.confusion(len(data.classes)),
        )
        yield from self._give_way(final)

    def _give_way(self, record: Record) -> Iterator[Record]:
        """Hand a record out; the time until the caller asks for the next is not counted."""
        self._clock.stop()
        yield record
        self._clock.start()


def _diverged(epoch: int) -> Diverged:
    return Diverged(
        epoch,
        f"The loss is no longer a finite number in epoch {epoch:,}. Try a smaller learning rate.",
    )
