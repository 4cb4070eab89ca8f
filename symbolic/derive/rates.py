"""Derivation of the learning rate that a schedule gives."""

from collections.abc import Iterator

import sympy

from engine.catalogue.schedules import SCHEDULES
from symbolic.derive.context import Constant, Context
from symbolic.derive.records import Definition, Term, TermKind, Terms
from symbolic.formula.build import equation
from symbolic.rules.evaluate import evaluate
from symbolic.rules.rates import (
    COSINE,
    EPOCH,
    FALLING,
    HALF_COSINE,
    RATE,
    RATE_RULES,
    RISING,
    SHARE,
    SHARES,
    TOP,
    TOTAL,
    UPDATE,
    RateRule,
)


def learning_rate(context: Context, base: Definition) -> Definition:
    """Derive α of this update; ``engine.iteration.rates`` has the rules' sources."""
    scenario, trace = context.scenario, context.trace
    training, schedule = scenario.training, scenario.training.schedule
    per_epoch = trace.start.epoch.updates
    total = per_epoch * training.epochs
    update = min(trace.iteration - 1, total - 1)
    top = schedule.numbers.get("warmup", 0.0) * total - 1.0
    constants = {
        RATE: context.constant("base_rate", training.learning_rate),
        EPOCH: context.constant("epoch", float(update // per_epoch)),
        UPDATE: context.constant("update", float(update)),
        TOTAL: context.constant("updates", float(total)),
        TOP: context.constant("top", top),
        **context.numbers(SCHEDULES[schedule.name], schedule.keys),
    }
    terms: Terms | None = None
    if schedule.name == "one-cycle":
        rule = RISING if top > 0.0 and update <= top else FALLING
        terms = Terms(TermKind.SHARES, tuple(_along(context, rule, constants)))
    else:
        rule = RATE_RULES[schedule.name]
    line = context.line(rule.rate, {}, constants)
    notes = (_note(context, rule, update, per_epoch, total),)
    return base.of_line(line, terms=terms, notes=notes)


def _along(
    context: Context, rule: RateRule, constants: dict[sympy.Symbol, Constant]
) -> Iterator[Term]:
    """Yield how far along its half of a cosine the rate is, and the cosine there, both 0 to 1.

    Both are added to the constants.
    """
    for label, key, name, expression in (
        ("how far along", SHARE, "share", SHARES[rule]),
        ("the cosine there", COSINE, "cosine", HALF_COSINE),
    ):
        line = context.line(expression, {}, constants)
        value = evaluate(expression, {key: constant.value for key, constant in constants.items()})
        own = constants[key] = context.constant(name, value)
        yield Term(label, equation(own.name, line.expression), line.substituted, value, ())


def _note(context: Context, rule: RateRule, update: int, per_epoch: int, total: int) -> str:
    write = context.notation.write
    every = context.scenario.training.schedule.numbers.get("every", 1)
    place = f"This is update {{update}} = {update:,} of {{updates}} = {total:,}, counted from 0."
    return write(
        rule.note,
        place=write(place),
        number=update // per_epoch,
        often="epoch" if every == 1 else f"{every:,} epochs",
    )
