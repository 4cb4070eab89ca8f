"""The lines beside a quiz, and the proof that its expressions differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
"""With so many digits SymPy works expressions out; it bounds its own error."""

APART = 1e-6


def exact_values(rules: list[TypedRule], place: Mapping[str, float]) -> list[sympy.Float]:
    """Return what typed expressions are where their variables have these numbers, all eighths."""
    # Whoever has a rule has loaded SymPy.
    import sympy  # noqa: PLC0415

    from symbolic.rules.typed import larger, variable  # noqa: PLC0415

    numbers = {variable(name): sympy.Rational(number) for name, number in place.items()}
    there = [rule.value.replace(larger, sympy.Max).subs(numbers) for rule in rules]
    return [sympy.N(value, DIGITS) for value in there]


def differ(values: list[sympy.Float]) -> bool:
    """Whether no two of them are equal: then no two of the expressions are."""
    return all(abs(one - other) > APART for one, other in combinations(values, 2))


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
    values = exact_values(known, place)
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
