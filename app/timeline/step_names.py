"""What the timeline calls a phase, a step and the ends of a parameter."""

from engine.iteration.steps import Phase
from engine.iteration.trace import Trace
from engine.network.layout import ParameterLayout
from engine.network.quantities import NEW_VALUES, Quantity, Ref
from engine.network.scenario import Scenario
from symbolic.formula.plain import to_text
from symbolic.notation.symbols import symbol

BIAS = "bias"
BEGINS = {Quantity.SCALE: "scale", Quantity.SHIFT: "shift"}
"""Where the parameters of batch normalisation begin."""

PHASE_NAMES = {
    Phase.FORWARD: "Forward",
    Phase.LOSS: "Loss",
    Phase.BACKWARD: "Backward",
    Phase.UPDATE: "Update",
}


def step_text(trace: Trace, position: int) -> str:
    """Name the step shown last at a position, such as "step 15: ∂L/∂w5"."""
    if position <= 0:
        return "start: nothing is computed yet"
    target = trace.steps[position - 1].target
    if target.quantity in NEW_VALUES.values():
        return f"step {position:,}: new {trace.name(target)}"
    return f"step {position:,}: {to_text(symbol(trace.layout, target))}"


def end_names(layout: ParameterLayout, ref: Ref, *, whole: bool = False) -> tuple[str, str]:
    """Return the names of the two ends of a parameter; a bias begins at "bias", γ at "scale".

    Parameters
    ----------
    layout : ParameterLayout
        Where the parameters stand.
    ref : Ref
        One of them.
    whole : bool
        Whether units are named in full.
    """
    scenario = layout.scenario
    begins = BEGINS.get(ref.quantity, BIAS)
    if ref.unit is None:
        return begins, layer_name(ref.layer)
    names = scenario.whole_names if whole else scenario.unit_names
    target = names(ref.layer)[ref.unit]
    if ref.source is None:
        return begins, target
    return names(ref.layer - 1)[ref.source], target


def layer_name(layer: int) -> str:
    """Name a layer, which is where a shared bias ends."""
    return f"layer {layer}"


def unit_names(scenario: Scenario) -> list[tuple[str, ...]]:
    """Return the units' names, layer by layer from the inputs."""
    return [scenario.unit_names(layer) for layer in range(scenario.depth + 1)]
