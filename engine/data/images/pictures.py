"""Images: how bytes become inputs, and reading a person's own IDX files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset
from engine.data.images.idx import read_pair
from engine.data.normalisation import unit_rows
from engine.data.source import DatasetSource
from engine.data.splitting import set_aside
from engine.errors import DatasetError
from engine.network.data_specs import ImageSpec, NormalisationName

Pictures: TypeAlias = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""Images of shape (n, height, width) and the class index of each, shape (n,)."""

_CHUNK_ROWS = 1000


class ImageSource(DatasetSource):
    """Images of a byte a pixel.

    They are kept as bytes, which the network's inputs are computed from batch by batch: "none"
    takes 0 to 255 as they are, "rescale" and "standardise" take the range, or mean and standard
    deviation, over all pixels of the images that are trained on. Only "unit-norm", which has a
    factor of its own for every image, stores float32.

    Parameters
    ----------
    name
        What the data set is called.
    train, test
        The images with their classes.
    classes
        Names of the classes.
    notes
        What a person should know, a sentence each.
    """

    default: NormalisationName = "rescale"

    def __init__(
        self,
        name: str,
        train: Pictures,
        test: Pictures,
        classes: Sequence[str],
        notes: Sequence[str] = (),
    ) -> None:
        super().__init__(name, len(train[0]), train[1])
        self.image_shape: tuple[int, int] = (train[0].shape[1], train[0].shape[2])
        # The test may be empty, from which no width could be inferred.
        pixels = train[0].shape[1] * train[0].shape[2]
        self._train, self._test = ((x.reshape(len(x), pixels), y) for x, y in (train, test))
        self.classes = tuple(classes)
        self.notes = tuple(notes)

    @property
    def total_rows(self) -> int:
        """Training and test images."""
        return self.rows + len(self._test[0])

    @property
    def normalisations(self) -> tuple[NormalisationName, ...]:
        """All but the quantile bins, which belong to a table's columns."""
        return ("none", "rescale", "standardise", "unit-norm")

    def first(self, count: int) -> Pictures:
        """Return the first training images with their class indices."""
        x, y = self._train
        return x[:count].reshape(-1, *self.image_shape), y[:count]

    def _names(self, normalisation: NormalisationName, bins: int) -> tuple[str, ...]:  # noqa: ARG002
        height, width = self.image_shape
        return tuple(f"pixel[{row},{column}]" for row in range(height) for column in range(width))

    def _check_size(self, normalisation: NormalisationName, inputs: int) -> None:
        if normalisation == "unit-norm":
            super()._check_size(normalisation, inputs)

    def _fit(
        self, rows: NDArray[np.integer[Any]], normalisation: NormalisationName, bins: int
    ) -> Dataset:
        (x_train, y_train), (x_test, y_test) = self._train, self._test
        scale, shift = _affine(x_train, rows, normalisation)
        unit_norm = normalisation == "unit-norm"
        return Dataset(
            name=self.name,
            x_train=_unit_images(x_train) if unit_norm else x_train,
            y_train=y_train,
            x_test=_unit_images(x_test) if unit_norm else x_test,
            y_test=y_test,
            classes=self.classes,
            feature_names=self._names(normalisation, bins),
            scale=scale,
            image_shape=self.image_shape,
            shift=shift,
            notes=self.notes,
        )


def _affine(
    x: NDArray[np.uint8], rows: NDArray[np.integer[Any]], normalisation: NormalisationName
) -> tuple[float, float]:
    """Return scale and shift from a byte to an input."""
    if normalisation not in {"rescale", "standardise"}:
        return 1.0, 0.0
    # How often each byte occurs says everything, exactly and in little memory.
    counts = np.zeros(256, dtype=np.int64)
    for first in range(0, len(rows), _CHUNK_ROWS):
        counts += np.bincount(x[rows[first : first + _CHUNK_ROWS]].ravel(), minlength=256)
    values = np.arange(256)
    if normalisation == "rescale":
        found = np.flatnonzero(counts)
        offset, width = float(found[0]), float(found[-1] - found[0])
    else:
        offset = float(np.average(values, weights=counts))
        width = float(np.sqrt(np.average((values - offset) ** 2, weights=counts)))
    # Pixels that are all alike become zeros.
    width = width if width > 0 else 1.0
    return 1 / width, 0.0 - offset / width


def _unit_images(x: NDArray[np.uint8]) -> NDArray[np.float32]:
    out = np.empty(x.shape, dtype=np.float32)
    for first in range(0, len(x), _CHUNK_ROWS):
        rows = slice(first, first + _CHUNK_ROWS)
        out[rows] = unit_rows(x[rows].astype(np.float32))
    return out


def read_images(spec: ImageSpec, directory: Path) -> ImageSource:
    """Read a person's own images.

    Without test files 20 % of the images are set aside for the test, drawn by a seed that never
    changes; the last image of a class is never among them.

    Parameters
    ----------
    spec
        The files.
    directory
        Where their relative paths start from.

    Returns
    -------
    ImageSource
        A class for each label that a training image has, in rising order.

    Raises
    ------
    DatasetError
        When a file is missing, damaged or not what it should be, the sizes of training and test
        images differ, or there are fewer than two classes.
    """
    if (spec.test_images is None) != (spec.test_labels is None):
        missing = "test_labels" if spec.test_labels is None else "test_images"
        raise DatasetError(f"{spec.images}: {missing} missing, expected both test files or neither")
    labels_file = directory / spec.labels
    images, labels = read_pair(directory / spec.images, labels_file)
    classes, indices = np.unique(labels, return_inverse=True)
    if len(classes) < 2:
        raise DatasetError(f"{labels_file}: every label is {classes[0]}, expected several classes")
    train: Pictures = (images, indices.astype(np.int64))
    if spec.test_images is not None and spec.test_labels is not None:
        test_files = (directory / spec.test_images, directory / spec.test_labels)
        test, notes = _read_test(*test_files, classes, train[0]), []
    else:
        left, aside = set_aside(len(images), train[1])
        notes = [
            f"{len(aside):,} of {len(images):,} images are set aside for the test, as no test"
            " files are named."
        ]
        # Indexing copies: the whole file is not kept beside its two parts.
        train, test = (train[0][left], train[1][left]), (train[0][aside], train[1][aside])
    return ImageSource(
        Path(spec.images).name, train, test, [str(label) for label in classes], notes
    )


def _read_test(
    images_file: Path, labels_file: Path, classes: NDArray[np.uint8], train: NDArray[np.uint8]
) -> Pictures:
    images, labels = read_pair(images_file, labels_file, (train.shape[1], train.shape[2]))
    places = np.searchsorted(classes, labels)
    wrong = np.flatnonzero(~np.isin(labels, classes))
    if wrong.size:
        at = int(wrong[0])
        raise DatasetError(
            f"{labels_file}: label {at + 1:,} is {labels[at]}, which no training image has"
        )
    return images, places.astype(np.int64)
