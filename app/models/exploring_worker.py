"""The thread that explores: it trains, goes back and forth, and says where it is."""

import math
from collections.abc import Iterator
from time import perf_counter, sleep

from app.models.exploring_messages import Command, Frame, Ready, Rival
from app.models.training_rows import rows_of
from app.models.worker_thread import WorkerThread
from engine.training import Preparing, TrainingData, TrainingPlan, load_training_data
from engine.training.exploration import BUDGET, Exploration, Scores, share_memory

FRAME_SECONDS = 0.025
"""How often it says where it is; until then it works, and looks for a command after that."""
NAP_SECONDS = 0.01
MANY = 1_000_000_000
"""Epochs that are played without a pause."""


class _Scored:
    """An exploration with the scores of the epochs that it reaches."""

    def __init__(self, run: Exploration, is_ready: bool = False) -> None:
        self.run, self.is_ready = run, is_ready
        self.passed: list[Scores] = []
        self.latest: Scores | None = None

    def prepare(self) -> Iterator[Preparing]:
        yield from self.run.prepare()
        self.is_ready = True
        self.passed.append(self.scores())

    def work(self, target: int, seconds: float) -> bool:
        """Go towards a number of updates for about so long; return whether there is more to do."""
        run = self.run
        before = run.reached // run.batches
        more = run.work(target, seconds)
        self.latest = None
        if run.reached // run.batches > before:
            self.passed.append(self.scores())
        return more

    def scores(self) -> Scores:
        """Return the scores at the present place."""
        self.latest = self.latest or self.run.scores()
        return self.latest

    def take_passed(self) -> tuple[Scores, ...]:
        """Return the scores of the epochs reached since this was asked last."""
        passed, self.passed = tuple(self.passed), []
        return passed

    @property
    def problem(self) -> str:
        """Why it goes no further from here; empty otherwise."""
        return self.run.problem if self.run.updates == self.run.ended_at else ""


class ExploreWorker(WorkerThread[Command]):
    """The thread that explores. Of what it is asked it only takes note; then it works in slices."""

    def __init__(self) -> None:
        super().__init__("exploring", "Exploring")
        self._runs: dict[int, _Scored] = {}
        self._rivals: dict[str, _Scored] = {}
        self._number = 0
        self._preparing: Iterator[Preparing] | None = None
        self._rate = 0.0
        self._target: int | None = None
        self._due = self._shown = 0.0
        self._data: tuple[TrainingPlan, TrainingData] | None = None

    def shut_down(self) -> None:
        """Stop what runs and wait for the thread to end."""
        self.end(Command("quit"))

    def _do(self, command: Command) -> None:
        if command.kind == "race":
            self._race(command.name, command.plan)
        elif command.plan is not None:
            self._take_up(command, command.plan)
        elif command.kind == "play":
            self._rate, self._due = command.amount, perf_counter()
        elif command.run == self._number:
            self._set_out(command)
        while self._is_busy and self._commands.empty():
            self._go_on()

    @property
    def _is_busy(self) -> bool:
        if self._number not in self._runs:
            return self._preparing is not None
        return self._target is not None or self._rate > 0 or any(self._behind())

    # Runs -------------------------------------------------------------------------------

    def _take_up(self, command: Command, plan: TrainingPlan) -> None:
        """Begin a run, go on with one under another plan, or return to one."""
        before = self._runs.get(self._number)
        self._number, self._target, self._preparing = command.run, None, None
        self._rivals.clear()
        if command.kind == "follow" and before is not None:
            self._runs[command.run] = _Scored(before.run.follow(plan), is_ready=True)
        else:
            if before is not None:
                before.run.leave()
            self._rate = 0.0
            if command.kind != "return" or command.run not in self._runs:
                self._begin(command.run, plan)
                return
            self._runs[command.run].run.return_here()
            self._runs[command.run].latest = None
        self._make_room()
        self._show()

    def _begin(self, number: int, plan: TrainingPlan) -> None:
        made = _Scored(Exploration(plan, self._rows(plan)))

        def prepare() -> Iterator[Preparing]:
            yield from made.prepare()
            self._runs[number] = made
            self._make_room()

        self._preparing = prepare()

    def _race(self, name: str, plan: TrainingPlan | None) -> None:
        self._rivals.pop(name, None)
        if plan is not None:
            self._rivals[name] = _Scored(Exploration(plan, self._rows(plan)))

    def _make_room(self) -> None:
        """Forget the runs that were left longest ago where memory asks for it."""
        present = self._runs.pop(self._number)
        rivals = [rival.run for rival in self._rivals.values() if rival.is_ready]
        while self._runs:
            others = [*rivals, *(each.run for each in self._runs.values())]
            if share_memory(present.run, others) <= BUDGET:
                break
            del self._runs[next(iter(self._runs))]
        share_memory(present.run, [*rivals, *(each.run for each in self._runs.values())])
        self._runs[self._number] = present

    def _rows(self, plan: TrainingPlan) -> TrainingData:
        if self._data is None or rows_of(self._data[0]) != rows_of(plan):
            self._data = plan, load_training_data(plan)
        return self._data[1]

    # Going ------------------------------------------------------------------------------

    def _set_out(self, command: Command) -> None:
        """Take note of where to go."""
        present = self._runs.get(self._number)
        if command.kind == "pause":
            self._rate, self._target = 0.0, None
        elif present is not None:
            run = present.run
            here = run.updates if self._target is None or self._rate else self._target
            self._rate = 0.0
            epoch = here // run.batches
            wished = {"batch": here + 1, "epoch": (epoch + 1) * run.batches}
            target = wished.get(command.kind, int(command.amount) * run.batches)
            self._target = target if command.kind in wished else min(target, run.reached)
        if present is not None:
            self._show()

    def _go_on(self) -> None:
        """Work for a slice."""
        present = self._runs.get(self._number)
        if present is None:
            self._go_on_preparing()
            return
        rivals = list(self._behind())
        for rival, target in rivals:
            self._go_along(rival, target)
        run, now = present.run, perf_counter()
        if self._target is None:
            if not self._rate or now < self._due:
                if rivals:
                    self._show_in_time()
                else:
                    sleep(min(NAP_SECONDS, self._due - now))
                return
            # Epochs that took too long are not made up for.
            self._due = max(self._due + 1.0 / self._rate, now)
            # What is known already is gone through, not jumped over.
            epochs = MANY if math.isinf(self._rate) and run.updates >= run.reached else 1
            self._target = (run.updates // run.batches + epochs) * run.batches
        if not present.work(self._target, self._slice(now)):
            self._target = None
        if present.problem:
            self._rate, self._target = 0.0, None
        self._show_in_time()

    def _go_on_preparing(self) -> None:
        step = None if self._preparing is None else next(self._preparing, None)
        self.messages.put(Ready(self._number, step))
        if step is None:
            self._preparing = None
            self._show()

    def _behind(self) -> Iterator[tuple[_Scored, int]]:
        """Yield the rivals that are not at the present run's epoch, and where to they go."""
        run = self._runs[self._number].run
        epoch, batch = divmod(run.updates, run.batches)
        for rival in self._rivals.values():
            each = rival.run.batches
            target = epoch * each + (batch if each == run.batches else 0)
            end = rival.run.ended_at
            target = target if end is None else min(target, end)
            if not rival.is_ready or rival.run.updates != target:
                yield rival, target

    def _go_along(self, rival: _Scored, target: int) -> None:
        if not rival.is_ready:
            # The kernels are there by now.
            for _ in rival.prepare():
                pass
            self._make_room()
        rival.work(target, self._slice(perf_counter()))

    def _slice(self, now: float) -> float:
        """Return how long to work: until the next frame is due."""
        return self._shown + FRAME_SECONDS - now

    def _show_in_time(self) -> None:
        if not self._is_busy or perf_counter() - self._shown >= FRAME_SECONDS:
            self._show()

    def _show(self) -> None:
        """Say where the run is."""
        present, self._shown = self._runs[self._number], perf_counter()
        run = present.run
        rivals = tuple(
            Rival(name, each.run.parameters, each.scores(), each.take_passed(), each.problem)
            for name, each in self._rivals.items()
            if each.is_ready
        )
        self.messages.put(
            Frame(
                self._number,
                run.updates,
                run.batches,
                run.reached // run.batches,
                run.parameters,
                present.scores(),
                present.take_passed(),
                self._is_busy,
                present.problem,
                rivals,
            )
        )
