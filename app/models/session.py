"""What the stepper shows: the open document and the present iteration of it.

The scenario is the one source of every number: the trace of iteration k follows from the
scenario's starting values by k − 1 silent iterations. An edit is another scenario.
"""

from array import array
from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from app.models.document import Document, are_alike
from engine.data.selection import Rows, Selection, select_rows
from engine.errors import DivergenceError, UserError
from engine.iteration.history import History
from engine.iteration.passes import objective
from engine.iteration.state import State, Update, iterate, step
from engine.iteration.trace import Trace, record
from engine.network.parameters import initial_parameters
from engine.network.scenario import Scenario
from engine.scenario.layer_options import NORMALISING

# A loss that runs away is answered with a sentence, not with warnings on the terminal.
_without_warnings = np.errstate(over="ignore", invalid="ignore")
_VALUES = dict.fromkeys(("weights", "biases", *NORMALISING))


class SessionModel(QObject):
    """Which iteration of the open document is shown.

    Attributes
    ----------
    document : Document
        What is open.
    scenario : Scenario
        What is shown: the document's, with every edit, or a trained network that it visits.
    selection : Selection
        What the iterations are computed over.
    rows : Rows
        What the present iteration is computed over.
    trace : Trace
        The present iteration.
    sample : int
        Which sample of the batch the graph shows, from 0.
    notation, difference : str
        How the iterations are shown, as `Scenario.shown_in` takes them.
    losses : array of float
        L before each update, iteration 1 up to the furthest one reached; the present iteration's
        is ``losses[iteration - 1]``.

    Signals
    -------
    scenario_changed
        Another network is shown: rebuild what depends on its shape.
    trace_changed
        Numbers changed: another iteration, other rows, an edit. Follows ``scenario_changed``.
    notation_changed
        Numbers are called otherwise: rebuild what depends on names. ``trace_changed`` follows.
    sample_changed
        Another sample of the same batch is shown.
    failed : str
        The document's rows cannot be read any more; with the sentence that says so.
    """

    scenario_changed = Signal()
    trace_changed = Signal()
    notation_changed = Signal()
    sample_changed = Signal()
    failed = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.scenario: Scenario
        self.selection: Selection
        self.rows: Rows
        self.trace: Trace
        self.sample = 0
        self.notation = self.difference = ""
        self.losses = array("d")
        self.is_open = False
        self._history: History
        self._furthest: Update | None = None
        self._is_active, self._is_new, self._is_behind = True, True, False
        self.document.opened.connect(self._open)
        self.document.edited.connect(self._follow)
        self.document.saved.connect(self._take_file)

    @property
    def iteration(self) -> int:
        """Number of the present iteration, from 1."""
        return self.trace.iteration

    @property
    def reached(self) -> int:
        """Number of the furthest iteration that has been reached."""
        return len(self.losses)

    # Following the document -------------------------------------------------------------

    def set_active(self, active: bool) -> bool:
        """Follow the document while the stepper is seen; return whether that was possible.

        Where its rows cannot be read any more, ``failed`` says why.
        """
        if not active:
            self.note_place()
        self._is_active = active
        if active and self._is_behind:
            self._follow()
        self._is_active = active and not self._is_behind
        return self._is_active == active

    def note_place(self) -> None:
        """Write down in the document where the stepper is, for undo to come back to."""
        if self.is_open and not self._is_behind:
            here = {"selection": self.selection, "iteration": self.iteration}
            self.document.place = replace(self.document.place, **here)

    def _open(self) -> None:
        self._is_new = True
        self._follow()

    def _follow(self) -> None:
        """Show what the document has now."""
        self._is_behind = True
        if not self._is_active:
            return
        place = self.document.place
        try:
            selection = place.selection or self._select_anew(place.shown)
        except UserError as error:
            self.failed.emit(str(error))
            return
        before = None if self._is_new else (self.scenario, self.rows.x.shape, self.sample)
        self._start(place.shown, selection)
        while self.reached < place.iteration:
            self._advance()
        if place.iteration > 1:
            self._record(place.iteration)
        self.document.place = replace(place, selection=selection)
        self.is_open, self._is_new, self._is_behind = True, False, False
        if before is not None and before[1] == self.rows.x.shape:
            self.sample = before[2]
        if before is None or not _is_same_network(before[0], self.scenario):
            self.scenario_changed.emit()
        self.trace_changed.emit()

    def _select_anew(self, scenario: Scenario) -> Selection:
        """Return the same rows in other data, which a row that a person made does not outlive."""
        return select_rows(scenario, 0 if self.rows.is_own else self.selection.row)

    def _take_file(self) -> None:
        if not self._is_behind:
            self.scenario = self.document.place.shown

    # Moving on --------------------------------------------------------------------------

    def select(self, selection: Selection) -> None:
        """Compute over other rows, from iteration 1."""
        self._start(self.scenario, selection)
        self.trace_changed.emit()

    def set_sample(self, sample: int) -> None:
        """Show another sample of the batch."""
        if sample != self.sample and 0 <= sample < self.trace.samples:
            self.sample = sample
            self.sample_changed.emit()

    def show_in(self, notation: str, difference: str) -> None:
        """Show the iterations in a notation."""
        self.notation, self.difference = notation, difference
        if self.is_open:
            shown = self.trace.shown_in(notation, difference)
            if shown is not self.trace:
                self.trace = shown
                self.notation_changed.emit()
                self.trace_changed.emit()

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

    def _state_of(self, iteration: int) -> State:
        """Return where the optimisation stands at the start of an iteration."""
        nearest, state = self._history.before(iteration)
        return iterate(state, self.selection, iteration - nearest)[0]

    @_without_warnings
    def _start(self, scenario: Scenario, selection: Selection) -> None:
        state = State.start(initial_parameters(scenario), selection.epoch)
        rows = selection.batch(0)
        trace = record(state, rows).shown_in(self.notation, self.difference)
        self.scenario, self.selection, self.sample = scenario, selection, 0
        self.rows, self.trace = rows, trace
        self.losses = array("d", [trace.loss])
        self._history = History(state)
        self._furthest = None

    @_without_warnings
    def _record(self, iteration: int) -> None:
        state = self._state_of(iteration)
        self.rows = self.selection.batch(state.updates)
        self.trace = record(state, self.rows).shown_in(self.notation, self.difference)
        # The last batch of an epoch may have fewer rows.
        self.sample = min(self.sample, self.trace.samples - 1)

    @_without_warnings
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


def _is_same_network(first: Scenario, second: Scenario) -> bool:
    """Return whether two scenarios differ in their values alone."""
    return are_alike(_bare(first), _bare(second))


def _bare(scenario: Scenario) -> Scenario:
    layers = tuple(replace(layer, **_VALUES) for layer in scenario.layers)
    training = replace(scenario.training, learning_rate=1.0)
    return replace(scenario, layers=layers, training=training, x=None, y=None)
