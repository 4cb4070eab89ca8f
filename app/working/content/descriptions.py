"""Words for steps, layers and losses that need no algebra."""

from collections.abc import Callable, Iterable

from engine.catalogue.activations import ACTIVATIONS
from engine.iteration.steps import Step
from engine.iteration.trace import Trace
from engine.network.quantities import NEW_VALUES, Quantity, Ref
from engine.network.scenario import Scenario
from symbolic.notation.symbols import activated, symbol

_OF_NAME = {
    Quantity.PRE_ACTIVATION: "What comes into {}?",
    Quantity.BATCH_MEAN: "What is the mean of the z of {} over the batch?",
    Quantity.BATCH_VARIANCE: "How far does the z of {} vary over the batch?",
    Quantity.NORMALISED: "How many standard deviations is the z of {} from the mean?",
    Quantity.SCALED: "What does {} make of its normalised sum?",
    Quantity.ACTIVATION: "What does {} give out?",
    Quantity.PASSED_ON: "What does {} give to the next layer?",
    Quantity.OUTPUT_LOSS: "How large is the loss at {}?",
    Quantity.PENALTY: "How large is the penalty on the weights?",
    Quantity.LOSS: "How large is the total loss?",
    Quantity.VELOCITY: "How fast does {} move now?",
    Quantity.MEAN_SQUARE: "How large have the gradients of {} been, squared?",
    Quantity.FIRST_MOMENT: "Where have the gradients of {} pointed, on average?",
    Quantity.SECOND_MOMENT: "How large have the gradients of {} been, squared?",
    Quantity.NEWTON_STEP: "Which step does Newton's method take for {}?",
    Quantity.LEARNING_RATE: "How large is the learning rate of this update?",
    **dict.fromkeys(NEW_VALUES.values(), "What is {} after the update?"),
}
_CHANGING = {
    Quantity.LOSS_BY_PASSED_ON: Quantity.PASSED_ON,
    Quantity.LOSS_BY_ACTIVATION: Quantity.ACTIVATION,
    Quantity.LOSS_BY_SCALED: Quantity.SCALED,
    Quantity.DELTA: Quantity.PRE_ACTIVATION,
}


def question(trace: Trace, step: Step) -> str:
    """Ask in plain language what a step answers."""
    target = step.target
    name = trace.name(target)
    if target.quantity in _OF_NAME:
        return _OF_NAME[target.quantity].format(name)
    if target.quantity is Quantity.ACTIVATION_DERIVATIVE:
        a = symbol(trace.layout, target.as_quantity(Quantity.ACTIVATION)).plain
        inner = symbol(trace.layout, activated(trace.layout, target.layer, target.unit)).plain
        return f"How much does {inner} change {a}?"
    if target.quantity in _CHANGING:
        name = symbol(trace.layout, target.as_quantity(_CHANGING[target.quantity])).plain
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
        scenario.whole_names(ref.layer)[ref.unit],
        scenario.whole_names(ref.layer - 1)[ref.source],
    )
    start = "input" if ref.layer == 1 else f"layer {ref.layer - 1}, unit"
    return (
        f"{name} leads from {start} {ref.source + 1:,} ({source}) to layer {ref.layer}, "
        f"unit {ref.unit + 1:,} ({to}), counted from 1."
    )


def in_table(trace: Trace, target: Ref, own: Callable[[Ref], str]) -> str:
    """Say what the table has for the input of a weight; empty where there is nothing to say."""
    if target.layer != 1 or target.source is None:
        return ""
    ref = Ref(Quantity.ACTIVATION, 0, target.source)
    said = own(ref)
    return f"{trace.whole_name(ref)} is {said} in the table." if said else ""


def whole_names(trace: Trace, refs: Iterable[Ref]) -> str:
    """Return the names of units in full, a line each, where formulas have to cut them."""
    names = [trace.whole_name(ref) for ref in refs if trace.whole_name(ref) != trace.name(ref)]
    return "\n".join(dict.fromkeys(names))


def architecture(scenario: Scenario) -> str:
    """Say what the layers are, such as "2 inputs → 2 sigmoid → 2 sigmoid"."""
    sizes = scenario.sizes
    parts = [f"{sizes[0]:,} {'input' if sizes[0] == 1 else 'inputs'}"]
    for layer in scenario.layers:
        name = ACTIVATIONS[layer.activation].name
        extras = ["batch norm"] if layer.batch_norm else []
        extras += [f"dropout {layer.dropout:g}"] if layer.dropout else []
        more = f" ({', '.join(extras)})" if extras else ""
        parts.append(f"{len(layer.units):,} {name}{more}")
    return " → ".join(parts)


def penalties(scenario: Scenario) -> str:
    """Say which penalties the loss has, such as ", L2 penalty λ2 = 0.01"; empty for none."""
    strengths = (("L1", "λ1", scenario.l1), ("L2", "λ2", scenario.l2))
    shown = [f"{name} penalty {letter} = {size:g}" for name, letter, size in strengths if size]
    return "".join(f", {each}" for each in shown)
