"""A table's columns, row by row: numbers as long as they are numbers, else words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.datasets.dataset import DatasetError
from engine.datasets.tables.dialect import Dialect
from engine.datasets.tables.fields import UNKNOWNS, parse_number, parse_numbers
from engine.datasets.tables.text import Text, read_chunks, shown

MAX_CATEGORIES = 1000

# So many different numbers, and so few other words, are a column of numbers with mistakes in it.
_MANY_NUMBERS = 10
_FEW_WORDS = 0.1
# Marks between thousands, such as 1,000 or 1.234.567,89.
_GROUPED = re.compile(r"\s*[+-]?\d{1,3}([,.' ]\d{3})+([.,]\d+)?\s*")
_MAX_SPELLINGS = 10_000


@dataclass
class NumberScan:
    """Gathers a column's numbers until it turns out to hold words.

    Attributes
    ----------
    parts
        The numbers of each chunk, NaN where unknown; None once the column holds words.
    known
        How many fields are not unknown.
    odd
        How many fields are neither a number nor unknown.
    first_odd
        Row number and content of the first of them.
    distinct
        Some of the different numbers.
    """

    parts: list[NDArray[np.float64]] | None = field(default_factory=list)
    known: int = 0
    odd: int = 0
    first_odd: tuple[int, str] | None = None
    distinct: set[float] = field(default_factory=set)

    def add(self, rows: Sequence[int], fields: Sequence[str], decimal: str) -> None:
        """Take the fields of some rows."""
        if self.parts is None:
            return
        found = parse_numbers(fields, decimal)
        if isinstance(found, list):
            odd = [at for at, value in enumerate(found) if value is None]
            if odd and self.first_odd is None:
                self.first_odd = (rows[odd[0]], fields[odd[0]])
            self.odd += len(odd)
            self.known += len(odd)
            found = np.array([np.nan if value is None else value for value in found])
        self.known += int(np.count_nonzero(~np.isnan(found)))
        if len(self.distinct) <= _MANY_NUMBERS:
            self.distinct.update(found[~np.isnan(found)].tolist())
        self.parts.append(found)
        if self.odd > _FEW_WORDS * self.known:
            self.parts = None

    def numbers(self) -> NDArray[np.float64] | None:
        """Return the column's numbers, shape (rows,), or None where it holds words."""
        if self.parts is None or self.odd:
            return None
        return np.concatenate(self.parts)

    @property
    def mistaken(self) -> bool:
        """Whether a column of words looks like one of numbers with mistakes."""
        if self.first_odd is None:
            return False
        grouped = _GROUPED.fullmatch(self.first_odd[1]) is not None
        return grouped or (self.parts is not None and len(self.distinct) > _MANY_NUMBERS)


@dataclass
class WordScan:
    """Gathers a column's words as the places in a list of the different ones.

    Attributes
    ----------
    unknowns
        Words, in lower case, that stand for an unknown value; it is listed as None.
    limit
        The most different words there may be.
    places
        Place of each different word, in order of appearance.
    parts
        The places of each chunk.
    known
        How many fields are not unknown.
    """

    unknowns: frozenset[str] = UNKNOWNS
    limit: int = MAX_CATEGORIES
    places: dict[str | None, int] = field(default_factory=dict)
    parts: list[NDArray[np.int16]] = field(default_factory=list)
    known: int = 0
    _spellings: dict[str, int] = field(default_factory=dict)

    def add(self, fields: Sequence[str]) -> bool:
        """Take the fields of some rows; return False once there are too many different words."""
        places = []
        for raw in fields:
            place = self._spellings.get(raw)
            if place is None:
                place = self._place(raw)
            places.append(place)
            if len(self.places) > self.limit:
                return False
        codes = np.array(places, dtype=np.int16)
        unknown = self.places.get(None, -1)
        self.known += int(np.count_nonzero(codes != unknown))
        self.parts.append(codes)
        return True

    def _place(self, raw: str) -> int:
        stripped = raw.strip()
        word = None if stripped.lower() in self.unknowns else stripped
        place = self.places.setdefault(word, len(self.places))
        if len(self._spellings) < _MAX_SPELLINGS:
            self._spellings[raw] = place
        return place

    def codes(self) -> NDArray[np.int16]:
        """Return each row's place among the words, shape (rows,)."""
        return np.concatenate(self.parts)

    @property
    def words(self) -> list[str | None]:
        """The different words in order of appearance, None for unknown."""
        return list(self.places)


@dataclass
class KnownWords(WordScan):
    """A column of which only the words that are listed already count.

    Attributes
    ----------
    strange
        The first word that is not listed.
    """

    strange: str | None = None

    def _place(self, raw: str) -> int:
        stripped = raw.strip()
        place = self.places.get(None if stripped.lower() in self.unknowns else stripped, -1)
        if place < 0 and self.strange is None:
            self.strange = stripped
        return place


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
        The others.
    """

    rows: NDArray[np.int64]
    numbers: dict[int, NDArray[np.float64]]
    words: dict[int, WordScan]


def scan_table(text: Text, dialect: Dialect, target: int, target_words: WordScan | None) -> Scanned:
    """Read a whole table, finding out which columns hold numbers.

    Where columns hold words the file is gone through again for them, so that what is written need
    not be kept beside the number it says.

    Parameters
    ----------
    text, dialect
        The file and how it is written.
    target
        The column to predict.
    target_words
        Gathers the target's words; None where it has to be a number.

    Raises
    ------
    DatasetError
        Rows or fields that do not fit, by row and column.
    """
    width = len(dialect.names)
    scans = {at: NumberScan() for at in range(width) if at != target or target_words is None}
    rows: list[NDArray[np.int64]] = []
    for chunk in read_chunks(text, dialect.separator, dialect.header, width):
        rows.append(np.array(chunk.numbers))
        for at, scan in scans.items():
            scan.add(chunk.numbers, chunk.columns[at], dialect.decimal)
        if target_words is not None and not target_words.add(chunk.columns[target]):
            raise _too_many_classes(text, dialect, target, target_words)
    if not rows:
        raise text.fail("has a header and no rows, expected at least two")
    numbers: dict[int, NDArray[np.float64]] = {}
    words: dict[int, WordScan] = {}
    for at in list(scans):
        scan = scans.pop(at)
        values = scan.numbers()
        if values is not None:
            numbers[at] = values
        elif at == target or scan.mistaken:
            raise _no_number(text, dialect, at, scan)
        else:
            words[at] = WordScan()
    _scan_words(text, dialect, words)
    if target_words is not None:
        words[target] = target_words
    return Scanned(np.concatenate(rows), numbers, words)


def _no_number(text: Text, dialect: Dialect, at: int, scan: NumberScan) -> DatasetError:
    row, found = scan.first_odd or (0, "")
    how = f"with a decimal {'comma' if dialect.decimal == ',' else 'point'}"
    if _GROUPED.fullmatch(found):
        how += " and without marks between thousands"
    return text.fail(f"{shown(found)}, expected a number {how}", row=row, column=dialect.names[at])


def _scan_words(text: Text, dialect: Dialect, words: dict[int, WordScan]) -> None:
    """Read the columns that hold words."""
    if not words:
        return
    for chunk in read_chunks(text, dialect.separator, dialect.header, len(dialect.names)):
        for at, scan in words.items():
            if not scan.add(chunk.columns[at]):
                raise text.fail(
                    f"more than {scan.limit:,} different words, expected at most that, or the"
                    " column left out of the file",
                    column=dialect.names[at],
                )


def _too_many_classes(text: Text, dialect: Dialect, target: int, scan: WordScan) -> DatasetError:
    parsed = [parse_number(word or "", dialect.decimal) for word in scan.words]
    hint = ' (or task = "regression" for numbers)' if None not in parsed else ""
    problem = f"more than {scan.limit:,} different classes, expected at most that{hint}"
    return text.fail(problem, column=dialect.names[target])


def scan_again(
    text: Text,
    dialect: Dialect,
    numbers: Sequence[int],
    words: dict[int, KnownWords],
) -> Scanned:
    """Read the columns of a second table as those of a first one were.

    Parameters
    ----------
    text, dialect
        The second file and how it is written.
    numbers
        Columns that have to hold numbers.
    words
        Gathers the others.

    Raises
    ------
    DatasetError
        Rows or fields that do not fit, by row and column.
    """
    rows: list[NDArray[np.int64]] = []
    parts: dict[int, list[NDArray[np.float64]]] = {at: [] for at in numbers}
    for chunk in read_chunks(text, dialect.separator, dialect.header, len(dialect.names)):
        rows.append(np.array(chunk.numbers))
        for at in numbers:
            scan = NumberScan()
            scan.add(chunk.numbers, chunk.columns[at], dialect.decimal)
            if scan.odd or scan.parts is None:
                raise _no_number(text, dialect, at, scan)
            parts[at].append(scan.parts[0])
        for at, known in words.items():
            known.add(chunk.columns[at])
    if not rows:
        raise text.fail("has no rows, expected at least one")
    gathered = {at: np.concatenate(parts.pop(at)) for at in numbers}
    return Scanned(np.concatenate(rows), gathered, dict(words))
