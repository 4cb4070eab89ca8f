"""The place of the working pane, which is made once the first picture is on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models import Stepper
from app.theme import Appearance

if TYPE_CHECKING:
    from app.working import WorkingPane


class WorkingPlace(QWidget):
    """Holds the working pane; until that is made, its ground at the size that the pane will have.

    Loading what draws formulas and laying the first page out takes as long as a third of all that
    the first picture needs, and nothing else in the window depends on it.

    Signals
    -------
    made
        The pane is there.
    """

    made = Signal()

    def __init__(self, stepper: Stepper, appearance: Appearance) -> None:
        super().__init__()
        self._stepper, self._appearance = stepper, appearance
        self._pane: WorkingPane | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def pane(self) -> WorkingPane:
        """The pane; it is made when it is first asked for."""
        if self._pane is None:
            from app.working import WorkingPane

            self._pane = WorkingPane(self._stepper, self._appearance)
            self._column.addWidget(self._pane)
            # Not in the next turn of the event loop: keys may already scroll it.
            self._pane.show()
            self._column.activate()
            self.made.emit()
        return self._pane

    def sizeHint(self) -> QSize:
        """Ask for a third of a window, roughly."""
        return QSize(self._appearance.px(460), self._appearance.px(580))

    def minimumSizeHint(self) -> QSize:
        """Ask for room for the widest thing that cannot be wrapped."""
        return QSize(round(300 * (1 + (self._appearance.scale - 1) * 0.5)), 120)
