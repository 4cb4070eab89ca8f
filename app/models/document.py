"""The scenario that is open in all modes: its edits, its file, and where undo goes back to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from engine.data.names import with_data_names
from engine.data.selection import Selection, select_rows
from engine.errors import UserError
from engine.network.layout import ParameterLayout
from engine.network.scenario import BESIDE_THE_FILE, Scenario
from engine.scenario.writing import moved_to

# Each edit may hold a copy of all parameters. Of a network of 13,000 some 2,500 can be undone.
EDIT_BYTES = 256 * 1024**2
FEWEST_EDITS = 10


class Place(Struct, frozen=True, eq=False):
    """What is open and where the stepper is in it: what undo goes back to.

    Attributes
    ----------
    scenario : Scenario
        What is open, with every edit.
    selection : Selection or None
        The rows that the stepper goes through; None where they are still to be selected.
    iteration : int
        The iteration that the stepper shows.
    trained : Scenario or None
        A run's network, which the stepper shows in the place of the scenario.
    """

    scenario: Scenario
    selection: Selection | None = None
    iteration: int = 1
    trained: Scenario | None = None

    @property
    def shown(self) -> Scenario:
        """What the stepper shows."""
        return self.trained or self.scenario


class Document(QObject):
    """The one scenario that is open.

    Attributes
    ----------
    place : Place
        What is open. The stepper's own moves are no edits: it writes them down before the next one.
    original : Scenario
        The scenario as it was opened or last saved.
    is_modified : bool
        Whether it has edits that its file does not have.

    Signals
    -------
    opened
        Another scenario is open.
    edited
        The place is another one: by an edit, undo or redo, or by a visit to a trained network.
    saved
        The scenario is that of a file it was saved to.
    """

    opened = Signal()
    edited = Signal()
    saved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.place: Place
        self.original: Scenario
        self.is_open = self.is_modified = False
        self._done: list[tuple[Place, Place]] = []
        self._undone: list[tuple[Place, Place]] = []
        self._left: Place

    @property
    def scenario(self) -> Scenario:
        """What is open, with every edit."""
        return self.place.scenario

    def open(self, scenario: Scenario, selection: Selection | None = None) -> None:
        """Open a scenario.

        Parameters
        ----------
        scenario : Scenario
            What to open.
        selection : Selection, optional
            What the stepper computes over; without it the batches in file order (of a data set the
            first row alone, so that its image is in view).

        Raises
        ------
        UserError
            The rows do not fit the network or cannot be read; what was open stays open.
        """
        if selection is None:
            selection = select_rows(scenario, None if scenario.dataset is None else 0)
            scenario = with_data_names(scenario)
        self.place, self.original = Place(scenario, selection), scenario
        self._done, self._undone = [], []
        self.is_open, self.is_modified = True, False
        self.opened.emit()

    # Edits ------------------------------------------------------------------------------

    def edit(self, change: Callable[[Scenario], Scenario]) -> bool:
        """Change the scenario by a function of it; return whether it is another one.

        The stepper begins anew with it, unless it shows a trained network.

        Raises
        ------
        ScenarioError
            What ``change`` refuses.
        """
        before, scenario = self.scenario, _named(change(self.scenario))
        if are_alike(before, scenario):
            return False
        if self.place.trained is not None:
            self.push(replace(self.place, scenario=scenario))
        else:
            self.push(Place(scenario, rows_for(scenario, before, self.place.selection)))
        return True

    def push(self, after: Place) -> None:
        """Go to another place by an edit, which can be undone."""
        self._done.append((self.place, after))
        self._undone.clear()
        bytes_each = ParameterLayout(after.scenario).size * np.dtype(np.float64).itemsize
        del self._done[: -max(FEWEST_EDITS, EDIT_BYTES // bytes_each)]
        self._go_to(after)

    @property
    def earlier(self) -> list[Scenario]:
        """The scenario before each edit, the latest first."""
        return [before.scenario for before, _ in reversed(self._done)]

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to be undone."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is an edit to be made again."""
        return bool(self._undone)

    def undo(self) -> None:
        """Take the last edit back."""
        if self._done:
            self._undone.append(self._done.pop())
            self._go_to(self._undone[-1][0])

    def redo(self) -> None:
        """Make the edit again that was undone last."""
        if self._undone:
            self._done.append(self._undone.pop())
            self._go_to(self._done[-1][1])

    def _go_to(self, place: Place) -> None:
        self.place = place
        self.is_modified = not are_alike(place.scenario, self.original)
        self.edited.emit()

    # A trained network ------------------------------------------------------------------

    def visit(self, trained: Scenario, selection: Selection) -> None:
        """Let the stepper show a run's network; an edit there makes it the scenario."""
        if self.place.trained is None:
            self._left = self.place
        self._go_to(Place(self.scenario, selection, trained=trained))

    @property
    def is_visiting(self) -> bool:
        """Whether the stepper shows a run's network, and no edit has been made since it does."""
        trained = self.place.trained if self.is_open else None
        return trained is not None and not (self._done and self._done[-1][1].trained is trained)

    def leave(self) -> None:
        """Let the stepper show the scenario again, as it did before."""
        if self.place.trained is not None:
            place = self._left
            self._go_to(place if place.scenario is self.scenario else Place(self.scenario))

    # Its file ---------------------------------------------------------------------------

    def mark_saved(self, path: Path) -> None:
        """Take what is open as what the file at ``path`` holds.

        What undo goes back to is of that file, too: saving is no edit.
        """
        moved: dict[int, Scenario] = {}

        def there(place: Place) -> Place:
            scenario = place.scenario
            if id(scenario) not in moved:
                moved[id(scenario)] = moved_to(scenario, path)
            return replace(place, scenario=moved[id(scenario)])

        done, undone = self._done, self._undone
        self._done = [(there(before), there(after)) for before, after in done]
        self._undone = [(there(before), there(after)) for before, after in undone]
        self.place = there(self.place)
        self.original, self.is_modified = self.scenario, False
        self.saved.emit()

    def mark_trained_saved(self, path: Path) -> None:
        """Take the network that the stepper visits for what is open and what a file holds."""
        if (trained := self.place.trained) is not None:
            self.push(replace(self.place, scenario=trained, trained=None))
            self.mark_saved(path)


def _named(scenario: Scenario) -> Scenario:
    """Return a scenario with the names of its data set, which checking leaves out."""
    try:
        return with_data_names(scenario)
    except UserError:
        # Whoever needs the rows says why they cannot be read.
        return scenario


def rows_for(scenario: Scenario, before: Scenario, rows: Selection | None) -> Selection | None:
    """Return the rows of a scenario as they were before an edit; None where these are others."""
    return rows if _rows_of(scenario) == _rows_of(before) else None


def _rows_of(scenario: Scenario) -> tuple[object, ...]:
    """Return all of a scenario that decides which rows its iterations work on, and as what."""
    training, arrays = scenario.training, (id(scenario.x), id(scenario.y))
    data = (scenario.path, scenario.dataset, scenario.normalisation, scenario.bins, *arrays)
    split = (training.validation, training.seed, training.batch_size, training.optimiser)
    last = scenario.layers[-1]
    return (*data, *split, scenario.sizes[0], len(last.units), last.activation)


def are_alike(first: Any, second: Any) -> bool:
    """Return whether two scenarios, or parts of them, say the same, whatever file they are of."""
    if first is second:
        return True
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        return np.array_equal(first, second)
    if type(first) is not type(second):
        return False
    if isinstance(first, Struct):
        names = (name for name in first.__struct_fields__ if name not in BESIDE_THE_FILE)
        return all(are_alike(getattr(first, name), getattr(second, name)) for name in names)
    if isinstance(first, tuple):
        pairs = zip(first, second, strict=False)
        return len(first) == len(second) and all(are_alike(one, other) for one, other in pairs)
    return bool(first == second)
