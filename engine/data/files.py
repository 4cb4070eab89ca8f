"""Finding and opening data files, with every failure turned into one sentence."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeAlias

from engine.errors import DatasetError
from engine.files.regular import NotAFileError, open_regular

ByteStream: TypeAlias = IO[bytes] | gzip.GzipFile
"""A file opened for reading bytes, unpacked on the way or not."""

_GZIP_MAGIC = b"\x1f\x8b"
_PIECE_BYTES = 1 << 20


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
        When there is none.
    """
    try:
        found = [folder / f"{name}{ending}" for name in names for ending in ("", ".gz")]
        for file in found:
            if file.is_file():
                return file
        for file in found:
            if file.exists():
                # Opening it says what it is.
                return file
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
        The unpacked bytes. Read them with `read_up_to`: a small gzip file can unpack to any size.

    Raises
    ------
    DatasetError
        When the file cannot be read or is no ordinary one, or its gzip data is damaged or cut
        short.
    """
    if "\0" in str(file):
        raise DatasetError(f"{str(file)!r}: has a NUL in its name, expected a file")
    try:
        with open_regular(file) as raw:
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
    except NotAFileError as error:
        raise DatasetError(f"{file}: {error}, expected a file") from None
    except OSError as error:
        raise DatasetError(f"{file}: cannot be read ({error.strerror or error})") from error


def read_up_to(stream: ByteStream, most: int, look: Callable[[bytes], None] | None = None) -> bytes:
    """Read what a stream holds, memory being taken only for what is there.

    Parameters
    ----------
    stream
        What `open_file` gave.
    most
        The most bytes that are expected; where there are more, one more is returned.
    look
        Called with each piece as it is read; it may raise to end the reading.
    """
    read = io.BytesIO()
    while piece := stream.read(min(_PIECE_BYTES, most + 1 - read.tell())):
        if look is not None:
            look(piece)
        read.write(piece)
    return read.getvalue()
