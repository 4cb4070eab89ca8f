"""Which columns of a table say nothing about other rows: row numbers and identifiers."""

import re
from collections.abc import Container

import numpy as np
from numpy.typing import NDArray

from engine.data.tables.dialect import Dialect
from engine.data.tables.gathering import WordScan
from engine.data.tables.scanning import Scanned

# A few rows may well count up by chance.
_COUNTED = 20
_FEW = 3
# What numbers rows if it rises, and what identifies them in any order.
_COUNTER = re.compile(r"index|idx|obs(ervation)?|no\.?|nr\.?|case", re.IGNORECASE)
_IDENTIFIER = re.compile(
    r"unnamed: ?\d+|ids?|identifier|uuid|guid|row ?(names?|num(ber)?|id|no?|nr)?|.*[ _.-]id",
    re.IGNORECASE,
)
_CAMEL = re.compile(r".*[a-z](Id|ID)")


def identifiers(scanned: Scanned, dialect: Dialect, keep: Container[int]) -> dict[int, str]:
    """Return the columns that only identify rows, with the reason.

    Row numbers stay where nothing else could be learned from.

    Parameters
    ----------
    scanned
        The columns, the target left out.
    dialect
        The columns' names.
    keep
        Columns that are not to be judged.
    """
    counters = {
        at: reason
        for at, values in scanned.numbers.items()
        if at not in keep and (reason := _of_numbers(dialect, at, values))
    }
    worded = {
        at: reason
        for at, scan in scanned.words.items()
        if at not in keep and (reason := _of_words(scan))
    }
    columns = len(scanned.numbers) + len(scanned.words) + len(scanned.dates)
    return worded if len(counters) + len(worded) == columns else counters | worded


def _of_numbers(dialect: Dialect, at: int, values: NDArray[np.float64]) -> str:
    name = dialect.names[at]
    if len(values) < _FEW or not np.all(values == np.floor(values)):
        return ""
    if len(values) > _COUNTED and values[0] in {0, 1} and np.all(np.diff(values) == 1):
        return "it counts the rows"
    called = at in dialect.header.unnamed or _IDENTIFIER.fullmatch(name) or _CAMEL.fullmatch(name)
    rising = bool(np.all(np.diff(values) > 0))
    if (rising and _COUNTER.fullmatch(name)) or (called and len(np.unique(values)) == len(values)):
        return "each row has a number of its own in it"
    return ""


def _of_words(scan: WordScan) -> str:
    """Return why words say nothing: most rows have one that hardly another row has."""
    if scan.overflow:
        return f"it has more than {scan.limit:,} different words"
    codes = scan.codes()
    known = codes[~scan.unknown_rows()]
    counts = np.bincount(known, minlength=1)
    recurring = int(counts[counts > 1].sum())
    if 2 * recurring >= len(known):
        return ""
    return f"of {len(known):,} rows {len(known) - recurring:,} have a word that no other row has"
