"""Gradients of a circuit by central differences, from its forward pass alone."""

import numpy as np

from engine.arrays import FloatArray
from engine.circuit.gates import Circuit
from engine.circuit.passes import forward, inputs_of
from engine.expressions.marks import edge_values
from engine.iteration.gradient_check import SIDES, Difference, combined, first_clear
from engine.random_streams import Fixed, fixed

# How often the value is taken with every number moved by its last binary place.
_SHAKES = 8


def finite_difference(circuit: Circuit, values: tuple[float, ...], variable: int) -> Difference:
    """Return the difference quotient of a circuit's value by one of its variables.

    Parameters
    ----------
    circuit : Circuit
        The gates.
    values : tuple of float
        The values of its variables.
    variable : int
        Which of them is moved.
    """
    noise = _shaken(circuit, values)

    def quotient(step: float) -> tuple[Difference, float]:
        points = [np.full(len(SIDES), value) for value in values]
        points[variable] = values[variable] + step * np.array(SIDES)
        numbers = forward(circuit, points)
        # On which side of its kink every gate is, a row for each point.
        edges = [
            edge_values(gate.definition, inputs_of(gate, numbers), gate.inputs[0])
            for gate in circuit.gates
        ]
        signs = np.sign(np.concatenate(edges)).T
        return combined(points[variable].tolist(), numbers[-1].tolist(), list(signs), noise)

    return first_clear(quotient, values[variable])


def _shaken(circuit: Circuit, values: tuple[float, ...]) -> float:
    """Return how much of the value may be rounding, where large numbers cancel on the way."""
    generator = fixed(Fixed.ROUNDING)

    def shake(number: FloatArray) -> FloatArray:
        towards = np.where(generator.random(_SHAKES) < 0.5, -np.inf, np.inf)
        # What is rounded is never nothing.
        moved: FloatArray = np.where(number == 0.0, number, np.nextafter(number, towards))
        return moved

    points = [np.full(_SHAKES, value) for value in values]
    still, shaken = forward(circuit, points)[-1], forward(circuit, points, shake)[-1]
    return 8.0 * float(np.abs(shaken - still).max())
