"""What the graph says in tool tips, and why a number cannot be edited."""

from collections.abc import Sequence

from app.own_units import is_input, own_name, own_text
from engine.data.selection import Rows
from engine.iteration.trace import Trace
from engine.network.quantities import GRADIENTS, NEW_VALUES, Quantity, Ref
from symbolic.formula.numbers import CHECK_DECIMALS, format_number
from symbolic.notation.table import notation_of

_EDITABLE = "weights, biases, inputs and targets can be changed"

_OF_UNIT = {
    Quantity.PRE_ACTIVATION: "{pre_activation} of {name}",
    Quantity.BATCH_MEAN: "mean {batch_mean} of the {pre_activation} of {name}",
    Quantity.BATCH_VARIANCE: "variance {batch_variance} of the {pre_activation} of {name}",
    Quantity.NORMALISED: "{normalised} of {name}, normalised",
    Quantity.SCALED: "{scaled} of {name}, scaled and shifted",
    Quantity.ACTIVATION: "activation of {name}",
    Quantity.DROPOUT_MASK: "dropout mask of {name}",
    Quantity.PASSED_ON: "what dropout left of {name}",
    Quantity.TARGET: "target of {name}",
    Quantity.OUTPUT_LOSS: "loss of {name}",
    Quantity.PENALTY: "penalty R",
    Quantity.LOSS: "total loss {loss}",
    Quantity.LOSS_BY_PASSED_ON: "{loss_by_dropped} of {name}",
    Quantity.LOSS_BY_ACTIVATION: "{loss_by_activation} of {name}",
    Quantity.LOSS_BY_SCALED: "{loss_by_scaled} of {name}",
    Quantity.DELTA: "{delta} of {name}, {slope}",
    Quantity.VELOCITY: "velocity of {name}",
    Quantity.MEAN_SQUARE: "mean square of the gradients of {name}",
    Quantity.FIRST_MOMENT: "first moment of {name}",
    Quantity.SECOND_MOMENT: "second moment of {name}",
    Quantity.NEWTON_STEP: "Newton's step of {name}",
    Quantity.LEARNING_RATE: "{name} {learning_rate}",
    **dict.fromkeys(NEW_VALUES.values(), "new {name}"),
}


def symbol(trace: Trace, ref: Ref) -> str:
    """Return how a number is written in plain text, such as "∂L/∂w5" or "z of h1"."""
    name = trace.whole_name(ref)
    if ref.quantity is Quantity.ACTIVATION and ref.layer == 0:
        return f"input {name}"
    notation, z = notation_of(trace.scenario), Quantity.PRE_ACTIVATION
    if ref.quantity is Quantity.ACTIVATION_DERIVATIVE:
        batch_norm = trace.scenario.layers[ref.layer - 1].batch_norm
        slope = notation.slope(Quantity.ACTIVATION, Quantity.SCALED if batch_norm else z)
        return f"{slope} of {name}"
    if ref.quantity in GRADIENTS.values():
        return notation.loss_by(name)
    if ref.quantity in _OF_UNIT:
        slope = f"∂{notation.unit_loss.text}/∂{notation.letter(z)}"
        return notation.write(_OF_UNIT[ref.quantity], name=name, slope=slope)
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
    name, gradient = trace.name(ref), format_number(trace.gradient.value(ref))
    return f"{name} is frozen: it is used, but not trained. Its gradient would be {gradient}."
