"""A network over points as a formula with its weights put in, which comes out at a point.

Every unit has a line, such as h1 = tanh(0.92 · x − 0.31 · y + 0.44). Worked out as they are
printed, one after the other, the lines give the outputs at the point to the digits that are
shown: all numbers have as many decimals as that takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
import sympy

from engine.arrays import FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.data.points import PointInputs
from engine.errors import UserError
from engine.iteration.batch_norm import VARIANCE_EPSILON
from engine.iteration.passes import forward
from engine.network.parameters import Parameters
from engine.network.scenario import Layer
from symbolic.derive.closed_names import HEADS, MAXIMUM, meanings
from symbolic.formula.build import equation, product, summed, within
from symbolic.formula.digits import PRECISION, evaluated, half_unit, printed, with_decimals
from symbolic.formula.from_sympy import formula_of
from symbolic.formula.numbers import is_exact
from symbolic.formula.plain import to_text
from symbolic.formula.tree import (
    ABOUT,
    ABOUT_ITSELF,
    EQUALS,
    Binding,
    Call,
    Exponential,
    Formula,
    Fraction,
    Number,
    Relation,
    Symbol,
)
from symbolic.notation.names import name_formula
from symbolic.rules.definitions import Z, activation_value
from symbolic.rules.keys import key_symbol
from symbolic.rules.typed import applying

TOO_FAR = "Some of its numbers are too large or too small to be worked out as they are written."
LONG = 60
"""A formula of more weights is shown layer by layer."""

FEWEST, MOST = 2, 18
"""Decimals of the numbers that are put in."""

_X, _Y = sympy.symbols("x y")
_FEATURES = {
    "x": _X,
    "y": _Y,
    "x^2": _X**2,
    "y^2": _Y**2,
    "x*y": _X * _Y,
    "sin x": sympy.sin(_X),
    "sin y": sympy.sin(_Y),
}
_AXES = {_X: name_formula("x"), _Y: name_formula("y")}


@dataclass(frozen=True)
class NetworkFormula:
    """A network's formula at a point.

    Attributes
    ----------
    point : tuple of Relation
        The point: x = 2.4.
    layers : tuple of tuple of Relation
        A line for each input that is standardised, then for each unit of each layer.
    results : tuple of Relation
        What comes out, one for each output: a ≈ −0.412.
    where : tuple of Formula
        What the functions in it mean.
    weights : int
        How many weights and biases are put in.
    """

    point: tuple[Relation, ...]
    layers: tuple[tuple[Relation, ...], ...]
    results: tuple[Relation, ...]
    where: tuple[Formula, ...]
    weights: int

    @property
    def is_long(self) -> bool:
        """Whether it is to be shown layer by layer."""
        return self.weights > LONG

    @cached_property
    def text(self) -> str:
        """All of it as plain text, a line each."""
        head = ", ".join(map(to_text, self.point))
        lines = (line for layer in self.layers for line in layer)
        return "\n".join([f"at {head}", *map(to_text, (*lines, *self.results, *self.where))])


def network_formula(
    parameters: Parameters, inputs: PointInputs, point: Sequence[float], decimals: int = 3
) -> NetworkFormula:
    """Return a network's formula with its weights put in.

    Batch normalisation, which is a line through z once training is over, is part of the weights
    and biases; dropout does nothing then.

    Parameters
    ----------
    parameters : Parameters
        The network's values.
    inputs : PointInputs
        How points become its inputs.
    point : sequence of float
        x and y, or x alone.
    decimals : int
        Decimals of the outputs.

    Raises
    ------
    NoRuleError
        SymPy finds no derivative of an activation that was typed, or not in time.
    """
    exact = parameters.copy(np.float64)
    with np.errstate(all="ignore"):
        made = forward(exact, inputs.inputs(np.array([point])), running=True)
    lines = _Lines(exact, inputs, [made.activated(at)[0] for at in range(len(made.z))])
    layers, outputs = lines.layers(), made.a[-1][0]
    places, values = _digits(layers, lines, outputs, point, decimals)
    # Where even all digits do not do, the lines' own values stand there.
    comes_out = values is None
    shown = outputs.tolist() if values is None else [float(values[name]) for name in lines.outputs]
    results = []
    for name, value in zip(lines.outputs, shown, strict=True):
        sign = EQUALS if is_exact(value, decimals) else ABOUT
        sides = (name_formula(name), Number(value, decimals))
        results.append(Relation(sides, (sign if comes_out else ABOUT_ITSELF,)))
    kinds = dict.fromkeys(layer.activation for layer in parameters.layout.scenario.layers)
    axes = zip(_AXES.values(), point, strict=False)
    return NetworkFormula(
        tuple(equation(axis, Number(value)) for axis, value in axes),
        tuple(tuple(_placed(line, places) for line in layer) for layer in layers if layer),
        tuple(results),
        meanings(kinds),
        sum(weights.size for weights, _ in lines.affine)
        + sum(len(biases) for _, biases in lines.affine if biases is not None),
    )


def _placed(line: Relation, places: int) -> Relation:
    name, right = line.sides
    return Relation((name, with_decimals(right, places)), line.signs)


class _Lines:
    """Writes the lines of a network.

    Attributes
    ----------
    affine : list of (ndarray of shape (n_out, n_in), ndarray of shape (n_out,) or None)
        Weights and biases of each layer, batch normalisation in them.
    outputs : tuple of str
        The names of the outputs.
    """

    def __init__(
        self, parameters: Parameters, inputs: PointInputs, z: Sequence[FloatArray]
    ) -> None:
        self.scenario = parameters.layout.scenario
        self.affine = [_affine(parameters, at) for at in range(self.scenario.depth)]
        self.inputs, self._z = inputs, z
        taken = {name for layer in range(1, self.scenario.depth) for name in self._names(layer)}
        names = self._names(self.scenario.depth)
        self.outputs = ("a",) if len(names) == 1 and "a" not in taken else names

    def _names(self, layer: int) -> tuple[str, ...]:
        return self.scenario.unit_names(layer)

    def layers(self) -> list[list[Relation]]:
        """Return the lines: of inputs, then of each layer."""
        features = [formula_of(_FEATURES[each], _AXES) for each in self.inputs.features]
        first, before = self._standardised(features)
        found = [first]
        for number in range(1, self.scenario.depth + 1):
            found.append(self._layer(number, before))
            before = [name_formula(name) for name in self._names(number)]
        return found

    def _standardised(self, features: list[Formula]) -> tuple[list[Relation], list[Formula]]:
        """Return the lines of inputs that are no features themselves, and what inputs are."""
        lines, inputs = [], list(features)
        pairs = zip(self.inputs.offset.tolist(), self.inputs.width.tolist(), strict=True)
        for at, (offset, width) in enumerate(pairs):
            if (offset, width) != (0.0, 1.0):
                name = inputs[at] = name_formula(f"s_{at + 1}")
                top = summed([features[at], Number(-offset, FEWEST)])
                lines.append(equation(name, Fraction(top, Number(width, FEWEST))))
        return lines, inputs

    def _layer(self, number: int, before: list[Formula]) -> list[Relation]:
        layer, (weights, biases) = self.scenario.layers[number - 1], self.affine[number - 1]
        names = self._names(number) if number < self.scenario.depth else self.outputs
        lines: list[Relation] = []
        couples = ACTIVATIONS[layer.activation].couples_units
        for unit, name in enumerate(names):
            terms = [
                product((Number(weights[unit, k], FEWEST), within(before[k], Binding.PRODUCT)))
                for k in self.scenario.sources(number, unit)
            ]
            if biases is not None and biases[unit]:
                terms.append(Number(biases[unit], FEWEST))
            z = summed(terms)
            if couples:
                lines.append(equation(_z(name), z))
            else:
                lines += _unit(layer, name, z, float(self._z[number - 1][unit]))
        if couples:
            powers = [Exponential(_z(name)) for name in names]
            lines += [
                equation(name_formula(name), Fraction(power, summed(powers)))
                for name, power in zip(names, powers, strict=True)
            ]
        return lines


def _z(name: str) -> Symbol:
    return name_formula(f"z_{name}")


def _unit(layer: Layer, name: str, z: Formula, value: float) -> list[Relation]:
    """Return the lines of a unit; a function without a name of its own gets z in a line."""
    kind, own = layer.activation, name_formula(name)
    if ACTIVATIONS[kind].is_identity:
        return [equation(own, z)]
    if kind in HEADS:
        return [equation(own, Call(HEADS[kind], (z,)))]
    if kind == "relu":
        return [equation(own, Call(MAXIMUM, (Number(0, 0), z)))]
    # Of cases the one that applies here.
    keys = {key_symbol(key): number for key, number in layer.numbers.items()}
    expression = applying(activation_value(kind), {Z: value, **keys})
    leaves: dict[sympy.Symbol, Formula] = {key: Number(each) for key, each in keys.items()}
    return [equation(_z(name), z), equation(own, formula_of(expression, {Z: _z(name), **leaves}))]


def _affine(parameters: Parameters, at: int) -> tuple[FloatArray, FloatArray | None]:
    """Return a layer's weights and biases as they act once training is over."""
    layer, weights = parameters.layout.scenario.layers[at], parameters.weights[at]
    units = len(layer.units)
    biases = np.broadcast_to(parameters.biases[at], units) if layer.bias != "none" else None
    if not layer.batch_norm:
        return weights, biases
    scale = parameters.scales[at] / np.sqrt(parameters.running_variances[at] + VARIANCE_EPSILON)
    shifted = (0.0 if biases is None else biases) - parameters.running_means[at]
    return weights * scale[:, None], shifted * scale + parameters.shifts[at]


def _digits(
    layers: list[list[Relation]],
    lines: _Lines,
    outputs: FloatArray,
    point: Sequence[float],
    decimals: int,
) -> tuple[int, dict[str, Decimal] | None]:
    """Return the decimals with which the lines give the outputs; and their own, where none do."""
    if not np.isfinite(outputs).all():
        return FEWEST, None
    wanted = [(printed(value, decimals), half_unit(value, decimals)) for value in outputs.tolist()]
    known = {
        axis.text: Decimal(repr(float(v))) for axis, v in zip(_AXES.values(), point, strict=False)
    }
    values: dict[str, Decimal] = {}
    first = _first_guess(lines, np.array([point]), wanted)
    for places in range(first, MOST + 1):
        values = dict(known)
        for line in (line for layer in layers for line in layer):
            name, right = line.sides
            try:
                values[to_text(name)] = evaluated(right, places, PRECISION, values)
            except ArithmeticError as error:
                raise UserError(TOO_FAR) from error
        found = zip((values[name] for name in lines.outputs), wanted, strict=True)
        if all(abs(value - result) <= half for value, (result, half) in found):
            return places, None
    return MOST, values


def _first_guess(
    lines: _Lines, point: FloatArray, wanted: Sequence[tuple[Decimal, Decimal]]
) -> int:
    """Return the decimals from which on the lines may give the outputs, by plain arithmetic."""
    results, halves = (np.array([float(each[at]) for each in wanted]) for at in (0, 1))
    for places in range(FEWEST, MOST):
        a = lines.inputs.rounded(places).inputs(point)
        for (weights, biases), layer in zip(lines.affine, lines.scenario.layers, strict=True):
            z = a @ np.round(weights, places).T
            if biases is not None:
                z = z + np.round(biases, places)
            with np.errstate(all="ignore"):
                a = ACTIVATIONS[layer.activation].value(z, np.empty_like(z), layer.numbers)
        if np.all(np.abs(a[0] - results) <= 1.01 * halves):
            return places
    return MOST
