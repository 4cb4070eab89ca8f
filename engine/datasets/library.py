"""Loading a data set by its name."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import resources
from engine.datasets.census import read_census
from engine.datasets.dataset import Dataset, DatasetError
from engine.datasets.mnist import read_mnist
from engine.datasets.specs import (
    DEFAULT_BINS,
    DatasetSpec,
    NormalisationName,
    default_normalisation,
)

_READERS: dict[str, Callable[[Path], Dataset]] = {
    "mnist": read_mnist,
    "census": read_census,
}

DATASETS: tuple[str, ...] = tuple(_READERS)
"""The names that `load_dataset` knows."""


def load_dataset(
    spec: DatasetSpec,
    directory: str | Path | None = None,
    normalisation: NormalisationName | None = None,
    bins: int = DEFAULT_BINS,
) -> Dataset:
    """Load a data set, bundled or from a person's own files.

    Parameters
    ----------
    spec
        One of `DATASETS`, or a table or images of one's own.
    directory
        For a name: folder with the original files, or None for the bundled data, which is read
        once and kept. MNIST: the four IDX files, gzipped or not. Census: ``adult.data`` and
        ``adult.test``. For files of one's own: where their relative paths start from, or None for
        the present folder.
    normalisation
        How values become inputs; None takes the data set's own.
    bins
        Features of each numeric column with ``"quantile"``.

    Returns
    -------
    Dataset
        Its arrays are read-only.

    Raises
    ------
    DatasetError
        When the name is unknown, or a file is missing, damaged or not what it should be.
    """
    if not isinstance(spec, str):
        raise DatasetError(f"{spec}: tables and images of one's own are not read")
    if spec not in _READERS:
        raise DatasetError(f"unknown data set {spec!r}, expected one of {', '.join(DATASETS)}")
    if normalisation not in {None, default_normalisation(spec)} or bins != DEFAULT_BINS:
        raise DatasetError(f"{spec}: normalisation {normalisation}, expected the usual one")
    if directory is None:
        return _bundled(spec)
    folder = Path(directory)
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "does not exist"
        raise DatasetError(f"{folder}: {found}, expected a folder with the {spec} files")
    return _READERS[spec](folder)


def input_names(
    spec: DatasetSpec,
    directory: str | Path | None = None,
    normalisation: NormalisationName | None = None,
    bins: int = DEFAULT_BINS,
) -> tuple[str, ...]:
    """Return the names of a data set's inputs, one for each; takes and raises as `load_dataset`."""
    return load_dataset(spec, directory, normalisation, bins).feature_names


@cache
def _bundled(name: str) -> Dataset:
    return _READERS[name](resources.file("data", name))
