"""A thread that does a model's work: commands go in, messages come out, nothing is shared."""

import threading
from abc import abstractmethod
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

from app.models.training_messages import Failed, Waiting
from engine.errors import UserError
from engine.files.log import log_fault


class Numbered(Protocol):
    """A command: what is to be done, and the number of the run that it is of."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def run(self) -> int: ...  # noqa: D102


Order = TypeVar("Order", bound=Numbered)


class WorkerThread(Generic[Order]):
    """Owns a thread and its two queues.

    Parameters
    ----------
    name, work : str
        What the thread is called, and what it does, for sentences.

    Attributes
    ----------
    messages : SimpleQueue
        Frozen messages; the owner alone takes them, by `received`.
    sent : int
        Commands sent so far; a ``Waiting`` of the same number means that nothing is left to do.
    """

    def __init__(self, name: str, work: str) -> None:
        self.messages: SimpleQueue[Any] = SimpleQueue()
        self.sent = 0
        self._commands: SimpleQueue[Order] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._handled = 0
        self._name, self._doing = name, work

    def send(self, command: Order) -> None:
        """Send a command, starting the thread for the first one."""
        self.sent += 1
        self._commands.put(command)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    def received(self) -> Iterator[Any]:
        """Yield the messages that are there, those that come meanwhile included."""
        while not self.messages.empty():
            yield self.messages.get()

    def end(self, *commands: Order) -> None:
        """Send last commands, the very last of kind "quit", and wait for the thread to end."""
        if self._thread is not None:
            for command in commands:
                self.send(command)
            self._thread.join()
            self._thread = None

    def _next(self) -> Order:
        if self._commands.empty():
            self.messages.put(Waiting(self._handled))
        command = self._commands.get()
        self._handled += 1
        return command

    def _work(self) -> None:
        while (command := self._next()).kind != "quit":
            try:
                self._do(command)
            except UserError as error:
                self._fail(command.run, str(error))
            except MemoryError:
                self._fail(
                    command.run, "There is not enough memory for this network and batch size."
                )
            except Exception as error:
                where = log_fault(self._doing, error)
                sentence = f"{self._doing} stopped by a fault of Chainrule ({error!r}); {where}."
                self._fail(command.run, sentence)

    def _fail(self, run: int, sentence: str) -> None:
        self.messages.put(Failed(run, sentence))

    @abstractmethod
    def _do(self, command: Order) -> None:
        """Obey a command; what it raises becomes a sentence."""
