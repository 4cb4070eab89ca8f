"""The lines beside a quiz, and the proof that its expressions differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.lessons.pictures.quiz import QuizPicture
from symbolic.formula.build import equation
from symbolic.formula.tree import Formula, Indices
from symbolic.lessons.network import unit_formula
from symbolic.lessons.numbers import letter, number_of, worked

if TYPE_CHECKING:
    import sympy

    from symbolic.rules.typed import TypedRule

DIGITS = 30
"""So many digits of an expression are SymPy's answer."""

_WORKED = DIGITS + 20
"""With so many it works them out: what is lost on the way lies behind those of the answer."""

APART = 1e-6


def exact_values(rules: list[TypedRule], place: Mapping[str, float]) -> list[sympy.Float]:
    """Return what typed expressions are where their variables have these numbers, all eighths."""
    # Whoever has a rule has loaded SymPy.
    import sympy  # noqa: PLC0415

    from symbolic.rules.typed import larger, variable  # noqa: PLC0415

    # Eighths are exact in binary; of fractions SymPy would find out what is larger by algebra.
    numbers = {variable(name): sympy.Float(number, _WORKED) for name, number in place.items()}
    there = [rule.value.xreplace(numbers).replace(larger, sympy.Max) for rule in rules]
    return [sympy.N(value, DIGITS) for value in there]


def differ(values: list[sympy.Float]) -> bool:
    """Whether no two of them are equal: then no two of the expressions are."""
    return all(abs(one - other) > APART for one, other in combinations(values, 2))


@lru_cache(maxsize=32)
def _exact(rules: tuple[TypedRule, ...], place: tuple[tuple[str, float], ...]) -> list[sympy.Float]:
    """Return the same, worked out once: the lines are asked for at every look at the lesson."""
    return exact_values(list(rules), dict(place))


def _units(picture: QuizPicture, _: object) -> Iterator[Formula]:
    network = picture.question.network
    for layer, units in enumerate(network.layers[1:], start=1):
        yield from (equation(letter(u.name), unit_formula(network, layer, u)) for u in units)


def _place(picture: QuizPicture, rules: Callable[..., TypedRule | None]) -> Iterator[Formula]:
    question = picture.question
    names = question.names
    found = [rules(str(tree), names, names[0]) for tree in question.trees]
    known = [rule for rule in found if rule is not None]
    if len(known) < len(found):
        return
    place = picture.place()
    values = _exact(tuple(known), tuple(place.items()))
    if not differ(values):
        return
    there = [equation(letter(name), number_of(number)) for name, number in place.items()]
    yield Indices(tuple(there))
    numbers = [float(value) for value in values]
    found_there = [
        worked(letter(f"y{at + 1}"), number_of(number), numbers=(number,))
        for at, number in enumerate(numbers)
    ]
    yield Indices(tuple(found_there[:2]))
    yield Indices(tuple(found_there[2:]))


_Line: TypeAlias = Callable[[Any, Any], Iterator[Formula]]

QUIZ_LINES: Mapping[str, _Line] = {"units": _units, "place": _place}
