"""The MNIST digits, from IDX files.

An IDX file is a header of big-endian 32-bit numbers (a magic number that tells type and
dimensions, then the size of each dimension) followed by the values, here one byte each.
"""

import math
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.datasets.dataset import Dataset, DatasetError
from engine.datasets.files import ByteStream, find_file, open_file

IMAGE_SHAPE = (28, 28)
MAX_BYTES = 100_000_000

_IMAGES_MAGIC = 0x00000803
_LABELS_MAGIC = 0x00000801
_CLASSES = tuple(str(digit) for digit in range(10))


def read_mnist(folder: Path) -> Dataset:
    """Read MNIST from the folder that holds its four files.

    Parameters
    ----------
    folder
        Holds ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte`` and the same for ``t10k``,
        gzipped or not, also spelt ``train-images.idx3-ubyte``.

    Returns
    -------
    Dataset
        Rows of 784 bytes, the picture's rows one after the other.

    Raises
    ------
    DatasetError
        When a file is missing, damaged or not what it should be.
    """
    x_train, y_train = _read_part(folder, "train")
    x_test, y_test = _read_part(folder, "t10k")
    height, width = IMAGE_SHAPE
    return Dataset(
        name="mnist",
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
        classes=_CLASSES,
        feature_names=tuple(f"pixel[{row},{col}]" for row in range(height) for col in range(width)),
        scale=1 / 255,
        image_shape=IMAGE_SHAPE,
    )


def _read_part(folder: Path, part: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Read the images, shape (n, 784), and labels, shape (n,), of the "train" or "t10k" part."""
    images_file = find_file(folder, f"{part}-images-idx3-ubyte", f"{part}-images.idx3-ubyte")
    labels_file = find_file(folder, f"{part}-labels-idx1-ubyte", f"{part}-labels.idx1-ubyte")
    labels = _read_idx(labels_file, _LABELS_MAGIC, "labels")
    images = _read_idx(images_file, _IMAGES_MAGIC, "images")
    if len(labels) != len(images):
        raise DatasetError(
            f"{labels_file}: {len(labels):,} labels, expected {len(images):,} to match the images"
        )
    wrong = np.flatnonzero(labels >= len(_CLASSES))
    if wrong.size:
        at = int(wrong[0])
        raise DatasetError(
            f"{labels_file}: label {at + 1:,} is {labels[at]}, expected a digit from 0 to 9"
        )
    return images.reshape(len(images), -1), labels.astype(np.int64)


def _read_idx(file: Path, magic: int, what: str) -> NDArray[np.uint8]:
    """Read an IDX file of bytes with this magic number, in the shape its header gives."""
    with open_file(file) as stream:
        shape = _read_header(stream, file, magic, what)
        size = math.prod(shape)
        # One byte more than announced tells a longer file without reading all of it.
        values = stream.read(size + 1)
    if len(values) < size:
        raise DatasetError(
            f"{file}: is cut short, {len(values):,} bytes of {what} found, expected {size:,}"
        )
    if len(values) > size:
        raise DatasetError(
            f"{file}: goes on after the {shape[0]:,} {what} that its header announces,"
            f" expected {size:,} bytes of them"
        )
    return np.frombuffer(values, dtype=np.uint8).reshape(shape)


def _read_header(stream: ByteStream, file: Path, magic: int, what: str) -> tuple[int, ...]:
    """Read the header and return the shape, once it is what MNIST's is and not too large."""
    dimensions = magic & 0xFF
    length = 4 * (1 + dimensions)
    header = stream.read(length)
    if len(header) >= 4 and int.from_bytes(header[:4], "big") != magic:
        raise DatasetError(
            f"{file}: begins with 0x{header[:4].hex()}, expected 0x{magic:08x}, IDX {what}"
        )
    if len(header) < length:
        raise DatasetError(
            f"{file}: is cut short after {len(header)} bytes, expected an IDX header of {length}"
        )
    shape = struct.unpack(f">{dimensions}I", header[4:])
    if shape[1:] not in {(), IMAGE_SHAPE}:
        raise DatasetError(
            f"{file}: its header announces images of {shape[1]:,} × {shape[2]:,},"
            f" expected {IMAGE_SHAPE[0]} × {IMAGE_SHAPE[1]}"
        )
    if not 0 < math.prod(shape) <= MAX_BYTES:
        most = MAX_BYTES // math.prod(shape[1:])
        raise DatasetError(
            f"{file}: its header announces {shape[0]:,} {what}, expected from 1 to {most:,}"
        )
    return shape
