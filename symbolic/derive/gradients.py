"""Derivations of the gradients of weights, biases, and batch normalisation's γ and β."""

from dataclasses import replace

from engine.network.quantities import Quantity, Ref
from symbolic.derive.backward import activated_notes, mean_notes
from symbolic.derive.batch_norm_backward import normalised_notes
from symbolic.derive.context import Context
from symbolic.derive.factors import activated_factors, unit_factors
from symbolic.derive.penalties import penalty_notes, penalty_terms, with_penalties
from symbolic.derive.records import ChainRule, Definition, Derivation, Factor, Term, TermKind, Terms
from symbolic.derive.sums import (
    contributions,
    entry,
    sample_formula,
    sample_sum,
    shared_sum,
    summand_refs,
)
from symbolic.derive.updates import consequence
from symbolic.formula.build import summed
from symbolic.formula.tree import BigSum, Derivative, Formula
from symbolic.rules.batch_norm import HAT, scaled_derivative
from symbolic.rules.definitions import A, sum_derivative


def gradient(context: Context, base: Definition) -> Derivation:
    """Derive ∂L/∂(a parameter).

    Over one sample this is a product of factors; over a batch every sample adds such a product. A
    bias that a layer shares adds what each of the layer's units contributes, a penalty what it
    adds for the weight itself.
    """
    target = base.target_ref
    parameter = target.parameter or target
    notes = _frozen_notes(context, parameter)
    base = replace(base, consequence=consequence(context, parameter), notes=notes)
    if target.unit is None:
        total = shared_sum(context, parameter)
        return base.of_line(total.line, terms=total.terms)
    if context.normalises(target.layer) and parameter.quantity in (Quantity.WEIGHT, Quantity.BIAS):
        more = normalised_notes(context, target.layer, target.unit)
    else:
        more = activated_notes(context, target.layer, target.unit)
    penalties = tuple(penalty_terms(context, parameter))
    notes += more + penalty_notes(context, parameter)
    rule = ChainRule.of(replace(base, notes=notes), _factors(context, parameter))
    if context.trace.samples > 1:
        return _over_batch(context, parameter, rule, penalties)
    return _with_penalty(context, parameter, rule, penalties) if penalties else rule


def _factors(context: Context, parameter: Ref) -> tuple[Factor, ...]:
    layer, unit = parameter.layer, parameter.unit or 0
    if parameter.quantity in (Quantity.SCALE, Quantity.SHIFT):
        return *activated_factors(context, layer, unit), _last(context, parameter)
    return *unit_factors(context, layer, unit), _last(context, parameter)


def _with_penalty(
    context: Context, parameter: Ref, rule: ChainRule, penalties: tuple[Term, ...]
) -> ChainRule:
    """Add what a penalty gives for the weight itself to the product of one sample."""
    data = float(contributions(context, parameter)[0])
    formula, refs = sample_formula(context, parameter), summand_refs(context, parameter)
    numbers = context.multiplied(context.value(ref) for ref in refs)
    term = Term("from the data", formula, numbers, data, tuple(refs))
    terms = (term, *penalties)
    return replace(
        rule,
        added=_added(penalties),
        product_value=data,
        part="the data's part",
        definition=summed(each.formula for each in terms),
        terms=Terms(TermKind.PARTS, terms),
    )


def _over_batch(
    context: Context, parameter: Ref, rule: ChainRule, penalties: tuple[Term, ...]
) -> ChainRule:
    """Turn a product of factors into one sample's part of a sum over the batch."""
    total = with_penalties(sample_sum(context, parameter), penalties)
    mean = context.trace.share
    share = mean * float(contributions(context, parameter)[context.sample])
    return replace(
        rule,
        over=BigSum(None, "s", context.trace.samples),
        mean=mean,
        added=_added(penalties),
        product_value=share,
        part=f"sample {context.sample + 1}",
        definition=total.line.expression,
        substituted=total.line.substituted,
        terms=total.terms,
        notes=rule.notes + _batch_notes(context),
    )


def _added(penalties: tuple[Term, ...]) -> Formula | None:
    """Return what penalties add to a gradient as one formula; None without them."""
    return summed(term.formula for term in penalties) if penalties else None


def _frozen_notes(context: Context, parameter: Ref) -> tuple[str, ...]:
    if context.layout.is_trained(parameter):
        return ()
    return (f"{context.layout.name(parameter)} is frozen: the update leaves it as it is.",)


def _batch_notes(context: Context) -> tuple[str, ...]:
    samples = context.trace.samples
    whose = (
        f"The factors are those of sample {context.sample + 1} of {samples:,}. "
        "The gradient adds up what every sample gives."
    )
    return (whose, *mean_notes(context, of_parameter=True))


def _last(context: Context, parameter: Ref) -> Factor:
    """Return what z (or y) changes by with a parameter: what it multiplies, or 1."""
    of = {
        Quantity.WEIGHT: (sum_derivative("weight"), A),
        Quantity.BIAS: (sum_derivative("bias"), A),
        Quantity.SCALE: (scaled_derivative("scale"), HAT),
        Quantity.SHIFT: (scaled_derivative("shift"), HAT),
    }
    expression, key = of[parameter.quantity]
    batch = parameter.quantity in (Quantity.SCALE, Quantity.SHIFT)
    z = Ref(Quantity.SCALED if batch else Quantity.PRE_ACTIVATION, parameter.layer, parameter.unit)
    symbol = Derivative(context.symbol(z), context.symbol(parameter))
    source = entry(context, parameter)
    if source is None:
        return Factor(symbol, context.line(expression, {}), 1.0, "forward", (parameter, z))
    # The expression is a single name, whose number is the value itself.
    line = replace(context.line(expression, {key: source}), substituted=None)
    return Factor(symbol, line, context.value(source), "forward", (source, parameter, z))
