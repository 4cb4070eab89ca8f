"""The factors of the chain rule above a unit: ∂L/∂a, ∂a/∂z, and for softmax ∂L/∂z at once."""

from engine.arrays import FloatArray
from engine.quantities import Quantity, Ref
from symbolic.building import all_exact, equation, indexed_sum, numbers_product, product, summed
from symbolic.context import INLINE, Context, Line, select
from symbolic.derivation import Factor, Formula, Term
from symbolic.notation import is_exact, partial, subscript_latex
from symbolic.rules import (
    A_OTHER,
    WEIGHT,
    A,
    T,
    Z,
    activation_derivative,
    loss_derivative,
    softmax_derivative,
    sum_derivative,
)
from symbolic.symbols import LOSS_SYMBOL


def loss_factor(context: Context, layer: int, unit: int) -> Factor:
    """Return ∂L/∂a: derived from the loss at an output, opened into its paths below."""
    ref = Ref(Quantity.LOSS_BY_ACTIVATION, layer, unit)
    if layer == context.scenario.depth:
        return _output_factor(context, ref)
    return _paths_factor(context, ref)


def _output_factor(context: Context, ref: Ref) -> Factor:
    activation, target = (
        ref.as_quantity(Quantity.ACTIVATION),
        ref.as_quantity(Quantity.TARGET),
    )
    expression = loss_derivative(context.scenario.loss, context.scenario.sizes[-1])
    line = context.shared(context.line(expression, {A: activation, T: target}))
    return _factor(
        context,
        ref,
        line,
        "loss",
        (ref.as_quantity(Quantity.OUTPUT_LOSS), activation, target),
    )


def _factor(
    context: Context, ref: Ref, line: Line, tint: str, references: tuple[Ref, ...]
) -> Factor:
    return Factor(
        symbol=context.symbol(ref),
        expression=line.expression,
        substituted=line.substituted,
        exact=line.exact and is_exact(context.value(ref)),
        value=context.value(ref),
        tint=tint,
        references=(ref, *references),
        cases=line.cases,
    )


def _paths_factor(context: Context, ref: Ref) -> Factor:
    layer, unit = ref.layer, ref.unit or 0
    deltas = context.trace.delta[layer][context.sample]
    weights = context.trace.before.weights[layer][:, unit]
    selection = select(deltas * weights)
    terms = tuple(_path(context, ref, above) for above in selection.indices)
    inline = len(deltas) <= INLINE
    if inline:
        expression = summed([product(_path_symbols(context, ref, k)) for k in range(len(deltas))])
        numbers = summed([term.substituted for term in terms if term.substituted is not None])
    else:
        below = subscript_latex(context.unit_name(layer, unit))
        weight = Formula(f"w_{{k,{below}}}", f"w_k,{context.unit_name(layer, unit)}")
        body = product((Formula(r"\delta_{k}", "δ_k"), weight))
        expression, numbers = indexed_sum(len(deltas), body), None
    exact = inline and all_exact([*map(float, deltas), *map(float, weights)])
    return Factor(
        symbol=context.symbol(ref),
        expression=expression,
        substituted=numbers,
        exact=exact and is_exact(context.value(ref)),
        value=context.value(ref),
        tint="loss",
        references=(ref, *(each for term in terms for each in term.references)),
        terms=terms,
        omitted=selection.omitted,
        omitted_value=selection.omitted_value,
    )


def _path_symbols(context: Context, ref: Ref, above: int) -> tuple[Formula, Formula]:
    delta = Ref(Quantity.DELTA, ref.layer + 1, above)
    weight = context.weight(ref.layer + 1, above, ref.unit or 0)
    # ∂z/∂a is the weight between the two, as SymPy finds for one summand of z.
    along = context.line(sum_derivative("activation"), {WEIGHT: weight}).expression
    return context.symbol(delta), along


def _path(context: Context, ref: Ref, above: int) -> Term:
    """Return one way from a hidden activation through a unit of the next layer to the loss."""
    layer, unit = ref.layer + 1, ref.unit or 0
    delta = Ref(Quantity.DELTA, layer, above)
    weight = context.weight(layer, above, unit)
    z = context.symbol(Ref(Quantity.PRE_ACTIVATION, layer, above))
    own = context.symbol(ref.as_quantity(Quantity.ACTIVATION))
    chain = product((partial(LOSS_SYMBOL, z), partial(z, own)))
    values = context.value(delta), context.value(weight)
    return Term(
        label=f"through {context.unit_name(layer, above)}",
        formula=equation(chain, product(_path_symbols(context, ref, above))),
        substituted=numbers_product(values),
        value=values[0] * values[1],
        references=(weight, delta, Ref(Quantity.PRE_ACTIVATION, layer, above)),
    )


def derivative_factor(context: Context, layer: int, unit: int) -> Factor:
    """Return ∂a/∂z of a unit (for softmax the entry on the diagonal)."""
    ref = Ref(Quantity.ACTIVATION_DERIVATIVE, layer, unit)
    z, a = ref.as_quantity(Quantity.PRE_ACTIVATION), ref.as_quantity(Quantity.ACTIVATION)
    kind = context.scenario.layers[layer - 1].activation
    coupled = context.couples(layer)
    expression = softmax_derivative().own if coupled else activation_derivative(kind)
    line = context.line(expression, {A: a, Z: z})
    return _factor(context, ref, line, "backward", (a, z))


def coupled_factor(context: Context, layer: int, unit: int) -> Factor:
    """Return ∂L/∂z of a softmax unit, opened into its paths through the layer's outputs."""
    ref = Ref(Quantity.DELTA, layer, unit)
    z = ref.as_quantity(Quantity.PRE_ACTIVATION)
    values = (
        jacobian_row(context, layer, unit)
        * context.trace.back.by_activation[layer - 1][context.sample]
    )
    selection = select(values)
    terms = tuple(_coupled_path(context, ref, k, float(values[k])) for k in selection.indices)
    units = len(values)
    loss, below = LOSS_SYMBOL, context.symbol(z)
    if units <= INLINE:
        outs = [context.symbol(Ref(Quantity.ACTIVATION, layer, k)) for k in range(units)]
        parts = [product((partial(loss, out), partial(out, below))) for out in outs]
        expression = summed(parts)
        numbers = summed([term.substituted for term in terms if term.substituted is not None])
    else:
        out = Formula("a_{k}", "a_k")
        body = product((partial(loss, out), partial(out, below)))
        expression, numbers = indexed_sum(units, body), None
    return Factor(
        symbol=partial(loss, below),
        expression=expression,
        substituted=numbers,
        exact=False,
        value=context.value(ref),
        tint="backward",
        references=(ref, z, *(each for term in terms for each in term.references)),
        terms=terms,
        omitted=selection.omitted,
        omitted_value=selection.omitted_value,
    )


def jacobian_row(context: Context, layer: int, unit: int) -> FloatArray:
    """Return ∂a/∂z of a softmax unit by every z of its layer, for the shown sample."""
    row: FloatArray = context.trace.values(Ref(Quantity.ACTIVATION_DERIVATIVE, layer, unit))
    entries: FloatArray = row[context.sample]
    return entries


def jacobian_entry(context: Context, layer: int, unit: int, other: int) -> Line:
    """Return ∂a_unit/∂z_other of a softmax layer; the Jacobian is symmetric."""
    own = Ref(Quantity.ACTIVATION, layer, unit)
    if other == unit:
        return context.line(softmax_derivative().own, {A: own})
    refs = {A: own, A_OTHER: Ref(Quantity.ACTIVATION, layer, other)}
    return context.line(softmax_derivative().other, refs)


def _coupled_path(context: Context, ref: Ref, other: int, value: float) -> Term:
    layer, unit = ref.layer, ref.unit or 0
    out = Ref(Quantity.ACTIVATION, layer, other)
    by_output = Ref(Quantity.LOSS_BY_ACTIVATION, layer, other)
    z = context.symbol(Ref(Quantity.PRE_ACTIVATION, layer, unit))
    chain = product((context.symbol(by_output), partial(context.symbol(out), z)))
    along = jacobian_row(context, layer, unit)[other]
    return Term(
        label=f"through {context.unit_name(layer, other)}",
        formula=chain,
        substituted=numbers_product((context.value(by_output), float(along))),
        value=value,
        references=(out, by_output),
    )


def unit_factors(context: Context, layer: int, unit: int) -> tuple[Factor, ...]:
    """Return the factors of ∂L/∂z: two, or for a softmax unit one that is a sum."""
    if context.couples(layer):
        return (coupled_factor(context, layer, unit),)
    return loss_factor(context, layer, unit), derivative_factor(context, layer, unit)
