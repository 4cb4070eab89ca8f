"""The thread that explores: it trains, goes back and forth, and says where it is."""

import math
from collections.abc import Iterator, Mapping
from time import perf_counter, sleep

from app.models.exploring_messages import Command, Frame, Passed, Place, Ready
from app.models.training_rows import rows_of
from app.models.worker_thread import WorkerThread
from engine.training import Preparing, TrainingData, TrainingPlan, load_training_data
from engine.training.exploration import BUDGET, Exploration, Scores, share_memory

FRAME_SECONDS = 0.02
"""How often it says where it is; until then it works, and looks for a command after that."""
NAP_SECONDS = 0.01
MANY = 1_000_000_000
"""Epochs that are played without a pause."""
FINE_EPOCHS = 20
"""A run that goes along has so many epochs scored one by one, from then on ever sparser ones."""


class _Scored:
    """An exploration with the epochs that it reaches, and those that go along with it."""

    def __init__(self, plan: TrainingPlan, run: Exploration, is_ready: bool = False) -> None:
        self.plan, self.run, self.is_ready = plan, run, is_ready
        self.racers: dict[int, _Scored] = {}
        self.passed: list[Passed] = []
        self.latest: Scores | None = None

    def prepare(self) -> Iterator[Preparing]:
        yield from self.run.prepare()
        self.is_ready = True
        self._pass()

    def follow(self, plan: TrainingPlan) -> "_Scored":
        """Return what goes on from here under another plan."""
        return _Scored(plan, self.run.follow(plan), is_ready=True)

    @property
    def ready(self) -> "list[_Scored]":
        """Itself and those that go along, but for what is not prepared yet."""
        return [each for each in (self, *self.racers.values()) if each.is_ready]

    def _pass(self) -> None:
        self.passed.append(Passed(self.run.updates, self.run.parameters.flat, self.scores()))

    def work(self, target: int, seconds: float) -> bool:
        """Go towards a number of updates for about so long; return whether there is more to do."""
        run = self.run
        before = run.reached // run.batches
        more = run.work(target, seconds)
        self.latest = None
        if run.reached // run.batches > before:
            self._pass()
        return more

    def scores(self) -> Scores:
        """Return the scores at the present place."""
        self.latest = self.latest or self.run.scores()
        return self.latest

    def take_passed(self) -> tuple[Passed, ...]:
        """Return the epochs reached since this was asked last."""
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
        self._present: _Scored | None = None
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
        if command.plan is not None:
            self._take_up(command, command.plan)
        elif command.kind == "forget":
            self._forget()
        elif command.kind == "play":
            self._rate, self._due = command.amount, perf_counter()
        elif command.run == self._number:
            if command.kind == "race":
                self._gather(command.racers)
            else:
                self._set_out(command)
        while self._is_busy and self._commands.empty():
            self._go_on()

    @property
    def _ready(self) -> _Scored | None:
        """The present run once it is prepared."""
        present = self._present
        return present if present is not None and present.is_ready else None

    @property
    def _is_busy(self) -> bool:
        if self._ready is None:
            return self._preparing is not None
        return self._target is not None or self._rate > 0 or any(self._behind())

    # Runs -------------------------------------------------------------------------------

    def _take_up(self, command: Command, plan: TrainingPlan) -> None:
        """Begin a run, go on with one under another plan, or return to one."""
        before, known = self._ready, self._runs.get(command.run)
        self._number, self._target, self._preparing = command.run, None, None
        if command.kind == "follow" and before is not None:
            made = self._present = self._runs[command.run] = before.follow(plan)
            # The runs that go along take the edit over where they are.
            made.racers = {
                number: each.follow(command.racers[number])
                for number, each in before.racers.items()
                if each.is_ready and number in command.racers
            }
        else:
            for each in () if before is None else before.ready:
                each.run.leave()
            self._rate = 0.0
            if command.kind == "return" and known is not None:
                self._present = known
                for each in known.ready:
                    each.run.return_here()
                    each.latest = None
            else:
                self._begin(command.run, plan)
        self._gather(command.racers)

    def _forget(self) -> None:
        """Keep nothing of what was explored: nobody comes back to it."""
        self._runs.clear()
        self._present = self._preparing = self._target = self._data = None
        self._number, self._rate = 0, 0.0

    def _begin(self, number: int, plan: TrainingPlan) -> None:
        made = self._present = _Scored(plan, Exploration(plan, self._rows(plan)))

        def prepare() -> Iterator[Preparing]:
            yield from made.prepare()
            self._runs[number] = made
            self._make_room()

        self._preparing = prepare()

    def _gather(self, plans: Mapping[int, TrainingPlan]) -> None:
        """Let runs go along, those that do so already as they are."""
        present = self._present
        if present is None:
            return
        known = {id(each.plan): each for each in present.racers.values()}
        present.racers = {
            number: known.get(id(plan)) or _Scored(plan, Exploration(plan, self._rows(plan)))
            for number, plan in plans.items()
        }
        if present.is_ready:
            self._make_room()
            self._show()

    def _make_room(self) -> None:
        """Forget the runs that were left longest ago where memory asks for it."""
        present = self._runs.pop(self._number)
        racers = [each.run for each in present.ready[1:]]

        def others() -> list[Exploration]:
            return [*racers, *(part.run for run in self._runs.values() for part in run.ready)]

        while self._runs and share_memory(present.run, others()) > BUDGET:
            del self._runs[next(iter(self._runs))]
        share_memory(present.run, others())
        self._runs[self._number] = present

    def _rows(self, plan: TrainingPlan) -> TrainingData:
        if self._data is None or rows_of(self._data[0]) != rows_of(plan):
            self._data = plan, load_training_data(plan)
        return self._data[1]

    # Going ------------------------------------------------------------------------------

    def _set_out(self, command: Command) -> None:
        """Take note of where to go."""
        present = self._ready
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
        present = self._ready
        if present is None:
            self._go_on_preparing()
            return
        for racer, target in list(self._behind()):
            self._go_along(racer, target)
            self._show_in_time()
        if any(self._behind()):
            # All go together.
            return
        run, now = present.run, perf_counter()
        if self._target is None:
            if not self._rate:
                return
            if now < self._due:
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
        """Yield the racers that are not at the present run's epoch, and where to they go."""
        present = self._ready
        if present is None:
            return
        epoch, batch = divmod(present.run.updates, present.run.batches)
        for racer in present.racers.values():
            each = racer.run.batches
            target = epoch * each + (batch if each == present.run.batches else 0)
            end = racer.run.ended_at
            target = target if end is None else min(target, end)
            if not racer.is_ready or racer.run.updates != target:
                yield racer, target

    def _go_along(self, racer: _Scored, target: int) -> None:
        """Go towards a number of updates for a slice, with a look at places on the way."""
        if not racer.is_ready:
            # The kernels are there by now.
            for _ in racer.prepare():
                pass
            self._make_room()
        run = racer.run
        while run.updates != target:
            stretch = 1 + run.reached // run.batches // FINE_EPOCHS
            there = min(target, run.reached + stretch * run.batches)
            racer.work(there, self._slice(perf_counter()))
            target = target if run.ended_at is None else min(target, run.ended_at)
            if self._slice(perf_counter()) <= 0:
                return

    def _slice(self, now: float) -> float:
        """Return how long to work: until the next frame is due."""
        return self._shown + FRAME_SECONDS - now

    def _show_in_time(self) -> None:
        if not self._is_busy or perf_counter() - self._shown >= FRAME_SECONDS:
            self._show()

    def _show(self) -> None:
        """Say where the run is."""
        present, self._shown = self._ready, perf_counter()
        if present is None:
            return
        run = present.run
        places = tuple(
            Place(
                each.plan,
                each.run.updates,
                each.run.parameters,
                each.scores(),
                each.take_passed(),
                each.problem,
            )
            for each in present.ready[1:]
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
                places,
            )
        )
