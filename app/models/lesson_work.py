"""What a picture of a lesson works out in a thread, as it takes longer than a redraw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.models.latest_work import LatestWork
from engine.lessons.kinds import Setting, SlowPicture, Working


class LessonWork(QObject):
    """Works for the picture that is followed, and for no other.

    Signals
    -------
    arrived
        The picture has another answer among its values.
    failed : str
        Why it has none.
    """

    arrived = Signal()
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._picture: SlowPicture | None = None
        self._work = LatestWork("lesson", "What the picture works out", _answers, self)
        self._work.answered.connect(self._take)
        self._work.failed.connect(self.failed)
        # Of several answers at once only the last is drawn.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.arrived)

    def follow(self, setting: Setting | None) -> None:
        """Work for a setting's picture, if it has anything to be worked out."""
        picture = None if setting is None else setting.picture()
        if picture is self._picture:
            return
        self._work.forget()
        self._soon.stop()
        self._picture = None
        if isinstance(picture, SlowPicture) and not picture.is_complete:
            self._picture = picture
            self._work.ask(picture)

    def shutdown(self) -> None:
        """Wait for the thread to end."""
        self._work.forget()
        self._work.shutdown()

    def _take(self, found: tuple[SlowPicture, Any]) -> None:
        picture, answer = found
        if isinstance(answer, Working):
            return
        picture.take(answer)
        if picture is self._picture:
            self._soon.start()


def _answers(picture: SlowPicture) -> Iterator[tuple[SlowPicture, Any]]:
    return ((picture, answer) for answer in picture.work())
