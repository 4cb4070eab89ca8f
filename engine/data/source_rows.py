"""A table's rows in the words of its file: what each column says, and what was to be predicted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"
STRANGE = "in no training row"
MOST_DIGITS = 15
"""What a number of a file can have and still be the same when it is read again."""


@dataclass(frozen=True)
class RowWords:
    """A few rows in words.

    Attributes
    ----------
    columns
        What goes in: the names of the columns.
    cells
        What each row says in each of them.
    target
        The name of what should come out.
    targets
        What that is, row by row.
    """

    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    target: str
    targets: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SourceRows:
    """Rows before anything was done to them, written out one by one when they are asked for.

    It holds the very arrays that the inputs are computed from, and no text per row.

    Attributes
    ----------
    columns
        Names of the columns in the order of the file, the target left out.
    target
        Name of the column to predict.
    order
        For each of the columns its place among the numeric ones, which the text columns follow.
    numbers
        Shape (n, numeric columns), NaN where a value is unknown.
    codes
        Index of each category, −1 for one that no training row has; shape (n, text columns).
    categories
        For each text column its categories.
    outcomes
        Class index of each row, or the number to be met; shape (n,).
    classes
        Names of the classes; empty where numbers are to be met.
    digits
        In how many significant digits a number is written at most.
    """

    columns: tuple[str, ...]
    target: str
    order: tuple[int, ...]
    numbers: NDArray[np.float64]
    codes: NDArray[np.int16]
    categories: tuple[tuple[str, ...], ...]
    outcomes: NDArray[np.int64] | NDArray[np.float64]
    classes: tuple[str, ...]
    digits: int = MOST_DIGITS

    def words(self, rows: Sequence[int] | NDArray[np.integer[Any]]) -> RowWords:
        """Return what some rows say."""
        return RowWords(
            self.columns,
            tuple(tuple(self._cell(int(row), place) for place in self.order) for row in rows),
            self.target,
            tuple(self._target(int(row)) for row in rows),
        )

    def _cell(self, row: int, place: int) -> str:
        numeric = self.numbers.shape[1]
        if place < numeric:
            return number_text(float(self.numbers[row, place]), self.digits)
        code = int(self.codes[row, place - numeric])
        return STRANGE if code < 0 else self.categories[place - numeric][code]

    def _target(self, row: int) -> str:
        outcome = self.outcomes[row]
        return (
            self.classes[int(outcome)] if self.classes else number_text(float(outcome), self.digits)
        )


def number_text(value: float, digits: int = MOST_DIGITS) -> str:
    """Return a number as a file would have it, in as few digits as it takes; "unknown" for NaN."""
    return UNKNOWN if np.isnan(value) else f"{value:.{digits}g}"
