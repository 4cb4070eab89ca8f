"""The columns of a table that is imported, and its first rows."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.models.importing import ImportModel
from app.text.legible import legible
from app.theme import Appearance
from app.widgets.plain import plain_tip
from engine.data.importing.columns import ColumnProposal
from engine.text import masked

Index = QModelIndex | QPersistentModelIndex

ROLES = {"input": "input", "target": "target", "left out": "left out"}
KINDS = {"number": "numbers", "category": "categories", "date": "dates"}
"""What the kinds of columns are called."""

_LONGEST = 60
_TALL, _USUAL, _MEASURED = 100, 14, 60
_LINE = 1.9
_HEADS = ("column", "is", "holds", "different", "unknown", "such as")
_SHOWN, _TIP, _COLOUR, _FONT = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.ForegroundRole,
    Qt.ItemDataRole.FontRole,
)
_ACROSS = Qt.Orientation.Horizontal


class _Shown(QAbstractTableModel):
    """What both tables have in common: cells of plain text, in the look of their column's role."""

    def __init__(self, model: ImportModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance

    def renew(self) -> None:
        """Show what is proposed now."""
        self.beginResetModel()
        self.endResetModel()

    @property
    def columns(self) -> tuple[ColumnProposal, ...]:
        """What is proposed of each column."""
        return () if self._model.proposal is None else self._model.proposal.columns

    def _cell(self, text: str, role: int, column: ColumnProposal) -> Any:
        if role == _SHOWN:
            return _short(text)
        if role == _TIP:
            return plain_tip(text) if len(text) > _LONGEST // 2 else None
        theme = self._appearance.theme
        if role == _COLOUR and column.role != "input":
            return QColor(theme.muted if column.role == "left out" else theme.accent)
        if role == _FONT and column.role == "target":
            return self._appearance.font(13, QFont.Weight.DemiBold)
        return None


class ColumnsModel(_Shown):
    """A line for each column of the file."""

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many columns the file has."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return what is said of each."""
        return 0 if parent is not None and parent.isValid() else len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _SHOWN) -> Any:
        """Return a heading."""
        return _HEADS[section] if role == _SHOWN and orientation == _ACROSS else None

    def data(self, index: Index, role: int = _SHOWN) -> Any:
        """Return what is said in a place."""
        column = self.columns[index.row()]
        facts = column.facts
        is_class = column.role == "target" and self._model.task == "classification"
        said = (
            column.name,
            ROLES[column.role],
            "classes" if is_class else KINDS[facts.kind],
            f"{facts.different:,}",
            f"{facts.unknown:,}" if facts.unknown else "",
            ", ".join(facts.examples),
        )
        return self._cell(said[index.column()], role, column)


class RowsModel(_Shown):
    """The first rows as the file has them."""

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._model.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _SHOWN) -> Any:
        """Return a column's name, or a row's number."""
        if orientation != _ACROSS:
            return str(section + 1) if role == _SHOWN else None
        return self._cell(self.columns[section].name, role, self.columns[section])

    def data(self, index: Index, role: int = _SHOWN) -> Any:
        """Return a field."""
        field = self._model.rows[index.row()][index.column()]
        return self._cell(field, role, self.columns[index.column()])


class PlainTable(QTableView):
    """A table to be looked at; with ``chosen`` rows of it are chosen."""

    def __init__(self, model: _Shown, name: str, *, chosen: bool) -> None:
        super().__init__()
        # A view does not own what it shows.
        self.shown, self.is_chosen = model, chosen
        self.setModel(model)
        self.setAccessibleName(name)
        self.setProperty("role", "caption")
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setResizeContentsPrecision(_MEASURED)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        if chosen:
            self.verticalHeader().hide()
            self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            self.horizontalHeader().setStretchLastSection(True)

    def renew(self) -> None:
        """Show what is proposed now; what is chosen stays so."""
        chosen = [index.row() for index in self.selectionModel().selectedRows()]
        self.shown.renew()
        line = round(self.fontMetrics().height() * _LINE)
        self.verticalHeader().setDefaultSectionSize(line)
        letters = self.fontMetrics().averageCharWidth()
        self.horizontalHeader().setDefaultSectionSize(letters * _USUAL)
        columns = self.shown.columnCount()
        # Thousands of columns take minutes to measure.
        if columns <= _MEASURED:
            self.resizeColumnsToContents()
            for column in range(columns):
                self.setColumnWidth(column, min(self.columnWidth(column), letters * _LONGEST // 2))
        if self.is_chosen:
            # What a few columns do not need is left to the rows.
            head = self.horizontalHeader().sizeHint().height()
            rows = min(_TALL, self.shown.rowCount())
            self.setMaximumHeight(rows * line + head + 2 * self.frameWidth() + 2)
        mode = self.selectionModel().SelectionFlag
        for row in chosen:
            if row < self.shown.rowCount():
                at = self.shown.index(row, 0)
                self.selectionModel().select(at, mode.Select | mode.Rows)


def _short(text: str) -> str:
    line = legible(masked(text))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
