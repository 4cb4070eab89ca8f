"""The open scenario and its present iteration.

The scenario is the one source of every number: the trace of iteration k follows from the
scenario's starting values by k − 1 silent iterations. An edit is another scenario.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.data.names import with_data_names
from engine.data.selection import Rows, Selection, select_rows
from engine.errors import DivergenceError
from engine.iteration.history import History
from engine.iteration.passes import objective
from engine.iteration.state import State, Update, iterate, step
from engine.iteration.trace import Trace, record
from engine.network.parameters import Parameters, initial_parameters
from engine.network.scenario import Scenario
from engine.scenario.writing import moved_to

# A loss that runs away is answered with a sentence, not with warnings on the terminal.
_quiet = np.errstate(over="ignore", invalid="ignore")


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A place to come back to: what is open, over which rows, and at which iteration."""

    scenario: Scenario
    selection: Selection
    iteration: int


class SessionModel(QObject):
    """What is open and which iteration of it is shown.

    Attributes
    ----------
    scenario : Scenario
        With every edit applied.
    selection : Selection
        What the iterations are computed over.
    rows : Rows
        What the present iteration is computed over.
    trace : Trace
        The present iteration.
    sample : int
        Which sample of the batch the graph shows, from 0.
    losses : array of float
        L before each update, iteration 1 up to the furthest one reached; the present iteration's
        is ``losses[iteration - 1]``.

    Signals
    -------
    scenario_changed
        Another network is open: rebuild what depends on its shape.
    trace_changed
        Numbers changed: another iteration, other rows, an edit. Follows ``scenario_changed``.
    sample_changed
        Another sample of the same batch is shown.
    """

    scenario_changed = Signal()
    trace_changed = Signal()
    sample_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.scenario: Scenario
        self.selection: Selection
        self.rows: Rows
        self.trace: Trace
        self.sample = 0
        self.losses = array("d")
        self._original: Snapshot | None = None
        # Scenarios that were moved to another file, by identity, each with what it became.
        self._moved: dict[int, tuple[Scenario, Scenario]] = {}
        self._history: History
        self._furthest: Update | None = None

    @property
    def is_open(self) -> bool:
        """Whether a scenario is open."""
        return self._original is not None

    @property
    def iteration(self) -> int:
        """Number of the present iteration, from 1."""
        return self.trace.iteration

    @property
    def reached(self) -> int:
        """Number of the furthest iteration that has been reached."""
        return len(self.losses)

    @property
    def original(self) -> Scenario:
        """The scenario as it was opened or last saved."""
        if self._original is None:
            raise RuntimeError("no scenario is open")
        return self._original.scenario

    @property
    def is_modified(self) -> bool:
        """Whether there are edits that the file does not have."""
        return self._original is not None and self.scenario is not self._original.scenario

    def open(self, scenario: Scenario, selection: Selection | None = None) -> None:
        """Open a scenario at iteration 1.

        Parameters
        ----------
        scenario : Scenario
            What to open.
        selection : Selection, optional
            What to compute over; without it the batches in file order (of a data set the first
            row alone, so that its image is in view).

        Raises
        ------
        UserError
            The rows do not fit the network or cannot be read; what was open stays open.
        """
        if selection is None:
            selection = select_rows(scenario, None if scenario.dataset is None else 0)
            scenario = with_data_names(scenario)
        self._original = Snapshot(scenario, selection, 1)
        self._moved.clear()
        self._start(scenario, selection)
        self.scenario_changed.emit()
        self.trace_changed.emit()

    def snapshot(self) -> Snapshot:
        """Return the present place, for undo."""
        return Snapshot(self.scenario, self.selection, self.iteration)

    def restore(self, snapshot: Snapshot) -> None:
        """Go to a place: the same network's shape, other numbers, and the file that is open now."""
        sample, shape = self.sample, self.rows.x.shape
        self._start(self._of_this_file(snapshot.scenario), snapshot.selection)
        if snapshot.iteration > 1:
            while self.reached < snapshot.iteration:
                self._advance()
            self._record(snapshot.iteration)
        self.sample = sample if self.rows.x.shape == shape else 0
        self.trace_changed.emit()

    def mark_saved(self, path: Path) -> None:
        """Take the present scenario as what the file at ``path`` holds."""
        self.scenario = self._moved_to(self.scenario, path)
        self._original = Snapshot(self.scenario, self.selection, 1)

    def _of_this_file(self, scenario: Scenario) -> Scenario:
        """Return an earlier scenario as that of the open file: saving is not an edit."""
        while id(scenario) in self._moved:
            scenario = self._moved[id(scenario)][1]
        path = self.original.path
        if path is None or scenario.path == path:
            return scenario
        return self._moved_to(scenario, path)

    def _moved_to(self, scenario: Scenario, path: Path) -> Scenario:
        moved = moved_to(scenario, path)
        self._moved[id(scenario)] = (scenario, moved)
        return moved

    def select(self, selection: Selection) -> None:
        """Compute over other rows, from iteration 1."""
        self._start(self.scenario, selection)
        self.trace_changed.emit()

    def set_sample(self, sample: int) -> None:
        """Show another sample of the batch."""
        if sample != self.sample and 0 <= sample < self.trace.samples:
            self.sample = sample
            self.sample_changed.emit()

    def go_to_iteration(self, iteration: int) -> None:
        """Show an iteration, from 1; further ones are reached by silent iterations."""
        if iteration != self.iteration:
            for _ in self.iterations_up_to(iteration):
                pass

    def iterations_up_to(self, iteration: int) -> Iterator[int]:
        """Run silently up to an iteration, giving way after each, and show it at the end.

        Yields
        ------
        int
            The number of the iteration reached. A caller that stops taking them and calls
            ``show_reached`` shows that one.

        Raises
        ------
        DivergenceError
            The loss is no longer finite. The last finite iteration is shown.
        """
        while self.reached < iteration:
            self._advance()
            yield self.reached
        self._record(iteration)
        self.trace_changed.emit()

    def show_reached(self) -> None:
        """Show the furthest iteration reached."""
        self._record(self.reached)
        self.trace_changed.emit()

    def start_of(self, iteration: int) -> Parameters:
        """Return the parameters at the start of an iteration that has been reached."""
        return self._state_of(iteration).parameters

    def _state_of(self, iteration: int) -> State:
        """Return where the optimisation stands at the start of an iteration."""
        nearest, state = self._history.before(iteration)
        return iterate(state, self.selection, iteration - nearest)[0]

    @_quiet
    def _start(self, scenario: Scenario, selection: Selection) -> None:
        state = State.start(initial_parameters(scenario), selection.epoch)
        rows = selection.batch(0)
        trace = record(state, rows)
        self.scenario, self.selection, self.sample = scenario, selection, 0
        self.rows, self.trace = rows, trace
        self.losses = array("d", [trace.loss])
        self._history = History(state)
        self._furthest = None

    @_quiet
    def _record(self, iteration: int) -> None:
        state = self._state_of(iteration)
        self.rows = self.selection.batch(state.updates)
        self.trace = record(state, self.rows)
        # The last batch of an epoch may have fewer rows.
        self.sample = min(self.sample, self.trace.samples - 1)

    @_quiet
    def _advance(self) -> None:
        """Go one iteration further than the furthest so far."""
        if self._furthest is None:
            state = self._state_of(self.reached)
            self._furthest = step(state, self.selection.batch(state.updates))
        state = self._furthest.end
        rows = self.selection.batch(state.updates)
        self._furthest = step(state, rows)
        loss = float(objective(state.parameters, rows.y_true, self._furthest.forward_pass))
        if not abs(loss) < float("inf"):
            reached = self.reached
            self._furthest = None
            self.show_reached()
            raise DivergenceError(
                f"The loss is no longer a finite number after {reached:,} updates. "
                "Try a smaller learning rate."
            )
        self.losses.append(loss)
        self._history.add(self.reached, state)
