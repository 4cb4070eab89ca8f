"""The lines of a table: the formulas of its columns, and a cell's with its numbers put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from engine.lessons.pictures.table import MEASURES, Column, Table
from symbolic.formula.build import equation
from symbolic.formula.from_typed import typed_formula
from symbolic.formula.tree import Apply, Formula, Group, Norm, Words
from symbolic.lessons.numbers import letter, number_of, worked


def column_formula(table: Table, column: Column) -> Formula | None:
    """Return what a column is computed of, in letters; None where its numbers are given."""
    return None if column.tree is None else typed_formula(column.tree, _named(table))


def worked_cell(table: Table, column: Column, row: int) -> Formula:
    """Return a cell's name, its formula in letters, with its numbers, and what it comes to."""
    value = float(column.values[row])
    names = [letter(column.name)]
    if column.tree is None:
        return worked(*names, number_of(value), numbers=(value,))
    numbers = {name: float(table.known[name][row]) for name in column.tree.variables}
    in_numbers = typed_formula(column.tree, lambda name: number_of(numbers[name]))
    sides = (*names, typed_formula(column.tree, _named(table)), in_numbers, number_of(value))
    return worked(*sides, numbers=(*numbers.values(), value))


def _named(table: Table) -> Callable[[str], Formula]:
    measured: dict[str, Formula] = {
        f"{measure}{column.name}": _measured(measure, letter(column.name))
        for column in table.columns
        for measure in MEASURES
    }
    return lambda name: measured.get(name) or letter(name)


def _measured(measure: str, column: Formula) -> Formula:
    return Norm(column) if measure == "norm" else Apply(Words(measure), Group(column))


def _columns(table: Table, _: object) -> Iterator[Formula]:
    for column in table.columns:
        formula = column_formula(table, column)
        if formula is not None:
            yield equation(letter(column.name), formula)


_Line: TypeAlias = Callable[[Any, Any], Iterator[Formula]]

TABLE_LINES: Mapping[str, _Line] = {"columns": _columns}
