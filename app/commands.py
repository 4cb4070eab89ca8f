"""Edits that can be undone. A command changes the session alone; every view follows."""

import re
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.viewmodels.session import SessionModel, Snapshot
from engine.editing import with_datum, with_parameters, with_value
from engine.quantities import GRADIENTS, Quantity, Ref
from engine.rows import Rows, select_rows
from engine.scenario import Scenario, ScenarioError

LONGEST_INPUT = 60
# Each edit may hold a copy of all parameters. Of a network of 13,000 some 2,500 can be undone.
EDIT_BYTES = 256 * 1024**2
FEWEST_EDITS = 10
_RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED = str.maketrans(_RAISED, "-0123456789")
_POWERS = (*_RAISED, "^")


class EditCommand(QUndoCommand):
    """Swap one place for another."""

    def __init__(self, session: SessionModel, text: str, after: Snapshot) -> None:
        super().__init__(text)
        self._session = session
        self._before = session.snapshot()
        self._after = after

    def redo(self) -> None:
        """Apply the edit."""
        self._session.restore(self._after)

    def undo(self) -> None:
        """Take the edit back."""
        self._session.restore(self._before)


class Editor(QObject):
    """What a person may change, checked, with undo.

    An edit in a later iteration makes that iteration's values the starting values: the count
    begins anew at 1, and undo goes back to where it was.

    Attributes
    ----------
    undo_stack : QUndoStack
        Edits made, newest last.
    """

    def __init__(self, session: SessionModel) -> None:
        super().__init__()
        self._session = session
        self.undo_stack = QUndoStack(self)
        session.scenario_changed.connect(self._begin)

    def _begin(self) -> None:
        """Forget the edits of what was open, and bound what those of this network may take."""
        self.undo_stack.clear()
        bytes_each = self._session.trace.before.flat.nbytes
        self.undo_stack.setUndoLimit(max(FEWEST_EDITS, EDIT_BYTES // bytes_each))

    def can_edit(self, ref: Ref) -> bool:
        """Whether a number can be edited in place."""
        if ref.quantity in (*GRADIENTS, Quantity.LEARNING_RATE):
            return True
        given = ref.quantity is Quantity.TARGET or (
            ref.quantity is Quantity.ACTIVATION and ref.layer == 0
        )
        return given and self._session.scenario.x is not None

    def current(self, ref: Ref) -> float:
        """Return the number to begin editing from; of a schedule the rate it starts from."""
        if ref.quantity is Quantity.LEARNING_RATE:
            return self._session.scenario.training.learning_rate
        return self._session.trace.value(ref, self._session.sample)

    def set_text(self, ref: Ref, text: str) -> str:
        """Set a number from what a person typed.

        Returns
        -------
        str
            Empty when it was done; else one sentence saying what was expected.
        """
        try:
            value = parse_number(text)
            self._apply(ref, value)
        except ScenarioError as error:
            return f"{error.place}: {error.problem}" if error.place else error.problem
        except ValueError as error:
            return str(error)
        return ""

    def reset_to_file(self) -> None:
        """Undo all edits at once; this too can be undone."""
        session = self._session
        if session.is_modified or session.iteration > 1:
            rows = self._same_rows(session.original)
            self._push("reset to file", Snapshot(session.original, rows, 1))

    def _apply(self, ref: Ref, value: float) -> None:
        session = self._session
        if value == self.current(ref):
            return
        trace = session.trace
        scenario = session.scenario
        name = trace.name(ref)
        if ref.quantity in (Quantity.ACTIVATION, Quantity.TARGET):
            row = session.rows.first + session.sample
            edited = with_datum(scenario, ref, row, value)
            if session.iteration > 1:
                edited = with_parameters(edited, trace.before)
        else:
            edited = with_value(scenario, trace.before, ref, value)
        self._push(f"{name} = {value:zg}", Snapshot(edited, self._same_rows(edited), 1))

    def _same_rows(self, scenario: Scenario) -> Rows:
        rows = self._session.rows
        if scenario.dataset is not None:
            return rows
        return select_rows(scenario, rows.first if rows.alone else None)

    def _push(self, text: str, after: Snapshot) -> None:
        self.undo_stack.push(EditCommand(self._session, text, after))


def parse_number(text: str) -> float:
    """Read a number as people write it: a decimal comma, a real minus sign, 1e-3, 3/4.

    What the window shows can be typed in again, powers of ten included: 4.386·10⁻⁴.

    Raises
    ------
    ValueError
        With the sentence to show.
    """
    cleaned = text.strip().replace("−", "-").replace(" ", "")
    mantissa, ten, power = cleaned.partition("·10")
    if ten and power[:1] in _POWERS:
        cleaned = f"{mantissa}e{power.lstrip('^').translate(_LOWERED)}"
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+", cleaned):
        plain = cleaned.replace(",", "")
        raise ValueError(f"Found {text.strip()[:20]}; expected {plain} or a decimal point.")
    if cleaned.count(",") == 1 and "." not in cleaned:
        cleaned = cleaned.replace(",", ".")
    parsers: tuple[Callable[[str], float], ...] = (float, _fraction)
    for parser in parsers:
        try:
            if len(cleaned) <= LONGEST_INPUT:
                return parser(cleaned)
        except (ValueError, ZeroDivisionError):
            continue
    shown = text.strip()[:20] or "nothing"
    raise ValueError(f"Found {shown}; expected a number such as 0.4, −1.5, 3/4 or 1e-3.")


def _fraction(text: str) -> float:
    above, bar, below = text.partition("/")
    if not bar:
        raise ValueError(text)
    return float(above) / float(below)
