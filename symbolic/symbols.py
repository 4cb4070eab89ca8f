"""What every number of an iteration is called in a formula."""

from functools import lru_cache

from engine.parameters import ParameterLayout
from engine.quantities import Quantity, Ref
from symbolic.derivation import Formula
from symbolic.notation import indexed, name_formula, partial

LOSS_SYMBOL = Formula("L", "L")
RATE_SYMBOL = Formula(r"\alpha", "α")

_LETTERS = {
    Quantity.PRE_ACTIVATION: "z",
    Quantity.ACTIVATION: "a",
    Quantity.TARGET: "t",
    Quantity.OUTPUT_LOSS: "L",
    Quantity.DELTA: "δ",
}
# Quantities that are a derivative of L, and what L is differentiated by.
_DERIVATIVES = {
    Quantity.LOSS_BY_ACTIVATION: Quantity.ACTIVATION,
    Quantity.WEIGHT_GRADIENT: Quantity.WEIGHT,
    Quantity.BIAS_GRADIENT: Quantity.BIAS,
}


def symbol(layout: ParameterLayout, ref: Ref) -> Formula:
    """Return the formula for one number: a_{h1}, w_{5}, ∂L/∂w_{5}.

    An input is called by its own name. A new value has its parameter's symbol.
    """
    return _symbol(layout, ref)


@lru_cache(maxsize=32768)
def _symbol(layout: ParameterLayout, ref: Ref) -> Formula:
    quantity = ref.quantity
    if quantity is Quantity.LOSS:
        return LOSS_SYMBOL
    if quantity is Quantity.LEARNING_RATE:
        return RATE_SYMBOL
    if quantity in _DERIVATIVES:
        return partial(LOSS_SYMBOL, _symbol(layout, ref.as_quantity(_DERIVATIVES[quantity])))
    if quantity is Quantity.ACTIVATION_DERIVATIVE:
        top = _symbol(layout, ref.as_quantity(Quantity.ACTIVATION))
        return partial(top, _symbol(layout, ref.as_quantity(Quantity.PRE_ACTIVATION)))
    if ref.parameter is not None:
        return name_formula(layout.name(ref))
    name = layout.scenario.unit_name(ref.layer, ref.unit or 0)
    if quantity is Quantity.ACTIVATION and ref.layer == 0:
        return name_formula(name)
    return indexed(_LETTERS[quantity], name)
