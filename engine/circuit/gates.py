"""From the tree of a typed expression to gates and wires.

Every variable, and what comes out of every gate, is a number of the circuit: the variables first,
then the gates in the order in which they are computed. Constants belong to their gate, and what is
typed twice is computed once, so that gates can have several wires leading on as variables have.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from engine.errors import FormulaError
from engine.expressions.evaluating import value_of
from engine.expressions.parsing import parse
from engine.expressions.tree import COMPARISONS, Node

MOST_GATES: Final = 40

INPUTS: Final = "abcdfghijklm"
"""What a gate's own definition calls what comes in, in order."""

_LONGEST_CONSTANT = 8
_GATE_LETTERS, _OUTPUT_LETTERS = "gqvhuk", ("f", "y", "out")


class Wire(NamedTuple):
    """A wire from a number to a gate.

    Attributes
    ----------
    source, gate : int
        The numbers at its ends.
    place : int
        Which of the gate's inputs it is, from 0.
    """

    source: int
    gate: int
    place: int


@dataclass(frozen=True, slots=True)
class Gate:
    """One operation.

    Attributes
    ----------
    definition : Node
        What it computes of its inputs, called as `INPUTS` has them.
    sources : tuple of int
        The numbers that come in; one that comes in twice has two wires.
    """

    definition: Node
    sources: tuple[int, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """What its definition calls what comes in."""
        return tuple(INPUTS[: len(self.sources)])


@dataclass(frozen=True)
class Circuit:
    """An expression as gates.

    Attributes
    ----------
    expression : str
        As it was typed.
    variables : tuple of str
        The names of the first numbers.
    gates : tuple of Gate
        In the order in which they are computed; the last gives the value of the expression.
    """

    expression: str
    variables: tuple[str, ...]
    gates: tuple[Gate, ...]

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return len(self.variables) + len(self.gates)

    @property
    def output(self) -> int:
        """The number that is the value of the expression."""
        return self.size - 1

    def gate(self, number: int) -> Gate | None:
        """Return the gate that a number comes out of; None for a variable."""
        at = number - len(self.variables)
        return self.gates[at] if at >= 0 else None

    def name(self, number: int) -> str:
        """Return what a number is called: by its variable, g1, g2 …, and f at the end."""
        if number < len(self.variables):
            return self.variables[number]
        if number == self.output:
            return next(name for name in _OUTPUT_LETTERS if name not in self.variables)
        numbered = {name.rstrip("0123456789") for name in self.variables}
        letter = next((each for each in _GATE_LETTERS if each not in numbered), "gate")
        return f"{letter}{number - len(self.variables) + 1}"

    def wires_into(self, number: int) -> tuple[Wire, ...]:
        """Return the wires that lead into a gate; none for a variable."""
        gate = self.gate(number)
        sources = () if gate is None else gate.sources
        return tuple(Wire(source, number, place) for place, source in enumerate(sources))

    def wires_from(self, number: int) -> tuple[Wire, ...]:
        """Return the wires that lead on from a number."""
        return self._leading_on[number]

    @cached_property
    def _leading_on(self) -> tuple[tuple[Wire, ...], ...]:
        found: list[list[Wire]] = [[] for _ in range(self.size)]
        for number in range(len(self.variables), self.size):
            for wire in self.wires_into(number):
                found[wire.source].append(wire)
        return tuple(map(tuple, found))


@lru_cache(maxsize=64)
def circuit_of(expression: str, variables: tuple[str, ...]) -> Circuit:
    """Return an expression as a circuit.

    Raises
    ------
    FormulaError
        It is no expression of these variables, leaves one out, computes nothing of them, or has
        too many gates.
    """
    tree = parse(expression, variables)
    if not variables:
        raise FormulaError("there is no variable; expected one at least, with its value")
    unused = [name for name in variables if name not in tree.variables]
    if unused:
        raise FormulaError(f"{unused[0]} has a value, and the expression does not have it")
    builder = _Builder(variables)
    builder.number_of(tree)
    count = len(builder.gates)
    if not 1 <= count <= MOST_GATES:
        raise FormulaError(f"found {count} gates; expected 1 to {MOST_GATES}")
    return Circuit(expression, variables, tuple(builder.gates))


def _short(constant: Node) -> Node:
    """Return a constant as it was typed where that is short, such as 1/3, else its number."""
    is_short = len(str(constant)) <= _LONGEST_CONSTANT
    return constant if is_short else Node("number", (), value_of(constant))


class _Builder:
    def __init__(self, variables: tuple[str, ...]) -> None:
        self._known = {Node(name): at for at, name in enumerate(variables)}
        self.gates: list[Gate] = []

    def number_of(self, node: Node) -> int:
        """Return the number that a node is, adding the gates that it takes."""
        if node.kind == "pow" and node.args[0].kind == "e":
            node = Node("exp", node.args[1:])
        if node not in self._known:
            sources: list[int] = []
            gate = Gate(self._definition(node, sources), tuple(sources))
            self._known[node] = len(self._known)
            self.gates.append(gate)
        return self._known[node]

    def _definition(self, node: Node, sources: list[int]) -> Node:
        """Return what a node computes of its operands, which are added to the sources."""
        args: list[Node] = []
        for arg in node.args:
            if not arg.variables:
                args.append(_short(arg))
            elif arg.kind in COMPARISONS:
                args.append(self._definition(arg, sources))
            else:
                if len(sources) == len(INPUTS):
                    raise FormulaError(f"a gate has more than {len(INPUTS)} wires leading in")
                sources.append(self.number_of(arg))
                args.append(Node(INPUTS[len(sources) - 1]))
        return Node(node.kind, tuple(args), node.number)
