"""Every parameter as a row, computed when it is looked at."""

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.commands import Editor
from app.models import Stepper
from app.theme import Appearance
from app.timeline.step_names import end_names
from app.timeline.table_rows import ParameterRows
from app.widgets.plain import plain_tip
from engine.catalogue.optimisers import OPTIMISERS
from engine.iteration.steps import Phase
from engine.network.quantities import Ref
from symbolic.formula.numbers import format_number
from symbolic.notation.marks import set_name

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Shown = NDArray[np.intp] | None
# A move over more steps than this refreshes the whole table.
FEW_STEPS = 40

_ALIGNED = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_FROM_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class Column(IntEnum):
    """The columns of the table."""

    NAME = 0
    ENDS = 1
    VALUE = 2
    GRADIENT = 3
    UPDATE = 4
    NEW_VALUE = 5


# Plain integers: a view asks for each cell's every role, and comparing with an enum is slow.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_EDIT = int(Qt.ItemDataRole.EditRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_INK = int(Qt.ItemDataRole.ForegroundRole)
_GROUND = int(Qt.ItemDataRole.BackgroundRole)

_ARROW = " → "
HEADERS = ("name", "from → to", "value", "gradient", "update", "new value")
HINTS = (
    "What the parameter is called",
    "The units it joins",
    "The value before the update; F2 to change it",
    "The derivative of the loss by the parameter",
    "What is added to the value; in gradient descent −learning rate · gradient",
    "The value after the update",
)


class ParameterTableModel(QAbstractTableModel):
    """The present iteration's parameters; what is not computed yet is blank.

    Parameters
    ----------
    stepper : Stepper
        Has the iteration and the position.
    editor : Editor
        Takes new values.
    appearance : Appearance
        Colours the row of the present step.
    """

    def __init__(
        self,
        stepper: Stepper,
        editor: Editor,
        appearance: Appearance,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = stepper.session
        self._playback = stepper.playback
        self._editor = editor
        self._appearance = appearance
        self._rows: ParameterRows | None = None
        self._shown: Shown = None
        self._position = 0
        stepper.session.scenario_changed.connect(self._begin_anew)
        stepper.session.notation_changed.connect(self._begin_anew)
        stepper.session.trace_changed.connect(self.refresh)
        stepper.playback.position_changed.connect(self._refresh_computed)
        appearance.changed.connect(self.refresh)
        if self._session.is_open:
            self._begin_anew()

    @property
    def rows(self) -> ParameterRows | None:
        """Which parameter stands in which row of the unfiltered table."""
        return self._rows

    def _begin_anew(self) -> None:
        self.beginResetModel()
        self._rows = ParameterRows(self._session.trace.layout)
        self._shown = None
        self.endResetModel()

    def show_only(self, rows: Shown) -> None:
        """Show only these rows of the whole table, in order; None for all."""
        if rows is None or self._shown is None:
            same = rows is self._shown
        else:
            same = np.array_equal(rows, self._shown)
        if not same:
            self.beginResetModel()
            self._shown = rows
            self.endResetModel()

    def refresh(self) -> None:
        """Say that numbers changed."""
        self._say_changed(Column.NAME)

    def _refresh_computed(self) -> None:
        """Say what appeared or went between the last position and this one."""
        low, high = sorted((self._position, self._playback.position))
        self._position = self._playback.position
        for row in self._rows_between(low, high):
            first, last = (self.index(row, c) for c in (Column.GRADIENT, Column.NEW_VALUE))
            self.dataChanged.emit(first, last)

    def _rows_between(self, low: int, high: int) -> set[int]:
        trace = self._session.trace
        same = self._rows is not None and self._rows.layout.slots == trace.layout.slots
        if not same or high > len(trace.steps) or high - low > FEW_STEPS:
            self._say_changed(Column.GRADIENT)
            return set()
        targets = (trace.steps[number - 1].target for number in range(max(1, low), high + 1))
        parameters = {target.parameter for target in targets}
        rows = {self.row_of(parameter) for parameter in parameters if parameter is not None}
        return {row for row in rows if row is not None}

    def _say_changed(self, first: int) -> None:
        count = self.rowCount()
        if count:
            self.dataChanged.emit(self.index(0, first), self.index(count - 1, len(Column) - 1))

    def ref_at(self, row: int) -> Ref:
        """Return the parameter of a shown row."""
        if self._rows is None:
            raise IndexError(row)
        return self._rows.ref(row if self._shown is None else int(self._shown[row]))

    def row_of(self, ref: Ref) -> int | None:
        """Return the shown row of a parameter, or None if it is filtered out."""
        if self._rows is None:
            return None
        row = self._rows.row(ref)
        if self._shown is None:
            return row
        at = int(np.searchsorted(self._shown, row))
        return at if at < len(self._shown) and self._shown[at] == row else None

    def text(self, ref: Ref, column: int) -> str:
        """Return what a cell says."""
        trace = self._session.trace
        match column:
            case Column.NAME:
                return trace.layout.name(ref)
            case Column.ENDS:
                return _ARROW.join(end_names(trace.layout, ref))
            case Column.VALUE:
                return self.computed_text(ref, column)
        if column == Column.UPDATE and not trace.layout.is_trained(ref):
            return "frozen"
        if not self._playback.is_known(
            ref.gradient if column == Column.GRADIENT else ref.new_value
        ):
            return ""
        return self.computed_text(ref, column)

    def marked(self, ref: Ref, column: int) -> str:
        """Return what a cell says, with marks in names: see `symbolic.notation.set_name`."""
        layout = self._session.trace.layout
        if column == Column.NAME:
            return set_name(layout.name(ref))
        if column == Column.ENDS:
            return _ARROW.join(map(set_name, end_names(layout, ref)))
        return self.text(ref, column)

    def plain(self, ref: Ref, column: int) -> str:
        """Return what a cell says for a spreadsheet: numbers in full, in plain digits."""
        text = self.text(ref, column)
        spelled = column < Column.VALUE or text in ("", "frozen")
        return text if spelled else repr(self._number(ref, column))

    def computed_text(self, ref: Ref, column: int) -> str:
        """Return a number of the iteration, whether the position shows it yet or not."""
        return format_number(self._number(ref, column))

    def _number(self, ref: Ref, column: int) -> float:
        trace = self._session.trace
        match column:
            case Column.VALUE:
                return trace.before.value(ref)
            case Column.GRADIENT:
                return trace.gradient.value(ref)
            case Column.UPDATE:
                return self._change(ref)
        return trace.after.value(ref)

    def _change(self, ref: Ref) -> float:
        """Return what the update adds; of plain gradient descent without rounding it away."""
        trace = self._session.trace
        if OPTIMISERS[trace.scenario.training.optimiser].is_plain:
            return -trace.learning_rate * trace.gradient.value(ref)
        return trace.after.value(ref) - trace.before.value(ref)

    def try_value(self, index: Index, text: str) -> str:
        """Set a parameter from typed text; return why not, or an empty sentence."""
        return self._editor.set_text(self.ref_at(index.row()), text)

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return the number of shown rows."""
        if parent.isValid() or self._rows is None:
            return 0
        return len(self._rows) if self._shown is None else len(self._shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return what a cell shows."""
        if role == _ALIGNMENT:
            return _FROM_LEFT if index.column() < Column.VALUE else _ALIGNED
        if role == _DISPLAY:
            return self.text(self.ref_at(index.row()), index.column())
        if role == _TOOL_TIP and index.column() == Column.ENDS:
            return self._whole_ends(self.ref_at(index.row()))
        if role == _GROUND:
            return self._ground(index)
        if role == _INK:
            return self._ink(index)
        if role == _EDIT and index.column() == Column.VALUE:
            return f"{self._editor.current(self.ref_at(index.row())):.12g}"
        return None

    def _whole_ends(self, ref: Ref) -> str | None:
        """Return both ends in full where the cell has to cut them."""
        layout = self._session.trace.layout
        whole = end_names(layout, ref, whole=True)
        return None if whole == end_names(layout, ref) else plain_tip(_ARROW.join(whole))

    def _ink(self, index: Index) -> QColor | None:
        column = index.column()
        frozen = column == Column.UPDATE and not self._session.trace.layout.is_trained(
            self.ref_at(index.row())
        )
        return QColor(self._appearance.theme.muted) if frozen or column == Column.ENDS else None

    def _ground(self, index: Index) -> QColor | None:
        """Tint the cells that the present step has just computed."""
        column = index.column()
        if column < Column.GRADIENT or not self._playback.position:
            return None
        step = self._playback.step
        parameter = None if step is None else step.target.parameter
        if step is None or parameter is None or self.row_of(parameter) != index.row():
            return None
        gradient = step.phase is Phase.BACKWARD
        if gradient != (column == Column.GRADIENT):
            return None
        return QColor(self._appearance.theme.phase(step.phase).fill)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that values can be edited."""
        flags = super().flags(index)
        if index.isValid() and index.column() == Column.VALUE:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        """Set a value through the editor, so that it can be undone."""
        editable = index.isValid() and index.column() == Column.VALUE
        if not editable or role != _EDIT:
            return False
        return not self.try_value(index, str(value))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return a column's heading and what it means."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return HEADERS[section]
        if role == _TOOL_TIP:
            return HINTS[section]
        if role == _ALIGNMENT:
            return _FROM_LEFT if section < Column.VALUE else _ALIGNED
        return None
