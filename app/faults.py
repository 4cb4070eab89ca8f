"""What the window does about faults of its own: all go to the log, and one sentence says so."""

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from engine.errors import UserError
from engine.files.log import log_fault

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


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
            where = log_fault("The window", error)
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
        log_fault(fault.err_msg or f"{fault.object!r}", fault.exc_value)
