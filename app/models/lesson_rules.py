"""What SymPy makes of the typed functions of lessons, worked out beside the window."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.errors import UserError
from engine.files.log import log_fault

if TYPE_CHECKING:
    from symbolic.rules.typed import TypedRule

LOOK_MS = 20

_Key = tuple[str, tuple[str, ...], str]


class LessonRules(QObject):
    """Asks SymPy for each function once, in a thread of its own, and remembers.

    Signals
    -------
    arrived
        There is another rule, or it is known that there is none.
    """

    arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rules: dict[_Key, TypedRule | None] = {}
        self._asked: set[_Key] = set()
        self._seen = 0
        # The thread touches no QObject, and holds none: the window may be gone when it ends.
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def __call__(self, formula: str, variables: tuple[str, ...], by: str) -> TypedRule | None:
        """Return a function's rule; None while there is none."""
        key = formula, variables, by
        if key not in self._asked:
            self._asked.add(key)
            threading.Thread(target=_derive, args=(key, self._rules), daemon=True).start()
            self._timer.start()
        return self._rules.get(key)

    def _look(self) -> None:
        """Say that more is there; stop looking when all is."""
        there = len(self._rules)
        if there == len(self._asked):
            self._timer.stop()
        if there > self._seen:
            self._seen = there
            self.arrived.emit()


def _derive(key: _Key, rules: dict[_Key, TypedRule | None]) -> None:
    rule = None
    try:
        from symbolic.rules.typed_worker import typed_rule

        rule = typed_rule(*key)
    except UserError:
        # There is no derivative, or SymPy takes too long: the lines are left out.
        pass
    except Exception as error:
        log_fault("Deriving a function of a lesson", error)
    rules[key] = rule
