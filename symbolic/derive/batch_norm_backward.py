"""∂L/∂z behind batch normalisation: one factor that is a sum of three paths."""

import sympy

from engine.network.quantities import Quantity, Ref
from symbolic.derive.batch_norm import variance_epsilon
from symbolic.derive.context import Constant, Context
from symbolic.derive.records import Factor, Term, TermKind, Terms
from symbolic.formula import Formula
from symbolic.formula.build import equation, product
from symbolic.formula.tree import Derivative
from symbolic.rules import batch_norm
from symbolic.rules.batch_norm import ALONG, AVERAGE, GAMMA, HAT, OWN, VARIANCE, VARIANCE_EPS
from symbolic.rules.evaluate import evaluate


def normalised_factor(context: Context, layer: int, unit: int) -> Factor:
    """Return ∂L/∂z: straight on, through μ into every sample, and through σ²."""
    ref = Ref(Quantity.DELTA, layer, unit)
    refs, constants = _refs(ref), _constants(context, ref)
    line = context.line(batch_norm.delta(), refs, constants)
    return Factor(
        symbol=context.loss_by(context.symbol(ref.as_quantity(Quantity.PRE_ACTIVATION))),
        line=line,
        value=context.value(ref),
        tint="backward",
        references=(ref, *refs.values()),
        terms=Terms(TermKind.PATHS, _paths(context, ref, refs, constants)),
    )


def running_factor(context: Context, layer: int, unit: int) -> Factor:
    """Return ∂y/∂z where mean and variance are the running ones, which no z moves."""
    y = Ref(Quantity.SCALED, layer, unit)
    z, refs = y.as_quantity(Quantity.PRE_ACTIVATION), _refs(y)
    slope = batch_norm.scaled_derivative("normalised") * batch_norm.normalised_derivative("z")
    epsilon = variance_epsilon(context)
    line = context.line(slope, refs, {VARIANCE_EPS: epsilon})
    values = {key: context.value(refs[key]) for key in (VARIANCE, GAMMA)}
    value = evaluate(slope, values | {VARIANCE_EPS: epsilon.value})
    return Factor(
        symbol=Derivative(context.symbol(y), context.symbol(z)),
        line=line,
        value=value,
        tint="backward",
        references=(y, z, refs[GAMMA], refs[VARIANCE]),
    )


def normalised_notes(context: Context, layer: int, unit: int) -> tuple[str, ...]:
    """Say what the means in the formula are."""
    notation = context.notation
    z = notation.letter(Quantity.PRE_ACTIVATION)
    if not context.of_batch(layer):
        return (f"The running mean and variance are fixed numbers: {z} moves neither.",)
    ref = Ref(Quantity.LOSS_BY_SCALED, layer, unit)
    g, hat = (
        context.text(ref.as_quantity(q)) for q in (Quantity.LOSS_BY_SCALED, Quantity.NORMALISED)
    )
    mean, variance, own = map(
        notation.letter, (Quantity.BATCH_MEAN, Quantity.BATCH_VARIANCE, Quantity.NORMALISED)
    )
    average, along = (notation.constants[key].text for key in ("mean_gradient", "mean_product"))
    return (
        f"Every sample's {z} moves {mean} and {variance}, and so the {own} of all: {average} is "
        f"the mean of {g} over the batch, and {along} the mean of {g} · {hat}.",
    )


def _refs(ref: Ref) -> dict[sympy.Symbol, Ref]:
    return {
        OWN: ref.as_quantity(Quantity.LOSS_BY_SCALED),
        HAT: ref.as_quantity(Quantity.NORMALISED),
        VARIANCE: ref.as_quantity(Quantity.BATCH_VARIANCE),
        GAMMA: ref.as_quantity(Quantity.SCALE),
    }


def _constants(context: Context, ref: Ref) -> dict[sympy.Symbol, Constant]:
    by_scaled = context.trace.values(ref.as_quantity(Quantity.LOSS_BY_SCALED))
    hat = context.trace.values(ref.as_quantity(Quantity.NORMALISED))
    return {
        VARIANCE_EPS: variance_epsilon(context),
        AVERAGE: context.constant("mean_gradient", float(by_scaled.mean())),
        ALONG: context.constant("mean_product", float((by_scaled * hat).mean())),
    }


def _paths(
    context: Context,
    ref: Ref,
    refs: dict[sympy.Symbol, Ref],
    constants: dict[sympy.Symbol, Constant],
) -> tuple[Term, ...]:
    mean, variance = (ref.as_quantity(q) for q in (Quantity.BATCH_MEAN, Quantity.BATCH_VARIANCE))
    z = context.symbol(ref.as_quantity(Quantity.PRE_ACTIVATION))
    y = context.symbol(ref.as_quantity(Quantity.SCALED))
    own = context.symbol(refs[OWN])
    chains = (
        ("straight on", product((own, Derivative(y, z))), refs[OWN]),
        ("through the mean", _chain(context, mean, z), mean),
        ("through the variance", _chain(context, variance, z), variance),
    )
    values = {key: context.value(each) for key, each in refs.items()}
    values |= {key: constant.value for key, constant in constants.items()}
    terms = []
    for (label, chain, about), part in zip(chains, batch_norm.delta_parts(), strict=True):
        line = context.line(part, refs, constants)
        terms.append(
            Term(
                label,
                equation(chain, line.expression),
                line.substituted,
                evaluate(part, values),
                (about, *(each for key, each in refs.items() if part.has(key))),
            )
        )
    return tuple(terms)


def _chain(context: Context, through: Ref, z: Formula) -> Formula:
    name = context.symbol(through)
    return product((context.loss_by(name), Derivative(name, z)))
