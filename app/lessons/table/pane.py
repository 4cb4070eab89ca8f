"""The pane that shows a table: typed and computed cells, and how the present one is computed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.formula.lines import FormulaLines
from app.lessons.picture import PicturePane, Shown
from app.lessons.table.cells import Cell, ComputedCell, TypedCell, focus
from app.text.lesson_words import shown_cell, shown_number
from app.theme import Appearance, set_state, spaced
from app.widgets.plain import PlainLabel
from engine.lessons.lesson import Scene
from engine.lessons.pictures.table import Column, Table
from symbolic.formula.build import equation
from symbolic.formula.tree import Formula
from symbolic.lessons.numbers import letter
from symbolic.lessons.table import column_formula, worked_cell

DECIMALS, TYPED_DECIMALS, HIDDEN = 3, 6, "?"
_EMS = (22.0, 18.0, 14.0)
"""How large mathematics is at each size of the table; the style sheet has the text of cells."""

_GAPS = (6, 4, 2)
_TALLEST, _AROUND, _BESIDE = 64, 48, 14
_TYPED, _COMPUTED = 2, 3
"""Shares of the width: a formula asks for more room than a number."""

_HIGHEST = 4.6
"""Ems of a heading: two lines."""

_Place = tuple[int, int]


class TablePane(PicturePane):
    """Cells below their headings; below them how the cell is computed that is pointed at."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._table: Table | None = None
        self._form: Hashable = None
        self._untouched = True
        self._fits = True
        self.cells: dict[_Place, Cell] = {}
        self.letters: dict[str, Cell] = {}
        self._sums: dict[int, PlainLabel] = {}
        self._current: _Place = (0, 0)
        self._movable: frozenset[str] = frozenset()
        self._size = 0
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self.problem = PlainLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.worked = FormulaLines(appearance, self, em=_EMS[0])
        column = spaced(QVBoxLayout(self), appearance, 12, (0, 8, 12, 8))
        line = QFrame()
        line.setObjectName("table-line")
        spaced(QVBoxLayout(line), appearance, 0, (16, 2, 16, 2)).addWidget(self.worked)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.problem)
        column.addWidget(line)
        self.problem.hide()
        appearance.changed.connect(self._fit)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        table = shown.setting.picture()
        assert isinstance(table, Table)
        self._table = table
        names = ("columns", "formulas", "heads", "names", "sums")
        letters = tuple(letter for letter, _ in table.keys["letters"])
        self._movable = frozenset(name.partition(".")[0] for name in shown.handles)
        form = (*(table.keys[name] for name in names), table.count, letters, self._movable)
        if form != self._form or not self._fits:
            self._form = form
            computed = (at for at, each in enumerate(table.columns) if each.tree is not None)
            self._current = (0, next(computed, 0))
            focused = QApplication.focusWidget()
            if focused is not None and self._scroll.isAncestorOf(focused):
                # That cell is about to go: keys are the lesson's again.
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._fit()
        else:
            if shown.untouched and not self._untouched:
                # What was refused goes with all else that was typed.
                for cell in (*self.cells.values(), *self.letters.values()):
                    if isinstance(cell, TypedCell):
                        cell.forget()
            self._fill(table)
        self._untouched = shown.untouched

    def prepare(self, scene: Scene) -> Iterator[None]:
        """Have the formulas above its columns, and the one below, laid out."""
        table = scene.setting.picture()
        assert isinstance(table, Table)
        yield from self.worked.prepare([letter(name) for name, _ in table.keys["letters"]])
        for column in table.columns:
            yield from self.worked.prepare([_heading_of(table, column)])
            if column.tree is not None and not table.is_hidden(column):
                yield from self.worked.prepare([worked_cell(table, column, 0)])

    # The cells --------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take another size where there is more or less room."""
        super().resizeEvent(event)
        self._fits = False
        if self.isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the size that is seen, unless another table comes at once."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit_anew)

    def _fit_anew(self) -> None:
        if not self._fits:
            self._fit()

    def _fit(self) -> None:
        """Build the table as large as it has room, and the smallest where it has none."""
        table = self._table
        if table is None:
            return
        self._fits = True
        self.problem.hide()
        self._size, available = 0, self.height() - self._appearance.px(_AROUND)
        while True:
            self.worked.set_em(_EMS[self._size])
            body = self._build(table)
            self._scroll.setWidget(body)
            self._fill(table)
            layout = body.layout()
            assert layout is not None
            width = self._scroll.width()
            needed = float(layout.totalHeightForWidth(width))
            needed += self.worked.heightForWidth(width)
            # As if it were higher: letters that are too wide are too large as well.
            needed = max(needed, available * layout.totalMinimumSize().width() / width)
            if needed <= available or self._size == len(_EMS) - 1:
                break
            # Most of it grows with the size of its letters.
            smaller = range(self._size + 1, len(_EMS) - 1)
            fits = (size for size in smaller if needed * _EMS[size] <= available * _EMS[self._size])
            self._size = next(fits, len(_EMS) - 1)

    def _build(self, table: Table) -> QWidget:
        # Whatever is made has a parent at once: without one it would be shown as a window.
        body = QWidget(self)
        column = spaced(QVBoxLayout(body), self._appearance, 12, (0, 0, 0, 0))
        self.letters = {}
        if table.keys["letters"]:
            column.addWidget(self._strip(table, body), 1)
        grid = spaced(QGridLayout(), self._appearance, (8, _GAPS[self._size]), (0, 0, 0, 0))
        column.addLayout(grid, table.count)
        column.addStretch(1)
        self.cells, self._sums = {}, {}
        for row, name in enumerate(table.keys["names"], 2):
            grid.addWidget(self._label(name, "table-name", body), row, 0)
        if table.keys["sums"]:
            grid.addWidget(self._label("Σ", "table-sum", body), table.count + 2, 0)
        for at, each in enumerate(table.columns):
            self._add_column(grid, body, table, at, each)
        # Made column by column, cells are gone through row by row.
        cells = (*self.letters.values(), *(self.cells[place] for place in sorted(self.cells)))
        for one, other in pairwise(cells):
            QWidget.setTabOrder(one, other)
        return body

    def _add_column(
        self, grid: QGridLayout, body: QWidget, table: Table, at: int, column: Column
    ) -> None:
        if column.head:
            head = self._label(column.head, "table-name", body)
            head.setWordWrap(True)
            grid.addWidget(head, 0, at + 1)
        heading = self._heading(_heading_of(table, column), body)
        shares = [_TYPED if each.tree is None else _COMPUTED for each in table.columns]
        grid.setColumnStretch(at + 1, shares[at])
        width = self._scroll.width() * shares[at] // (sum(shares) + 1)
        if heading.heightForWidth(width) > _HIGHEST * self._appearance.px(_EMS[self._size]):
            # The line below has the formula, too.
            heading.show_formulas([letter(column.name)])
        grid.addWidget(heading, 1, at + 1, Qt.AlignmentFlag.AlignVCenter)
        for row in range(table.count):
            is_computed = column.tree is not None
            cell = self._cell("rows" in self._movable and not is_computed, is_computed)
            cell.pointed.connect(partial(self._point, (row, at)))
            cell.left.connect(partial(self._leave, (row, at)))
            if isinstance(cell, TypedCell):
                handle = f"rows.{row}.{column.place}"
                cell.typed.connect(partial(self._type, handle))
            self.cells[row, at] = cell
            grid.addWidget(cell, row + 2, at + 1)
        if column.name in table.keys["sums"]:
            total = self._sums[at] = self._label("", "table-sum", body)
            grid.addWidget(total, table.count + 2, at + 1)

    def _strip(self, table: Table, body: QWidget) -> QWidget:
        strip = QWidget(body)
        row = spaced(QHBoxLayout(strip), self._appearance, 8, (0, 0, 0, 0))
        for name, _ in table.keys["letters"]:
            cell = self.letters[name] = self._cell("letters" in self._movable, computed=False)
            if isinstance(cell, TypedCell):
                cell.typed.connect(partial(self._type, f"letters.{name}"))
            cell.left.connect(lambda by: focus(self.cells[0, 0]) if by > 0 else None)
            row.addWidget(self._heading(letter(name), strip), 1)
            row.addWidget(cell, 3)
        return strip

    def _cell(self, movable: bool, computed: bool) -> Cell:
        cell: Cell = TypedCell() if movable else ComputedCell(computed)
        if isinstance(cell, TypedCell):
            cell.refused.connect(self._refuse)
            cell.stepped.connect(self.stepped)
        cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        cell.setMaximumHeight(self._appearance.px(_TALLEST))
        for name, value in (("fitted", self._size), ("lit", False), ("current", False)):
            cell.setProperty(name, value)
        return cell

    def _heading(self, formula: Formula, parent: QWidget) -> FormulaLines:
        heading = FormulaLines(self._appearance, parent, em=_EMS[self._size], centred=True)
        heading.show_formulas([formula])
        heading.setMinimumWidth(1)
        return heading

    def _label(self, text: str, role: str, parent: QWidget) -> PlainLabel:
        label = PlainLabel(text, parent)
        label.setProperty("role", role)
        label.setProperty("fitted", self._size)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _type(self, handle: str, number: float) -> None:
        self.dragged.emit(handle, number, 0.0)

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _leave(self, place: _Place, by: int) -> None:
        """Let the focus go up or down."""
        row, column = place
        below = self.cells.get((row + by, column))
        if below is None and by < 0 and self.letters:
            below = next(iter(self.letters.values()))
        if below is not None:
            focus(below)

    # Their numbers ----------------------------------------------------------------------

    def _fill(self, table: Table) -> None:
        for (row, at), cell in self.cells.items():
            column = table.columns[at]
            value = float(column.values[row])
            hidden = table.is_hidden(column)
            decimals = DECIMALS if column.place < 0 else TYPED_DECIMALS
            text = HIDDEN if hidden else shown_cell(value, decimals)
            self._show(cell, text)
            names = table.keys["names"]
            of = names[row] if names else f"row {row + 1}"
            cell.setAccessibleName(f"{column.name} of {of}: {text}")
        for name, number in table.keys["letters"]:
            self._show(self.letters[name], shown_number(number, TYPED_DECIMALS))
            self.letters[name].setAccessibleName(f"{name} of all rows")
        for at, label in self._sums.items():
            column = table.columns[at]
            total = shown_number(table.values[f"sum{column.name}"], DECIMALS)
            label.setText(HIDDEN if table.is_hidden(column) else total)
        self._explain()

    def _show(self, cell: Cell, text: str) -> None:
        """Show a number, which keeps its column as wide as it is."""
        cell.show_number(text)
        cell.ensurePolished()
        width = cell.fontMetrics().horizontalAdvance(text)
        cell.setMinimumWidth(width + self._appearance.px(_BESIDE))

    def _point(self, place: _Place) -> None:
        self._current = place
        self._explain()

    def _explain(self) -> None:
        """Show how the present cell is computed, and light what it is computed from."""
        table = self._table
        assert table is not None
        row, at = self._current
        column = table.columns[at]
        self.worked.show_formulas([self._line(table, column, row)])
        sources = table.sources(column)
        measured = sources & {each.name for each in table.columns}
        measured -= column.tree.variables if column.tree is not None else frozenset()
        for (other, place), cell in self.cells.items():
            name = table.columns[place].name
            is_lit = name in measured or (other == row and name in sources)
            set_state(cell, "lit", is_lit)
            set_state(cell, "current", (other, place) == self._current)
        for name, cell in self.letters.items():
            set_state(cell, "lit", name in sources)
        self.cells[row, at].setAccessibleDescription(self.worked.text)

    def _line(self, table: Table, column: Column, row: int) -> Formula:
        formula = column_formula(table, column)
        if formula is not None and table.is_hidden(column):
            return equation(letter(column.name), formula)
        return worked_cell(table, column, row)


def _heading_of(table: Table, column: Column) -> Formula:
    name, formula = letter(column.name), column_formula(table, column)
    return name if formula is None else equation(name, formula)
