"""What a step answers, asked in plain language."""

from engine.iteration.trace import Trace
from engine.network.quantities import NEW_VALUES, Quantity, Ref
from engine.network.scenario import Scenario
from symbolic.formula.plain import to_text
from symbolic.notation.symbols import activated, symbol
from symbolic.notation.table import notation_of

Q = Quantity

# Asked of a unit or a parameter, by its name.
_BY_NAME = {
    Q.PRE_ACTIVATION: "What comes into {}?",
    Q.SCALED: "What does {} make of its normalised sum?",
    Q.ACTIVATION: "What does {} give out?",
    Q.PASSED_ON: "What does {} give to the next layer?",
    Q.OUTPUT_LOSS: "How large is the loss at {}?",
    Q.PENALTY: "How large is the penalty on the weights?",
    Q.LOSS: "How large is the total loss?",
    Q.VELOCITY: "How fast does {} move now?",
    Q.MEAN_SQUARE: "How large have the gradients of {} been, squared?",
    Q.FIRST_MOMENT: "Where have the gradients of {} pointed, on average?",
    Q.SECOND_MOMENT: "How large have the gradients of {} been, squared?",
    Q.NEWTON_STEP: "Which step does Newton's method take for {}?",
    Q.LEARNING_RATE: "How large is the learning rate of this update?",
    **dict.fromkeys(NEW_VALUES.values(), "What is {} after the update?"),
}
# Asked of another number, by its symbol.
_BY_SYMBOL = {
    Q.BATCH_MEAN: (Q.PRE_ACTIVATION, "What is the mean of {} over the batch?"),
    Q.BATCH_VARIANCE: (Q.PRE_ACTIVATION, "How far does {} vary over the batch?"),
    Q.NORMALISED: (Q.PRE_ACTIVATION, "How many standard deviations is {} from the mean?"),
    Q.DELTA: (Q.PRE_ACTIVATION, "How much does {} change the total loss?"),
}
# Of a batch of one sample.
_RUNNING = {
    Q.BATCH_MEAN: "Which mean is {} taken by?",
    Q.BATCH_VARIANCE: "Which variance is {} taken by?",
}


def question(trace: Trace, ref: Ref) -> str:
    """Return what the step that computes a number answers.

    Parameters
    ----------
    trace : Trace
        The iteration.
    ref : Ref
        What is computed.
    """
    quantity, layout, notation = ref.quantity, trace.layout, notation_of(trace.scenario)
    if quantity in _BY_NAME:
        return _BY_NAME[quantity].format(_name(trace, ref))
    if quantity is Q.ACTIVATION_DERIVATIVE:
        z = to_text(symbol(layout, activated(layout, ref.layer, ref.unit)))
        a = to_text(symbol(layout, ref.as_quantity(Q.ACTIVATION)))
        return f"How much does {z} change {a}?"
    if quantity in notation.derivatives:
        by, asked = notation.derivatives[quantity], "How much does {} change the total loss?"
    else:
        by, asked = _BY_SYMBOL[quantity]
    normal = trace.forward_pass.batch_norms[ref.layer - 1]
    if quantity in _RUNNING and not (normal is not None and normal.of_batch):
        asked = _RUNNING[quantity]
    return asked.format(to_text(symbol(layout, ref.as_quantity(by))))


def _name(trace: Trace, ref: Ref) -> str:
    """Return a parameter's name, or the whole name of a unit."""
    if ref.parameter is not None:
        return trace.layout.name(ref)
    return "" if ref.unit is None else _spoken_unit(trace.scenario, ref.layer, ref.unit)


def _spoken_unit(scenario: Scenario, layer: int, unit: int) -> str:
    """Return a unit's whole name for a sentence: "h1", but "unit 5" where it is a number."""
    indices = scenario.naming.indices
    if indices is not None and layer:
        return f"unit {unit + 1} of layer {layer + indices.first}"
    name = scenario.whole_names(layer)[unit]
    return name if any(letter.isalpha() for letter in name) else f"unit {name}"
