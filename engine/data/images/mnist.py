"""The MNIST digits, from their four IDX files."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.files import find_file
from engine.data.images.idx import read_pair
from engine.data.images.pictures import ImageSource
from engine.errors import DatasetError

IMAGE_SHAPE = (28, 28)
MAX_BYTES = 100_000_000

_CLASSES = tuple(str(digit) for digit in range(10))


def read_mnist(folder: Path) -> ImageSource:
    """Read MNIST from the folder that holds its four files.

    Parameters
    ----------
    folder
        Holds ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte`` and the same for ``t10k``,
        gzipped or not, also named ``train-images.idx3-ubyte``.

    Returns
    -------
    ImageSource
        Rows of 784 bytes, the picture's rows one after the other.

    Raises
    ------
    DatasetError
        When a file is missing, damaged or not what it should be.
    """
    return ImageSource("mnist", _read_part(folder, "train"), _read_part(folder, "t10k"), _CLASSES)


def _read_part(folder: Path, part: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Read the images, shape (n, 28, 28), and labels, shape (n,), of "train" or "t10k"."""
    images_file = find_file(folder, f"{part}-images-idx3-ubyte", f"{part}-images.idx3-ubyte")
    labels_file = find_file(folder, f"{part}-labels-idx1-ubyte", f"{part}-labels.idx1-ubyte")
    images, labels = read_pair(images_file, labels_file, IMAGE_SHAPE, MAX_BYTES)
    wrong = np.flatnonzero(labels >= len(_CLASSES))
    if wrong.size:
        at = int(wrong[0])
        raise DatasetError(
            f"{labels_file}: label {at + 1:,} is {labels[at]}, expected a digit from 0 to 9"
        )
    return images, labels.astype(np.int64)
