"""Derivations of the backward pass down to delta."""

from dataclasses import replace

from engine.quantities import Quantity, Ref
from symbolic.building import equation, numbers_product, product_exact
from symbolic.context import Context, Selection, select
from symbolic.derivation import Derivation, Term
from symbolic.factors import (
    derivative_factor,
    jacobian_entry,
    jacobian_row,
    loss_factor,
    unit_factors,
)
from symbolic.notation import RESULT_DECIMALS, is_exact, partial
from symbolic.rules import A, T, cancelled_delta
from symbolic.symbols import LOSS_SYMBOL

KINKS = {
    "relu": "ReLU has no derivative at z = 0; 0 is used there.",
    "mean-absolute-error": "|t − a| has no derivative at a = t; 0 is used there.",
}


def loss_by_activation(context: Context, step: int, target: Ref) -> Derivation:
    """Derive ∂L/∂a as a step of its own."""
    layer, unit = target.layer, target.unit or 0
    factor = loss_factor(context, layer, unit)
    name = context.symbol(target.as_quantity(Quantity.ACTIVATION)).plain
    output = layer == context.scenario.depth
    return Derivation(
        step=step,
        question=f"How much does {name} change the total loss?",
        target=factor.symbol,
        target_ref=target,
        value=factor.value,
        definition=factor.expression,
        substituted=factor.substituted,
        exact=factor.exact and is_exact(factor.value, RESULT_DECIMALS),
        cases=factor.cases,
        terms_label="paths" if factor.terms else "",
        terms=factor.terms,
        omitted=factor.omitted,
        omitted_value=factor.omitted_value,
        notes=notes(context, layer, unit, loss=output),
    )


def activation_slope(context: Context, step: int, target: Ref) -> Derivation:
    """Derive ∂a/∂z as a step of its own; for softmax the unit's row of the Jacobian."""
    layer, unit = target.layer, target.unit or 0
    factor = derivative_factor(context, layer, unit)
    z = context.symbol(target.as_quantity(Quantity.PRE_ACTIVATION)).plain
    a = context.symbol(target.as_quantity(Quantity.ACTIVATION)).plain
    terms, selection = _row_terms(context, layer, unit)
    told: tuple[str, ...] = notes(context, layer, unit, slope=True)
    if terms:
        told += (f"Softmax ties the units together: {a} also changes with the other units' z.",)
    return Derivation(
        step=step,
        question=f"How much does {z} change {a}?",
        target=factor.symbol,
        target_ref=target,
        value=factor.value,
        definition=factor.expression,
        substituted=factor.substituted,
        exact=factor.exact and is_exact(factor.value, RESULT_DECIMALS),
        cases=factor.cases,
        terms_label="row" if terms else "",
        terms=terms,
        omitted=selection.omitted,
        omitted_value=selection.omitted_value,
        notes=told,
    )


def _row_terms(context: Context, layer: int, unit: int) -> tuple[tuple[Term, ...], Selection]:
    if not context.couples(layer):
        return (), Selection((), 0, 0.0)
    values = jacobian_row(context, layer, unit)
    selection = select(values)
    top = context.symbol(Ref(Quantity.ACTIVATION, layer, unit))
    terms = []
    for other in selection.indices:
        z = Ref(Quantity.PRE_ACTIVATION, layer, other)
        line = jacobian_entry(context, layer, unit, other)
        terms.append(
            Term(
                label=f"by {context.symbol(z).plain}",
                formula=equation(partial(top, context.symbol(z)), line.expression),
                substituted=line.substituted,
                value=float(values[other]),
                references=(z, Ref(Quantity.ACTIVATION, layer, other)),
            )
        )
    return tuple(terms), selection


def delta(context: Context, step: int, target: Ref) -> Derivation:
    """Derive delta = ∂L/∂z."""
    layer, unit = target.layer, target.unit or 0
    z = target.as_quantity(Quantity.PRE_ACTIVATION)
    value = context.value(target)
    factors = unit_factors(context, layer, unit)
    base = Derivation(
        step,
        f"How much does {context.symbol(z).plain} change the total loss?",
        equation(context.symbol(target), partial(LOSS_SYMBOL, context.symbol(z))),
        target,
        value,
    )
    told = notes(context, layer, unit, slope=True, loss=layer == context.scenario.depth)
    told += cancelling(context, layer, unit)
    if len(factors) == 1:
        only = factors[0]
        return replace(
            base,
            definition=only.expression,
            substituted=only.substituted,
            exact=False,
            terms_label="outputs",
            terms=only.terms,
            omitted=only.omitted,
            omitted_value=only.omitted_value,
            notes=told,
        )
    values = [factor.value for factor in factors]
    return replace(
        base,
        factors=factors,
        product=numbers_product(values),
        product_value=value,
        exact=product_exact(values, value),
        notes=told,
    )


def notes(
    context: Context, layer: int, unit: int, *, slope: bool = False, loss: bool = False
) -> tuple[str, ...]:
    """Return sentences on the points without a derivative, where the unit is at one."""
    told = []
    kind = context.scenario.layers[layer - 1].activation
    z = context.value(Ref(Quantity.PRE_ACTIVATION, layer, unit))
    if slope and kind == "relu" and z == 0.0:
        told.append(KINKS[kind])
    if loss and context.scenario.loss == "mean-absolute-error":
        a, t = Ref(Quantity.ACTIVATION, layer, unit), Ref(Quantity.TARGET, layer, unit)
        if context.value(a) == context.value(t):
            told.append(KINKS[context.scenario.loss])
    return tuple(told)


def cancelling(context: Context, layer: int, unit: int) -> tuple[str, ...]:
    """Say so where a cross-entropy and its output activation leave a − t."""
    if layer != context.scenario.depth:
        return ()
    kind = context.scenario.layers[layer - 1].activation
    short = cancelled_delta(context.scenario.loss, kind)
    if short is None:
        return ()
    targets = context.trace.y_true[context.sample]
    if kind == "softmax" and not is_exact(float(targets.sum()), 0):
        return ()
    a, t = Ref(Quantity.ACTIVATION, layer, unit), Ref(Quantity.TARGET, layer, unit)
    line = context.shared(context.line(short, {A: a, T: t}))
    z = context.symbol(a.as_quantity(Quantity.PRE_ACTIVATION)).plain
    return (
        f"Loss and activation fit together: multiplied out, ∂L/∂{z} = {line.expression.plain}.",
    )
