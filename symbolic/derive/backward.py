"""Derivations of the backward pass down to delta."""

from dataclasses import replace

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.losses import LOSSES
from engine.iteration.step_order import is_fused
from engine.network.quantities import Quantity, Ref
from symbolic.derive.batch_norm_backward import normalised_notes
from symbolic.derive.context import Context
from symbolic.derive.factors import (
    activated_factors,
    activation_factors,
    activation_rule,
    derivative_factor,
    jacobian_entry,
    jacobian_row,
    loss_factor,
    loss_rule,
    unit_factors,
)
from symbolic.derive.fused import fused_notes, targets_are_shares
from symbolic.derive.records import ChainRule, Definition, Derivation, Factor, Term, TermKind, Terms
from symbolic.derive.selecting import absent_notes, select
from symbolic.formula import Formula
from symbolic.formula.build import equation
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Derivative
from symbolic.rules.definitions import A, T, cancelled_delta


def loss_by_activation(context: Context, base: Definition) -> Derivation:
    """Derive ∂L/∂a as a step of its own, behind dropout ∂L/∂ã times the mask."""
    target = base.target_ref
    factors = activation_factors(context, target.layer, target.unit or 0)
    if len(factors) == 1:
        return _first(context, base, factors[0])
    dropped = context.value(target.as_quantity(Quantity.DROPOUT_MASK)) == 0.0
    a = context.notation.letter(Quantity.ACTIVATION)
    note = f"The unit was dropped: its {a} reached nobody, so it changes nothing."
    return ChainRule.of(replace(base, notes=(note,) if dropped else ()), factors)


def loss_by_passed_on(context: Context, base: Definition) -> Definition:
    """Derive ∂L/∂ã, by what dropout left of an activation."""
    target = base.target_ref
    return _first(context, base, loss_factor(context, target.layer, target.unit or 0))


def _first(context: Context, base: Definition, factor: Factor) -> Definition:
    """Derive ∂L/∂(what the next layer is given), which flows back from the loss or the units."""
    layer, unit = base.target_ref.layer, base.target_ref.unit or 0
    scenario = context.scenario
    sentences = notes(context, layer, unit, loss=layer == scenario.depth)
    rule: tuple[Formula, ...] = ()
    if layer == scenario.depth:
        rule = loss_rule(context, layer, unit)
        sentences += mean_notes(context)
    else:
        receivers = len(scenario.receivers(layer, unit))
        sentences += absent_notes(receivers, scenario.sizes[layer + 1])
    return base.of_line(factor.line, terms=factor.terms, notes=sentences, rule=rule)


def mean_notes(context: Context, *, of_parameter: bool = False) -> tuple[str, ...]:
    """Say where the 1/m comes from, where the loss is a mean and what is derived has it."""
    if context.share == 1 or (context.unit_share == 1 and not of_parameter):
        return ()
    notation, samples = context.notation, context.share
    mean = f"{notation.loss.text} is a mean over {samples:,} samples"
    if context.unit_share == 1:
        slope = notation.letter(Quantity.DELTA)
        return (f"{mean}; {slope} is of one sample, and 1/{samples} stands before the sum.",)
    slope = notation.letter(Quantity.LOSS_BY_ACTIVATION)
    return (f"{mean}, so every {slope} carries 1/{samples}.",)


def activation_slope(context: Context, base: Definition) -> Definition:
    """Derive ∂a/∂z as a step of its own; for softmax the unit's row of the Jacobian."""
    target = base.target_ref
    layer, unit = target.layer, target.unit or 0
    factor = derivative_factor(context, layer, unit)
    a = context.text(target.as_quantity(Quantity.ACTIVATION))
    terms = _row_terms(context, layer, unit)
    sentences = notes(context, layer, unit, slope=True)
    if terms:
        sentences += (
            f"Softmax ties the units together: {a} also changes with the other units' "
            f"{context.notation.letter(Quantity.PRE_ACTIVATION)}.",
        )
    rule = activation_rule(context, layer, unit)
    return base.of_line(factor.line, terms=terms, notes=sentences, rule=rule)


def _row_terms(context: Context, layer: int, unit: int) -> Terms | None:
    if not context.couples(layer):
        return None
    values = jacobian_row(context, layer, unit)
    selection = select(values)
    top = context.symbol(Ref(Quantity.ACTIVATION, layer, unit))
    terms = []
    for other in selection.indices:
        z = context.activated(layer, other)
        line = jacobian_entry(context, layer, unit, other)
        terms.append(
            Term(
                label=f"by {context.text(z)}",
                formula=equation(Derivative(top, context.symbol(z)), line.expression),
                substituted=line.substituted,
                value=float(values[other]),
                references=(z, Ref(Quantity.ACTIVATION, layer, other)),
            )
        )
    return selection.terms(TermKind.ROW, terms)


def delta(context: Context, base: Definition) -> Derivation:
    """Derive delta = ∂L/∂z."""
    target = base.target_ref
    layer, unit = target.layer, target.unit or 0
    name = context.symbol(target.as_quantity(Quantity.PRE_ACTIVATION))
    if context.normalises(layer):
        sentences = normalised_notes(context, layer, unit)
    else:
        sentences = activated_notes(context, layer, unit)
    if is_fused(context.scenario, layer):
        sentences += mean_notes(context)
    own = equation(base.target, Derivative(context.notation.unit_loss, name))
    kind = TermKind.PATHS if context.normalises(layer) else _kind(context, layer)
    base = replace(base, target=own, notes=sentences)
    return _product(base, unit_factors(context, layer, unit), kind)


def _kind(context: Context, layer: int) -> TermKind:
    """Return what ∂L/∂(what an activation is of) adds up, where it is one factor."""
    return TermKind.CANCELLED if is_fused(context.scenario, layer) else TermKind.OUTPUTS


def loss_by_scaled(context: Context, base: Definition) -> Derivation:
    """Derive ∂L/∂y of a batch-normalised unit, which is what ∂L/∂z is elsewhere."""
    layer, unit = base.target_ref.layer, base.target_ref.unit or 0
    base = replace(base, notes=activated_notes(context, layer, unit))
    return _product(base, activated_factors(context, layer, unit), _kind(context, layer))


def activated_notes(context: Context, layer: int, unit: int) -> tuple[str, ...]:
    """Return the sentences on the factors of ∂L/∂(what a unit's activation is of)."""
    if is_fused(context.scenario, layer):
        return fused_notes(context, layer, unit)
    sentences = notes(context, layer, unit, slope=True, loss=layer == context.scenario.depth)
    return sentences + cancelling(context, layer, unit)


def _product(base: Definition, factors: tuple[Factor, ...], kind: TermKind) -> Derivation:
    """Return a derivative as a product, or as the sum that its only factor is."""
    if len(factors) > 1:
        return ChainRule.of(base, factors)
    only = factors[0]
    terms = None if only.terms is None else replace(only.terms, kind=kind)
    return base.of_line(only.line, terms=terms)


def notes(
    context: Context, layer: int, unit: int, *, slope: bool = False, loss: bool = False
) -> tuple[str, ...]:
    """Return sentences on the points without a derivative, where the unit is at one."""
    sentences, write = [], context.notation.write
    activation = ACTIVATIONS[context.scenario.layers[layer - 1].activation]
    at_kink = context.value(context.activated(layer, unit)) == 0.0
    if slope and activation.kink and at_kink:
        sentences.append(write(activation.kink))
    if slope and activation.note:
        sentences.append(write(activation.note))
    if loss and (kink := LOSSES[context.scenario.loss].kink):
        a, t = Ref(Quantity.ACTIVATION, layer, unit), Ref(Quantity.TARGET, layer, unit)
        if context.value(a) == context.value(t):
            sentences.append(write(kink))
    return tuple(sentences)


def cancelling(context: Context, layer: int, unit: int) -> tuple[str, ...]:
    """Say so where a cross-entropy and its output activation leave a − t."""
    if layer != context.scenario.depth:
        return ()
    kind = context.scenario.layers[layer - 1].activation
    short = cancelled_delta(context.scenario.loss, kind)
    if short is None:
        return ()
    if context.couples(layer) and not targets_are_shares(context):
        return ()
    a, t = Ref(Quantity.ACTIVATION, layer, unit), Ref(Quantity.TARGET, layer, unit)
    line = context.shared(context.line(short, {A: a, T: t}))
    z = context.text(context.activated(layer, unit))
    slope = context.notation.loss_by(z)
    return (
        f"Loss and activation fit together: multiplied out, {slope} = {to_text(line.expression)}.",
    )
