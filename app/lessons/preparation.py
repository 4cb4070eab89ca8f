"""Small pieces of work that are done before anybody waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from time import thread_time

from PySide6.QtCore import QObject, QTimer

TURN_S = 0.004
"""A turn ends with the piece in which so much of the processor's time is over, in seconds."""
REST_MS = 4
"""Between two turns all else has its turn."""


class Preparation(QObject):
    """Does one thing after the other, a few milliseconds at a time, until it is given others.

    In the window's own thread: another one would hold the interpreter up for longer than a turn
    takes, just when the window has to answer.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[object] = iter(())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    def begin(self, work: Iterator[object], wait_ms: int) -> None:
        """Do this after some milliseconds, in the place of what was left to be done."""
        self._work = work
        self._timer.start(wait_ms)

    def stop(self) -> None:
        """Leave what was left to be done."""
        self.begin(iter(()), 0)
        self._timer.stop()

    @property
    def is_resting(self) -> bool:
        """Whether nothing is left to be done."""
        return not self._timer.isActive()

    def _go_on(self) -> None:
        began, work = thread_time(), self._work
        for _ in work:
            if thread_time() - began > TURN_S:
                # What was just done may have begun something else.
                if work is self._work:
                    self._timer.start(REST_MS)
                return
