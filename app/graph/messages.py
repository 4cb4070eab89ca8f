"""What the graph says in tool tips, and why a number cannot be edited."""

from collections.abc import Sequence

from app.own_units import is_input, own_name, own_text
from engine.data.selection import Rows
from engine.iteration.trace import Trace
from engine.network.quantities import GRADIENTS, NEW_VALUES, Quantity, Ref
from symbolic.formula.numbers import CHECK_DECIMALS, RESULT_DECIMALS, format_number

_EDITABLE = "weights, biases, inputs and targets can be changed"

_OF_UNIT = {
    Quantity.PRE_ACTIVATION: "z of {}",
    Quantity.BATCH_MEAN: "mean μ of the z of {}",
    Quantity.BATCH_VARIANCE: "variance σ² of the z of {}",
    Quantity.NORMALISED: "ẑ of {}, normalised",
    Quantity.SCALED: "y of {}, scaled and shifted",
    Quantity.ACTIVATION: "activation of {}",
    Quantity.DROPOUT_MASK: "dropout mask of {}",
    Quantity.PASSED_ON: "what dropout left of {}",
    Quantity.TARGET: "target of {}",
    Quantity.OUTPUT_LOSS: "loss of {}",
    Quantity.PENALTY: "penalty R",
    Quantity.LOSS: "total loss L",
    Quantity.LOSS_BY_PASSED_ON: "∂L/∂ã of {}",
    Quantity.LOSS_BY_ACTIVATION: "∂L/∂a of {}",
    Quantity.ACTIVATION_DERIVATIVE: "∂a/∂z of {}",
    Quantity.LOSS_BY_SCALED: "∂L/∂y of {}",
    Quantity.DELTA: "δ of {}, ∂L/∂z",
    Quantity.VELOCITY: "velocity of {}",
    Quantity.MEAN_SQUARE: "mean square of the gradients of {}",
    Quantity.FIRST_MOMENT: "first moment of {}",
    Quantity.SECOND_MOMENT: "second moment of {}",
    Quantity.NEWTON_STEP: "Newton's step of {}",
    Quantity.LEARNING_RATE: "{} α",
    **dict.fromkeys(GRADIENTS.values(), "∂L/∂{}"),
    **dict.fromkeys(NEW_VALUES.values(), "new {}"),
}


def symbol(trace: Trace, ref: Ref) -> str:
    """Return how a number is written in plain text, such as "∂L/∂w5" or "z of h1"."""
    name = trace.whole_name(ref)
    if ref.quantity is Quantity.ACTIVATION and ref.layer == 0:
        return f"input {name}"
    if ref.quantity is Quantity.ACTIVATION_DERIVATIVE:
        batch_norm = trace.scenario.layers[ref.layer - 1].batch_norm
        return f"∂a/∂{'y' if batch_norm else 'z'} of {name}"
    if ref.quantity in _OF_UNIT:
        return _OF_UNIT[ref.quantity].format(name)
    kind = ref.quantity.value
    return f"{kind} {name}" if trace.layout.is_trained(ref) else f"frozen {kind} {name}"


def tool_tip(trace: Trace, refs: Sequence[Ref], sample: int, rows: Rows | None = None) -> str:
    """Return every known number of a part of the picture with nine decimals, a line each.

    Of an input or a target of a table also what the table says.
    """
    lines = []
    for ref in refs:
        lines.append(
            f"{symbol(trace, ref)} = {format_number(trace.value(ref, sample), CHECK_DECIMALS)}"
        )
        if rows is not None and rows.units is not None and (own := own_text(rows, ref, sample)):
            lines.append(f"in the table: {own_name(rows.units, ref)} {own}")
    return "\n".join(lines)


def not_editable(trace: Trace, ref: Ref | None, rows: Rows) -> str:
    """Say why a number cannot be edited, or that there is none."""
    if ref is None:
        return "Nothing is selected: click a weight or a bias, then press F2 to change it."
    name = symbol(trace, ref)
    if not is_input(ref) and ref.quantity is not Quantity.TARGET:
        return f"The {name} is computed, so it cannot be edited: {_EDITABLE}."
    if rows.units is None:
        return f"The {name} is a data set's, and cannot be edited here."
    return (
        f"The {name} cannot be edited by itself: each row of this table is divided by its length,"
        " which hangs on all its numbers."
    )


def frozen(trace: Trace, ref: Ref) -> str:
    """Say why a bias that is not trained has no step of its own."""
    name, gradient = trace.name(ref), format_number(trace.gradient.value(ref), RESULT_DECIMALS)
    return f"{name} is frozen: it is used, but not trained. Its gradient would be {gradient}."
