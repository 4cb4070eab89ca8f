"""The columns of a table: what each is for and holds, and how that is changed."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.importing.tables import KINDS, ROLES, ColumnsModel, PlainTable
from app.models.importing import ImportModel
from app.theme import Appearance, spaced
from app.widgets.drop_down import DropDown
from app.widgets.flow import FlowLayout
from app.widgets.plain import PlainLabel

_KINDS = {value: name for value, name in KINDS.items() if value != "date"} | {"": "as found"}
"""What a column can be said to hold; dates are found, not said."""


class ColumnsPart(QWidget):
    """A line for each column, and what those that are chosen are for and hold."""

    def __init__(self, model: ImportModel, appearance: Appearance) -> None:
        super().__init__()
        self._model = model
        self.table = PlainTable(ColumnsModel(model, appearance), "columns", chosen=True)
        self.label = PlainLabel()
        self.role, self.kind = DropDown(), DropDown()
        self.role.setPlaceholderText("are")
        self.role.setAccessibleName("What the chosen columns are for")
        self.kind.setAccessibleName("What the chosen columns hold")
        for box, words in ((self.role, ROLES), (self.kind, _KINDS)):
            for value, name in words.items():
                box.addItem(name, value)
        self.role.activated.connect(lambda: model.set_roles(self.chosen, self.role.currentData()))
        self.kind.activated.connect(lambda: model.set_kinds(self.chosen, self.kind.currentData()))
        self.table.selectionModel().selectionChanged.connect(self._show_chosen)
        line = spaced(FlowLayout(), appearance, (8, 4), (0, 0, 0, 0))
        for widget in (self.label, self.role, self.kind):
            line.addWidget(widget)
        column = spaced(QVBoxLayout(self), appearance, 8, (0, 0, 0, 0))
        column.addLayout(line)
        column.addWidget(self.table, 1)
        column.addStretch(0)

    @property
    def chosen(self) -> list[int]:
        """Places of the columns that are chosen, from 0."""
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def refresh(self) -> None:
        """Show what is proposed now."""
        self.table.renew()
        self._show_chosen()

    def _show_chosen(self) -> None:
        proposal, chosen = self._model.proposal, self.chosen
        columns = [] if proposal is None else [proposal.columns[at] for at in chosen]
        count = len(columns)
        name = columns[0].name if count == 1 else f"{count:,} columns" if count else "Columns"
        self.label.setText(name if count else "Choose columns to change them:")
        for box, found in (
            (self.role, {column.role for column in columns}),
            (self.kind, {column.facts.kind for column in columns}),
        ):
            box.setEnabled(bool(columns))
            box.setCurrentIndex(box.findData(found.pop()) if len(found) == 1 else -1)
        # What the target holds follows from whether it is a class.
        if any(column.role == "target" for column in columns):
            self.kind.setEnabled(False)
            self.role.setEnabled(False)
        dates = all(column.facts.kind == "date" for column in columns)
        self.kind.setPlaceholderText("dates" if columns and dates else "hold")
