"""Derivations of the forward pass; batch normalisation has a module of its own."""

import numpy as np
import sympy

from engine.network.quantities import Quantity, Ref
from symbolic.derive.context import INLINE, Context
from symbolic.derive.records import Definition, Line, Term, TermKind, Terms
from symbolic.derive.selecting import absent_notes, select
from symbolic.formula import Formula
from symbolic.formula.build import product, summed
from symbolic.formula.from_sympy import formula_of
from symbolic.formula.numbers import format_number
from symbolic.formula.tree import BigSum, Exponential, Fraction, Sum
from symbolic.notation.symbols import any_weight
from symbolic.rules.definitions import MASK, PASSED_ON, A, Z, activation_value


def pre_activation(context: Context, base: Definition) -> Definition:
    """Derive z = Σ w a + b."""
    target = base.target_ref
    layer, unit = target.layer, target.unit or 0
    bias = context.unit_bias(layer, unit)
    terms = _input_terms(context, target, bias)
    connected = len(context.scenario.sources(layer, unit))
    notes = absent_notes(connected, context.scenario.sizes[layer - 1])
    inline = connected <= INLINE
    line = context.sum_of(terms) if inline else _indexed_sum(context, target, bias)
    return base.of_line(line, terms=terms, notes=notes)


def _indexed_sum(context: Context, target: Ref, bias: Ref | None) -> Line:
    layer, unit = target.layer, target.unit or 0
    entry = context.any_unit(context.passed_on(layer - 1, 0).quantity, layer - 1)
    weight = any_weight(context.layout, layer, unit, None)
    count = context.scenario.sizes[layer - 1]
    whole = len(context.scenario.sources(layer, unit)) == count
    symbols: list[Formula] = [BigSum(product((weight, entry)), "k", count if whole else None)]
    if bias is not None:
        symbols.append(context.symbol(bias))
    return Line(summed(symbols))


def _input_terms(context: Context, target: Ref, bias: Ref | None) -> Terms:
    layer, unit = target.layer, target.unit or 0
    weights = context.trace.before.weights[layer - 1][unit]
    values = weights * context.trace.forward_pass.passed_on[layer - 1][context.sample]
    selection = select(values, among=context.scenario.sources(layer, unit))
    terms = []
    for source in selection.indices:
        weight = context.weight(layer, unit, source)
        entry = context.passed_on(layer - 1, source)
        terms.append(
            Term(
                label=f"from {context.unit_name(layer - 1, source)}",
                formula=product((context.symbol(weight), context.symbol(entry))),
                substituted=context.multiplied((context.value(weight), context.value(entry))),
                value=float(values[source]),
                references=(weight, entry),
            )
        )
    if bias is not None:
        own = context.symbol(bias)
        terms.append(Term("bias", own, None, context.value(bias), (bias,)))
    return selection.terms(TermKind.INPUTS, terms)


def activation(context: Context, base: Definition) -> Definition:
    """Derive a = φ(z), or φ(y) behind batch normalisation."""
    layer, unit = base.target_ref.layer, base.target_ref.unit or 0
    kind = context.scenario.layers[layer - 1].activation
    if context.couples(layer):
        note = "Softmax makes shares of the layer's numbers: together they are 1."
        return base.of_line(_softmax(context, layer, unit), notes=(note,))
    refs = {Z: context.activated(layer, unit)}
    return base.of_line(context.line(activation_value(kind), refs, context.layer_numbers(layer)))


def _softmax(context: Context, layer: int, unit: int) -> Line:
    """Return e^{z_j} / Σ e^{z_k}, the sum written out where it is short."""
    units = context.scenario.sizes[layer]
    refs = [context.activated(layer, other) for other in range(units)]
    if units <= INLINE:
        keys = sympy.symbols(f"z1:{units + 1}", real=True)
        powers = [sympy.exp(key) for key in keys]
        names = {k: context.symbol(r) for k, r in zip(keys, refs, strict=True)}
        numbers = {k: context.number(r) for k, r in zip(keys, refs, strict=True)}
        above, below = powers[unit], powers
        symbols, values = (
            Fraction(
                formula_of(above, leaves), Sum(tuple(formula_of(power, leaves) for power in below))
            )
            for leaves in (names, numbers)
        )
        return Line(symbols, values)
    own = formula_of(sympy.exp(Z), {Z: context.symbol(refs[unit])})
    any_z = context.any_unit(refs[unit].quantity, layer)
    every = BigSum(Exponential(any_z), "k", units)
    z = context.trace.forward_pass.activated(layer - 1)[context.sample]
    with np.errstate(over="ignore"):
        total = float(np.exp(z).sum())
    top = formula_of(sympy.exp(Z), {Z: context.shown(float(z[unit]))})
    with_numbers = Fraction(top, context.shown(total)) if np.isfinite(total) else None
    return Line(Fraction(own, every), with_numbers)


def passed_on(context: Context, base: Definition) -> Definition:
    """Derive ã = a · r, what dropout leaves of an activation."""
    target = base.target_ref
    refs = {
        A: target.as_quantity(Quantity.ACTIVATION),
        MASK: target.as_quantity(Quantity.DROPOUT_MASK),
    }
    written = format_number(context.scenario.layers[target.layer - 1].dropout)
    mask, r = context.value(refs[MASK]), context.notation.letter(Quantity.DROPOUT_MASK)
    if mask == 0.0:
        note = (
            f"Dropped in this iteration: the mask {r} is 0 for a share p = {written} of the units."
        )
    else:
        note = (
            f"Kept in this iteration, and scaled by {r} = 1/(1 − p) with p = {written}, so that on "
            "average the next layer is given as much as without dropout."
        )
    return base.of_line(context.line(PASSED_ON, refs), notes=(note,))
