"""A typed expression as gates: values forward above the wires, gradients back below them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from engine.circuit.gates import MOST_GATES, circuit_of
from engine.circuit.passes import CircuitStep, steps_of, trace_circuit
from engine.errors import Fail, FormulaError
from engine.lessons.keys import Constants, Count, Expression
from engine.lessons.kinds import PictureKind, Place

_MOST_VARIABLES = 12
# A value and a step back a gate, one step at the output, and one where gradients meet.
_MOST_STEPS = 3 * MOST_GATES + _MOST_VARIABLES + 1


class CircuitPicture:
    """What is computed of a circuit, and how far it is shown.

    Attributes
    ----------
    trace : CircuitTrace
        The gates with all of their numbers.
    step : int
        How many steps are shown.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        values = dict(keys["values"])
        circuit = circuit_of(keys["f"], tuple(values))
        with np.errstate(all="ignore"):
            self.trace = trace_circuit(circuit, tuple(values.values()))
        self.steps = steps_of(circuit)
        self.step = min(int(keys["step"]), len(self.steps))

    @property
    def last(self) -> CircuitStep | None:
        """The step that is shown last; None before the first one."""
        return self.steps[self.step - 1] if self.step else None

    @cached_property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        trace = self.trace
        count = len(trace.circuit.variables)
        values = {"value": trace.values[-1], "steps": float(len(self.steps))}
        values["gates"] = float(len(trace.circuit.gates))
        of_each = ((trace.values, "v", "g"), (trace.gradients, "d", "b"))
        for numbers, of_variable, of_gate in of_each:
            parts = ((of_variable, numbers[:count], _MOST_VARIABLES),)
            for letter, found, most in (*parts, (of_gate, numbers[count:], MOST_GATES)):
                for k in range(most):
                    values[f"{letter}{k + 1}"] = found[k] if k < len(found) else np.nan
        return values

    def handles(self) -> Mapping[str, Place]:
        """Return what is moved on the picture: which step is shown."""
        return {"step": (float(self.step), 0.0)}

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider."""
        del key
        return 0.0, float(len(self.steps))

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the key that changes where another step is wanted."""
        del handle, y
        return {"step": int(min(max(x, 0.0), len(self.steps)))}


def _check(keys: Mapping[str, Any], fail: Fail) -> None:
    try:
        picture = CircuitPicture(keys)
    except FormulaError as error:
        fail("f", str(error))
    if not np.isfinite(picture.trace.values).all():
        fail("values", "a gate has no finite value; expected values at which all have one")


CIRCUIT = PictureKind(
    id="circuit",
    sentence="An expression as gates: values forward, gradients back, local gradients by SymPy.",
    keys=(
        Expression("f", "expression", "x*y + max(x, 0)"),
        Constants("values", "values", (("x", 2.0), ("y", -3.0)), _MOST_VARIABLES),
        Count("step", "step", 0, 0, _MOST_STEPS),
    ),
    offers={
        "value": "the value of the expression",
        "steps": "how many steps there are",
        "gates": "how many gates",
        **{f"v{k}": f"the value of variable {k}" for k in range(1, _MOST_VARIABLES + 1)},
        **{f"d{k}": f"the gradient of variable {k}" for k in range(1, _MOST_VARIABLES + 1)},
        **{f"g{k}": f"the value of gate {k}" for k in range(1, MOST_GATES + 1)},
        **{f"b{k}": f"the gradient of gate {k}" for k in range(1, MOST_GATES + 1)},
    },
    formulas={"step": "the lines of the present step, with numbers"},
    check=_check,
    make=CircuitPicture,
)
