"""How a table is written: what separates fields, the decimal mark, and whether it has a header."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from engine.datasets.specs import TableSpec
from engine.datasets.tables.fields import is_unknown, parse_number
from engine.datasets.tables.text import MAX_COLUMNS, Text, read_rows, shown

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SAMPLE_BYTES = 1_000_000
_SAMPLE_ROWS = 1000
_SAMPLE_FIELDS = 200_000
_MIN_ROWS = 20
_MAX_NAME = 200
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d*,\d+(e[+-]?\d+)?\s*", re.IGNORECASE)
_DECIMAL_POINT = re.compile(r"\s*[+-]?\d*\.\d+(e[+-]?\d+)?\s*", re.IGNORECASE)
# A comma before three digits may stand between thousands.
_THOUSANDS = re.compile(r"\s*[+-]?[1-9]\d{0,2}(,\d{3})+\s*")


@dataclass(frozen=True)
class Dialect:
    """How a table is written.

    Attributes
    ----------
    separator
        What stands between two fields.
    decimal
        What stands before the decimals of a number.
    header
        Whether the first row names the columns.
    names
        The columns' names: those of the header, or "column 1" and so on.
    """

    separator: str
    decimal: str
    header: bool
    names: tuple[str, ...]


def find_dialect(text: Text, spec: TableSpec) -> Dialect:
    """Look how a table is written, as far as its spec leaves it open.

    Raises
    ------
    DatasetError
        There is no row, one column alone, too many columns, or a name occurs twice.
    """
    separator = spec.separator or text.separator or _find_separator(text)
    sample = list(islice(read_rows(text, separator), _SAMPLE_ROWS))
    if not sample:
        raise text.fail("is empty, expected rows of fields")
    rows = [row for _, row in sample][: max(_MIN_ROWS, _SAMPLE_FIELDS // len(sample[0][1]))]
    _check_width(text, sample[0][0], rows)
    decimal = spec.decimal or _find_decimal(rows, separator)
    header = _has_header(rows, decimal, spec.target) if spec.header is None else spec.header
    names = _header_names(text, *sample[0]) if header else _numbered(len(rows[0]))
    return Dialect(separator, decimal, header, names)


def _check_width(text: Text, number: int, rows: Sequence[Sequence[str]]) -> None:
    width, usual = len(rows[0]), Counter(map(len, rows)).most_common(1)[0][0]
    if width == 1 and usual > 1:
        raise text.fail(f"1 field, expected {usual:,} as in the other rows", row=number)
    if width == 1:
        expected = " or ".join(_SEPARATORS.values())
        raise text.fail(f"has one column alone, expected several, separated by {expected}")
    if width > MAX_COLUMNS:
        raise text.fail(f"has {width:,} columns, expected at most {MAX_COLUMNS:,}")


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(f"column {number}" for number in range(1, count + 1))


def _find_separator(text: Text) -> str:
    """Return the separator under which the first rows have several fields, and equally many."""
    sample = text.content[:_SAMPLE_BYTES].decode("utf-8", errors="ignore")
    cut = len(text.content) > _SAMPLE_BYTES
    best, found = (0.0, False, 1), ","
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        try:
            rows = [row for row in islice(reader, _SAMPLE_ROWS) if any(row)]
        except csv.Error:
            continue
        rows = rows[:-1] if cut and len(rows) > 1 else rows
        width, count = Counter(len(row) for row in rows).most_common(1)[0] if rows else (1, 0)
        if width > 1:
            rated = (count / len(rows), separator != "," and _explains_commas(rows), width)
            if rated > best:
                best, found = rated, separator
    return found


def _explains_commas(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether there are commas, and all of them stand before decimals."""
    with_comma = [field for row in rows for field in row if "," in field]
    return bool(with_comma) and all(map(_DECIMAL_COMMA.fullmatch, with_comma))


def _find_decimal(rows: Sequence[Sequence[str]], separator: str) -> str:
    commas = points = 0
    for row in rows:
        for field in row:
            if _DECIMAL_POINT.fullmatch(field):
                points += 1
            elif _DECIMAL_COMMA.fullmatch(field):
                # In quotes, between comma-separated fields, it more likely counts thousands.
                commas += separator != "," or not _THOUSANDS.fullmatch(field)
    return "," if commas > points else "."


def _has_header(rows: Sequence[Sequence[str]], decimal: str, target: str | int) -> bool:
    """Tell whether the first row names the columns of the others.

    It does when the target is one of its fields. Otherwise none of its fields may be a number, and
    it must differ from the rows below: a column below holds numbers alone, or none of its words
    occurs again.
    """
    first, rest = rows[0], [row for row in rows[1:] if len(row) == len(rows[0])]
    if isinstance(target, str) and target.strip() in {field.strip() for field in first}:
        return True
    parsed = [parse_number(field, decimal) for field in first]
    if any(
        value is not None and not is_unknown(field)
        for value, field in zip(parsed, first, strict=True)
    ):
        return False
    named = [at for at, value in enumerate(parsed) if value is None]
    below = [[row[at] for row in rest] for at in named]
    if any(_all_numbers(column, decimal) for column in below):
        return True
    return bool(rest) and all(
        first[at] not in column for at, column in zip(named, below, strict=True)
    )


def _all_numbers(column: Sequence[str], decimal: str) -> bool:
    known = [field for field in column if not is_unknown(field)]
    return bool(known) and all(parse_number(field, decimal) is not None for field in known)


def _header_names(text: Text, row: int, fields: Sequence[str]) -> tuple[str, ...]:
    names: dict[str, int] = {}
    for number, field in enumerate(fields, start=1):
        name = one_line(field) or f"column {number}"
        if name in names:
            raise text.fail(
                f"{shown(name)} names columns {names[name]} and {number}, expected different names",
                row=row,
            )
        names[name] = number
    return tuple(names)


def one_line(field: str) -> str:
    """Return a field as a name: white space once, what cannot be shown left out, cut if long."""
    name = " ".join("".join(c if c.isprintable() else " " for c in field).split())
    return name if len(name) <= _MAX_NAME else f"{name[: _MAX_NAME - 1]}…"
