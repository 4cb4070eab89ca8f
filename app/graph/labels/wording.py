"""How labels and captions call things: one name for one thing, in every label and at every step."""

from engine.catalogue.activations import ACTIVATIONS
from engine.data.names import LONGEST
from engine.data.names import shortened as cut
from engine.iteration.trace import Trace
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario
from symbolic.notation.marks import set_name

MOMENT_LETTERS = {
    Quantity.VELOCITY: "v",
    Quantity.MEAN_SQUARE: "s",
    Quantity.FIRST_MOMENT: "m",
    Quantity.SECOND_MOMENT: "v",
    Quantity.NEWTON_STEP: "d",
}
"""What the formulas call what an optimiser computes of a parameter."""

UNIT_SYMBOLS = {
    Quantity.PASSED_ON: "ã",
    Quantity.SCALED: "y",
    Quantity.NORMALISED: "ẑ",
    Quantity.BATCH_VARIANCE: "σ²",
    Quantity.BATCH_MEAN: "μ",
    Quantity.PRE_ACTIVATION: "z",
    Quantity.DELTA: "δ",
    Quantity.LOSS_BY_SCALED: "∂L/∂y",
    Quantity.ACTIVATION_DERIVATIVE: "∂a/∂z",
    Quantity.LOSS_BY_ACTIVATION: "∂L/∂a",
    Quantity.LOSS_BY_PASSED_ON: "∂L/∂ã",
    Quantity.SCALE_GRADIENT: "∂L/∂γ",
    Quantity.SHIFT_GRADIENT: "∂L/∂β",
    Quantity.NEW_SCALE: "new γ",
    Quantity.NEW_SHIFT: "new β",
}
"""What a unit, or a label beside it, calls its numbers."""

_LONGEST_LABEL, _LONGEST_WIDE = 14, 8
_LONGEST_FUNCTION = 27
# Letters of a name in a label; those of other scripts are up to twice as wide.


def unit_symbol(ref: Ref) -> str:
    """Return what a unit calls one of its numbers, or what an optimiser computes of its γ or β."""
    if ref.of is None:
        return UNIT_SYMBOLS[ref.quantity]
    return f"{MOMENT_LETTERS[ref.quantity]} of {'γ' if ref.of is Quantity.SCALE else 'β'}"


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
