"""Which columns of a person's own table are x, y and what is predicted."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from app.models.importing import ImportModel
from app.theme import Appearance, spaced
from app.widgets.drop_down import DropDown
from app.widgets.plain import PlainLabel
from engine.errors import UserError
from engine.network.data_specs import TableSpec

NONE = "none: points on a line"
"""What stands for no y."""


class TableDialog(QDialog):
    """Asks for the columns, with what is proposed of them chosen.

    Parameters
    ----------
    model : ImportModel
        What is proposed of the table.
    appearance : Appearance
        The look.
    parent : QWidget
        The window.

    Raises
    ------
    UserError
        The table has no column of numbers beside the one that is predicted.
    """

    def __init__(self, model: ImportModel, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        found = model.proposal
        numbers = [
            each.name
            for at, each in enumerate(() if found is None else found.columns)
            if each.facts.kind == "number" and at != model.target
        ]
        if found is None or not numbers:
            problem = model.problem or "expected a column of numbers beside the one to predict"
            raise UserError(f"{model.file.name}: {problem}")
        self._spec = found.spec
        self._file = model.file
        self.setWindowTitle("Points from a table")
        self.across, self.up, self.target = DropDown(), DropDown(), DropDown()
        grid = spaced(QGridLayout(), appearance, (12, 8), (0, 0, 0, 0))
        rows = (
            ("x", self.across, numbers),
            ("y", self.up, [*numbers, NONE]),
            ("predict", self.target, list(model.names)),
        )
        for row, (name, box, choices) in enumerate(rows):
            label = PlainLabel(name)
            label.setBuddy(box)
            box.setAccessibleName(name)
            box.addItems(choices)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        grid.setColumnStretch(1, 1)
        self.up.setCurrentIndex(min(1, len(numbers)))
        self.target.setCurrentIndex(found.target)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = spaced(QVBoxLayout(self), appearance, 14, (18, 18, 18, 14))
        column.addWidget(PlainLabel(f"{model.file.name}: each row becomes a point."))
        column.addLayout(grid)
        column.addWidget(self.buttons)
        self.setMinimumWidth(appearance.px(380))

    @property
    def table(self) -> TableSpec:
        """The table, with what is predicted."""
        return TableSpec(
            str(self._file.resolve()),
            self.target.currentText(),
            header=self._spec.header,
            separator=self._spec.separator,
            decimal=self._spec.decimal,
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of x and y, or of x alone."""
        x, y = self.across.currentText(), self.up.currentText()
        return (x,) if y in (NONE, x) else (x, y)
