"""What Explore shows: the open network as it trains, where it is, and where it can go back to."""

import math

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.models.document import Document
from app.models.exploring_messages import Command, Frame, Kind, Message, Ready
from app.models.exploring_run import (
    Entry,
    Racer,
    Run,
    goes_on_alike,
    is_taken_over,
    with_new_weights,
)
from app.models.exploring_worker import ExploreWorker
from app.models.training_messages import Failed, Waiting
from engine.catalogue.optimisers import OPTIMISERS
from engine.errors import UserError
from engine.network.parameters import Parameters, initial_parameters
from engine.network.scenario import Scenario
from engine.training import Preparing, TrainingPlan
from engine.training.exploration import Scores

LOOK_MS = 4
EPOCHS_A_SECOND = 30.0
MOST_RACERS = 2
ANEW = "The race begins anew, as the run does."


class ExploreModel(QObject):
    """The open network as it is explored, done by one thread.

    An edit of a weight, of what is frozen or cut, of the learning rate, of a penalty or of dropout
    is taken over where the run is; any other edit begins a run anew. Where an edit is undone, the
    run comes back as it was left. Runs by other optimisers that go along do the same, each with a
    learning rate of its own; another scenario that is opened has none.

    Attributes
    ----------
    run : Run
        The present run; there is one once a scenario is open.
    parameters : Parameters
        The values at the present place, copied and read-only, float32 as they are trained in.
    updates, batches : int
        Updates up to the present place, and updates of an epoch.
    reached : int
        Epochs up to the furthest one; `go_to` leads to any of them.
    scores : Scores or None
        What the present network makes of the rows; None until the kernels are there.
    is_playing, is_moving : bool
        Whether epochs follow by themselves, and whether the place is still changing.
    speed : float
        Epochs a second; infinite for as fast as it goes.
    preparing : Preparing or None
        How far the kernels are that are being loaded or compiled; None where they are ready.
    problem : str
        Why the run cannot begin, or goes no further; empty otherwise.
    entries : dict of int to Entry
        Other optimisers that race, each under its number.

    Signals
    -------
    run_changed
        Another network, or another start: rebuild what depends on its shape. The others follow.
    advanced
        The present place is another, or numbers arrived: at most once a frame.
    state_changed
        Playing, speed, kernels or the problem changed.
    noted : str
        What has become of the race.
    """

    run_changed = Signal()
    advanced = Signal()
    state_changed = Signal()
    noted = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.run: Run
        self.parameters: Parameters
        self.scores: Scores | None = None
        self.updates = self.reached = 0
        self.batches = 1
        self.is_playing = self.is_moving = False
        self.speed = EPOCHS_A_SECOND
        self.preparing: Preparing | None = None
        self.problem = ""
        self.entries: dict[int, Entry] = {}
        self._runs: list[Run] = []
        self._count = 0
        self._is_active, self._is_due = False, document.is_open
        self._worker = ExploreWorker()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.drain)
        document.opened.connect(self._open)
        document.edited.connect(self._follow)
        document.saved.connect(self._take_file)

    @property
    def epoch(self) -> int:
        """Epochs that are done at the present place."""
        return self.updates // self.batches

    @property
    def batch(self) -> int:
        """Batches of the epoch under way that are done."""
        return self.updates % self.batches

    @property
    def racers(self) -> tuple[Racer, ...]:
        """The runs by other optimisers from the same start, which go along."""
        return self.run.racers if self._runs else ()

    @property
    def is_compiling(self) -> bool:
        """Whether the kernels are being compiled, which takes many seconds."""
        return self.preparing is not None and self.preparing.done is not None

    # Following the document -------------------------------------------------------------

    def set_active(self, active: bool) -> None:
        """Follow the document while Explore is seen; out of view it pauses."""
        self._is_active = active
        if not active:
            self.pause()
        elif self._is_due:
            self._follow()

    def _open(self) -> None:
        if self._runs:
            self._worker.send(Command("forget"))
        self._runs.clear()
        self.entries = {}
        self._follow()

    def _follow(self) -> None:
        """Explore what the document has now."""
        self._is_due = True
        if not self._is_active or not self.document.is_open:
            return
        self._is_due = False
        scenario = self.document.scenario
        if not self._runs:
            self._begin(scenario)
        elif scenario is not self.run.scenario:
            self._change(self.run, scenario)

    def _change(self, run: Run, scenario: Scenario) -> None:
        """Go on with another scenario than the run's."""
        earlier = [each for each in self._runs if each.scenario is scenario]
        if earlier:
            self._enter(earlier[-1], "return")
        elif goes_on_alike(run.scenario, scenario):
            run.scenario = scenario
        elif self.scores is not None and is_taken_over(run.scenario, scenario):
            curves, path = run.curves.up_to(self.epoch), run.path.up_to(self.updates)
            made = Run(self._next(), scenario, run.start, curves=curves, path=path)
            made.racers = self._racers_of(made, run.racers)
            self._enter(made, "follow")
        else:
            self._begin(scenario)
            if self.entries:
                self.noted.emit(ANEW)

    def _begin(self, scenario: Scenario) -> None:
        self.scores, self.updates, self.reached, self.batches = None, 0, 0, 1
        self.is_playing = self.is_moving = False
        self._enter(Run(self._next(), scenario, scenario), "begin")

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _enter(self, run: Run, kind: Kind) -> None:
        """Let a run be the present one."""
        plan = TrainingPlan.of(run.scenario)
        self.run, self.problem = run, ""
        self._runs = [each for each in self._runs if each is not run] + [run]
        if kind != "follow":
            self.is_playing = False
            self.parameters = initial_parameters(run.scenario, plan.dtype).sealed()
        self._send_racing(kind, plan)
        self.run_changed.emit()
        self.state_changed.emit()
        self.advanced.emit()

    def _take_file(self) -> None:
        if self._runs and not self._is_due:
            self.run.scenario = self.document.scenario

    # Commands ---------------------------------------------------------------------------

    def play(self) -> None:
        """Let epochs follow each other, as many a second as `speed` says."""
        if self._runs and not self.problem:
            self._send("play", self.speed)
            self._set_playing(True)

    def pause(self) -> None:
        """Halt where the run is, between two batches."""
        if self._runs:
            self._send("pause")
            self._set_playing(False)

    def set_speed(self, speed: float) -> None:
        """Choose how many epochs a second are played; `math.inf` for as fast as it goes."""
        self.speed = max(1.0, speed) if not math.isnan(speed) else EPOCHS_A_SECOND
        if self.is_playing:
            self._send("play", self.speed)
        self.state_changed.emit()

    def learn_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._go("epoch")

    def learn_batch(self) -> None:
        """Train on one batch."""
        self._go("batch")

    def go_to(self, epoch: int) -> None:
        """Go to the end of an epoch that has been reached; 0 is the start."""
        self._go("go", max(0, epoch))

    def rewind(self) -> None:
        """Come back to the very start: the document's, with every edit of its weights."""
        if not self._runs:
            return
        if self.run.start is self.run.scenario:
            self._go("go", 0)
        else:
            self._begin(self.run.scenario)

    def new_weights(self) -> None:
        """Draw other starting weights, by an edit of the document's seed; frozen ones stay."""
        self.document.edit(with_new_weights)

    def race(
        self, optimiser: str, learning_rate: float | None = None, number: int | None = None
    ) -> None:
        """Let another optimiser go along from the same start; of a number, in place of that one.

        Without a learning rate it has a usual one. Of more than `MOST_RACERS` none goes along.

        Raises
        ------
        UserError
            Where the network cannot be trained so.
        """
        if number is None:
            number = next(free for free in range(len(self.entries) + 1) if free not in self.entries)
        if not self._runs or number >= MOST_RACERS:
            return
        usual = OPTIMISERS[optimiser].usual_rates[0]
        entry = Entry(optimiser, usual if learning_rate is None else learning_rate)
        entry.plan(self.run.start, self.document.earlier)
        self.entries = {**self.entries, number: entry}
        self._send_racing("race")
        self.advanced.emit()

    def end_race(self, *numbers: int) -> None:
        """Let optimisers of some numbers go along no more; without any, all of them."""
        left = {at: entry for at, entry in self.entries.items() if numbers and at not in numbers}
        if left != self.entries:
            self.entries = left
            self._send_racing("race")
            self.advanced.emit()

    def _racers_of(self, run: Run, before: tuple[Racer, ...] = ()) -> tuple[Racer, ...]:
        """Return what goes along with a run; it goes on as what went along with one before."""
        known = {(racer.number, racer.entry): racer for racer in run.racers}
        earlier = {racer.number: racer for racer in before}
        racers = []
        for number, entry in list(self.entries.items()):
            racer = known.get((number, entry))
            if racer is None:
                start = run.scenario if number in earlier else run.start
                try:
                    plan = entry.plan(start, self.document.earlier)
                except UserError as error:
                    del self.entries[number]
                    self.noted.emit(f"{entry.label} races no more. {error}")
                    continue
                racer = Racer(number, entry, plan)
                if (old := earlier.get(number)) is not None:
                    racer.curves = old.curves.up_to(self.epoch)
                    racer.path = old.path.up_to(old.updates)
            racers.append(racer)
        return tuple(racers)

    def _send_racing(self, kind: Kind, plan: TrainingPlan | None = None) -> None:
        """Send a command with what goes along."""
        self.run.racers = self._racers_of(self.run)
        plans = {racer.number: racer.plan for racer in self.run.racers}
        self._worker.send(Command(kind, self.run.number, plan, racers=plans))
        self._timer.start()

    def _go(self, kind: Kind, epoch: int = 0) -> None:
        if self._runs:
            self._send(kind, epoch)
            self._set_playing(False)

    def _set_playing(self, playing: bool) -> None:
        if playing != self.is_playing:
            self.is_playing = playing
            self.state_changed.emit()

    def _send(self, kind: Kind, amount: float = 0.0) -> None:
        self._worker.send(Command(kind, self.run.number, amount=amount))
        self._timer.start()

    def shutdown(self) -> None:
        """Stop what runs and wait for the thread to end."""
        self._timer.stop()
        self._worker.shut_down()

    # Messages ---------------------------------------------------------------------------

    def drain(self) -> None:
        """Take in what the thread has sent since the last call."""
        before = self.is_playing, self.preparing, self.problem
        changed = False
        for message in self._worker.received():
            changed |= self._take(message)
        if before != (self.is_playing, self.preparing, self.problem):
            self.state_changed.emit()
        if changed:
            self.advanced.emit()

    def _take(self, message: Message) -> bool:
        if isinstance(message, Waiting):
            if message.handled == self._worker.sent:
                self._timer.stop()
            return False
        if message.run != self.run.number:
            return False
        if isinstance(message, Ready):
            self.preparing = message.preparing
            return False
        if isinstance(message, Failed):
            self.problem, self.is_playing, self.preparing = message.sentence, False, None
            return True
        self._take_frame(message)
        return True

    def _take_frame(self, frame: Frame) -> None:
        self.updates, self.batches, self.reached = frame.updates, frame.batches, frame.reached
        self.is_moving = frame.is_moving
        self.parameters, self.scores, self.problem = frame.parameters, frame.scores, frame.problem
        if frame.problem:
            self.is_playing = False
        self.run.take(frame.passed)
        self.run.path.add(frame.updates, frame.parameters.flat)
        for racer in self.run.racers:
            for place in frame.racers:
                if place.plan is racer.plan:
                    racer.updates, racer.problem = place.updates, place.problem
                    racer.parameters, racer.scores = place.parameters, place.scores
                    racer.take(place.passed)
