"""Derivations of batch normalisation on the way forward."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.arrays import FloatArray
from engine.iteration.batch_norm import VARIANCE_EPSILON
from engine.network.quantities import Quantity
from symbolic.derive.context import INLINE, Constant, Context
from symbolic.derive.records import Definition, Line, Term, TermKind
from symbolic.derive.selecting import select
from symbolic.formula import Formula
from symbolic.formula.build import closed, fraction, part_of, product, summed, within
from symbolic.formula.tree import (
    BigSum,
    Binding,
    Group,
    Join,
    Negative,
    Number,
    OfSample,
    Power,
    Row,
    Sum,
    Words,
)
from symbolic.rules import batch_norm
from symbolic.rules.batch_norm import BETA, GAMMA, HAT, MEAN, VARIANCE, VARIANCE_EPS
from symbolic.rules.definitions import Z

_ALONE = "One sample alone has no mean and no variance: the running ones stand in for them."


@dataclass(frozen=True, slots=True)
class _Moment:
    """How a mean or a variance adds up over the samples."""

    summand: Formula
    values: FloatArray
    numbers: Callable[[float], Formula]


def batch_mean(context: Context, base: Definition) -> Definition:
    """Derive μ, the mean of z over the batch."""
    z = base.target_ref.as_quantity(Quantity.PRE_ACTIVATION)
    moment = _Moment(OfSample(context.symbol(z)), context.trace.values(z), context.shown)
    return _averaged(context, base, moment)


def batch_variance(context: Context, base: Definition) -> Definition:
    """Derive σ², the mean of (z − μ)² over the batch."""
    target = base.target_ref
    z = target.as_quantity(Quantity.PRE_ACTIVATION)
    mean = target.as_quantity(Quantity.BATCH_MEAN)
    name, middle = context.symbol(z), context.symbol(mean)
    apart = Group(Sum((OfSample(name), Negative(middle))))
    values = context.trace.values(z) - context.value(mean)

    def squared(value: float) -> Formula:
        return Power(within(context.shown(value), Binding.ATOM), Number(2, 0))

    moment = _Moment(Power(apart, Number(2, 0)), values, squared)
    return _averaged(context, base, moment, power=2)


def _averaged(context: Context, base: Definition, moment: _Moment, power: int = 1) -> Definition:
    """Derive 1/m Σ over the samples; of one sample alone the running number stands in."""
    samples, target = context.trace.samples, base.target_ref
    if not context.of_batch(target.layer):
        return _running(context, base)
    part = fraction(1, samples)
    each = BigSum(moment.summand, "s", samples)
    shares: FloatArray = moment.values**power / samples
    selection = select(shares, strongest=8)
    entries = [float(entry) for entry in moment.values]
    numbers = None
    if samples <= INLINE:
        total = summed([moment.numbers(entry) for entry in entries])
        numbers = part_of(samples, Group(total), Join.CLOSE)
    z = target.as_quantity(Quantity.PRE_ACTIVATION)
    terms = tuple(
        Term(
            f"sample {k + 1}",
            product((part, moment.summand)),
            product((part, closed(moment.numbers(entries[k])))),
            float(shares[k]),
            (z,),
            k,
        )
        for k in selection.indices
    )
    line = Line(part_of(samples, each, Join.APART), numbers)
    return base.of_line(line, terms=selection.terms(TermKind.SAMPLES, terms))


def _running(context: Context, base: Definition) -> Definition:
    """Derive a running mean or variance, which earlier batches have moved."""
    parameters, layer = context.trace.before, base.target_ref.layer - 1
    start = (
        not parameters.running_means[layer].any()
        and (parameters.running_variances[layer] == 1.0).all()
    )
    note = (
        "No batch has moved them yet: they are 0 and 1."
        if start
        else "Every batch of several samples moves them a tenth of the way to its own."
    )
    line = Line(Row((Words("running"), base.target)))
    return base.of_line(line, notes=(_ALONE, note))


def variance_epsilon(context: Context) -> Constant:
    """Return ε, what is added to a variance before its root is taken."""
    return context.constant("variance_epsilon", VARIANCE_EPSILON)


def normalised(context: Context, base: Definition) -> Definition:
    """Derive ẑ = (z − μ)/√(σ² + ε)."""
    target = base.target_ref
    refs = {
        Z: target.as_quantity(Quantity.PRE_ACTIVATION),
        MEAN: target.as_quantity(Quantity.BATCH_MEAN),
        VARIANCE: target.as_quantity(Quantity.BATCH_VARIANCE),
    }
    line = context.line(batch_norm.NORMALISED, refs, {VARIANCE_EPS: variance_epsilon(context)})
    return base.of_line(line, notes=("ε = 1·10⁻⁵ keeps the root from being 0.",))


def scaled(context: Context, base: Definition) -> Definition:
    """Derive y = γ ẑ + β."""
    target = base.target_ref
    refs = {
        GAMMA: target.as_quantity(Quantity.SCALE),
        HAT: target.as_quantity(Quantity.NORMALISED),
        BETA: target.as_quantity(Quantity.SHIFT),
    }
    notes = ("The scale γ and the shift β are trained like weights.",)
    return base.of_line(context.line(batch_norm.SCALED, refs), notes=notes)
