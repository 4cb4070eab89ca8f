"""Files of named arrays, .npz or .safetensors: read without unpickling, and within a budget."""

import math
import os
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import ScenarioError
from engine.files.regular import NotAFileError, open_regular

Arrays: TypeAlias = dict[str, NDArray[Any]]
Reader: TypeAlias = Callable[[BinaryIO, int], Arrays]
"""Reads an open file, given how many bytes its arrays may have in all."""

SLACK_BYTES = 64 * 1024**2
"""What a file may hold beyond what was expected of it: another network's still gets a sentence
that says which of its arrays does not fit."""

# What NumPy and zipfile raise over files of other kinds, and over their own with bytes changed.
_DAMAGED = (
    ValueError,
    EOFError,
    MemoryError,
    KeyError,
    TypeError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)

_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


class _TooLargeError(Exception):
    """The arrays of a file are larger than they may be; with their size in bytes."""


def read_arrays(path: Path, read: Reader, expected_bytes: int, no_such_file: str) -> Arrays:
    """Read all arrays of a file, with one sentence for all that can be wrong with it.

    Parameters
    ----------
    path
        The file.
    read
        `read_npz` or `read_safetensors`.
    expected_bytes
        What the arrays that are wanted take. A file may hold four times as much and `SLACK_BYTES`.
    no_such_file
        The sentence about a file that ``read`` does not read.

    Raises
    ------
    ScenarioError
        The file is missing, cannot be read, is not what ``read`` reads, or is too large.
    """
    name = path.name or str(path)
    most = 4 * expected_bytes + SLACK_BYTES
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                raise _TooLargeError(size)
            return read(file, most)
    except FileNotFoundError:
        raise ScenarioError(name, "", "no such file") from None
    except _TooLargeError as error:
        problem = f"holds {error.args[0]:,} bytes; expected at most {most:,} for this network"
        raise ScenarioError(name, "", problem) from None
    except _DAMAGED:
        raise ScenarioError(name, "", no_such_file) from None
    except NotAFileError as error:
        raise ScenarioError(name, "", f"{error}; expected a file") from None
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise ScenarioError(name, "", problem) from None


def read_npz(file: BinaryIO, most: int) -> Arrays:
    """Read an .npz file without unpickling anything."""
    with zipfile.ZipFile(file) as packed:
        members = [member for member in packed.infolist() if member.filename.endswith(".npy")]
        unpacked = sum(member.file_size for member in members)
        if unpacked > most:
            raise _TooLargeError(unpacked)
        if not members:
            raise ValueError("no arrays")
        arrays = {}
        for member in members:
            with packed.open(member) as stream:
                _check_header(stream, member.file_size)
            with packed.open(member) as stream:
                array = np.lib.format.read_array(stream, allow_pickle=False)
            arrays[member.filename.removesuffix(".npy")] = array
        return arrays


def _check_header(stream: IO[bytes], size: int) -> None:
    """Refuse an array that says it has more than the file: NumPy would take memory for it."""
    read_header = _HEADERS[np.lib.format.read_magic(stream)]
    shape, _, dtype = read_header(stream)
    if min(shape, default=0) < 0 or math.prod(shape) * dtype.itemsize > size:
        raise ValueError("an array that is cut short")


def read_safetensors(file: BinaryIO, most: int) -> Arrays:
    """Read a .safetensors file; its arrays take no more than the file."""
    del most
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.numpy import load  # noqa: PLC0415

    try:
        arrays: Arrays = load(file.read())
    except SafetensorError as error:
        raise ValueError from error
    return arrays
