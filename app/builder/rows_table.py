"""The rows of the network as a table: typed, pasted, with what is wrong marked in its place."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.builder.attempt import Problem
from app.models.builder import BuilderModel
from app.text.counting import counted
from app.theme import Appearance, spaced
from app.theme.icons import icon
from app.widgets.plain import PlainLabel, masked_lines, plain_tip
from engine.design.columns import names_in

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SHOWN = 6
"""Rows that are seen without scrolling."""


class RowsModel(QAbstractTableModel):
    """The rows, and an empty one behind them to go on with.

    What Qt asks for is what was read at the last refresh: between two of them another network may
    be open already, with fewer columns than a table has that is not in view.
    """

    def __init__(self, model: BuilderModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.problem = Problem()
        self._read()

    def _read(self) -> None:
        scenario = self._model.scenario
        self.cells, self._problems = self._model.cells, self._model.problems
        outputs = (f"target\n{name}" for name in names_in(scenario, scenario.depth))
        self._headings = tuple(map(masked_lines, (*names_in(scenario, 0), *outputs)))

    def refresh(self) -> None:
        """Show what there is now."""
        shape = self.rowCount(), self.columnCount()
        if (len(self._model.cells) + 1, self._model.width) != shape:
            self.beginResetModel()
            self._read()
            self.endResetModel()
            return
        self._read()
        self.dataChanged.emit(self.index(0, 0), self.index(shape[0] - 1, shape[1] - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, shape[1] - 1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self.cells) + 1

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self.cells[0]) if self.cells else 0

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """See Qt."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """See Qt."""
        row, column = index.row(), index.column()
        roles = Qt.ItemDataRole
        problem = self._problems.get((row, column), "")
        theme = self._appearance.theme
        if role in (roles.DisplayRole, roles.EditRole):
            text = self.cells[row][column] if row < len(self.cells) else ""
            return text if role == roles.EditRole else masked_lines(text).replace("-", "−")
        if role == roles.ToolTipRole:
            return plain_tip(problem)
        if role == roles.AccessibleDescriptionRole:
            return problem
        if role == roles.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if problem and role == roles.DecorationRole:
            return icon("error", theme.error, self._appearance.px(14))
        if problem and role in (roles.BackgroundRole, roles.ForegroundRole):
            return QColor(theme.error_fill if role == roles.BackgroundRole else theme.error)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """See Qt."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1}" if section < len(self.cells) else "+"
        return self._headings[section]

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """See Qt."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        row, column, text = index.row(), index.column(), str(value)
        if not text.strip() and row == len(self.cells):
            return False
        return self.problem.attempt(lambda: self._model.set_cell(row, column, text))


class RowsView(QTableView):
    """The table; what is typed begins a cell, Delete takes rows away."""

    def __init__(self, table: RowsModel, model: BuilderModel, appearance: Appearance) -> None:
        super().__init__()
        self._table, self._model, self._appearance = table, model, appearance
        self.setModel(table)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setAccessibleName("Rows: inputs and targets")
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setStretchLastSection(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        appearance.changed.connect(self.fit)

    def fit(self) -> None:
        """Be as high as a few rows, and let columns be as wide as their names."""
        line = self.fontMetrics().height() + self._appearance.px(10)
        self.verticalHeader().setDefaultSectionSize(line)
        rows = min(self._table.rowCount(), _SHOWN)
        self.setFixedHeight(line * rows + self.horizontalHeader().sizeHint().height() + 4)
        header, columns = self.horizontalHeader(), self._table.columnCount()
        widest = max((header.sectionSizeHint(k) for k in range(columns)), default=0)
        room = self.viewport().width() // max(1, columns)
        mode = QHeaderView.ResizeMode
        header.setSectionResizeMode(mode.Stretch if room >= widest else mode.ResizeToContents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide anew whether all columns have room."""
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take rows away with Delete, and edit with Enter."""
        if self.state() == QAbstractItemView.State.EditingState:
            # What the editor leaves of a key that it is about to end with.
            return
        if event.key() == Qt.Key.Key_Delete:
            rows = {index.row() for index in self.selectedIndexes()}
            self._table.problem.attempt(lambda: self._model.remove_rows(rows))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Another network's table begins without a current cell.
            if self.currentIndex().isValid():
                self.edit(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        chosen = {(index.row(), index.column()) for index in self.selectedIndexes()}
        lines = [
            "\t".join(cell for k, cell in enumerate(row) if (number, k) in chosen)
            for number, row in enumerate(self._table.cells)
            if any(row_number == number for row_number, _ in chosen)
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))


class RowsEditor(QWidget):
    """The table with its buttons, and a line that says what is wrong or was done."""

    def __init__(self, model: BuilderModel, appearance: Appearance) -> None:
        super().__init__()
        self._model = model
        self.table = RowsModel(model, appearance)
        self.view = RowsView(self.table, model, appearance)
        self.says = PlainLabel()
        self.says.setProperty("role", "caption")
        self.says.setWordWrap(True)
        self.paste_button = QPushButton("Paste")
        self.paste_button.setToolTip("Take rows that were copied in a spreadsheet (Ctrl+V)")
        self.remove_button = QPushButton("Take row away")
        self.paste_button.clicked.connect(self.paste)
        self.remove_button.clicked.connect(self._remove)
        buttons = spaced(QHBoxLayout(), appearance, 8, (0, 0, 0, 0))
        buttons.addWidget(self.paste_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        column = spaced(QVBoxLayout(self), appearance, 6, (0, 0, 0, 0))
        for widget in (self.view, self.table.problem, self.says):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.refresh()

    def refresh(self) -> None:
        """Show the rows, and what is wrong with them."""
        has_rows = self._model.scenario.x is not None
        for widget in (self.view, self.paste_button, self.remove_button):
            widget.setVisible(has_rows)
        if not has_rows:
            self.says.setText("The rows are those of the data set.")
            return
        self.table.refresh()
        self.view.fit()
        wrong = self._model.problems
        words = f"{counted(len(self._model.cells), 'row')}; type in the last one for another."
        if wrong:
            (row, column), why = next(iter(sorted(wrong.items())))
            heading = self.table.headerData(column, Qt.Orientation.Horizontal)
            name = str(heading).replace("\n", " ")
            rest = f" ({len(wrong) - 1:,} more)" if len(wrong) > 1 else ""
            self.table.problem.say(f"Row {row + 1}, {name}: {why}{rest}")
            words = "Until all cells are numbers the network keeps the rows that it had."
        else:
            self.table.problem.say("")
        self.says.setText(words)

    def paste(self) -> None:
        """Take what was copied."""
        text = QGuiApplication.clipboard().text()
        at = self.view.currentIndex()
        row, column = (at.row(), at.column()) if at.isValid() else (0, 0)
        said: list[str] = []
        if self.table.problem.attempt(lambda: said.append(self._model.paste(text, row, column))):
            self.refresh()
            if not self._model.problems:
                self.says.setText(said[0])

    def _remove(self) -> None:
        rows = {index.row() for index in self.view.selectedIndexes()}
        self.table.problem.attempt(
            lambda: self._model.remove_rows(rows or {len(self.table.cells) - 1})
        )
