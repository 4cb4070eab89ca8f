"""What is gathered of a column, chunk by chunk: its numbers as long as they are some, or words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.data.tables.fields import UNKNOWNS, Notation

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
    too_large
        Whether that is a number beyond the limit.
    distinct
        Some of the different numbers.
    signs
        The signs of money and per cent that stand at numbers.
    marks
        The signs that stand for unknown ones.
    lenient
        Whether fields that are no numbers count as unknown.
    strays
        How many did.
    """

    parts: list[NDArray[np.float64]] | None = field(default_factory=list)
    known: int = 0
    odd: int = 0
    first_odd: tuple[int, str] | None = None
    too_large: bool = False
    distinct: set[float] = field(default_factory=set)
    signs: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    lenient: bool = False
    strays: int = 0

    def add(self, rows: Sequence[int], fields: Sequence[str], notation: Notation) -> None:
        """Take the fields of some rows."""
        if self.parts is None:
            return
        found = notation.plain(fields)
        if found is None:
            found = self._measured(rows, fields, notation)
        self.known += int(np.count_nonzero(~np.isnan(found)))
        if len(self.distinct) <= _MANY_NUMBERS:
            self.distinct.update(found[~np.isnan(found)].tolist())
        self.parts.append(found)
        if self.odd > _FEW_WORDS * self.known:
            self.parts = None

    def _measured(
        self, rows: Sequence[int], fields: Sequence[str], notation: Notation
    ) -> NDArray[np.float64]:
        values = np.full(len(fields), np.nan)
        for at, raw in enumerate(fields):
            value, sign = notation.measured(raw)
            if value is not None:
                values[at] = value
                if sign:
                    self.signs.add(sign)
                continue
            if raw.strip() in notation.marks:
                self.marks.add(raw.strip())
                continue
            if self.lenient:
                self.strays += 1
                continue
            if self.first_odd is None:
                self.first_odd = (rows[at], raw)
                self.too_large = notation.is_number(raw)
            self.odd += 1
            self.known += 1
        return values

    def numbers(self) -> NDArray[np.float64] | None:
        """Return the column's numbers, shape (rows,), or None where it holds words."""
        if self.parts is None or self.odd or (len(self.signs) > 1 and not self.lenient):
            return None
        return np.concatenate(self.parts)

    @property
    def mistaken(self) -> bool:
        """Whether a column of words looks like one of numbers with mistakes."""
        if self.first_odd is None:
            return False
        grouped = _GROUPED.fullmatch(self.first_odd[1]) is not None
        many = self.parts is not None and len(self.distinct) > _MANY_NUMBERS
        return grouped or self.too_large or many


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
    overflow
        Whether there are more different words than may be; no more are taken then.
    """

    unknowns: frozenset[str] = UNKNOWNS
    limit: int = MAX_CATEGORIES
    places: dict[str | None, int] = field(default_factory=dict)
    parts: list[NDArray[np.int16]] = field(default_factory=list)
    overflow: bool = False
    _spellings: dict[str, int] = field(default_factory=dict)

    def add(self, fields: Sequence[str]) -> None:
        """Take the fields of some rows."""
        if self.overflow:
            return
        places = []
        for raw in fields:
            place = self._spellings.get(raw)
            if place is None:
                place = self._place(raw)
            places.append(place)
            if len(self.places) - (None in self.places) > self.limit:
                self.overflow = True
                return
        self.parts.append(np.array(places, dtype=np.int16))

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

    def unknown_rows(self) -> NDArray[np.bool_]:
        """Return which rows are unknown, shape (rows,)."""
        return np.asarray(self.codes() == self.places.get(None, -2))

    def take(self, rows: NDArray[np.bool_]) -> None:
        """Go on with some of the rows, and the words that these have."""
        if self.overflow:
            return
        codes = self.codes()[rows]
        used, again = np.unique(codes, return_inverse=True)
        words = self.words
        self.places = {words[place]: at for at, place in enumerate(used.tolist())}
        self.parts = [again.astype(np.int16)]
        self._spellings = {}

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
        Row and content of the first known field that is not listed.
    """

    strange: str | None = None

    def _place(self, raw: str) -> int:
        stripped = raw.strip()
        unknown = stripped.lower() in self.unknowns
        place = self.places.get(None if unknown else stripped, UNKNOWN if unknown else STRANGE)
        if place == STRANGE and self.strange is None:
            self.strange = stripped
        return place


STRANGE = -1
"""Place of a word that is not listed."""

UNKNOWN = -2
"""Place of an unknown value where that is not listed."""
