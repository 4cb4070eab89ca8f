"""What the columns of a table hold, as far as its first rows say."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.data.importing.sample import SampleRows
from engine.data.tables.dates import Dates, DateScan
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
    scanned, facts = Scanned(np.arange(len(sample.rows)), {}, {}), []
    for at in range(len(sample.dialect.names)):
        key = (at, at in words, at in numbers)
        # Whoever decides about one column asks for all of them again.
        if key not in sample.looked_at:
            sample.looked_at[key] = _look(sample, at, is_words=key[1], is_numbers=key[2])
        held, said = sample.looked_at[key]
        facts.append(said)
        if isinstance(held, Dates):
            scanned.dates[at] = held
        elif isinstance(held, WordScan):
            scanned.words[at] = held
        else:
            scanned.numbers[at] = held
    return scanned, facts


def _look(
    sample: SampleRows, at: int, *, is_words: bool, is_numbers: bool
) -> tuple[NDArray[np.float64] | WordScan | Dates, ColumnFacts]:
    fields, unknowns = [row[at] for row in sample.rows], sample.dialect.unknowns
    if not is_words:
        scan = _numbers(fields, sample.dialect, lenient=is_numbers)
        if (values := scan.numbers()) is not None:
            missing = int(np.count_nonzero(np.isnan(values)))
            different = len(np.unique(values)) - bool(missing)
            stray = scan.first_odd[1].strip() if scan.first_odd else ""
            facts = (different, missing, scan.strays, stray, _examples(fields, unknowns))
            return values, ColumnFacts("number", *facts)
        scanned = DateScan(unknowns)
        scanned.add(range(len(fields)), fields)
        if (dates := scanned.dates()) is not None:
            missing = int(np.count_nonzero(np.isnan(dates.values)))
            different = len(np.unique(dates.values)) - bool(missing)
            facts = (different, missing, 0, "", _examples(fields, unknowns))
            return dates, ColumnFacts("date", *facts)
    words = WordScan(unknowns, limit=len(fields) + 1)
    words.add(fields)
    missing = int(np.count_nonzero(words.unknown_rows()))
    different = len(words.words) - bool(missing)
    facts = (different, missing, 0, "", _examples(fields, unknowns))
    return words, ColumnFacts("category", *facts)


def _examples(fields: Iterable[str], unknowns: Container[str]) -> tuple[str, ...]:
    known = (field for raw in fields if (field := raw.strip()).lower() not in unknowns)
    different: dict[str, None] = {}
    for field in known:
        different[field] = None
        if len(different) == _EXAMPLES:
            break
    return tuple(different)


def _numbers(fields: list[str], dialect: Dialect, *, lenient: bool) -> NumberScan:
    """Return a column's numbers; None where it rather holds words."""
    scan = NumberScan()
    scan.add(range(len(fields)), fields, dialect.notation)
    if scan.numbers() is not None or not (lenient or scan.mistaken):
        return scan
    # Among many numbers a few words are rather notes than classes.
    again = NumberScan(lenient=True, first_odd=scan.first_odd)
    again.add(range(len(fields)), fields, dialect.notation)
    return again
