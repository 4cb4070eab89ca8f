"""Write a file whole or not at all: beside the old one first, then in its place."""

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn

from engine.errors import ScenarioError

_PREFIX, _SUFFIX = ".chainrule-", ".part"
# What `_begin` names a file: the target's name cut to 60 letters, and eight letters of chance.
_UNFINISHED = re.compile(r"\.chainrule-.{1,60}\.\w{8}\.part", re.DOTALL)


def replace_file(path: str | Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file beside the old one and put it in its place once it is complete.

    What a write that was killed left in the same folder is removed.

    Parameters
    ----------
    path : str or Path
        The file. A link is followed: the file it points at is replaced, not the link.
    write : callable
        Writes the contents to the open file it is given.

    Raises
    ------
    ScenarioError
        The file cannot be written; what stood there before is untouched.
    """
    named, target = Path(path), _checked_place(path)
    _remove_unfinished(target)
    try:
        with _begin(target) as (file, temporary):
            write(file)
            # Else a machine that loses its power may keep the new name without the contents.
            file.flush()
            os.fsync(file.fileno())
            _set_mode(temporary, target)
            if sys.platform == "win32":
                file.close()  # an open file has no new name there
            temporary.replace(target)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(named.name, "", f"cannot be written: {reason}") from None


@contextlib.contextmanager
def _begin(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Open a file beside another, marked as being written; it is gone afterwards, if still there.

    It is gone also when somebody stops the program meanwhile.
    """
    handle, temporary = _make_beside(target)
    while not _is_claimed(handle):
        # Somebody who cleans up was faster.
        os.close(handle)
        handle, temporary = _make_beside(target)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file, temporary
    finally:
        temporary.unlink(missing_ok=True)


def _make_beside(target: Path) -> tuple[int, Path]:
    handle, name = tempfile.mkstemp(
        dir=target.parent, prefix=f"{_PREFIX}{target.name[:60]}.", suffix=_SUFFIX
    )
    return handle, Path(name)


def _is_claimed(handle: int) -> bool:
    """Lock a file that was just made; whether it is still there for us alone."""
    try:
        return _claim(handle) and os.fstat(handle).st_nlink > 0
    except OSError:
        return True  # a file system without locks, where nothing is cleaned up


def _claim(handle: int) -> bool:
    """Lock an open file until it is closed; whether nobody else had locked it."""
    if sys.platform == "win32":
        return True  # a file that is open elsewhere cannot be removed there
    import fcntl  # noqa: PLC0415 - not on every system

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _set_mode(temporary: Path, target: Path) -> None:
    """Let a file be as readable as the one it replaces, or as any new one."""
    try:
        mode = target.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        mode = 0o666 & ~umask
    temporary.chmod(mode)


def _remove_unfinished(path: str | Path) -> None:
    """Remove what writes that were killed left in a file's folder.

    Only this program's own files go, of the same user, and none that is being written.
    """
    folder = Path(os.path.realpath(path)).parent
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _UNFINISHED.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                _remove_if_left(Path(entry.path))


def _remove_if_left(path: Path) -> None:
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            path.unlink()
        elif path.lstat().st_uid == os.getuid():
            with path.open("rb") as file:
                if _claim(file.fileno()):
                    path.unlink()


def check_writable(path: str | Path) -> None:
    """Find out whether a file can be written, before the work is done whose outcome it is to hold.

    What the permissions say is not all there is (a read-only disk, a folder of the system's own),
    so a file is made beside it, as `replace_file` will do, and removed again.

    Raises
    ------
    ScenarioError
        No ordinary file can stand there, or none can be made in its folder.
    """
    target = _checked_place(path)
    try:
        with _begin(target):
            pass
    except OSError as error:
        problem = f"nothing can be written to the folder {target.parent} ({error.strerror})"
        raise ScenarioError(Path(path).name, "", f"cannot be written: {problem}") from None


def _checked_place(path: str | Path) -> Path:
    """Return the file that a path leads to, where an ordinary file is or could be."""
    named = Path(path)
    name = named.name or f"{str(path)!r}"

    def refuse(problem: str) -> NoReturn:
        raise ScenarioError(name, "", f"cannot be written: {problem}")

    try:
        target = Path(os.path.realpath(path))
        if not named.name or target.is_dir():
            refuse("is a folder; expected a file name")
        if not target.parent.is_dir():
            refuse(f"there is no folder {target.parent}")
        # Not Path.exists, which takes a name that is too long for one that is free.
        with contextlib.suppress(FileNotFoundError):
            target.stat()
            if not target.is_file():
                refuse("is not an ordinary file")
            if not os.access(target, os.W_OK):
                refuse("is there, and is protected against writing")
    except (OSError, ValueError) as error:
        refuse(getattr(error, "strerror", None) or str(error))
    return target
