"""A network as an ONNX model (opset 17, double precision).

Activations are converted from the expressions that derivations use, so a typed function becomes a
graph of ONNX operators too. Batch normalisation takes its running mean and variance, and nothing
is dropped: the model answers as a trained network does.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
import sympy

from engine.arrays import FloatArray
from engine.errors import UserError
from engine.iteration.batch_norm import VARIANCE_EPSILON
from engine.network.parameters import Parameters
from symbolic.rules.definitions import Z, activation_value
from symbolic.rules.keys import key_symbol

OPSET, IR_VERSION = 17, 8

# Runtimes have no double precision for these.
_SINGLE = {"atan": "Atan", "erf": "Erf"}
_FUNCTIONS = {
    "exp": "Exp", "log": "Log", "tanh": "Tanh", "sin": "Sin", "cos": "Cos", "Abs": "Abs",
    "sign": "Sign",
}  # fmt: skip
_RELATIONS = {
    sympy.StrictGreaterThan: "Greater",
    sympy.GreaterThan: "GreaterOrEqual",
    sympy.StrictLessThan: "Less",
    sympy.LessThan: "LessOrEqual",
    sympy.Eq: "Equal",
}


def onnx_model(parameters: Parameters, title: str) -> bytes:
    """Return a model with the input ``x`` and the output ``y``, one row a sample.

    Parameters
    ----------
    parameters : Parameters
        The network's values.
    title : str
        What it is called; the names of units are not in the file.

    Raises
    ------
    UserError
        The package onnx is missing.
    """
    try:
        import onnx
    except ImportError:
        raise UserError(
            "the package onnx is missing; expected it beside Chainrule: pip install onnx"
        ) from None
    graph, scenario = _Graph(onnx.helper), parameters.layout.scenario
    name = "x"
    for index, layer in enumerate(scenario.layers):
        name = graph.node("MatMul", name, graph.constant(parameters.weights[index].T))
        if layer.bias != "none":
            name = graph.node("Add", name, graph.constant(parameters.biases[index]))
        if layer.batch_norm:
            name = graph.scaled(name, *_factor_and_shift(parameters, index))
        if layer.activation == "softmax":
            name = graph.node("Softmax", name, axis=1)
            continue
        value = activation_value(layer.activation)
        numbers = {key_symbol(key): number for key, number in layer.numbers.items()}
        name = graph.expression(value.subs(numbers), name)
    graph.node("Identity", name, out="y")
    sides = (("x", scenario.sizes[0]), ("y", scenario.sizes[-1]))
    ends = [
        onnx.helper.make_tensor_value_info(side, onnx.TensorProto.DOUBLE, ["rows", units])
        for side, units in sides
    ]
    made = onnx.helper.make_graph(graph.nodes, "network", ends[:1], ends[1:], graph.constants)
    opset = [onnx.helper.make_opsetid("", OPSET)]
    model = onnx.helper.make_model(
        made, producer_name="Chainrule", opset_imports=opset, ir_version=IR_VERSION
    )
    model.doc_string = title
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _factor_and_shift(parameters: Parameters, index: int) -> tuple[FloatArray, FloatArray]:
    """Return y = z · factor + shift of batch normalisation, with its running numbers."""
    root = np.sqrt(parameters.running_variances[index] + VARIANCE_EPSILON)
    factor = parameters.scales[index] / root
    return factor, parameters.shifts[index] - parameters.running_means[index] * factor


class _Graph:
    """Nodes and constants of a model; each method returns the name of what it adds."""

    def __init__(self, helper: Any) -> None:
        self._helper = helper
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def node(self, operator: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        out = out or f"n{len(self.nodes)}"
        self.nodes.append(self._helper.make_node(operator, inputs, [out], **attributes))
        return out

    def constant(self, values: Any) -> str:
        name, array = f"c{len(self.constants)}", np.asarray(values, dtype=np.float64)
        kind = self._helper.np_dtype_to_tensor_dtype(array.dtype)
        self.constants.append(
            self._helper.make_tensor(name, kind, array.shape, array.ravel().tolist())
        )
        return name

    def scaled(self, name: str, factor: FloatArray, shift: FloatArray) -> str:
        product = self.node("Mul", name, self.constant(factor))
        return self.node("Add", product, self.constant(shift))

    def expression(self, value: Any, z: str) -> str:
        """Add φ(z)."""
        if value == Z:
            return z
        if value.is_number:
            # As many rows as there are.
            return self.node("Add", self.node("Mul", z, self.constant(0.0)), self.constant(value))
        inside: Callable[[Any], str] = lambda part: self.expression(part, z)  # noqa: E731
        if value.is_Add or value.is_Mul:
            return self._joined("Add" if value.is_Add else "Mul", value.args, inside)
        if value.is_Pow:
            return self._power(value, inside)
        if value.is_Piecewise:
            return self._piecewise(value, inside)
        return self._function(value, inside)

    def _joined(self, operator: str, parts: Sequence[Any], inside: Callable[[Any], str]) -> str:
        names = [self.constant(part) if part.is_number else inside(part) for part in parts]
        return reduce(lambda left, right: self.node(operator, left, right), names)

    def _power(self, value: Any, inside: Callable[[Any], str]) -> str:
        base, exponent = value.as_base_exp()
        if isinstance(value, sympy.exp):
            return self.node("Exp", inside(value.args[0]))
        if exponent == -1:
            return self.node("Div", self.constant(1.0), inside(base))
        if exponent == sympy.Rational(1, 2):
            return self.node("Sqrt", inside(base))
        raised = self.constant(exponent) if exponent.is_number else inside(exponent)
        return self.node("Pow", inside(base), raised)

    def _piecewise(self, value: Any, inside: Callable[[Any], str]) -> str:
        *rows, (last, _) = value.args
        name = inside(last)
        for expression, condition in reversed(rows):
            left, right = (inside(side) for side in condition.args)
            holds = self.node(_RELATIONS[condition.func], left, right)
            name = self.node("Where", holds, inside(expression), name)
        return name

    def _function(self, value: Any, inside: Callable[[Any], str]) -> str:
        kind, arguments = value.func.__name__, [inside(part) for part in value.args]
        if kind == "larger":
            return self.node("Max", *arguments)
        if kind in ("sinh", "cosh", "tan"):
            rewritten = value.rewrite(sympy.cos if kind == "tan" else sympy.exp)
            if kind == "tan":
                rewritten = sympy.sin(value.args[0]) / sympy.cos(value.args[0])
            return inside(rewritten)
        if kind in _SINGLE:
            single = self.node("Cast", *arguments, to=1)
            return self.node("Cast", self.node(_SINGLE[kind], single), to=11)
        return self.node(_FUNCTIONS[kind], *arguments)
