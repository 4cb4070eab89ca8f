"""A data set whose files are read, before it is known which of its rows are trained on."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset
from engine.data.normalisation import MAX_BINS
from engine.errors import DatasetError
from engine.network.data_specs import DEFAULT_BINS, NormalisationName

MAX_INPUTS = 4096
MAX_VALUES = 100_000_000

# A run, the stepper and a look at the whole can each keep theirs.
_MOST_FITS = 3


class DatasetSource(ABC):
    """The rows of a data set as its files have them.

    What a normalisation computes from the rows (means, quantiles …) it may compute only from those
    that are trained on, and which these are is known when a run has chosen its held-out rows. So
    files are read into a source, and `fitted_on` makes a `Dataset` of it. How many inputs there
    are, and their names, are the same whatever rows it is fitted on.

    Attributes
    ----------
    name : str
        What the data set is called.
    rows : int
        How many training rows there are, held-out ones included.
    labels : ndarray of int64, shape (rows,), or None
        Class index of each training row; None where numbers are to be met.
    classes : tuple of str
        Names of the classes; empty where numbers are to be met.
    """

    classes: tuple[str, ...] = ()
    default: NormalisationName = "standardise"

    def __init__(self, name: str, rows: int, labels: NDArray[np.int64] | None) -> None:
        self.name = name
        self.rows = rows
        self.labels = labels
        self._fits: dict[tuple[NormalisationName, int, bytes | None], Dataset] = {}

    def input_names(
        self, normalisation: NormalisationName | None = None, bins: int = DEFAULT_BINS
    ) -> tuple[str, ...]:
        """Return a name for each input, all different.

        Raises
        ------
        DatasetError
            The data set has no such normalisation, or too many inputs.
        """
        checked = self._checked(normalisation, bins)
        names = self._names(checked, bins)
        if len(names) > MAX_INPUTS:
            raise DatasetError(
                f"{self.name}: {len(names):,} inputs, expected at most {MAX_INPUTS:,}"
            )
        return names

    def fitted_on(
        self,
        rows: NDArray[np.integer[Any]] | None = None,
        normalisation: NormalisationName | None = None,
        bins: int = DEFAULT_BINS,
    ) -> Dataset:
        """Return all rows as inputs, with the normalisation fitted on some of them.

        Parameters
        ----------
        rows
            Which training rows are trained on, at least one; None takes all.
        normalisation
            None takes the data set's own.
        bins
            Features of each numeric column with ``"quantile"``.

        Raises
        ------
        DatasetError
            The data set has no such normalisation, or too many inputs.
        """
        checked = self._checked(normalisation, bins)
        everything = rows is None or len(rows) == self.rows
        key = (checked, bins, None if rows is None or everything else rows.tobytes())
        found = self._fits.pop(key, None)
        if found is None:
            names = self.input_names(checked, bins)
            self._check_size(checked, len(names))
            found = self._fit(np.arange(self.rows) if rows is None else rows, checked, bins)
        self._fits[key] = found
        while len(self._fits) > _MOST_FITS:
            del self._fits[next(iter(self._fits))]
        return found

    def _checked(self, normalisation: NormalisationName | None, bins: int) -> NormalisationName:
        if not 1 <= bins <= MAX_BINS:
            raise DatasetError(f"{self.name}: {bins:,} bins, expected 1 to {MAX_BINS:,}")
        name = self.default if normalisation is None else normalisation
        if name not in self.normalisations:
            expected = ", ".join(self.normalisations)
            raise DatasetError(f"{self.name}: normalisation {name!r}, expected one of {expected}")
        return name

    def _check_size(self, normalisation: NormalisationName, inputs: int) -> None:  # noqa: ARG002
        """Refuse what would take more memory than is bounded."""
        total = inputs * self.total_rows
        if total > MAX_VALUES:
            raise DatasetError(
                f"{self.name}: {self.total_rows:,} rows of {inputs:,} inputs are {total:,} values,"
                f" expected at most {MAX_VALUES:,}"
            )

    @property
    @abstractmethod
    def total_rows(self) -> int:
        """Training and test rows."""

    @property
    @abstractmethod
    def normalisations(self) -> tuple[NormalisationName, ...]:
        """The normalisations that this data set knows."""

    @abstractmethod
    def _names(self, normalisation: NormalisationName, bins: int) -> tuple[str, ...]:
        """Return the names of the inputs, all different."""

    @abstractmethod
    def _fit(
        self, rows: NDArray[np.integer[Any]], normalisation: NormalisationName, bins: int
    ) -> Dataset:
        """Return the data set with its normalisation fitted on these training rows."""
