"""The loss surface of Explore: made beside the window, around the network as it is now."""

from dataclasses import dataclass
from queue import Empty
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.models.exploring import ExploreModel
from app.models.training_messages import Failed
from app.models.worker_thread import WorkerThread
from engine.arrays import FloatArray
from engine.iteration.batches import Batch
from engine.iteration.loss_surface import LossSurface, ParameterPlane, loss_surface, next_steps
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario
from engine.training import TrainingPlan
from engine.training.data import load_training_data

COARSE, FINE = 17, 49
"""Places along each axis: of a first surface, and where nothing else is asked for meanwhile."""

MOST_ROWS = 1_000
"""Of more rows than this that are trained on, the loss is that of the first ones."""

MOST_PATH, PATH_BYTES = 400, 4 * 1024**2
LOOK_MS = 16

Kind = Literal["weights", "random", "principal"]

NO_PLANE = "The path so far is no more than a line: train on for a few epochs."


@dataclass(frozen=True, eq=False)
class _Job:
    kind: str
    run: int
    scenario: Scenario
    parameters: Parameters
    directions: Kind
    refs: tuple[Ref, ...]
    seed: int
    path: FloatArray


@dataclass(frozen=True, eq=False)
class _Made:
    run: int
    surface: LossSurface | None
    last: bool


class _SurfaceThread(WorkerThread[_Job]):
    """Makes surfaces, first coarse ones, then fine ones where no other is asked for."""

    def __init__(self) -> None:
        super().__init__("loss surface", "Drawing the loss surface")
        self._rows: tuple[Scenario, Batch] | None = None

    def _do(self, command: _Job) -> None:
        plane = _plane(command)
        if plane is None:
            self.messages.put(_Made(command.run, None, True))
            return
        batch = self._batch(command.scenario)
        steps = next_steps(plane.parameters, batch)
        for places in (COARSE, FINE):
            made = loss_surface(plane, batch, places, command.path, steps)
            is_last = places == FINE or not self._commands.empty()
            self.messages.put(_Made(command.run, made, is_last))
            if is_last:
                return

    def _batch(self, scenario: Scenario) -> Batch:
        """Return the rows that are trained on, or the first ones of many."""
        if self._rows is None or self._rows[0] is not scenario:
            data = load_training_data(TrainingPlan.of(scenario))
            chosen = data.train[:MOST_ROWS]
            x = np.array(data.rows.x[chosen], dtype=np.float64) * data.scale + data.shift
            y_true = np.array(data.rows.y_true[chosen], dtype=np.float64)
            self._rows = scenario, Batch(x, y_true)
        return self._rows[1]


def _plane(job: _Job) -> ParameterPlane | None:
    if job.directions == "weights":
        return ParameterPlane.of_two(job.parameters, *job.refs)
    if job.directions == "random":
        return ParameterPlane.random(job.parameters, job.seed)
    return ParameterPlane.principal(job.parameters, job.path)


class LossSurfaceModel(QObject):
    """Follows an exploration with the path that it takes, and while it is seen with a surface.

    Attributes
    ----------
    kind : {"weights", "random", "principal"}
        What spans the plane.
    refs : tuple of Ref
        The two parameters, where these do.
    seed : int
        What random directions are drawn from.
    surface : LossSurface or None
        The latest one; None until there is one.
    problem : str
        Why there is none; empty otherwise.

    Signals
    -------
    changed
        Another surface, or a problem: read the attributes.
    """

    changed = Signal()

    def __init__(self, model: ExploreModel) -> None:
        super().__init__(model)
        self._model = model
        self.kind: Kind = "weights"
        self.refs: tuple[Ref, ...] = ()
        self.seed = 0
        self.surface: LossSurface | None = None
        self.problem = ""
        self._path: list[tuple[int, FloatArray]] = []
        self._start: Scenario | None
        self._stride = 1
        self._is_shown = self._is_busy = self._is_due = False
        self._run, self._start = 0, None
        self._worker = _SurfaceThread()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._drain)
        model.run_changed.connect(self._begin)
        model.advanced.connect(self._follow)

    def set_shown(self, shown: bool) -> None:
        """Make surfaces while one is seen."""
        self._is_shown = shown
        if shown:
            self._ask()

    def choose_weights(self, first: Ref, second: Ref) -> None:
        """Span the plane by two parameters, which are different."""
        self.kind, self.refs = "weights", (first, second)
        self._ask()

    def choose_random(self, seed: int) -> None:
        """Span the plane by two random directions."""
        self.kind, self.seed = "random", seed
        self._ask()

    def choose_principal(self) -> None:
        """Span the plane by the two directions in which most of the path lies."""
        self.kind = "principal"
        self._ask()

    def choices(self) -> list[tuple[Ref, str]]:
        """Return the parameters that can span the plane, with their names."""
        layout = ParameterLayout(self._model.run.scenario)
        return [(ref, layout.name(ref)) for ref in layout.refs() if layout.is_trained(ref)]

    def shutdown(self) -> None:
        """Wait for the thread to end."""
        self._timer.stop()
        if self._worker.sent:
            self._worker.end(self._job("quit"))

    # Following the exploration --------------------------------------------------------------

    def _begin(self) -> None:
        """Follow another run: another network has other parameters, and no path yet."""
        run = self._model.run
        if not (run.number > self._run and run.start is self._start):
            self._path, self._stride = [], 1
        self._run, self._start = run.number, run.start
        choices = [ref for ref, _ in self.choices()]
        if not set(self.refs) <= set(choices) or len(self.refs) < 2:
            weights = [ref for ref in choices if ref.quantity is Quantity.WEIGHT]
            self.refs = tuple((weights if len(weights) > 1 else choices)[:2])
        self.surface, self.problem = None, ""
        self.changed.emit()

    def _follow(self) -> None:
        self._record()
        self._ask()

    def _record(self) -> None:
        """Write down where the run is: what comes behind it is another run's, once it goes on."""
        updates, flat = self._model.updates, self._model.parameters.flat
        while self._path and self._path[-1][0] >= updates:
            self._path.pop()
        if len(self._path) > 1 and self._path[-1][0] - self._path[-2][0] < self._stride:
            self._path.pop()
        self._path.append((updates, flat))
        if len(self._path) > max(2, min(MOST_PATH, PATH_BYTES // flat.nbytes)):
            del self._path[1:-1:2]
            self._stride *= 2

    def _job(self, kind: str) -> _Job:
        path = np.array([flat for _, flat in self._path], dtype=np.float64)
        scenario, parameters = self._model.run.scenario, self._model.parameters
        return _Job(kind, self._run, scenario, parameters, self.kind, self.refs, self.seed, path)

    def _ask(self) -> None:
        """Have a surface made, or once that is made which is under way."""
        if not self._is_shown or not self._path:
            return
        if self.kind == "weights" and len(self.refs) < 2:
            self.surface, self.problem = None, "The network has a single parameter."
            self.changed.emit()
            return
        self._is_due = self._is_busy
        if not self._is_busy:
            self._is_busy = True
            self._worker.send(self._job("surface"))
            self._timer.start()

    def _drain(self) -> None:
        while True:
            try:
                message = self._worker.messages.get_nowait()
            except Empty:
                break
            if isinstance(message, _Made | Failed):
                self._take(message)
        if not self._is_busy:
            self._timer.stop()
            if self._is_due:
                self._ask()

    def _take(self, message: _Made | Failed) -> None:
        self._is_busy = isinstance(message, _Made) and not message.last
        if message.run != self._run:
            return
        if isinstance(message, Failed):
            self.surface, self.problem = None, message.sentence
        else:
            self.surface = message.surface
            self.problem = NO_PLANE if message.surface is None else ""
        self.changed.emit()
