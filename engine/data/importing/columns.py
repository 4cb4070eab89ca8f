"""What the columns of a table hold, as far as its first rows say."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from engine.data.importing.sample import SampleRows
from engine.data.tables.dates import DateScan
from engine.data.tables.dialect import Dialect
from engine.data.tables.gathering import NumberScan, WordScan
from engine.data.tables.scanning import Scanned

Role: TypeAlias = Literal["input", "target", "left out"]
Kind: TypeAlias = Literal["number", "category", "date"]

_EXAMPLES = 4


@dataclass(frozen=True)
class ColumnFacts:
    """What a column holds.

    Attributes
    ----------
    kind
        Numbers, dates or words.
    different
        How many different known values there are.
    unknown
        How many fields are unknown, those of a column of numbers that are none among them.
    strays
        How many of these are no numbers.
    stray
        One of them.
    examples
        A few of the different values as the file has them.
    """

    kind: Kind
    different: int
    unknown: int
    strays: int
    stray: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class ColumnProposal:
    """A column with what is proposed of it.

    Attributes
    ----------
    name
        Its name, all different.
    role
        What it is for.
    facts
        What it holds.
    why
        Why it is left out, or the target; may be empty.
    """

    name: str
    role: Role
    facts: ColumnFacts
    why: str = ""


def look_at(
    sample: SampleRows, words: Container[int], numbers: Container[int]
) -> tuple[Scanned, list[ColumnFacts]]:
    """Find out what each column holds.

    Parameters
    ----------
    sample
        The first rows.
    words, numbers
        Columns, by their place from 0, that hold words, or numbers, whatever they look like.

    Returns
    -------
    (Scanned, list of ColumnFacts)
        The columns as a reader would have them, and what there is to say of each.
    """
    rows = np.arange(len(sample.rows))
    scanned = Scanned(rows, {}, {})
    return scanned, [
        _look(scanned, at, sample, is_words=at in words, is_numbers=at in numbers)
        for at in range(len(sample.dialect.names))
    ]


def _look(
    scanned: Scanned, at: int, sample: SampleRows, *, is_words: bool, is_numbers: bool
) -> ColumnFacts:
    dialect, fields = sample.dialect, [row[at] for row in sample.rows]
    rows = range(len(fields))
    words = WordScan(dialect.unknowns, limit=len(fields) + 1)
    words.add(fields)
    listed = [word for word in words.words if word is not None]
    examples = tuple(listed[:_EXAMPLES])
    if not is_words:
        scan = _numbers(fields, dialect, lenient=is_numbers)
        if scan is not None and (values := scan.numbers()) is not None:
            scanned.numbers[at] = values
            known = values[~np.isnan(values)]
            stray = scan.first_odd[1].strip() if scan.first_odd else ""
            missing = len(values) - len(known)
            return ColumnFacts(
                "number", len(np.unique(known)), missing, scan.strays, stray, examples
            )
        dates = DateScan(dialect.unknowns)
        dates.add(rows, fields)
        if listed and (found := dates.dates()) is not None:
            scanned.dates[at] = found
            missing = int(np.count_nonzero(np.isnan(found.values)))
            return ColumnFacts("date", len(listed), missing, 0, "", examples)
    scanned.words[at] = words
    missing = int(np.count_nonzero(words.unknown_rows()))
    return ColumnFacts("category", len(listed), missing, 0, "", examples)


def _numbers(fields: list[str], dialect: Dialect, *, lenient: bool) -> NumberScan | None:
    """Return a column's numbers; None where it rather holds words."""
    scan = NumberScan()
    scan.add(range(len(fields)), fields, dialect.notation)
    if scan.numbers() is not None or not (lenient or scan.mistaken):
        return scan
    # Among many numbers a few words are rather notes than classes.
    again = NumberScan(lenient=True, first_odd=scan.first_odd)
    again.add(range(len(fields)), fields, dialect.notation)
    return again
