"""Write a file whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

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
    check_writable(path)
    named, target = Path(path), Path(os.path.realpath(path))
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
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(named.name, "", f"cannot be written: {reason}") from None


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
    """Raise :class:`ScenarioError` where no ordinary file can stand: before the work is done."""
    named = Path(path)
    name = named.name or f"{str(path)!r}"
    try:
        target = Path(os.path.realpath(path))
        if not named.name or target.is_dir():
            raise ScenarioError(name, "", "cannot be written: is a folder; expected a file name")
        if target.exists() and not target.is_file():
            raise ScenarioError(name, "", "cannot be written: is not an ordinary file")
        if not target.parent.is_dir():
            problem = f"cannot be written: there is no folder {target.parent}"
            raise ScenarioError(name, "", problem)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(name, "", f"cannot be written: {reason}") from None
