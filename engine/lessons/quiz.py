"""Questions without end: a small network, its expression, and three that plausible mistakes make.

A question is drawn from its number. A mistake is a wrong reading of the network: another network,
or a function that is applied where it does not belong. Readings that come to the same, as far as
places show, are not offered together: the four expressions of a question differ from each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import numpy as np

from engine.expressions.evaluating import evaluate
from engine.expressions.tree import Node
from engine.lessons.drawn_network import DrawnNetwork, DrawnUnit
from engine.lessons.functions import Points
from engine.random_streams import Fixed, fixed, quiz_question

SHAPES = ("1-1-1", "2-1", "1-2-1", "2-2-1", "1-1-1-1")
CHOICES = 4

_FUNCTIONS = ("σ", "tanh", "ReLU")
_WEIGHTS, _BIASES = (-4, -3, -2, 2, 3, 4), (-3, -2, -1, 1, 2, 3)
_PLACES = 60
_APART = 1e-3
"""Expressions differ by so much somewhere among the places."""
_VARIES = 0.05
"""So much an expression varies over the places: one that is nearly constant asks nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a network is read.

    Attributes
    ----------
    network : DrawnNetwork
        What is read: the one that is drawn, or another one.
    cause : str
        The mistake; empty where there is none.
    twice, late, early : str
        A unit whose function is applied once more, whose bias is added behind the function, or
        whose function is applied to each of what comes in; empty for none.
    """

    network: DrawnNetwork
    cause: str = ""
    twice: str = ""
    late: str = ""
    early: str = ""

    def tree(self) -> Node:
        """Return the expression of the output."""
        return self._unit(len(self.network.layers) - 1, 0)

    def _unit(self, layer: int, at: int) -> Node:
        unit = self.network.layers[layer][at]
        if not layer:
            return Node(unit.name)
        total: Node | None = None
        for source, weight in unit.weights:
            inside = self._unit(layer - 1, source)
            if unit.name == self.early:
                inside = _applied(unit.function, inside)
            total = _added(total, weight, inside)
        assert total is not None
        bias = unit.bias if unit.name != self.late else ""
        whole = _added(total, bias) if bias else total
        if unit.name != self.early:
            whole = _applied(unit.function, whole)
        if unit.name == self.twice:
            whole = _applied(unit.function, whole)
        return _added(whole, unit.bias) if unit.name == self.late else whole


@dataclass(frozen=True, slots=True)
class Question:
    """A network and four expressions.

    Attributes
    ----------
    network : DrawnNetwork
        What is drawn.
    readings : tuple of Reading
        One that is right, and three that are not, in the order in which they are offered.
    trees : tuple of Node
        Their expressions.
    """

    network: DrawnNetwork
    readings: tuple[Reading, ...]
    trees: tuple[Node, ...]

    @property
    def right(self) -> int:
        """Which one is right, from 0."""
        return next(at for at, reading in enumerate(self.readings) if not reading.cause)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that occur, inputs first."""
        inputs = [unit.name for unit in self.network.layers[0]]
        return tuple(dict.fromkeys((*inputs, *sorted(self.trees[self.right].variables))))


@lru_cache(maxsize=256)
def question_of(number: int, shape: str = "", letters: bool = False) -> Question:
    """Return a question: of any shape where none is given, with names or numbers as weights."""
    draw = quiz_question(number)
    while True:
        form = shape or SHAPES[int(draw.integers(len(SHAPES)))]
        network = _drawn(draw, [int(size) for size in form.split("-")], letters)
        chosen = _distinct(Reading(network), _shuffled(draw, list(mistakes_of(network))))
        readings = tuple(_shuffled(draw, chosen))
        question = Question(network, readings, tuple(each.tree() for each in readings))
        if len(chosen) == CHOICES and best_place(question)[1] > _APART:
            return question


def places_of(names: Sequence[str]) -> dict[str, Points]:
    """Return the places where expressions are compared, eighths, by the names that vary."""
    draw = fixed(Fixed.QUIZ)
    return {name: np.round(8.0 * draw.normal(0.0, 1.2, _PLACES)) / 8.0 for name in names}


def results_of(tree: Node, places: dict[str, Points]) -> Points:
    """Return an expression's numbers at places."""
    return np.asarray(evaluate(tree, places, next(iter(places))).value, dtype=np.float64)


def best_place(question: Question) -> tuple[int, float]:
    """Return at which place the nearest two of all expressions are furthest apart, and how far."""
    places = places_of(question.names)
    found = [results_of(tree, places) for tree in question.trees]
    pairs = [np.abs(one - other) for one, other in combinations(found, 2)]
    nearest = np.min(pairs, axis=0)
    return int(nearest.argmax()), float(nearest.max())


# Networks -----------------------------------------------------------------------------------


def _shuffled(draw: np.random.Generator, items: list[Reading]) -> list[Reading]:
    return [items[at] for at in draw.permutation(len(items))]


def _drawn(draw: np.random.Generator, sizes: list[int], letters: bool) -> DrawnNetwork:
    """Draw functions, weights and biases; in letters they are numbered through."""
    inputs = ["x"] if sizes[0] == 1 else [f"x{k + 1}" for k in range(sizes[0])]
    layers = [tuple(DrawnUnit(name) for name in inputs)]
    hidden = sum(sizes[1:-1])
    names = iter([*(f"h{k + 1}" if hidden > 1 else "h" for k in range(hidden)), "y"])
    weight, bias = _numbers(draw, letters, "w", _WEIGHTS), _numbers(draw, letters, "b", _BIASES)
    for layer, size in enumerate(sizes[1:], start=1):
        is_output = layer == len(sizes) - 1
        known = [unit.function for unit in layers[-1] if unit.function]
        # Neighbouring layers differ, so that their order matters.
        free = [name for name in _FUNCTIONS[: 2 if is_output else 3] if name not in known]
        function = free[int(draw.integers(len(free)))]
        units = []
        for _ in range(size):
            weights = tuple((source, next(weight)) for source in range(sizes[layer - 1]))
            has_bias = draw.random() < 0.75
            units.append(DrawnUnit(next(names), function, weights, next(bias) if has_bias else ""))
        layers.append(tuple(units))
    return DrawnNetwork(tuple(layers))


def _numbers(
    draw: np.random.Generator, letters: bool, name: str, numbers: Sequence[int]
) -> Iterator[str]:
    count = 0
    while True:
        count += 1
        drawn = str(numbers[int(draw.integers(len(numbers)))]).replace("-", "−")
        yield f"{name}{count}" if letters else drawn


# Mistakes -----------------------------------------------------------------------------------


def mistakes_of(network: DrawnNetwork) -> Iterator[Reading]:
    """Yield wrong readings of a network, each with its cause; some may come to what is right."""
    for layer, units in enumerate(network.layers[1:], start=1):
        for at, unit in enumerate(units):
            yield from _mistakes_at(network, layer, at, unit)
    yield from _mistakes_between(network)


def _mistakes_at(network: DrawnNetwork, layer: int, at: int, unit: DrawnUnit) -> Iterator[Reading]:
    name, function = unit.name, unit.function

    def changed(cause: str, **parts: object) -> Reading:
        return Reading(_with(network, layer, at, replace(unit, **parts)), cause)  # type: ignore[arg-type]

    if unit.bias:
        yield changed(f"That leaves out the bias of {name}.", bias="")
        yield changed(f"That has the bias of {name} with the wrong sign.", bias=_turned(unit.bias))
        cause = f"That adds the bias of {name} behind its {function}, not within."
        yield Reading(network, cause, late=name)
    yield changed(f"That leaves out the {function} of {name}.", function="")
    yield Reading(network, f"That applies {function} twice at {name}.", twice=name)
    cause = f"That applies the {function} of {name} before what comes in is weighted and added."
    yield Reading(network, cause, early=name)
    if len(unit.weights) == 2:
        (first, one), (second, other) = unit.weights
        before = network.layers[layer - 1]
        sources = f"{before[first].name} and {before[second].name}"
        cause = f"That exchanges the weights from {sources} to {name}."
        yield changed(cause, weights=((first, other), (second, one)))


def _mistakes_between(network: DrawnNetwork) -> Iterator[Reading]:
    """Yield mistakes that are made with whole layers."""
    layers = network.layers
    for layer in range(1, len(layers)):
        if len(layers[layer]) == len(layers[layer - 1]) == 2:
            (x1, x2), (h1, h2) = ([unit.name for unit in layers[at]] for at in (layer - 1, layer))
            cause = "That takes the weights of a layer transposed: what leads from "
            cause += f"{x2} to {h1} is taken from {x1} to {h2}, and the other way round."
            (a, b), (c, d) = ([w for _, w in unit.weights] for unit in layers[layer])
            rows = (((0, a), (1, c)), ((0, b), (1, d)))
            units = zip(layers[layer], rows, strict=True)
            turned = tuple(replace(unit, weights=row) for unit, row in units)
            yield Reading(DrawnNetwork((*layers[:layer], turned, *layers[layer + 1 :])), cause)
    for layer in range(1, len(layers) - 1):
        below, above = layers[layer], layers[layer + 1]
        first, second = below[0].function, above[0].function
        cause = f"That has {first} and {second} in the wrong order: {first} comes first."
        swapped = (
            tuple(replace(unit, function=second) for unit in below),
            tuple(replace(unit, function=first) for unit in above),
        )
        yield Reading(DrawnNetwork((*layers[:layer], *swapped, *layers[layer + 2 :])), cause)
        if len(layers[layer - 1]) == len(below) == len(above) == 1:
            names = f"{below[0].name} and {above[0].name}"
            cause = f"That takes {names} in the wrong order: {below[0].name} comes first."
            order = (replace(above[0], name=below[0].name), replace(below[0], name=above[0].name))
            rest = layers[layer + 2 :]
            yield Reading(DrawnNetwork((*layers[:layer], (order[0],), (order[1],), *rest)), cause)


def _with(network: DrawnNetwork, layer: int, at: int, unit: DrawnUnit) -> DrawnNetwork:
    """Return the network with another unit in the place of one."""
    units = network.layers[layer]
    changed = (*units[:at], unit, *units[at + 1 :])
    return DrawnNetwork((*network.layers[:layer], changed, *network.layers[layer + 1 :]))


def _turned(number: str) -> str:
    return number[1:] if number.startswith("−") else f"−{number}"


def _distinct(right: Reading, wrong: list[Reading]) -> list[Reading]:
    """Return the right reading and wrong ones, as many as are wanted, that differ from each other.

    No two of them have the same cause but for the unit's name, as far as there are others.
    """
    names = sorted(right.tree().variables)
    places = places_of(names)
    chosen, found = [right], [results_of(right.tree(), places)]
    if np.ptp(found[0]) < _VARIES:
        return []
    kinds: set[str] = set()
    for is_strict in (True, False):
        for each in wrong:
            kind = each.cause.rpartition(" of ")[0] or each.cause[:16]
            if len(chosen) == CHOICES or (is_strict and kind in kinds) or each in chosen:
                continue
            results = results_of(each.tree(), places)
            if all(np.abs(results - other).max() > _APART for other in found):
                chosen.append(each)
                found.append(results)
                kinds.add(kind)
    return chosen


# Expressions --------------------------------------------------------------------------------


def _applied(function: str, inside: Node) -> Node:
    match function:
        case "":
            return inside
        case "σ":
            return Node("sigmoid", (inside,))
        case "ReLU":
            return Node("max", (Node("number"), inside))
    return Node(function, (inside,))


def _added(total: Node | None, weight: str, inside: Node | None = None) -> Node:
    """Return a sum with one more term: a weight times what it weights, or a bias."""
    is_negative, size = weight.startswith("−"), weight.removeprefix("−")
    part = Node("number", (), float(size)) if size.isdecimal() else Node(size)
    term = part if inside is None else Node("mul", (part, inside))
    if total is None:
        return Node("neg", (term,)) if is_negative else term
    return Node("sub" if is_negative else "add", (total, term))
