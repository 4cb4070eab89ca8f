"""A training run as the window sees it: settings, state, curves and what the network says."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.models.document import Document
from app.models.run_settings import RunSettings
from app.models.trained import OwnRow, trained_network, trained_parameters
from app.models.training_messages import (
    Cell,
    Command,
    Distorted,
    Failed,
    Kind,
    Message,
    Prepared,
    Samples,
    Tested,
    Update,
    Waiting,
)
from app.models.training_run import TrainingRun
from app.models.training_warnings import warning_of
from app.models.training_worker import TrainingWorker
from engine.arrays import FloatArray
from engine.network.scenario import Scenario
from engine.training import Diverged, Final, Summary, TrainingPlan, save_parameters

State = Literal["idle", "loading", "running", "paused", "finished", "stopped", "diverged"]

FRAME_MS = 33


class TrainingModel(RunSettings):
    """The training of what is open, done by one worker thread.

    An edit changes the next run; what a run has shown stays until another takes its place.

    Attributes
    ----------
    state : str
        "idle", "loading", "running", "paused", "finished", "stopped" or "diverged".
    run : TrainingRun
        How far the present run is and what it has shown.
    samples, outputs : Samples, ndarray of shape (n, outputs), or None
        The rows that are watched, and what the network says to them.
    distorted : Distorted or None
        Images as the next run sees them, once they were asked for.
    is_testing : bool
        Whether the test rows of a run that was stopped are being evaluated.
    problem : str
        Why a run ended early, cannot begin or cannot learn; empty otherwise.
    has_failed : bool
        Whether that is an error: a run cannot begin.

    Signals
    -------
    state_changed
        The state or the problem changed.
    advanced
        Something of the run arrived, or it was reset: at most once a frame.
    """

    state_changed = Signal()
    advanced = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        self.state: State = "idle"
        self.problem = ""
        self.has_failed = False
        self._rows_ready = False
        self.run = TrainingRun()
        # Of the present run, and of the first command for the present scenario.
        self._number = self._since = 0
        self._worker = TrainingWorker()
        self.samples: Samples | None = None
        self.outputs: FloatArray | None = None
        self.distorted: Distorted | None = None
        self.is_testing = False
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.drain)
        self._is_active, self._is_due = True, False
        self._known: Scenario | None = None
        document.opened.connect(self._open)
        document.edited.connect(self._follow)
        document.saved.connect(self._take_file)
        if document.is_open:
            self._open()

    @property
    def shown(self) -> Scenario | None:
        """What the run trains or has trained; before any, what the next one will."""
        return self.scenario if self.run.plan is None else self.run.plan.scenario

    @property
    def is_busy(self) -> bool:
        """Whether a run has begun and not ended: its numbers cannot be edited."""
        return self.state in ("loading", "running", "paused")

    @property
    def is_compiling(self) -> bool:
        """Whether the kernels are being compiled, which takes many seconds."""
        return self.run.preparing is not None and self.run.preparing.done is not None

    @property
    def is_preparing(self) -> bool:
        """Whether a run's rows are loaded and its first updates are still to come."""
        return self.state == "loading" and self._rows_ready

    # Following the document -------------------------------------------------------------

    def set_active(self, active: bool) -> None:
        """Load the rows of what is open while Train is seen."""
        self._is_active = active
        self._prepare_next()

    def _open(self) -> None:
        """Take another scenario; what runs is stopped."""
        self._halt()
        self._since = self._number
        self._known, self.run = self.scenario, TrainingRun()
        self.facts = self.samples = self.outputs = self.distorted = None
        self._set_state("idle")
        self._is_due = True
        self._prepare_next()
        self.scenario_changed.emit()
        self.settings_changed.emit()
        self.state_changed.emit()
        self.advanced.emit()

    def _follow(self) -> None:
        """Let the next run be as the document is now."""
        before, self._known = self._known, self.scenario
        if before is self._known or before is None:
            return
        self._is_due = True
        self._prepare_next()
        if before.title != self.document.scenario.title:
            self.scenario_changed.emit()
        self.settings_changed.emit()

    def _take_file(self) -> None:
        self._known = self.scenario
        self.scenario_changed.emit()
        self.settings_changed.emit()

    def ask_distorted(self) -> None:
        """Have images shown as the next run sees them; ``advanced`` follows when they are."""
        if self.scenario is not None and not self.is_busy:
            self._send("distort", TrainingPlan.of(self.scenario))

    # Commands ---------------------------------------------------------------------------

    @property
    def can_start(self) -> bool:
        """Whether a run may begin."""
        return self.scenario is not None and not self.is_busy

    @property
    def can_reset(self) -> bool:
        """Whether there is a run to be taken back."""
        return self.scenario is not None and self.run.plan is not None

    def start(self) -> None:
        """Begin a run from the very start, unless one is under way."""
        if not self.can_start:
            return
        plan = TrainingPlan.of(self.document.scenario)
        self.document.leave()
        self.run = TrainingRun(plan)
        self._number += 1
        self.is_testing = False
        self._rows_ready = False
        self._set_state("loading")
        self._send("start", plan)
        self.settings_changed.emit()
        self.advanced.emit()

    def pause(self) -> None:
        """Halt the run where it is."""
        if self.state == "running":
            self._send("pause")
            self._set_state("paused", self.problem)

    def resume(self) -> None:
        """Go on with a paused run; the numbers are those of a run without the pause."""
        if self.state == "paused":
            self._send("resume")
            self._set_state("running", self.problem)

    def stop(self) -> None:
        """End the run and keep what it has reached."""
        if self.state == "loading":
            self.reset()
        elif self.is_busy:
            self._send("stop")
            self._end("stopped", self.problem)
            # A paused run has nothing more to report.
            self.advanced.emit()

    @property
    def can_test(self) -> bool:
        """Whether a run ended before its time whose test rows have not been looked at."""
        run, facts = self.run, self.facts
        there = facts is not None and facts.test_rows > 0 and run.parameters is not None
        ended = self.state == "stopped" or (self.state == "diverged" and self.can_step_through)
        return there and ended and not self.is_testing and run.test is None

    def test(self) -> None:
        """Evaluate the test rows for a run that was stopped: that is for a person to decide.

        Most runs are stopped to try something else. Rows that had a say in that would be test
        rows no longer.
        """
        if self.can_test:
            self.is_testing = True
            self._send("test")
            self.advanced.emit()

    @property
    def can_choose_rows(self) -> bool:
        """Whether the rows of a cell of the confusion matrix can be asked for."""
        ended = self.state in ("stopped", "finished", "diverged")
        return self.run.confusion is not None and (ended or self.state in ("running", "paused"))

    def choose_rows(self, cell: tuple[int, int] | None) -> None:
        """Watch the rows of a true and a named class, or, without them, the first ones again."""
        if not self.can_choose_rows:
            return
        test = self.run.test
        tested = test is not None and test.confusion is not None
        self._send("rows", cell=None if cell is None else Cell(*cell, tested))

    def reset(self) -> None:
        """Go back to the start: no curves, the same starting values as before."""
        if not self.can_reset:
            return
        self._halt()
        self.document.leave()
        self.run = TrainingRun()
        self._set_state("idle")
        self._is_due = True
        self._prepare_next()
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
        self.is_testing = False

    def _prepare_next(self) -> None:
        """Load the rows of the next run once they are to be seen."""
        if self._is_due and self._is_active and self.state == "idle":
            self._is_due = False
            self._number += 1
            self._send("prepare", TrainingPlan.of(self.document.scenario))

    def _send(self, kind: Kind, plan: TrainingPlan | None = None, cell: Cell | None = None) -> None:
        self._worker.send(Command(kind, self._number, plan, cell))
        self._timer.start()

    # Messages ---------------------------------------------------------------------------

    def drain(self) -> None:
        """Take in what the worker has sent since the last call."""
        changed = False
        for message in self._worker.received():
            changed |= self._take(message)
        if changed:
            self.advanced.emit()

    def _take(self, message: Message) -> bool:
        if isinstance(message, Waiting):
            if message.handled == self._worker.sent:
                self._timer.stop()
            return False
        # Images are those of the scenario, whether or not a run has begun since.
        own = isinstance(message, Distorted) and message.run >= self._since
        if message.run != self._number and not own:
            return False
        if isinstance(message, Failed):
            self.is_testing = False
            self.has_failed = True
            self._set_state("idle", message.sentence)
            self.settings_changed.emit()
        elif isinstance(message, Distorted):
            self.distorted = message
        elif isinstance(message, Tested):
            self.is_testing = False
            self.run.take_test(message.scores)
        elif isinstance(message, Prepared):
            self.facts, self.samples = message.facts, message.samples
            self.outputs = message.outputs
            if self.state == "loading":
                self._rows_ready = True
                self.state_changed.emit()
            elif self.state == "idle":
                self._warn()
        else:
            self._take_update(message)
        return True

    def _warn(self) -> None:
        """Say that a run learns nothing, or that the next one cannot."""
        facts = self.facts
        classes, advice = ((), ()) if facts is None else (facts.classes, facts.advice)
        self._set_state(self.state, warning_of(self.run, classes, advice))

    def _take_update(self, update: Update) -> None:
        self.outputs = update.outputs
        self.run.take(update)
        if self.state == "loading" and not self.run.is_preparing:
            self._set_state("running")
        if self.is_busy:
            self._warn()
        for record in update.records:
            if isinstance(record, (Final, Summary)):
                self._end("finished", self.problem)
            elif isinstance(record, Diverged):
                self._end("diverged", record.sentence)

    def _end(self, state: State, problem: str = "") -> None:
        # A run that came to its end after all has its test rows evaluated, or none to evaluate.
        self.is_testing = False
        self._set_state(state, problem)
        self.settings_changed.emit()

    def _set_state(self, state: State, problem: str = "") -> None:
        self.has_failed = self.has_failed and bool(problem)
        if (state, problem) != (self.state, self.problem):
            self.state, self.problem = state, problem
            self.state_changed.emit()

    @property
    def can_step_through(self) -> bool:
        """Whether there is a trained network to open."""
        # A run that diverged has lost its values, unless those of its best epoch were restored.
        lost = self.state == "diverged" and self.run.ended_with is None
        return self.run.is_finite and self.state != "loading" and not lost

    def step_through(self, sample: int | None = None, own: OwnRow | None = None) -> None:
        """Let the stepper show the network as it is now.

        Parameters
        ----------
        sample : int, optional
            Position in ``samples``; without it the scenario's batches.
        own : OwnRow, optional
            A row that a person made, in the place of a sample.

        Raises
        ------
        RuntimeError
            Nothing has been trained yet.
        UserError
            Files of a person's own have changed, and no longer fit or cannot be read.
        """
        row = None if self.samples is None else self.samples.row(sample)
        self.document.visit(*trained_network(self.run, row, own))
        self.run.visited = self.run.parameters

    def save_network(self, path: str | Path) -> None:
        """Write the parameters as they are now to an .npz or .safetensors file.

        Raises
        ------
        RuntimeError
            Nothing has been trained yet.
        ScenarioError
            The file cannot be written.
        """
        scenario, parameters = trained_parameters(self.run)
        save_parameters(path, parameters, scenario)
        self.run.saved = self.run.parameters
