"""The lines beside a network: the present step, and what the units of a drawn one compute."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from engine.lessons.drawn_network import DrawnNetwork, DrawnUnit
from engine.lessons.pictures.network import NetworkPicture
from symbolic.formula.build import closed, equation, product, summed
from symbolic.formula.tree import Apply, Formula, Group, Letters, Number, Relation, Words
from symbolic.lessons.matrices import MATRIX_LINES
from symbolic.lessons.numbers import letter


def _step(picture: NetworkPicture, rules: Callable[..., Any]) -> Iterator[Formula]:
    step = picture.last
    if step is None or picture.drawn is not None or not picture.is_complete:
        return
    # Where SymPy has a rule it has been loaded; the window loads all that derives early on.
    if "symbolic.derive.steps" not in sys.modules and rules("x", ("x",), "x") is None:
        return
    from symbolic.derive.records import ChainRule  # noqa: PLC0415
    from symbolic.derive.steps import derive  # noqa: PLC0415

    found = derive(picture.trace, step.number, picture.sample)
    yield found.statement
    if isinstance(found, ChainRule):
        share = Number(found.product_value, found.decimals)
        yield Relation((found.product, share), (found.product_sign,))
        if found.part:
            yield equation(found.target, found.result)
    elif found.substituted is not None:
        yield Relation((found.substituted, found.result), (found.sign,))
    elif found.statement != found.target:
        yield equation(found.target, found.result)


def _expression(picture: NetworkPicture, _: object) -> Iterator[Formula]:
    network = picture.drawn
    if network is not None:
        for layer, units in enumerate(network.layers[1:], start=1):
            yield from (equation(letter(u.name), unit_formula(network, layer, u)) for u in units)


def unit_formula(network: DrawnNetwork, layer: int, unit: DrawnUnit) -> Formula:
    """Return what a unit of a drawn network computes of those before it."""
    before = network.layers[layer - 1]
    terms = [
        product((*([_named(weight)] if weight else []), letter(before[at].name)))
        for at, weight in unit.weights
    ]
    whole = summed([*terms, *([_named(unit.bias)] if unit.bias else [])])
    if not unit.function:
        return whole
    head = Letters("σ") if unit.function == "σ" else Words(unit.function)
    return Apply(head, Group(whole))


def _named(text: str) -> Formula:
    """Return a weight by its name or its number."""
    try:
        return closed(Number(float(text.replace("−", "-")), 4))
    except ValueError:
        return letter(text)


_Line: TypeAlias = Callable[[Any, Any], Iterator[Formula]]

NETWORK_LINES: Mapping[str, _Line] = {
    "step": _step,
    **MATRIX_LINES,
    "expression": _expression,
}
