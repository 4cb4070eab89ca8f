"""A trained network to be shown in the stepper."""

import re
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from app.models.training_run import TrainingRun
from engine.arrays import FloatArray
from engine.catalogue.optimisers import OPTIMISERS
from engine.data.names import with_data_names
from engine.data.opening import with_files_located
from engine.data.selection import Selection, select_rows
from engine.network.layout import ParameterLayout
from engine.network.parameters import Parameters
from engine.network.scenario import Scenario
from engine.scenario.editing import with_parameters


@dataclass(frozen=True, eq=False)
class OwnRow:
    """A row that a person made.

    Attributes
    ----------
    name : str
        What it is called.
    x, y_true : ndarray of shape (inputs,), (outputs,)
        As the network takes it, and what is to come out.
    """

    name: str
    x: FloatArray
    y_true: FloatArray


_BEGINNING = "The values are the trained ones; in Step through"


def trained_parameters(run: TrainingRun) -> tuple[Scenario, Parameters]:
    """Return the scenario of a run and its parameters as they are now.

    Raises
    ------
    RuntimeError
        Nothing has been trained yet.
    """
    plan, flat = run.plan, run.parameters
    if plan is None or flat is None:
        raise RuntimeError("nothing has been trained yet")
    scenario = plan.scenario
    return scenario, Parameters(ParameterLayout(scenario), flat)


def trained_network(
    run: TrainingRun, row: int | None, own: OwnRow | None = None
) -> tuple[Scenario, Selection]:
    """Return a run's network as it is now, and a row, or the batches, to step through.

    Its starting values are the trained ones; its description says what begins anew with them.

    Raises
    ------
    RuntimeError
        Nothing has been trained yet.
    UserError
        Files of a person's own have changed, and no longer fit or cannot be read.
    """
    scenario, parameters = trained_parameters(run)
    return network_at(scenario, parameters, run.when, row, own)


def network_at(
    scenario: Scenario,
    parameters: Parameters,
    when: str,
    row: int | None = None,
    own: OwnRow | None = None,
) -> tuple[Scenario, Selection]:
    """Return a network with given values, and a row, or the batches, to step through.

    Raises
    ------
    UserError
        As `trained_network`.
    """
    parameters = Parameters(parameters.layout, parameters.flat.astype(np.float64))
    # It is no file's any more, and its rows stay where they are.
    trained = with_data_names(with_files_located(with_parameters(scenario, parameters)))
    where = "" if row is None else f", row {row + 1:,}"
    where = where if own is None else f", {own.name}"
    title = f"{scenario.title} {when}{where}"
    description = _described(scenario.description, begins_anew(scenario))
    trained = replace(trained, title=title, description=description, path=None)
    rows = select_rows(trained, row)
    return trained, rows if own is None else rows.with_own(own.x, own.y_true)


def begins_anew(scenario: Scenario) -> str:
    """Say what of a run the stepper does not go on with; empty where it goes on with all."""
    training = scenario.training
    parts = []
    optimiser = OPTIMISERS[training.optimiser]
    if optimiser.memory:
        parts.append(f"the {optimiser.memory} of {optimiser.label}")
    if training.schedule.changes:
        parts.append("the schedule of the learning rate")
    if not parts:
        return ""
    begin = "begins" if len(parts) == 1 and "means" not in parts[0] else "begin"
    return f"{_BEGINNING} {' and '.join(parts)} {begin} anew, with iteration 1."


def _described(description: str, sentence: str) -> str:
    """Put a sentence before a description, in the place of one from an earlier run."""
    before = re.sub(rf"{re.escape(_BEGINNING)}.* with iteration 1\.\s*", "", description)
    return f"{sentence}\n\n{before}".strip() if sentence else before
