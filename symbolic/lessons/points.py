"""The lines beside points: what is answered, the perceptron's rule, gradient and next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from engine.lessons import fitting
from engine.lessons.pictures.points import PointPicture
from symbolic.formula.build import closed, equation, numbers_product, part_of, product, summed
from symbolic.formula.numbers import is_exact
from symbolic.formula.tree import (
    ABOUT,
    BECOMES,
    EQUALS,
    Apply,
    BigSum,
    Derivative,
    Formula,
    Group,
    Indices,
    Join,
    Letters,
    Negative,
    Relation,
    Sum,
)
from symbolic.lessons.numbers import DECIMALS, letter, number_of, worked

_H, _Z, _T, _W, _X, _J = map(Letters, "hztwxJ")
_ALPHA = Letters("α")


def _names(points: PointPicture) -> tuple[tuple[str, str], ...]:
    """Return each weight's name and that of what it is multiplied by; the bias has none."""
    if points.has_classes:
        return ("w1", "x1"), ("w2", "x2"), ("b", "")
    return ("w", "x"), ("b", "")


def _model(points: PointPicture, _: object) -> Iterator[Formula]:
    weights = tuple(map(float, points.weights))
    if not weights:
        return
    head = _Z if points.has_classes else _H
    terms, numbers = [], []
    for (name, other), weight in zip(_names(points), weights, strict=True):
        own = [letter(other)] if other else []
        terms.append(product((letter(name), *own)))
        numbers.append(product((number_of(weight), *own)))
    exact = all(is_exact(weight, DECIMALS) for weight in weights)
    sign = EQUALS if exact else ABOUT
    yield Relation((head, summed(terms), summed(numbers)), (EQUALS, sign))
    if points.is_logistic:
        yield equation(_H, Apply(Letters("σ"), Group(_Z)))


def _rule(points: PointPicture, _: object) -> Iterator[Formula]:
    turn = points.turn
    if turn is None:
        return
    if turn.said == turn.wanted:
        yield Relation((_W, _W), (BECOMES,))
        return
    row = (*points.x[turn.point].tolist(), 1.0)
    tuple_of = Group(Indices(tuple(map(number_of, row))))
    added = (_X, tuple_of) if turn.wanted else (Negative(_X), Negative(tuple_of))
    yield Relation((_W, Sum((_W, added[0])), Sum((_W, added[1]))), (BECOMES, EQUALS))


def _gradient(points: PointPicture, _: object) -> Iterator[Formula]:
    if not len(points.weights):
        return
    apart = Group(Sum((_H, Negative(_T))))
    slopes = _slopes(points)
    for (name, other), slope in zip(_names(points), slopes, strict=True):
        body = product((apart, letter(other))) if other else apart
        mean = part_of(len(points.x), BigSum(body), Join.CLOSE)
        # The points' own numbers are not written out, and so the result is rounded as a rule.
        yield worked(Derivative(_J, letter(name)), mean, number_of(slope), numbers=(slope,))


def _update(points: PointPicture, _: object) -> Iterator[Formula]:
    if not len(points.weights):
        return
    rate = points.keys["rate"]
    names, weights = _names(points), points.weights
    for (name, _other), weight, slope in zip(names, weights, _slopes(points), strict=True):
        moved = numbers_product((rate, slope), DECIMALS)
        after = float(weight) - rate * slope
        sides = (Sum((number_of(float(weight)), Negative(closed(moved)))), number_of(after))
        numbers = (float(weight), rate, slope, after)
        step = Sum((letter(name), Negative(product((_ALPHA, Derivative(_J, letter(name)))))))
        yield Relation((letter(name), step), (BECOMES,))
        yield worked(*sides, numbers=numbers)


def _slopes(points: PointPicture) -> list[float]:
    found = fitting.gradient(points.x, points.t, points.weights, logistic=points.is_logistic)
    return [float(slope) for slope in found]


_Line: TypeAlias = Callable[[Any, Any], Iterator[Formula]]

POINT_LINES: Mapping[str, _Line] = {
    "model": _model,
    "rule": _rule,
    "gradient": _gradient,
    "update": _update,
}
