"""One training run, from its seeded start to the test rows."""

import math
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np

from engine.arrays import FloatArray
from engine.compilation.coverage import without_kernel
from engine.iteration.passes import forward
from engine.network.parameters import Parameters, initial_parameters
from engine.progress import Forecast, listening
from engine.training.course import Best, Course
from engine.training.data import RowSet, TrainingData, load_training_data
from engine.training.learner import CHUNK, CompiledLearner, Epochs, Learner
from engine.training.metrics import IntArray
from engine.training.plan import TrainingPlan
from engine.training.readable import ReadableLearner
from engine.training.records import Diverged, EpochMetrics, Final, Preparing, Progress, Record
from engine.training.tally import Evaluation, Stopwatch

SLICE_SECONDS = 0.05
"""A run gives way to its caller at least this often, a single batch permitting."""


class Trainer:
    """Trains a network as a plan says.

    Two trainers of the same plan go through the same numbers bit for bit: weights are drawn from
    the network's seed, held-out rows, the order of the others and what is dropped from the
    training seed, and pauses change nothing. ``run`` works only while its caller waits for the
    next record: a caller pauses by not asking for it, and stops by never asking again.

    Parameters
    ----------
    plan : TrainingPlan
        What to do.
    data : TrainingData, optional
        Rows loaded before for the same plan; read here without it.
    start : Parameters, optional
        Values to start from instead of the scenario's own; they are copied.

    Attributes
    ----------
    parameters : Parameters
        Present values, changed by the run.
    data : TrainingData
        Its rows.
    course : Course
        How far the run is, and what decides how it goes on.

    Raises
    ------
    UserError
        The data cannot be read or does not fit the network.
    """

    # What is too large for the run's precision becomes infinite, and ends the run in words.
    @np.errstate(over="ignore")
    def __init__(
        self,
        plan: TrainingPlan,
        data: TrainingData | None = None,
        start: Parameters | None = None,
    ) -> None:
        self.plan = plan
        self.data = load_training_data(plan) if data is None else data
        self.parameters: Parameters = initial_parameters(plan.scenario, plan.dtype)
        if start is not None:
            self.parameters.flat[...] = start.flat
        self.course = Course(plan, self.data)
        self._learner: Learner | None = None
        self._reported = 0
        self._stride = 1
        self._clock = Stopwatch()

    @property
    def batches(self) -> int:
        """Updates per epoch."""
        return self.course.batches

    @property
    def seconds(self) -> float:
        """How long the run has worked, without its pauses; asked between two records."""
        return self._clock.counted

    def count_seconds(self, before: float) -> None:
        """Count these seconds in, which the run had worked when it was interrupted."""
        self._clock = Stopwatch(before)

    def outputs(self, x: FloatArray) -> FloatArray:
        """Return the present network's outputs, (rows, outputs), for inputs (rows, inputs).

        Call it between two records of ``run``; it changes nothing.
        """
        with np.errstate(all="ignore"):
            return np.concatenate(
                [
                    forward(self.parameters, x[start : start + CHUNK], running=True).a[-1]
                    for start in range(0, max(1, len(x)), CHUNK)
                ]
            )

    @property
    def learner(self) -> Learner:
        """What changes the parameters; made, and its kernels loaded, when first asked for."""
        if self._learner is None:
            if without_kernel(self.plan.scenario):
                self._learner = ReadableLearner(self.parameters, self.data, self.plan.scenario)
            else:
                self._learner = CompiledLearner(
                    self.parameters, self.data, self.course.size, self.course.draws
                )
        return self._learner

    def run(self) -> Iterator[Record]:
        """Train, handing out progress, an ``EpochMetrics`` after each epoch, and the end.

        Yields
        ------
        Record
            ``Preparing`` while the kernels are loaded, which is not counted as the run's time;
            ``Progress`` some twenty times a second, as far as a single batch permits;
            ``EpochMetrics`` after each epoch; last either ``Final`` or ``Diverged``.
        """
        yield from self.prepare()
        self._clock.start()
        while not self.course.is_over:
            epoch = self.course.epoch
            if self.course.batch == 0:
                self.course.began = self._clock.seconds
            began = self.course.began
            yield from self._train()
            trained = self._clock.seconds - began
            if not self._is_finite():
                yield from self._give_way(self._diverged(epoch))
                return
            held_out: Evaluation | None = None
            if len(self.data.held_out):
                held_out = yield from self._evaluate(self.data.rows, self.data.held_out)
                if not math.isfinite(held_out.loss):
                    yield from self._give_way(self._diverged(epoch))
                    return
            metrics = self._metrics(held_out, self._clock.seconds - began, trained)
            self.course.finish_epoch(metrics, self.parameters.flat)
            yield from self._give_way(metrics)
        yield from self._finish(self.course.best)

    def prepare(self) -> Iterator[Preparing]:
        """Make the learner in a thread, which can take seconds, and give way until it is made."""
        pool, forecast = ThreadPoolExecutor(1, "kernels"), Forecast()

        def make() -> Learner:
            with listening(forecast.hear):
                return self.learner

        making = pool.submit(make)
        # A caller that stops the run does not wait for what it no longer needs.
        pool.shutdown(wait=False)
        while wait([making], SLICE_SECONDS).not_done:
            yield Preparing(forecast.seconds, forecast.done, forecast.seconds_left)
        making.result()

    def learn(self, batches: int) -> bool:
        """Train on so many batches, from one epoch into the next, and evaluate no rows.

        Nothing ends this: neither the plan's epochs, after which the last learning rate stays, nor
        early stopping. It is called once `prepare` is through.

        Returns
        -------
        bool
            Whether loss and parameters are finite; where they are not, it ends there.
        """
        if not batches:
            return True
        course, first = self.course, self.course.batch
        epochs = self._epochs(-(-(first + batches) // course.batches))
        with np.errstate(all="ignore"):
            reached = self.learner.learn(epochs, first, first + batches)
        course.pass_batches(batches)
        return math.isfinite(epochs.losses[reached - 1]) and self._has_finite_values()

    def _epochs(self, count: int) -> Epochs:
        """Describe the next epochs to the learner, an epoch under way as the first of them."""
        course = self.course
        size = count * course.batches
        with np.errstate(over="ignore"):
            rates = course.rates(count).astype(self.plan.dtype)
        losses, right = np.zeros(size), np.zeros(size, dtype=np.int64)
        order, updates = course.orders(count), course.updates_before
        return Epochs(order, len(course.order), course.size, rates, updates, losses, right)

    def _train(self) -> Iterator[Record]:
        """Train the present epoch to its end, or to where the loss is no longer finite."""
        course = self.course
        if course.batch == 0:
            self._reported = 0
        # What of it was counted already stays with the course.
        tally = course.tally
        epoch = self._epochs(1)._replace(losses=tally.losses, right=tally.right)
        while course.batch < course.batches:
            self._train_slice(epoch)
            if not math.isfinite(course.tally.losses[course.batch - 1]):
                return
            if course.batch < course.batches or self._is_due:
                yield from self._give_way(self._progress())

    def _train_slice(self, epoch: Epochs) -> None:
        """Train until it is time to give way, in strides of as many batches as seem quick."""
        course = self.course
        with np.errstate(all="ignore"):
            while course.batch < course.batches:
                began = self._clock.at_a_stretch
                reach = min(course.batch + self._stride, course.batches)
                course.batch = self.learner.learn(epoch, course.batch, reach)
                took = self._clock.at_a_stretch - began
                if took < SLICE_SECONDS / 8:
                    self._stride *= 2
                elif took > SLICE_SECONDS / 4:
                    self._stride = max(1, self._stride // 2)
                if self._is_due or not math.isfinite(epoch.losses[course.batch - 1]):
                    return

    @property
    def _is_due(self) -> bool:
        return self._clock.at_a_stretch > SLICE_SECONDS

    def _is_finite(self) -> bool:
        finite = math.isfinite(self.course.tally.losses[self.course.batch - 1])
        return finite and self._has_finite_values()

    def _has_finite_values(self) -> bool:
        return bool(np.isfinite(self.parameters.flat).all())

    def _progress(self) -> Progress:
        course, tally = self.course, self.course.tally
        batch = course.batch or course.batches
        since = self._reported if self._reported < batch else 0
        self._reported = batch
        return Progress(
            epoch=course.epoch if course.batch else max(course.epochs_done, 1),
            batch=batch,
            batches=course.batches,
            loss=tally.loss(0, batch),
            accuracy=tally.accuracy(0, batch),
            recent_loss=tally.loss(since, batch),
            recent_accuracy=tally.accuracy(since, batch),
        )

    def _metrics(self, held_out: Evaluation | None, seconds: float, trained: float) -> EpochMetrics:
        course = self.course
        self.course.trained_seconds += trained
        return EpochMetrics(
            epoch=course.epoch,
            train_loss=course.tally.loss(0, course.batches),
            train_accuracy=course.tally.accuracy(0, course.batches),
            validation_loss=None if held_out is None else held_out.loss,
            validation_accuracy=None if held_out is None else held_out.accuracy(),
            seconds=seconds,
            samples_per_second=len(course.order) / max(trained, 1e-9),
            confusion=None if held_out is None else held_out.confusion(),
            learning_rate=float(course.rates()[-1]),
            scores=None if held_out is None else held_out.scores(),
            validation_rmse=None if held_out is None else held_out.root_mean_squared_error(),
        )

    def score(self, chosen: IntArray) -> tuple[float, float | None]:
        """Return the loss of some of the rows, and their share of right answers, if classes."""
        evaluating = self._evaluate(self.data.rows, chosen)
        while True:
            try:
                next(evaluating)
            except StopIteration as end:
                evaluation: Evaluation = end.value
                return evaluation.loss, evaluation.accuracy()

    def _evaluate(self, rows: RowSet, chosen: IntArray) -> Generator[Record, None, Evaluation]:
        """Evaluate rows in chunks, giving way between them."""
        total = 0.0
        mean = self.plan.scenario.reduction == "mean"
        parts: list[FloatArray] = []
        for start in range(0, len(chosen), CHUNK):
            part = chosen[start : start + CHUNK]
            with np.errstate(all="ignore"):
                loss, y_pred = self.learner.evaluate(rows, part)
            total += loss * len(part) if mean else loss
            parts.append(y_pred)
            if self._is_due:
                yield from self._give_way(self._progress())
        data = self.data
        return Evaluation(
            loss=total / len(chosen) if mean else total,
            y_true=rows.y_true[chosen],
            y_pred=np.concatenate(parts),
            labels=None if rows.labels is None else rows.labels[chosen],
            classes=len(data.classes),
            deviation=1.0 if data.target_scale is None else data.target_scale.deviation,
            threshold=data.threshold,
        )

    def end(self) -> Iterator[Record]:
        """End a run that was stopped: evaluate the test rows with the values it has reached.

        Call it between two records of ``run``, and ask ``run`` for no further one.

        Yields
        ------
        Record
            ``Progress`` now and then, and last a ``Final``, without a best epoch.
        """
        self._clock.start()
        yield from self._finish(None)

    def _finish(self, best: Best | None) -> Iterator[Record]:
        data, course = self.data, self.course
        if best is not None:
            self.parameters.flat[...] = best.values
        test: Evaluation | None = None
        known: float | None = None
        if data.test is not None:
            test = yield from self._evaluate(data.test, np.arange(len(data.test)))
            if data.test_without_unknowns is not None:
                known = test.accuracy(data.test_without_unknowns)
        rows = len(course.order) * course.epochs_done
        final = Final(
            test_loss=None if test is None else test.loss,
            test_accuracy=None if test is None else test.accuracy(),
            test_accuracy_without_unknowns=known,
            seconds=self._clock.seconds,
            samples_per_second=rows / max(course.trained_seconds, 1e-9),
            parameters=self.parameters.layout.trained - len(self.parameters.layout.held),
            confusion=None if test is None else test.confusion(),
            scores=None if test is None else test.scores(),
            test_rmse=None if test is None else test.root_mean_squared_error(),
            epochs=course.epochs_done,
            best_epoch=None if best is None else best.epoch,
        )
        yield from self._give_way(final)

    def _diverged(self, epoch: int) -> Diverged:
        """Say where the run diverged, with the best epoch's values back where it may stop early."""
        sentence = f"The loss is no longer a finite number in epoch {epoch:,}."
        sentence += " Try a smaller learning rate."
        best = self.course.best
        if best is None:
            return Diverged(epoch, sentence)
        self.parameters.flat[...] = best.values
        sentence += f" The parameters of epoch {best.epoch:,}, the best until then, are restored."
        return Diverged(epoch, sentence, best.epoch)

    def _give_way(self, record: Record) -> Iterator[Record]:
        """Hand a record out; the time until the caller asks for the next is not counted."""
        self._clock.stop()
        yield record
        self._clock.start()
