"""What stands in a table of parameters, and where."""

from PySide6.QtCore import QPoint

from app.timeline import ParameterTable
from app.timeline.table_model import Column
from engine.network.quantities import Quantity, Ref

W5 = Ref(Quantity.WEIGHT, 2, 0, 0)
W8 = Ref(Quantity.WEIGHT, 2, 1, 1)
B_O1 = Ref(Quantity.BIAS, 2, 0)


def row_texts(table: ParameterTable, ref: Ref) -> list[str]:
    """Return what a parameter's row says, a text a column."""
    row = table.model.row_of(ref)
    assert row is not None
    return [table.model.index(row, column).data() for column in Column]


def names(table: ParameterTable) -> list[str]:
    """Return the names of all rows, from the top."""
    return [table.model.index(row, 0).data() for row in range(table.model.rowCount())]


def cell(table: ParameterTable, ref: Ref, column: int) -> QPoint:
    """Return the middle of a cell, within the viewport."""
    row = table.model.row_of(ref)
    assert row is not None
    return table.view.visualRect(table.model.index(row, column)).center()
