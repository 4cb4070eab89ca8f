"""What every number of an iteration is called in a formula."""

from weakref import WeakKeyDictionary

from engine.network.layout import ParameterLayout
from engine.network.quantities import MOMENTS, Quantity, Ref
from symbolic.formula.tree import Derivative, Formula
from symbolic.notation.names import name_formula
from symbolic.notation.table import CHAINRULE, Notation

# A large network has more numbers than anybody looks at.
_MOST_SYMBOLS = 32768
# They go with the network: every edit makes another one.
_symbols: WeakKeyDictionary[ParameterLayout, dict[tuple[Notation, Ref], Formula]] = (
    WeakKeyDictionary()
)


def symbol(layout: ParameterLayout, ref: Ref, notation: Notation = CHAINRULE) -> Formula:
    """Return the formula for one number: a_{h1}, w_{5}, ∂L/∂w_{5}.

    An input is called by its own name. A new value has its parameter's symbol.
    """
    found = _symbols.setdefault(layout, {})
    formula = found.get((notation, ref))
    if formula is None:
        if len(found) >= _MOST_SYMBOLS:
            found.clear()
        formula = found[notation, ref] = _named(layout, ref, notation)
    return formula


def activated(layout: ParameterLayout, layer: int, unit: int | None) -> Ref:
    """Return what a unit's activation is of: its z, or y after batch normalisation."""
    batch_norm = layer > 0 and layout.slots[layer - 1].batch_norm
    return Ref(Quantity.SCALED if batch_norm else Quantity.PRE_ACTIVATION, layer, unit)


def _named(layout: ParameterLayout, ref: Ref, notation: Notation) -> Formula:
    quantity = ref.quantity
    if quantity in notation.whole:
        return notation.whole[quantity]
    if quantity in notation.derivatives:
        by = ref.as_quantity(notation.derivatives[quantity])
        return Derivative(notation.loss, symbol(layout, by, notation), ref)
    if quantity is Quantity.ACTIVATION_DERIVATIVE:
        of = symbol(layout, ref.as_quantity(Quantity.ACTIVATION), notation)
        return Derivative(of, symbol(layout, activated(layout, ref.layer, ref.unit), notation), ref)
    if quantity in MOMENTS:
        return notation.of_parameter(quantity, layout.name(ref), ref)
    if ref.parameter is not None:
        return name_formula(layout.name(ref), ref)
    name = layout.scenario.unit_name(ref.layer, ref.unit or 0)
    if quantity is Quantity.ACTIVATION and ref.layer == 0:
        return name_formula(name, ref)
    return notation.of_unit(quantity, name, ref)
