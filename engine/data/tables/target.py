"""The column to predict: which it is, whether it is a class or a number, and what it may be."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.data.tables.dialect import Dialect
from engine.data.tables.fields import Notation
from engine.data.tables.gathering import WordScan
from engine.data.tables.headers import one_line
from engine.data.tables.scanning import Scanned
from engine.data.tables.text import Text, shown
from engine.network.data_specs import TableSpec, Task
from engine.text import listed

# So many different numbers are hardly the names of classes; of fractions fewer are.
_MANY = 10
_MANY_FRACTIONS = 5


def find_column(text: Text, names: Sequence[str], column: str | int) -> int:
    """Return the place, from 0, of a column that is named, or numbered from 1.

    Raises
    ------
    DatasetError
        There is none.
    """
    if isinstance(column, str):
        name = one_line(column)
        if name in names:
            return names.index(name)
        numbered = re.fullmatch(r"(?:column )?(\d{1,9})", name)
        if numbered is None:
            raise text.fail(f"has no column {shown(name)}, expected one of {listed(names)}")
        column = int(numbered[1])
    if not 1 <= column <= len(names):
        raise text.fail(f"has no column {column:,}, expected a number from 1 to {len(names):,}")
    return column - 1


def choose_task(
    scanned: Scanned, target: int, spec: TableSpec, dialect: Dialect
) -> tuple[Task, str]:
    """Return whether a class or a number is predicted, and a sentence that says why.

    A target of numbers is a number to be met where there are many different ones, or where hardly
    one occurs again. The sentence is empty where the spec says which it is.
    """
    if spec.task is not None:
        return spec.task, ""
    name = dialect.names[target]
    if target in dialect.header.words:
        return "classification", f"{name} is predicted as a class, as its header says."
    values = scanned.numbers.get(target)
    if values is None:
        return "classification", f"{name} is predicted as a class, as it holds words."
    known = values[~np.isnan(values)]
    different = len(np.unique(known))
    fractions = bool(np.any(known != np.floor(known)))
    most = _MANY_FRACTIONS if fractions else _MANY
    task: Task = (
        "regression" if different > most or 2 * different > len(known) else "classification"
    )
    what = "a number" if task == "regression" else "a class"
    found = f"it holds {different:,} different numbers in {len(known):,} rows"
    return task, f"{name} is predicted as {what}, as {found}."


def check_classes(text: Text, name: str, scan: WordScan, notation: Notation) -> None:
    """Refuse classes of which there are too many to be learned, or too few.

    Raises
    ------
    DatasetError
        Every row has the same class, or there are more than half as many classes as rows.
    """
    words = [word for word in scan.words if word is not None]
    numeric = all(notation.number(word) is not None for word in words)
    hint = ' (or task = "regression" for numbers)' if numeric else ""
    if scan.overflow:
        problem = f"more than {scan.limit:,} different classes, expected at most that{hint}"
        raise text.fail(problem, column=name)
    if len(words) < 2:
        problem = f"every row has {shown(words[0])}, expected classes that differ"
        raise text.fail(problem, column=name)
    rows = len(scan.codes())
    if 2 * len(words) > rows:
        raise text.fail(
            f"{len(words):,} classes in {rows:,} rows, expected at most half as many classes as"
            f" rows{hint}",
            column=name,
        )


def check_numbers(text: Text, name: str, values: NDArray[np.float64]) -> None:
    """Refuse numbers to be met that are all the same."""
    if np.ptp(values) == 0:
        problem = f"every row has {shown(f'{values[0]:g}')}, expected numbers that differ"
        raise text.fail(problem, column=name)


def unknown_targets(scanned: Scanned, target: int, task: Task) -> NDArray[np.bool_]:
    """Return in which rows the target is unknown, shape (rows,)."""
    if task == "regression":
        return np.isnan(scanned.numbers[target])
    return scanned.words[target].unknown_rows()


def unknown_inputs(scanned: Scanned, target: int) -> NDArray[np.bool_]:
    """Return in which rows a column but the target is unknown, shape (rows,).

    A column that is unknown throughout is left out by itself, and does not count.
    """
    columns = [np.isnan(values) for at, values in scanned.numbers.items() if at != target]
    columns += [np.isnan(dates.values) for dates in scanned.dates.values()]
    columns += [scan.unknown_rows() for at, scan in scanned.words.items() if at != target]
    found = np.zeros(len(scanned.rows), dtype=np.bool_)
    for unknown in columns:
        found |= unknown & ~unknown.all()
    return found


def class_targets(scan: WordScan, notation: Notation) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the class index of each row, and the names of the classes in order.

    They are sorted by number where every one is a number, else by letters.
    """
    words = [str(word) for word in scan.words]
    values = [notation.number(word) for word in words]
    keys = [value for value in values if value is not None]
    if len(keys) < len(words):
        order = sorted(words)
    else:
        order = [word for _, word in sorted(zip(keys, words, strict=True))]
    rank = {word: place for place, word in enumerate(order)}
    ranks = np.array([rank[word] for word in words], dtype=np.int64)
    return ranks[scan.codes()], tuple(order)
