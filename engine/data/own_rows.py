"""A row of a table that a person makes: its fields in the file's words and units, as inputs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.data.columns import Columns
from engine.data.dataset import Dataset
from engine.data.source_rows import STRANGE, SourceRows
from engine.data.units import TableUnits

Value: TypeAlias = float | str
"""What a field says: a number, NaN where it is unknown, or one of its words."""

STEPS = 80


@dataclass(frozen=True)
class Field:
    """A column of a table, to be filled in.

    Attributes
    ----------
    name
        Its name.
    words
        What it may say; empty where it holds numbers.
    low, high
        The least and the largest number of the training rows.
    whole
        Whether these are all whole numbers.
    may_be_unknown
        Whether the network has an input that says that it is unknown.
    """

    name: str
    words: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    may_be_unknown: bool = False

    def steps(self) -> tuple[Value, ...]:
        """Return what a field may say one after the other: its words, or numbers of its range."""
        if self.words:
            return self.words
        numbers = np.linspace(self.low, self.high, STEPS + 1)
        return tuple(np.unique(np.round(numbers) if self.whole else numbers).tolist())


class OwnRows:
    """Makes rows of a table.

    Parameters
    ----------
    dataset
        Of a table, with its source rows and units.

    Attributes
    ----------
    fields : tuple of Field
        The columns that go in, in the order of the file.
    target : Field
        What is to come out.
    """

    def __init__(self, dataset: Dataset) -> None:
        if dataset.source_rows is None or dataset.units is None:
            raise ValueError("the data set is no table")
        self._rows: SourceRows = dataset.source_rows
        self._units: TableUnits = dataset.units
        self.fields = tuple(self._field(place) for place in self._rows.order)
        numbers = self._rows.outcomes if not self._rows.classes else np.zeros(1)
        self.target = _of_numbers(self._rows.target, numbers, self._rows.classes)

    def _field(self, place: int) -> Field:
        layout, numeric = self._units.encoding.layout, self._rows.numbers.shape[1]
        name = layout.columns[place]
        if place >= numeric:
            return Field(name, self._rows.categories[place - numeric])
        unknown = place in layout.indicators
        return _of_numbers(name, self._rows.numbers[:, place], may_be_unknown=unknown)

    def values(self, row: int) -> list[Value]:
        """Return what a training row says in each field."""
        numeric = self._rows.numbers.shape[1]
        return [
            float(self._rows.numbers[row, place])
            if place < numeric
            else self._word(place - numeric, int(self._rows.codes[row, place - numeric]))
            for place in self._rows.order
        ]

    def _word(self, column: int, code: int) -> str:
        return STRANGE if code < 0 else self._rows.categories[column][code]

    def outcome(self, row: int) -> Value:
        """Return what was to come out of a training row."""
        outcome = self._rows.outcomes[row]
        return self._rows.classes[int(outcome)] if self._rows.classes else float(outcome)

    def inputs(self, rows: Sequence[Sequence[Value]]) -> NDArray[np.float64]:
        """Return rows, a value for each field, as inputs of the network, shape (n, inputs)."""
        numeric, columns = self._rows.numbers.shape[1], len(self.fields)
        numbers = np.empty((len(rows), numeric))
        codes = np.full((len(rows), columns - numeric), -1, dtype=np.int16)
        for at, place in enumerate(self._rows.order):
            said: list[Any] = [row[at] for row in rows]
            if place < numeric:
                numbers[:, place] = said
            else:
                known = {word: code for code, word in enumerate(self.fields[at].words)}
                codes[:, place - numeric] = [known.get(word, -1) for word in said]
        return self._units.encoding.apply(Columns(numbers, codes)).astype(np.float64)

    def targets(self, outcome: Value, outputs: int) -> NDArray[np.float64]:
        """Return what is to come out as the targets of the network, shape (outputs,)."""
        if isinstance(outcome, str):
            return np.asarray(self._units.target_of_word(outcome, outputs))
        return np.asarray(self._units.target_of_number(outcome))


def _of_numbers(
    name: str,
    numbers: NDArray[Any],
    words: tuple[str, ...] = (),
    *,
    may_be_unknown: bool = False,
) -> Field:
    known = numbers[~np.isnan(numbers)] if len(numbers) else numbers
    if not known.size:
        known = np.zeros(1)
    low, high, whole = float(known.min()), float(known.max()), bool((known % 1 == 0).all())
    return Field(name, words, low, high, whole, may_be_unknown)
