"""Random expressions of a few variables, with values at which everything is finite."""

import numpy as np

from engine.circuit.gates import Circuit, circuit_of
from engine.circuit.passes import CircuitTrace, trace_circuit
from engine.errors import FormulaError
from engine.expressions.parsing import parse

VARIABLES = ("x", "y", "w0", "w1")
_ONE = ("exp(-{})", "log({})", "sqrt({})", "sin({})", "tanh({})", "sigmoid({})", "softplus({})")
# SymPy takes minutes over what has absolute values inside each other: they are tried alone.
_ONE += ("(-{})", "({})^2", "(1/({}))", "max(0,{})", "atan({})", "erf({})", "(2*{})")
_TWO = (
    "({}+{})",
    "({}-{})",
    "({}*{})",
    "({}+{})",
    "({}*{})",
    "({}/({}))",
    "max({},{})",
    "min({},{})",
)
_THREE = ("piecewise({},{}>0,{})",)
_LARGEST = 50.0


def random_expression(generator: np.random.Generator, gates: int) -> str:
    """Return an expression of about so many operations."""
    parts = [str(generator.choice(VARIABLES)) for _ in range(1 + gates // 2)]
    for _ in range(gates):
        templates = generator.choice([0, 0, 0, 1, 1, 1, 1, 2] if len(parts) > 2 else [0, 0, 1])
        template = str(generator.choice((_ONE, _TWO, _THREE)[int(templates)]))
        count = template.count("{}")
        while len(parts) < count:
            parts.append(str(generator.choice(VARIABLES)))
        picked = [parts.pop(int(generator.integers(len(parts)))) for _ in range(count)]
        parts.append(template.format(*picked))
    return "+".join(parts)


def random_trace(seed: int, most: int = 40) -> CircuitTrace:
    """Return a circuit with values of moderate size at which nothing is near to a kink."""
    generator = np.random.default_rng(seed)
    while True:
        text = random_expression(generator, int(generator.integers(2, most)))
        try:
            used = [name for name in VARIABLES if name in parse(text, VARIABLES).variables]
            circuit: Circuit = circuit_of(text, tuple(used))
        except FormulaError:
            continue
        trace = trace_circuit(circuit, [float(v) for v in generator.uniform(-2, 2, len(used))])
        numbers = np.array([*trace.values, *trace.gradients, *sum(trace.slopes, ())])
        if np.isfinite(numbers).all() and np.abs(numbers).max() < _LARGEST:
            return trace
