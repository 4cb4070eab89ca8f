"""Train, loaded when it is first opened: its plots cost a third of a second to import."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models import Stepper
from app.theme import Appearance
from app.window.modes import LatePage

if TYPE_CHECKING:
    from app.models.training import TrainingModel
    from app.training import TrainingPane


class TrainPage(LatePage):
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

    name = "train"
    notes_at_right = True

    def __init__(self, stepper: Stepper, appearance: Appearance) -> None:
        super().__init__(appearance, "Opening Train …")
        self._stepper = stepper
        stepper.session.notation_changed.connect(self._follow_notation)
        self.does = {"play": self._start_or_pause}
        self.may_lose_run: Callable[[], bool] = lambda: True
        self.model: TrainingModel | None = None
        self.pane: TrainingPane | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way."""
        return self.model is not None and self.model.is_busy

    def commit(self) -> bool:
        """Take what has been typed here; return whether nothing was refused."""
        return self.pane is None or self.pane.commit()

    def set_active(self, active: bool) -> bool:
        """Follow what is open while Train is seen."""
        if active:
            self.load()
        if self.model is not None:
            self._follow_notation()
            self.model.set_active(active)
        return True

    def _follow_notation(self) -> None:
        if self.model is not None:
            self.model.show_in(self._stepper.session.notation)

    def _make(self) -> QWidget:
        from app.models.training import TrainingModel
        from app.training import TrainingPane

        self.model = TrainingModel(self._stepper.document)
        self.pane = TrainingPane(self.model, self._appearance)
        self.pane.strip.may_lose_run = self.may_lose_run
        self.pane.stepped_through.connect(self.stepped_through)
        self.pane.scenario_chosen.connect(self.scenario_chosen)
        self.pane.save_requested.connect(self.save_requested)
        self.pane.side.own_data_wanted.connect(self.own_data_wanted)
        for signal in (self.model.state_changed, self.model.settings_changed, self.model.advanced):
            signal.connect(self.trained_changed)
        return self.pane

    def _start_or_pause(self) -> None:
        """Do what Start does, which is also Pause and Go on."""
        if self.pane is not None:
            self.pane.strip.start_button.click()

    def shutdown(self) -> None:
        """End a run that is under way."""
        if self.model is not None:
            self.model.shutdown()
