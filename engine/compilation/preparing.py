"""Loading or compiling a kernel before it is called, one process after the other."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from numba.core import event

from engine.compilation.store import code_store
from engine.compilation.stored_code import stored
from engine.progress import report

WORK = "Compiling"

# What compiling a kernel takes, as a part of the whole: measured with run_batches on x86-64, which
# has most of the code inlined. The others are much alike.
_LONG = {"run_batches": 30}
_OTHERS = 60
_WHOLE = _OTHERS + sum(_LONG.values())

# Compiling in another process that gets no further is not waited for: it may be halted.
_STALLED_SECONDS = 30.0
_LOOK_SECONDS = 0.1


def prepare(kernel: Any, *arguments: Any) -> None:
    """Load a kernel, or compile it, and call it.

    Where another process is compiling, its code is waited for: two would take twice as long, and
    would write the same. Meanwhile `engine.progress` says how far compiling is.

    Parameters
    ----------
    kernel
        Made by `engine.kernels.compiling.entry`.
    *arguments
        What it is called with: their types are what it is compiled for.
    """
    signature = tuple(kernel.typeof_pyval(argument) for argument in arguments)
    is_ready = signature in kernel.overloads
    if is_ready or stored(kernel)._cache.holds(signature, kernel.targetctx):
        kernel(*arguments)
        return
    with _turn() as turn:
        listener = _CompileListener(turn)
        event.register("numba:compile", listener)
        try:
            kernel(*arguments)
        finally:
            event.unregister("numba:compile", listener)


class _CompileListener(event.Listener):  # type: ignore[misc]
    """Hears of each function that is compiled, the inner ones first."""

    def __init__(self, turn: "_Turn") -> None:
        self._turn = turn
        self._done = 0

    def on_start(self, event: Any) -> None:
        """Say at once that something is compiled."""
        del event
        self._say()

    def on_end(self, event: Any) -> None:
        """Count a function."""
        self._done += _LONG.get(event.data["dispatcher"].__name__, 1)
        self._say()

    def _say(self) -> None:
        done = min(0.99, self._done / _WHOLE)
        self._turn.write(done)
        report(WORK, done)


class _Turn:
    """The right to compile, which one process has at a time, and how far it is with it."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle

    def write(self, done: float) -> None:
        """Let those who wait know how far compiling is."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.pwrite(self._handle, f"{done:.4f}".encode(), 0)


@contextlib.contextmanager
def _turn() -> Iterator[_Turn]:
    """Wait until no other process is compiling, or gets any further with it."""
    folder = code_store().folder
    if folder is None or sys.platform == "win32":
        # Two processes may then both compile, which costs time and harms nothing.
        yield _Turn(None)
        return
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        handle = os.open(folder / "compiling", flags, 0o600)
    except OSError:
        yield _Turn(None)
        return
    try:
        yield _Turn(handle if _wait_for(handle) else None)
    finally:
        # Closing it lets the next one go on.
        os.close(handle)


def _wait_for(handle: int) -> bool:
    """Lock a file; False where its owner gets no further."""
    import fcntl  # noqa: PLC0415  # Not on Windows.

    seen, since = b"", time.monotonic()
    while time.monotonic() - since < _STALLED_SECONDS:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.pwrite(handle, b"0.0000", 0)
            return True
        found = os.pread(handle, 6, 0)
        if found != seen:
            seen, since = found, time.monotonic()
        with contextlib.suppress(ValueError):
            report(WORK, float(found))
        time.sleep(_LOOK_SECONDS)
    return False
