"""What is proposed of a table: the column to predict, as what, from which columns."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from msgspec.structs import replace

from engine.data.importing.columns import ColumnProposal, look_at
from engine.data.importing.sample import Sample, SampleRows, take_apart
from engine.data.importing.warnings import Findings, warnings_of
from engine.data.tables.scanning import Scanned
from engine.data.tables.selecting import identifiers
from engine.data.tables.target import choose_task, find_column
from engine.data.tables.text import Text
from engine.network.data_specs import TableSpec, Task

# From the surest names on.
_TARGET_NAMES = (
    r"target|class(es)?|labels?|y|outcome|response|class[ _.-]?(name|label)|target[ _.-].*",
    r"species|diagnosis|category|variety|survived|churn(ed)?|default|quality|grade|outputs?|result",
    r"price|sale[ _.-]?price|salary|income|progression|(med|median)[ _.-]?(house[ _.-]?)?value",
)
_FEW = 20

_Column = TypeVar("_Column")


@dataclass(frozen=True)
class Proposal:
    """How a table would be imported.

    Attributes
    ----------
    spec
        What the scenario says of the table; columns by their names.
    sample
        Its first rows, and how it is written.
    columns
        Every column in the order of the file.
    task, reason
        Whether a class or a number is predicted, and why.
    classes
        How many classes the first rows have; 0 where a number is predicted.
    warnings
        What should be looked at before, a sentence each.
    """

    spec: TableSpec
    sample: SampleRows
    columns: tuple[ColumnProposal, ...]
    task: Task
    reason: str
    classes: int
    warnings: tuple[str, ...]

    @property
    def target(self) -> int:
        """Place of the column to predict, from 0."""
        return next(at for at, column in enumerate(self.columns) if column.role == "target")


def propose(sample: Sample, wished: TableSpec) -> Proposal:
    """Propose how a table is imported, as far as wishes leave it open.

    Parameters
    ----------
    sample
        Its first rows.
    wished
        What a person has decided; an empty target leaves it open. Columns by name, or by number
        from 1.

    Raises
    ------
    DatasetError
        It is no table, or has no column of the name.
    """
    rows = take_apart(sample, wished)
    return _Proposer(sample.text, rows, wished).propose()


class _Proposer:
    def __init__(self, text: Text, rows: SampleRows, wished: TableSpec) -> None:
        self.text, self.rows, self.wished = text, rows, wished
        self.dialect = rows.dialect
        self.names = rows.dialect.names
        words = self._places(wished.categories) | set(self.dialect.header.words)
        numbers = self._places(wished.numbers)
        self.keep = self._places(wished.keep) | words | numbers
        self.ignore = self._places(wished.ignore)
        self.scanned, self.facts = look_at(rows, words, numbers)

    def _places(self, columns: Iterable[str | int]) -> set[int]:
        return {find_column(self.text, self.names, column) for column in columns}

    def propose(self) -> Proposal:
        target, why_target = self._target()
        left_out = self._left_out({target})
        scanned = self._without({at for at in left_out if at != target})
        task, reason = choose_task(scanned, target, self.wished, self.dialect)
        columns = tuple(
            ColumnProposal(
                name,
                "target" if at == target else "left out" if at in left_out else "input",
                self.facts[at],
                why_target if at == target else left_out.get(at, ""),
            )
            for at, name in enumerate(self.names)
        )
        classes = self.facts[target].different if task == "classification" else 0
        spec = self._spec(target, task, left_out)
        findings = Findings(self.text, self.rows, self.scanned, columns, target, task)
        return Proposal(spec, self.rows, columns, task, reason, classes, warnings_of(findings))

    def _spec(self, target: int, task: Task, left_out: Iterable[int]) -> TableSpec:
        """Return the wishes with all that is proposed, columns by name."""

        def named(places: Iterable[int]) -> tuple[str, ...]:
            return tuple(self.names[at] for at in sorted(places))

        strays = {at for at, facts in enumerate(self.facts) if facts.strays}
        numbers = (self._places(self.wished.numbers) | strays) - set(left_out)
        if task == "classification":
            numbers -= {target}
        return replace(
            self.wished,
            file=Path(self.wished.file).name,
            target=self.names[target],
            task=task,
            ignore=named(set(left_out) - {target}),
            keep=named(self._places(self.wished.keep) - set(left_out) - {target}),
            categories=named(self._places(self.wished.categories) - set(left_out) - {target}),
            numbers=named(numbers),
        )

    # The target -------------------------------------------------------------------------

    def _target(self) -> tuple[int, str]:
        """Return the place of the column to predict, and why it is that."""
        if self.wished.target != "":
            return find_column(self.text, self.names, self.wished.target), ""
        if self.dialect.header.target is not None:
            return self.dialect.header.target, "its header says so"
        left_out = self._left_out(set())
        usable = [
            at
            for at, facts in enumerate(self.facts)
            if at not in left_out and facts.kind != "date" and facts.different > 1
        ]
        for pattern in _TARGET_NAMES:
            for at in reversed(usable):
                if re.fullmatch(pattern, self.names[at], re.IGNORECASE):
                    return at, "its name says so"
        if not usable:
            return len(self.names) - 1, "it is the last one"
        if usable[0] != usable[-1] and self._is_class(usable[0]) and self._is_many(usable[-1]):
            return usable[0], "it is the first one and has few values, the last one has many"
        return usable[-1], "it is the last one" if usable[-1] == len(self.names) - 1 else ""

    def _is_class(self, at: int) -> bool:
        """Whether a column without a name can hold little else than classes."""
        if self.dialect.header.rows:
            return False
        values = self.scanned.numbers.get(at)
        whole = values is None or bool(np.all(np.isnan(values) | (values == np.floor(values))))
        return whole and self.facts[at].different <= min(_FEW, len(self.rows.rows) // 4)

    def _is_many(self, at: int) -> bool:
        return at in self.scanned.numbers and self.facts[at].different > _FEW

    # What is left out -------------------------------------------------------------------

    def _left_out(self, but: set[int]) -> dict[int, str]:
        """Return the columns that are not learned from, with the reason; wishes have none."""
        found = {at: why for at, why in self.dialect.header.excluded.items() if at not in self.keep}
        constant = {
            at: "it is unknown in all rows"
            if facts.different == 0
            else "it is the same in all rows"
            for at, facts in enumerate(self.facts)
            if facts.different == 0 or (facts.different == 1 and not facts.unknown)
        }
        if self.rows.is_whole:
            found |= {at: why for at, why in constant.items() if at not in self.keep}
        rest = self._without({*found, *self.ignore, *but})
        found |= identifiers(rest, self.dialect, self.keep)
        found |= dict.fromkeys(self.ignore, "")
        return {at: why for at, why in found.items() if at not in but}

    def _without(self, places: set[int]) -> Scanned:
        """Return the columns without some of them."""
        scanned = self.scanned
        return Scanned(
            scanned.rows,
            _rest(scanned.numbers, places),
            _rest(scanned.words, places),
            _rest(scanned.dates, places),
        )


def _rest(columns: Mapping[int, _Column], places: set[int]) -> dict[int, _Column]:
    return {at: column for at, column in columns.items() if at not in places}
