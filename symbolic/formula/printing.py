"""Print a formula node by node."""

from collections.abc import Callable
from typing import Any

from symbolic.formula.tree import Formula


class Printer:
    """A method ``_print_<Class>`` for each class of node, as SymPy's printers have them."""

    def print(self, formula: Formula) -> str:
        """Return a formula as text.

        Raises
        ------
        TypeError
            There is no way to print a node of this class.
        """
        method: Callable[[Any], str] | None = getattr(
            self, f"_print_{type(formula).__name__}", None
        )
        if method is None:
            raise TypeError(f"{type(self).__name__} has no way to print {type(formula).__name__}")
        return method(formula)
