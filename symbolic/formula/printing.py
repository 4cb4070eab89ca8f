"""Print a formula node by node."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from symbolic.formula import tree

Printed = TypeVar("Printed")


class Printer(Generic[Printed]):
    """A method ``_print_<Class>`` for each class of node, as SymPy's printers have them."""

    def print(self, formula: tree.Formula) -> Printed:
        """Return what becomes of a formula: a text, or a picture.

        Raises
        ------
        TypeError
            There is no way to print a node of this class.
        """
        name = f"_print_{type(formula).__name__}"
        method: Callable[[Any], Printed] | None = getattr(self, name, None)
        if method is None:
            raise TypeError(f"{type(self).__name__} has no way to print {type(formula).__name__}")
        return method(formula)


class TextPrinter(Printer[str]):
    """The nodes that LaTeX and plain text print alike but for their signs."""

    _minus: str
    _column: int

    def _print_Indices(self, indices: tree.Indices) -> str:
        return ",".join(map(self.print, indices.parts))

    def _print_Sum(self, total: tree.Sum) -> str:
        text = self.print(total.terms[0])
        for term in total.terms[1:]:
            subtracted = tree.without_minus(term)
            sign = "+" if subtracted is None else self._minus
            text += f" {sign} {self.print(subtracted or term)}"
        return text

    def _print_Product(self, product: tree.Product) -> str:
        text = self.print(product.factors[0])
        for join, factor in zip(product.joins, product.factors[1:], strict=True):
            text += join.value[self._column] + self.print(factor)
        return text

    def _print_Apply(self, function: tree.Apply) -> str:
        space = "" if isinstance(function.argument, tree.Group) else " "
        return f"{self.print(function.head)}{space}{self.print(function.argument)}"

    def _print_Relation(self, relation: tree.Relation) -> str:
        text = self.print(relation.sides[0])
        for sign, side in zip(relation.signs, relation.sides[1:], strict=True):
            text += f" {self.print(sign)} {self.print(side)}"
        return text

    def _print_Marked(self, marked: tree.Marked) -> str:
        return self.print(marked.inside)
