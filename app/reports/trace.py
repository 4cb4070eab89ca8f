"""One iteration in full: every unit, parameter and step."""

import math
from collections.abc import Iterator
from typing import Any

from app.reports.of_data import Notes, notes_object, notes_on
from app.reports.table import align
from app.text import learning
from app.text.row_names import named_batch
from engine.arrays import FloatArray
from engine.data.names import with_data_names
from engine.data.selection import Rows, select_rows
from engine.errors import DivergenceError
from engine.iteration.trace import Trace, trace_scenario
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario
from symbolic.formula.numbers import format_number, number_format, separator
from symbolic.formula.plain import to_text
from symbolic.notation.symbols import symbol
from symbolic.notation.table import notation_of

# Above this many steps the text report gives numbers without formulas: deriving thousands of
# formulas that nobody reads would take minutes.
MOST_FORMULAS = 500

_OF_UNIT = (Quantity.PRE_ACTIVATION, Quantity.ACTIVATION, Quantity.DELTA)


def trace_of(scenario: Scenario, iterations: int, sample: int | None) -> tuple[Trace, Rows | None]:
    """Record the asked-for iteration of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What to compute.
    iterations : int
        The iteration to record, after ``iterations − 1`` silent ones.
    sample : int or None
        A row that every iteration takes alone; None takes the batches in file order.

    Returns
    -------
    (Trace, Rows or None)
        The iteration, and its rows where iterations have different ones.

    Raises
    ------
    DivergenceError
        The loss is no longer finite.
    """
    selection = select_rows(scenario, sample)
    scenario = with_data_names(scenario, longest=None)
    trace = trace_scenario(scenario, selection, iterations)
    if not (math.isfinite(trace.loss) and math.isfinite(trace.loss_after)):
        raise DivergenceError(
            f"{scenario.id}: the loss is not a finite number at iteration {iterations:,}; "
            "try a smaller learning rate or fewer iterations"
        )
    return trace, selection.batch(iterations - 1) if selection.has_several else None


def trace_object(
    trace: Trace, notes: Notes | None = None, rows: Rows | None = None
) -> dict[str, Any]:
    """Return the iteration as an object for JSON, with the notes on it and its rows' numbers."""
    return {
        "id": trace.scenario.id,
        "iteration": trace.iteration,
        "samples": trace.samples,
        **({} if rows is None else {"rows": rows.numbers.tolist()}),
        "learning_rate": trace.learning_rate,
        "loss": trace.loss,
        "loss_after": trace.loss_after,
        **_wholes(trace),
        **notes_object(notes or notes_on(trace)),
        "units": list(_units(trace)),
        "parameters": [_parameter(trace, ref) for ref in trace.layout.refs()],
        "steps": [
            {
                "step": step.number,
                "phase": step.phase.value,
                "kind": step.kind.value,
                "target": trace.name(step.target),
                "value": _plain(trace, trace.values(step.target)),
            }
            for step in trace.steps
        ],
    }


def _wholes(trace: Trace) -> dict[str, Any]:
    """Return what only some iterations have: a penalty, a Hessian."""
    wholes: dict[str, Any] = {}
    if trace.scenario.l1 or trace.scenario.l2:
        wholes["penalty"] = trace.penalty
    if trace.newton is not None:
        wholes["newton"] = {
            "size": len(trace.newton.hessian),
            "smallest_eigenvalue": trace.newton.smallest,
            "largest_eigenvalue": trace.newton.largest,
            "shift": trace.newton.shift,
        }
    return wholes


def _plain(trace: Trace, values: FloatArray) -> Any:
    """Return a number for one sample, a list for several."""
    if values.ndim and trace.samples == 1:
        return values[0].tolist()
    return values.tolist()


def _units(trace: Trace) -> Iterator[dict[str, Any]]:
    for layer, size in enumerate(trace.scenario.sizes):
        for index in range(size):
            a = _plain(trace, trace.a[layer][:, index])
            unit: dict[str, Any] = {
                "name": trace.scenario.unit_name(layer, index),
                "layer": layer,
                "index": index,
                "z": None,
                "a": a,
                "delta": None,
            }
            if layer > 0:
                unit["z"] = _plain(trace, trace.z[layer - 1][:, index])
                unit["delta"] = _plain(trace, trace.delta[layer - 1][:, index])
                unit |= _extras(trace, layer, index)
            yield unit


def _extras(trace: Trace, layer: int, index: int) -> dict[str, Any]:
    """Return what batch normalisation and dropout make of a unit; nothing without them."""
    made = trace.scenario.layers[layer - 1]
    kinds = [Quantity.NORMALISED, Quantity.SCALED] if made.batch_norm else []
    kinds += [Quantity.DROPOUT_MASK, Quantity.PASSED_ON] if made.dropout else []
    return {kind.value: _plain(trace, trace.values(Ref(kind, layer, index))) for kind in kinds}


def _parameter(trace: Trace, ref: Ref) -> dict[str, Any]:
    return {
        "name": trace.layout.name(ref),
        "kind": ref.quantity.value,
        "layer": ref.layer,
        "to": ref.unit,
        "from": ref.source,
        "value": trace.before.value(ref),
        "gradient": trace.gradient.value(ref),
        "new_value": trace.after.value(ref),
    }


def trace_text(trace: Trace, rows: Rows | None = None) -> Iterator[str]:
    """Yield the iteration as lines for a terminal, with its rows where they are given."""
    scenario = trace.scenario
    batch = "1 row" if trace.samples == 1 else f"a batch of {trace.samples:,} rows"
    if rows is not None:
        batch = named_batch(rows)
    yield f"{scenario.title}, iteration {trace.iteration:,}, {batch}"
    yield f"loss {_six(trace.loss)}, after the update {_six(trace.loss_after)}"
    if scenario.l1 or scenario.l2:
        constants = notation_of(scenario).constants
        named = ((constants["l1"].text, scenario.l1), (constants["l2"].text, scenario.l2))
        sizes = ", ".join(f"{letter} = {_six(size)}" for letter, size in named if size)
        yield f"penalty on the weights {_six(trace.penalty)} ({sizes}), within the loss"
    yield from _learning(trace)
    if number_format().cut:
        yield f"numbers are cut behind {number_format().decimals} decimals, not rounded"
    yield ""
    yield from _unit_table(trace)
    yield ""
    yield from _parameter_table(trace)
    yield ""
    yield from _step_table(trace)


def _learning(trace: Trace) -> Iterator[str]:
    """Yield what the update and dropout go by."""
    scenario = trace.scenario
    rate = f"{notation_of(scenario).letter(Quantity.LEARNING_RATE)} = {_six(trace.learning_rate)}"
    yield f"optimiser {learning.optimiser(scenario)}, learning rate {rate}"
    if schedule := learning.schedule(scenario, trace.start.epoch.updates):
        yield f"schedule {schedule}"
    if trace.newton is not None:
        from symbolic.derive.newton import statement

        largest = _six(trace.newton.largest)
        yield f"{statement(trace.newton, scenario)} Its largest eigenvalue is {largest}."
    for share in sorted({layer.dropout for layer in scenario.layers if layer.dropout}):
        mask = f"1/(1 − {share:g}) = {_six(1.0 / (1.0 - share))}"
        yield f"dropout p = {share:g}: r is 0 for what is dropped, {mask} for what is kept"


def _six(value: float) -> str:
    return format_number(value)


def _of(values: FloatArray) -> str:
    """Return a number, or the first few of a batch's."""
    if values.ndim == 0:
        return _six(float(values))
    flat = values.reshape(-1)
    shown = [_six(float(value)) for value in flat[:4]]
    rest = flat.size - len(shown)
    between = f"{separator()} "
    return between.join(shown) + (f"{between}… {rest:,} more" if rest else "")


def _unit_table(trace: Trace) -> Iterator[str]:
    rows = [("unit", *map(notation_of(trace.scenario).letter, _OF_UNIT))]
    for layer, size in enumerate(trace.scenario.sizes):
        for index in range(size):
            numbers = (
                _of(trace.values(Ref(kind, layer, index)))
                if layer or kind is Quantity.ACTIVATION
                else ""
                for kind in _OF_UNIT
            )
            rows.append((trace.scenario.unit_name(layer, index), *numbers))
    return align(rows)


def _parameter_table(trace: Trace) -> Iterator[str]:
    rows = [("parameter", "value", "gradient", "new value")]
    for ref in trace.layout.refs():
        frozen = "" if trace.layout.is_trained(ref) else " (frozen)"
        rows.append(
            (
                trace.layout.name(ref) + frozen,
                _six(trace.before.value(ref)),
                _six(trace.gradient.value(ref)),
                _six(trace.after.value(ref)),
            )
        )
    return align(rows)


def _step_table(trace: Trace) -> Iterator[str]:
    with_formulas = len(trace.steps) <= MOST_FORMULAS
    rows = [("step", "phase", "", "value")]
    for step in trace.steps:
        if with_formulas:
            from symbolic.derive.steps import derive

            what = to_text(derive(trace, step.number).statement) + _mask(trace, step.target)
        else:
            what = f"{step.kind.value} {trace.name(step.target)}"
        rows.append((str(step.number), step.phase.value, what, _of(trace.values(step.target))))
    return align(rows)


def _mask(trace: Trace, target: Ref) -> str:
    """Return the numbers of the mask that an activation is multiplied by; empty for others."""
    if target.quantity is not Quantity.PASSED_ON:
        return ""
    mask = target.as_quantity(Quantity.DROPOUT_MASK)
    return f", {to_text(symbol(trace.layout, mask))} = {_of(trace.values(mask))}"
