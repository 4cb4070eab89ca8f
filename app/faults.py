"""What the window does about faults of its own: all go to the log, and one sentence says so."""

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from engine.errors import UserError
from engine.files.log import log_fault

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


T = TypeVar("T")


class _HandledError(Exception):
    """An error that is being handled as long as the window runs."""


def with_whole_errors(run: Callable[[], T]) -> T:
    """Run the window, or what stands for it, so that no error of a method ends the process.

    Before Python 3.12 what C code raises is a type and a text until somebody handles it. PySide
    takes it for an object where a method that it calls back has raised it, and the process ends.
    While another error is being handled all of them are objects at once.
    """
    if sys.version_info >= (3, 12):
        return run()
    try:
        raise _HandledError
    except _HandledError:
        return run()


def without_handled(error: BaseException) -> BaseException:
    """Return an error that does not name the one of `with_whole_errors` as having come before."""
    each: BaseException | None = error
    while each is not None:
        if isinstance(each.__context__, _HandledError):
            each.__context__ = None
        each = each.__context__
    return error


def catch_faults(say: Callable[[str], None], close: Callable[[], object]) -> None:
    """Take what nobody else has caught, for as long as the program runs.

    Parameters
    ----------
    say
        Shows a sentence to the person; called in the window's thread alone.
    close
        Ends the program as closing its window does; Ctrl-C in the terminal asks for it.
    """

    def in_window(
        kind: type[BaseException], error: BaseException, _traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            close()
        elif isinstance(error, UserError):
            say(str(error))
        else:
            where = log_fault("The window", without_handled(error))
            sentence = f"{where[:1].upper()}{where[1:]}."
            say(
                f"Something in Chainrule failed ({kind.__name__}). "
                f"Nothing you had open is lost. {sentence}"
            )

    sys.excepthook = in_window
    threading.excepthook = _in_thread
    sys.unraisablehook = _in_destructor


def _in_thread(fault: threading.ExceptHookArgs) -> None:
    """Log it alone: the threads that a person waits for say themselves what they caught."""
    if fault.exc_value is not None and fault.exc_type is not SystemExit:
        log_fault(fault.thread.name if fault.thread else "A thread", fault.exc_value)


def _in_destructor(fault: "UnraisableHookArgs") -> None:
    if fault.exc_value is not None:
        log_fault(fault.err_msg or f"{fault.object!r}", without_handled(fault.exc_value))
