"""What every number of an iteration is called in a formula."""

from weakref import WeakKeyDictionary

from engine.network.layout import ParameterLayout
from engine.network.quantities import MOMENTS, Quantity, Ref
from symbolic.formula.tree import Derivative, Formula, Group, Letters, Number, Power, Symbol
from symbolic.notation.names import letter_formula, name_formula, weight_formula
from symbolic.notation.table import notation_of

# A large network has more numbers than anybody looks at.
_MOST_SYMBOLS = 32768
# They go with the network: every edit makes another one.
_symbols: WeakKeyDictionary[ParameterLayout, dict[Ref, Formula]] = WeakKeyDictionary()


def symbol(layout: ParameterLayout, ref: Ref) -> Formula:
    """Return the formula for one number: a_{h1}, w_{5}, ∂L/∂w_{5}.

    An input is called by its own name. A new value has its parameter's symbol.
    """
    found = _symbols.setdefault(layout, {})
    formula = found.get(ref)
    if formula is None:
        if len(found) >= _MOST_SYMBOLS:
            found.clear()
        formula = found[ref] = _named(layout, ref)
    return formula


def activated(layout: ParameterLayout, layer: int, unit: int | None) -> Ref:
    """Return what a unit's activation is of: its z, or y after batch normalisation."""
    batch_norm = layer > 0 and layout.slots[layer - 1].batch_norm
    return Ref(Quantity.SCALED if batch_norm else Quantity.PRE_ACTIVATION, layer, unit)


def any_unit(layout: ParameterLayout, quantity: Quantity, layer: int, index: str = "k") -> Formula:
    """Return the name of one of the numbers of a layer's units, such as a_k."""
    notation = notation_of(layout.scenario)
    if quantity in notation.derivatives:
        by = any_unit(layout, notation.derivatives[quantity], layer, index)
        return notation.derivative(by)
    if quantity is Quantity.ACTIVATION and layer == 0:
        letter = notation.any_input
        return Symbol(f"{letter}_{index}", letter_formula(letter), Letters(index))
    if layout.scenario.naming.indices is None:
        return notation.of_unit(quantity, index)
    return _indexed(layout, quantity, layer, index)


def any_weight(
    layout: ParameterLayout, layer: int, unit: int | None, source: int | None
) -> Formula:
    """Return any weight of a sum as its names are written: w3[k,11] for w3[7,11], else w_{k,h1}.

    Parameters
    ----------
    layout : ParameterLayout
        Where the weights stand.
    layer : int
        The layer that they lead to.
    unit, source : int or None
        The unit that all of them lead to, or come from; None of the two that the sum is over.
    """
    scenario, indices = layout.scenario, layout.scenario.naming.indices
    if indices is not None:
        to, start = ("k" if each is None else each + 1 for each in (unit, source))
        return name_formula("".join(indices.weight_parts(layer, to, start, layout.is_wide(layer))))
    one = layout.name(Ref(Quantity.WEIGHT, layer, unit or 0, source or 0))
    ends = (
        None if unit is None else scenario.unit_name(layer, unit),
        None if source is None else scenario.unit_name(layer - 1, source),
    )
    return weight_formula(one, ends, notation_of(scenario).any_weight.letter)


def _indexed(
    layout: ParameterLayout, quantity: Quantity, layer: int, index: str, ref: Ref | None = None
) -> Formula:
    """Return what a number of a unit is called by its layer and its place in it."""
    notation, scenario = notation_of(layout.scenario), layout.scenario
    if scenario.naming.indices is None:
        raise ValueError(f"{scenario.naming.id} has no indices")
    if quantity is Quantity.ACTIVATION:
        return name_formula(scenario.naming.indices.unit(layer, index, scenario.depth), ref)
    letter, above = notation.letters[quantity], scenario.naming.indices.layer(layer)
    if quantity in (Quantity.TARGET, Quantity.OUTPUT_LOSS):
        return Symbol(f"{letter}_{index}", letter_formula(letter), Letters(index), ref=ref)
    name = name_formula(f"{letter}^{above}_{index}", ref)
    name = name.altered(letter=letter_formula(letter), below=Letters(index), above=Letters(above))
    return Power(Group(name), Number(2, 0)) if quantity in notation.squares else name


def _named(layout: ParameterLayout, ref: Ref) -> Formula:
    quantity, scenario, notation = ref.quantity, layout.scenario, notation_of(layout.scenario)
    if quantity in notation.whole:
        return notation.whole[quantity]
    if quantity in notation.derivatives:
        by = ref.as_quantity(notation.derivatives[quantity])
        return notation.derivative(symbol(layout, by), ref)
    if quantity is Quantity.ACTIVATION_DERIVATIVE:
        of = symbol(layout, ref.as_quantity(Quantity.ACTIVATION))
        return Derivative(of, symbol(layout, activated(layout, ref.layer, ref.unit)), ref)
    if quantity in MOMENTS:
        return notation.of_parameter(quantity, layout.name(ref), ref)
    if ref.parameter is not None:
        return name_formula(layout.name(ref), ref)
    if scenario.naming.indices is not None:
        return _indexed(layout, quantity, ref.layer, str((ref.unit or 0) + 1), ref)
    name = scenario.unit_name(ref.layer, ref.unit or 0)
    if quantity is Quantity.ACTIVATION and ref.layer == 0:
        return name_formula(name, ref)
    return notation.of_unit(quantity, name, ref)
