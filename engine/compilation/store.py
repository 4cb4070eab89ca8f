"""Machine code on disk, between one start of the program and the next.

What lies there is executed, so it is used only from a folder that belongs to the user alone, and
only where a checksum shows that its bytes are those that were written. Each piece of code is a file
of its own that is put in its place whole: processes may read and write side by side.
"""

import contextlib
import hashlib
import os
import stat
import sys
import tempfile
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from engine import kernels
from engine.files.regular import open_regular

_MAGIC = b"chainrule machine code 1\n"
_DIGEST_BYTES = hashlib.sha256().digest_size
_MOST_FILES = 32
_PACKAGES = ("numba", "llvmlite", "numpy", "scipy")


class UnsafeFolderError(Exception):
    """The folder of the machine code is not the user's own; with a sentence that says why."""


def cache_folder() -> Path:
    """Return where this system keeps what programs can make anew.

    Raises
    ------
    RuntimeError
        The user has no home folder.
    """
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    named = os.environ.get("XDG_CACHE_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".cache"


def own_folder(folder: Path) -> Path:
    """Make the folder of the machine code where there is none, and return it.

    It and the one above it must be the user's, no links, and closed to everybody else: whoever
    could write there could have this user run their code.

    Raises
    ------
    UnsafeFolderError
        One of them is not, or cannot be made.
    """
    try:
        folder.parent.parent.mkdir(parents=True, exist_ok=True)
        for part in (folder.parent, folder):
            part.mkdir(mode=0o700, exist_ok=True)
            _check_owned(part)
    except OSError as error:
        raise UnsafeFolderError(f"{folder} cannot be used ({error.strerror or error})") from None
    return folder


def _check_owned(folder: Path) -> None:
    status = folder.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise UnsafeFolderError(f"{folder} is a link; expected a folder")
    if not stat.S_ISDIR(status.st_mode):
        raise UnsafeFolderError(f"{folder} is no folder; expected one")
    if sys.platform == "win32":
        # What lies below a user's own data is closed to other users there.
        return
    if status.st_uid != os.getuid():
        raise UnsafeFolderError(f"{folder} belongs to another user; expected one of your own")
    if status.st_mode & 0o077:
        folder.chmod(0o700)
    if status.st_mode & 0o022:
        # Others may have written what is there.
        for file in folder.iterdir():
            if not file.is_dir() or file.is_symlink():
                file.unlink()


class CodeStore:
    """The folder of the machine code, as far as it can be used.

    Attributes
    ----------
    folder : Path or None
        Where it is; None where code is compiled for this process alone.
    problem : str
        Why that is so, in a sentence; empty where there is a folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder: Path | None = None
        self.problem = ""
        try:
            self.folder = own_folder(folder or cache_folder() / "chainrule" / "kernels")
        except (UnsafeFolderError, RuntimeError) as error:
            self.problem = f"Compiled code is not stored, and is compiled anew each time: {error}."

    def load(self, name: str) -> bytes | None:
        """Return what was stored under a name, or None where it is not there or is damaged."""
        if self.folder is None:
            return None
        try:
            with open_regular(self.folder / name) as file:
                content = file.read()
        except OSError:
            return None
        head = len(_MAGIC) + _DIGEST_BYTES
        stored = content[head:]
        return stored if content[:head] == _head(name, stored) else None

    def save(self, name: str, content: bytes) -> None:
        """Store bytes under a name; where that cannot be, compiling again is all that is lost."""
        if self.folder is None:
            return
        temporary: str | None = None
        with contextlib.suppress(OSError):
            try:
                handle, temporary = tempfile.mkstemp(dir=self.folder, suffix=".part")
                with os.fdopen(handle, "wb") as file:
                    file.write(_head(name, content))
                    file.write(content)
                Path(temporary).replace(self.folder / name)
            finally:
                if temporary is not None:
                    Path(temporary).unlink(missing_ok=True)
            self._remove_oldest()

    def _remove_oldest(self) -> None:
        """Leave the code of versions behind that nobody uses any longer."""
        if self.folder is not None:
            files = [file for file in self.folder.iterdir() if file.suffix in (".code", ".part")]
            files.sort(key=lambda file: file.stat().st_mtime, reverse=True)
            for file in files[_MOST_FILES:]:
                file.unlink(missing_ok=True)

    # Whether all is there, for whoever asks without loading the compiler -----------------

    def mark_complete(self, names: list[str]) -> None:
        """Note that the code of these names is all that runs with these versions need."""
        self.save(_complete_name(), "\n".join(names).encode())

    @property
    def is_complete(self) -> bool:
        """Whether all code that runs need has been stored."""
        listed = self.load(_complete_name())
        if self.folder is None or listed is None:
            return False
        return all((self.folder / name).is_file() for name in listed.decode().split("\n"))


def _head(name: str, content: bytes) -> bytes:
    return _MAGIC + hashlib.sha256(name.encode() + b"\n" + content).digest()


@cache
def code_store() -> CodeStore:
    """Return the user's store of machine code."""
    return CodeStore()


def sources_digest() -> str:
    """Return a digest of every file of the kernels: one is made of more than its own."""
    folder, digest = Path(kernels.__path__[0]), hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def versions() -> str:
    """Return the versions of all that compiles, and that compiled code is loaded by."""
    found = [sys.version]
    for package in _PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            found.append(f"{package} {version(package)}")
    return "\n".join(found)


def name_of(kernel: str, *key: str) -> str:
    """Return the file name for a kernel's code, where all of ``key`` decides what it is."""
    digest = hashlib.sha256("\0".join((kernel, *key, sources_digest(), versions())).encode())
    return f"{kernel}-{digest.hexdigest()[:40]}.code"


def _complete_name() -> str:
    return name_of("complete")
