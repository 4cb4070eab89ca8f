"""Lay formulas out ahead of time, one by one while nothing else happens."""

import contextlib
from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer

from app.formula.run import is_ready, layout, readiness


class LayoutAhead(QObject):
    """Takes formulas that will be needed soon and lays them out between other events.

    Formulas are kept by `layout` for every size, so any size warms the whole formula.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[str] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)
        readiness.formula_ready.connect(self._start)

    @property
    def waiting(self) -> int:
        """How many formulas are still to be laid out."""
        return len(self._waiting)

    def replace(self, latexes: Iterable[str]) -> None:
        """Lay these formulas out, in this order, and drop the ones asked for earlier."""
        self._waiting = deque(dict.fromkeys(latexes))
        self._start()

    def _start(self) -> None:
        if self._waiting and is_ready():
            self._timer.start()

    def _next(self) -> None:
        with contextlib.suppress(ValueError, IndexError):
            layout(self._waiting.popleft(), 16.0)
        if not self._waiting:
            self._timer.stop()
