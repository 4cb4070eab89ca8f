"""A gradient as a sum: over the samples of a batch, over the units that share a bias."""

from typing import NamedTuple

import numpy as np

from engine.arrays import FloatArray
from engine.network.quantities import Quantity, Ref
from symbolic.derive.context import INLINE, Context
from symbolic.derive.records import Line, Term, TermKind, Terms
from symbolic.derive.selecting import select
from symbolic.formula import Formula
from symbolic.formula.build import closed, equation, part_of, product, summed, within
from symbolic.formula.tree import BigSum, Binding, Derivative, Join, OfSample


class Sum(NamedTuple):
    """How a gradient is written as a sum, and its summands."""

    line: Line
    terms: Terms


def entry(context: Context, parameter: Ref) -> Ref | None:
    """Return what a parameter multiplies: what a weight is given, γ's ẑ; nothing for b and β."""
    if parameter.quantity is Quantity.SCALE:
        return parameter.as_quantity(Quantity.NORMALISED)
    if parameter.source is None:
        return None
    return context.passed_on(parameter.layer - 1, parameter.source)


def summand_refs(context: Context, parameter: Ref) -> list[Ref]:
    """Return what one sample's share of a gradient is the product of, δ a or ∂L/∂y ẑ."""
    batch = parameter.quantity in (Quantity.SCALE, Quantity.SHIFT)
    error = Quantity.LOSS_BY_SCALED if batch else Quantity.DELTA
    refs = [Ref(error, parameter.layer, parameter.unit or 0)]
    source = entry(context, parameter)
    return refs if source is None else [*refs, source]


def contributions(context: Context, parameter: Ref) -> FloatArray:
    """Return what every sample adds to a gradient."""
    trace = context.trace
    if parameter.unit is None:
        total: FloatArray = trace.delta[parameter.layer - 1].sum(axis=1)
        return total
    parts = [trace.values(ref) for ref in summand_refs(context, parameter)]
    values: FloatArray = parts[0] if len(parts) == 1 else np.multiply(*parts)
    return values / trace.share


def sample_sum(context: Context, parameter: Ref) -> Sum:
    """Return a gradient as a sum over the samples of the batch."""
    values = contributions(context, parameter)
    selection = select(values, strongest=8)
    terms = tuple(
        _sample_term(context, parameter, index, float(values[index])) for index in selection.indices
    )
    body = sample_formula(context, parameter, with_index=True)
    line = Line(_averaged(context, BigSum(body, "s", len(values))))
    return Sum(line, selection.terms(TermKind.SAMPLES, terms))


def _averaged(context: Context, total: Formula, join: Join = Join.APART) -> Formula:
    """Return a sum over the samples with the mean's 1/m before it, where δ is without it."""
    share = context.trace.share
    return total if share == 1 else part_of(share, total, join)


def sample_formula(context: Context, parameter: Ref, *, with_index: bool = False) -> Formula:
    """Return δ a, what one sample adds, in symbols."""
    parts = [context.symbol(ref) for ref in summand_refs(context, parameter)]
    return product([OfSample(part) for part in parts] if with_index else parts)


def _sample_term(context: Context, parameter: Ref, index: int, value: float) -> Term:
    refs = summand_refs(context, parameter)
    values = [context.trace.value(ref, index) for ref in refs]
    numbers = context.multiplied(values) if len(values) > 1 or context.trace.share > 1 else None
    if numbers is not None and context.trace.share > 1:
        numbers = _averaged(context, closed(numbers), Join.DOT)
    return Term(
        label=f"sample {index + 1}",
        formula=_averaged(context, sample_formula(context, parameter), Join.DOT),
        substituted=numbers,
        value=value,
        references=tuple(refs),
        sample=index,
    )


def shared_sum(context: Context, parameter: Ref) -> Sum:
    """Return the sum for a bias that all units of a layer use."""
    layer = parameter.layer
    deltas = context.trace.delta[layer - 1]
    units = deltas.shape[1]
    refs = [Ref(Quantity.DELTA, layer, unit) for unit in range(units)]
    if units <= INLINE:
        over_units = summed([context.symbol(ref) for ref in refs])
    else:
        over_units = BigSum(context.any_unit(Quantity.DELTA, layer), "k", units)
    if context.trace.samples == 1:
        selection = select(deltas[0])
        terms = tuple(_unit_term(context, parameter, refs[k]) for k in selection.indices)
        return Sum(Line(over_units), selection.terms(TermKind.UNITS, terms))
    values = contributions(context, parameter)
    selection = select(values, strongest=8)
    over = over_units
    if context.trace.share > 1:
        over = _averaged(context, within(over_units, Binding.PRODUCT), Join.DOT)
    terms = tuple(
        Term(f"sample {s + 1}", over, None, float(values[s]), tuple(refs), s)
        for s in selection.indices
    )
    inner = BigSum(OfSample(context.any_unit(Quantity.DELTA, layer)), "k", units)
    line = Line(_averaged(context, BigSum(inner, "s", len(values))))
    return Sum(line, selection.terms(TermKind.SAMPLES, terms))


def _unit_term(context: Context, parameter: Ref, delta: Ref) -> Term:
    z = context.symbol(delta.as_quantity(Quantity.PRE_ACTIVATION))
    chain = product((context.loss_by(z), Derivative(z, context.symbol(parameter))))
    return Term(
        label=f"through {context.unit_name(delta.layer, delta.unit or 0)}",
        formula=equation(chain, context.symbol(delta)),
        substituted=None,
        value=context.value(delta),
        references=(delta, delta.as_quantity(Quantity.PRE_ACTIVATION)),
    )
