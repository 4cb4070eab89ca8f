"""The factors of the chain rule above a unit: ∂L/∂a, ∂a/∂z, and for softmax ∂L/∂z at once.

Where a unit has batch normalisation ∂a/∂y stands for ∂a/∂z, and what z itself changes is one
factor; where it has dropout, ∂L/∂a has two factors; where delta is fused, it is one.
"""

import sympy

from engine.arrays import FloatArray
from engine.iteration.step_order import is_fused
from engine.network.quantities import Quantity, Ref
from symbolic.derive.batch_norm_backward import normalised_factor, running_factor
from symbolic.derive.context import INLINE, Context
from symbolic.derive.fused import fused_factor
from symbolic.derive.records import Factor, Line, Term, TermKind
from symbolic.derive.selecting import select
from symbolic.formula import Formula
from symbolic.formula.build import equation, product
from symbolic.formula.tree import BigSum, Derivative
from symbolic.notation.symbols import any_weight
from symbolic.rules.definitions import (
    A_OTHER,
    MASK,
    PASSED_ON,
    WEIGHT,
    A,
    T,
    Z,
    activation_derivative,
    activation_steps,
    loss_derivative,
    loss_term,
    softmax_derivative,
    sum_derivative,
)


def loss_factor(context: Context, layer: int, unit: int) -> Factor:
    """Return ∂L/∂(what a unit gives on): derived from the loss at an output, else from paths."""
    if layer == context.scenario.depth:
        return _output_factor(context, Ref(Quantity.LOSS_BY_ACTIVATION, layer, unit))
    dropped = context.passed_on(layer, unit).quantity is Quantity.PASSED_ON
    by = Quantity.LOSS_BY_PASSED_ON if dropped else Quantity.LOSS_BY_ACTIVATION
    return _paths_factor(context, Ref(by, layer, unit))


def activation_factors(context: Context, layer: int, unit: int) -> tuple[Factor, ...]:
    """Return the factors of ∂L/∂a: one, or two where dropout stands between."""
    first = loss_factor(context, layer, unit)
    if first.references[0].quantity is not Quantity.LOSS_BY_PASSED_ON:
        return (first,)
    dropped = Ref(Quantity.PASSED_ON, layer, unit)
    mask, a = (dropped.as_quantity(q) for q in (Quantity.DROPOUT_MASK, Quantity.ACTIVATION))
    line = context.line(sympy.diff(PASSED_ON, A), {MASK: mask})
    value = context.value(mask)
    second = Factor(
        symbol=Derivative(context.symbol(dropped), context.symbol(a)),
        line=line,
        value=value,
        tint="backward",
        references=(dropped, mask, a),
    )
    return first, second


def _output_factor(context: Context, ref: Ref) -> Factor:
    activation, target = (
        ref.as_quantity(Quantity.ACTIVATION),
        ref.as_quantity(Quantity.TARGET),
    )
    expression = loss_derivative(context.scenario.loss, context.scenario.sizes[-1])
    line = context.shared(context.line(expression, {A: activation, T: target}))
    references = (ref, ref.as_quantity(Quantity.OUTPUT_LOSS), activation, target)
    return Factor(context.symbol(ref), line, context.value(ref), "loss", references)


def loss_rule(context: Context, layer: int, unit: int) -> tuple[Formula, ...]:
    """Return an output's term of the loss, and its derivative."""
    refs = {A: Ref(Quantity.ACTIVATION, layer, unit), T: Ref(Quantity.TARGET, layer, unit)}
    loss, outputs = context.scenario.loss, context.scenario.sizes[-1]
    steps = (loss_term(loss, outputs), loss_derivative(loss, outputs))
    return tuple(context.shared(context.line(step, refs)).expression for step in steps)


def activation_rule(context: Context, layer: int, unit: int) -> tuple[Formula, ...]:
    """Return φ(z) of a unit, and what SymPy makes of its derivative; nothing for softmax."""
    if context.couples(layer):
        return ()
    refs = {Z: context.activated(layer, unit), A: Ref(Quantity.ACTIVATION, layer, unit)}
    numbers = context.layer_numbers(layer)
    steps = activation_steps(context.scenario.layers[layer - 1].activation)
    return tuple(context.line(step, refs, numbers).expression for step in steps)


def _paths_factor(context: Context, ref: Ref) -> Factor:
    layer, unit = ref.layer, ref.unit or 0
    deltas = context.trace.share * context.trace.delta[layer][context.sample]
    weights = context.trace.before.weights[layer][:, unit]
    receivers = context.scenario.receivers(layer, unit)
    selection = select(deltas * weights, among=receivers)
    paths = [_path(context, ref, above) for above in selection.indices]
    terms = selection.terms(TermKind.PATHS, paths)
    if len(receivers) <= INLINE:
        line = context.sum_of(terms)
    else:
        weight = any_weight(context.layout, layer + 1, None, unit)
        body = product((context.any_unit(Quantity.DELTA, layer + 1), weight))
        count = len(deltas) if len(receivers) == len(deltas) else None
        line = Line(BigSum(body, "k", count))
    return Factor(
        symbol=context.symbol(ref),
        line=line,
        value=context.value(ref),
        tint="loss",
        references=(ref, *(each for path in paths for each in path.references)),
        terms=terms,
    )


def _path(context: Context, ref: Ref, above: int) -> Term:
    """Return one way from a hidden activation through a unit of the next layer to the loss."""
    layer, unit = ref.layer + 1, ref.unit or 0
    delta = Ref(Quantity.DELTA, layer, above)
    weight = context.weight(layer, above, unit)
    z = context.symbol(Ref(Quantity.PRE_ACTIVATION, layer, above))
    own = context.symbol(context.passed_on(ref.layer, unit))
    chain = product((context.loss_by(z), Derivative(z, own)))
    # ∂z/∂a is the weight between the two, as SymPy finds for one summand of z.
    along = context.line(sum_derivative("activation"), {WEIGHT: weight}).expression
    values = context.value(delta), context.value(weight)
    return Term(
        label=f"through {context.unit_name(layer, above)}",
        formula=equation(chain, product((context.symbol(delta), along))),
        substituted=context.multiplied(values),
        value=values[0] * values[1],
        references=(weight, delta, Ref(Quantity.PRE_ACTIVATION, layer, above)),
    )


def derivative_factor(context: Context, layer: int, unit: int) -> Factor:
    """Return ∂a/∂z of a unit (for softmax the entry on the diagonal)."""
    ref = Ref(Quantity.ACTIVATION_DERIVATIVE, layer, unit)
    z, a = context.activated(layer, unit), ref.as_quantity(Quantity.ACTIVATION)
    kind = context.scenario.layers[layer - 1].activation
    coupled = context.couples(layer)
    expression = softmax_derivative().own if coupled else activation_derivative(kind)
    line = context.line(expression, {A: a, Z: z}, context.layer_numbers(layer))
    return Factor(context.symbol(ref), line, context.value(ref), "backward", (ref, a, z))


def coupled_factor(context: Context, layer: int, unit: int) -> Factor:
    """Return ∂L/∂z of a softmax unit, opened into its paths through the layer's outputs."""
    by = Quantity.LOSS_BY_SCALED if context.normalises(layer) else Quantity.DELTA
    ref, z = Ref(by, layer, unit), context.activated(layer, unit)
    values = (
        context.trace.share
        * jacobian_row(context, layer, unit)
        * context.trace.backward_pass.by_activation[layer - 1][context.sample]
    )
    selection = select(values)
    paths = [_coupled_path(context, ref, k, float(values[k])) for k in selection.indices]
    terms = selection.terms(TermKind.PATHS, paths)
    below = context.symbol(z)
    if len(values) <= INLINE:
        line = context.sum_of(terms)
    else:
        out = context.any_unit(Quantity.ACTIVATION, layer)
        body = product((context.loss_by(out), Derivative(out, below)))
        line = Line(BigSum(body, "k", len(values)))
    return Factor(
        symbol=context.loss_by(below),
        line=line,
        value=context.value(ref),
        tint="backward",
        references=(ref, z, *(each for path in paths for each in path.references)),
        terms=terms,
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
    z = context.symbol(context.activated(layer, unit))
    chain = product((context.symbol(by_output), Derivative(context.symbol(out), z)))
    along = jacobian_row(context, layer, unit)[other]
    return Term(
        label=f"through {context.unit_name(layer, other)}",
        formula=chain,
        substituted=context.multiplied((context.value(by_output), float(along))),
        value=value,
        references=(out, by_output),
    )


def activated_factors(context: Context, layer: int, unit: int) -> tuple[Factor, ...]:
    """Return the factors of ∂L/∂(what a unit's activation is of).

    They are two or more; where units depend on each other, or where delta is fused, one.
    """
    if is_fused(context.scenario, layer):
        return (fused_factor(context, layer, unit),)
    if context.couples(layer):
        return (coupled_factor(context, layer, unit),)
    return *activation_factors(context, layer, unit), derivative_factor(context, layer, unit)


def unit_factors(context: Context, layer: int, unit: int) -> tuple[Factor, ...]:
    """Return the factors of ∂L/∂z; where z moves a batch's mean it is one that is a sum."""
    if context.of_batch(layer):
        return (normalised_factor(context, layer, unit),)
    above = activated_factors(context, layer, unit)
    return (*above, running_factor(context, layer, unit)) if context.normalises(layer) else above
