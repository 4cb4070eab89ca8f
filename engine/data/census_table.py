"""The rows of a census income file, checked field by field."""

import math
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.files import open_file, read_up_to
from engine.errors import DatasetError

COLUMNS = (
    "age",
    "workclass",
    "fnlwgt",
    "education",
    "education-num",
    "marital-status",
    "occupation",
    "relationship",
    "race",
    "sex",
    "capital-gain",
    "capital-loss",
    "hours-per-week",
    "native-country",
)
NUMBERS = ("age", "education-num", "capital-gain", "capital-loss", "hours-per-week")
CATEGORIES = tuple(name for name in COLUMNS if name not in {*NUMBERS, "fnlwgt"})
CLASSES = ("<=50K", ">50K")
UNKNOWN = "?"
MAX_BYTES = 20_000_000
MAX_NUMBER = 1e9

_CLASS = "the class"
_COMMENT = "|"


@dataclass(frozen=True)
class Table:
    """The rows of one file, a column at a time.

    Attributes
    ----------
    numbers
        The numeric columns in the order of `NUMBERS`, shape (n, 5).
    categories
        The categorical columns in the order of `CATEGORIES`, n words each.
    labels
        Index into `CLASSES` of each row, shape (n,).
    complete
        True for a row without an unknown attribute, shape (n,).
    """

    numbers: NDArray[np.float64]
    categories: tuple[tuple[str, ...], ...]
    labels: NDArray[np.int64]
    complete: NDArray[np.bool_]


def read_table(file: Path) -> Table:
    """Read a census file, with or without a header, UCI's comment line and its trailing full stops.

    Parameters
    ----------
    file
        Comma-separated, 14 attributes and the class in a row.

    Returns
    -------
    Table
        At least one row.

    Raises
    ------
    DatasetError
        When the file cannot be read or a row is not as it should be; names the line.
    """
    lines, rows = _split_rows(file)
    columns = dict(zip((*COLUMNS, _CLASS), zip(*rows, strict=True), strict=True))
    try:
        for name, column in columns.items():
            _check_filled(name, column)
        numbers = [_numbers(name, columns[name]) for name in NUMBERS]
        labels = _labels(columns[_CLASS])
    except _BadFieldError as error:
        raise DatasetError(f"{file}: line {lines[error.row]:,}: {error}") from None
    return Table(
        np.column_stack(numbers),
        tuple(columns[name] for name in CATEGORIES),
        labels,
        np.array([UNKNOWN not in fields for fields in rows]),
    )


class _BadFieldError(Exception):
    """A field that is not what its column holds; `row` counts from 0."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row = row


def _split_rows(file: Path) -> tuple[list[int], list[list[str]]]:
    """Return the line number, from 1, and the fields of every row of the file."""
    expected = len(COLUMNS) + 1
    lines = []
    rows = []
    for line, text in enumerate(_read_text(file).split("\n"), start=1):
        fields = [field.strip() for field in text.split(",")]
        if len(fields) == expected and (line > 1 or tuple(fields[:-1]) != COLUMNS):
            lines.append(line)
            rows.append(fields)
        elif len(fields) != expected and fields != [""] and not fields[0].startswith(_COMMENT):
            count = "1 field" if len(fields) == 1 else f"{len(fields):,} fields"
            raise DatasetError(f"{file}: line {line:,}: {count}, expected {expected}")
    if not rows:
        raise DatasetError(f"{file}: has no rows, expected at least one person")
    return lines, rows


def _read_text(file: Path) -> str:
    with open_file(file) as stream:
        content = read_up_to(stream, MAX_BYTES)
    if len(content) > MAX_BYTES:
        raise DatasetError(f"{file}: is too large, expected at most {MAX_BYTES:,} bytes")
    content = content.removeprefix(BOM_UTF8)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DatasetError(f"{file}: line {line:,}: is not text, expected UTF-8") from None


def _check_filled(name: str, column: tuple[str, ...]) -> None:
    if "" in column:
        raise _BadFieldError(column.index(""), f"{name} is empty, expected a value or {UNKNOWN}")


def _numbers(name: str, column: tuple[str, ...]) -> NDArray[np.float64]:
    """Return a numeric column as numbers, shape (n,)."""
    try:
        values = np.array([float(field) for field in column])
    except ValueError:
        values = np.array([_number_or_nan(field) for field in column])
    # Not a number compares as False, and so does infinity.
    bad = np.flatnonzero(~(np.abs(values) <= MAX_NUMBER))
    if bad.size:
        row = int(bad[0])
        raise _BadFieldError(
            row, f"{name} is {_shorten(column[row])}, expected a number between ±{MAX_NUMBER:,.0f}"
        )
    return values


def _number_or_nan(field: str) -> float:
    try:
        return float(field)
    except ValueError:
        return math.nan


def _labels(column: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the class column as indices into `CLASSES`, shape (n,)."""
    places = {f"{name}{end}": index for index, name in enumerate(CLASSES) for end in ("", ".")}
    labels = np.array([places.get(field, -1) for field in column], dtype=np.int64)
    bad = np.flatnonzero(labels < 0)
    if bad.size:
        row = int(bad[0])
        expected = " or ".join(CLASSES)
        raise _BadFieldError(row, f"{_CLASS} is {_shorten(column[row])}, expected {expected}")
    return labels


def _shorten(field: str) -> str:
    """Quote a field, cut to what fits in a sentence."""
    return repr(field if len(field) <= 40 else f"{field[:39]}…")
