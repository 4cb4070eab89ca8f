"""Derivations of the gradients of weights and biases."""

from dataclasses import dataclass, replace

from engine.arrays import FloatArray
from engine.quantities import Quantity, Ref
from symbolic.backward import cancelling, notes
from symbolic.building import (
    all_exact,
    equation,
    indexed_sum,
    numbers_product,
    parenthesised,
    product,
    product_exact,
    summed,
)
from symbolic.context import INLINE, Context, select
from symbolic.derivation import Derivation, Factor, Formula, Term
from symbolic.factors import unit_factors
from symbolic.notation import is_exact, number, partial
from symbolic.rules import A, sum_derivative
from symbolic.symbols import LOSS_SYMBOL
from symbolic.updates import consequence


@dataclass(frozen=True, slots=True)
class _Sum:
    """The summands of a gradient, and how the sum is written."""

    label: str
    terms: tuple[Term, ...]
    omitted: int
    omitted_value: float
    definition: Formula
    substituted: Formula | None
    exact: bool


def gradient(context: Context, step: int, target: Ref) -> Derivation:
    """Derive ∂L/∂w or ∂L/∂b.

    Over one sample this is a product of factors; over a batch every sample adds such a product. A
    bias that a layer shares adds what each of the layer's units contributes.
    """
    parameter = target.parameter or target
    name = context.layout.name(parameter)
    value = context.value(target)
    told = _bias_notes(context, parameter, name)
    base = Derivation(
        step=step,
        question=f"How much does {name} change the total loss?",
        target=context.symbol(target),
        target_ref=target,
        value=value,
        consequence=consequence(context, parameter, name, value),
        notes=told,
    )
    if target.unit is None:
        return _with_sum(base, _shared_sum(context, parameter))
    factors = (*unit_factors(context, target.layer, target.unit), _last(context, parameter))
    values = [factor.value for factor in factors]
    output = target.layer == context.scenario.depth
    told += notes(context, target.layer, target.unit, slope=True, loss=output)
    told += cancelling(context, target.layer, target.unit)
    base = replace(
        base,
        factors=factors,
        product=numbers_product(values),
        product_value=value,
        exact=product_exact(values, value),
        notes=told,
    )
    return base if context.trace.samples == 1 else _over_batch(context, parameter, base)


def _over_batch(context: Context, parameter: Ref, base: Derivation) -> Derivation:
    """Turn a product of factors into one sample's part of a sum over the batch."""
    total = _sample_sum(context, parameter)
    share = float(_contributions(context, parameter)[context.sample])
    values = [factor.value for factor in base.factors]
    return replace(
        _with_sum(base, total),
        product_value=share,
        product_label=f"sample {context.sample + 1}",
        product_target=_share_of(base.target, context.sample + 1),
        exact=total.exact and product_exact(values, share),
        notes=base.notes + _batch_notes(context),
    )


def _share_of(target: Formula, number: int) -> Formula:
    """Return a gradient marked as the part that one sample adds to it."""
    closed = parenthesised(target)
    return Formula(f"{closed.latex}^{{({number})}}", f"{target.plain}, sample {number}")


def _with_sum(base: Derivation, total: _Sum) -> Derivation:
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
    """Return ∂z/∂w, which is the activation that w multiplies, or ∂z/∂b, which is 1."""
    z = Ref(Quantity.PRE_ACTIVATION, parameter.layer, parameter.unit)
    symbol = partial(context.symbol(z), context.symbol(parameter))
    if parameter.quantity is Quantity.BIAS:
        line = context.line(sum_derivative("bias"), {})
        return Factor(symbol, line.expression, None, True, 1.0, "forward", (parameter, z))
    source = Ref(Quantity.ACTIVATION, parameter.layer - 1, parameter.source)
    line = context.line(sum_derivative("weight"), {A: source})
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


def _contributions(context: Context, parameter: Ref) -> FloatArray:
    """Return what every sample adds to a gradient."""
    trace, layer = context.trace, parameter.layer
    if parameter.unit is None:
        total: FloatArray = trace.delta[layer - 1].sum(axis=1)
        return total
    own = trace.delta[layer - 1][:, parameter.unit]
    if parameter.source is None:
        return own
    product_of: FloatArray = own * trace.a[layer - 1][:, parameter.source]
    return product_of


def _sample_sum(context: Context, parameter: Ref) -> _Sum:
    values = _contributions(context, parameter)
    selection = select(values, strongest=8)
    terms = tuple(
        _sample_term(context, parameter, index, float(values[index])) for index in selection.indices
    )
    body = _sample_formula(context, parameter, with_index=True)
    shown = [float(value) for value in values]
    small = len(shown) <= INLINE
    return _Sum(
        "samples",
        terms,
        selection.omitted,
        selection.omitted_value,
        indexed_sum(len(values), body, "s"),
        summed([number(value) for value in shown]) if small else None,
        small and all_exact(shown),
    )


def _sample_formula(context: Context, parameter: Ref, *, with_index: bool = False) -> Formula:
    """Return δ a, what one sample adds, in symbols."""
    unit = parameter.unit or 0
    parts = [context.symbol(Ref(Quantity.DELTA, parameter.layer, unit))]
    if parameter.source is not None:
        source = Ref(Quantity.ACTIVATION, parameter.layer - 1, parameter.source)
        parts.append(context.symbol(source))
    if with_index:
        parts = [
            # A name that has a superscript already takes another one only as a group.
            Formula(
                rf"{{{part.latex}}}^{{(s)}}" if "^" in part.latex else f"{part.latex}^{{(s)}}",
                f"{part.plain}⁽ˢ⁾",
            )
            for part in parts
        ]
    return product(parts)


def _sample_term(context: Context, parameter: Ref, index: int, value: float) -> Term:
    trace, layer, unit = context.trace, parameter.layer, parameter.unit or 0
    delta = Ref(Quantity.DELTA, layer, unit)
    values = [trace.value(delta, index)]
    references = [delta]
    if parameter.source is not None:
        source = Ref(Quantity.ACTIVATION, layer - 1, parameter.source)
        values.append(trace.value(source, index))
        references.append(source)
    return Term(
        label=f"sample {index + 1}",
        formula=_sample_formula(context, parameter),
        substituted=numbers_product(values) if len(values) > 1 else None,
        value=value,
        references=tuple(references),
    )


def _shared_sum(context: Context, parameter: Ref) -> _Sum:
    """Return the sum for a bias that all units of a layer use."""
    layer = parameter.layer
    deltas = context.trace.delta[layer - 1]
    units = deltas.shape[1]
    refs = [Ref(Quantity.DELTA, layer, unit) for unit in range(units)]
    if units <= INLINE:
        over_units = summed([context.symbol(ref) for ref in refs])
    else:
        over_units = indexed_sum(units, Formula(r"\delta_{k}", "δ_k"))
    if context.trace.samples == 1:
        selection = select(deltas[0])
        terms = tuple(_unit_term(context, parameter, refs[k]) for k in selection.indices)
        shown = [float(value) for value in deltas[0]]
        small = units <= INLINE
        return _Sum(
            "units",
            terms,
            selection.omitted,
            selection.omitted_value,
            over_units,
            summed([number(value) for value in shown]) if small else None,
            small and all_exact(shown),
        )
    values = _contributions(context, parameter)
    selection = select(values, strongest=8)
    terms = tuple(
        Term(f"sample {s + 1}", over_units, None, float(values[s]), tuple(refs))
        for s in selection.indices
    )
    inner = indexed_sum(units, Formula(r"\delta_{k}^{(s)}", "δ_k⁽ˢ⁾"))
    return _Sum(
        "samples",
        terms,
        selection.omitted,
        selection.omitted_value,
        indexed_sum(len(values), inner, "s"),
        None,
        False,
    )


def _unit_term(context: Context, parameter: Ref, delta: Ref) -> Term:
    z = context.symbol(delta.as_quantity(Quantity.PRE_ACTIVATION))
    chain = product((partial(LOSS_SYMBOL, z), partial(z, context.symbol(parameter))))
    return Term(
        label=f"through {context.unit_name(delta.layer, delta.unit or 0)}",
        formula=equation(chain, context.symbol(delta)),
        substituted=None,
        value=context.value(delta),
        references=(delta, delta.as_quantity(Quantity.PRE_ACTIVATION)),
    )
