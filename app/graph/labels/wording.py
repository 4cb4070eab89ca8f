"""How labels and captions call things: one name for one thing, in every label and at every step."""

from engine.catalogue.activations import ACTIVATIONS
from engine.data.names import LONGEST
from engine.data.names import shortened as cut
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario
from symbolic.notation.marks import set_name
from symbolic.notation.table import notation_of

OF_UNIT = frozenset(
    {
        Quantity.PASSED_ON,
        Quantity.SCALED,
        Quantity.NORMALISED,
        Quantity.BATCH_VARIANCE,
        Quantity.BATCH_MEAN,
        Quantity.PRE_ACTIVATION,
        Quantity.DELTA,
        Quantity.LOSS_BY_SCALED,
        Quantity.ACTIVATION_DERIVATIVE,
        Quantity.LOSS_BY_ACTIVATION,
        Quantity.LOSS_BY_PASSED_ON,
        Quantity.SCALE_GRADIENT,
        Quantity.SHIFT_GRADIENT,
        Quantity.NEW_SCALE,
        Quantity.NEW_SHIFT,
    }
)
"""What a unit shows, or a label beside it."""

_GREEK = {Quantity.SCALE: "γ", Quantity.SHIFT: "β"}
_LONGEST_LABEL, _LONGEST_WIDE = 14, 8
_LONGEST_FUNCTION = 27
# Letters of a name in a label; those of other scripts are up to twice as wide.


def letter(trace: Trace, quantity: Quantity) -> str:
    """Return the letter of a number with marks, as the notation has it."""
    return set_name(notation_of(trace.scenario).letter(quantity))


def unit_symbol(trace: Trace, ref: Ref) -> str:
    """Return what a unit calls one of its numbers, or what an optimiser computes of its γ or β."""
    notation, quantity, parameter = notation_of(trace.scenario), ref.quantity, ref.parameter
    if quantity is Quantity.ACTIVATION_DERIVATIVE:
        batch_norm = trace.scenario.layers[ref.layer - 1].batch_norm
        by = Quantity.SCALED if batch_norm else Quantity.PRE_ACTIVATION
        return set_name(notation.slope(Quantity.ACTIVATION, by))
    if parameter is None:
        return letter(trace, quantity)
    name = _GREEK[parameter.quantity]
    if ref.of is not None:
        return f"{letter(trace, quantity)} of {name}"
    return set_name(notation.loss_by(name)) if ref == ref.gradient else f"new {name}"


def index_name(trace: Trace, unit: int) -> str:
    """Return what stands below the letter of an output's loss."""
    scenario = trace.scenario
    named = scenario.naming.indices is None
    return scenario.unit_name(scenario.depth, unit) if named else str(unit + 1)


def equation(symbol: str, number: str) -> str:
    """Write what a number is of, such as "z = 0.3775"."""
    return f"{symbol} = {number}"


def becomes(number: str) -> str:
    """Write the number that takes the place of another."""
    return f"→ {number}"


def caption(
    scenario: Scenario, layer: int, strip: bool, image: bool = False, *, brief: bool = False
) -> str:
    """Return the caption of a column; a brief one names the activation alone."""
    count = scenario.sizes[layer]
    if layer == 0:
        if image:
            return f"{count:,} inputs, an image"
        return f"{count:,} inputs" if strip else "input" if count == 1 else "inputs"
    if layer == scenario.depth:
        name = "output" if count == 1 else "outputs"
    else:
        name = "hidden" if scenario.depth == 2 else f"hidden {layer}"
    counted = f"{count:,} {name}" if strip else name
    made = scenario.layers[layer - 1]
    parts = [cut(ACTIVATIONS[made.activation].title, _LONGEST_FUNCTION)]
    parts += ["batch norm"] if made.batch_norm and not brief else []
    parts += [f"dropout {made.dropout:g}"] if made.dropout and not brief else []
    return f"{counted}, {', '.join(parts)}"


def shortened(name: str) -> str:
    """Cut a long name of a column of data."""
    return cut(name, LONGEST)


def label_name(trace: Trace, ref: Ref) -> str:
    """Return the name of a parameter as it is set in a label: a long one is whole in tips only."""
    name = trace.name(ref)
    return set_name(cut(name, _LONGEST_LABEL if name.isascii() else _LONGEST_WIDE))


def gradient_symbol(trace: Trace, ref: Ref, *, whole: bool) -> str:
    """Return how a label calls a gradient: where room is short by the sign alone."""
    notation = notation_of(trace.scenario)
    if not whole:
        return notation.prefix or "∂"
    name = label_name(trace, ref)
    return notation.prefix + name if notation.prefix else f"∂{set_name(notation.loss.text)}/∂{name}"


def total_notes(trace: Trace, penalty: str = "") -> tuple[str, ...]:
    """Say over what the total loss runs, where that is more than one sample, and the penalty.

    Returns
    -------
    tuple of str
        The fullest first, for a box with less room a shorter one; empty for nothing to say.
    """
    how = "mean" if trace.scenario.reduction == "mean" else "sum"
    if trace.samples == 1:
        return (f"penalty R {penalty}", f"R {penalty}") if penalty else ()
    of = f"{how} of {trace.samples:,}"
    if penalty:
        return f"{of} + R {penalty}", f"{how} + R {penalty}", f"+ R {penalty}"
    return f"total: {of} samples", f"{of} samples", of
