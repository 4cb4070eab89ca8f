"""Work beside the window of which only the latest that was asked for matters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.models.training_messages import Failed
from app.models.worker_thread import WorkerThread

LOOK_MS = 4


@dataclass(frozen=True, eq=False)
class _Command:
    kind: str
    run: int
    task: Any = None


@dataclass(frozen=True, eq=False)
class _Answer:
    run: int
    answer: Any


@dataclass(frozen=True)
class _Done:
    run: int


class _Thread(WorkerThread[_Command]):
    def __init__(self, name: str, doing: str, work: Callable[[Any], Iterator[Any]]) -> None:
        super().__init__(name, doing)
        self._work_on, self.newest = work, 0

    def _do(self, command: _Command) -> None:
        for answer in self._work_on(command.task):
            self.messages.put(_Answer(command.run, answer))
            if self.newest != command.run:
                break
        self.messages.put(_Done(command.run))


class LatestWork(QObject):
    """Has one task at a time done by a thread; of those asked for meanwhile the last one follows.

    Parameters
    ----------
    name, doing : str
        What the thread is called, and what it does, for sentences.
    work : callable
        Yields answers to a task, each better than the one before; called in the thread alone.

    Signals
    -------
    answered : object
        An answer to the latest task.
    failed : str
        Why there is none.
    """

    answered = Signal(object)
    failed = Signal(str)

    def __init__(
        self, name: str, doing: str, work: Callable[[Any], Iterator[Any]], parent: QObject
    ) -> None:
        super().__init__(parent)
        # What it does not know by its queue: whether a task is out of date.
        self._thread = _Thread(name, doing, work)
        self._asked = self._sent = 0
        self._is_busy = False
        self._task: Any = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._drain)

    def ask(self, task: Any) -> None:
        """Have a task done, in the place of one that waits."""
        self._asked, self._task = self._asked + 1, task
        self._thread.newest = self._asked
        self._send()

    def forget(self) -> None:
        """Want no answer to what has been asked."""
        self._asked += 1
        self._sent = self._thread.newest = self._asked

    @property
    def is_resting(self) -> bool:
        """Whether everything that was asked is answered."""
        return not self._is_busy and self._sent == self._asked

    def shutdown(self) -> None:
        """Wait for the thread to end."""
        self._timer.stop()
        self._thread.end(_Command("quit", 0))

    def _send(self) -> None:
        if not self._is_busy and self._sent != self._asked:
            self._is_busy, self._sent = True, self._asked
            self._thread.send(_Command("work", self._asked, self._task))
            self._timer.start()

    def _drain(self) -> None:
        # What comes meanwhile waits: a thread may answer faster than its answers are drawn.
        for message in list(self._thread.received()):
            self._take(message)
        self._send()
        if self.is_resting:
            self._timer.stop()

    def _take(self, message: Any) -> None:
        if isinstance(message, _Done | Failed):
            self._is_busy = False
        # An answer to an earlier task is better than none while another one waits.
        if isinstance(message, _Answer) and message.run == self._sent:
            self.answered.emit(message.answer)
        elif isinstance(message, Failed) and message.run == self._sent:
            self.failed.emit(message.sentence)
