"""Reading IDX files of bytes, as MNIST is published.

An IDX file is a header of big-endian 32-bit numbers (a magic number for type and
dimensions, then the size of each dimension) followed by the values, here one byte each.
"""

import math
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.files import ByteStream, open_file, read_up_to
from engine.errors import DatasetError

LABELS_MAGIC = 0x00000801
IMAGES_MAGIC = 0x00000803
MAX_BYTES = 200_000_000
MAX_PIXELS = 4096


def read_pair(
    images_file: Path,
    labels_file: Path,
    shape: tuple[int, int] | None = None,
    max_bytes: int = MAX_BYTES,
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Read images and the labels that belong to them.

    Parameters
    ----------
    images_file, labels_file
        IDX files, gzipped or not.
    shape
        The height and width that images must have, or None for any of at most `MAX_PIXELS` pixels.
    max_bytes
        The most that the images may take.

    Returns
    -------
    (ndarray, ndarray)
        Images of shape (n, height, width) and labels of shape (n,), n from 1.

    Raises
    ------
    DatasetError
        When a file is missing, damaged or not what it should be.
    """
    labels = _read(labels_file, LABELS_MAGIC, "labels", None, max_bytes)
    images = _read(images_file, IMAGES_MAGIC, "images", shape, max_bytes)
    if len(labels) != len(images):
        raise DatasetError(
            f"{labels_file}: {len(labels):,} labels, expected {len(images):,} to match the images"
        )
    return images, labels


def _read(
    file: Path, magic: int, what: str, expected: tuple[int, int] | None, max_bytes: int
) -> NDArray[np.uint8]:
    """Read an IDX file of bytes with this magic number, in the shape its header gives."""
    with open_file(file) as stream:
        shape = _read_header(stream, file, magic, what)
        _check_shape(file, what, shape, expected, max_bytes)
        size = math.prod(shape)
        # One byte more than announced shows a longer file without reading all of it.
        values = read_up_to(stream, size)
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
    """Read the header and return the shape."""
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
    return struct.unpack(f">{dimensions}I", header[4:])


def _check_shape(
    file: Path,
    what: str,
    shape: tuple[int, ...],
    expected: tuple[int, int] | None,
    max_bytes: int,
) -> None:
    """Check what a header announces before anything of that size is read."""
    picture = shape[1:]
    if picture and expected is not None and picture != expected:
        raise DatasetError(
            f"{file}: its header announces images of {picture[0]:,} × {picture[1]:,},"
            f" expected {expected[0]} × {expected[1]}"
        )
    pixels = math.prod(picture)
    if not 0 < pixels <= MAX_PIXELS:
        raise DatasetError(
            f"{file}: its header announces images of {picture[0]:,} × {picture[1]:,},"
            f" expected from 1 to {MAX_PIXELS:,} pixels"
        )
    if not 0 < math.prod(shape) <= max_bytes:
        raise DatasetError(
            f"{file}: its header announces {shape[0]:,} {what},"
            f" expected from 1 to {max_bytes // pixels:,}"
        )
