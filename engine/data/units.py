"""A row of inputs in the words and units of its table, and back."""

from dataclasses import dataclass
from functools import cached_property
from math import floor, isnan, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.columns import Columns, Encoding
from engine.data.normalisation import FLOAT64_ROUNDING, TargetScale
from engine.data.source_rows import STRANGE, UNKNOWN, number_text

Values = NDArray[Any]


@dataclass(frozen=True, eq=False)
class TableUnits:
    """What each input and the target are in their table.

    Attributes
    ----------
    encoding : Encoding
        How rows became inputs.
    target : str
        Name of the column to predict.
    classes : tuple of str
        Its words; empty where a number is to be met.
    target_scale : TargetScale or None
        How that number was standardised.
    """

    encoding: Encoding
    target: str
    classes: tuple[str, ...]
    target_scale: TargetScale | None

    @cached_property
    def _owners(self) -> NDArray[np.intp]:
        """For each input its column: numeric ones, then text ones."""
        layout = self.encoding.layout
        owners = [*self.encoding.numbers.owners(), *layout.indicators]
        for at, (_, categories) in enumerate(layout.categories, start=len(layout.numbers)):
            owners += [at] * len(categories)
        return np.array(owners, dtype=np.intp)

    @property
    def is_invertible(self) -> bool:
        """Whether a row of inputs says what its table has; not where it was divided by its norm."""
        return not self.encoding.unit_norm

    def column(self, at: int) -> str:
        """Return the name of the column that an input comes from."""
        return self.encoding.layout.columns[int(self._owners[at])]

    def words(self, at: int) -> tuple[str, ...]:
        """Return what an input's column may say; empty where it holds numbers."""
        layout, column = self.encoding.layout, int(self._owners[at]) - len(self._numeric)
        return layout.categories[column][1] if column >= 0 else ()

    @property
    def _numeric(self) -> tuple[str, ...]:
        return self.encoding.layout.numbers

    def is_as_written(self, at: int) -> bool:
        """Whether an input is its column's number itself."""
        return not self.words(at) and bool(self.encoding.numbers.is_identity(int(self._owners[at])))

    def text(self, x: Values, at: int) -> str:
        """Return what the table says in an input's column, such as "39" or "Private".

        Parameters
        ----------
        x
            A row of inputs, shape (inputs,).
        at
            The input's index.
        """
        column = int(self._owners[at])
        if words := self.words(at):
            block = x[self._owners == column]
            return words[int(block.argmax())] if block.max() > 0 else STRANGE
        layout = self.encoding.layout
        if column in layout.indicators:
            flag = len(self.encoding.numbers.owners()) + layout.indicators.index(column)
            if x[flag] > 0:
                return UNKNOWN
        value, error = self.encoding.numbers.original(x, column)
        return number_text(_rounded(value, error))

    def with_number(self, x: Values, at: int, value: float) -> Values:
        """Return a row whose column behind a numeric input has another number; NaN is unknown."""
        numbers = np.array(self.encoding.means)
        numbers[self._owners[at]] = value
        return self._with(x, at, numbers, [-1] * len(self.encoding.layout.categories))

    def with_word(self, x: Values, at: int, word: str) -> Values:
        """Return a row whose column behind an input says another of its words."""
        codes = [-1] * len(self.encoding.layout.categories)
        codes[int(self._owners[at]) - len(self._numeric)] = self.words(at).index(word)
        return self._with(x, at, np.array(self.encoding.means), codes)

    def says_unknown(self, at: int, text: str) -> bool:
        """Whether a word that is typed for an input says that its column's number is unknown."""
        typed = text.strip().lower() == UNKNOWN
        return typed and int(self._owners[at]) in self.encoding.layout.indicators

    def _with(self, x: Values, at: int, numbers: Values, codes: list[int]) -> Values:
        row = Columns(numbers[None], np.array([codes], dtype=np.int16))
        changed, own = np.array(x), self._owners == self._owners[at]
        changed[own] = self.encoding.apply(row)[0, own]
        return changed

    # The target -------------------------------------------------------------------------

    def target_text(self, y: Values) -> str:
        """Return what the table says to be predicted, of a row of targets, shape (outputs,)."""
        if self.target_scale is not None:
            scale = self.target_scale
            value = float(scale.original(y[0]))
            return number_text(_rounded(value, FLOAT64_ROUNDING * (abs(value) + abs(scale.mean))))
        if len(y) == 1:
            return self.classes[1] if y[0] > 0.5 else self.classes[0]
        return self.classes[int(np.argmax(y))]

    def target_of_number(self, value: float) -> Values:
        """Return the row of targets for a number to be met."""
        if self.target_scale is None:
            raise ValueError("the target is a class")
        scale = self.target_scale
        return np.array([(value - scale.mean) / scale.deviation])

    def target_of_word(self, word: str, outputs: int) -> Values:
        """Return the row of targets for a class."""
        index = self.classes.index(word)
        if outputs == 1:
            return np.array([float(index)])
        row = np.zeros(outputs)
        row[index] = 1
        return row


def _rounded(value: float, error: float) -> float:
    """Return a number without the digits that it owes to rounding."""
    if isnan(value) or error <= 0:
        return value
    # Rounding leaves the sign of what was a little below nought.
    return round(value, floor(-log10(4 * error))) + 0.0
