"""What a person puts to the network that is open: which values it has, and what it answers."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.models.session import SessionModel
from app.models.trained import OwnRow, trained_parameters
from app.models.training import TrainingModel
from engine.arrays import FloatArray
from engine.data.dataset import Dataset
from engine.data.opening import dataset_of
from engine.iteration.passes import forward
from engine.network.parameters import Parameters, initial_parameters
from engine.network.scenario import Scenario
from engine.training.data import class_names

UNTRAINED = "not trained yet"


@dataclass(frozen=True, eq=False)
class Answering:
    """A network with the values that it has now, and the data set that it is of.

    Attributes
    ----------
    scenario : Scenario
        The network.
    parameters : Parameters
        Its values.
    dataset : Dataset
        Its data, normalised as its run does.
    when : str
        How far it has been trained, such as "after 3 epochs"; empty where a file has its values.
    """

    scenario: Scenario
    parameters: Parameters
    dataset: Dataset
    when: str

    def outputs(self, x: FloatArray) -> FloatArray:
        """Return the outputs, shape (n, outputs), for inputs of shape (n, inputs)."""
        with np.errstate(all="ignore"):
            return forward(self.parameters, x, running=True).a[-1]

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes; empty where numbers are to be met."""
        return class_names(self.scenario, self.dataset.classes)

    def shares(self, x: FloatArray) -> FloatArray:
        """Return the output of each class, shape (n, classes); of two by one unit, also 1 − a."""
        outputs = self.outputs(x)
        single = outputs.shape[1] == 1 and len(self.classes) == 2
        return np.hstack((1 - outputs, outputs)) if single else outputs


class OwnDataModel(QObject):
    """The network that is seen, in the stepper or in Train, as it answers what it is asked.

    Signals
    -------
    network_changed
        It is another one, or has other values.
    """

    network_changed = Signal()

    def __init__(self, session: SessionModel) -> None:
        super().__init__()
        self._session = session
        self._training: TrainingModel | None = None
        self._is_training = False
        self._read: tuple[Scenario, Dataset] | None = None
        self._stepped: tuple[Scenario, Parameters] | None = None
        for signal in (session.scenario_changed, session.trace_changed):
            signal.connect(self._follow_stepper)

    def follow(self, training: TrainingModel | None, is_training: bool) -> None:
        """Ask the network of Train, or that of the stepper."""
        if training is not None and training is not self._training:
            self._training = training
            training.advanced.connect(self._follow_training)
        self._is_training = is_training and training is not None
        self.network_changed.emit()

    def _follow_stepper(self) -> None:
        if not self._is_training:
            self.network_changed.emit()

    def _follow_training(self) -> None:
        if self._is_training:
            self.network_changed.emit()

    @property
    def scenario(self) -> Scenario | None:
        """The network that is asked; None where none is open."""
        if self._is_training and self._training is not None:
            return self._training.shown
        return self._session.scenario if self._session.is_open else None

    def network(self) -> Answering | None:
        """Return the network that is asked, as it is now; None without one over a data set.

        Raises
        ------
        UserError
            Its data cannot be read.
        """
        scenario, training = self.scenario, self._training
        if scenario is None or scenario.dataset is None:
            return None
        if self._read is None or self._read[0] is not scenario:
            self._read = scenario, dataset_of(scenario)
        dataset = self._read[1]
        if self._is_training and training is not None and training.can_step_through:
            values = trained_parameters(training.run)[1]
            return Answering(scenario, values, dataset, training.run.when)
        if self._stepped is None or self._stepped[0] is not scenario:
            self._stepped = scenario, initial_parameters(scenario)
        drawn = any(layer.weights is None for layer in scenario.layers)
        return Answering(scenario, self._stepped[1], dataset, UNTRAINED if drawn else "")

    def step_through(self, own: OwnRow) -> None:
        """Let the stepper show a row that a person made, with the network that was asked.

        Raises
        ------
        UserError
            Files of a person's own have changed, and no longer fit or cannot be read.
        """
        training, session = self._training, self._session
        if self._is_training and training is not None and training.can_step_through:
            training.step_through(own=own)
        else:
            session.set_active(True)
            session.select(session.selection.with_own(own.x, own.y_true))
