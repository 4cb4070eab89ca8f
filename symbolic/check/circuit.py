"""The gradients of a circuit three ways, and each gate's local gradients two ways."""

from dataclasses import dataclass

import numpy as np
import sympy

from engine.circuit.differences import finite_difference
from engine.circuit.passes import CircuitTrace
from engine.iteration.gradient_check import difference
from symbolic.check.careful import careful_function
from symbolic.check.three_ways import SYMBOLIC_TOLERANCE, CheckResult, compared, result_of
from symbolic.rules.gates import VALUE, gate_rule, local_gradient
from symbolic.rules.typed import NoRuleError, variable
from symbolic.rules.typed_worker import typed_rule


@dataclass(frozen=True, slots=True)
class CircuitCheck:
    """The check of a circuit.

    Attributes
    ----------
    whole : CheckResult
        A row a variable: SymPy's derivative of the whole expression, what came back through the
        gates, and a finite difference.
    local_gradients : int
        How many local gradients were compared.
    max_local_difference : float
        The largest difference of SymPy's from those that the gradients went back by.
    """

    whole: CheckResult
    local_gradients: int
    max_local_difference: float

    @property
    def agree(self) -> bool:
        """Whether everything does."""
        return self.whole.agree and self.max_local_difference <= SYMBOLIC_TOLERANCE


def check_circuit(trace: CircuitTrace) -> CircuitCheck:
    """Compare a circuit's gradients with SymPy's and with finite differences."""
    circuit = trace.circuit
    values = trace.values[: len(circuit.variables)]
    rows = []
    for at, name in enumerate(circuit.variables):
        symbolic, without = None, ""
        try:
            expression = typed_rule(circuit.expression, circuit.variables, name).derivative
            symbolic = _number(expression, circuit.variables, values)
        except NoRuleError as error:
            without = str(error)
        quotient = finite_difference(circuit, values, at)
        backprop = trace.gradients[at]
        rows.append(compared(name, symbolic, backprop, quotient, without_symbolic=without))
    apart = _local_differences(trace)
    return CircuitCheck(result_of(rows, len(rows)), len(apart), max(apart, default=0.0))


def _local_differences(trace: CircuitTrace) -> list[float]:
    found = []
    for number in range(len(trace.circuit.variables), trace.circuit.size):
        gate = trace.circuit.gate(number)
        assert gate is not None
        values = tuple(trace.values[source] for source in gate.sources)
        for place, slope in enumerate(trace.slopes[number]):
            try:
                expression = local_gradient(gate, place, gate_rule(gate, place))
            except NoRuleError:
                continue
            names, numbers = (*gate.inputs, str(VALUE)), (*values, trace.values[number])
            found.append(difference(_number(expression, names, numbers), slope))
    return found


def _number(expression: sympy.Expr, names: tuple[str, ...], values: tuple[float, ...]) -> float:
    function = careful_function(tuple(map(variable, names)), expression)
    return float(function(*(np.array([value]) for value in values))[0])
