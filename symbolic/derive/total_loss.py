"""Derivations of the loss: each output's, the penalty, the total."""

import numpy as np

from engine.arrays import FloatArray
from engine.network.quantities import PENALTY, Quantity, Ref
from symbolic.derive.context import INLINE, Context
from symbolic.derive.records import Definition, Line, Term, TermKind, Terms
from symbolic.derive.selecting import select
from symbolic.formula import Formula
from symbolic.formula.build import closed, fraction, joined, part_of, product, summed
from symbolic.formula.tree import (
    Absolute,
    BigSum,
    Fraction,
    Group,
    Join,
    Letters,
    Number,
    OfSample,
    Power,
    Slash,
    Symbol,
)
from symbolic.rules.definitions import LAMBDA_1, LAMBDA_2, WEIGHT, A, T, loss_term


def output_loss(context: Context, base: Definition) -> Definition:
    """Derive one output's term of the loss of the shown sample."""
    target = base.target_ref
    expression = loss_term(context.scenario.loss, context.scenario.sizes[-1])
    refs = {
        A: target.as_quantity(Quantity.ACTIVATION),
        T: target.as_quantity(Quantity.TARGET),
    }
    return base.of_line(context.line(expression, refs))


def total_loss(context: Context, base: Definition) -> Definition:
    """Derive L: the outputs' losses added, and over a batch the samples combined."""
    batch = context.trace.samples > 1
    loss, penalty = map(context.notation.letter, (Quantity.LOSS, Quantity.PENALTY))
    how = "mean" if context.share > 1 else "sum"
    once = f", and the penalty {penalty} once" if context.is_penalised else ""
    over = f"the {how} over the {context.trace.samples:,} samples of the batch"
    notes = (f"{loss} is {over}{once}.",) if batch else ()
    terms = _sample_terms(context) if batch else _output_terms(context)
    alone = len(terms.shown) + terms.omitted == 1
    line = _batch_total(context) if batch else _sample_total(context, terms)
    return base.of_line(line, terms=None if alone else terms, notes=notes)


def _sample_total(context: Context, terms: Terms) -> Line:
    losses = context.trace.output_losses[0]
    if len(losses) <= INLINE:
        return context.sum_of(terms)
    every = BigSum(context.any_unit(Quantity.OUTPUT_LOSS, context.scenario.depth), "k", len(losses))
    return Line(summed([every, context.symbol(PENALTY)]) if context.is_penalised else every)


def _batch_total(context: Context) -> Line:
    samples = context.trace.samples
    each: Formula = BigSum(OfSample(context.notation.unit_loss), "s", samples)
    losses = context.trace.output_losses.sum(axis=1)
    numbers, definition = summed(context.shown(float(loss)) for loss in losses[:INLINE]), each
    if context.share > 1:
        definition = part_of(samples, each, Join.APART)
        numbers = part_of(samples, Group(numbers), Join.CLOSE)
    if context.is_penalised:
        definition = summed((definition, context.symbol(PENALTY)))
        numbers = summed((numbers, context.shown(context.trace.penalty)))
    return Line(definition, numbers if samples <= INLINE else None)


def _sample_terms(context: Context) -> Terms:
    values: FloatArray = context.trace.output_losses.sum(axis=1) / context.share
    selection = select(values, strongest=8)
    terms = [_sample_loss(context, s, float(values[s])) for s in selection.indices]
    return selection.terms(TermKind.SAMPLES, terms + _penalty_row(context))


def _output_terms(context: Context) -> Terms:
    losses, depth = context.trace.output_losses[0], context.scenario.depth
    selection = select(losses)
    refs = [Ref(Quantity.OUTPUT_LOSS, depth, k) for k in selection.indices]
    terms = [
        Term(
            f"at {context.unit_name(depth, ref.unit or 0)}",
            context.symbol(ref),
            None,
            context.value(ref),
            (ref,),
        )
        for ref in refs
    ]
    return selection.terms(TermKind.OUTPUTS, terms + _penalty_row(context))


def _penalty_row(context: Context) -> list[Term]:
    if not context.is_penalised:
        return []
    value = context.trace.penalty
    return [Term("penalty", context.symbol(PENALTY), None, value, (PENALTY,))]


def _sample_loss(context: Context, sample: int, value: float) -> Term:
    """Return what one sample adds to L, a mean's 1/m included."""
    loss, number = context.notation.unit_loss, sample + 1
    text, above = f"{loss.text}, sample {number}", Letters(f"({number})")
    formula: Formula = Symbol(text, loss.letter, loss.below, above)
    numbers = None
    if context.share > 1:
        part = fraction(1, context.share)
        formula = product((part, formula))
        numbers = product((part, closed(context.shown(value * context.share))))
    return Term(f"sample {sample + 1}", formula, numbers, value, (), sample)


def penalty(context: Context, base: Definition) -> Definition:
    """Derive R = λ1 Σ |w| + λ2/2 Σ w² over all weights."""
    weights = np.r_[tuple(slot.weights for slot in context.layout.slots)]
    weights = weights[~np.isin(weights, context.layout.absent)]
    values = context.trace.before.flat[weights]
    scenario, constants = context.scenario, context.penalties()
    sizes, squares = np.abs(values), np.square(values)
    shares: FloatArray = scenario.l1 * sizes + 0.5 * scenario.l2 * squares
    names, numbers = [], []
    any_weight = context.notation.any_weight.letter
    if scenario.l1:
        total = float(sizes.sum())
        strength = constants[LAMBDA_1]
        names.append(_strength(strength.name, Absolute(any_weight)))
        numbers.append(product((context.shown(strength.value), context.shown(total))))
    if scenario.l2:
        total = float(squares.sum())
        strength = constants[LAMBDA_2]
        names.append(_strength(_halved(strength.name), Power(any_weight, Number(2, 0))))
        numbers.append(product((_halved(context.shown(strength.value)), context.shown(total))))
    selection = select(shares)
    return base.of_line(
        Line(summed(names), summed(numbers)),
        terms=selection.terms(
            TermKind.WEIGHTS,
            (_weight_term(context, int(weights[k]), float(shares[k])) for k in selection.indices),
        ),
        notes=(_penalty_note(context),),
    )


def _strength(strength: Formula, summand: Formula) -> Formula:
    return joined((strength, BigSum(summand)), Join.SPACE)


def _halved(formula: Formula) -> Formula:
    return Fraction(formula, Number(2, 0), Slash.ENCLOSED)


def _weight_term(context: Context, index: int, value: float) -> Term:
    """Return what the weight at a flat index adds to R."""
    weight = context.layout.ref(index)
    parts = [
        context.line(part, {WEIGHT: weight}, context.penalties()) for part in context.penalty_terms
    ]
    formula = summed([part.expression for part in parts])
    numbers = summed([part.substituted or part.expression for part in parts])
    return Term(f"from {context.layout.name(weight)}", formula, numbers, value, (weight,))


def _penalty_note(context: Context) -> str:
    how = {
        (True, False): "L1, {l1} |{w}| for every weight: it pulls weights to 0.",
        (False, True): "L2, {l2}/2 {w}² for every weight: it keeps weights small; with the half "
        "its derivative is {l2} {w}.",
        (True, True): "L1 and L2 together; with the half the derivative of L2 is {l2} {w}.",
    }[context.scenario.l1 > 0, context.scenario.l2 > 0]
    said = context.notation.write(how)
    return f"{said} Biases are left out, and it does not depend on the samples."
