"""The trainings of a lesson's picture, brought on beside the window and shown at a steady pace."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.models.latest_work import LatestWork
from engine.lessons.kinds import Setting
from engine.lessons.pictures.runs import RunsPicture
from engine.lessons.running import LessonRun, Reached, train

SECONDS = 2.5
"""However short a run is, it is shown for so long."""
LOOK_MS = 16
WAITING = "Getting ready to train …"


class LessonRuns(QObject):
    """Trains what the present picture shows, and what is not there yet.

    Attributes
    ----------
    is_paused : bool
        Whether what is trained waits to be shown.
    note : str
        What is waited for, or why there is nothing; empty otherwise.

    Signals
    -------
    advanced
        There is more to be seen.
    arrived
        All runs are done: their values are there.
    """

    advanced = Signal()
    arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_paused = False
        self.note = ""
        self._runs: Sequence[LessonRun] = ()
        self._all: Sequence[LessonRun] = ()
        self._waiting: list[deque[Reached]] = []
        self._shown = 0.0
        self._pace = 0.0
        self._before = 0.0
        self._work = LatestWork("lesson runs", "Training for a lesson", train, self)
        self._work.answered.connect(self._take)
        self._work.failed.connect(self._say)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._show)

    @property
    def state(self) -> str:
        """Whether there is more to come: "running" or "paused", else empty."""
        return "" if not self._runs else "paused" if self.is_paused else "running"

    def follow(self, setting: Setting | None, *, at_once: bool = False) -> None:
        """Train what a picture shows; what is under way for it goes on.

        Parameters
        ----------
        setting : Setting or None
            The picture; None, or one of another kind, ends what is under way.
        at_once : bool
            Whether runs are shown as fast as they come: something is being dragged.
        """
        picture = None if setting is None else setting.picture()
        self._all = tuple(picture.runs.values()) if isinstance(picture, RunsPicture) else ()
        runs = [run for run in self._all if not run.is_done]
        if runs != self._runs:
            self._begin(runs, at_once)

    def _begin(self, runs: Sequence[LessonRun], at_once: bool) -> None:
        self._end()
        for run in runs:
            run.forget()
        self._runs = runs
        self._waiting = [deque() for _ in runs]
        places = max((run.spec.places for run in runs), default=0)
        self._pace = float("inf") if at_once else places / SECONDS
        self._shown, self._before = 0.0, perf_counter()
        if runs:
            self.note = WAITING
            self._work.ask(tuple(run.spec for run in runs))
            self._timer.start()

    def _end(self) -> None:
        self._timer.stop()
        self._work.forget()
        self._runs, self.is_paused, self.note = (), False, ""

    def toggle(self) -> None:
        """Pause, or go on; where all is done, run once more."""
        if self._runs:
            self.is_paused = not self.is_paused
            self._before = perf_counter()
            self.advanced.emit()
        else:
            self.run_again()

    def run_again(self) -> None:
        """Train all runs of the picture from their start."""
        self._begin(self._all, at_once=False)
        self.advanced.emit()

    def shutdown(self) -> None:
        """Wait for the thread to end."""
        self._end()
        self._work.shutdown()

    # What comes -------------------------------------------------------------------------

    def _take(self, message: object) -> None:
        if isinstance(message, Reached):
            self._waiting[message.number].append(message)
            self.note = ""

    def _say(self, sentence: str) -> None:
        self._end()
        self.note = sentence
        self.advanced.emit()

    def _show(self) -> None:
        """Show as much as there is, and no faster than the pace."""
        now = perf_counter()
        elapsed, self._before = now - self._before, now
        if self.is_paused:
            return
        before = self._shown
        furthest = max((len(run.points) + len(more) for run, more in self._pairs), default=0)
        self._shown = min(self._shown + self._pace * elapsed, float(furthest))
        for run, more in self._pairs:
            while more and len(run.points) < self._shown:
                run.take(more.popleft())
        if all(run.is_done for run in self._runs):
            self._end()
            self.arrived.emit()
        elif int(self._shown) > int(before):
            self.advanced.emit()

    @property
    def _pairs(self) -> Sequence[tuple[LessonRun, deque[Reached]]]:
        return tuple(zip(self._runs, self._waiting, strict=True))
