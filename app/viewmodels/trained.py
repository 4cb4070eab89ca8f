"""A trained network to be opened in the stepper, and what there is to train."""

from dataclasses import dataclass

import numpy as np

from app.viewmodels.training_run import TrainingRun
from engine.editing import with_parameters
from engine.layout import ParameterLayout
from engine.parameters import Parameters
from engine.rows import Rows, select_rows
from engine.scenario import Scenario, find_scenario, list_scenarios


@dataclass(frozen=True, eq=False)
class StepThrough:
    """A trained network to be opened in the stepper.

    Attributes
    ----------
    scenario : Scenario
        Its starting values are the trained ones.
    rows : Rows
        The row (or batch) to step through.
    title : str
        What it is, in words.
    """

    scenario: Scenario
    rows: Rows
    title: str


def trained_network(run: TrainingRun, row: int | None) -> StepThrough:
    """Return a run's network as it is now, to be opened on a row, or on the first batch.

    Raises
    ------
    RuntimeError
        Nothing has been trained yet.
    """
    plan, flat = run.plan, run.parameters
    if plan is None or flat is None:
        raise RuntimeError("nothing has been trained yet")
    scenario = plan.as_scenario
    parameters = Parameters(ParameterLayout(scenario), flat.astype(np.float64))
    trained = with_parameters(scenario, parameters)
    where = "" if row is None else f", row {row + 1:,}"
    title = f"{scenario.title} {run.when}{where}"
    return StepThrough(trained, select_rows(trained, row), title)


def training_choices() -> list[Scenario]:
    """Return the shipped scenarios in the order in which they are offered for training."""
    return [find_scenario(name) for name in list_scenarios()]
