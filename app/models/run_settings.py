"""What the next runs will do, as a person sets it, scenario by scenario."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from app.models.next_run import NextRun
from engine.network.scenario import Scenario
from engine.training import TrainingPlan

_Place: TypeAlias = tuple[str, str, Path | None]


class RunSettings(QObject):
    """The chosen scenario and its own settings; those of others are kept for when they come back.

    Whoever inherits says whether a run is under way, and takes in another scenario.

    Signals
    -------
    scenario_changed
        Another scenario was chosen. The other signals follow.
    settings_changed
        A number of the next run, or whether it can be edited, changed.
    """

    scenario_changed = Signal()
    settings_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._next: NextRun | None = None
        self._kept: dict[_Place, NextRun] = {}

    @property
    def is_busy(self) -> bool:
        """Whether a run has begun and not ended: its numbers cannot be edited."""
        raise NotImplementedError

    def _start_changed(self) -> None:
        """Follow other rows or other starting values of the next run."""
        raise NotImplementedError

    # What it is -------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario | None:
        """What the next run trains, edits and all."""
        return None if self._next is None else self._next.scenario

    @property
    def chosen(self) -> Scenario | None:
        """The same before any edit."""
        return None if self._next is None else self._next.chosen

    @property
    def is_edited(self) -> bool:
        """Whether the next run differs from the scenario as it was chosen."""
        return self._next is not None and self._next.is_edited

    @property
    def edited_scenario(self) -> Scenario | None:
        """The scenario with all that differs from how it was chosen; None where nothing does."""
        return None if self._next is None else self._next.edited

    @property
    def learning_rate(self) -> float:
        """The next run's factor on the gradient."""
        return 0.1 if self._next is None else self._next.learning_rate

    @property
    def batch_size(self) -> int | None:
        """The next run's rows per update; None takes all at once."""
        return None if self._next is None else self._next.batch_size

    @property
    def epochs(self) -> int:
        """The next run's passes over the training rows."""
        return 1 if self._next is None else self._next.epochs

    @property
    def seed(self) -> int:
        """The next run's seed."""
        return 0 if self._next is None else self._next.seed

    # Changing it ------------------------------------------------------------------------

    def set_learning_rate(self, learning_rate: float) -> None:
        """Set the factor on the gradient for the next run.

        Raises
        ------
        ScenarioError
            The number is out of range; the same holds for the other settings.
        """
        self._set(learning_rate=learning_rate)

    def set_batch_size(self, batch_size: int | None) -> None:
        """Set the rows per update; None takes all at once."""
        self._set(batch_size=batch_size)

    def set_epochs(self, epochs: int) -> None:
        """Set the passes over the training rows."""
        self._set(epochs=epochs)

    def set_seed(self, seed: int) -> None:
        """Set the seed of starting weights, held-out rows and order."""
        if self._set(seed=seed):
            self._start_changed()

    def edit(self, change: Callable[[Scenario], Scenario]) -> None:
        """Change anything else about the next run, unless a run is under way.

        Parameters
        ----------
        change : callable
            Gives the changed scenario; ``app.models.training_settings`` has the changes.

        Raises
        ------
        ScenarioError
            What ``change`` refuses.
        """
        if self._next is None or self.is_busy:
            return
        self._next.edit(change)
        self._start_changed()
        self.settings_changed.emit()

    def restore(self) -> None:
        """Take all edits of the next run back; what a run has shown stays."""
        if self._next is not None and not self.is_busy:
            self._next = NextRun(self._next.chosen)
            self._start_changed()
            self.scenario_changed.emit()
            self.settings_changed.emit()

    def _set(self, **changed: float | None) -> bool:
        if self._next is None or self.is_busy or not self._next.set_numbers(**changed):
            return False
        self.settings_changed.emit()
        return True

    def _next_plan(self) -> TrainingPlan:
        if self._next is None:
            raise RuntimeError("no scenario is chosen")
        return self._next.plan()

    # Keeping it -------------------------------------------------------------------------

    def _go_on_with(self, scenario: Scenario) -> None:
        """Choose a scenario, with its own settings where it had any."""
        if self._next is not None and self._next.is_edited:
            self._kept[_place(self._next.chosen)] = self._next
        own = self._kept.pop(_place(scenario), None)
        self._put(scenario, own)

    def _put(self, scenario: Scenario, own: NextRun | None) -> None:
        if own is not None and own.chosen is scenario:
            self._next = own
            return
        # The changes may ask for what is chosen.
        self._next = NextRun(scenario)
        if own is not None:
            self._next.take_over(own)

    @property
    def unsaved(self) -> list[tuple[Scenario, Scenario]]:
        """Scenarios with settings of their own, the chosen one first: as chosen, and with them."""
        shown = [] if self._next is None else [self._next]
        runs = [*shown, *self._kept.values()]
        return [(run.chosen, edited) for run in runs if (edited := run.edited) is not None]

    def forget(self, chosen: Scenario) -> None:
        """Drop a scenario's own settings."""
        self._kept.pop(_place(chosen), None)
        if self._next is not None and self._next.chosen is chosen:
            self.restore()

    def mark_saved(self, scenario: Scenario) -> None:
        """Take what a file now holds for what was chosen; a run and its curves stay.

        Parameters
        ----------
        scenario : Scenario
            The next run's scenario, edits and all, as that of its file.
        """
        self._next = NextRun(scenario)
        self.scenario_changed.emit()
        self.settings_changed.emit()

    def follow(self, scenario: Scenario) -> None:
        """Go on with what is chosen as that of another file, its own settings and run included."""
        self._put(scenario, self._next)
        self.scenario_changed.emit()
        self.settings_changed.emit()


def _place(scenario: Scenario) -> _Place:
    """Return what a scenario is known by again: not its numbers, which may have been edited."""
    return (scenario.id, scenario.title, scenario.path)
