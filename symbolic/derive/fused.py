"""The delta of a cross-entropy's output as one step: a − t."""

import sympy

from engine.network.quantities import Quantity, Ref
from symbolic.derive.context import Context
from symbolic.derive.records import Factor, Line, Term, TermKind, Terms
from symbolic.formula.build import closed, equation, fraction, product
from symbolic.formula.from_sympy import formula_of
from symbolic.rules.definitions import A_OTHER, T_OTHER, TARGETS, A, T, fused_delta, fused_parts
from symbolic.rules.evaluate import evaluate

_ONE = 1e-12


def fused_factor(context: Context, layer: int, unit: int) -> Factor:
    """Return ∂L/∂z of an output at once, opened into the parts in which denominators cancel."""
    a, t = (Ref(q, layer, unit) for q in (Quantity.ACTIVATION, Quantity.TARGET))
    by = Quantity.LOSS_BY_SCALED if context.normalises(layer) else Quantity.DELTA
    ref, z = Ref(by, layer, unit), context.activated(layer, unit)
    line = _line(context, fused_delta(context.scenario.loss, targets_are_shares(context)), a, t)
    return Factor(
        symbol=context.loss_by(context.symbol(z)),
        line=line,
        value=context.value(ref),
        tint="loss",
        references=(ref, a, t),
        terms=Terms(TermKind.CANCELLED, tuple(_part(context, index, a, t) for index in range(2))),
    )


def targets_are_shares(context: Context) -> bool:
    """Whether the shown sample's targets add up to 1, so that Σ t need not be written."""
    return abs(_total(context) - 1.0) < _ONE


def fused_notes(context: Context, layer: int, unit: int) -> tuple[str, ...]:
    """Say how the one step comes from the chain rule."""
    z = context.text(context.activated(layer, unit))
    a = context.text(Ref(Quantity.ACTIVATION, layer, unit))
    couples = context.couples(layer)
    if couples:
        a = context.notation.letter(Quantity.ACTIVATION)
    added = ", added up over the outputs'" if couples else ""
    chain = f"{context.notation.loss_by(a)} · ∂{a}/∂{z}{added}"
    return (
        f"This is {chain}, multiplied out: the activation's derivative cancels the denominators "
        "of the loss's.",
    )


def _total(context: Context) -> float:
    return float(context.trace.y_true[context.sample].sum())


def _line(context: Context, expression: sympy.Expr, a: Ref, t: Ref) -> Line:
    total = context.constant("targets", _total(context))
    return context.shared(context.line(expression, {A: a, T: t}, {TARGETS: total}))


def _part(context: Context, index: int, a: Ref, t: Ref) -> Term:
    """Return a summand: the product of the chain rule, and what is left of it."""
    part = fused_parts(context.scenario.loss)[index]
    leaves = {A: context.symbol(a), T: context.symbol(t)}
    leaves[A_OTHER] = context.any_unit(Quantity.ACTIVATION, a.layer)
    leaves[T_OTHER] = context.any_unit(Quantity.TARGET, a.layer)
    factors = [formula_of(part.slope, leaves), formula_of(part.along, leaves)]
    if context.unit_share > 1:
        factors.insert(0, fraction(1, context.unit_share))
    chain = product((factors[0], *map(closed, factors[1:])))
    line = _line(context, part.short, a, t)
    values = {A: context.value(a), T: context.value(t), TARGETS: _total(context)}
    value = evaluate(part.short, values) / context.unit_share
    return Term(
        context.notation.write(part.label),
        equation(chain, line.expression),
        line.substituted,
        value,
        (a, t),
    )
