"""Opening files that other people made: ordinary ones alone, and without ever waiting."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)

# Between the look at a file and its opening a pipe may take its place: opening must not wait for
# a writer, make a terminal this process's own, or change bytes (each where the system has it).
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
)


class NotAFileError(OSError):
    """What stands there is no ordinary file; the message says what it is, as in "is a pipe"."""


def open_regular(path: Path) -> BinaryIO:
    """Open an ordinary file for reading its bytes.

    Reading a pipe, a terminal or a device may wait for ever, never end, or change something.

    Parameters
    ----------
    path
        The file; links are followed.

    Raises
    ------
    NotAFileError
        It is something else.
    OSError
        It is not there or cannot be read.
    """
    _check(path.stat().st_mode)
    handle = os.open(path, _FLAGS)
    try:
        _check(os.fstat(handle).st_mode)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def _check(mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "no ordinary file")
        raise NotAFileError(f"is {kind}")
