"""Derivations of the gradients of weights, biases, and batch normalisation's γ and β."""

from dataclasses import replace

from engine.network.quantities import Quantity, Ref
from symbolic.derive.backward import activated_notes
from symbolic.derive.batch_norm_backward import normalised_notes
from symbolic.derive.context import Context
from symbolic.derive.factors import activated_factors, unit_factors
from symbolic.derive.penalties import Penalty, added, penalty_parts, with_penalties
from symbolic.derive.records import Derivation, Factor, Term
from symbolic.derive.sums import (
    Sum,
    contributions,
    entry,
    sample_formula,
    sample_sum,
    shared_sum,
    summand_refs,
)
from symbolic.derive.updates import consequence
from symbolic.formula.build import numbers_product, product_exact, summed
from symbolic.formula.numbers import is_exact
from symbolic.formula.tree import BigSum, Derivative, Number
from symbolic.rules.batch_norm import HAT, scaled_derivative
from symbolic.rules.definitions import A, sum_derivative


def gradient(context: Context, step: int, target: Ref) -> Derivation:
    """Derive ∂L/∂(a parameter).

    Over one sample this is a product of factors; over a batch every sample adds such a product. A
    bias that a layer shares adds what each of the layer's units contributes, a penalty what it
    adds for the weight itself.
    """
    parameter = target.parameter or target
    name = context.layout.name(parameter)
    told = _bias_notes(context, parameter, name)
    base = Derivation(
        step=step,
        question=f"How much does {name} change the total loss?",
        target=context.symbol(target),
        target_ref=target,
        value=context.value(target),
        consequence=consequence(context, parameter),
        notes=told,
    )
    if target.unit is None:
        return _with_sum(base, shared_sum(context, parameter))
    factors = _factors(context, parameter)
    values = [factor.value for factor in factors]
    if context.normalises(target.layer) and parameter.quantity in (Quantity.WEIGHT, Quantity.BIAS):
        told += normalised_notes(context, target.layer, target.unit)
    else:
        told += activated_notes(context, target.layer, target.unit)
    base = replace(
        base,
        factors=factors,
        product=numbers_product(values),
        product_value=base.value,
        exact=product_exact(values, base.value),
        notes=told,
    )
    penalties = penalty_parts(context, parameter)
    if context.trace.samples == 1:
        return _with_penalty(context, parameter, base, penalties) if penalties else base
    return _over_batch(context, parameter, base, penalties)


def _factors(context: Context, parameter: Ref) -> tuple[Factor, ...]:
    layer, unit = parameter.layer, parameter.unit or 0
    if parameter.quantity in (Quantity.SCALE, Quantity.SHIFT):
        return *activated_factors(context, layer, unit), _last(context, parameter)
    return *unit_factors(context, layer, unit), _last(context, parameter)


def _with_penalty(
    context: Context, parameter: Ref, base: Derivation, penalties: tuple[Penalty, ...]
) -> Derivation:
    """Add what a penalty gives for the weight itself to the product of one sample."""
    data = float(contributions(context, parameter)[0])
    values = [factor.value for factor in base.factors]
    formula, refs = sample_formula(context, parameter), summand_refs(context, parameter)
    numbers = numbers_product([context.value(ref) for ref in refs])
    term = Term("from the data", formula, numbers, data, tuple(refs))
    written = [data, *(penalty.term.value for penalty in penalties)]
    return replace(
        base,
        added=added(penalties),
        product_value=data,
        product_label="the data's part",
        definition=summed([formula, *(penalty.term.formula for penalty in penalties)]),
        substituted=summed([Number(value) for value in written]),
        exact=product_exact(values, data),
        terms_label="parts",
        terms=(term, *(penalty.term for penalty in penalties)),
        notes=base.notes + tuple(note for penalty in penalties for note in penalty.notes),
    )


def _over_batch(
    context: Context, parameter: Ref, base: Derivation, penalties: tuple[Penalty, ...]
) -> Derivation:
    """Turn a product of factors into one sample's part of a sum over the batch."""
    total = with_penalties(sample_sum(context, parameter), penalties)
    share = float(contributions(context, parameter)[context.sample])
    values = [factor.value for factor in base.factors]
    told = base.notes + tuple(note for penalty in penalties for note in penalty.notes)
    return replace(
        _with_sum(base, total),
        over=BigSum(None, "s", context.trace.samples),
        added=added(penalties),
        product_value=share,
        product_label=f"sample {context.sample + 1}",
        exact=total.exact and product_exact(values, share),
        notes=told + _batch_notes(context),
    )


def _with_sum(base: Derivation, total: Sum) -> Derivation:
    return replace(
        base,
        definition=total.definition,
        substituted=total.substituted,
        exact=total.exact,
        terms_label=total.label,
        terms=total.terms,
        omitted=total.omitted,
        omitted_value=total.omitted_value,
    )


def _bias_notes(context: Context, parameter: Ref, name: str) -> tuple[str, ...]:
    if context.layout.is_trained(parameter):
        return ()
    return (f"{name} is frozen: the update leaves it as it is.",)


def _batch_notes(context: Context) -> tuple[str, ...]:
    samples = context.trace.samples
    told = f"The factors are those of sample {context.sample + 1} of {samples:,}."
    if context.share == 1:
        return (f"{told} The gradient adds up what every sample gives.",)
    return (
        f"{told} The gradient adds up what every sample gives.",
        f"L is a mean over {samples:,} samples, so every ∂L/∂a carries 1/{samples}.",
    )


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
        line = context.line(expression, {})
        return Factor(symbol, line.expression, None, True, 1.0, "forward", (parameter, z))
    line = context.line(expression, {key: source})
    value = context.value(source)
    # The expression is a single name, whose number is the value itself.
    return Factor(
        symbol,
        line.expression,
        None,
        is_exact(value),
        value,
        "forward",
        (source, parameter, z),
    )
