"""A second table, the test's: its columns are read as those of the training table were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.datasets.columns import Columns, Part
from engine.datasets.specs import TableSpec
from engine.datasets.tables.dialect import Dialect, find_dialect
from engine.datasets.tables.fields import UNKNOWN_TARGETS
from engine.datasets.tables.scanning import KnownWords, Scanned, scan_again
from engine.datasets.tables.text import Text, shown


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
    numbers
        The numeric columns that are used.
    words
        For the other columns that are used, the place of each category.
    """

    text: Text
    dialect: Dialect
    target: int
    classes: Sequence[str]
    numbers: Sequence[int]
    words: Mapping[int, dict[str | None, int]]


def read_test(spec: TableSpec, text: Text, expected: Expected) -> Part:
    """Read the test rows.

    With a header the columns are found by their names, in whatever order; those that are not used
    may be missing. Without one there are as many columns as in the training table.

    Raises
    ------
    DatasetError
        A column is missing, or a row does not fit, by row and column.
    """
    header = expected.dialect.header
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
    numbers = [place(at) for at in expected.numbers]
    words = {place(at): KnownWords(places=listed) for at, listed in expected.words.items()}
    known = dict(words)
    if expected.classes:
        places: dict[str | None, int] = {name: at for at, name in enumerate(expected.classes)}
        known[target] = KnownWords(UNKNOWN_TARGETS, places=places)
    scanned = scan_again(text, dialect, numbers if expected.classes else [*numbers, target], known)
    y = _targets(text, scanned, target, dialect.names[target])
    x = np.empty((len(scanned.rows), len(numbers)), order="F")
    for column, at in enumerate(numbers):
        x[:, column] = scanned.numbers[at]
    return Part(Columns(x, stack_codes([scan.codes() for scan in words.values()], len(y))), y)


def _targets(
    text: Text, scanned: Scanned, target: int, name: str
) -> NDArray[np.int64] | NDArray[np.float64]:
    y: NDArray[np.int64] | NDArray[np.float64]
    if target in scanned.numbers:
        y = scanned.numbers[target]
        wrong = np.flatnonzero(np.isnan(y))
        problem = "the target is unknown, expected a number"
    else:
        scan = scanned.words[target]
        y = scan.codes().astype(np.int64)
        wrong = np.flatnonzero(y < 0)
        strange = scan.strange if isinstance(scan, KnownWords) else None
        problem = f"{shown(strange or '')}, expected a class that a training row has"
    if wrong.size:
        raise text.fail(problem, row=int(scanned.rows[wrong[0]]), column=name)
    return y


def stack_codes(codes: Sequence[NDArray[np.int16]], rows: int) -> NDArray[np.int16]:
    """Return columns of categories side by side, shape (rows, columns), even where none are."""
    return np.column_stack(codes) if codes else np.empty((rows, 0), dtype=np.int16)
