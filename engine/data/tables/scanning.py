"""A table's columns, row by row: numbers as long as they are numbers, else dates or words."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.data.reading import quoted
from engine.data.tables.dates import DateFormat, Dates, DateScan
from engine.data.tables.dialect import Dialect
from engine.data.tables.gathering import KnownWords, NumberScan, WordScan
from engine.data.tables.text import Chunk, Text, read_chunks, shown
from engine.errors import DatasetError
from engine.network.data_specs import Task

MAX_CLASSES = 256

# A longer field or name would make a hint that nobody reads.
_HINTED = 60


@dataclass(frozen=True, eq=False)
class Scanned:
    """A table's columns, by their place in the file from 0.

    Attributes
    ----------
    rows
        Number of each row in the file, shape (n,).
    numbers
        The numeric columns.
    words
        Those of words. The target is both where it may be a class or a number to be met.
    dates
        Those of dates.
    signs
        The sign of money or per cent that stands at a column's numbers.
    marks
        The signs that stand for a column's unknown numbers.
    strays
        How many fields of a column of numbers are none, and count as unknown.
    """

    rows: NDArray[np.int64]
    numbers: dict[int, NDArray[np.float64]]
    words: dict[int, WordScan]
    dates: dict[int, Dates] = field(default_factory=dict)
    signs: dict[int, str] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    strays: dict[int, int] = field(default_factory=dict)

    def without(self, rows: NDArray[np.bool_]) -> "Scanned":
        """Return the columns without some rows."""
        left = ~rows
        for scan in self.words.values():
            scan.take(left)
        return Scanned(
            self.rows[left],
            {at: values[left] for at, values in self.numbers.items()},
            self.words,
            {at: Dates(d.form, d.values[left], d.ambiguous) for at, d in self.dates.items()},
            self.signs,
            self.marks,
            self.strays,
        )


def chunks(text: Text, dialect: Dialect) -> Iterable[Chunk]:
    """Return a table's rows of fields."""
    return read_chunks(text, dialect.separator, dialect.header.rows, len(dialect.names))


def scan_table(
    text: Text,
    dialect: Dialect,
    columns: Iterable[int],
    target: int,
    task: Task | None,
    *,
    lenient: Container[int] = (),
) -> Scanned:
    """Read a whole table, finding out which columns hold numbers.

    Where columns hold words the file is gone through again for them, so that what is written need
    not be kept beside the number it says.

    Parameters
    ----------
    text, dialect
        The file and how it is written.
    columns
        Those that may be learned from.
    target
        The column to predict.
    task
        Whether it has to be a number; None finds out.
    lenient
        Columns of numbers in which whatever is none is unknown.

    Raises
    ------
    DatasetError
        Rows or fields that do not fit, by row and column.
    """
    listed = [at for at in columns if at not in dialect.header.words]
    listed += [target] * (task != "classification")
    scans = {at: NumberScan(lenient=at in lenient) for at in listed}
    classes = WordScan(dialect.target_unknowns, MAX_CLASSES)
    rows: list[NDArray[np.int64]] = []
    for chunk in chunks(text, dialect):
        rows.append(np.array(chunk.numbers))
        for at, scan in scans.items():
            scan.add(chunk.numbers, chunk.columns[at], dialect.notation)
        if task != "regression":
            classes.add(chunk.columns[target])
    if not rows:
        raise text.fail("has a header and no rows, expected at least two")
    scanned = Scanned(np.concatenate(rows), {}, {})
    worded = [at for at in columns if at in dialect.header.words]
    for at in list(scans):
        scan = scans.pop(at)
        values = scan.numbers()
        if values is not None:
            scanned.numbers[at] = values
            scanned.signs[at] = "".join(scan.signs)
            scanned.marks[at] = " and ".join(sorted(scan.marks))
            scanned.strays[at] = scan.strays
        elif scan.mistaken or (at == target and task == "regression"):
            raise _no_number(text, dialect, at, scan, learned_from=at != target)
        elif at != target:
            worded.append(at)
    _scan_words(text, dialect, sorted(worded), scanned)
    if task != "regression":
        scanned.words[target] = classes
    return scanned


def _no_number(
    text: Text, dialect: Dialect, at: int, scan: NumberScan, *, learned_from: bool = False
) -> DatasetError:
    row, found = scan.first_odd or (0, "")
    name = dialect.names[at]
    if scan.too_large:
        problem = f"{shown(found)}, expected a number from −1e30 to 1e30"
        return text.fail(problem, row=row, column=name)
    how = f"with a decimal {'comma' if dialect.decimal == ',' else 'point'}"
    ways = f" (or unknowns = [{quoted(found.strip())}], or ignore = [{quoted(name)}])"
    short = len(found) + len(name) <= _HINTED and found.isprintable()
    hint = ways if learned_from and short else ""
    return text.fail(f"{shown(found)}, expected a number {how}{hint}", row=row, column=name)


def _scan_words(text: Text, dialect: Dialect, columns: Sequence[int], scanned: Scanned) -> None:
    """Read the columns that hold dates or words."""
    if not columns:
        return
    words = {at: WordScan(dialect.unknowns) for at in columns}
    dates = {at: DateScan(dialect.unknowns) for at in columns if at not in dialect.header.words}
    for chunk in chunks(text, dialect):
        for at, scan in words.items():
            scan.add(chunk.columns[at])
        for at, dated in dates.items():
            dated.add(chunk.numbers, chunk.columns[at])
    for at in columns:
        found = dates[at].dates() if at in dates else None
        if found is None:
            scanned.words[at] = words[at]
        else:
            scanned.dates[at] = found


def scan_again(
    text: Text,
    dialect: Dialect,
    numbers: Sequence[int],
    words: Mapping[int, KnownWords],
    forms: Mapping[int, DateFormat],
    *,
    lenient: Container[int] = (),
) -> Scanned:
    """Read the columns of a second table as those of a first one were.

    Parameters
    ----------
    text, dialect
        The second file and how it is written.
    numbers
        Columns that have to hold numbers.
    words
        Gathers those of words.
    forms
        How the columns of dates are written.
    lenient
        Columns of numbers in which whatever is none is unknown.

    Raises
    ------
    DatasetError
        Rows or fields that do not fit, by row and column.
    """
    rows: list[NDArray[np.int64]] = []
    parts: dict[int, list[NDArray[np.float64]]] = {at: [] for at in numbers}
    dates = {at: DateScan(dialect.unknowns, {form: []}) for at, form in forms.items()}
    for chunk in chunks(text, dialect):
        rows.append(np.array(chunk.numbers))
        for at in numbers:
            scan = NumberScan(lenient=at in lenient)
            scan.add(chunk.numbers, chunk.columns[at], dialect.notation)
            if scan.odd or scan.parts is None:
                raise _no_number(text, dialect, at, scan)
            parts[at].append(scan.parts[0])
        for at, known in words.items():
            known.add(chunk.columns[at])
        for at, dated in dates.items():
            dated.add(chunk.numbers, chunk.columns[at])
    if not rows:
        raise text.fail("has no rows, expected at least one")
    gathered = {at: np.concatenate(parts.pop(at)) for at in numbers}
    found: dict[int, Dates] = {}
    for at, dated in dates.items():
        read = dated.dates()
        if read is None:
            row, field = dated.first_odd or (0, "")
            problem = f"{shown(field)}, expected a date as {forms[at].name}"
            raise text.fail(problem, row=row, column=dialect.names[at])
        found[at] = read
    return Scanned(np.concatenate(rows), gathered, dict(words), found)
