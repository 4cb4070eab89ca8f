"""Train, loaded when it is first opened: its plots cost a third of a second to import."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models import Document
from app.theme import Appearance

if TYPE_CHECKING:
    from app.models.training import TrainingModel
    from app.training import TrainingPane

OPENING = "Opening Train …"


class TrainPage(QWidget):
    """The Train mode as one widget.

    Attributes
    ----------
    may_lose_run : callable
        Asks, if need be, whether a run may be lost by what is about to be done; returns whether.
    model : TrainingModel or None
        Trains what is open, once Train has been opened.

    Signals
    -------
    stepped_through
        The stepper has a trained network to show.
    scenario_chosen : str
        Open a shipped scenario by its id, or a file by its path.
    save_requested
        The trained network is to be saved.
    own_data_wanted
        A digit or a row of one's own is to be put to the network.
    trained_changed
        There may be a trained network now, or none any more, or a run has begun or ended.
    """

    stepped_through = Signal()
    scenario_chosen = Signal(str)
    save_requested = Signal()
    own_data_wanted = Signal()
    trained_changed = Signal()

    def __init__(self, document: Document, appearance: Appearance) -> None:
        super().__init__()
        self._document, self._appearance = document, appearance
        self.may_lose_run: Callable[[], bool] = lambda: True
        self.model: TrainingModel | None = None
        self.pane: TrainingPane | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way."""
        return self.model is not None and self.model.is_busy

    def commit(self) -> bool:
        """Take what has been typed here; return whether nothing was refused."""
        return self.pane is None or self.pane.commit()

    def set_active(self, active: bool) -> None:
        """Follow what is open while Train is seen."""
        if active:
            self._load()
        if self.model is not None:
            self.model.set_active(active)

    def _load(self) -> None:
        """Make the pane, once."""
        if self.pane is not None:
            return
        # What follows takes half a second: the page is seen before.
        self.window().repaint()
        from app.models.training import TrainingModel
        from app.training import TrainingPane

        self.model = TrainingModel(self._document)
        self.pane = TrainingPane(self.model, self._appearance)
        self.pane.strip.may_lose_run = self.may_lose_run
        self.pane.stepped_through.connect(self.stepped_through)
        self.pane.scenario_chosen.connect(self.scenario_chosen)
        self.pane.save_requested.connect(self.save_requested)
        self.pane.side.own_data_wanted.connect(self.own_data_wanted)
        for signal in (self.model.state_changed, self.model.settings_changed, self.model.advanced):
            signal.connect(self.trained_changed)
        self._column.addWidget(self.pane)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Say that Train comes, until its pane covers the page."""
        if self.pane is not None:
            return
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.background))
        painter.setPen(QColor(theme.muted))
        painter.setFont(self._appearance.font(14))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, OPENING)
        painter.end()

    def start_or_pause(self) -> None:
        """Do what Start does, which is also Pause and Go on."""
        if self.pane is not None:
            self.pane.strip.start_button.click()

    def shutdown(self) -> None:
        """End a run that is under way."""
        if self.model is not None:
            self.model.shutdown()
