"""A typed function as a straight line of operations, each of a few results before it.

What is written twice is computed once, what is constant beforehand, and of functions that others
make up (sinh, tan, sigmoid …) nothing is left. Numbers that have a power of e beside them have
operations of their own (see `operations`): which ones those are is known from the tree.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.expressions.operations import RULES, Carried
from engine.expressions.tree import Node

NUMBER, VARIABLE = "number", "variable"


class Operation(NamedTuple):
    """One operation.

    Attributes
    ----------
    name : str
        A name of `RULES`, "number" or "variable".
    args : tuple of int
        Which results it is of, counted from 0; of a variable, which variable.
    number : float
        The number, or the constant exponent of a power.
    """

    name: str
    args: tuple[int, ...] = ()
    number: float = 0.0


class Edge(NamedTuple):
    """Something at whose zeros a function may have no derivative or no value.

    Attributes
    ----------
    left, right : int
        The results whose difference it is; −1 for 0 on the right.
    """

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Program:
    """A function, operation by operation.

    Attributes
    ----------
    operations : tuple of Operation
        In order; the function is the last one's result.
    is_scaled : bool
        Whether that has a power of e beside it.
    edges : tuple of Edge
        Where cases change, and what is divided by or has a logarithm or a root.
    """

    operations: tuple[Operation, ...]
    is_scaled: bool
    edges: tuple[Edge, ...]


@lru_cache(maxsize=256)
def compile_tree(tree: Node, variables: tuple[str, ...]) -> Program:
    """Return a tree as a program.

    Parameters
    ----------
    tree : Node
        What `parsing` read.
    variables : tuple of str
        The names of what it is a function of, in order.
    """
    compiler = _Compiler(variables)
    last = compiler.add(tree)
    return compiler.program(last)


class _Compiler:
    def __init__(self, variables: tuple[str, ...]) -> None:
        self._variables = variables
        self._operations: list[Operation] = []
        self._known: dict[Operation, int] = {}
        self._scaled: list[bool] = []
        self._edges: dict[Edge, bool] = {}

    def program(self, last: int) -> Program:
        """Return what has been added, less what the last result does not need."""
        needed = {last}
        for at in range(last, -1, -1):
            operation = self._operations[at]
            if at in needed and operation.name != VARIABLE:
                needed.update(operation.args)
        edges = [
            edge
            for edge, own in self._edges.items()
            if own and {edge.left, edge.right} <= needed | {-1}
        ]
        order = {old: new for new, old in enumerate(sorted(needed))} | {-1: -1}
        operations = [self._operations[at] for at in sorted(needed)]
        return Program(
            tuple(
                operation
                if operation.name == VARIABLE
                else operation._replace(args=tuple(order[arg] for arg in operation.args))
                for operation in operations
            ),
            self._scaled[last],
            tuple(Edge(order[edge.left], order[edge.right]) for edge in edges),
        )

    def add(self, node: Node) -> int:
        """Add what computes a node; return which result it is."""
        kind = node.kind
        if kind == "number":
            return self._number(node.number)
        if kind == "pi":
            return self._number(math.pi)
        if kind == "e":
            return self._number(math.e)
        if kind in self._variables:
            return self._enter(Operation(VARIABLE, (self._variables.index(kind),)), False)
        if kind == "piecewise":
            return self._piecewise(node.args)
        if kind == "pow":
            if node.args[0].kind == "e":
                return self._exp(self.add(node.args[1]))
            exponent = self._operations[self.add(node.args[1])]
            return self._power(self.add(node.args[0]), exponent.number)
        return self._function(kind, [self.add(arg) for arg in node.args])

    def _function(self, kind: str, args: list[int]) -> int:
        match kind:
            case "neg":
                return self._arithmetic("mul", self._number(-1.0), args[0])
            case "add" | "sub" | "mul" | "div":
                return self._arithmetic(kind, *args)
            case "exp":
                return self._exp(args[0])
            case "sqrt":
                return self._power(args[0], 0.5)
            case "log":
                self._edge(args[0])
                return self._enter(Operation(self._name("log", args[0]), (args[0],)), False)
            case "abs":
                self._edge(args[0])
                scaled = self._scaled[args[0]]
                return self._enter(Operation(self._name("abs", args[0]), (args[0],)), scaled)
            case "tan":
                x = self._flat(args[0])
                return self._arithmetic("div", self._plain("sin", x), self._plain("cos", x))
            case "sinh" | "cosh":
                up, down = self._exp(args[0]), self._exp(self._function("neg", args))
                both = self._arithmetic("sub" if kind == "sinh" else "add", up, down)
                return self._arithmetic("mul", self._number(0.5), both)
            case "sigmoid":
                power, one = self._exp(self._function("neg", args)), self._number(1.0)
                return self._arithmetic("div", one, self._arithmetic("add", one, power))
        if kind in ("sign", "min", "max"):
            self._edge(*(self._flat(arg) for arg in args))
        return self._plain(kind, *args)

    def _piecewise(self, args: tuple[Node, ...]) -> int:
        result = self.add(args[-1])
        for at in range(len(args) - 3, -1, -2):
            value, condition = self.add(args[at]), args[at + 1]
            left, right = (self._flat(self.add(side)) for side in condition.args)
            self._edge(left, right)
            if condition.kind[0] == ">":
                left, right = right, left
            name = "less-equal" if condition.kind.endswith("=") else "less"
            result = self._plain("choose", self._plain(name, left, right), value, result)
        return result

    def _arithmetic(self, name: str, left: int, right: int) -> int:
        if name == "div":
            self._edge(right)
        scaled = self._scaled[left] or self._scaled[right]
        return self._enter(Operation(f"scaled-{name}" if scaled else name, (left, right)), scaled)

    def _exp(self, x: int) -> int:
        return self._enter(Operation("scaled-exp", (self._flat(x),)), True)

    def _power(self, base: int, exponent: float) -> int:
        if exponent < 0.0:
            return self._arithmetic("div", self._number(1.0), self._power(base, -exponent))
        if not exponent.is_integer():
            self._edge(base)
            name = self._name("pow", base)
            return self._enter(Operation(name, (base,), exponent), self._scaled[base])
        # By squaring: exact for what is negative, and no more than a dozen products.
        result, left = None, int(exponent)
        while left:
            if left % 2:
                result = base if result is None else self._arithmetic("mul", result, base)
            left //= 2
            base = self._arithmetic("mul", base, base) if left else base
        return self._number(1.0) if result is None else result

    def _name(self, name: str, x: int) -> str:
        return f"scaled-{name}" if self._scaled[x] else name

    def _plain(self, name: str, *args: int) -> int:
        return self._enter(Operation(name, tuple(self._flat(arg) for arg in args)), False)

    def _flat(self, x: int) -> int:
        return self._enter(Operation("flat", (x,)), False) if self._scaled[x] else x

    def _number(self, number: float) -> int:
        return self._enter(Operation(NUMBER, (), number), False)

    def _edge(self, left: int, right: int = -1) -> None:
        """Note a place; a product is nowhere 0 but where a factor is."""
        operation = self._operations[left]
        edge = Edge(left, right)
        if edge in self._edges:
            return
        if right < 0 and operation.name in ("mul", "scaled-mul", "div", "scaled-div"):
            self._edges[edge] = False
            for arg in operation.args:
                self._edge(arg)
        else:
            self._edges[edge] = operation.name != NUMBER or right >= 0

    def _enter(self, operation: Operation, scaled: bool) -> int:
        """Add an operation that is not there yet; one on numbers alone is carried out."""
        if operation in self._known:
            return self._known[operation]
        of = [self._operations[arg] for arg in operation.args if operation.name != VARIABLE]
        if of and not scaled and all(each.name == NUMBER for each in of):
            numbers = [Carried(np.float64(each.number), 0.0) for each in of]
            exponent = (operation.number,) if operation.name == "pow" else ()
            with np.errstate(all="ignore"):
                value = RULES[operation.name](*numbers, *exponent).value
            return self._number(float(value))
        self._known[operation] = len(self._operations)
        self._operations.append(operation)
        self._scaled.append(scaled)
        return len(self._operations) - 1
