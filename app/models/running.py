"""Many iterations in one go, a slice at a time, so that the window stays alive."""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.models.playback import PlaybackModel
from app.models.session import SessionModel
from engine.errors import DivergenceError

RUN_COUNTS = (1, 10, 100, 1_000, 10_000)
"""How many iterations one run may go on."""

SLICE_SECONDS = 0.020


class RunModel(QObject):
    """Runs iterations silently and shows the one it ends at, from its first position.

    Whatever else changes the session's numbers (an edit, another scenario, a move to another
    iteration) ends the run where it is.

    Attributes
    ----------
    running : bool
        Whether a run is under way.
    done, total : int
        Iterations that the run has behind it, and all it was asked for.

    Signals
    -------
    running_changed
        A run began or ended: read ``running``.
    progressed : (int, int)
        Iterations done, and all of the run.
    finished
        The run reached its end.
    cancelled
        The run was ended early.
    failed : str
        The run cannot go on; with the sentence to show.
    """

    running_changed = Signal()
    progressed = Signal(object, object)
    finished = Signal()
    cancelled = Signal()
    failed = Signal(str)

    def __init__(self, session: SessionModel, playback: PlaybackModel) -> None:
        super().__init__()
        self._session = session
        self._playback = playback
        self._iterations: Iterator[int] | None = None
        self._target = 0
        self._working = False
        self.done = 0
        self.total = 0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._work)
        session.scenario_changed.connect(self._interrupt)
        session.trace_changed.connect(self._interrupt)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._iterations is not None

    def run(self, count: int) -> None:
        """Go on by a number of iterations; while a run is under way nothing happens."""
        if self.running or count < 1 or not self._session.is_open:
            return
        self._playback.pause()
        self._target = self._session.iteration + count
        self.done, self.total = 0, count
        self._iterations = self._session.iterations_up_to(self._target)
        self._timer.start()
        self.running_changed.emit()
        self.progressed.emit(0, count)

    def cancel(self) -> None:
        """End the run early and show the furthest iteration it reached."""
        if not self.running:
            return
        self._stop()
        self._playback.go_to(0)
        self._session.show_reached()
        self.running_changed.emit()
        self.cancelled.emit()

    def _work(self) -> None:
        """Do one slice of the run."""
        self._working = True
        try:
            over = self._slice()
        except DivergenceError as error:
            self._stop()
            self._playback.go_to(0)
            self.running_changed.emit()
            self.failed.emit(str(error))
            return
        finally:
            self._working = False
        if over:
            self._stop()
            self.progressed.emit(self.total, self.total)
            self.running_changed.emit()
            self.finished.emit()
        else:
            self.progressed.emit(self.done, self.total)

    def _slice(self) -> bool:
        """Take iterations for a short while; True when the last one is shown."""
        iterations = self._iterations
        if iterations is None:
            return True
        until = perf_counter() + SLICE_SECONDS
        while True:
            if self._session.reached >= self._target:
                # The playhead moves first, so that no view computes the old position's numbers
                # anew; what follows shows the iteration.
                self._playback.go_to(0)
            reached = next(iterations, None)
            if reached is None:
                return True
            self.done = max(0, self.total - (self._target - reached))
            if perf_counter() >= until and reached < self._target:
                return False

    def _stop(self) -> None:
        self._timer.stop()
        self._iterations = None

    def _interrupt(self) -> None:
        if self.running and not self._working:
            self._stop()
            self.running_changed.emit()
            self.cancelled.emit()
