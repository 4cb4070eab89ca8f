"""What the next run will do: the document that is open, as a person sets it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.models.document import Document
from app.models.training_messages import DataFacts
from app.models.training_settings import with_numbers
from engine.network.scenario import Scenario
from symbolic.notation.table import NOTATIONS, Notation


class RunSettings(QObject):
    """The document as that of the next run.

    Whoever inherits says whether a run is under way, and follows the document.

    Parameters
    ----------
    document : Document
        What is open; every setting is an edit of it.

    Attributes
    ----------
    facts : DataFacts or None
        What is known of the rows.

    Signals
    -------
    scenario_changed
        Another scenario is open, or all of it is another. The other signals follow.
    settings_changed
        A number of the next run, or whether it can be edited, changed.
    """

    scenario_changed = Signal()
    settings_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self._notation = document, ""
        self.facts: DataFacts | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a run has begun and not ended: its numbers cannot be edited."""
        raise NotImplementedError

    @property
    def scenario(self) -> Scenario | None:
        """What the next run trains, edits and all."""
        return self.document.scenario if self.document.is_open else None

    @property
    def original(self) -> Scenario | None:
        """The same without any edit."""
        return self.document.original if self.document.is_open else None

    @property
    def epochs(self) -> int:
        """The next run's passes over the training rows."""
        return 1 if self.scenario is None else self.scenario.training.epochs

    @property
    def notation(self) -> Notation:
        """What numbers are called where settings are explained."""
        own = None if self.scenario is None else self.scenario.notation
        return NOTATIONS[self._notation or own or "chainrule"]

    def show_in(self, notation: str) -> None:
        """Explain settings in a notation; with an empty one in the scenario's own."""
        if notation != self._notation:
            self._notation = notation
            self.settings_changed.emit()

    def edit(self, change: Callable[[Scenario], Scenario]) -> None:
        """Change something about the next run, unless a run is under way.

        Parameters
        ----------
        change : callable
            Returns the changed scenario; ``app.models.training_settings`` has the changes.

        Raises
        ------
        ScenarioError
            What ``change`` refuses.
        """
        if self.document.is_open and not self.is_busy:
            self.document.edit(change)

    def set_numbers(self, **changed: float | None) -> None:
        """Set ``learning_rate``, ``batch_size`` (None takes all rows), ``epochs`` or ``seed``.

        Raises
        ------
        ScenarioError
            A number is out of range.
        """
        self.edit(lambda scenario: with_numbers(scenario, **changed))

    def restore(self) -> None:
        """Go back to the scenario as its file has it; what a run has shown stays."""
        if not self.is_busy:
            self.edit(lambda _: self.document.original)
            self.scenario_changed.emit()
