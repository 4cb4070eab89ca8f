"""The points of Explore, and what the present network answers all over their plane."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.models.exploring import ExploreModel
from app.models.latest_work import LatestWork
from app.models.planes import Planes
from engine.errors import UserError
from engine.iteration.passes import forward
from engine.network.parameters import Parameters
from engine.training.planes import Maps, Plane, maps_of


def _made(task: tuple[Plane, Parameters]) -> Iterator[Maps]:
    yield maps_of(*task)


@dataclass(frozen=True)
class Answer:
    """What the network says to a place: its outputs, and the class that they name."""

    outputs: tuple[float, ...]
    named: int | None


class PlaneModel(Planes):
    """Follows an exploration with maps, of which one at a time is made beside the window.

    Attributes
    ----------
    problem : str
        Why there are no points, or no maps of them; empty otherwise.
    """

    def __init__(self, model: ExploreModel) -> None:
        super().__init__(model)
        self._model = model
        self.problem = ""
        self._key: tuple[object, ...] = ()
        self._work = LatestWork("maps", "Drawing the plane", _made, self)
        self._work.answered.connect(self._take)
        self._work.failed.connect(self._fail)
        model.run_changed.connect(self._follow)
        model.advanced.connect(self._ask)

    def answer(self, *place: float) -> Answer | None:
        """Ask the present network at a place."""
        plane, parameters = self.plane, self._model.parameters
        if plane is None or self.maps is None or plane.dataset.points is None:
            return None
        inputs = plane.dataset.points.inputs(np.array([place]), np.float32)
        with np.errstate(all="ignore"):
            outputs = forward(parameters, inputs, running=True).a[-1]
        named = int(plane.named(outputs)[0]) if plane.classes else None
        return Answer(tuple(map(float, outputs[0])), named)

    def shutdown(self) -> None:
        """Wait for the thread to end."""
        self._work.shutdown()

    def _follow(self) -> None:
        scenario = self._model.run.scenario
        last = scenario.layers[-1]
        training = scenario.training
        outputs = (len(last.units), last.activation)
        key = (
            scenario.dataset,
            scenario.normalisation,
            training.validation,
            training.seed,
            outputs,
        )
        if key == self._key:
            return
        self._key = key
        self.maps = None
        try:
            self.plane, self.problem = Plane.of(scenario), ""
        except UserError as error:
            self.plane, self.problem = None, str(error)
        self.plane_changed.emit()

    @property
    def is_asked(self) -> bool:
        """Whether other maps are under way."""
        return not self._work.is_resting

    def _ask(self) -> None:
        """Have maps made of the present values, or once those are made that are under way."""
        plane, parameters = self.plane, self._model.parameters
        if plane is not None and parameters.layout.scenario.sizes[0] == plane.grid.shape[1]:
            self._work.ask((plane, parameters))

    def _take(self, maps: Maps) -> None:
        if maps.plane is self.plane:
            recovered, self.problem, self.maps = bool(self.problem), "", maps
            self.maps_changed.emit()
            if recovered:
                self.plane_changed.emit()

    def _fail(self, sentence: str) -> None:
        self.maps, self.problem = None, sentence
        self.maps_changed.emit()
        self.plane_changed.emit()
