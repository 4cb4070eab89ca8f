"""A table: columns of given numbers, and columns that a formula computes from those before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from engine.arrays import FloatArray
from engine.errors import Fail, FormulaError
from engine.expressions.evaluating import evaluate
from engine.expressions.parsing import parse
from engine.expressions.tree import Node
from engine.lessons.checking import variable
from engine.lessons.keys import Letters, Rows, Texts
from engine.lessons.kinds import PictureKind, Place

MOST_COLUMNS, MOST_ROWS, MOST_LETTERS, MOST_HEAD = 8, 12, 8, 24

MEASURES: Mapping[str, Callable[[FloatArray], Any]] = {
    "mean": np.mean,
    "sd": np.std,
    "min": np.min,
    "max": np.max,
    "sum": np.sum,
    "norm": np.linalg.norm,
}
"""What stands before a column's name for a number of the whole column.

sd divides by m; norm is the length of the column as a vector, the root of the sum of its squares.
"""


class Column(NamedTuple):
    """A column.

    Attributes
    ----------
    name, head : str
        The name that formulas have for it, and words above it.
    tree : Node or None
        Its formula; None where its numbers are given.
    values : ndarray of shape (m,)
        Its numbers.
    place : int
        Which of the given columns it is, from 0; −1 for a computed one.
    """

    name: str
    head: str
    tree: Node | None
    values: FloatArray
    place: int


def cell_name(column: str, row: int) -> str:
    """Return the name of a cell's value for a row from 0, such as xr1."""
    return f"{column}r{row + 1}"


class Table:
    """What is computed of a table's keys.

    Attributes
    ----------
    columns : tuple of Column
        From left to right.
    known : dict of str to ndarray of shape (m,)
        What formulas can name: letters, columns, and the measures of columns.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        typed = np.array(keys["rows"], dtype=np.float64)
        self.count = len(typed)
        self.known: dict[str, FloatArray] = {
            letter: np.full(self.count, number) for letter, number in keys["letters"]
        }
        columns, place = [], 0
        for at, (name, formula) in enumerate(named(keys)):
            tree = parse(formula, tuple(self.known)) if formula else None
            values = typed[:, place] if tree is None else self._computed(tree)
            head = keys["heads"][at] if keys["heads"] else ""
            columns.append(Column(name, head, tree, values, -1 if formula else place))
            place += not formula
            self.known |= {name: values} | self._measures(name, values)
        self.columns = tuple(columns)

    def _computed(self, tree: Node) -> FloatArray:
        points = self.known or {"": np.zeros(self.count)}
        values = evaluate(tree, points, next(iter(points))).value
        return np.where(np.isfinite(values), values, np.nan)

    @np.errstate(all="ignore")
    def _measures(self, name: str, values: FloatArray) -> dict[str, FloatArray]:
        return {
            f"{measure}{name}": np.full(self.count, of(values)) for measure, of in MEASURES.items()
        }

    def column(self, name: str) -> Column | None:
        """Return a column by its name."""
        return next((each for each in self.columns if each.name == name), None)

    def is_hidden(self, column: Column) -> bool:
        """Whether a column's numbers are not shown yet."""
        return column.name in self.keys["hidden"]

    def sources(self, column: Column) -> frozenset[str]:
        """Return what a column's formula names, and which columns that is measured of."""
        names = column.tree.variables if column.tree is not None else frozenset()
        measured = {
            each.name
            for each in self.columns
            for measure in MEASURES
            if f"{measure}{each.name}" in names
        }
        return names | measured

    @cached_property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        values = {"count": float(self.count)}
        values |= {name: float(of[0]) for name, of in self.known.items()}
        for column in self.columns:
            del values[column.name]
            for row, value in enumerate(column.values):
                values[cell_name(column.name, row)] = float(value)
        return values

    def handles(self) -> Mapping[str, Place]:
        """Return what can be typed: the numbers by row and column, and the letters."""
        cells = {
            f"rows.{row}.{place}": (number, 0.0)
            for row, numbers in enumerate(self.keys["rows"])
            for place, number in enumerate(numbers)
        }
        return cells | {f"letters.{name}": (number, 0.0) for name, number in self.keys["letters"]}

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider; no key has one."""
        del key
        return 0.0, 1.0

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the key that changes where another number is typed."""
        del y
        name, _, place = handle.partition(".")
        if name == "letters":
            return {"letters": dict(self.keys["letters"]) | {place: x}}
        row, column = map(int, place.split("."))
        rows = [list(numbers) for numbers in self.keys["rows"]]
        rows[row][column] = x
        return {"rows": tuple(map(tuple, rows))}


def named(keys: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the columns' names with their formulas, which are empty where numbers are given."""
    names, formulas = keys["columns"], keys["formulas"]
    return list(zip(names, (*formulas, *[""] * (len(names) - len(formulas))), strict=True))


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    names, formulas = keys["columns"], keys["formulas"]
    if not names:
        fail("columns", "found no names; expected at least one")
    if len(formulas) > len(names):
        fail("formulas", f"found {len(formulas)} formulas; expected one a column, {len(names)}")
    for at, name in enumerate(names):
        variable(name, f"columns[{at}]", fail)
    _check_rows(keys, fail)
    known = [letter for letter, _ in keys["letters"]]
    for at, (name, formula) in enumerate(named(keys)):
        if formula:
            try:
                parse(formula, tuple(known))
            except FormulaError as error:
                fail(f"formulas[{at}]", str(error))
        known += [name, *(measure + name for measure in MEASURES)]
    cells = [cell_name(name, row) for name in names for row in range(len(keys["rows"]))]
    (twice, times) = Counter([*known, *cells, "count"]).most_common(1)[0]
    if times > 1:
        fail("columns", f"{twice} stands for two things; expected another name for one of them")
    for key in ("hidden", "sums"):
        for at, name in enumerate(keys[key]):
            if name not in names:
                fail(f"{key}[{at}]", f"found {name!r}; expected one of {', '.join(names)}")


def _check_rows(keys: Mapping[str, Any], fail: Fail) -> None:
    rows, names = keys["rows"], keys["columns"]
    wanted = sum(not formula for _, formula in named(keys))
    if not rows or len(rows[0]) != wanted:
        found = f"{len(rows[0])} numbers" if rows else "no rows"
        expected = f"{wanted}, one for each column without a formula"
        fail("rows[0]" if rows else "rows", f"found {found}; expected {expected}")
    for key, count in (("names", len(rows)), ("heads", len(names))):
        texts = keys[key]
        if texts and len(texts) != count:
            fail(key, f"found {len(texts)} texts; expected {count}")
        if any(len(text) > MOST_HEAD for text in texts):
            fail(key, f"found a text that is too long; expected at most {MOST_HEAD} characters")


TABLE = PictureKind(
    id="table",
    sentence="Numbers with a formula a column; what is given can be typed anew.",
    keys=(
        Texts("columns", "columns", ("x", "y"), MOST_COLUMNS),
        Texts("formulas", "formulas", ("", "x^2"), MOST_COLUMNS),
        Texts("heads", "words above", (), MOST_COLUMNS),
        Rows("rows", "rows", ((1.0,), (2.0,), (3.0,)), tuple(range(1, 9)), MOST_ROWS),
        Texts("names", "names of rows", (), MOST_ROWS),
        Letters("letters", "the same in all rows", (), MOST_LETTERS),
        Texts("hidden", "hidden columns", (), MOST_COLUMNS),
        Texts("sums", "columns with their sum", (), MOST_COLUMNS),
    ),
    offers={"count": "how many rows there are"},
    formulas={"columns": "the formulas of the columns that are computed"},
    check=_check,
    make=Table,
)
