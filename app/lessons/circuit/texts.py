"""What is written in a circuit's picture."""

from app.text.lesson_words import indexed
from engine.circuit.gates import INPUTS
from engine.circuit.passes import StepKind
from engine.expressions.tree import Node
from engine.lessons.pictures.circuit import CircuitPicture
from symbolic.formula.numbers import format_number, superscript

_SIGNS = {"add": "+", "sub": "−", "mul": "×", "div": "÷"}
_NAMES = {"sigmoid": "σ", "neg": "× −1", "sqrt": "√", "piecewise": "cases"}
_FUNCTIONS = ("min", "max")


def gate_text(definition: Node) -> str:
    """Return what stands in a gate: its sign or its function, with a constant where it has one."""
    kind, args = definition.kind, definition.args
    constants = [_constant(arg) for arg in args if not arg.variables]
    if kind == "pow":
        whole = args[1].kind == "number" and args[1].number.is_integer()
        return f"x{superscript(constants[0])}" if whole else f"x^{constants[0]}"
    if kind not in (*_SIGNS, *_FUNCTIONS):
        return _NAMES.get(kind, kind)
    sign = _SIGNS.get(kind, kind)
    if not constants:
        return sign
    if kind in _FUNCTIONS:
        return f"{kind}({', '.join('x' if arg.variables else _constant(arg) for arg in args)})"
    if kind == "div" and args[1].kind in INPUTS:
        return f"{constants[0]}/x"
    first = kind == "sub" and args[1].kind in INPUTS
    return f"{constants[0]} {sign}" if first else f"{sign} {constants[0]}"


def _constant(node: Node) -> str:
    text = format_number(node.number, 4) if node.kind == "number" else str(node)
    return text.replace("-", "−").replace("pi", "π")


def step_text(picture: CircuitPicture) -> str:
    """Say what the present step does."""
    step, circuit = picture.last, picture.trace.circuit
    if step is None:
        return "The values of the variables are there."
    name = indexed(circuit.name(step.number))
    return {
        StepKind.VALUE: f"{name} is computed",
        StepKind.SEED: f"∂{name}/∂{name} = 1: backward from here",
        StepKind.BACKWARD: f"backward through the gate of {name}",
        StepKind.SUM: f"the gradients that meet at {name} are added",
    }[step.kind]


def spoken(picture: CircuitPicture) -> str:
    """Return the picture in words, for a screen reader."""
    circuit, trace = picture.trace.circuit, picture.trace
    numbers = ", ".join(
        f"{circuit.name(at)} = {format_number(trace.values[at])}"
        for at in range(len(circuit.variables))
    )
    return f"{circuit.expression}, {numbers}. {step_text(picture)}"
