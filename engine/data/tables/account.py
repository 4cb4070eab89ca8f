"""What becomes of each column of a table, gathered while it is read, and said at the end."""

from collections.abc import Mapping, Sequence

import numpy as np

from engine.data.reading import ColumnReading, Reading, quoted
from engine.data.tables.dates import Dates
from engine.data.tables.dialect import SEPARATORS, Dialect
from engine.data.tables.scanning import Scanned
from engine.network.data_specs import Task


class Account:
    """Gathers what a person should know about how a table was read.

    Parameters
    ----------
    dialect
        How the table is written.
    encoding
        Of its text.
    target
        Place of the column to predict, from 0.

    Attributes
    ----------
    notes : list of str
        A sentence each.
    reason : str
        Why the target is a class, or a number to be met; empty where the file says it.
    """

    def __init__(self, dialect: Dialect, encoding: str, target: int) -> None:
        self.notes: list[str] = list(dialect.header.notes)
        self.reason = ""
        self._dialect = dialect
        self._encoding = encoding
        self._target = target
        self._kinds: dict[int, tuple[str, str]] = {}
        self._unknown_fields = 0

    def add_kinds(self, scanned: Scanned) -> None:
        """Take what the columns were found to hold, and how many fields are unknown."""
        for at, values in scanned.numbers.items():
            sign, mark = scanned.signs[at], scanned.marks[at]
            self._kinds[at] = ("number", f"written with {sign}" if sign else "")
            self._unknown_fields += int(np.count_nonzero(np.isnan(values)))
            if sign:
                self.notes.append(f"{self._called(at)} is written with {sign}, which is left away.")
            if count := scanned.strays.get(at):
                odd = f"{count:,} fields that are no numbers"
                odd = "1 field that is no number" if count == 1 else odd
                self.notes.append(f"{self._called(at)} is unknown in {odd}.")
            if mark:
                self.notes.append(f"{self._called(at)} is unknown where it is {mark}.")
        for at, scan in scanned.words.items():
            self._kinds[at] = ("words", "")
            self._unknown_fields += int(np.count_nonzero(scan.unknown_rows()))
        for at, dates in scanned.dates.items():
            self._kinds[at] = ("date", dates.form.name)
            self._unknown_fields += int(np.count_nonzero(np.isnan(dates.values)))

    def add_dates(self, at: int, dates: Dates, parts: Sequence[str], origin: float) -> None:
        """Take which numbers a column of dates gives, and the day that days are counted from."""
        either = ", although the day might as well stand first" if dates.ambiguous else ""
        hints = {
            "day": f"day (counted from {np.datetime64(int(origin), 'D')})",
            "weekday": "weekday (1 is Monday)",
            "time": "time (in hours)",
        }
        made = " and ".join(hints.get(part, part) for part in parts)
        self.notes.append(
            f"{self._called(at)} holds dates, read as {dates.form.name}{either}; it gives {made}."
        )

    def drop(self, at: int, value: str) -> None:
        """Take a column that has one value in all training rows."""
        why = f"it is {value} in all training rows"
        self._kinds[at] = ("left out", why)
        self.notes.append(f"{self._called(at)} is dropped: {why}.")

    def reading(self, task: Task, classes: int, left_out: Mapping[int, str]) -> Reading:
        """Return how the table was read; of the columns left out, the reasons."""
        excluded = {at: ("left out", why or "ignored") for at, why in left_out.items()}
        kinds = self._kinds | excluded | {self._target: ("target", task)}
        dialect = self._dialect
        return Reading(
            encoding=self._encoding,
            separator=SEPARATORS[dialect.separator],
            decimal=dialect.decimal,
            header_rows=dialect.header.rows,
            unknowns=tuple(sorted(dialect.unknowns)),
            unknown_fields=self._unknown_fields,
            task=task,
            classes=classes,
            reason=self.reason,
            columns=tuple(ColumnReading(name, *kinds[at]) for at, name in enumerate(dialect.names)),
        )

    def sentences(self, left_out: Mapping[int, str]) -> list[str]:
        """Return how to keep the columns left out, and all notes."""
        keeping = [
            f"{self._called(at)} is left out, as {why};"
            f" keep = [{quoted(self._dialect.names[at])}] keeps it."
            for at, why in sorted(left_out.items())
            if why
        ]
        return keeping + self.notes

    def _called(self, at: int) -> str:
        name = self._dialect.names[at]
        return name.capitalize() if name == f"column {at + 1}" else f"Column {name}"
