"""From a table's numbers to inputs: none, rescaling, standardisation, unit norm, quantile bins.

What is fitted sees the rows that are trained on and no others: a row that is held out or kept for
the test would otherwise have a say in how it is judged.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.network.data_specs import NormalisationName

MAX_BINS = 1000

# How far a number may have moved that was stored, or computed with.
FLOAT32_ROUNDING, FLOAT64_ROUNDING = 1.2e-7, 1e-15

_CHUNK = 1_000_000
_LARGEST = 1e30


class Numbers(ABC):
    """What the training rows say about turning numeric columns into inputs."""

    @abstractmethod
    def apply(self, x: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return the inputs, shape (n, inputs), of numeric columns, shape (n, columns)."""

    @abstractmethod
    def texts(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Return a description of each input, by the columns' names."""

    @abstractmethod
    def owners(self) -> tuple[int, ...]:
        """Return for each input the column that it comes from."""

    @abstractmethod
    def original(self, x: NDArray[Any], column: int) -> tuple[float, float]:
        """Return a column's number in a row of inputs, and how far rounding may have moved it.

        Parameters
        ----------
        x
            A row of inputs, those of numeric columns first.
        column
            The column's index.
        """

    def is_identity(self, column: int) -> bool:  # noqa: ARG002
        """Whether a column's input is its number itself."""
        return False


@dataclass(frozen=True, eq=False)
class Affine(Numbers):
    """(x − offset) / width, one input for each column.

    Attributes
    ----------
    offset, width
        Shape (columns,).
    """

    offset: NDArray[np.float64]
    width: NDArray[np.float64]

    def apply(self, x: NDArray[np.float64]) -> NDArray[np.float32]:  # noqa: D102
        return quotient(x - self.offset, self.width).astype(np.float32)

    def texts(self, columns: Sequence[str]) -> tuple[str, ...]:  # noqa: D102
        return tuple(columns)

    def owners(self) -> tuple[int, ...]:  # noqa: D102
        return tuple(range(len(self.offset)))

    def original(self, x: NDArray[Any], column: int) -> tuple[float, float]:  # noqa: D102
        offset, width = float(self.offset[column]), float(self.width[column])
        part = float(x[column]) * width
        return part + offset, FLOAT32_ROUNDING * abs(part) + FLOAT64_ROUNDING * abs(offset)

    def is_identity(self, column: int) -> bool:  # noqa: D102
        return bool(self.offset[column] == 0 and self.width[column] == 1)


@dataclass(frozen=True, eq=False)
class QuantileBins(Numbers):
    """Piecewise-linear encoding: an input for each bin of a column is how far x is through it.

    With the edges b0 ≤ b1 ≤ … an input t is 0 below b(t−1), 1 above b(t), and rises linearly
    between them. Where quantiles coincide the bin has no width and its input is 0 throughout, so
    that a column has as many inputs whatever its values are. A column in which one value holds
    most rows has its quantiles taken over the other rows, and one more input that is 1 for that
    value alone.

    Source: Gorishniy, Rubachev, Babenko, "On Embeddings for Numerical Features in Tabular Deep
    Learning" (2022), equation 1, with the first and the last bin closed.

    Attributes
    ----------
    edges
        Shape (columns, bins + 1), rising.
    apart
        For each column the value set apart, NaN where there is none; shape (columns,).
    """

    edges: NDArray[np.float64]
    apart: NDArray[np.float64]

    def apply(self, x: NDArray[np.float64]) -> NDArray[np.float32]:  # noqa: D102
        bins = self.edges.shape[1] - 1
        out = np.empty((len(x), self.apart.size * bins + self._with_apart.size), dtype=np.float32)
        step = max(1, _CHUNK // bins)
        for first in range(0, len(x), step):
            rows = slice(first, first + step)
            for column, edges in enumerate(self.edges):
                place = slice(column * bins, (column + 1) * bins)
                out[rows, place] = _through_bins(x[rows, column, None], edges)
        out[:, self.apart.size * bins :] = x[:, self._with_apart] == self.apart[self._with_apart]
        return out

    def texts(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Return a description of each input, such as "age ≥ 37 (0 up to 36)"."""
        texts = []
        for column, edges in zip(columns, self.edges.tolist(), strict=True):
            for low, high in pairwise(edges):
                piece = f"≥ {high:.6g} (0 up to {low:.6g})" if low < high else "(an empty bin)"
                texts.append(f"{column} {piece}")
        return (*texts, *_apart_names(columns, self.apart.tolist()))

    def owners(self) -> tuple[int, ...]:  # noqa: D102
        columns, bins = len(self.edges), self.edges.shape[1] - 1
        return (*np.repeat(np.arange(columns), bins).tolist(), *self._with_apart.tolist())

    def original(self, x: NDArray[Any], column: int) -> tuple[float, float]:
        """Return a column's number: within its bins exactly, beyond them the nearest edge."""
        bins = self.edges.shape[1] - 1
        flags = self.apart.size * bins
        for at, apart in enumerate(self._with_apart.tolist()):
            if apart == column and x[flags + at] > 0:
                return float(self.apart[column]), 0.0
        through, edges = x[column * bins : (column + 1) * bins], self.edges[column]
        entered = np.flatnonzero(np.asarray(through) > 0)
        if not entered.size:
            return float(edges[0]), 0.0
        last = int(entered[-1])
        part = float(through[last]) * float(edges[last + 1] - edges[last])
        error = FLOAT32_ROUNDING * abs(part) + FLOAT64_ROUNDING * abs(float(edges[last]))
        return float(edges[last]) + part, error

    @property
    def _with_apart(self) -> NDArray[np.intp]:
        return np.flatnonzero(~np.isnan(self.apart))


def _through_bins(x: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for x of shape (n, 1) how far it is through each bin, shape (n, bins)."""
    low, width = edges[:-1], np.diff(edges)
    through = quotient(x - low, np.where(width > 0, width, 1))
    return np.where(width > 0, np.clip(through, 0, 1), 0)


def quotient(x: NDArray[np.float64], width: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return x / width, within ±1e30: float32 holds nothing larger than 3.4e38."""
    with np.errstate(over="ignore"):
        return np.clip(x / width, -_LARGEST, _LARGEST)


def fit_numbers(
    normalisation: NormalisationName,
    x: NDArray[np.float64],
    apart: Sequence[float],
    bins: int,
) -> Numbers:
    """Fit a normalisation to numeric columns.

    Parameters
    ----------
    normalisation
        Its name. ``"unit-norm"`` leaves columns as they are: it belongs to whole rows, see
        `unit_rows`.
    x
        The rows that are trained on, shape (n, columns), at least one row; NaN where a value is
        unknown, which has no say.
    apart
        For each column the value that quantile bins keep apart, NaN for none.
    bins
        Quantile bins of a column.

    Returns
    -------
    Numbers
        A column whose values are all the same becomes zeros where it would be divided by zero.
    """
    columns = x.shape[1]
    x = np.where(np.isnan(x).all(axis=0), 0, x)
    if normalisation == "quantile":
        return QuantileBins(_edges(x, apart, bins), np.array(apart, dtype=np.float64))
    if normalisation == "standardise":
        return Affine(np.nanmean(x, axis=0), _width(x, np.nanstd(x, axis=0)))
    if normalisation == "rescale":
        return Affine(np.nanmin(x, axis=0), _width(x, _range(x)))
    return Affine(np.zeros(columns), np.ones(columns))


def _range(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.nanmax(x, axis=0) - np.nanmin(x, axis=0))


def _width(x: NDArray[np.float64], width: NDArray[np.float64]) -> NDArray[np.float64]:
    # Rounding may leave a deviation where all values are alike.
    return np.where((_range(x) == 0) | (width == 0), 1, width)


def _edges(x: NDArray[np.float64], apart: Sequence[float], bins: int) -> NDArray[np.float64]:
    edges = np.empty((x.shape[1], bins + 1))
    shares = np.linspace(0, 1, bins + 1)
    for column, value in enumerate(apart):
        known = x[~np.isnan(x[:, column]), column]
        others = known[known != value]
        edges[column] = np.quantile(others if others.size else known, shares)
    # Interpolation may round a quantile below the one before it.
    return np.maximum.accumulate(edges, axis=1)


def number_names(
    normalisation: NormalisationName, columns: Sequence[str], apart: Sequence[float], bins: int
) -> tuple[str, ...]:
    """Return a name for each input of numeric columns; the same whatever rows are trained on."""
    if normalisation != "quantile":
        return tuple(columns)
    names = [f"{column}[{number}]" for column in columns for number in range(1, bins + 1)]
    return (*names, *_apart_names(columns, apart))


def _apart_names(columns: Sequence[str], apart: Iterable[float]) -> list[str]:
    return [
        f"{column} = {value:.6g}"
        for column, value in zip(columns, apart, strict=True)
        if not np.isnan(value)
    ]


def common_values(x: NDArray[np.float64]) -> tuple[float, ...]:
    """Return for each column the value that more than half of its known rows have, else NaN.

    Parameters
    ----------
    x
        Shape (n, columns), NaN where a value is unknown.
    """
    found = []
    for column in x.T:
        known = column[~np.isnan(column)]
        # A value that more than half of the rows have is in the middle of the sorted rows.
        middle = float(np.partition(known, known.size // 2)[known.size // 2]) if known.size else 0
        frequent = bool(np.count_nonzero(known == middle) * 2 > known.size)
        found.append(middle if frequent else float("nan"))
    return tuple(found)


def unit_rows(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return x / ‖x‖ row by row, shape (n, inputs); a row of zeros stays one."""
    # Squares of large numbers leave float32.
    norms = np.sqrt(np.einsum("ij,ij->i", x, x, dtype=np.float64))[:, None]
    norms[norms == 0] = 1
    return np.asarray(x / norms, dtype=np.float32)


@dataclass(frozen=True)
class TargetScale:
    """How the numbers to be met were standardised.

    Attributes
    ----------
    mean, deviation
        Of the rows that are trained on, in the table's own unit.
    """

    mean: float
    deviation: float

    def original(self, y: NDArray[Any]) -> NDArray[np.float64]:
        """Return standardised numbers in the table's unit, same shape.

        A difference of two such numbers, and so a root mean squared or mean absolute error, is in
        the table's unit once it is multiplied by `deviation` alone.
        """
        return np.asarray(y, dtype=np.float64) * self.deviation + self.mean
