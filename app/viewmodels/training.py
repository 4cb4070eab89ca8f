"""A training run as the window sees it: settings, state, curves and what the network says."""

from dataclasses import dataclass, replace
from queue import Empty
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.viewmodels.training_run import TrainingRun
from app.viewmodels.training_worker import (
    Command,
    DataFacts,
    Failed,
    Message,
    Prepared,
    Samples,
    TrainingWorker,
    Update,
    Waiting,
)
from engine.arrays import FloatArray
from engine.editing import with_parameters
from engine.parameters import ParameterLayout, Parameters
from engine.rows import Rows, select_rows
from engine.scenario import Scenario, find_scenario, list_scenarios
from engine.training import Diverged, Final, TrainingPlan

State = Literal["idle", "loading", "running", "paused", "finished", "stopped", "diverged"]

FRAME_MS = 33
FIRST = ("mazur-2-2-2", "xor", "mnist-16-16", "census")


@dataclass(frozen=True, eq=False)
class StepThrough:
    """A trained network to be opened in the stepper.

    Attributes
    ----------
    scenario : Scenario
        Its starting values are the trained ones.
    rows : Rows
        The row (or batch) to step through.
    title : str
        What it is, in words.
    """

    scenario: Scenario
    rows: Rows
    title: str


def training_choices() -> list[Scenario]:
    """Return the shipped scenarios in the order in which they are offered for training."""
    known = list_scenarios()
    ordered = [name for name in FIRST if name in known]
    return [find_scenario(name) for name in ordered + [n for n in known if n not in ordered]]


class TrainingModel(QObject):
    """One scenario's training, done by one worker thread.

    Attributes
    ----------
    scenario : Scenario or None
        What is trained; None before the first ``choose``.
    state : str
        "idle", "loading", "running", "paused", "finished", "stopped" or "diverged".
    learning_rate, batch_size, epochs, seed
        The next run's numbers; ``batch_size`` None takes all rows at once.
    run : TrainingRun
        How far the present run is and what it has shown.
    facts, samples, outputs : DataFacts, Samples, ndarray of shape (n, outputs), or None
        What is known of the rows, the rows that are watched, and what the network says to them.
    problem : str
        One sentence on why a run ended early or cannot begin; empty otherwise.

    Signals
    -------
    scenario_changed
        Another scenario was chosen. The other three follow.
    settings_changed
        A number of the next run, or whether it can be edited, changed.
    state_changed
        The state or the problem changed.
    advanced
        Something of the run arrived, or it was reset: at most once a frame.
    """

    scenario_changed = Signal()
    settings_changed = Signal()
    state_changed = Signal()
    advanced = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scenario: Scenario | None = None
        self.state: State = "idle"
        self.problem = ""
        self.learning_rate = 0.1
        self.batch_size: int | None = None
        self.epochs = 1
        self.seed = 0
        self._own_seed = True
        self.run = TrainingRun()
        self._number = 0
        self._worker = TrainingWorker()
        self.facts: DataFacts | None = None
        self.samples: Samples | None = None
        self.outputs: FloatArray | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.drain)

    # Settings ---------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Whether a run has begun and not ended: its numbers cannot be edited."""
        return self.state in ("loading", "running", "paused")

    @property
    def is_draining(self) -> bool:
        """Whether the worker may still have something to say."""
        return self._timer.isActive()

    def choose(self, scenario: Scenario) -> None:
        """Take a scenario and the numbers it trains with; what runs is stopped."""
        self._halt()
        self.scenario = scenario
        training = scenario.training
        self.learning_rate, self.epochs = training.learning_rate, training.epochs
        self.batch_size, self.seed, self._own_seed = training.batch_size, training.seed, True
        self.facts = self.samples = self.outputs = None
        self.run = TrainingRun()
        self._set_state("idle")
        self._prepare()
        self.scenario_changed.emit()
        self.settings_changed.emit()
        self.state_changed.emit()
        self.advanced.emit()

    def set_learning_rate(self, learning_rate: float) -> None:
        """Set the factor on the gradient for the next run.

        Raises
        ------
        ScenarioError
            The number is out of range; the same holds for the other settings.
        """
        self._edit(learning_rate=learning_rate)

    def set_batch_size(self, batch_size: int | None) -> None:
        """Set the rows per update; None takes all at once."""
        self._edit(batch_size=batch_size)

    def set_epochs(self, epochs: int) -> None:
        """Set the passes over the training rows."""
        self._edit(epochs=epochs)

    def set_seed(self, seed: int) -> None:
        """Set the seed of starting weights, held-out rows and order."""
        if seed != self.seed:
            self._edit(seed=seed)
            if self.state == "idle":
                self._prepare()

    def _edit(self, **changed: float | None) -> None:
        if self.is_busy or all(getattr(self, key) == value for key, value in changed.items()):
            return
        replace(self._next_plan(), **changed)  # type: ignore[arg-type]  # checks the ranges
        for key, value in changed.items():
            setattr(self, key, value)
        self._own_seed = self._own_seed and "seed" not in changed
        self.settings_changed.emit()

    def _next_plan(self) -> TrainingPlan:
        if self.scenario is None:
            raise RuntimeError("no scenario is chosen")
        seed = None if self._own_seed else self.seed
        return TrainingPlan(self.scenario, self.learning_rate, self.batch_size, self.epochs, seed)

    # Commands ---------------------------------------------------------------------------

    def start(self) -> None:
        """Begin a run from the very start, unless one is under way."""
        if self.scenario is None or self.is_busy:
            return
        plan = self._next_plan()
        self.run = TrainingRun(plan)
        self._number += 1
        self._set_state("loading")
        self._send("start", plan)
        self.settings_changed.emit()
        self.advanced.emit()

    def pause(self) -> None:
        """Halt the run where it is."""
        if self.state == "running":
            self._send("pause")
            self._set_state("paused")

    def resume(self) -> None:
        """Go on with a paused run; the numbers are those of a run without the pause."""
        if self.state == "paused":
            self._send("resume")
            self._set_state("running")

    def stop(self) -> None:
        """End the run and keep what it has reached."""
        if self.state == "loading":
            self.reset()
        elif self.is_busy:
            self._send("stop")
            self._end("stopped")

    def reset(self) -> None:
        """Go back to the start: no curves, the same starting values as before."""
        if self.scenario is None:
            return
        self._halt()
        self.run = TrainingRun()
        self._set_state("idle")
        self._prepare()
        self.settings_changed.emit()
        self.advanced.emit()

    def shutdown(self) -> None:
        """Stop what runs and wait for the worker's thread to end."""
        self._timer.stop()
        self._number += 1
        self._worker.shut_down()

    def _halt(self) -> None:
        if self.is_busy:
            self._send("stop")
        self._number += 1

    def _prepare(self) -> None:
        self._number += 1
        self._send("prepare", self._next_plan())

    def _send(
        self,
        kind: Literal["prepare", "start", "pause", "resume", "stop"],
        plan: TrainingPlan | None = None,
    ) -> None:
        self._worker.send(Command(kind, self._number, plan))
        self._timer.start()

    # Messages ---------------------------------------------------------------------------

    def drain(self) -> None:
        """Take in what the worker has sent since the last call."""
        changed = False
        while True:
            try:
                message = self._worker.messages.get_nowait()
            except Empty:
                break
            changed |= self._take(message)
        if changed:
            self.advanced.emit()

    def _take(self, message: Message) -> bool:
        if isinstance(message, Waiting):
            if message.handled == self._worker.sent:
                self._timer.stop()
            return False
        if message.run != self._number:
            return False
        if isinstance(message, Failed):
            self._set_state("idle", message.sentence)
            self.settings_changed.emit()
        elif isinstance(message, Prepared):
            self.facts, self.samples = message.facts, message.samples
            self.outputs = message.outputs
            if self.state == "loading":
                self._set_state("running")
        else:
            self._take_update(message)
        return True

    def _take_update(self, update: Update) -> None:
        self.outputs = update.outputs
        self.run.take(update)
        for record in update.records:
            if isinstance(record, Final):
                self._end("finished")
            elif isinstance(record, Diverged):
                self._end("diverged", record.sentence)

    def _end(self, state: State, problem: str = "") -> None:
        self._set_state(state, problem)
        self.settings_changed.emit()

    def _set_state(self, state: State, problem: str = "") -> None:
        if (state, problem) != (self.state, self.problem):
            self.state, self.problem = state, problem
            self.state_changed.emit()

    @property
    def can_step_through(self) -> bool:
        """Whether there is a trained network to open."""
        flat = self.run.parameters
        finite = flat is not None and bool(np.isfinite(flat).all())
        return finite and self.state != "diverged"

    def step_through(self, sample: int | None = None) -> StepThrough:
        """Return the network as it is now, to be opened in the stepper.

        Parameters
        ----------
        sample : int, optional
            Position in ``samples``; without it the scenario's first batch.

        Raises
        ------
        RuntimeError
            Nothing has been trained yet.
        """
        plan, flat = self.run.plan, self.run.parameters
        if plan is None or flat is None:
            raise RuntimeError("nothing has been trained yet")
        scenario = plan.as_scenario
        parameters = Parameters(ParameterLayout(scenario), flat.astype(np.float64))
        trained = with_parameters(scenario, parameters)
        row = None
        if sample is not None and self.samples is not None:
            row = int(self.samples.indices[sample])
        where = "" if row is None else f", row {row + 1:,}"
        title = f"{scenario.title} {self.run.when}{where}"
        return StepThrough(trained, select_rows(trained, row), title)


__all__ = ["State", "StepThrough", "TrainingModel", "training_choices"]
