"""The beginning of a table: enough of it to propose how it is learned from."""

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from engine.data.tables.dialect import Dialect, find_dialect
from engine.data.tables.text import Text, even_row, read_beginning, read_rows
from engine.errors import DatasetError
from engine.network.data_specs import TableSpec

SHOWN = 200
"""So many rows are shown before a table is imported."""

_BYTES = 4_000_000
_ROWS = 10_000
_FIELDS = 400_000


@dataclass(frozen=True)
class Sample:
    """The first rows of a table.

    Attributes
    ----------
    text
        Their text.
    is_whole
        Whether the table has no more.
    apart
        Its rows as they are taken apart in each way that was asked for.
    """

    text: Text
    is_whole: bool
    apart: dict[TableSpec, "SampleRows"] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, eq=False)
class SampleRows:
    """The same, taken apart.

    Attributes
    ----------
    dialect
        How the table is written.
    rows
        The fields of each row.
    is_whole
        Whether the table has no more.
    odd
        What is wrong with the first row that has too many fields or too few; empty where none has.
    looked_at
        What was found of each column, by its place and by what it has to hold.
    """

    dialect: Dialect
    rows: list[list[str]]
    is_whole: bool
    odd: str = ""
    looked_at: dict[tuple[int, bool, bool], Any] = field(default_factory=dict, repr=False)


def read_sample(file: Path) -> Sample:
    """Read the beginning of a table's file.

    Raises
    ------
    DatasetError
        The file cannot be read, is empty or no text.
    """
    return Sample(*read_beginning(file, _BYTES))


def take_apart(sample: Sample, spec: TableSpec) -> SampleRows:
    """Find out how a table is written, as far as its spec leaves it open, and take it apart.

    Raises
    ------
    DatasetError
        There is no row, one column alone, or too many of them.
    """
    # Whatever else is decided, the rows stay what they are.
    target = spec.target if spec.target and isinstance(spec.target, str) else 1
    said = {key: getattr(spec, key) for key in ("header", "separator", "decimal", "unknowns")}
    key = TableSpec("", target, **said)
    if key not in sample.apart:
        sample.apart[key] = _take_apart(sample, key)
    return sample.apart[key]


def _take_apart(sample: Sample, spec: TableSpec) -> SampleRows:
    dialect = find_dialect(sample.text, spec)
    width, start = len(dialect.names), dialect.header.rows
    most = max(SHOWN, min(_ROWS, _FIELDS // width))
    rows: list[list[str]] = []
    odd = ""
    try:
        for number, found in islice(read_rows(sample.text, dialect.separator), start, None):
            if len(rows) == most:
                return SampleRows(dialect, rows, is_whole=False, odd=odd)
            row = even_row(found, width, dialect.separator)
            if len(row) != width and not odd:
                fields = "1 field" if len(row) == 1 else f"{len(row):,} fields"
                odd = f"row {number:,}: {fields}, expected {width:,}"
            rows.append([*row[:width], *[""] * (width - len(row))])
    except DatasetError:
        # Where the beginning of a file ends within quotes, its last row is not to be had.
        if sample.is_whole or not rows:
            raise
    return SampleRows(dialect, rows, sample.is_whole, odd)
