"""Derive any step of an iteration: formulas, factors, numbers."""

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from engine.iteration.trace import Trace
from engine.network.quantities import GRADIENTS, MOMENTS, NEW_VALUES, Quantity, Ref
from symbolic.derive import (
    backward,
    batch_norm,
    forward,
    gradients,
    newton,
    rates,
    total_loss,
    updates,
)
from symbolic.derive.context import Context
from symbolic.derive.lines import worked_out
from symbolic.derive.records import Definition, Derivation
from symbolic.formula.numbers import NumberFormat, number_format
from symbolic.notation.questions import question
from symbolic.rules.typed import NoRuleError

# A small network's whole iteration fits; of a large one the latest steps looked at.
_MOST_DERIVATIONS = 4096
_Key = tuple[Ref, int, NumberFormat]
_derivations: WeakKeyDictionary[Trace, dict[_Key, Derivation]] = WeakKeyDictionary()


# What is not finite is shown as what it is.
@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def derive(
    trace: Trace,
    step: int | Ref,
    sample: int = 0,
) -> Derivation:
    """Return the derivation of a step, made once.

    Parameters
    ----------
    trace : Trace
        The recorded iteration.
    step : int or Ref
        Number of the step, from 1, or any number that an iteration computes, also where no step
        does, as for a frozen bias.
    sample : int
        The row of the batch whose numbers are shown, from 0.
    """
    target = step if isinstance(step, Ref) else trace.steps[step - 1].target
    made = _derivations.setdefault(trace, {})
    key = (target, sample, number_format())
    found = made.get(key)
    if found is None:
        if target.quantity not in _RULES:
            raise ValueError(f"{target} is not computed in an iteration")
        if len(made) >= _MOST_DERIVATIONS:
            made.clear()
        context = Context(trace, sample)
        name, value = context.symbol(target), context.value(target)
        asked = question(trace, target)
        base = Definition(asked, name, target, value)
        try:
            found = worked_out(_RULES[target.quantity](context, base))
        except NoRuleError as error:
            found = replace(base, notes=(str(error),))
        made[key] = found
    return found


Q = Quantity
_RULES: dict[Quantity, Callable[[Context, Definition], Derivation]] = {
    Q.PRE_ACTIVATION: forward.pre_activation,
    Q.BATCH_MEAN: batch_norm.batch_mean,
    Q.BATCH_VARIANCE: batch_norm.batch_variance,
    Q.NORMALISED: batch_norm.normalised,
    Q.SCALED: batch_norm.scaled,
    Q.ACTIVATION: forward.activation,
    Q.PASSED_ON: forward.passed_on,
    Q.OUTPUT_LOSS: total_loss.output_loss,
    Q.LOSS_BY_PASSED_ON: backward.loss_by_passed_on,
    Q.LOSS_BY_ACTIVATION: backward.loss_by_activation,
    Q.ACTIVATION_DERIVATIVE: backward.activation_slope,
    Q.LOSS_BY_SCALED: backward.loss_by_scaled,
    Q.DELTA: backward.delta,
    **dict.fromkeys(GRADIENTS.values(), gradients.gradient),
    **dict.fromkeys(MOMENTS, updates.moment),
    Q.NEWTON_STEP: newton.newton_step,
    **dict.fromkeys(NEW_VALUES.values(), updates.update),
    Q.PENALTY: total_loss.penalty,
    Q.LOSS: total_loss.total_loss,
    Q.LEARNING_RATE: rates.learning_rate,
}
