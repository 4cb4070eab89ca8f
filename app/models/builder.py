"""Change the network in view: its shape, its functions, its rows, its starting values."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from app.models.document import Place, are_alike, rows_for
from app.models.session import SessionModel
from app.models.training_settings import with_start
from engine.data.selection import Selection, select_rows
from engine.design import changes
from engine.design.round_numbers import are_round, with_round_numbers
from engine.design.templates import titled
from engine.design.typed_rows import (
    Cells,
    cells_of,
    problems_of,
    split_cells,
    with_cells,
    with_header,
)
from engine.errors import UserError
from engine.network.scenario import Scenario
from engine.scenario.checking import check_scenario
from engine.scenario.editing import with_parameters

STARTS = {
    "given": ("As they stand", "Every number stands where it is; edit them in the graph."),
    "drawn": ("Drawn", "Each layer draws its weights by its initialiser; biases begin at 0."),
    "zeros": ("Zeros", "All 0: units of a layer then learn the same, as the gradients show."),
    "round": ("Round numbers", "Multiples of 0.05 within ±1, for calculating by hand."),
}
"""What the ways to start are called, and what they are."""


class BuilderModel(QObject):
    """Changes of the network that is open, each of which can be undone.

    In a later iteration its values become the starting values, as with any edit of a number.

    Attributes
    ----------
    problems : dict of (int, int) to str
        What is wrong with the typed rows, by row and column; while there is anything, the network
        keeps the rows that it has.

    Signals
    -------
    changed
        Something else is built, or other rows are typed.
    """

    changed = Signal()

    def __init__(self, session: SessionModel) -> None:
        super().__init__()
        self._session, self.document = session, session.document
        self.problems: dict[tuple[int, int], str] = {}
        self._typed: Cells | None = None
        self._typed_over: Scenario
        self.document.opened.connect(self._forget_typed)
        session.trace_changed.connect(self._follow)

    @property
    def scenario(self) -> Scenario:
        """What is built."""
        return self._session.scenario

    def edit(self, change: Callable[[Scenario], Scenario]) -> None:
        """Change the network by a function of it, which may leave it as it is.

        Raises
        ------
        UserError
            What is refused.
        """
        session = self._session
        before = self._present()
        after = change(before)
        if are_alike(before, after):
            return
        if _names(before) == _names(after):
            after = replace(after, data_names=before.data_names)
        place = Place(after, self._rows(after))
        session.note_place()
        self.document.push(place)

    def _present(self) -> Scenario:
        """Return what is shown, with the present iteration's values as its starting values."""
        session = self._session
        if session.iteration == 1 and self.document.place.trained is None:
            return session.scenario
        return with_parameters(session.scenario, session.trace.before)

    def _rows(self, after: Scenario) -> Selection:
        session = self._session
        rows = rows_for(after, session.scenario, session.selection)
        if rows is not None:
            return rows.from_iteration(session.iteration)
        row = session.selection.row
        if after.x is not None and row is not None and row >= len(after.x):
            row = None
        return select_rows(after, row)

    # What is built ----------------------------------------------------------------------

    def set_title(self, title: str) -> None:
        """Call it something else; its id follows where no file has it yet."""

        def change(scenario: Scenario) -> Scenario:
            renamed = titled(scenario, title.strip())
            if scenario.path is not None:
                renamed = replace(renamed, id=scenario.id)
            return check_scenario(renamed)

        self.edit(change)

    def add_unit(self, number: int) -> None:
        """Add a unit at the end of a layer."""
        self.edit(lambda scenario: changes.with_units(scenario, number, scenario.sizes[number] + 1))

    def remove_unit(self, number: int, unit: int | None = None) -> None:
        """Take a unit of a layer away, the last one unless another is named."""
        last = self.scenario.sizes[number] - 1
        gone = last if unit is None else unit
        self.edit(lambda scenario: changes.without_unit(scenario, number, gone))

    def add_layer(self, number: int) -> None:
        """Add a hidden layer that gets this number."""
        self.edit(lambda scenario: changes.with_layer(scenario, number))

    def remove_layer(self, number: int) -> None:
        """Take a hidden layer away."""
        self.edit(lambda scenario: changes.without_layer(scenario, number))

    def set_activation(self, number: int, name: str) -> None:
        """Choose another activation of a layer."""
        self.edit(lambda scenario: changes.with_activation(scenario, number, name))

    def count_names(self) -> None:
        """Count hidden units and parameters through anew."""
        self.edit(changes.with_generated_names)

    @property
    def start(self) -> str:
        """How the weights start: one of ``STARTS``."""
        scenario = self.scenario
        if any(layer.weights is not None for layer in scenario.layers):
            return "round" if are_round(scenario) else "given"
        zeros = all(layer.initialiser == "zeros" for layer in scenario.layers)
        return "zeros" if zeros else "drawn"

    def set_start(self, start: str) -> None:
        """Choose how the weights start."""
        if start == "round":
            self.edit(with_round_numbers)
        elif start != "given":
            name = "usual" if start == "drawn" else start
            self.edit(lambda scenario: with_start(scenario, name, scenario))

    def set_seed(self, seed: int) -> None:
        """Draw other starting values, or other round ones."""
        rounded = self.start == "round"
        self.edit(lambda scenario: changes.with_seed(scenario, seed, rounded))

    # Rows -------------------------------------------------------------------------------

    @property
    def cells(self) -> Cells:
        """The rows as text, with what is typed and not right yet."""
        return cells_of(self.scenario) if self._typed is None else self._typed

    @property
    def width(self) -> int:
        """Columns of the rows: inputs and targets."""
        sizes = self.scenario.sizes
        return sizes[0] + sizes[-1]

    def set_cells(self, cells: Cells) -> None:
        """Take rows: at once where they are all numbers, else once they are.

        Raises
        ------
        UserError
            There are none.
        """
        if not cells:
            raise UserError("A network needs a row at least; expected one to stay.")
        problems = problems_of(self.scenario, cells)
        self._typed, self._typed_over = cells, self.scenario
        self.problems = problems
        if not problems:
            self._typed = None
            self.edit(lambda scenario: with_cells(scenario, cells))
        self.changed.emit()

    def set_cell(self, row: int, column: int, text: str) -> None:
        """Take the text of a cell; of the row behind the last one it begins a new row."""
        cells = list(self.cells)
        if row == len(cells):
            cells.append(("",) * self.width)
        cells[row] = (*cells[row][:column], text.strip(), *cells[row][column + 1 :])
        self.set_cells(tuple(cells))

    def remove_rows(self, rows: set[int]) -> None:
        """Take rows away.

        Raises
        ------
        UserError
            None would stay.
        """
        self.set_cells(tuple(row for k, row in enumerate(self.cells) if k not in rows))

    def paste(self, text: str, row: int, column: int) -> str:
        """Take rows from a spreadsheet, and return in a sentence what became of them.

        As wide as the table they take the place of all rows, and words above them become names.
        Narrower ones are laid over the table from a cell on.

        Raises
        ------
        UserError
            They do not fit the table.
        """
        pasted = split_cells(text, self.width)
        wide = len(pasted.cells[0])
        if wide == self.width:
            said = f"{len(pasted.cells):,} pasted in the place of {len(self.cells):,}"
            if pasted.header:
                self._name_columns(pasted.header)
            self.set_cells(pasted.cells)
        elif column + wide > self.width:
            sizes = self.scenario.sizes
            room = f"expected {self.width}: {sizes[0]} of inputs and {sizes[-1]} of targets"
            raise UserError(f"What was copied has {wide} columns; {room}.")
        else:
            self.set_cells(_laid_over(self.cells, pasted.cells, (row, column), self.width))
            said = f"{len(pasted.cells):,} pasted"
        wrong = len(self.problems)
        return f"Rows: {said}" + (f"; {wrong:,} of their cells to be mended." if wrong else ".")

    def _name_columns(self, header: tuple[str, ...]) -> None:
        try:
            self.edit(lambda scenario: with_header(scenario, header))
        except UserError:
            # Words that are no names stay words; the rows are what was asked for.
            return

    def _forget_typed(self) -> None:
        self._typed, self.problems = None, {}

    def _follow(self) -> None:
        """Keep typed rows in the shape of the network; others take their place where they came."""
        if self._typed is not None and self._typed_over is not self.scenario:
            before, now = self._typed_over, self.scenario
            if before.x is not now.x and before.sizes == now.sizes:
                self._forget_typed()
            else:
                n_in, old = before.sizes[0], self._typed
                self._typed_over = now
                self._typed = tuple(
                    _fitted(row[:n_in], now.sizes[0]) + _fitted(row[n_in:], now.sizes[-1])
                    for row in old
                )
                self.problems = problems_of(now, self._typed)
        self.changed.emit()


def _names(scenario: Scenario) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return scenario.inputs, scenario.layers[-1].units


def _fitted(texts: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*texts[:width], *[""] * (width - len(texts)))


def _laid_over(cells: Cells, over: Cells, at: tuple[int, int], width: int) -> Cells:
    top, left = at
    rows = [list(row) for row in cells]
    rows += [[""] * width for _ in range(top + len(over) - len(rows))]
    for number, row in enumerate(over):
        rows[top + number][left : left + len(row)] = row
    return tuple(map(tuple, rows))
