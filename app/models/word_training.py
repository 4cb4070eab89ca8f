"""The training of the lesson on words, beside the window: vectors after each epoch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.models.latest_work import LatestWork
from engine.arrays import FloatArray
from engine.lessons.sentences import words
from engine.lessons.skip_gram import Vectors, at_start, flattened, trained

_Task = tuple[int, int]
"""A seed, and how many words at each side of a centre are its context."""


class WordTraining(QObject):
    """Trains when vectors are wanted that there are not yet, and remembers all epochs.

    Attributes
    ----------
    epochs : list of Vectors
        The vectors after each epoch so far, the drawn ones first.
    problem : str
        Why there are no more; empty for none.
    is_preparing : bool
        Whether the kernels are still loaded or compiled.

    Signals
    -------
    changed
        There is another epoch, a problem, or another text.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.epochs: list[Vectors] = []
        self._layouts: dict[str, list[FloatArray]] = {}
        self.problem, self.is_preparing = "", False
        self._task: _Task = (-1, -1)
        self._asked = False
        self._work = LatestWork("words", "Training the words", _trained, self)
        self._work.answered.connect(self._take)
        self._work.failed.connect(self._fail)

    def follow(self, seed: int, window: int, *, trains: bool) -> None:
        """Have the vectors of a text as they are drawn, and have them trained where that is due."""
        if (seed, window) != self._task:
            self._work.forget()
            self._task, self._asked = (seed, window), False
            self.epochs, self._layouts = [at_start(seed, window)], {}
            self.problem, self.is_preparing = "", False
        if trains and not self._asked:
            self._asked = self.is_preparing = True
            self._work.ask(self._task)

    def layouts(self, group: str) -> list[FloatArray]:
        """Return where the words that are drawn stand after each epoch so far.

        They stand along the two principal directions of their own vectors, made equally long.

        Parameters
        ----------
        group : str
            The group whose words are drawn; empty for those of all groups.

        Returns
        -------
        list of ndarray of shape (words, 2)
            Each turned so that it is like the one before.
        """
        layouts = self._layouts.setdefault(group, [])
        rows = [words().vocabulary.index(word) for word in drawn(group)]
        for vectors in self.epochs[len(layouts) :]:
            before = layouts[-1] if layouts else None
            layouts.append(flattened(vectors.directions[rows], before))
        return layouts

    def shutdown(self) -> None:
        """Wait for the thread to end."""
        self._work.forget()
        self._work.shutdown()

    def _take(self, answer: Any) -> None:
        self.is_preparing = not isinstance(answer, Vectors)
        if isinstance(answer, Vectors):
            self.epochs.append(answer)
        self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self.problem, self.is_preparing = sentence, False
        self.changed.emit()


def drawn(group: str) -> tuple[str, ...]:
    """Return the words that are drawn: those of a group, or of all groups where it is empty."""
    groups = words().groups
    return groups[group] if group else tuple(word for each in groups.values() for word in each)


def _trained(task: _Task) -> Iterator[Any]:
    return iter(trained(*task))
