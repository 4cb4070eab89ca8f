"""Loading a data set by its name."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import resources
from engine.datasets.census import read_census
from engine.datasets.dataset import Dataset, DatasetError
from engine.datasets.mnist import read_mnist

_READERS: dict[str, Callable[[Path], Dataset]] = {
    "mnist": read_mnist,
    "census": read_census,
}

DATASETS: tuple[str, ...] = tuple(_READERS)
"""The names that `load_dataset` knows."""


def load_dataset(name: str, directory: str | Path | None = None) -> Dataset:
    """Load a data set, bundled or from a person's own copy.

    Parameters
    ----------
    name
        One of `DATASETS`.
    directory
        Folder with the original files, or None for the bundled data, which is read once and kept.
        MNIST: the four IDX files, gzipped or not. Census: ``adult.data`` and ``adult.test``.

    Returns
    -------
    Dataset
        Its arrays are read-only.

    Raises
    ------
    DatasetError
        When the name is unknown, or a file is missing, damaged or not what it should be.
    """
    if name not in _READERS:
        raise DatasetError(f"unknown data set {name!r}, expected one of {', '.join(DATASETS)}")
    if directory is None:
        return _bundled(name)
    folder = Path(directory)
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "does not exist"
        raise DatasetError(f"{folder}: {found}, expected a folder with the {name} files")
    return _READERS[name](folder)


@cache
def _bundled(name: str) -> Dataset:
    return _READERS[name](resources.file("data", name))
