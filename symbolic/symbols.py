"""What every number of an iteration is called in a formula."""

from weakref import WeakKeyDictionary

from engine.network.layout import ParameterLayout
from engine.network.quantities import MOMENTS, Quantity, Ref
from symbolic.formula import Formula
from symbolic.notation import indexed, name_formula, partial

# A large network has more numbers than anybody looks at.
_MOST_SYMBOLS = 32768
# They go with the network: every edit makes another one.
_symbols: WeakKeyDictionary[ParameterLayout, dict[Ref, Formula]] = WeakKeyDictionary()

LOSS_SYMBOL = Formula("L", "L")
RATE_SYMBOL = Formula(r"\alpha", "α")
PENALTY_SYMBOL = Formula("R", "R")

_WHOLE = {
    Quantity.LOSS: LOSS_SYMBOL,
    Quantity.PENALTY: PENALTY_SYMBOL,
    Quantity.LEARNING_RATE: RATE_SYMBOL,
}
_LETTERS = {
    Quantity.PRE_ACTIVATION: "z",
    Quantity.BATCH_MEAN: "μ",
    Quantity.BATCH_VARIANCE: "σ²",
    Quantity.NORMALISED: "ẑ",
    Quantity.SCALED: "y",
    Quantity.ACTIVATION: "a",
    Quantity.DROPOUT_MASK: "r",
    Quantity.DROPPED: "ã",
    Quantity.TARGET: "t",
    Quantity.OUTPUT_LOSS: "L",
    Quantity.DELTA: "δ",
}
# Quantities that are a derivative of L, and what L is differentiated by.
_DERIVATIVES = {
    Quantity.LOSS_BY_DROPPED: Quantity.DROPPED,
    Quantity.LOSS_BY_ACTIVATION: Quantity.ACTIVATION,
    Quantity.LOSS_BY_SCALED: Quantity.SCALED,
    Quantity.WEIGHT_GRADIENT: Quantity.WEIGHT,
    Quantity.BIAS_GRADIENT: Quantity.BIAS,
    Quantity.SCALE_GRADIENT: Quantity.SCALE,
    Quantity.SHIFT_GRADIENT: Quantity.SHIFT,
}
_MOMENT_LETTERS = {
    Quantity.VELOCITY: "v",
    Quantity.MEAN_SQUARE: "s",
    Quantity.FIRST_MOMENT: "m",
    Quantity.SECOND_MOMENT: "v",
    Quantity.NEWTON_STEP: "d",
}


def symbol(layout: ParameterLayout, ref: Ref) -> Formula:
    """Return the formula for one number: a_{h1}, w_{5}, ∂L/∂w_{5}.

    An input is called by its own name. A new value has its parameter's symbol.
    """
    return _symbol(layout, ref)


def activated(layout: ParameterLayout, layer: int, unit: int | None) -> Ref:
    """Return what a unit's activation is of: its z, or y after batch normalisation."""
    batch_norm = layer > 0 and layout.slots[layer - 1].batch_norm
    return Ref(Quantity.SCALED if batch_norm else Quantity.PRE_ACTIVATION, layer, unit)


def _symbol(layout: ParameterLayout, ref: Ref) -> Formula:
    found = _symbols.setdefault(layout, {})
    formula = found.get(ref)
    if formula is None:
        if len(found) >= _MOST_SYMBOLS:
            found.clear()
        formula = found[ref] = _made_symbol(layout, ref)
    return formula


def _made_symbol(layout: ParameterLayout, ref: Ref) -> Formula:
    quantity = ref.quantity
    if quantity in _WHOLE:
        return _WHOLE[quantity]
    if quantity in _DERIVATIVES:
        return partial(LOSS_SYMBOL, _symbol(layout, ref.as_quantity(_DERIVATIVES[quantity])))
    if quantity is Quantity.ACTIVATION_DERIVATIVE:
        top = _symbol(layout, ref.as_quantity(Quantity.ACTIVATION))
        return partial(top, _symbol(layout, activated(layout, ref.layer, ref.unit)))
    if quantity in MOMENTS:
        return _moment(layout, ref)
    if ref.parameter is not None:
        return name_formula(layout.name(ref))
    name = layout.scenario.unit_name(ref.layer, ref.unit or 0)
    if quantity is Quantity.ACTIVATION and ref.layer == 0:
        return name_formula(name)
    return indexed(_LETTERS[quantity], name)


def _moment(layout: ParameterLayout, ref: Ref) -> Formula:
    """Return v_{w_{5}}; what it was before the update is v_{before}, of the same parameter."""
    letter = _MOMENT_LETTERS[ref.quantity]
    if ref.before:
        return Formula(rf"{letter}_{{\mathrm{{before}}}}", f"{letter}_before")
    return under(letter, name_formula(layout.name(ref)))


def under(letter: str, name: Formula) -> Formula:
    """Return a letter with a parameter below it, such as v_{w_{5}} and "v_w5"."""
    latex = {"m̂": r"\hat{m}", "v̂": r"\hat{v}"}.get(letter, letter)
    tidy = name.plain.isalnum()
    below = name.plain if tidy else f"({name.plain})"
    return Formula(f"{latex}_{{{name.latex}}}", f"{letter}_{below}")
