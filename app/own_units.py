"""Inputs and targets of a table in the table's own words and units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.arrays import FloatArray
from engine.data.selection import Rows
from engine.network.quantities import Quantity, Ref

if TYPE_CHECKING:
    from engine.data.units import TableUnits

MOST_COLUMNS = 20
"""So many columns of a row are listed."""

MOST_WORDS = 12
"""So many words of a column are listed where one of them is to be typed."""


def is_input(ref: Ref) -> bool:
    """Whether a number is an input."""
    return ref.quantity is Quantity.ACTIVATION and ref.layer == 0


def own_text(rows: Rows, ref: Ref, sample: int) -> str:
    """Return what the table says where an input or a target comes from, such as "39".

    Empty where there is no table, or where the number is the table's as it stands.
    """
    units, at = rows.units, ref.unit or 0
    if units is None or not 0 <= sample < len(rows.x):
        return ""
    if is_input(ref) and units.is_invertible and not units.is_as_written(at):
        return units.text(rows.x[sample], at)
    if ref.quantity is Quantity.TARGET and units.target_scale is not None:
        return units.target_text(rows.y_true[sample])
    return ""


def own_number(rows: Rows, ref: Ref, sample: int) -> str:
    """Return the number that the table has for an input or a target, as `own_text`.

    Empty for a column of words: the input is named by one of them.
    """
    units = rows.units
    if units is None or (is_input(ref) and units.words(ref.unit or 0)):
        return ""
    return own_text(rows, ref, sample)


def row_text(rows: Rows, sample: int) -> str:
    """Return what the table says in a row, such as "age 39, job b → income 12"; empty for none."""
    units = rows.units
    if units is None or not units.is_invertible or not 0 <= sample < len(rows.x):
        return ""
    said: dict[str, str] = {}
    for at in range(rows.x.shape[1]):
        column = units.column(at)
        if column not in said and len(said) < MOST_COLUMNS:
            said[column] = units.text(rows.x[sample], at)
    cells = ", ".join(f"{column} {text}" for column, text in said.items())
    return f"{cells} → {units.target} {units.target_text(rows.y_true[sample])}"


def own_name(units: TableUnits, ref: Ref) -> str:
    """Return the name of the column that an input or a target comes from."""
    return units.column(ref.unit or 0) if is_input(ref) else units.target


def own_words(units: TableUnits, ref: Ref) -> tuple[str, ...]:
    """Return what that column may say; empty where it holds numbers."""
    return units.words(ref.unit or 0) if is_input(ref) else units.classes


def to_edit(rows: Rows, ref: Ref, sample: int) -> str:
    """Return what the table says, for who edits it."""
    units, at = rows.units, ref.unit or 0
    if units is None:
        return ""
    if is_input(ref):
        return units.text(rows.x[sample], at)
    return units.target_text(rows.y_true[sample])


def with_own(
    rows: Rows, ref: Ref, sample: int, value: float | str
) -> tuple[FloatArray, FloatArray]:
    """Return inputs and targets of a row in which the table says something else for one of them.

    Parameters
    ----------
    rows : Rows
        Rows of a table.
    ref : Ref
        The input or the target.
    sample : int
        Which of the rows, from 0.
    value : float or str
        The number in the column's unit, NaN where it is unknown; or one of the column's words.

    Returns
    -------
    (ndarray of shape (inputs,), ndarray of shape (outputs,))
        The whole row as it then is.
    """
    units, at = rows.units, ref.unit or 0
    if units is None:
        raise ValueError("these rows are not a table's")
    x, y_true = rows.x[sample], rows.y_true[sample]
    if is_input(ref):
        if isinstance(value, str):
            return units.with_word(x, at, value), y_true
        return units.with_number(x, at, value), y_true
    if isinstance(value, str):
        return x, units.target_of_word(value, len(y_true))
    return x, units.target_of_number(value)
