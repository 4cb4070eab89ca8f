"""Loading a data set by its name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import resources
from engine.data.dataset import Dataset
from engine.data.source import DatasetSource
from engine.errors import DatasetError
from engine.network.data_specs import (
    DEFAULT_BINS,
    DatasetSpec,
    FileSpec,
    ImageSpec,
    NormalisationName,
    PointSpec,
    named_files,
    with_files,
)

# The readers are imported where a data set is opened: the window is drawn before that.


def _mnist(folder: Path) -> DatasetSource:
    from engine.data.images import read_mnist  # noqa: PLC0415

    return read_mnist(folder)


def _census(folder: Path) -> DatasetSource:
    from engine.data.census import read_census  # noqa: PLC0415

    return read_census(folder)


_READERS: dict[str, Callable[[Path], DatasetSource]] = {"mnist": _mnist, "census": _census}

DATASETS: tuple[str, ...] = tuple(_READERS)
"""The names that `open_dataset` knows."""


def open_dataset(spec: DatasetSpec, directory: str | Path | None = None) -> DatasetSource:
    """Read a data set, bundled or a person's own, as far as no row is chosen.

    Parameters
    ----------
    spec
        One of `DATASETS`, a table or images of one's own, or points.
    directory
        For a name: folder with the original files, or None for the bundled data, which is read
        once and kept. MNIST: the four IDX files, gzipped or not. Census: ``adult.data`` and
        ``adult.test``. For files of one's own: where their relative paths start from, or None for
        the present folder.

    Returns
    -------
    DatasetSource
        Its `fitted_on` gives the data set with a normalisation that is fitted on the rows that a
        run trains on.

    Raises
    ------
    DatasetError
        When the name is unknown, or a file is missing, damaged or not what it should be.
    """
    if not isinstance(spec, str):
        return _own(_Wanted.of(spec, Path(directory or ".")))
    if spec not in _READERS:
        raise DatasetError(f"unknown data set {spec!r}, expected one of {', '.join(DATASETS)}")
    if directory is None:
        return _bundled(spec)
    folder = Path(directory)
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "does not exist"
        raise DatasetError(f"{folder}: {found}, expected a folder with the {spec} files")
    return _READERS[spec](folder)


def load_dataset(
    spec: DatasetSpec,
    directory: str | Path | None = None,
    normalisation: NormalisationName | None = None,
    bins: int = DEFAULT_BINS,
) -> Dataset:
    """Load a data set with its normalisation fitted on all training rows.

    A run that holds rows out fits on the others alone: see `open_dataset`.

    Parameters
    ----------
    spec, directory
        As `open_dataset` takes them.
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
        As `open_dataset`, and when the data set has no such normalisation or too many inputs.
    """
    return open_dataset(spec, directory).fitted_on(None, normalisation, bins)


def input_names(
    spec: DatasetSpec,
    directory: str | Path | None = None,
    normalisation: NormalisationName | None = None,
    bins: int = DEFAULT_BINS,
) -> tuple[str, ...]:
    """Return the names of a data set's inputs, one for each, all different.

    They are the same whatever rows are trained on, where ``Dataset.feature_names`` says of quantile
    bins where they are; takes and raises as `load_dataset`.
    """
    return open_dataset(spec, directory).input_names(normalisation, bins)


@cache
def _bundled(name: str) -> DatasetSource:
    return _READERS[name](resources.file("data", name))


@dataclass(frozen=True)
class _Wanted:
    """Files of one's own: the same however they are named, until one of them is written anew.

    Attributes
    ----------
    located
        With the paths in full.
    stamps
        When each file was last written, and its size; None where that is unknown.
    spec, folder
        As a person named them, which is how messages name them.
    """

    located: FileSpec
    stamps: tuple[tuple[int, int] | None, ...]
    spec: FileSpec = field(compare=False)
    folder: Path = field(compare=False)

    @classmethod
    def of(cls, spec: FileSpec, folder: Path) -> "_Wanted":
        located = located_in(spec, folder)
        stamps = tuple(_stamp(Path(file)) for _, file in named_files(located))
        return cls(located, stamps, spec, folder)


def located_in(spec: FileSpec, folder: Path) -> Any:
    """Return a spec that names its files by their paths in full."""
    return with_files(spec, {key: str(_full(folder / file)) for key, file in named_files(spec)})


def _full(file: Path) -> Path:
    try:
        return file.resolve()
    except (OSError, ValueError, RuntimeError):
        # No name of a file at all: reading it says so.
        return file


@lru_cache(maxsize=2)
def _own(wanted: _Wanted) -> DatasetSource:
    """Read files of one's own, or keep what was read as long as they have not changed."""
    from engine.data.images import read_images  # noqa: PLC0415
    from engine.data.playground import PointSource, points_of  # noqa: PLC0415
    from engine.data.tables import read_table  # noqa: PLC0415

    if isinstance(wanted.spec, PointSpec):
        return PointSource(wanted.spec, points_of(wanted.spec, wanted.folder))
    if isinstance(wanted.spec, ImageSpec):
        return read_images(wanted.spec, wanted.folder)
    return read_table(wanted.spec, wanted.folder)


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size
