"""Words for steps, layers and losses that need no algebra."""

from engine.quantities import Quantity
from engine.scenario import Scenario
from engine.steps import Step
from engine.trace import Trace
from symbolic.notation import indexed

LOSS_NAMES = {
    "half-squared-error": "half squared error",
    "mean-squared-error": "mean squared error",
    "mean-absolute-error": "mean absolute error",
    "binary-cross-entropy": "binary cross-entropy",
    "categorical-cross-entropy": "categorical cross-entropy",
}

ACTIVATION_NAMES = {"relu": "ReLU"}


def question(trace: Trace, step: Step) -> str:
    """Ask in plain language what a step answers."""
    target = step.target
    name = trace.name(target)
    match target.quantity:
        case Quantity.PRE_ACTIVATION:
            return f"What comes into {name}?"
        case Quantity.ACTIVATION:
            return f"What does {name} give out?"
        case Quantity.OUTPUT_LOSS:
            return f"How large is the loss at {name}?"
        case Quantity.LOSS:
            return "How large is the total loss?"
        case Quantity.LOSS_BY_ACTIVATION:
            return f"How much does {indexed('a', name).plain} change the total loss?"
        case Quantity.ACTIVATION_DERIVATIVE:
            return f"How much does {indexed('z', name).plain} change {indexed('a', name).plain}?"
        case Quantity.DELTA:
            return f"How much does {indexed('z', name).plain} change the total loss?"
        case Quantity.NEW_WEIGHT | Quantity.NEW_BIAS:
            return f"What is {name} after the update?"
    return f"How much does {name} change the total loss?"


def whereabouts(trace: Trace, step: Step) -> str:
    """Explain the indices of a weight such as w2[11,2]; empty for other names."""
    ref = step.target.parameter
    if ref is None or ref.unit is None or ref.source is None:
        return ""
    name, scenario = trace.name(ref), trace.scenario
    if not name.endswith(f"{ref.layer}[{ref.unit + 1},{ref.source + 1}]"):
        return ""
    to, source = (
        scenario.unit_name(ref.layer, ref.unit),
        scenario.unit_name(ref.layer - 1, ref.source),
    )
    start = "input" if ref.layer == 1 else f"layer {ref.layer - 1}, unit"
    return (
        f"{name} leads from {start} {ref.source + 1:,} ({source}) to layer {ref.layer}, "
        f"unit {ref.unit + 1:,} ({to}), counted from 1."
    )


def architecture(scenario: Scenario) -> str:
    """Say what the layers are, such as "2 inputs → 2 sigmoid → 2 sigmoid"."""
    sizes = scenario.sizes
    parts = [f"{sizes[0]:,} {'input' if sizes[0] == 1 else 'inputs'}"]
    for layer in scenario.layers:
        name = ACTIVATION_NAMES.get(layer.activation, layer.activation)
        parts.append(f"{len(layer.units):,} {name}")
    return " → ".join(parts)
