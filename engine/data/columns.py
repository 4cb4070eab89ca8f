"""Rows of numbers and categories, and how they become inputs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.normalisation import Numbers, fit_numbers, number_names, unit_rows
from engine.network.data_specs import NormalisationName

_CHUNK_ROWS = 10_000


@dataclass(frozen=True, eq=False)
class Columns:
    """The rows of a table, the target left out.

    Attributes
    ----------
    numbers
        Shape (n, numeric columns), NaN where a value is unknown.
    codes
        Index of each category, −1 for one that no training row has; shape (n, text columns).
    """

    numbers: NDArray[np.float64]
    codes: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, rows: NDArray[np.integer[Any]]) -> "Columns":
        """Return some of the rows."""
        return Columns(self.numbers[rows], self.codes[rows])


@dataclass(frozen=True)
class Layout:
    """What inputs a table gives.

    All training rows decide it, held-out ones included: else the number of inputs, and so the
    network, would hang on which rows a seed holds out. It says which columns, categories and
    unknowns there are, and holds no statistics.

    Attributes
    ----------
    numbers
        Names of the numeric columns.
    indicators
        Which numeric columns have unknown values; each has one more input that is 1 there.
    apart
        For each numeric column the value that quantile bins keep apart, NaN for none.
    categories
        For each text column its name and its categories in the order of their inputs.
    places
        Where each numeric column, and after these each text column, stands in the file. Without
        it they stand as they are listed.
    """

    numbers: tuple[str, ...]
    indicators: tuple[int, ...]
    apart: tuple[float, ...]
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    places: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the numeric columns, and after these of the text columns."""
        return (*self.numbers, *(name for name, _ in self.categories))

    @property
    def order(self) -> tuple[int, ...]:
        """For each column, in the order of the file, its place in `columns`."""
        listed = range(len(self.columns))
        return tuple(sorted(listed, key=lambda at: self.places[at] if self.places else at))

    def names(self, normalisation: NormalisationName, bins: int) -> tuple[str, ...]:
        """Return the inputs' names: numbers, unknowns of numbers, ``column=category``."""
        numbers = number_names(normalisation, self.numbers, self.apart, bins)
        return tuple(unique((*numbers, *self._flags)))

    def texts(self, numbers: Numbers) -> tuple[str, ...]:
        """Return a description of each input."""
        return tuple(unique((*numbers.texts(self.numbers), *self._flags)))

    @property
    def _flags(self) -> list[str]:
        unknowns = [f"{self.numbers[column]}=unknown" for column in self.indicators]
        return unknowns + [
            f"{name}={category}" for name, categories in self.categories for category in categories
        ]


def unique(names: Iterable[str]) -> list[str]:
    """Return the names, equal ones with a number, such as "a" and "a (2)"."""
    taken: set[str] = set()
    counts: dict[str, int] = {}
    found = []
    for name in names:
        candidate = name
        while candidate in taken:
            counts[name] = counts.get(name, 1) + 1
            candidate = f"{name} ({counts[name]})"
        taken.add(candidate)
        found.append(candidate)
    return found


@dataclass(frozen=True, eq=False)
class Encoding:
    """What the training rows say about turning rows into inputs.

    Attributes
    ----------
    layout
        The inputs there are.
    means
        Of each numeric column's known values; stands in for the unknown ones.
    numbers
        The fitted normalisation of the numeric columns.
    unit_norm
        Whether every row of inputs is divided by its length.
    """

    layout: Layout
    means: NDArray[np.float64]
    numbers: Numbers
    unit_norm: bool

    def apply(self, columns: Columns) -> NDArray[np.float32]:
        """Return the inputs, shape (n, inputs)."""
        width = len(self.layout.texts(self.numbers))
        out = np.zeros((len(columns), width), dtype=np.float32)
        for first in range(0, len(columns), _CHUNK_ROWS):
            rows = slice(first, first + _CHUNK_ROWS)
            self._fill(out[rows], columns.numbers[rows], columns.codes[rows])
        return out

    def _fill(
        self, out: NDArray[np.float32], numbers: NDArray[np.float64], codes: NDArray[np.int16]
    ) -> None:
        """Write inputs into zeros."""
        unknown = np.isnan(numbers)
        encoded = self.numbers.apply(np.where(unknown, self.means, numbers))
        at = encoded.shape[1]
        out[:, :at] = encoded
        flagged = list(self.layout.indicators)
        out[:, at : at + len(flagged)] = unknown[:, flagged]
        at += len(flagged)
        for column, (_, categories) in zip(codes.T, self.layout.categories, strict=True):
            listed = np.flatnonzero(column >= 0)
            out[listed, at + column[listed].astype(np.intp)] = 1
            at += len(categories)
        if self.unit_norm:
            out[:] = unit_rows(out)


def fit_encoding(
    layout: Layout, columns: Columns, normalisation: NormalisationName, bins: int
) -> Encoding:
    """Take means and what a normalisation needs from the rows that are trained on."""
    unknown = np.isnan(columns.numbers)
    known = np.maximum((~unknown).sum(axis=0), 1)
    means = np.where(unknown, 0, columns.numbers).sum(axis=0) / known
    numbers = fit_numbers(normalisation, columns.numbers, layout.apart, bins)
    return Encoding(layout, means, numbers, normalisation == "unit-norm")
