"""How far a long piece of work is, for whoever waits for it, and how it is cancelled.

Reading a table or checking a large network happens many calls below the one that asked for it.
The work reports here how far it is; who waits for it listens, in the same thread.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

Listener: TypeAlias = Callable[[str, float], None]
"""Takes what is being done, in a few words, and how much of it is done, from 0 to 1."""

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
