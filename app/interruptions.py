"""Ctrl+C once the program is about to end."""

import contextlib
import os
import signal
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Protocol


class _Main(Protocol):
    def __call__(self, arguments: Sequence[str] | None = None) -> int: ...


def ignore_interruptions() -> None:
    """Take no further Ctrl+C, not even one that comes while this is done."""
    for _ in range(3):
        with contextlib.suppress(KeyboardInterrupt):
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def ends_at_another(status: int) -> Callable[[_Main], _Main]:
    """End the process without a word where a Ctrl+C comes while the one before is seen to."""

    def decorated(main: _Main) -> _Main:
        @wraps(main)
        def run(arguments: Sequence[str] | None = None) -> int:
            try:
                return main(arguments)
            except KeyboardInterrupt:
                if arguments is not None:
                    raise
                os._exit(status)

        return run

    return decorated
