"""The thread that explores: it trains, goes back and forth, and says where it is."""

from collections.abc import Iterator
from time import perf_counter, sleep

from app.models.exploring_messages import Command, Frame, Ready
from app.models.training_rows import rows_of
from app.models.worker_thread import WorkerThread
from engine.training import Preparing, TrainingData, TrainingPlan, load_training_data
from engine.training.exploration import BUDGET, Exploration, Scores, share_memory

SLICE_SECONDS = 0.02
"""How long it works before it looks for a command."""
FRAME_SECONDS = 1 / 30
"""How often it says where it is."""
NAP_SECONDS = 0.01


class ExploreWorker(WorkerThread[Command]):
    """The thread that explores. Of what it is asked it only takes note; then it works in slices."""

    def __init__(self) -> None:
        super().__init__("exploring", "Exploring")
        self._runs: dict[int, Exploration] = {}
        self._number = 0
        self._preparing: Iterator[Preparing] | None = None
        self._rate = 0.0
        self._target: int | None = None
        self._due = self._shown = 0.0
        self._passed: list[Scores] = []
        self._latest: Scores | None = None
        self._data: tuple[TrainingPlan, TrainingData] | None = None

    def shut_down(self) -> None:
        """Stop what runs and wait for the thread to end."""
        self.end(Command("quit"))

    def _do(self, command: Command) -> None:
        if command.plan is not None:
            self._take_up(command, command.plan)
        elif command.kind == "play":
            self._rate, self._due = command.amount, perf_counter()
        elif command.run == self._number:
            self._set_out(command)
        while self._is_busy and self._commands.empty():
            self._go_on()

    @property
    def _is_busy(self) -> bool:
        ready = self._number in self._runs
        return self._preparing is not None or (
            ready and (self._target is not None or self._rate > 0)
        )

    # Runs -------------------------------------------------------------------------------

    def _take_up(self, command: Command, plan: TrainingPlan) -> None:
        """Begin a run, go on with one under another plan, or return to one."""
        before = self._runs.get(self._number) if self._preparing is None else None
        self._number, self._target, self._preparing = command.run, None, None
        self._passed.clear()
        if command.kind == "follow" and before is not None:
            self._runs[command.run] = before.follow(plan)
        elif command.kind == "return" and command.run in self._runs:
            self._leave(before)
            self._rate = 0.0
            self._runs[command.run].return_here()
        else:
            self._leave(before)
            self._rate = 0.0
            self._runs.pop(command.run, None)
            run = Exploration(plan, self._rows(plan))
            self._preparing = self._prepare(run)
            return
        self._make_room()
        self._latest = None
        self._show()

    def _make_room(self) -> None:
        """Forget the runs that were left longest ago where memory asks for it."""
        run = self._runs.pop(self._number)
        while share_memory(run, self._runs.values()) > BUDGET and self._runs:
            del self._runs[next(iter(self._runs))]
        self._runs[self._number] = run

    def _leave(self, run: Exploration | None) -> None:
        if run is not None:
            run.leave()

    def _rows(self, plan: TrainingPlan) -> TrainingData:
        if self._data is None or rows_of(self._data[0]) != rows_of(plan):
            self._data = plan, load_training_data(plan)
        return self._data[1]

    def _prepare(self, run: Exploration) -> Iterator[Preparing]:
        yield from run.prepare()
        self._runs[self._number] = run
        self._make_room()

    # Going ------------------------------------------------------------------------------

    def _set_out(self, command: Command) -> None:
        """Take note of where to go."""
        run = self._runs.get(self._number)
        if command.kind == "pause":
            self._rate, self._target = 0.0, None
        elif run is not None:
            self._rate = 0.0
            here = run.updates if self._target is None else self._target
            epoch = here // run.batches
            wished = {"batch": here + 1, "epoch": (epoch + 1) * run.batches}
            target = wished.get(command.kind, int(command.amount) * run.batches)
            self._target = target if command.kind in wished else min(target, run.reached)
        if run is not None and self._preparing is None:
            self._show()

    def _go_on(self) -> None:
        """Work for a slice."""
        if self._preparing is not None:
            self._go_on_preparing(self._preparing)
            return
        run, now = self._runs[self._number], perf_counter()
        if self._target is None:
            if now < self._due:
                sleep(min(NAP_SECONDS, self._due - now))
                return
            # Epochs that took too long are not made up for.
            self._due = max(self._due + 1.0 / self._rate, now)
            self._target = (run.updates // run.batches + 1) * run.batches
        before = run.reached // run.batches
        if not run.work(self._target, SLICE_SECONDS):
            self._target = None
        self._latest = None
        if run.reached // run.batches > before:
            self._latest = run.scores()
            self._passed.append(self._latest)
        if run.updates == run.ended_at:
            self._rate, self._target = 0.0, None
        if not self._is_busy or perf_counter() - self._shown > FRAME_SECONDS:
            self._show()

    def _go_on_preparing(self, preparing: Iterator[Preparing]) -> None:
        step = next(preparing, None)
        self.messages.put(Ready(self._number, step))
        if step is None:
            self._preparing = None
            self._latest = self._runs[self._number].scores()
            self._passed.append(self._latest)
            self._show()

    def _show(self) -> None:
        """Say where the run is."""
        run, self._shown = self._runs[self._number], perf_counter()
        self._latest = self._latest or run.scores()
        passed = tuple(self._passed)
        self._passed.clear()
        self.messages.put(
            Frame(
                self._number,
                run.updates,
                run.batches,
                run.reached // run.batches,
                run.parameters,
                self._latest,
                passed,
                self._is_busy,
                run.problem if run.updates == run.ended_at else "",
            )
        )
