"""A typed function as a tree, and the tree as text."""

from dataclasses import dataclass
from typing import Final

FUNCTIONS: Final = (
    "exp",
    "log",
    "sqrt",
    "sin",
    "cos",
    "tan",
    "tanh",
    "sinh",
    "cosh",
    "atan",
    "abs",
    "sign",
    "min",
    "max",
    "sigmoid",
    "softplus",
    "erf",
)
"""Functions by their names; min and max are of two arguments or more, all others of one."""

CONSTANTS: Final = ("pi", "e")
COMPARISONS: Final = ("<", "<=", ">", ">=")

_SUM = frozenset(("add", "sub"))
_PRODUCT = frozenset(("mul", "div"))
_NEGATIVE = frozenset(("neg",))
_ANY = _SUM | _PRODUCT | _NEGATIVE | {"pow"}

# Each operator's sign, and what its left and its right operand are put in parentheses for being.
_OPERATORS = {
    "add": ("+", frozenset[str](), _SUM | _NEGATIVE),
    "sub": ("-", frozenset[str](), _SUM | _NEGATIVE),
    "mul": ("*", _SUM, _SUM | _PRODUCT | _NEGATIVE),
    "div": ("/", _SUM, _SUM | _PRODUCT | _NEGATIVE),
    "pow": ("^", _ANY, _ANY),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A number, a name, or an operation on other nodes.

    Attributes
    ----------
    kind : str
        "number"; "add", "sub", "mul", "div", "neg" or "pow"; a comparison; a name of `FUNCTIONS`,
        of `CONSTANTS` or of a variable; or "piecewise", whose arguments are a value and its
        condition in turn, and at the end the value otherwise.
    args : tuple of Node
        What it is of.
    number : float
        The number, where it is one.
    """

    kind: str
    args: tuple["Node", ...] = ()
    number: float = 0.0

    def __str__(self) -> str:
        """Return the tree as text that is read back to an equal tree."""
        if self.kind == "number":
            return repr(self.number).removesuffix(".0")
        if self.kind == "neg":
            return "-" + _within(self.args[0], _SUM | _PRODUCT | _NEGATIVE)
        if self.kind in _OPERATORS:
            sign, left, right = _OPERATORS[self.kind]
            return _within(self.args[0], left) + sign + _within(self.args[1], right)
        if self.kind in COMPARISONS:
            return f"{self.args[0]}{self.kind}{self.args[1]}"
        if self.args:
            return f"{self.kind}({', '.join(map(str, self.args))})"
        return self.kind

    def at(self, variable: str, number: float) -> "Node":
        """Return the tree with a number in the place of a variable."""
        if self.kind == variable:
            return Node("number", (), number)
        return Node(self.kind, tuple(arg.at(variable, number) for arg in self.args), self.number)

    @property
    def variables(self) -> frozenset[str]:
        """The names that are neither functions nor constants."""
        if self.args:
            return frozenset[str]().union(*(arg.variables for arg in self.args))
        named = self.kind not in ("number", *CONSTANTS)
        return frozenset((self.kind,)) if named else frozenset()


def _within(node: Node, enclosed: frozenset[str]) -> str:
    return f"({node})" if node.kind in enclosed else str(node)
