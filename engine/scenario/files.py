"""Write a file whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NoReturn

from engine.scenario.errors import ScenarioError


def replace_file(path: str | Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file beside the old one and put it in its place once it is complete.

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
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(
            dir=target.parent, prefix=f"{_unfinished(target)}.", suffix=".part"
        )
        with os.fdopen(handle, "wb") as file:
            write(file)
            # Else a machine that loses its power may keep the new name without the contents.
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes a private file; this one is as readable as any new file.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(target)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(named.name, "", f"cannot be written: {reason}") from None
    finally:
        # Also when somebody stops the program meanwhile.
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def remove_unfinished(path: str | Path) -> None:
    """Remove what `replace_file` left beside a file when it was killed while writing it."""
    target = Path(os.path.realpath(path))
    with contextlib.suppress(OSError):
        for left in target.parent.iterdir():
            if left.name.startswith(f"{_unfinished(target)}.") and left.suffix == ".part":
                left.unlink(missing_ok=True)


def _unfinished(target: Path) -> str:
    # Names can be as long as the file system allows, and this one grows.
    return f".chainrule-{target.name[:60]}"


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
        handle, beside = tempfile.mkstemp(
            dir=target.parent, prefix=f"{_unfinished(target)}.", suffix=".part"
        )
        os.close(handle)
        Path(beside).unlink()
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
