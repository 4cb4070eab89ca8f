"""Print a formula as plain text, for the terminal and for screen readers."""

from symbolic.formula.numbers import format_number, superscript
from symbolic.formula.printing import Printer
from symbolic.formula.tree import (
    Absolute,
    Apply,
    BigSum,
    Binding,
    Call,
    Derivative,
    Entry,
    Exponential,
    Floor,
    Formula,
    Fraction,
    Group,
    Indices,
    Letters,
    Marked,
    Negative,
    Number,
    OfSample,
    Piecewise,
    Power,
    Product,
    Relation,
    Root,
    Row,
    Sign,
    Slash,
    Stated,
    Sum,
    Symbol,
    Words,
    without_minus,
)


class PlainPrinter(Printer):
    """Print a line of text, such as "½(t_o1 − a_o1)²"."""

    def within(self, formula: Formula, binding: Binding) -> str:
        """Print an operand, in parentheses where it holds together less tightly."""
        text = self.print(formula)
        return text if formula.binding >= binding else f"({text})"

    def _print_Sign(self, sign: Sign) -> str:
        return sign.in_text

    def _print_Letters(self, letters: Letters) -> str:
        return letters.text

    def _print_Words(self, words: Words) -> str:
        return words.text

    def _print_Symbol(self, symbol: Symbol) -> str:
        return symbol.text

    def _print_Number(self, number: Number) -> str:
        return format_number(number.value, number.decimals)

    def _print_Row(self, row: Row) -> str:
        return " ".join(map(self.print, row.parts))

    def _print_Indices(self, indices: Indices) -> str:
        return ",".join(map(self.print, indices.parts))

    def _print_Group(self, group: Group) -> str:
        return f"({self.print(group.inside)})"

    def _print_Negative(self, negative: Negative) -> str:
        return f"−{self.print(negative.operand)}"

    def _print_Sum(self, total: Sum) -> str:
        text = self.print(total.terms[0])
        for term in total.terms[1:]:
            subtracted = without_minus(term)
            sign = "+" if subtracted is None else "−"
            text += f" {sign} {self.print(subtracted or term)}"
        return text

    def _print_BigSum(self, total: BigSum) -> str:
        over = f"({total.index})" if total.index else ""
        if total.count is not None:
            over = f"({total.index} = 1 … {total.count})"
        body = "" if total.body is None else f" {self.print(total.body)}"
        return f"Σ{over}{body}"

    def _print_Product(self, product: Product) -> str:
        text = self.print(product.factors[0])
        for join, factor in zip(product.joins, product.factors[1:], strict=True):
            text += join.value[1] + self.print(factor)
        return text

    def _print_Fraction(self, fraction: Fraction) -> str:
        top = self.within(fraction.top, Binding.PRODUCT)
        text = f"{top}/{self.within(fraction.bottom, Binding.POWER)}"
        if fraction.slash is Slash.SIGN and text == "1/2":
            return "½"
        return text if fraction.slash is Slash.OPEN else f"({text})"

    def _print_Derivative(self, derivative: Derivative) -> str:
        return f"∂{self.print(derivative.of)}/∂{self.print(derivative.by)}"

    def _print_Power(self, power: Power) -> str:
        exponent = self.print(power.exponent)
        # A whole number has raised digits.
        whole = isinstance(power.exponent, Number) and exponent.isdigit()
        return f"{self.print(power.base)}{superscript(exponent) if whole else f'^{exponent}'}"

    def _print_Exponential(self, power: Exponential) -> str:
        return f"e^{self.within(power.exponent, Binding.ATOM)}"

    def _print_Root(self, root: Root) -> str:
        return f"√{self.within(root.inside, Binding.ATOM)}"

    def _print_OfSample(self, number: OfSample) -> str:
        return f"{self.print(number.base)}⁽ˢ⁾"

    def _print_Apply(self, function: Apply) -> str:
        head, argument = self.print(function.head), self.print(function.argument)
        return f"{head}{argument}" if isinstance(function.argument, Group) else f"{head} {argument}"

    def _print_Call(self, function: Call) -> str:
        return f"{self.print(function.head)}({', '.join(map(self.print, function.arguments))})"

    def _print_Floor(self, floor: Floor) -> str:
        return f"⌊{self.print(floor.top)}/{self.print(floor.bottom)}⌋"

    def _print_Absolute(self, absolute: Absolute) -> str:
        return f"|{self.print(absolute.inside)}|"

    def _print_Entry(self, entry: Entry) -> str:
        row, column = self.print(entry.row), self.print(entry.column)
        return f"{self.print(entry.matrix)}[{row}, {column}]"

    def _print_Relation(self, relation: Relation) -> str:
        text = self.print(relation.sides[0])
        for sign, side in zip(relation.signs, relation.sides[1:], strict=True):
            text += f" {self.print(sign)} {self.print(side)}"
        return text

    def _print_Piecewise(self, piecewise: Piecewise) -> str:
        rows = [
            f"{self.print(case.expression)} if {self.print(case.condition)}"
            f"{' (applies)' if case.holds else ''}"
            for case in piecewise.cases
        ]
        return f"{{ {'; '.join(rows)} }}"

    def _print_Stated(self, stated: Stated) -> str:
        rows = [
            f"{self.print(case.expression)} for {self.print(case.condition)}, "
            for case in stated.cases
        ]
        return f"{''.join(rows)}else {self.print(stated.otherwise)}"

    def _print_Marked(self, marked: Marked) -> str:
        return self.print(marked.inside)


PLAIN = PlainPrinter()
