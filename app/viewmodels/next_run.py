"""What the next training run will do: a scenario, edited, and the four numbers in the bar."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.scenario import Scenario
from engine.scenario.training_options import FULL_BATCH
from engine.training import TrainingPlan


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

    def plan(self) -> TrainingPlan:
        """Return the run as a plan.

        Raises
        ------
        ScenarioError
            A number is out of range.
        """
        newton = self.scenario.training.optimiser == "newton"
        return TrainingPlan(
            self.scenario,
            self.learning_rate,
            self.batch_size,
            self.epochs,
            seed=None if self._own_seed else self.seed,
            dtype=np.float64 if newton else np.float32,
        )

    def set_numbers(self, **changed: float | None) -> bool:
        """Set some of the four numbers; tell whether any is another one.

        Raises
        ------
        ScenarioError
            A number is out of range.
        """
        if all(getattr(self, key) == value for key, value in changed.items()):
            return False
        replace(self.plan(), **changed)  # type: ignore[arg-type]  # checks the ranges
        for key, value in changed.items():
            setattr(self, key, value)
        self._own_seed = self._own_seed and "seed" not in changed
        return True

    def edit(self, change: Callable[[Scenario], Scenario]) -> None:
        """Put a changed scenario in the place of the present one.

        Raises
        ------
        ScenarioError
            What ``change`` refuses.
        """
        before, self.scenario = self.scenario, change(self.scenario)
        was, now = (s.training.optimiser in FULL_BATCH for s in (before, self.scenario))
        if now and not was:
            self._batch_before, self.batch_size = self.batch_size, None
        elif was and not now:
            self.batch_size = self._batch_before or self.scenario.training.batch_size

    @property
    def is_edited(self) -> bool:
        """Whether anything differs from the scenario as it was chosen."""
        fresh = NextRun(self.chosen)
        numbers = ("scenario", "learning_rate", "batch_size", "epochs", "seed")
        return any(getattr(self, key) != getattr(fresh, key) for key in numbers)
