"""What the timeline calls a phase, a step and the ends of a parameter."""

from engine.parameters import ParameterLayout
from engine.quantities import Quantity, Ref
from engine.steps import Phase
from engine.trace import Trace
from symbolic.symbols import symbol

PHASE_NAMES = {
    Phase.FORWARD: "Forward",
    Phase.LOSS: "Loss",
    Phase.BACKWARD: "Backward",
    Phase.UPDATE: "Update",
}


def step_words(trace: Trace, position: int) -> str:
    """Name the step shown last at a position, such as "step 15: ∂L/∂w5"."""
    if position <= 0:
        return "start: nothing is computed yet"
    target = trace.steps[position - 1].target
    if target.quantity in (Quantity.NEW_WEIGHT, Quantity.NEW_BIAS):
        return f"step {position:,}: new {trace.name(target)}"
    return f"step {position:,}: {symbol(trace.layout, target).plain}"


def end_names(layout: ParameterLayout, ref: Ref) -> tuple[str, str]:
    """Return the names of the two ends of a parameter; a bias begins at "bias"."""
    scenario = layout.scenario
    if ref.unit is None:
        return "bias", f"layer {ref.layer}"
    target = scenario.unit_name(ref.layer, ref.unit)
    if ref.source is None:
        return "bias", target
    return scenario.unit_name(ref.layer - 1, ref.source), target
