"""The lines beside an approximation: one bump, their sum, the error times their number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from engine.lessons.pictures.approximation import Approximation
from symbolic.formula.build import closed, equation, joined, product
from symbolic.formula.tree import (
    Apply,
    BigSum,
    Formula,
    Group,
    Join,
    Letters,
    Negative,
    Sum,
    Symbol,
)
from symbolic.lessons.numbers import number_of, worked

DECIMALS = 2

_X, _Y, _S, _E, _N, _SIGMA = map(Letters, ("x", "y", "s", "E", "n", "σ"))


def _flank(steepness: Formula, at: Formula) -> Formula:
    """Return σ(s (x − a))."""
    inside = joined((steepness, Group(Sum((_X, Negative(closed(at)))))), Join.SPACE)
    return Apply(_SIGMA, Group(inside))


def _bump(picture: Approximation, _: object) -> Iterator[Formula]:
    bumps, at = picture.bumps, picture.count // 2
    steepness, height = number_of(round(bumps.steepness, DECIMALS)), float(bumps.heights[at])
    ends = [picture.low + bumps.width * float(bumps.flanks[at + k]) for k in (0, 1)]
    up, down = (_flank(steepness, number_of(round(end, DECIMALS))) for end in ends)
    flanks = Group(Sum((up, Negative(down))))
    yield joined((number_of(round(height, DECIMALS)), flanks), Join.SPACE)


def _sum(picture: Approximation, _: object) -> Iterator[Formula]:
    del picture
    h, a, b = (Symbol(f"{name}_i", Letters(name), Letters("i")) for name in "hab")
    flanks = Sum((_flank(_S, a), Negative(_flank(_S, b))))
    yield equation(_Y, BigSum(joined((h, Group(flanks)), Join.SPACE)))


def _product(picture: Approximation, _: object) -> Iterator[Formula]:
    values = picture.values
    error, total = values["error"], values["product"]
    numbers = product((number_of(error), number_of(values["bumps"])))
    yield worked(product((_E, _N)), numbers, number_of(total), numbers=(error, total))


_Line: TypeAlias = Callable[[Any, Any], Iterator[Formula]]

APPROXIMATION_LINES: Mapping[str, _Line] = {"bump": _bump, "sum": _sum, "product": _product}
