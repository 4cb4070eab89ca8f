"""What a penalty adds to the gradient of a weight: λ1 sign w and λ2 w."""

from dataclasses import dataclass, replace

from engine.network.quantities import Quantity, Ref
from symbolic.derive.context import Context
from symbolic.derive.records import Term
from symbolic.derive.sums import Sum
from symbolic.formula import Formula
from symbolic.formula.build import summed
from symbolic.formula.numbers import is_exact
from symbolic.formula.tree import Number
from symbolic.rules.definitions import LAMBDA_1, LAMBDA_2, WEIGHT, penalty_derivatives
from symbolic.rules.evaluate import evaluate

KINK = "|w| has no derivative at w = 0; 0 is used there."


@dataclass(frozen=True, slots=True)
class Penalty:
    """One penalty's part of a gradient.

    Attributes
    ----------
    term : Term
        What it adds.
    exact : bool
        Whether its number is written in full.
    notes : tuple of str
        Sentences on it.
    """

    term: Term
    exact: bool
    notes: tuple[str, ...] = ()


def penalty_parts(context: Context, parameter: Ref) -> tuple[Penalty, ...]:
    """Return what L1 and L2 add to the gradient of a weight; nothing for other parameters."""
    if parameter.quantity is not Quantity.WEIGHT:
        return ()
    scenario, by_l1, by_l2 = context.scenario, *penalty_derivatives()
    constants = context.penalties()
    weight = context.value(parameter)
    parts = []
    for label, strength, slope in (("L1", scenario.l1, by_l1), ("L2", scenario.l2, by_l2)):
        if strength == 0.0:
            continue
        line = context.line(slope, {WEIGHT: parameter}, constants)
        value = evaluate(slope, {WEIGHT: weight, LAMBDA_1: scenario.l1, LAMBDA_2: scenario.l2})
        notes = (KINK,) if label == "L1" and weight == 0.0 else ()
        term = Term(f"{label} penalty", line.expression, line.substituted, value, (parameter,))
        parts.append(Penalty(term, is_exact(value), notes))
    return tuple(parts)


def added(penalties: tuple[Penalty, ...]) -> Formula | None:
    """Return what penalties add to a gradient as one formula; None without them."""
    return summed([penalty.term.formula for penalty in penalties]) if penalties else None


def with_penalties(total: Sum, penalties: tuple[Penalty, ...]) -> Sum:
    """Return a sum over the samples with what penalties add once."""
    if not penalties:
        return total
    terms = tuple(penalty.term for penalty in penalties)
    numbers = total.substituted
    if numbers is not None:
        numbers = summed([numbers, *(Number(term.value) for term in terms)])
    return replace(
        total,
        terms=replace(total.terms, shown=total.terms.shown + terms),
        definition=summed([total.definition, *(term.formula for term in terms)]),
        substituted=numbers,
        exact=total.exact and all(penalty.exact for penalty in penalties),
    )
