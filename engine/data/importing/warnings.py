"""What a person should look at before a table is imported, a sentence each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.importing.columns import ColumnProposal
from engine.data.importing.sample import SampleRows
from engine.data.tables.dates import parts_of
from engine.data.tables.decoding import UTF_8
from engine.data.tables.scanning import MAX_CLASSES, Scanned
from engine.data.tables.text import Text, shown
from engine.network.data_specs import Task
from engine.text import listed

MANY_WORDS = 50
FEW_ROWS = 30
ROWS_A_CLASS = 10
"""Of a class that has fewer rows on average little can be learned."""

_COMMON = 0.9


@dataclass(frozen=True)
class Findings:
    """What a table's first rows say.

    Attributes
    ----------
    text
        The file.
    rows
        Its first rows.
    scanned
        The columns as a reader would have them.
    columns
        What is proposed of each.
    target
        Place of the column to predict, from 0.
    task
        Whether it is a class or a number.
    """

    text: Text
    rows: SampleRows
    scanned: Scanned
    columns: tuple[ColumnProposal, ...]
    target: int
    task: Task

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows.rows)

    @property
    def inputs(self) -> list[int]:
        """Places of the columns that are learned from."""
        return [at for at, column in enumerate(self.columns) if column.role == "input"]


def warnings_of(found: Findings) -> tuple[str, ...]:
    """Return what should be looked at, the gravest first."""
    if found.rows.odd:
        odd = f"Not all rows have as many fields as the first one ({found.rows.odd})."
        return (odd, *_of_target(found))
    parts = (_of_target, _of_inputs, _of_left_out, _of_unknowns, _of_dates, _of_file)
    return tuple(sentence for part in parts for sentence in part(found))


def _of_target(found: Findings) -> Iterator[str]:
    column, rows = found.columns[found.target], found.count
    facts, name = column.facts, column.name
    if facts.different < 2:
        yield f"{name} says the same in all rows: there is nothing to predict."
        return
    if facts.kind == "date":
        yield f"{name} holds dates, of which each would be a class; predict another column."
    if found.task == "regression":
        if facts.kind != "number":
            yield f"{name} holds words, which cannot be predicted as a number."
        return
    if facts.different > MAX_CLASSES:
        yield f"{name} has {facts.different:,} classes, and at most {MAX_CLASSES} can be learned."
    elif facts.different > 2 and facts.different * ROWS_A_CLASS > rows:
        other = " or as a number" if facts.kind == "number" else ""
        yield (
            f"{name} has {facts.different:,} classes in {rows:,} rows, so of most there is little"
            f" to learn from; predict another column{other}."
        )
    yield from _of_classes(found)


def _of_classes(found: Findings) -> Iterator[str]:
    codes = _codes(found, found.target)
    known = codes[codes >= 0]
    counts = np.bincount(known) if len(known) else np.zeros(1, dtype=np.int64)
    most = int(counts.argmax())
    share = counts[most] / max(1, len(known))
    if share >= _COMMON:
        fields = [row[found.target].strip() for row in found.rows.rows]
        common = fields[int(np.argmax(codes == most))]
        yield (
            f"In {100 * share:.0f} % of the rows {found.columns[found.target].name} is"
            f" {shown(common)}: always answering that is as often right."
        )


def _of_inputs(found: Findings) -> Iterator[str]:
    target = _codes(found, found.target)
    columns = {at: found.columns[at] for at in found.inputs}
    same = [
        column.name
        for at, column in columns.items()
        if 1 < column.facts.different <= found.count // 2
        and np.array_equal(_codes(found, at), target)
    ]
    if same:
        say = "says" if len(same) == 1 else "say"
        name = found.columns[found.target].name
        yield f"{listed(same)} {say} the same as {name}, so that nothing is left to predict."
    wordy = [
        f"{column.name} ({column.facts.different:,})"
        for column in columns.values()
        if column.facts.kind == "category" and column.facts.different > MANY_WORDS
    ]
    if wordy:
        yield f"Each different word becomes an input, and there are many of {listed(wordy)}."
    odd = [
        f"{column.name} ({column.facts.strays:,}, such as {shown(column.facts.stray)})"
        for column in columns.values()
        if column.facts.strays
    ]
    if odd:
        yield f"Among numbers some fields are none, and count as unknown: {listed(odd)}."
    if not columns:
        yield "No column is left to learn from."


def _of_left_out(found: Findings) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for column in found.columns:
        if column.role == "left out" and column.why:
            reasons.setdefault(column.why, []).append(column.name)
    for why, names in reasons.items():
        are = "is" if len(names) == 1 else "are"
        each = why if len(names) == 1 or not why.startswith("it ") else f"each{why[2:]}"
        yield f"{listed(names)} {are} left out, as {each}."


def _of_unknowns(found: Findings) -> Iterator[str]:
    missing = found.columns[found.target].facts.unknown
    if missing:
        name = found.columns[found.target].name
        yield f"{missing:,} of {found.count:,} rows do not say {name}, and are left out."
    columns = [at for at in found.inputs if found.columns[at].facts.unknown]
    unknown = np.zeros(found.count, dtype=np.bool_)
    for at in columns:
        unknown |= _codes(found, at) < 0
    if count := int(np.count_nonzero(unknown)):
        names = listed([found.columns[at].name for at in columns])
        yield f"In {count:,} of {found.count:,} rows something is unknown ({names})."


def _of_dates(found: Findings) -> Iterator[str]:
    for at in found.inputs:
        dates = found.scanned.dates.get(at)
        if dates is None:
            continue
        either = ", although the day might as well stand first" if dates.ambiguous else ""
        made = ", ".join(parts_of(dates.values)) or "nothing, as they are all the same"
        name = found.columns[at].name
        yield f"{name} holds dates, read as {dates.form.name}{either}; they give {made}."


def _of_file(found: Findings) -> Iterator[str]:
    yield from found.rows.dialect.header.notes
    if found.rows.is_whole and found.count < FEW_ROWS:
        yield f"There are {found.count:,} rows, too few to say much about others."
    if found.text.encoding != UTF_8:
        yield f"The text is {found.text.encoding}: see whether names and words are right."


def _codes(found: Findings, at: int) -> NDArray[np.int64]:
    """Return a number for each different value of a column, −1 where it is unknown."""
    scanned = found.scanned
    if at in scanned.words:
        return np.where(scanned.words[at].unknown_rows(), -1, scanned.words[at].codes())
    values = scanned.numbers[at] if at in scanned.numbers else scanned.dates[at].values
    _, first, codes = np.unique(values, return_index=True, return_inverse=True)
    # By their first row, as words are: two columns that say the same have the same numbers.
    codes = np.argsort(np.argsort(first))[codes]
    return np.where(np.isnan(values), -1, codes)
