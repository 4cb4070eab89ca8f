"""What the next training run will do: a scenario, edited, and the four numbers in the bar."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from engine.catalogue.optimisers import OPTIMISERS
from engine.errors import ScenarioError
from engine.network.scenario import Scenario
from engine.training import TrainingPlan

_NUMBERS = ("learning_rate", "batch_size", "epochs", "seed")


class NextRun:
    """A scenario as it was chosen, and what was changed since.

    Parameters
    ----------
    chosen : Scenario
        Gives the numbers to begin with.

    Attributes
    ----------
    chosen, scenario : Scenario
        As chosen, and with its edits.
    learning_rate, batch_size, epochs, seed
        Stand in for the scenario's; ``batch_size`` None takes all rows at once.
    """

    def __init__(self, chosen: Scenario) -> None:
        self.chosen = self.scenario = chosen
        training = chosen.training
        self.learning_rate, self.epochs = training.learning_rate, training.epochs
        self.batch_size, self.seed = training.batch_size, training.seed
        self._own_seed = True
        self._batch_before: int | None = None
        self._changes: list[Callable[[Scenario], Scenario]] = []

    def plan(self) -> TrainingPlan:
        """Return the run as a plan.

        Raises
        ------
        ScenarioError
            A number is out of range.
        """
        numbers = {key: getattr(self, key) for key in ("learning_rate", "batch_size", "epochs")}
        scenario = replace(self.scenario, training=replace(self.scenario.training, **numbers))
        return TrainingPlan.of(scenario, seed=None if self._own_seed else self.seed)

    def set_numbers(self, **changed: float | None) -> bool:
        """Set some of the four numbers; tell whether any is another one.

        Raises
        ------
        ScenarioError
            A number is out of range.
        """
        if all(getattr(self, key) == value for key, value in changed.items()):
            return False
        before = dict(vars(self))
        vars(self).update(changed)
        self._own_seed = self._own_seed and "seed" not in changed
        try:
            self.plan()
        except ScenarioError:
            vars(self).update(before)
            raise
        return True

    def edit(self, change: Callable[[Scenario], Scenario]) -> None:
        """Put a changed scenario in the place of the present one.

        Raises
        ------
        ScenarioError
            What ``change`` refuses.
        """
        before, self.scenario = self.scenario, change(self.scenario)
        self._changes.append(change)
        was, now = (OPTIMISERS[s.training.optimiser].full_batch for s in (before, self.scenario))
        if now and not was:
            self._batch_before, self.batch_size = self.batch_size, None
        elif was and not now:
            self.batch_size = self._batch_before or self.scenario.training.batch_size

    def take_over(self, other: "NextRun") -> None:
        """Make another's changes here too, where they fit: to a version with other weights, say."""
        if _build(self.chosen) != _build(other.chosen):
            return
        for change in other._changes:
            with suppress(ScenarioError):
                self.edit(change)
        fresh = NextRun(other.chosen)
        for key in _NUMBERS:
            if getattr(other, key) != getattr(fresh, key):
                setattr(self, key, getattr(other, key))
        self._own_seed = other._own_seed
        self._batch_before = other._batch_before

    @property
    def edited(self) -> Scenario | None:
        """The scenario with all that differs from how it was chosen; None where nothing does."""
        return self.plan().scenario if self.is_edited else None

    @property
    def is_edited(self) -> bool:
        """Whether anything differs from the scenario as it was chosen."""
        fresh = NextRun(self.chosen)
        numbers = any(getattr(self, key) != getattr(fresh, key) for key in _NUMBERS)
        return numbers or not _are_alike(self.scenario, self.chosen)


def _build(scenario: Scenario) -> tuple[object, ...]:
    """Return what a change to one scenario has to find in another one."""
    layers = ((layer.units, layer.activation) for layer in scenario.layers)
    return (scenario.inputs, scenario.dataset, scenario.loss, *layers)


def _are_alike(first: Any, second: Any) -> bool:
    """Tell whether two values hold the same: a change and its undoing are none."""
    if first is second:
        return True
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        return np.array_equal(first, second)
    if type(first) is not type(second):
        return False
    if is_dataclass(first):
        names = (field.name for field in fields(first))
        return all(_are_alike(getattr(first, name), getattr(second, name)) for name in names)
    if isinstance(first, tuple):
        pairs = zip(first, second, strict=False)
        return len(first) == len(second) and all(_are_alike(one, other) for one, other in pairs)
    return bool(first == second)
