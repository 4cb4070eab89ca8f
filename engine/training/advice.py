"""Networks that cannot learn what they are asked to: why, and what to change."""

import numpy as np

from engine.arrays import FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.compilation.coverage import kernel_note
from engine.data.opening import dataset_of, source_of
from engine.iteration.batches import Batch, Epoch
from engine.iteration.state import State, step
from engine.iteration.trace import Trace
from engine.network.data_specs import TableSpec
from engine.network.parameters import initial_parameters
from engine.network.scenario import Scenario
from engine.training.data import TrainingData
from engine.training.plan import TrainingPlan
from engine.typed_numbers import short_number

FARTHEST = 1e6
"""A first update that moves a parameter further than this has left all that can be learned."""

MOST_ROWS = 128
MOST_PARAMETERS = 1_000_000
"""A first update is tried for advice over so many rows, and for networks up to this size."""

MOST_TARGETS = 50_000
"""Of longer tables the targets are looked at when they are trained on."""


def advice_on_trace(trace: Trace) -> tuple[str, ...]:
    """Return why a network that is stepped through cannot learn; nothing where it may.

    Parameters
    ----------
    trace : Trace
        An iteration. Of a scenario's own rows all are looked at, whichever the iteration is over.

    Raises
    ------
    DatasetError
        Files of the data set have changed meanwhile and cannot be read.
    """
    scenario = trace.scenario
    moved = float(np.max(np.abs(trace.after.flat - trace.before.flat), initial=0.0))
    if scenario.x is not None and scenario.y is not None:
        return advice(scenario, scenario.x, scenario.y, moved)
    if not isinstance(scenario.dataset, TableSpec) or source_of(scenario).rows > MOST_TARGETS:
        return advice(scenario, None, None, moved)
    dataset = dataset_of(scenario)
    y_true = dataset.targets(dataset.y_train, scenario.sizes[-1], np.float64)
    scaled = dataset.target_scale is not None
    return advice(scenario, None, y_true, moved, standardised=scaled)


def advice_on_run(plan: TrainingPlan, data: TrainingData) -> tuple[str, ...]:
    """Return why a network that is about to be trained cannot learn; nothing where it may.

    Parameters
    ----------
    plan : TrainingPlan
        What is trained.
    data : TrainingData
        Its rows.
    """
    scenario, rows = plan.scenario, data.rows
    scaled = data.target_scale is not None
    moved = _first_move(plan, data)
    found = advice(scenario, scenario.x, rows.y_true, moved, standardised=scaled)
    return (*found, *kernel_note(scenario))


def advice(
    scenario: Scenario,
    x: FloatArray | None,
    y_true: FloatArray | None,
    moved: float,
    *,
    standardised: bool = False,
) -> tuple[str, ...]:
    """Return why a network cannot learn, a sentence each.

    Parameters
    ----------
    scenario : Scenario
        The network.
    x : ndarray of shape (rows, inputs) or None
        All inputs, where a data set has not made sure that they differ.
    y_true : ndarray of shape (rows, outputs) or None
        All targets; None where they fit any output, as classes do.
    moved : float
        How far the first update moves a parameter at most.
    standardised : bool
        Whether the targets were brought to mean 0 and deviation 1.
    """
    found = [*_units(scenario)]
    if y_true is not None:
        found += _out_of_reach(scenario, y_true, standardised)
        found += _all_alike(x, y_true)
    if not moved <= FARTHEST:
        rate = scenario.training.learning_rate
        how_far = f"by {moved:.1e}" if np.isfinite(moved) else "beyond all numbers"
        found.append(
            f"The first update with the learning rate {rate:g} moves a weight {how_far}; "
            "take a far smaller learning rate."
        )
    return tuple(found)


def _units(scenario: Scenario) -> list[str]:
    last = scenario.layers[-1]
    found = []
    if ACTIVATIONS[last.activation].couples_units and len(last.units) == 1:
        found.append(
            "Softmax over a single unit is always 1, so nothing is learned; take a sigmoid, or a "
            "unit for each class."
        )
    if ACTIVATIONS[last.activation].jumps:
        found.append(
            "The derivative of a step is 0, so no gradient comes back from the output and nothing "
            "is learned; take a sigmoid in its place."
        )
    elif any(ACTIVATIONS[layer.activation].jumps for layer in scenario.layers):
        found.append(
            "The derivative of a step is 0, so the layers up to the last step are never changed; "
            "take a sigmoid in its place."
        )
    return found


def _out_of_reach(scenario: Scenario, y_true: FloatArray, standardised: bool) -> list[str]:
    activation = scenario.layers[-1].activation
    outputs = ACTIVATIONS[activation].outputs
    if outputs is None:
        return []
    least, greatest = float(np.min(y_true)), float(np.max(y_true))
    if outputs.least <= least and greatest <= outputs.greatest:
        return []
    span = f"from {short_number(least, 5)} to {short_number(greatest, 5)}"
    targets = f"targets, standardised, go {span}" if standardised else f"targets go {span}"
    if least == greatest:
        targets = f"target is {short_number(least, 5)}"
    return [
        f"The {targets}, and an output unit with {activation} gives {outputs.words}; "
        "take linear output units, or other targets."
    ]


def _all_alike(x: FloatArray | None, y_true: FloatArray) -> list[str]:
    if len(y_true) == 1:
        return []
    what = [name for name, rows in (("inputs", x), ("targets", y_true)) if _is_constant(rows)]
    if not what:
        return []
    outcome = {
        ("inputs",): "the network cannot tell the rows apart",
        ("targets",): "the network can answer the same to whatever it is shown",
        ("inputs", "targets"): "there is nothing to tell apart",
    }[tuple(what)]
    return [f"All {len(y_true):,} rows have the same {' and '.join(what)}: {outcome}."]


def _is_constant(rows: FloatArray | None) -> bool:
    return rows is not None and bool((rows == rows[0]).all())


@np.errstate(all="ignore")
def _first_move(plan: TrainingPlan, data: TrainingData) -> float:
    """Return how far the first update moves a parameter, 0 where trying it would take long."""
    scenario = plan.scenario
    parameters = initial_parameters(scenario)
    if len(parameters.flat) > MOST_PARAMETERS or not len(data.train):
        return 0.0
    chosen = data.train[: min(scenario.training.batch_size or MOST_ROWS, MOST_ROWS)]
    x = np.array(data.rows.x[chosen], dtype=np.float64) * data.scale + data.shift
    y_true = np.array(data.rows.y_true[chosen], dtype=np.float64)
    start = State.start(parameters, Epoch.of(len(data.train), scenario.training.batch_size))
    end = step(start, Batch(x, y_true)).end
    return float(np.max(np.abs(end.parameters.flat - start.parameters.flat), initial=0.0))
