"""A second table, the test's: its columns are read as those of the training table were."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from engine.data.columns import Columns
from engine.data.table_source import Part
from engine.data.tables.dates import PARTS, DateFormat
from engine.data.tables.dialect import Dialect, find_dialect
from engine.data.tables.gathering import STRANGE, UNKNOWN, KnownWords
from engine.data.tables.scanning import Scanned, scan_again
from engine.data.tables.target import unknown_inputs
from engine.data.tables.text import Text, shown
from engine.network.data_specs import TableSpec


@dataclass(frozen=True)
class Feature:
    """A number that is made of a column.

    Attributes
    ----------
    at
        Place of the column, from 0.
    name
        What the number is called.
    part
        Of a column of dates, what it says of them; see `PARTS`.
    origin
        Of a column of dates, the day that days are counted from.
    """

    at: int
    name: str
    part: str = ""
    origin: float = 0.0

    def of(self, scanned: Scanned, at: int | None = None) -> NDArray[np.float64]:
        """Return the numbers, shape (rows,), of a table that has the column in some place."""
        place = self.at if at is None else at
        if not self.part:
            return scanned.numbers[place]
        return PARTS[self.part](scanned.dates[place].values, self.origin)


@dataclass(frozen=True)
class Expected:
    """What the training table says about the test table; columns by their place from 0.

    Attributes
    ----------
    text, dialect
        The training table and how it is written.
    target
        The column to predict.
    classes
        Names of the classes; empty where numbers are to be met.
    features
        The numbers that are used.
    forms
        How the columns of dates are written.
    words
        For the other columns that are used, the place of each category.
    lenient
        Columns of numbers in which whatever is none is unknown.
    """

    text: Text
    dialect: Dialect
    target: int
    classes: Sequence[str]
    features: Sequence[Feature]
    forms: Mapping[int, DateFormat]
    words: Mapping[int, dict[str | None, int]]
    lenient: Container[int] = ()


def read_test(spec: TableSpec, text: Text, expected: Expected) -> tuple[Part, int]:
    """Read the test rows.

    With a header the columns are found by their names, in whatever order; those that are not used
    may be missing. Without one there are as many columns as in the training table.

    Returns
    -------
    (Part, int)
        The rows, and how many were left out as their target is unknown.

    Raises
    ------
    DatasetError
        A column is missing, or a row does not fit, by row and column.
    """
    header = expected.dialect.header.rows > 0
    dialect = find_dialect(text, replace(spec, header=header))
    if not header and len(dialect.names) != len(expected.dialect.names):
        raise text.fail(
            f"has {len(dialect.names):,} columns, expected {len(expected.dialect.names):,} as in"
            f" {expected.text.file.name}"
        )

    def place(at: int) -> int:
        name = expected.dialect.names[at]
        if name not in dialect.names:
            problem = f"has no column {shown(name)}, expected those of {expected.text.file.name}"
            raise text.fail(problem)
        return dialect.names.index(name)

    target = place(expected.target)
    places = {feature.at: place(feature.at) for feature in expected.features}
    forms = {places[at]: form for at, form in expected.forms.items() if at in places}
    numbers = [at for at in places.values() if at not in forms]
    words = {
        place(at): KnownWords(dialect.unknowns, places=listed)
        for at, listed in expected.words.items()
    }
    known = dict(words)
    if expected.classes:
        listed: dict[str | None, int] = {name: at for at, name in enumerate(expected.classes)}
        known[target] = KnownWords(dialect.target_unknowns, places=listed)
    else:
        numbers.append(target)
    lenient = {place(at) for at in [*places, expected.target] if at in expected.lenient}
    scanned = scan_again(text, dialect, numbers, known, forms, lenient=lenient)
    y, left = _targets(spec, text, scanned, target, dialect.names[target])
    if spec.unknown_inputs == "drop":
        left &= ~unknown_inputs(scanned, target)
        if not left.any():
            raise text.fail("a field is unknown in every row, expected rows without")
    x = np.empty((len(scanned.rows), len(expected.features)), order="F")
    for column, feature in enumerate(expected.features):
        x[:, column] = feature.of(scanned, places[feature.at])
    # Neither a strange word nor an unknown value has an input where no training row has it.
    codes = [np.maximum(scan.codes(), STRANGE) for scan in words.values()]
    columns = Columns(x, stack_codes(codes, len(x)))
    dropped = int(np.count_nonzero(~left))
    return Part(columns.take(np.flatnonzero(left)) if dropped else columns, y[left]), dropped


def _targets(
    spec: TableSpec, text: Text, scanned: Scanned, target: int, name: str
) -> tuple[NDArray[np.int64] | NDArray[np.float64], NDArray[np.bool_]]:
    """Return what is to be predicted, and in which rows it is known."""
    y: NDArray[np.int64] | NDArray[np.float64]
    if target in scanned.numbers:
        y = scanned.numbers[target]
        unknown, strange = np.isnan(y), np.zeros(len(y), dtype=np.bool_)
        expected, word = "a number", ""
    else:
        scan = scanned.words[target]
        y = scan.codes().astype(np.int64)
        unknown, strange = y == UNKNOWN, y == STRANGE
        expected = "a class that a training row has"
        word = (scan.strange if isinstance(scan, KnownWords) else None) or ""
    if strange.any():
        row = int(scanned.rows[np.argmax(strange)])
        raise text.fail(f"{shown(word)}, expected {expected}", row=row, column=name)
    if unknown.any() and spec.unknown_rows == "refuse":
        raise text.fail(
            f'the target is unknown, expected {expected} (unknown_rows = "drop" leaves such rows'
            " out)",
            row=int(scanned.rows[np.argmax(unknown)]),
            column=name,
        )
    if unknown.all():
        raise text.fail("the target is unknown in every row", column=name)
    return y, ~unknown


def stack_codes(codes: Sequence[NDArray[np.int16]], rows: int) -> NDArray[np.int16]:
    """Return columns of categories side by side, shape (rows, columns), even where none are."""
    return np.column_stack(codes) if codes else np.empty((rows, 0), dtype=np.int16)
