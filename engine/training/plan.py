"""What a training run is asked to do."""

from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from engine.compilation.coverage import precision_of
from engine.errors import ScenarioError
from engine.iteration.updates import optimiser_of
from engine.network.scenario import Scenario
from engine.scenario.training_options import MAX_COUNT, SEED_LIMIT, check_range


class TrainingPlan(Struct, frozen=True, eq=False):
    """A scenario to be trained.

    Attributes
    ----------
    scenario : Scenario
        Network, loss, data, and how it is trained.
    dtype : numpy floating type
        Precision of the whole run; without kernels it is float64.
    directory : Path or None
        Folder with a person's own copy of the data set; None takes the bundled one.
    """

    scenario: Scenario
    dtype: type[np.floating[Any]] = np.float32
    directory: Path | None = None

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
        """Return the plan that the scenario describes, other numbers put in the place of its own.

        ``seed`` stands in for both of the scenario's seeds.

        Raises
        ------
        ScenarioError
            A number is out of range.
        """
        wished = {"epochs": epochs, "batch_size": batch_size, "learning_rate": learning_rate}
        changed: dict[str, Any] = {key: value for key, value in wished.items() if value is not None}
        if optimiser_of(scenario).full_batch:
            changed["batch_size"] = None
        before = scenario.training
        if seed is not None:
            changed["seed"] = seed
            scenario = replace(scenario, network_seed=seed)
        training = replace(before, **changed)
        if (training.learning_rate, training.epochs) != (before.learning_rate, before.epochs):
            scenario = replace(scenario, training_note="")
        _check_numbers(scenario, training.learning_rate, training.batch_size, training.epochs, seed)
        return cls(
            scenario=replace(scenario, training=training),
            dtype=precision_of(scenario, dtype),
            directory=None if directory is None else Path(directory),
        )


def _check_numbers(
    scenario: Scenario, learning_rate: float, batch_size: int | None, epochs: int, seed: int | None
) -> None:
    def fail(place: str, problem: str) -> NoReturn:
        raise ScenarioError(scenario.called, place, problem)

    check_range(fail, "training", "learning_rate", learning_rate)
    for key, value in (("batch_size", batch_size), ("epochs", epochs)):
        if value is not None and not 1 <= value <= MAX_COUNT:
            fail(f"training.{key}", f"found {value:,}; expected 1 to {MAX_COUNT:,}")
    if seed is not None and not -SEED_LIMIT <= seed < SEED_LIMIT:
        fail("training.seed", "the number is too large; expected a 64-bit integer")
