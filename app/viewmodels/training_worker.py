"""The one thread that trains: commands go in, messages come out, nothing is shared."""

import threading
from dataclasses import dataclass, replace
from queue import SimpleQueue
from time import perf_counter
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.datasets import DatasetError
from engine.scenario import ScenarioError
from engine.scenario.model import Augmentation
from engine.training import (
    FoldDone,
    Record,
    Summary,
    Trainer,
    TrainingData,
    TrainingPlan,
    cross_validation,
)
from engine.training.data import load_training_data
from engine.training.distortion import distorted

SAMPLES = 24
# How many images are shown as training sees them, and in how many ways.
SHOWN, TIMES = 6, 2
# Often enough to look alive; each update costs the window some milliseconds of the one lock
# that Python threads share.
FLUSH_SECONDS = 0.18
# A copy of larger networks' parameters goes out only where the run halts.
MOST_COPIED = 1_000_000


Report: TypeAlias = Record | FoldDone | Summary


@dataclass(frozen=True, eq=False)
class Command:
    """What the worker is asked to do; ``run`` numbers the run it is meant for."""

    kind: Literal["prepare", "distort", "start", "pause", "resume", "stop", "quit"]
    run: int = 0
    plan: TrainingPlan | None = None


@dataclass(frozen=True, eq=False)
class Samples:
    """Rows whose outputs are watched during the run.

    Attributes
    ----------
    indices : ndarray of shape (n,)
        Their numbers in the scenario's rows, from 0.
    held_out : bool
        Whether they are held-out rows.
    x, y_true : ndarray of shape (n, inputs) and (n, outputs)
        Inputs as the network takes them, and targets.
    labels : ndarray of shape (n,) or None
        Class indices.
    """

    indices: NDArray[np.integer[Any]]
    held_out: bool
    x: FloatArray
    y_true: FloatArray
    labels: NDArray[np.integer[Any]] | None


@dataclass(frozen=True, eq=False)
class DataFacts:
    """What is known about the rows once they are loaded."""

    train_rows: int
    held_out_rows: int
    test_rows: int
    classes: tuple[str, ...]
    image_shape: tuple[int, int] | None
    majority_baseline: float | None


@dataclass(frozen=True, eq=False)
class Prepared:
    """The rows are loaded; ``outputs``, shape (n, outputs), are those of the starting values."""

    run: int
    facts: DataFacts
    samples: Samples
    outputs: FloatArray


@dataclass(frozen=True, eq=False)
class Update:
    """What happened since the update before.

    Attributes
    ----------
    run : int
        The run it belongs to.
    records : tuple of Record, FoldDone or Summary
        In order.
    outputs : ndarray of shape (n, outputs)
        Present outputs for the samples.
    parameters : ndarray of shape (size,) or None
        A copy of the present values.
    seconds : float
        How long the run has worked.
    """

    run: int
    records: tuple[Report, ...]
    outputs: FloatArray
    parameters: FloatArray | None
    seconds: float


@dataclass(frozen=True, eq=False)
class Distorted:
    """Images as they are, and below each as training may see it; all (n, inputs), 0 to 1.

    Attributes
    ----------
    run : int
        The run they belong to.
    shape : (int, int)
        Height and width of an image.
    x : ndarray of shape (n, inputs)
        As they are.
    seen : tuple of ndarray of shape (n, inputs)
        The same, distorted in different ways.
    """

    run: int
    shape: tuple[int, int]
    x: FloatArray
    seen: tuple[FloatArray, ...]


@dataclass(frozen=True)
class Failed:
    """The run cannot be done; a sentence says why."""

    run: int
    sentence: str


@dataclass(frozen=True)
class Waiting:
    """The worker waits for its next command after this many."""

    handled: int


Message: TypeAlias = Prepared | Distorted | Update | Failed | Waiting


class TrainingWorker:
    """Owns the thread and its two queues.

    Attributes
    ----------
    messages : SimpleQueue of Message
        To be drained by the owner.
    sent : int
        Commands sent so far; a ``Waiting`` of the same number means that all is quiet.
    """

    def __init__(self) -> None:
        self.messages: SimpleQueue[Message] = SimpleQueue()
        self.sent = 0
        self._commands: SimpleQueue[Command] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._handled = 0
        self._data: tuple[TrainingPlan, TrainingData] | None = None
        self._watched: tuple[Trainer, Samples]

    def send(self, command: Command) -> None:
        """Give the worker a command, starting its thread for the first one."""
        self.sent += 1
        self._commands.put(command)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="training", daemon=True)
            self._thread.start()

    def shut_down(self) -> None:
        """Stop what runs and wait for the thread to end."""
        if self._thread is not None:
            self.send(Command("stop"))
            self.send(Command("quit"))
            self._thread.join()
            self._thread = None

    def _next(self) -> Command:
        if self._commands.empty():
            self.messages.put(Waiting(self._handled))
        command = self._commands.get()
        self._handled += 1
        return command

    def _work(self) -> None:
        while (command := self._next()).kind != "quit":
            if command.plan is None:
                continue
            try:
                if command.kind == "prepare":
                    self._prepare(command.run, command.plan)
                elif command.kind == "distort":
                    self._distort(command.run, command.plan)
                else:
                    self._train(command.run, command.plan)
            except (DatasetError, ScenarioError) as error:
                self.messages.put(Failed(command.run, str(error)))
            except MemoryError:
                sentence = "There is not enough memory for this network and batch size."
                self.messages.put(Failed(command.run, sentence))
            except Exception as error:
                self.messages.put(Failed(command.run, f"Training stopped by a fault: {error!r}"))

    def _trainer(self, plan: TrainingPlan) -> Trainer:
        own_files = not isinstance(plan.scenario.dataset, str | None)
        # A person's own files may have changed; unless they have, the engine has them at hand.
        if self._data is not None and not own_files:
            known, data = self._data
            if _rows_of(known) == _rows_of(plan):
                return Trainer(plan, data)
        data = load_training_data(plan)
        self._data = (plan, data)
        return Trainer(plan, data)

    def _prepare(self, run: int, plan: TrainingPlan) -> Trainer:
        trainer = self._trainer(_with_all_rows(plan))
        self._show(run, trainer)
        return trainer

    def _show(self, run: int, trainer: Trainer) -> None:
        """Say which rows a trainer has, and watch some of them."""
        data = trainer.data
        samples = _samples(data)
        facts = DataFacts(
            len(data.train),
            len(data.held_out),
            0 if data.test is None else len(data.test),
            data.classes,
            data.image_shape,
            data.majority_baseline,
        )
        self._watched = trainer, samples
        self.messages.put(Prepared(run, facts, samples, trainer.outputs(samples.x)))

    def _distort(self, run: int, plan: TrainingPlan) -> None:
        """Show images as the plan's training sees them."""
        data = self._trainer(_with_all_rows(plan)).data
        if data.image_shape is None:
            return
        wish = plan.scenario.training.augmentation or Augmentation()
        chosen = data.train[:SHOWN]
        x = distorted(data, chosen, Augmentation(), plan.training_seed)
        seen = tuple(
            distorted(data, chosen, wish, plan.training_seed + number) for number in range(TIMES)
        )
        self.messages.put(Distorted(run, data.image_shape, x, seen))

    def _train(self, run: int, plan: TrainingPlan) -> None:
        trainer = self._prepare(run, plan)
        records: list[Report] = []
        seconds = 0.0
        # The first report says that the run is under way: before it, kernels may be compiled.
        flushed = -FLUSH_SECONDS

        def flush(halt: bool) -> None:
            trainer, samples = self._watched
            size = trainer.parameters.layout.size
            copied = halt or size <= MOST_COPIED
            flat = trainer.parameters.flat.copy() if copied else None
            outputs = trainer.outputs(samples.x)
            spent = seconds + trainer.seconds
            self.messages.put(Update(run, tuple(records), outputs, flat, spent))
            records.clear()

        def watch(trainer: Trainer) -> None:
            nonlocal seconds
            seconds += self._watched[0].seconds
            self._show(run, trainer)

        folded = plan.scenario.training.folds > 0
        for record in cross_validation(plan, watch) if folded else trainer.run():
            records.append(record)
            now = perf_counter()
            if now - flushed > FLUSH_SECONDS:
                flush(halt=False)
                flushed = now
            if not self._commands.empty():
                flush(halt=True)
                if not self._may_go_on():
                    return
        flush(halt=True)

    def _may_go_on(self) -> bool:
        """Obey commands until the run may go on (True) or is to stop."""
        command = self._next()
        while command.kind == "pause":
            command = self._next()
        return command.kind == "resume"


def _with_all_rows(plan: TrainingPlan) -> TrainingPlan:
    """Return a plan whose rows are in parts with none held out: each part is in its turn."""
    training = plan.scenario.training
    if not training.folds or not training.validation:
        return plan
    return replace(plan, scenario=replace(plan.scenario, training=replace(training, validation=0)))


def _rows_of(plan: TrainingPlan) -> tuple[object, ...]:
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


def _samples(data: TrainingData) -> Samples:
    held_out = len(data.held_out) > 0
    source = data.held_out if held_out else data.train
    indices = source[:SAMPLES]
    rows = data.rows
    x = np.array(rows.x[indices], dtype=rows.y_true.dtype)
    x *= rows.y_true.dtype.type(data.scale)
    x += rows.y_true.dtype.type(data.shift)
    labels = None if rows.labels is None else rows.labels[indices]
    return Samples(indices, held_out, x, rows.y_true[indices], labels)
