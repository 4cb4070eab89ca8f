"""Edits of single numbers in the stepper, checked; the document holds them, and views follow."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject

from app.models.document import Place, rows_for
from app.models.session import SessionModel
from app.own_units import (
    MOST_WORDS,
    is_input,
    own_words,
    to_edit,
    with_own,
)
from engine.arrays import FloatArray
from engine.data.selection import Selection, select_rows
from engine.errors import ScenarioError, UserError
from engine.network.parameters import initial_parameters
from engine.network.quantities import GRADIENTS, Quantity, Ref
from engine.network.scenario import Scenario
from engine.scenario.editing import (
    LARGEST,
    Mark,
    with_datum,
    with_mark,
    with_parameters,
    with_value,
)
from engine.typed_numbers import parse_number
from symbolic.formula.numbers import format_number


class Editor(QObject):
    """What a person may change, checked, with undo.

    An edit in a later iteration makes that iteration's values the starting values: the count
    begins anew at 1, and undo goes back to where it was.

    Attributes
    ----------
    document : Document
        What is edited.
    """

    def __init__(self, session: SessionModel) -> None:
        super().__init__()
        self._session = session
        self.document = session.document

    def can_edit(self, ref: Ref) -> bool:
        """Whether a number can be edited in place."""
        if ref.quantity in (*GRADIENTS, Quantity.LEARNING_RATE):
            return True
        is_datum = ref.quantity is Quantity.TARGET or is_input(ref)
        if not is_datum or self._session.scenario.x is not None:
            return is_datum
        units = self._session.rows.units
        return units is not None and (units.is_invertible or not is_input(ref))

    def edits_own(self, ref: Ref) -> bool:
        """Whether what is edited is what a table says, not the number that became of it."""
        is_datum = ref.quantity is Quantity.TARGET or is_input(ref)
        return is_datum and self._session.rows.units is not None

    def current(self, ref: Ref) -> float:
        """Return the number to begin editing from; of a schedule the rate it starts from."""
        if ref.quantity is Quantity.LEARNING_RATE:
            return self._session.scenario.training.learning_rate
        return self._session.trace.value(ref, self._session.sample)

    def text_of(self, ref: Ref) -> str:
        """Return the text to begin editing from."""
        if self.edits_own(ref):
            return to_edit(self._session.rows, ref, self._session.sample)
        return repr(self.current(ref)).removesuffix(".0")

    def preview(self, ref: Ref, text: str) -> str:
        """Say what would become of a text that a table might say; empty elsewhere."""
        session, units = self._session, self._session.rows.units
        if units is None or not self.edits_own(ref):
            return ""
        words = own_words(units, ref)
        try:
            x, y_true = self._own_row(ref, text)
        except UserError:
            return f"One of: {_listed(words)}" if words else ""
        value = format_number(float((x if is_input(ref) else y_true)[ref.unit or 0]))
        return f"{session.trace.whole_name(ref)} becomes {value}"

    def set_text(self, ref: Ref, text: str, *others: Ref) -> str:
        """Set a number from what a person typed, and with it others that share its name.

        Returns
        -------
        str
            Empty when it was done; else one sentence saying what was expected.
        """
        try:
            if self.edits_own(ref):
                self._apply_own(ref, text)
            else:
                self._apply((ref, *others), parse_number(text))
        except ScenarioError as error:
            return f"{error.place}: {error.problem}" if error.place else error.problem
        except UserError as error:
            return str(error)
        return ""

    def reset_to_file(self) -> None:
        """Undo all edits at once; this too can be undone."""
        document, session = self.document, self._session
        selection, original = session.selection, document.original
        moved = session.iteration > 1 or selection.start > 0 or selection.edits
        if document.is_modified or moved or document.place.trained is not None:
            rows = rows_for(original, session.scenario, selection)
            self._push(Place(original, None if rows is None else rows.as_read()))

    def mark(self, refs: Sequence[Ref], mark: Mark) -> None:
        """Freeze weights or biases, let them be trained again, cut them or restore them."""
        scenario, session = self._session.scenario, self._session
        if session.iteration > 1:
            scenario = with_parameters(scenario, session.trace.before)
        edited = with_mark(scenario, refs, mark)
        self._push(Place(edited, self._same_rows(edited)))

    def _apply(self, refs: tuple[Ref, ...], value: float) -> None:
        session, trace = self._session, self._session.trace
        refs = tuple(ref for ref in refs if value != self.current(ref))
        if not refs:
            return
        edited, before = session.scenario, trace.before
        for ref in refs:
            if ref.quantity in (Quantity.ACTIVATION, Quantity.TARGET):
                row = int(session.rows.numbers[session.sample])
                edited = with_datum(edited, ref, row, value)
                if session.iteration > 1:
                    edited = with_parameters(edited, before)
            else:
                edited = with_value(edited, before, ref, value)
                before = initial_parameters(edited)
        self._push(Place(edited, self._same_rows(edited)))

    def _apply_own(self, ref: Ref, text: str) -> None:
        """Let the table say something else in the row that is shown; its file stays as it is."""
        session, units = self._session, self._session.rows.units
        if units is None:
            return
        number = int(session.rows.numbers[session.sample])
        scenario = session.scenario
        selection = self._same_rows(scenario).with_row(number, *self._own_row(ref, text))
        if session.iteration > 1:
            scenario = with_parameters(scenario, session.trace.before)
        self._push(Place(scenario, selection))

    def _own_row(self, ref: Ref, text: str) -> tuple[FloatArray, FloatArray]:
        """Return the row that is shown with what was typed in the table's words or unit.

        Raises
        ------
        UserError
            With the sentence to show.
        """
        rows, sample = self._session.rows, self._session.sample
        units = rows.units
        if units is None:
            raise UserError("These rows are not a table's.")
        words = own_words(units, ref)
        if words:
            return with_own(rows, ref, sample, _word(text, words))
        if is_input(ref) and units.says_unknown(ref.unit or 0, text):
            return with_own(rows, ref, sample, float("nan"))
        value = parse_number(text)
        if not abs(value) <= LARGEST:
            raise UserError(f"Found {text.strip()[:20]}; expected a number of at most 1e100.")
        return with_own(rows, ref, sample, value)

    def _same_rows(self, scenario: Scenario) -> Selection:
        """Return the rows of the present iteration and what follows, in a scenario's data."""
        session, selection = self._session, self._session.selection
        if scenario.dataset is None:
            selection = replace(select_rows(scenario, selection.row), start=selection.start)
        return selection.from_iteration(session.iteration)

    def _push(self, after: Place) -> None:
        self._session.note_place()
        self.document.push(after)


def _word(text: str, words: tuple[str, ...]) -> str:
    """Return the one of some words that was typed, or whose beginning was.

    Raises
    ------
    UserError
        With the sentence to show.
    """
    typed = text.strip()
    if typed in words:
        return typed
    begun = [word for word in words if typed and word.lower().startswith(typed.lower())]
    exact = [word for word in begun if word.lower() == typed.lower()]
    found = exact or begun
    if len(found) == 1:
        return found[0]
    raise UserError(f"Found {typed[:20] or 'nothing'}; expected one of {_listed(words)}.")


def _listed(words: tuple[str, ...]) -> str:
    more = f", … ({len(words):,} in all)" if len(words) > MOST_WORDS else ""
    return ", ".join(words[:MOST_WORDS]) + more
