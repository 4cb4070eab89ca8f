"""How far a run is, on the line of a terminal that is written again and again."""

import os
import sys
from types import TracebackType
from typing import Self

from engine.training import Progress

_CELLS = 24
# Moves to the line's beginning and clears it.
_ANEW = "\r\033[K"


class Bar:
    """A bar on the terminal that errors go to; without one it shows nothing.

    Parameters
    ----------
    epochs : int
        How many there will be.
    """

    def __init__(self, epochs: int) -> None:
        self._epochs = epochs
        stream = sys.stderr
        is_terminal = stream is not None and stream.isatty()
        self._is_shown = is_terminal and os.environ.get("TERM") != "dumb"
        self._is_drawn = False
        self._full, self._empty = "█·" if self._is_shown and _has("█·") else "#."

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.clear()

    def show(self, progress: Progress) -> None:
        """Show how far a run is."""
        if self._is_shown:
            sys.stderr.write(f"{_ANEW}{self.text(progress, _columns())}")
            sys.stderr.flush()
            self._is_drawn = True

    def text(self, progress: Progress, columns: int) -> str:
        """Return the line, which is shorter than the terminal is wide: else it would scroll."""
        head = f"epoch {progress.epoch:,} of {self._epochs:,} "
        tail = f" loss {progress.loss:.4g}"
        cells = min(_CELLS, columns - 1 - len(head) - len(tail))
        if cells < 1:
            return (head.rstrip() + tail)[: columns - 1]
        done = round(cells * progress.batch / progress.batches)
        return f"{head}{self._full * done}{self._empty * (cells - done)}{tail}"

    def clear(self) -> None:
        """Leave the line to what is written next."""
        if self._is_drawn:
            sys.stderr.write(_ANEW)
            sys.stderr.flush()
            self._is_drawn = False


def _has(text: str) -> bool:
    try:
        text.encode(sys.stderr.encoding)
    except (UnicodeError, LookupError, TypeError):
        return False
    return True


def _columns() -> int:
    try:
        # 0 where a terminal does not know.
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
