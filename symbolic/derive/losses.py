"""Derivations of the loss: each output's, the penalty, the total."""

import numpy as np

from engine.arrays import FloatArray
from engine.network.quantities import LOSS, PENALTY, Quantity, Ref
from symbolic.derive.context import INLINE, Context, select
from symbolic.derive.records import Derivation, Term
from symbolic.formula import Formula
from symbolic.formula.build import all_exact, closed, fraction, joined, part_of, product, summed
from symbolic.formula.numbers import RESULT_DECIMALS, is_exact
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


def output_loss(context: Context, step: int, target: Ref) -> Derivation:
    """Derive one output's term of the loss of the shown sample."""
    name = context.spoken_unit(target.layer, target.unit or 0)
    value = context.value(target)
    expression = loss_term(context.scenario.loss, context.scenario.sizes[-1])
    refs = {
        A: target.as_quantity(Quantity.ACTIVATION),
        T: target.as_quantity(Quantity.TARGET),
    }
    line = context.line(expression, refs)
    return Derivation(
        step=step,
        question=f"How large is the loss at {name}?",
        target=context.symbol(target),
        target_ref=target,
        value=value,
        definition=line.expression,
        substituted=line.substituted,
        exact=line.exact and is_exact(value, RESULT_DECIMALS),
        cases=line.cases,
    )


def total_loss(context: Context, step: int) -> Derivation:
    """Derive L: the outputs' losses added, and over a batch the samples combined."""
    value = context.trace.loss
    batch = context.trace.samples > 1
    definition, numbers, used = (_batch_total if batch else _sample_total)(context)
    terms, omitted, rest = _loss_terms(context, batch)
    notes: tuple[str, ...] = ()
    how = "mean" if context.share > 1 else "sum"
    if batch:
        notes = (f"L is the {how} over the {context.trace.samples:,} samples of the batch.",)
    if batch and context.is_penalised:
        notes = (
            f"L is the {how} over the {context.trace.samples:,} samples of the batch, and the "
            "penalty R once.",
        )
    return Derivation(
        step=step,
        question="How large is the total loss?",
        target=context.symbol(LOSS),
        target_ref=LOSS,
        value=value,
        definition=definition,
        substituted=numbers,
        exact=all_exact(used) and is_exact(value, RESULT_DECIMALS),
        terms_label=("samples" if batch else "outputs") if terms else "",
        terms=terms,
        omitted=omitted,
        omitted_value=rest,
        notes=notes,
    )


def _sample_total(context: Context) -> tuple[Formula, Formula, list[float]]:
    outputs = context.scenario.sizes[-1]
    refs = [Ref(Quantity.OUTPUT_LOSS, context.scenario.depth, k) for k in range(outputs)]
    values = [context.value(ref) for ref in refs]
    symbols = [context.symbol(ref) for ref in refs]
    if outputs > INLINE:
        values = [float(sum(values))]
        symbols = [BigSum(context.notation.of_any(Quantity.OUTPUT_LOSS), "k", outputs)]
    if context.is_penalised:
        values.append(context.trace.penalty)
        symbols.append(context.symbol(PENALTY))
    return summed(symbols), summed([Number(value) for value in values]), values


def _batch_total(context: Context) -> tuple[Formula, Formula, list[float]]:
    samples = context.trace.samples
    each: Formula = BigSum(OfSample(context.notation.loss), "s", samples)
    values = [float(value) for value in context.trace.output_losses.sum(axis=1)]
    if samples > INLINE:
        values = [float(sum(values))]
    numbers, definition = summed(Number(value) for value in values), each
    if context.share > 1:
        definition = part_of(samples, each, Join.APART)
        if len(values) > 1:
            numbers = part_of(samples, Group(numbers), Join.CLOSE)
        else:
            numbers = product((fraction(1, samples), closed(numbers)))
    if context.is_penalised:
        values.append(context.trace.penalty)
        definition = summed((definition, context.symbol(PENALTY)))
        numbers = summed((numbers, Number(context.trace.penalty)))
    return definition, numbers, values


def _loss_terms(context: Context, batch: bool) -> tuple[tuple[Term, ...], int, float]:
    losses = context.trace.output_losses
    depth = context.scenario.depth
    if batch:
        values: FloatArray = losses.sum(axis=1) / context.share
        selection = select(values, strongest=8)
        terms = [_sample_loss(context, s, float(values[s])) for s in selection.indices]
        terms += _penalty_row(context)
        return tuple(terms), selection.omitted, selection.omitted_value
    if losses.shape[1] <= INLINE:
        return (), 0, 0.0
    selection = select(losses[0])
    terms = [
        Term(
            f"at {context.unit_name(depth, k)}",
            context.symbol(Ref(Quantity.OUTPUT_LOSS, depth, k)),
            None,
            float(losses[0, k]),
            (Ref(Quantity.OUTPUT_LOSS, depth, k),),
        )
        for k in selection.indices
    ]
    terms += _penalty_row(context)
    return tuple(terms), selection.omitted, selection.omitted_value


def _penalty_row(context: Context) -> list[Term]:
    if not context.is_penalised:
        return []
    value = context.trace.penalty
    return [Term("penalty", context.symbol(PENALTY), None, value, (PENALTY,))]


def _sample_loss(context: Context, sample: int, value: float) -> Term:
    """Return what one sample adds to L, a mean's 1/m included."""
    number = str(sample + 1)
    formula: Formula = Symbol(f"L, sample {number}", Letters("L"), above=Letters(f"({number})"))
    numbers = None
    if context.share > 1:
        part = fraction(1, context.share)
        formula = product((part, formula))
        numbers = product((part, closed(Number(value * context.share))))
    return Term(f"sample {sample + 1}", formula, numbers, value, ())


def penalty(context: Context, step: int) -> Derivation:
    """Derive R = λ1 Σ |w| + λ2/2 Σ w² over all weights."""
    values = np.concatenate([weight.ravel() for weight in context.trace.before.weights])
    scenario, constants = context.scenario, context.penalties()
    sizes, squares = np.abs(values), np.square(values)
    shares: FloatArray = scenario.l1 * sizes + 0.5 * scenario.l2 * squares
    names, numbers, used = [], [], []
    any_weight = Letters("w")
    if scenario.l1:
        total = float(sizes.sum())
        strength = constants[LAMBDA_1]
        names.append(_strength(strength.name, Absolute(any_weight)))
        numbers.append(product((Number(strength.value), Number(total))))
        used += [strength.value, total]
    if scenario.l2:
        total = float(squares.sum())
        strength = constants[LAMBDA_2]
        names.append(_strength(_halved(strength.name), Power(any_weight, Number(2, 0))))
        numbers.append(product((_halved(Number(strength.value)), Number(total))))
        used += [strength.value, total]
    selection = select(shares)
    value = context.trace.penalty
    return Derivation(
        step=step,
        question="How large is the penalty on the weights?",
        target=context.symbol(PENALTY),
        target_ref=PENALTY,
        value=value,
        definition=summed(names),
        substituted=summed(numbers),
        exact=all_exact(used) and is_exact(value, RESULT_DECIMALS),
        terms_label="weights",
        terms=tuple(_weight_term(context, k, float(shares[k])) for k in selection.indices),
        omitted=selection.omitted,
        omitted_value=selection.omitted_value,
        notes=(_penalty_note(context),),
    )


def _strength(strength: Formula, summand: Formula) -> Formula:
    return joined((strength, BigSum(summand)), Join.SPACE)


def _halved(formula: Formula) -> Formula:
    return Fraction(formula, Number(2, 0), Slash.ENCLOSED)


def _weight_term(context: Context, index: int, value: float) -> Term:
    """Return what a weight, counted through all layers, adds to R."""
    for slot in context.layout.slots:
        count = slot.n_out * slot.n_in
        if index < count:
            break
        index -= count
    weight = context.weight(slot.number, *divmod(index, slot.n_in))
    parts = [
        context.line(part, {WEIGHT: weight}, context.penalties()) for part in context.penalty_terms
    ]
    formula = summed([part.expression for part in parts])
    numbers = summed([part.substituted or part.expression for part in parts])
    return Term(f"from {context.layout.name(weight)}", formula, numbers, value, (weight,))


def _penalty_note(context: Context) -> str:
    how = {
        (True, False): "L1, λ1 |w| for every weight: it pulls weights to 0.",
        (False, True): "L2, λ2/2 w² for every weight: it keeps weights small; with the half its "
        "derivative is λ2 w.",
    }.get(
        (context.scenario.l1 > 0, context.scenario.l2 > 0),
        "L1 and L2 together; with the half the derivative of L2 is λ2 w.",
    )
    return f"{how} Biases are left out, and it does not depend on the samples."
