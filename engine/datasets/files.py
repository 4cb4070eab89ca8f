"""Finding and opening data files, with every failure turned into one sentence."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeAlias

from engine.datasets.dataset import DatasetError

ByteStream: TypeAlias = IO[bytes] | gzip.GzipFile
"""A file opened for reading bytes, unpacked on the way or not."""

_GZIP_MAGIC = b"\x1f\x8b"


def find_file(folder: Path, *names: str) -> Path:
    """Return the first of some spellings of a file that a folder has, gzipped or not.

    Parameters
    ----------
    folder
        Where to look.
    *names
        Spellings of the file's name without ``.gz``, the usual one first.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    DatasetError
        When there is none, or only a folder of that name.
    """
    try:
        found = [folder / f"{name}{ending}" for name in names for ending in ("", ".gz")]
        for file in found:
            if file.is_file():
                return file
        for file in found:
            if file.is_dir():
                raise DatasetError(f"{file}: is a folder, expected a file")
    except OSError as error:
        raise DatasetError(f"{folder}: cannot be read ({error.strerror or error})") from error
    raise DatasetError(f"{folder}: has no file {names[0]}, expected it with or without .gz")


@contextmanager
def open_file(file: Path) -> Iterator[ByteStream]:
    """Open a file for reading bytes, unpacking it on the way when its content is gzip.

    Parameters
    ----------
    file
        The file to read.

    Yields
    ------
    ByteStream
        The unpacked bytes. Read them in bounded pieces: a small gzip file can unpack to any size.

    Raises
    ------
    DatasetError
        When the file cannot be read, or its gzip data is damaged or cut short.
    """
    if "\0" in str(file):
        raise DatasetError(f"{str(file)!r}: has a NUL in its name, expected a file")
    try:
        with file.open("rb") as raw:
            packed = raw.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
            raw.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield unpacked
            else:
                yield raw
    except EOFError as error:
        raise DatasetError(f"{file}: is cut short, expected complete gzip data") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DatasetError(f"{file}: is damaged, expected intact gzip data") from error
    except OSError as error:
        raise DatasetError(f"{file}: cannot be read ({error.strerror or error})") from error
