"""How far a long piece of work is, for whoever waits for it, and how it is cancelled.

Reading a table or checking a large network happens many calls below the one that asked for it.
The work reports here how far it is; who waits for it listens, in the same thread.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import TypeAlias

Listener: TypeAlias = Callable[[str, float], None]
"""Takes what is being done, in a few words, and how much of it is done, from 0 to 1."""

# What was heard before this says too little.
_SOONEST_SECONDS = 0.5

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


class WorkCancelledError(Exception):
    """Raised by a listener to end the work that reports to it; nothing of it is left behind."""


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let a listener hear of the work that this thread does meanwhile."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report(work: str, done: float) -> None:
    """Say how far the present work is.

    Parameters
    ----------
    work
        What is being done, such as "Reading houses.csv".
    done
        How much of it is done, from 0 to 1.

    Raises
    ------
    WorkCancelledError
        Nobody waits for it any longer.
    """
    listener = _listener.get()
    if listener is not None:
        listener(work, done)


class Forecast:
    """Estimates how long a piece of work will take from how far it is and how long that took.

    Attributes
    ----------
    work : str
        What is being done; empty before anything was heard.
    done : float or None
        How much of it is done, from 0 to 1; None before anything was heard.
    """

    def __init__(self) -> None:
        self.work = ""
        self.done: float | None = None
        self._began = perf_counter()
        self._first: tuple[float, float] | None = None
        self._latest = (0.0, 0.0)

    @property
    def seconds(self) -> float:
        """For how long this has been waited for."""
        return perf_counter() - self._began

    def hear(self, work: str, done: float) -> None:
        """Listen to the work; other work than before is estimated anew."""
        if work != self.work or self._first is None:
            self.work, self._first = work, (self.seconds, done)
        if done != self.done:
            self._latest = (self.seconds, done)
        self.done = done

    @property
    def seconds_left(self) -> float | None:
        """How long the work will take from here; None while it is too early to say."""
        if self._first is None:
            return None
        took, gained = self._latest[0] - self._first[0], self._latest[1] - self._first[1]
        if gained <= 0.0 or took < _SOONEST_SECONDS:
            return None
        left = took * (1.0 - self._latest[1]) / gained
        return max(1.0, left - (self.seconds - self._latest[0]))
