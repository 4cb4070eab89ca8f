"""How a table is written: what separates fields, the decimal mark, and whether it has a header."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from engine.data.tables.fields import UNKNOWN_MARKS, UNKNOWN_TARGETS, UNKNOWNS, Notation, lowered
from engine.data.tables.headers import Header, counting_header, read_header
from engine.data.tables.text import MAX_COLUMNS, Text, even_row, fields_of, read_rows
from engine.network.data_specs import TableSpec

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "blank"}
_SAMPLE_BYTES = 1_000_000
_SAMPLE_ROWS = 1000
_SAMPLE_FIELDS = 200_000
_MIN_ROWS = 20
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d*,\d+(e[+-]?\d+)?\s*", re.IGNORECASE)
_DECIMAL_POINT = re.compile(r"\s*[+-]?\d*\.\d+(e[+-]?\d+)?\s*", re.IGNORECASE)
# A comma before three digits may stand between thousands.
_THOUSANDS = re.compile(r"\s*[+-]?[1-9]\d{0,2}(,\d{3})+\s*")
# Where both marks stand in a number the last one is the decimal mark.
_BOTH = {
    ",": re.compile(r"\D*\d{1,3}(\.\d{3})+,\d*\D*"),
    ".": re.compile(r"\D*\d{1,3}(,\d{3})+\.\d*\D*"),
}


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
        What the first rows say about the columns.
    unknowns, target_unknowns
        Fields, in lower case, that say that a value is unknown, or that the target is.
    """

    separator: str
    decimal: str
    header: Header
    unknowns: frozenset[str] = UNKNOWNS
    target_unknowns: frozenset[str] = UNKNOWN_TARGETS

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, all different."""
        return self.header.names

    def with_words(self, columns: Iterable[int]) -> "Dialect":
        """Return the same, with more columns that hold words even where these are numbers."""
        return replace(self, header=replace(self.header, words=self.header.words.union(columns)))

    @cached_property
    def notation(self) -> Notation:
        """How numbers are written."""
        return _notation(self.decimal, self.unknowns)


def find_dialect(text: Text, spec: TableSpec) -> Dialect:
    """Look how a table is written, as far as its spec leaves it open.

    Raises
    ------
    DatasetError
        There is no row, one column alone, or too many columns.
    """
    separator = spec.separator or text.separator or _find_separator(text)
    sample = list(islice(read_rows(text, separator), _SAMPLE_ROWS))
    if not sample:
        raise text.fail("is empty, expected rows of fields")
    rows = [row for _, row in sample][: max(_MIN_ROWS, _SAMPLE_FIELDS // len(sample[0][1]))]
    counted = counting_header(rows) if spec.header is None else None
    rows = _even(rows[1:] if counted else rows, separator)
    _check_width(text, sample[0][0], rows)
    unknowns = UNKNOWNS if spec.unknowns is None else lowered(spec.unknowns)
    decimal = spec.decimal or _find_decimal(rows, separator)
    notation = _notation(decimal, unknowns)
    header = counted or read_header(rows, notation, spec.target, spec.header)
    targets = UNKNOWN_TARGETS if spec.unknowns is None else unknowns
    return Dialect(separator, decimal, header, unknowns, targets)


def _notation(decimal: str, unknowns: frozenset[str]) -> Notation:
    # Whoever says what is unknown means nothing else.
    marks = UNKNOWN_MARKS if unknowns == UNKNOWNS else frozenset()
    return Notation(decimal, unknowns, marks)


def _even(rows: list[list[str]], separator: str) -> list[list[str]]:
    """Make the ends of rows even, and name a first column that the header passes over.

    R writes the names of rows into a column that its header says nothing of.
    """
    first = len(rows[0])
    rest = [even_row(row, first, separator) for row in rows[1:]]
    if separator == "\t":
        # Of Orange's third line only the word "class" may be left.
        rest[:2] = [row + [""] * (first - len(row)) for row in rest[:2]]
    if rest and first > 1 and all(len(row) == first + 1 for row in rest):
        return [["", *rows[0]], *rest]
    return [rows[0], *rest]


def _check_width(text: Text, number: int, rows: Sequence[Sequence[str]]) -> None:
    width, usual = len(rows[0]), Counter(map(len, rows)).most_common(1)[0][0]
    if width == 1 and usual > 1:
        raise text.fail(f"1 field, expected {usual:,} as in the other rows", row=number)
    if width == 1:
        expected = " or ".join(SEPARATORS.values())
        raise text.fail(f"has one column alone, expected several, separated by {expected}")
    if width > MAX_COLUMNS:
        raise text.fail(f"has {width:,} columns, expected at most {MAX_COLUMNS:,}")


def _find_separator(text: Text) -> str:
    """Return the separator under which the first rows have several fields, and equally many."""
    sample = text.content[:_SAMPLE_BYTES].decode("utf-8", errors="ignore")
    cut = len(text.content) > _SAMPLE_BYTES
    best, found = (0.0, False, False, 1), ","
    for separator in SEPARATORS:
        reader = fields_of(io.StringIO(sample, newline=""), separator, strict=False)
        try:
            rows = [row for row in islice(reader, _SAMPLE_ROWS) if any(row)]
        except csv.Error:
            continue
        rows = rows[:-1] if cut and len(rows) > 1 else rows
        width, count = Counter(len(row) for row in rows).most_common(1)[0] if rows else (1, 0)
        share = count / len(rows) if rows else 0.0
        if width == 1 or (separator == " " and not _are_apart_by_blanks(rows, share)):
            continue
        rated = (share, separator != "," and _explains_commas(rows), separator != " ", width)
        if rated > best:
            best, found = rated, separator
    return found


def _are_apart_by_blanks(rows: Sequence[Sequence[str]], share: float) -> bool:
    """Return whether blanks separate fields, which they do in any text: then all rows agree.

    The names of rows may stand in a column that the header says nothing of.
    """
    widths = {len(row) for row in rows[1:]}
    even = share == 1.0 or (len(widths) == 1 and len(rows[0]) + 1 in widths)
    others = [field for row in rows for field in row if any(c in field for c in ",;|\t")]
    return even and len(rows) > 1 and all(map(_DECIMAL_COMMA.fullmatch, others))


def _explains_commas(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether there are commas, and all of them stand before decimals."""
    with_comma = [field for row in rows for field in row if "," in field]
    return bool(with_comma) and all(map(_DECIMAL_COMMA.fullmatch, with_comma))


def _find_decimal(rows: Sequence[Sequence[str]], separator: str) -> str:
    fields = [field for row in rows for field in row]
    for decimal, both in _BOTH.items():
        if any(map(both.fullmatch, fields)):
            return decimal
    commas = points = 0
    for field in fields:
        if _DECIMAL_POINT.fullmatch(field):
            points += 1
        elif _DECIMAL_COMMA.fullmatch(field):
            # In quotes, between comma-separated fields, it more likely counts thousands.
            commas += separator != "," or not _THOUSANDS.fullmatch(field)
    return "," if commas > points else "."
