"""A layer in matrices, for all rows of the batch: what goes forward through it, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from engine.arrays import FloatArray
from engine.iteration.passes import layer_activation
from engine.iteration.trace import Trace
from engine.lessons.pictures.network import NetworkPicture
from symbolic.formula.build import equation, product
from symbolic.formula.numbers import localised
from symbolic.formula.tree import (
    ABOUT,
    EQUALS,
    Apply,
    Derivative,
    Formula,
    Group,
    Join,
    Letters,
    Matrix,
    Negative,
    Product,
    Relation,
    Row,
    Sign,
    Sum,
    Symbol,
)

LARGEST = 6
"""A matrix of more rows or columns is not written out."""

_EXACT = 1e-12

FORWARD, BACKWARD = 3, 4
"""Decimals of numbers that go forward, and of gradients."""

_TIMES_EACH, _TRANSPOSED = Sign(r"\ast", "∗"), Letters("T")
_X, _T, _L, _SLOPE = Letters("X"), Letters("T"), Letters("L"), Sign(r"\varphi^{\prime}", "φ′")


def _of(letter: str, layer: int, *, turned: bool = False) -> Formula:
    """Return a layer's matrix by its letter; layer 0 is X, and has no number."""
    if letter == "A" and layer == 0:
        return Symbol("X^T", _X, above=_TRANSPOSED) if turned else _X
    text, below = f"{letter}{layer}", Letters(str(layer))
    above = _TRANSPOSED if turned else None
    return Symbol(f"{text}^T" if turned else text, Letters(letter), below, above)


def matrix(values: FloatArray, decimals: int) -> Formula:
    """Return numbers in rows and columns, all with as many decimals."""
    return Matrix(tuple(tuple(_cell(float(x), decimals) for x in row) for row in values))


def _cell(value: float, decimals: int) -> Formula:
    text = f"{abs(value):.{decimals}f}"
    exact = abs(float(text) - abs(value)) < _EXACT
    digits = Letters(localised(text.rstrip("0").rstrip(".") if exact else text))
    return Negative(digits) if value < 0.0 and float(text) else digits


def _comes_to(left: Formula, values: FloatArray, decimals: int) -> Relation:
    exact = bool(np.abs(values - values.round(decimals)).max() < _EXACT)
    return Relation((left, matrix(values, decimals)), (EQUALS if exact else ABOUT,))


def _times(left: Formula, right: Formula) -> Formula:
    return Product((left, right), (Join.SPACE,))


def _trace_of(picture: NetworkPicture) -> tuple[Trace, int] | None:
    """Return the iteration and the layer of the present step, where both can be written out."""
    step = picture.last
    if step is None or picture.drawn is not None or not picture.is_complete:
        return None
    sizes = picture.run.scenario.sizes[max(0, step.layer - 1) : step.layer + 2]
    is_plain = not any(layer.batch_norm or layer.dropout for layer in picture.run.scenario.layers)
    if max(sizes) > LARGEST or picture.trace.samples > LARGEST or not is_plain or step.layer == 0:
        return None
    return picture.trace, step.layer


def _data(picture: NetworkPicture, _: object) -> Iterator[Formula]:
    if not picture.is_complete:
        return
    trace = picture.trace
    if picture.drawn is None and max(*trace.a[0].shape, *trace.y_true.shape) <= LARGEST:
        yield equation(_X, matrix(trace.a[0], FORWARD))
        yield equation(_T, matrix(trace.y_true, FORWARD))


def _layer(picture: NetworkPicture, _: object) -> Iterator[Formula]:
    found = _trace_of(picture)
    if found is None:
        return
    trace, layer = found
    before, weights = trace.a[layer - 1], trace.before.weights[layer - 1]
    biases = trace.z[layer - 1][:1] - before[:1] @ weights.T
    symbols: Formula = _times(_of("A", layer - 1), _of("W", layer, turned=True))
    numbers: Formula = product((matrix(before, FORWARD), matrix(weights.T, FORWARD)))
    if np.abs(biases).max() > _EXACT:
        symbols = Sum((symbols, Symbol(f"b{layer}", Letters("b"), Letters(str(layer)))))
        numbers = Sum((numbers, matrix(biases.round(12), FORWARD)))
    yield equation(_of("Z", layer), symbols)
    yield _comes_to(numbers, trace.z[layer - 1], FORWARD)


def _deltas(picture: NetworkPicture, _: object) -> Iterator[Formula]:
    found = _trace_of(picture)
    if found is None:
        return
    trace, layer = found
    activation = layer_activation(trace.scenario, layer - 1)
    delta, head = trace.delta[layer - 1], Symbol(f"δ{layer}", Letters("δ"), Letters(str(layer)))
    if activation.record.couples_units:
        yield _comes_to(head, delta, BACKWARD)
        return
    slope = activation.derivative(trace.z[layer - 1], trace.a[layer])
    by = trace.backward_pass.by_activation[layer - 1]
    if layer == trace.scenario.depth:
        above: Formula = Derivative(_L, _of("A", layer))
    else:
        after = Symbol(f"δ{layer + 1}", Letters("δ"), Letters(str(layer + 1)))
        above = Group(_times(after, _of("W", layer + 1)))
    slopes = Apply(_SLOPE, Group(_of("Z", layer)))
    yield equation(head, Row((above, _TIMES_EACH, slopes)))
    numbers = Row((matrix(by, BACKWARD), _TIMES_EACH, matrix(slope, FORWARD)))
    yield _comes_to(numbers, delta, BACKWARD)


def _gradients(picture: NetworkPicture, _: object) -> Iterator[Formula]:
    found = _trace_of(picture)
    if found is None:
        return
    trace, layer = found
    turned = Symbol(f"δ{layer}^T", Letters("δ"), Letters(str(layer)), _TRANSPOSED)
    delta, before = trace.delta[layer - 1], trace.a[layer - 1]
    yield equation(Derivative(_L, _of("W", layer)), _times(turned, _of("A", layer - 1)))
    numbers = product((matrix(delta.T, BACKWARD), matrix(before, FORWARD)))
    gradient = trace.gradient.weights[layer - 1]
    yield _comes_to(numbers, gradient, BACKWARD)


_Line: TypeAlias = Callable[[Any, Any], Iterator[Formula]]

MATRIX_LINES: Mapping[str, _Line] = {
    "data": _data,
    "layer": _layer,
    "deltas": _deltas,
    "gradients": _gradients,
}
