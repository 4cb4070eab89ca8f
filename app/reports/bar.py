"""How far a run is, on the line of a terminal that is written again and again."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from engine.progress import Forecast, listening
from engine.training.records import Preparing, Progress

_CELLS = 24
# Moves to the line's beginning and clears it.
_ANEW = "\r\033[K"
# What is done sooner needs no bar, and a bar that changes oftener is not read.
_SOONEST_SECONDS, _AGAIN_SECONDS = 1.0, 0.1


class _Line:
    """The last line of the terminal that errors go to; without one it shows nothing."""

    def __init__(self) -> None:
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

    def clear(self) -> None:
        """Leave the line to what is written next."""
        if self._is_drawn:
            sys.stderr.write(_ANEW)
            sys.stderr.flush()
            self._is_drawn = False

    def _write(self, text: str) -> None:
        if self._is_shown:
            sys.stderr.write(f"{_ANEW}{text}")
            sys.stderr.flush()
            self._is_drawn = True

    def _bar(self, head: str, done: float, tail: str, columns: int) -> str:
        """Return the line, which is shorter than the terminal is wide: else it would scroll."""
        cells = min(_CELLS, columns - 1 - len(head) - len(tail))
        if cells < 1:
            return (head.rstrip() + tail)[: columns - 1]
        full = round(cells * done)
        return f"{head}{self._full * full}{self._empty * (cells - full)}{tail}"


class Bar(_Line):
    """A bar that says how far a training is.

    Parameters
    ----------
    epochs : int
        How many there will be.
    """

    def __init__(self, epochs: int) -> None:
        super().__init__()
        self._epochs = epochs

    def show(self, record: Progress | Preparing) -> None:
        """Show how far a run is, or compiling before it, where anything is compiled."""
        if isinstance(record, Progress):
            self._write(self.text(record, _columns()))
        elif record.done is not None:
            self._write(self.compiling(record, _columns()))

    def text(self, progress: Progress, columns: int) -> str:
        """Return the line for a run that is under way."""
        head = f"epoch {progress.epoch:,} of {self._epochs:,} "
        tail = f" loss {progress.loss:.4g}"
        return self._bar(head, progress.batch / progress.batches, tail, columns)

    def compiling(self, record: Preparing, columns: int) -> str:
        """Return the line while the kernels are compiled."""
        tail = _left(record.seconds_left)
        return self._bar("compiling, once on a machine ", record.done or 0.0, tail, columns)


class WorkBar(_Line):
    """A bar that says how far any other piece of work is, once that takes more than a second."""

    def __init__(self) -> None:
        super().__init__()
        self._forecast = Forecast()
        self._written = _SOONEST_SECONDS - _AGAIN_SECONDS

    def hear(self, work: str, done: float) -> None:
        """Listen to the work."""
        forecast = self._forecast
        forecast.hear(work, done)
        if forecast.seconds - self._written >= _AGAIN_SECONDS:
            self._written = forecast.seconds
            self._write(self.text(work, done, forecast.seconds_left, _columns()))

    def text(self, work: str, done: float, left: float | None, columns: int) -> str:
        """Return the line."""
        return self._bar(f"{work} ", done, _left(left), columns)


@contextmanager
def work_shown() -> Iterator[None]:
    """Show on a terminal how far the work is that is done meanwhile; nothing may be written."""
    with WorkBar() as bar, listening(bar.hear):
        yield


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    whole = round(seconds)
    return f" {whole} s left" if whole < 60 else f" {whole // 60} min {whole % 60} s left"


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
