"""How this process asks the system for memory."""

import contextlib
import sys

_ARENA_MAX = -8


def keep_together() -> None:
    """Let all threads take memory from one place, to which what they free goes back.

    On Linux the C library makes every thread that runs beside others a store of its own, up to
    eight for each core, and memory is given back only from a store's end: a window that is used
    for hours held some hundred MiB that nobody needed. Called before threads begin.
    """
    if sys.platform.startswith("linux"):
        import ctypes

        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
