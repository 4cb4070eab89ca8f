"""What a training run is asked to do."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from engine.errors import ScenarioError
from engine.iteration.updates import optimiser_of
from engine.network.scenario import Scenario
from engine.scenario.training_options import MAX_COUNT, SEED_LIMIT, check_range
from engine.training.kernels import precision_of


@dataclass(frozen=True, eq=False)
class TrainingPlan:
    """A scenario and how it is trained this time.

    Attributes
    ----------
    scenario : Scenario
        Network, loss and data.
    learning_rate : float
        The factor on the gradient.
    batch_size : int or None
        Rows per update; None takes all training rows at once, as some optimisers always do.
    epochs : int
        Passes over the training rows.
    seed : int or None
        Stands in for both of the scenario's seeds; None leaves them as they are.
    dtype : numpy floating type
        Precision of the whole run; without kernels it is float64.
    directory : Path or None
        Folder with a person's own copy of the data set; None takes the bundled one.
    """

    scenario: Scenario
    learning_rate: float
    batch_size: int | None
    epochs: int
    seed: int | None = None
    dtype: type[np.floating[Any]] = np.float32
    directory: Path | None = None

    def __post_init__(self) -> None:
        check_range(self._fail, "training", "learning_rate", self.learning_rate)
        for key, value in (("batch_size", self.batch_size), ("epochs", self.epochs)):
            if value is not None and not 1 <= value <= MAX_COUNT:
                self._fail(f"training.{key}", f"found {value:,}; expected 1 to {MAX_COUNT:,}")
        if self.seed is not None and not -SEED_LIMIT <= self.seed < SEED_LIMIT:
            self._fail("training.seed", "the number is too large; expected a 64-bit integer")

    def _fail(self, place: str, problem: str) -> NoReturn:
        raise ScenarioError(self.scenario.called, place, problem)

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        *,
        epochs: int | None = None,
        batch_size: int | None = None,
        learning_rate: float | None = None,
        seed: int | None = None,
        dtype: type[np.floating[Any]] = np.float32,
        directory: str | Path | None = None,
    ) -> "TrainingPlan":
        """Return the plan that the scenario describes, with what is given put in its place.

        Raises
        ------
        ScenarioError
            A number is out of range.
        """
        training = scenario.training
        size = training.batch_size if batch_size is None else batch_size
        return cls(
            scenario=scenario,
            learning_rate=training.learning_rate if learning_rate is None else learning_rate,
            batch_size=None if optimiser_of(scenario).full_batch else size,
            epochs=training.epochs if epochs is None else epochs,
            seed=seed,
            dtype=precision_of(scenario, dtype),
            directory=None if directory is None else Path(directory),
        )

    @property
    def network_seed(self) -> int:
        """Seeds the starting weights."""
        return self.scenario.network_seed if self.seed is None else self.seed

    @property
    def training_seed(self) -> int:
        """Seeds the choice of held-out rows and the order of the others."""
        return self.scenario.training.seed if self.seed is None else self.seed

    @property
    def as_scenario(self) -> Scenario:
        """The scenario with this plan's numbers written into it."""
        training = replace(
            self.scenario.training,
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            epochs=self.epochs,
            seed=self.training_seed,
        )
        return replace(self.scenario, training=training, network_seed=self.network_seed)
