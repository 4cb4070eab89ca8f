"""The one thread that trains: commands go in, messages come out, nothing is shared."""

from time import perf_counter

from app.models.training_messages import (
    Command,
    Distorted,
    Prepared,
    Report,
    Samples,
    Tested,
    Update,
)
from app.models.training_rows import (
    facts_of,
    rows_of,
    samples_in,
    samples_of,
    with_all_rows,
)
from app.models.worker_thread import WorkerThread
from engine.network.scenario import Augmentation
from engine.training import Diverged, Final, Trainer, TrainingData, TrainingPlan, cross_validation
from engine.training.data import load_training_data
from engine.training.distortion import distorted

# How many images are shown as training sees them, and in how many ways.
SHOWN, TIMES = 6, 2
# Often enough to look alive; each update costs the window some milliseconds of the one lock
# that Python threads share.
FLUSH_SECONDS = 0.18
# A copy of larger networks' parameters goes out only where the run halts.
MOST_COPIED = 1_000_000


class TrainingWorker(WorkerThread[Command]):
    """The thread that trains."""

    def __init__(self) -> None:
        super().__init__("training", "Training")
        self._data: tuple[TrainingPlan, TrainingData] | None = None
        self._watched: tuple[Trainer, Samples]
        self._ended: tuple[int, Trainer] | None = None

    def shut_down(self) -> None:
        """Stop what runs and wait for the thread to end."""
        self.end(Command("stop"), Command("quit"))

    def _do(self, command: Command) -> None:
        run, plan = command.run, command.plan
        if plan is None:
            if command.kind == "test":
                self._test(run)
            elif command.kind == "rows":
                self._watch(command)
            return
        if command.kind == "distort":
            self._distort(run, plan)
            return
        # Another run takes the place of the one before.
        self._ended = None
        if command.kind == "prepare":
            self._prepare(run, plan)
        else:
            self._train(run, plan)

    def _trainer(self, plan: TrainingPlan) -> Trainer:
        own_files = not isinstance(plan.scenario.dataset, str | None)
        # A person's own files may have changed; unless they have, the engine has them at hand.
        if self._data is not None and not own_files:
            known, data = self._data
            if rows_of(known) == rows_of(plan):
                return Trainer(plan, data)
        data = load_training_data(plan)
        self._data = (plan, data)
        return Trainer(plan, data)

    def _prepare(self, run: int, plan: TrainingPlan) -> Trainer:
        trainer = self._trainer(with_all_rows(plan))
        self._show(run, trainer)
        return trainer

    def _show(self, run: int, trainer: Trainer) -> None:
        """Say which rows a trainer has, and watch some of them."""
        data = trainer.data
        samples = samples_of(data)
        self._watched = trainer, samples
        self.messages.put(
            Prepared(run, facts_of(trainer.plan, data), samples, trainer.outputs(samples.x))
        )

    def _watch(self, command: Command) -> None:
        """Watch the rows of a cell of the confusion matrix, or the first ones again."""
        trainer, _ = self._watched
        cell, data = command.cell, trainer.data
        samples = samples_of(data) if cell is None else samples_in(trainer, cell)
        self._watched = trainer, samples
        outputs = trainer.outputs(samples.x)
        facts = facts_of(trainer.plan, data)
        self.messages.put(Prepared(command.run, facts, samples, outputs))

    def _distort(self, run: int, plan: TrainingPlan) -> None:
        """Show images as the plan's training sees them."""
        data = self._trainer(with_all_rows(plan)).data
        if data.image_shape is None:
            return
        training = plan.scenario.training
        wish, seed = training.augmentation or Augmentation(), training.seed
        chosen = data.train[:SHOWN]
        x = distorted(data, chosen, Augmentation(), seed)
        seen = tuple(distorted(data, chosen, wish, seed + number) for number in range(TIMES))
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
                    self._ended = run, self._watched[0]
                    return
            if isinstance(record, Diverged):
                self._ended = run, self._watched[0]
        flush(halt=True)

    def _test(self, run: int) -> None:
        """Evaluate the test rows for a run that ended before its time, as its end would have."""
        if self._ended is None or self._ended[0] != run:
            return
        for record in self._ended[1].end():
            if isinstance(record, Final):
                self.messages.put(Tested(run, record))

    def _may_go_on(self) -> bool:
        """Obey commands until the run may go on (True) or is to stop."""
        command, paused = self._next(), False
        while command.kind in {"pause", "rows"}:
            if command.kind == "pause":
                paused = True
            else:
                self._watch(command)
                if not paused and self._commands.empty():
                    return True
            command = self._next()
        return command.kind == "resume"
