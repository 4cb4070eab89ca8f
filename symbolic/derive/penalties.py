"""What a penalty adds to the gradient of a weight: λ1 sign w and λ2 w."""

from collections.abc import Iterator
from dataclasses import replace

from engine.network.quantities import Quantity, Ref
from symbolic.derive.context import Context
from symbolic.derive.records import Line, Term
from symbolic.derive.sums import Sum
from symbolic.formula.build import summed
from symbolic.rules.definitions import LAMBDA_1, LAMBDA_2, WEIGHT, penalty_derivatives
from symbolic.rules.evaluate import evaluate


def penalty_terms(context: Context, parameter: Ref) -> Iterator[Term]:
    """Yield what L1 and L2 add to the gradient of a weight; nothing for other parameters."""
    if parameter.quantity is not Quantity.WEIGHT:
        return
    scenario, constants = context.scenario, context.penalties()
    strengths = {LAMBDA_1: scenario.l1, LAMBDA_2: scenario.l2}
    for label, strength, slope in zip(
        ("L1 penalty", "L2 penalty"), strengths.values(), penalty_derivatives(), strict=True
    ):
        if strength > 0.0:
            line = context.line(slope, {WEIGHT: parameter}, constants)
            value = evaluate(slope, {WEIGHT: context.value(parameter), **strengths})
            yield Term(label, line.expression, line.substituted, value, (parameter,))


def penalty_notes(context: Context, parameter: Ref) -> tuple[str, ...]:
    """Say so where L1 has no derivative."""
    at_kink = parameter.quantity is Quantity.WEIGHT and context.value(parameter) == 0.0
    if context.scenario.l1 > 0.0 and at_kink:
        return (context.notation.write("|{w}| has no derivative at {w} = 0; 0 is used there."),)
    return ()


def with_penalties(total: Sum, penalties: tuple[Term, ...]) -> Sum:
    """Return a sum over the samples with what penalties add once."""
    definition = summed([total.line.expression, *(term.formula for term in penalties)])
    return Sum(Line(definition), replace(total.terms, shown=total.terms.shown + penalties))
