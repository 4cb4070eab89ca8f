"""A row of a person's own: what it says, what the network answers, and what it would answer."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.models.own_data import Answering, OwnDataModel
from app.models.trained import OwnRow
from engine.arrays import FloatArray
from engine.data.dataset import Dataset
from engine.data.own_rows import Field, OwnRows, Value
from engine.errors import UserError


class OwnTableRow(QObject):
    """A row that a person fills in.

    Attributes
    ----------
    fields : tuple of Field
        What goes in.
    values : list of float or str
        What each field says.
    target : Field
        What is to come out.
    outcome : float or str
        What is said to come out.
    network : Answering or None
        What answers.
    answers : ndarray of shape (classes,) or (1,)
        The output of each class, or the number in the table's unit.
    chosen : int
        Which field is asked about.
    problem : str
        Why there is no answer; empty where there is one.

    Signals
    -------
    begun
        There are other fields, or all say something else.
    changed
        The row, the network's values or its answer: read the attributes.
    """

    begun = Signal()
    changed = Signal()

    def __init__(self, data: OwnDataModel) -> None:
        super().__init__()
        self._data = data
        self._dataset: Dataset | None = None
        self._rows: OwnRows
        self.fields: tuple[Field, ...] = ()
        self.values: list[Value] = []
        self.target = Field("")
        self.outcome: Value = 0.0
        self.network: Answering | None = None
        self.answers: FloatArray = np.empty(0)
        self.chosen = 0
        self.problem = ""
        data.network_changed.connect(self.answer)

    @property
    def total(self) -> int:
        """How many rows of the table there are to begin with."""
        return 0 if self._dataset is None else len(self._dataset.x_train)

    def begin(self, row: int) -> None:
        """Say in each field what a row of the table says, from 0."""
        if self._dataset is not None:
            self.values, self.outcome = self._rows.values(row), self._rows.outcome(row)
            self.begun.emit()
            self.answer()

    def set_value(self, at: int, value: Value) -> None:
        """Let a field say something else."""
        self.values[at] = value
        self.answer()

    def set_outcome(self, outcome: Value) -> None:
        """Say what is to come out."""
        self.outcome = outcome
        self.changed.emit()

    def choose(self, at: int) -> None:
        """Ask what the network would answer if this field said something else."""
        if at != self.chosen:
            self.chosen = at
            self.changed.emit()

    def answer(self) -> None:
        """Ask the network, as it is now."""
        self.problem = ""
        try:
            self._answer()
        except UserError as error:
            self.network, self.problem = None, str(error)
        self.changed.emit()

    def _answer(self) -> None:
        self.network = network = self._data.network()
        dataset = None if network is None else network.dataset
        if dataset is None or dataset.units is None:
            self.network = None
            return
        if dataset is not self._dataset:
            before, self._dataset, self._rows = self.fields, dataset, OwnRows(dataset)
            self.fields, self.target = self._rows.fields, self._rows.target
            if before != self.fields:
                self.chosen = 0
                self.begin(0)
                return
        self.answers = self._asked([self.values])[0]

    def _asked(self, rows: list[list[Value]]) -> FloatArray:
        network = self.network
        if network is None:
            return np.empty((len(rows), 0))
        answers = network.shares(self._rows.inputs(rows))
        scale = network.dataset.target_scale
        return answers if scale is None else scale.original(answers)

    @property
    def said(self) -> int | None:
        """The class that the network names; None for numbers, and where there is no answer."""
        if not self.target.words or not self.answers.size or not np.isfinite(self.answers).all():
            return None
        return int(np.argmax(self.answers))

    def what_if(self) -> tuple[tuple[Value, ...], FloatArray]:
        """Return what the chosen field may say, and the answer to each, all else being as it is.

        An answer is the output of the class that the network names, or the number; shape (n,).
        """
        steps = self.fields[self.chosen].steps()
        rows = [[*self.values] for _ in steps]
        for row, step in zip(rows, steps, strict=True):
            row[self.chosen] = step
        return steps, self._asked(rows)[:, self.said or 0]

    def step_through(self) -> None:
        """Let the stepper show the row, with the network that was asked.

        Raises
        ------
        UserError
            The data of the network have changed, and no longer fit or cannot be read.
        """
        if (network := self.network) is not None:
            x = self._rows.inputs([self.values])[0]
            y_true = self._rows.targets(self.outcome, network.scenario.sizes[-1])
            self._data.step_through(OwnRow("own row", x, y_true))
