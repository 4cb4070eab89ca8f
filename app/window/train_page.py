"""Train, loaded when it is first opened: its plots cost a third of a second to import."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.theme import Appearance
from app.window.unsaved import Leaving
from engine.network.scenario import Scenario

if TYPE_CHECKING:
    from app.models.training import TrainingModel
    from app.models.training_run import TrainingRun
    from app.training import TrainingPane

OPENING = "Opening Train …"


class TrainPage(QWidget):
    """The Train mode as one widget.

    Attributes
    ----------
    may_leave : callable
        Tells whether a run may be lost by what is about to be done, and asks, if need be.

    Signals
    -------
    step_through_requested
        With a ``StepThrough``: the trained scenario, the rows and what they are.
    shown_changed
        Another scenario is shown, or its settings changed.
    save_requested
        The trained network is to be saved.
    trained_changed
        There may be a trained network now, or none any more.
    """

    step_through_requested = Signal(object)
    shown_changed = Signal()
    save_requested = Signal()
    trained_changed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._scenario: Scenario | None = None
        self.may_leave: Callable[[Leaving], bool] = lambda _leaving: True
        self.model: TrainingModel | None = None
        self.pane: TrainingPane | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def set_scenario(self, scenario: Scenario) -> None:
        """Offer what is open for training: once, and not while a run is under way."""
        if scenario is self._scenario:
            return
        self._scenario = scenario
        if self.model is not None and not self.model.is_busy:
            self.model.choose(scenario)

    def would_replace(self, scenario: Scenario) -> bool:
        """Whether `set_scenario` would put something else in the place of what is shown."""
        return scenario is not self._scenario and self.model is not None and not self.is_busy

    def open(self, scenario: Scenario) -> None:
        """Show what was opened here, whatever was shown before."""
        self._scenario = scenario
        if self.model is not None:
            self.model.choose(scenario)

    def keep_own(self, scenario: Scenario) -> None:
        """Go on with what was trained here although this scenario is open elsewhere."""
        self._scenario = scenario

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way."""
        return self.model is not None and self.model.is_busy

    @property
    def run(self) -> TrainingRun | None:
        """The latest run, under way or over."""
        return None if self.model is None else self.model.run

    @property
    def has_network(self) -> bool:
        """Whether there is a trained network to be saved."""
        return self.model is not None and self.model.can_step_through

    @property
    def chosen(self) -> Scenario | None:
        """What is shown here, before any edit."""
        return None if self.model is None else self.model.chosen

    def commit(self) -> bool:
        """Take what has been typed here; tell whether nothing was refused."""
        return self.pane is None or self.pane.commit()

    def mark_saved(self, chosen: Scenario, saved: Scenario, is_open: bool) -> None:
        """Take a scenario of Train for what a file holds; it may be what is open elsewhere, too."""
        if is_open:
            self._scenario = saved
        if self.model is None:
            return
        if self.model.chosen is chosen:
            self.model.mark_saved(saved)
        else:
            self.model.forget(chosen)

    def follow(self, before: Scenario, after: Scenario) -> None:
        """Follow what is open elsewhere to another file; what was set and trained here stays."""
        if self._scenario is before:
            self._scenario = after
        if self.model is not None and self.model.chosen is before:
            self.model.follow(after)

    @property
    def unsaved(self) -> list[tuple[Scenario, Scenario]]:
        """Scenarios with settings of their own: as they are, and with these."""
        return [] if self.model is None else self.model.unsaved

    def forget(self, chosen: Scenario) -> None:
        """Drop a scenario's own settings."""
        if self.model is not None:
            self.model.forget(chosen)

    @property
    def edited_scenario(self) -> Scenario | None:
        """What was set here that no file has yet."""
        return None if self.model is None else self.model.edited_scenario

    def load(self) -> None:
        """Make the pane, once."""
        if self.pane is not None:
            return
        # What follows takes half a second: the page is seen before.
        self.window().repaint()
        from app.models.training import TrainingModel
        from app.training import TrainingPane

        self.model = TrainingModel()
        self.pane = TrainingPane(self.model, self._appearance)
        self.pane.heading.may_choose = lambda: self.may_leave(Leaving.TRAIN)
        self.pane.strip.may_reset = lambda: self.may_leave(Leaving.RESET)
        self.pane.step_through_requested.connect(self.step_through_requested)
        self.pane.save_requested.connect(self.save_requested)
        for signal in (self.model.state_changed, self.model.settings_changed, self.model.advanced):
            signal.connect(self.trained_changed)
        for signal in (self.model.scenario_changed, self.model.settings_changed):
            signal.connect(self.shown_changed)
        self._column.addWidget(self.pane)
        if self._scenario is not None:
            self.model.choose(self._scenario)

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
