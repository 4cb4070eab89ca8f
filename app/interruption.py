"""Ctrl-C while work is done that must not be stopped just anywhere."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Self


class Interruption:
    """Notes the first Ctrl-C, to be asked for where the work can stop; the second stops at once.

    A keyboard interrupt can come between any two instructions, so that nothing that it interrupts
    is fit for further use.

    Attributes
    ----------
    asked : bool
        Whether somebody has pressed Ctrl-C.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: object = None

    def __enter__(self) -> Self:
        in_main = threading.current_thread() is threading.main_thread()
        # Where Ctrl-C is ignored (nohup, a job in the background), or means something else, it
        # stays so.
        if in_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            signal.default_int_handler(number, frame)
        self.asked = True
