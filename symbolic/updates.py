"""Derivations of the updates: what becomes of a parameter."""

from engine.quantities import LEARNING_RATE, Quantity, Ref
from symbolic.building import all_exact, numbers_product, product
from symbolic.context import Context
from symbolic.derivation import Derivation, Formula
from symbolic.notation import RESULT_DECIMALS, is_exact, number, relation
from symbolic.symbols import RATE_SYMBOL


def consequence(context: Context, parameter: Ref, name: str, value: float) -> Formula | None:
    """Return the update that a gradient leads to, such as w5 ← 0.4 − 0.5 · 0.082167 ≈ 0.358916."""
    if not context.layout.is_trained(parameter):
        return None
    new = Quantity.NEW_WEIGHT if parameter.quantity is Quantity.WEIGHT else Quantity.NEW_BIAS
    after = context.value(parameter.as_quantity(new))
    numbers, exact = _update_numbers(context, parameter, value)
    exact = exact and is_exact(after, RESULT_DECIMALS)
    own, result = context.symbol(parameter), number(after, RESULT_DECIMALS)
    sign = relation(exact)
    return Formula(
        rf"{own.latex} \leftarrow {numbers.latex} {sign.latex} {result.latex}",
        f"{name} ← {numbers.plain} {sign.plain} {result.plain}",
    )


def _update_numbers(context: Context, parameter: Ref, value: float) -> tuple[Formula, bool]:
    """Return "0.4 − 0.5 · 0.082167" and whether its numbers are written in full."""
    before, rate = context.value(parameter), context.trace.learning_rate
    change = numbers_product((rate, value), RESULT_DECIMALS)
    start = number(before, RESULT_DECIMALS)
    written = Formula(f"{start.latex} - {change.latex}", f"{start.plain} − {change.plain}")
    return written, all_exact((before, rate, value), RESULT_DECIMALS)


def update(context: Context, step: int, target: Ref) -> Derivation:
    """Derive a parameter's new value."""
    parameter = target.parameter or target
    name = context.layout.name(parameter)
    kind = Quantity.WEIGHT_GRADIENT
    if parameter.quantity is Quantity.BIAS:
        kind = Quantity.BIAS_GRADIENT
    slope = parameter.as_quantity(kind)
    value = context.value(target)
    numbers, exact = _update_numbers(context, parameter, context.value(slope))
    change = product((RATE_SYMBOL, context.symbol(slope)))
    own = context.symbol(parameter)
    return Derivation(
        step=step,
        question=f"What is {name} after the update?",
        target=own,
        target_ref=target,
        value=value,
        definition=Formula(f"{own.latex} - {change.latex}", f"{own.plain} − {change.plain}"),
        substituted=numbers,
        exact=exact and is_exact(value, RESULT_DECIMALS),
        assigns=True,
        notes=(f"α is the {context.trace.name(LEARNING_RATE)}.",),
    )
