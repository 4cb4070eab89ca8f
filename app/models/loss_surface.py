"""The loss surface of Explore: made beside the window, around the network as it is now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.models.exploring import ExploreModel
from app.models.exploring_run import Entry, Record
from app.models.latest_work import LatestWork
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

Kind = Literal["weights", "random", "principal"]

NO_PLANE = "The path so far is no more than a line: train on for a few epochs."


@dataclass(frozen=True, eq=False)
class _Task:
    scenario: Scenario
    parameters: Parameters
    kind: Kind
    refs: tuple[Ref, ...]
    seed: int
    path: FloatArray
    racers: dict[int, FloatArray]

    def plane(self) -> ParameterPlane | None:
        if self.kind == "weights":
            return ParameterPlane.of_two(self.parameters, *self.refs)
        if self.kind == "random":
            return ParameterPlane.random(self.parameters, self.seed)
        return ParameterPlane.principal(self.parameters, self.path)


class _Surfaces:
    """Makes surfaces, coarse ones first; it holds the rows of the latest scenario."""

    def __init__(self) -> None:
        self._rows: tuple[Scenario, Batch] | None = None

    def of(self, task: _Task) -> Iterator[LossSurface | None]:
        plane = task.plane()
        if plane is None:
            yield None
            return
        batch = self._batch(task.scenario)
        steps = {} if task.racers else next_steps(plane.parameters, batch)
        for places in (COARSE, FINE):
            yield loss_surface(plane, batch, places, task.path, steps, others=task.racers)

    def _batch(self, scenario: Scenario) -> Batch:
        """Return the rows that are trained on, or the first ones of many."""
        if self._rows is None or self._rows[0] is not scenario:
            data = load_training_data(TrainingPlan.of(scenario))
            chosen = data.train[:MOST_ROWS]
            x = np.array(data.rows.x[chosen], dtype=np.float64) * data.scale + data.shift
            y_true = np.array(data.rows.y_true[chosen], dtype=np.float64)
            self._rows = scenario, Batch(x, y_true)
        return self._rows[1]


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
        self._is_shown = False
        work = _Surfaces().of
        self._work = LatestWork("loss surface", "Drawing the loss surface", work, self)
        self._work.answered.connect(self._take)
        self._work.failed.connect(self._fail)
        model.run_changed.connect(self._begin)
        model.advanced.connect(self._ask)

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

    def labels(self) -> dict[int, str]:
        """Return what is raced by, by its number; the run's own optimiser is at −1."""
        training = self._model.run.scenario.training
        own = Entry(training.optimiser, training.learning_rate)
        return {at: entry.label for at, entry in ({-1: own} | self._model.entries).items()}

    def shutdown(self) -> None:
        """Wait for the thread to end."""
        self._work.shutdown()

    # Following the exploration --------------------------------------------------------------

    def _begin(self) -> None:
        """Follow another run: another network has other parameters, and no path yet."""
        choices = [ref for ref, _ in self.choices()]
        if not set(self.refs) <= set(choices) or len(self.refs) < 2:
            weights = [ref for ref in choices if ref.quantity is Quantity.WEIGHT]
            self.refs = tuple((weights if len(weights) > 1 else choices)[:2])
        self._work.forget()
        self.surface, self.problem = None, ""
        self.changed.emit()

    def _ask(self) -> None:
        model = self._model
        if not self._is_shown:
            return
        if self.kind == "weights" and len(self.refs) < 2:
            self._fail("The network has a single parameter.")
            return
        path = _way(model.run, model.updates, model.parameters)
        racers = {
            racer.number: _way(racer, racer.updates, racer.parameters)
            for racer in model.racers
            if racer.parameters is not None
        }
        scenario, parameters = model.run.scenario, model.parameters
        self._work.ask(_Task(scenario, parameters, self.kind, self.refs, self.seed, path, racers))

    def _take(self, surface: LossSurface | None) -> None:
        self.surface, self.problem = surface, NO_PLANE if surface is None else ""
        self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self.surface, self.problem = None, sentence
        self.changed.emit()


def _way(record: Record, updates: int, parameters: Parameters) -> FloatArray:
    """Return the values of a run up to its place, with those there as the last."""
    return np.vstack([*record.path.up_to(updates - 1).values(), parameters.flat.astype(np.float64)])
