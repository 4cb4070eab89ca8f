"""The parts of short sums, which a derivation writes out in one line, as rows to point at."""

from engine.iteration.operands import passed_on
from engine.iteration.trace import Trace
from engine.network.quantities import PENALTY, Quantity, Ref
from symbolic.derive.records import Term
from symbolic.formula.build import numbers_product, product
from symbolic.notation.symbols import symbol

MOST = 6
"""Up to so many parts are shown in rows."""


def terms_of_sum(trace: Trace, target: Ref, sample: int) -> tuple[Term, ...]:
    """Return what z or L is the sum of; empty for what is no short sum.

    Parameters
    ----------
    trace : Trace
        The iteration.
    target : Ref
        What is computed.
    sample : int
        The row of the batch, from 0.
    """
    if target.quantity is Quantity.PRE_ACTIVATION:
        return _inputs(trace, target, sample)
    if target.quantity is Quantity.LOSS and trace.samples == 1:
        return _outputs(trace)
    return ()


def _inputs(trace: Trace, target: Ref, sample: int) -> tuple[Term, ...]:
    layer, unit = target.layer, target.unit or 0
    sources = trace.scenario.sizes[layer - 1]
    if sources > MOST:
        return ()
    terms = []
    for source in range(sources):
        refs = (
            Ref(Quantity.WEIGHT, layer, unit, source),
            passed_on(trace.scenario, layer - 1, source),
        )
        values = [trace.value(ref, sample) for ref in refs]
        terms.append(
            Term(
                f"from {trace.scenario.unit_name(layer - 1, source)}",
                product(symbol(trace.layout, ref) for ref in refs),
                numbers_product(values),
                values[0] * values[1],
                refs,
            )
        )
    mode = trace.scenario.layers[layer - 1].bias
    if mode != "none":
        bias = Ref(Quantity.BIAS, layer, None if mode == "per-layer" else unit)
        value = trace.value(bias)
        terms.append(Term("bias", symbol(trace.layout, bias), None, value, (bias,)))
    return tuple(terms)


def _outputs(trace: Trace) -> tuple[Term, ...]:
    depth, outputs = trace.scenario.depth, trace.scenario.sizes[-1]
    penalised = trace.scenario.l1 > 0.0 or trace.scenario.l2 > 0.0
    if not 1 < outputs + penalised <= MOST:
        return ()
    refs = {
        f"at {trace.scenario.unit_name(depth, k)}": Ref(Quantity.OUTPUT_LOSS, depth, k)
        for k in range(outputs)
    }
    if penalised:
        refs["penalty"] = PENALTY
    return tuple(
        Term(label, symbol(trace.layout, ref), None, trace.value(ref), (ref,))
        for label, ref in refs.items()
    )
