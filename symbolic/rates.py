"""Derivation of the learning rate that a schedule gives."""

from collections.abc import Iterator
from typing import NamedTuple

import sympy

from engine.network.quantities import LEARNING_RATE
from engine.network.scenario import Schedule
from symbolic.context import Constant, Context
from symbolic.derivation import Derivation, Term
from symbolic.formula.build import equation
from symbolic.formula.numbers import RESULT_DECIMALS, is_exact
from symbolic.worth import worth

RATE, _FACTOR, _START, _FINAL = sympy.symbols("a_0 f b_start b_final", real=True)
_SHARE, _COSINE = sympy.symbols("u x_cosine", real=True)
EPOCH, _EVERY, UPDATE, TOTAL, _TOP = sympy.symbols("e n t w_total s_top", positive=True)


class RateRule(NamedTuple):
    """What a schedule makes of the learning rate.

    Attributes
    ----------
    rate : Expr
        The rate of an update.
    note : str
        A sentence on it, formatted with ``place`` (which update this is), ``epoch`` (from 0) and
        ``every`` (how often the rate of steps changes).
    """

    rate: sympy.Expr
    note: str


RATE_RULES: dict[str, RateRule] = {
    "step": RateRule(
        RATE * _FACTOR ** sympy.floor(EPOCH / _EVERY),
        "Every {every} the rate is multiplied by f; this is epoch e = {epoch:,}, from 0.",
    ),
    "exponential": RateRule(
        RATE * _FACTOR**EPOCH,
        "Every epoch the rate is multiplied by f; this is epoch e = {epoch:,}, from 0.",
    ),
    "cosine": RateRule(
        RATE * (1 + sympy.cos(sympy.pi * UPDATE / TOTAL)) / 2,
        "{place} The rate falls from α0 to 0 along half a cosine.",
    ),
}
"""The rules that are one formula; a cycle has one for either half."""

_RISING = RateRule(
    RATE * (_START + (1 - _START) * (1 - _COSINE)),
    "{place} Up to t1 the rate rises from f0 · α0 to α0.",
)
_FALLING = RateRule(
    RATE * (_FINAL + (1 - _FINAL) * _COSINE),
    "{place} After t1 the rate falls from α0 to f1 · α0.",
)
_HALF_COSINE = (1 + sympy.cos(sympy.pi * _SHARE)) / 2
_SHARES = {_RISING: UPDATE / _TOP, _FALLING: (UPDATE - _TOP) / (TOTAL - 1 - _TOP)}


def learning_rate(context: Context, step: int) -> Derivation:
    """Derive α of this update; ``engine.iteration.rates`` has the rules' sources."""
    scenario, trace = context.scenario, context.trace
    training, schedule = scenario.training, scenario.training.schedule
    per_epoch = trace.start.epoch.updates
    total = per_epoch * training.epochs
    update = min(trace.iteration - 1, total - 1)
    top = schedule.warmup * total - 1.0
    constants = {
        RATE: context.constant("base_rate", training.learning_rate),
        _FACTOR: context.constant("factor", schedule.factor),
        _EVERY: context.constant("every", float(schedule.every)),
        EPOCH: context.constant("epoch", float(update // per_epoch)),
        UPDATE: context.constant("update", float(update)),
        TOTAL: context.constant("updates", float(total)),
        _TOP: context.constant("top", top),
        _START: context.constant("start_factor", schedule.start_factor),
        _FINAL: context.constant("final_factor", schedule.final_factor),
    }
    terms: tuple[Term, ...] = ()
    if schedule.name == "one-cycle":
        rule = _RISING if top > 0.0 and update <= top else _FALLING
        terms = tuple(_along(context, rule, constants))
    else:
        rule = RATE_RULES[schedule.name]
    line = context.line(rule.rate, {}, constants, RESULT_DECIMALS)
    return Derivation(
        step=step,
        question="How large is the learning rate of this update?",
        target=context.symbol(LEARNING_RATE),
        target_ref=LEARNING_RATE,
        value=trace.learning_rate,
        definition=line.expression,
        substituted=line.substituted,
        exact=line.exact and is_exact(trace.learning_rate, RESULT_DECIMALS),
        terms_label="shares" if terms else "",
        terms=terms,
        notes=(_note(schedule, rule, update, per_epoch, total),),
    )


def _along(
    context: Context, rule: RateRule, constants: dict[sympy.Symbol, Constant]
) -> Iterator[Term]:
    """Yield how far along its half of a cosine the rate is, and the cosine there, both 0 to 1.

    Both are added to the constants.
    """
    for label, key, name, expression in (
        ("how far along", _SHARE, "share", _SHARES[rule]),
        ("the cosine there", _COSINE, "cosine", _HALF_COSINE),
    ):
        line = context.line(expression, {}, constants, RESULT_DECIMALS)
        value = worth(expression, {key: constant.value for key, constant in constants.items()})
        own = constants[key] = context.constant(name, value)
        yield Term(label, equation(own.name, line.expression), line.substituted, value, ())


def _note(schedule: Schedule, rule: RateRule, update: int, per_epoch: int, total: int) -> str:
    return rule.note.format(
        place=f"This is update t = {update:,} of T = {total:,}, counted from 0.",
        epoch=update // per_epoch,
        every="epoch" if schedule.every == 1 else f"{schedule.every:,} epochs",
    )
