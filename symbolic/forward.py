"""Derivations of the forward pass and of the loss."""

from dataclasses import replace

import numpy as np
import sympy

from engine.arrays import FloatArray
from engine.quantities import LOSS, Quantity, Ref
from symbolic.building import (
    all_exact,
    fraction,
    indexed_sum,
    numbers_product,
    operand,
    parenthesised,
    product,
    summed,
)
from symbolic.context import INLINE, Context, select
from symbolic.derivation import Derivation, Formula, Term
from symbolic.notation import RESULT_DECIMALS, indexed, is_exact, number, subscript_latex
from symbolic.rules import PHI, A, T, Z, loss_term
from symbolic.spelling import name_leaf, number_leaf, spell


def pre_activation(context: Context, step: int, target: Ref) -> Derivation:
    """Derive z = Σ w a + b."""
    layer, unit = target.layer, target.unit or 0
    weights = context.trace.before.weights[layer - 1][unit]
    inputs = context.trace.a[layer - 1][context.sample]
    bias = context.unit_bias(layer, unit)
    value = context.value(target)
    small = len(inputs) <= INLINE
    used = [*weights, *inputs] if small else [float(weights @ inputs)]
    if bias is not None:
        used.append(context.value(bias))
    definition, numbers = (_written_sum if small else _indexed_sum)(context, target, bias)
    terms, omitted, rest = _input_terms(context, target, bias)
    return Derivation(
        step=step,
        question=f"What comes into {context.spoken_unit(layer, unit)}?",
        target=context.symbol(target),
        target_ref=target,
        value=value,
        definition=definition,
        substituted=numbers,
        exact=all_exact(used) and is_exact(value, RESULT_DECIMALS),
        terms_label="inputs" if terms else "",
        terms=terms,
        omitted=omitted,
        omitted_value=rest,
    )


def _written_sum(context: Context, target: Ref, bias: Ref | None) -> tuple[Formula, Formula]:
    layer, unit = target.layer, target.unit or 0
    symbols, numbers = [], []
    for source in range(context.scenario.sizes[layer - 1]):
        weight = context.weight(layer, unit, source)
        entry = Ref(Quantity.ACTIVATION, layer - 1, source)
        symbols.append(product((context.symbol(weight), context.symbol(entry))))
        numbers.append(numbers_product((context.value(weight), context.value(entry))))
    if bias is not None:
        symbols.append(context.symbol(bias))
        numbers.append(context.number(bias))
    return summed(symbols), summed(numbers)


def _indexed_sum(context: Context, target: Ref, bias: Ref | None) -> tuple[Formula, Formula]:
    layer, unit = target.layer, target.unit or 0
    name = context.unit_name(layer, unit)
    letter = "i" if layer == 1 else "a"
    weight = Formula(f"w_{{{subscript_latex(name)},k}}", f"w_{name},k")
    count = context.scenario.sizes[layer - 1]
    entry = Formula(rf"{letter}_{{k}}", f"{letter}_k")
    symbols = [indexed_sum(count, product((weight, entry)))]
    weights = context.trace.before.weights[layer - 1][unit]
    numbers = [number(float(weights @ context.trace.a[layer - 1][context.sample]))]
    if bias is not None:
        symbols.append(context.symbol(bias))
        numbers.append(context.number(bias))
    return summed(symbols), summed(numbers)


def _input_terms(
    context: Context, target: Ref, bias: Ref | None
) -> tuple[tuple[Term, ...], int, float]:
    layer, unit = target.layer, target.unit or 0
    weights = context.trace.before.weights[layer - 1][unit]
    if len(weights) <= INLINE:
        return (), 0, 0.0
    values = weights * context.trace.a[layer - 1][context.sample]
    selection = select(values)
    terms = []
    for source in selection.indices:
        weight = context.weight(layer, unit, source)
        entry = Ref(Quantity.ACTIVATION, layer - 1, source)
        terms.append(
            Term(
                label=f"from {context.unit_name(layer - 1, source)}",
                formula=product((context.symbol(weight), context.symbol(entry))),
                substituted=numbers_product((context.value(weight), context.value(entry))),
                value=float(values[source]),
                references=(weight, entry),
            )
        )
    if bias is not None:
        own = context.symbol(bias)
        terms.append(Term("bias", own, None, context.value(bias), (bias,)))
    return tuple(terms), selection.omitted, selection.omitted_value


def activation(context: Context, step: int, target: Ref) -> Derivation:
    """Derive a = φ(z)."""
    layer, unit = target.layer, target.unit or 0
    kind = context.scenario.layers[layer - 1].activation
    value = context.value(target)
    question = f"What does {context.spoken_unit(layer, unit)} give out?"
    base = Derivation(step, question, context.symbol(target), target, value)
    if kind == "softmax":
        definition, numbers = _softmax(context, layer, unit)
        note = "Softmax makes shares of the layer's numbers: together they are 1."
        return replace(base, definition=definition, substituted=numbers, exact=False, notes=(note,))
    line = context.line(PHI[kind], {Z: target.as_quantity(Quantity.PRE_ACTIVATION)})
    return replace(
        base,
        definition=line.expression,
        substituted=line.substituted,
        exact=line.exact and is_exact(value, RESULT_DECIMALS),
        cases=line.cases,
    )


def _softmax(context: Context, layer: int, unit: int) -> tuple[Formula, Formula | None]:
    """Return e^{z_j} / Σ e^{z_k}, the sum written out where it is short."""
    units = context.scenario.sizes[layer]
    refs = [Ref(Quantity.PRE_ACTIVATION, layer, other) for other in range(units)]
    if units <= INLINE:
        keys = sympy.symbols(f"z1:{units + 1}", real=True)
        powers = [sympy.exp(key) for key in keys]
        names = {k: name_leaf(context.symbol(r)) for k, r in zip(keys, refs, strict=True)}
        numbers = {k: number_leaf(context.value(r)) for k, r in zip(keys, refs, strict=True)}
        above, below = powers[unit], powers
        symbols, values = (
            _over(spell(above, leaves), summed([spell(power, leaves) for power in below]), True)
            for leaves in (names, numbers)
        )
        return symbols, values
    own = spell(sympy.exp(Z), {Z: name_leaf(context.symbol(refs[unit]))})
    every = indexed_sum(units, Formula("e^{z_{k}}", "e^z_k"))
    z = context.trace.z[layer - 1][context.sample]
    with np.errstate(over="ignore"):
        total = float(np.exp(z).sum())
    if not np.isfinite(total):
        return _over(own, every, True), None
    top = spell(sympy.exp(Z), {Z: number_leaf(float(z[unit]))})
    return _over(own, every, True), _over(top, number(total), False)


def _over(top: Formula, bottom: Formula, long: bool) -> Formula:
    below = f"({bottom.plain})" if long else bottom.plain
    return Formula(rf"\dfrac{{{top.latex}}}{{{bottom.latex}}}", f"{top.plain}/{below}")


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
    if batch:
        how = "mean" if context.share > 1 else "sum"
        notes = (f"L is the {how} over the {context.trace.samples:,} samples of the batch.",)
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
    if outputs <= INLINE:
        return (
            summed([context.symbol(ref) for ref in refs]),
            summed([number(value) for value in values]),
            values,
        )
    total = float(sum(values))
    return indexed_sum(outputs, Formula("L_{k}", "L_k")), number(total), [total]


def _batch_total(context: Context) -> tuple[Formula, Formula, list[float]]:
    samples = context.trace.samples
    each = indexed_sum(samples, Formula("L^{(s)}", "L⁽ˢ⁾"), "s")
    values = [float(value) for value in context.trace.output_losses.sum(axis=1)]
    if samples > INLINE:
        values = [float(sum(values))]
    numbers = summed([number(value) for value in values])
    if context.share == 1:
        return each, numbers, values
    part = fraction(1, samples)
    if len(values) > 1:
        closed = parenthesised(numbers)
        numbers = Formula(rf"{part.latex}\, {closed.latex}", f"({part.plain}){closed.plain}")
    else:
        numbers = product((part, operand(values[0])))
    definition = Formula(rf"{part.latex}\;\; {each.latex}", f"({part.plain}) {each.plain}")
    return definition, numbers, values


def _loss_terms(context: Context, batch: bool) -> tuple[tuple[Term, ...], int, float]:
    losses = context.trace.output_losses
    depth = context.scenario.depth
    if batch:
        values: FloatArray = losses.sum(axis=1) / context.share
        selection = select(values, strongest=8)
        terms = [_sample_loss(context, s, float(values[s])) for s in selection.indices]
        return tuple(terms), selection.omitted, selection.omitted_value
    if losses.shape[1] <= INLINE:
        return (), 0, 0.0
    selection = select(losses[0])
    terms = [
        Term(
            f"at {context.unit_name(depth, k)}",
            indexed("L", context.unit_name(depth, k)),
            None,
            float(losses[0, k]),
            (Ref(Quantity.OUTPUT_LOSS, depth, k),),
        )
        for k in selection.indices
    ]
    return tuple(terms), selection.omitted, selection.omitted_value


def _sample_loss(context: Context, sample: int, value: float) -> Term:
    """Return what one sample adds to L, a mean's 1/m included."""
    formula = Formula(f"L^{{({sample + 1})}}", f"L, sample {sample + 1}")
    numbers = None
    if context.share > 1:
        part = fraction(1, context.share)
        formula = product((part, formula))
        numbers = product((part, operand(value * context.share)))
    return Term(f"sample {sample + 1}", formula, numbers, value, ())
