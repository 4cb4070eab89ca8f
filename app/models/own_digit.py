"""A digit of a person's own: prepared, and what the network takes it for."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.models.own_data import Answering, OwnDataModel
from app.models.trained import OwnRow
from engine.arrays import FloatArray
from engine.data.images.own_digit import PreparedDigit, prepare_digit
from engine.errors import UserError


class OwnDigit(QObject):
    """A picture that a person drew or brought, and the network's answer to it.

    Attributes
    ----------
    prepared : PreparedDigit or None
        The picture as MNIST would have it.
    x : ndarray of shape (inputs,)
        The same as the network takes it.
    network : Answering or None
        What answers.
    shares : ndarray of shape (classes,)
        The output of each class.
    label : int or None
        The class that a person says it is; None takes what the network says.
    problem : str
        Why there is no answer; empty where there is one, or nothing to be answered.

    Signals
    -------
    changed
        The picture, the network's values or its answer: read the attributes.
    """

    changed = Signal()

    def __init__(self, data: OwnDataModel) -> None:
        super().__init__()
        self._data = data
        self._levels: NDArray[Any] | None = None
        self._prepared_for: tuple[int, int] | None = None
        self.prepared: PreparedDigit | None = None
        self.x: FloatArray = np.empty(0)
        self.network: Answering | None = None
        self.shares: FloatArray = np.empty(0)
        self.label: int | None = None
        self.problem = ""
        data.network_changed.connect(self.answer)

    def take(self, levels: NDArray[Any] | None) -> None:
        """Take a picture in levels of grey, shape (height, width); None for an empty sheet."""
        self._levels, self._prepared_for, self.label = levels, None, None
        self.answer()

    def answer(self) -> None:
        """Ask the network, as it is now."""
        self.problem = ""
        try:
            self._answer()
        except UserError as error:
            self.prepared, self.problem = None, str(error)
        self.changed.emit()

    def _answer(self) -> None:
        self.network = network = self._data.network()
        shape = None if network is None else network.dataset.image_shape
        if network is None or shape is None or self._levels is None:
            self.prepared = self._prepared_for = None
            return
        if self._prepared_for != shape:
            self.prepared = None
            self.prepared, self._prepared_for = prepare_digit(self._levels, shape), shape
        if self.prepared is not None:
            self.x = network.dataset.of_image(self.prepared.pixels)
            self.shares = network.shares(self.x[None])[0]

    @property
    def said(self) -> int | None:
        """The class that the network takes it for."""
        if self.prepared is None or not np.isfinite(self.shares).all():
            return None
        return int(np.argmax(self.shares))

    def set_label(self, label: int | None) -> None:
        """Say which class it is, or leave that to the network."""
        self.label = label
        self.changed.emit()

    def step_through(self) -> None:
        """Let the stepper show it, with the network that was asked.

        Raises
        ------
        UserError
            The data of the network have changed, and no longer fit or cannot be read.
        """
        network, prepared = self.network, self.prepared
        if network is None or prepared is None:
            return
        label = self.label if self.label is not None else self.said or 0
        outputs = network.scenario.sizes[-1]
        y_true = network.dataset.targets(np.array([label]), outputs)[0]
        self._data.step_through(OwnRow("own digit", self.x, y_true))
