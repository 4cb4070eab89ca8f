"""Derivations of the updates: what an optimiser remembers, and what becomes of a parameter."""

import sympy

from engine.iteration.updates import optimiser_of
from engine.network.quantities import LEARNING_RATE, Quantity, Ref
from symbolic.derive.context import Constant, Context
from symbolic.derive.records import Definition, Line, Term, TermKind, Terms
from symbolic.formula import Formula
from symbolic.formula.build import closed, equation, product, summed
from symbolic.formula.digits import work_out
from symbolic.formula.tree import BECOMES, Group, Relation, Symbol
from symbolic.rules.evaluate import evaluate
from symbolic.rules.updates import (
    BEFORE,
    CORRECTED,
    COUNT,
    ENTERING,
    GRADIENT,
    HATS,
    MOMENT,
    RATE,
    RETAINED,
    SHRINKING,
    STANDING_FOR,
    UPDATE_RULES,
    VALUE,
)


def consequence(context: Context, parameter: Ref) -> Formula | None:
    """Return the update that a gradient leads to, such as w5 ← 0.4 − 0.5 · 0.082167 ≈ 0.358916."""
    if not context.layout.is_trained(parameter):
        return None
    after = context.value(parameter.new_value)
    line = _new_value(context, parameter)
    worked = work_out(line.substituted, after, context.decimals)
    sides = (context.symbol(parameter), worked.line or line.expression, context.shown(worked.value))
    return Relation(sides, (BECOMES, worked.sign))


def _constants(context: Context) -> dict[sympy.Symbol, Constant]:
    count = context.constant("iteration", float(context.trace.iteration))
    keys = context.scenario.training.keys
    return {COUNT: count, **context.numbers(optimiser_of(context.scenario), keys)}


def _refs(parameter: Ref) -> dict[sympy.Symbol, Ref]:
    return {VALUE: parameter, RATE: LEARNING_RATE, GRADIENT: parameter.gradient}


def _decays(context: Context, parameter: Ref) -> bool:
    return bool(optimiser_of(context.scenario).decay) and parameter.quantity is Quantity.WEIGHT


def _new_value(context: Context, parameter: Ref) -> Line:
    """Return the update rule of a parameter in symbols and in numbers."""
    rule = UPDATE_RULES[context.scenario.training.optimiser].new_value
    if rule.has(SHRINKING) and not _decays(context, parameter):
        rule = rule.subs(SHRINKING, 0)
    refs, constants = _refs(parameter), _constants(context)
    for quantity in map(Quantity, optimiser_of(context.scenario).computes):
        if quantity in STANDING_FOR:
            refs[STANDING_FOR[quantity]] = parameter.of_parameter(quantity)
        if rule.has(HATS.get(quantity, sympy.nan)):
            hat, value = (
                _hat(context, parameter, quantity),
                _corrected(context, parameter, quantity),
            )
            constants[HATS[quantity]] = Constant(hat, value)
    return context.line(rule, refs, constants)


def _hat(context: Context, parameter: Ref, moment: Quantity) -> Symbol:
    return context.notation.corrected_moment(moment, context.layout.name(parameter))


def _corrected(context: Context, parameter: Ref, moment: Quantity) -> float:
    constants = {key: constant.value for key, constant in _constants(context).items()}
    now = context.value(parameter.of_parameter(moment))
    return evaluate(CORRECTED[moment], {MOMENT: now, **constants})


def _correction(context: Context, parameter: Ref, moment: Quantity) -> Term:
    """Return m̂ = m / (1 − β1^t), worked out."""
    ref = parameter.of_parameter(moment)
    line = context.line(CORRECTED[moment], {MOMENT: ref}, _constants(context))
    own = _hat(context, parameter, moment)
    label = "first moment" if moment is Quantity.FIRST_MOMENT else "second moment"
    value = _corrected(context, parameter, moment)
    return Term(label, equation(own, line.expression), line.substituted, value, (ref,))


def _moved(context: Context, target: Ref, refs: dict[sympy.Symbol, Ref]) -> Line:
    """Return how a moment changes: β m + (1 − β) ∂L/∂w, or μ v + ∂L/∂w for the velocity."""
    retained, entering = RETAINED[target.quantity], ENTERING[target.quantity]
    stays, comes = (
        context.line(part, refs, _constants(context)) for part in (retained * BEFORE, entering)
    )
    names, numbers = comes.expression, comes.substituted or comes.expression
    if target.quantity is not Quantity.VELOCITY:
        share = context.line(1 - retained, {}, _constants(context))
        shown = share.substituted or share.expression
        names = product((Group(share.expression), names))
        numbers = product((Group(shown), closed(numbers)))
    before = stays.substituted or stays.expression
    return Line(summed((stays.expression, names)), summed((before, numbers)))


def moment(context: Context, base: Definition) -> Definition:
    """Derive what an optimiser remembers of a parameter's gradients."""
    target = base.target_ref
    parameter = target.parameter or target
    refs = _refs(parameter)
    refs[BEFORE] = parameter.of_parameter(target.quantity, before=True)
    before = context.text(refs[BEFORE])
    note = f"{before} is what the update before left."
    if context.trace.iteration == 1:
        note = f"{before} is 0: there was no update before."
    return base.of_line(_moved(context, target, refs), notes=(note,))


def update(context: Context, base: Definition) -> Definition:
    """Derive a parameter's new value."""
    parameter = base.target_ref.parameter or base.target_ref
    optimiser = optimiser_of(context.scenario)
    rule = UPDATE_RULES[optimiser.id]
    write = context.notation.write
    notes = (write("{learning_rate} is the learning rate."), *filter(None, (write(rule.note),)))
    if _decays(context, parameter):
        notes += (
            f"{optimiser.label} first shrinks every weight, by the share "
            f"{write('{learning_rate} {weight_decay}')} of it; biases stay.",
        )
    hats = [moment for moment, hat in HATS.items() if rule.new_value.has(hat)]
    terms = None
    if hats:
        shown = tuple(_correction(context, parameter, moment) for moment in hats)
        terms = Terms(TermKind.CORRECTED, shown)
        notes += ("Both moments begin at 0; dividing by 1 − βᵗ takes that beginning out of them.",)
    return base.of_line(_new_value(context, parameter), assigns=True, terms=terms, notes=notes)
