"""Print a formula as plain text, for the terminal and for screen readers."""

from symbolic.formula import tree
from symbolic.formula.numbers import format_number, separator, superscript
from symbolic.formula.printing import TextPrinter

_HALF = (tree.Number(1, 0), tree.Number(2, 0))


class PlainPrinter(TextPrinter):
    """Print a line of text, such as "½(t_o1 − a_o1)²"."""

    _minus, _column = "−", 1

    def within(self, formula: tree.Formula, binding: tree.Binding) -> str:
        """Print an operand, in parentheses where it holds together less tightly."""
        text = self.print(formula)
        return text if formula.binding >= binding else f"({text})"

    def _print_Sign(self, sign: tree.Sign) -> str:
        return sign.in_text

    def _print_Letters(self, letters: tree.Letters) -> str:
        return letters.text

    def _print_Words(self, words: tree.Words) -> str:
        return words.text

    def _print_Symbol(self, symbol: tree.Symbol) -> str:
        return symbol.text

    def _print_Number(self, number: tree.Number) -> str:
        return format_number(number.value, number.decimals)

    def _print_Row(self, row: tree.Row) -> str:
        return " ".join(map(self.print, row.parts))

    def _print_Group(self, group: tree.Group) -> str:
        return f"({self.print(group.inside)})"

    def _print_Negative(self, negative: tree.Negative) -> str:
        return f"−{self.print(negative.operand)}"

    def _print_BigSum(self, total: tree.BigSum) -> str:
        over = f"({total.index})" if total.index else ""
        if total.count is not None:
            over = f"({total.index} = 1 … {total.count})"
        body = "" if total.body is None else f" {self.print(total.body)}"
        return f"Σ{over}{body}"

    def _print_Fraction(self, fraction: tree.Fraction) -> str:
        top = self.within(fraction.top, tree.Binding.PRODUCT)
        text = f"{top}/{self.within(fraction.bottom, tree.Binding.POWER)}"
        if fraction.slash is tree.Slash.SIGN and fraction.children == _HALF:
            return "½"
        return text if fraction.slash is tree.Slash.OPEN else f"({text})"

    def _print_Derivative(self, derivative: tree.Derivative) -> str:
        return f"∂{self.print(derivative.of)}/∂{self.print(derivative.by)}"

    def _print_Power(self, power: tree.Power) -> str:
        exponent = self.within(power.exponent, tree.Binding.ATOM)
        # A whole number has raised digits.
        whole = isinstance(power.exponent, tree.Number) and exponent.isdigit()
        return f"{self.print(power.base)}{superscript(exponent) if whole else f'^{exponent}'}"

    def _print_Exponential(self, power: tree.Exponential) -> str:
        return f"e^{self.within(power.exponent, tree.Binding.ATOM)}"

    def _print_Root(self, root: tree.Root) -> str:
        return f"√{self.within(root.inside, tree.Binding.ATOM)}"

    def _print_OfSample(self, number: tree.OfSample) -> str:
        return f"{self.print(number.base)}⁽ˢ⁾"

    def _print_Call(self, function: tree.Call) -> str:
        arguments = f"{separator()} ".join(map(self.print, function.arguments))
        return f"{self.print(function.head)}({arguments})"

    def _print_Floor(self, floor: tree.Floor) -> str:
        return f"⌊{self.print(floor.top)}/{self.print(floor.bottom)}⌋"

    def _print_Absolute(self, absolute: tree.Absolute) -> str:
        return f"|{self.print(absolute.inside)}|"

    def _print_Norm(self, norm: tree.Norm) -> str:
        return f"‖{self.print(norm.inside)}‖"

    def _print_Entry(self, entry: tree.Entry) -> str:
        row, column = self.print(entry.row), self.print(entry.column)
        return f"{self.print(entry.matrix)}[{row}, {column}]"

    def _print_Matrix(self, matrix: tree.Matrix) -> str:
        return f"[{'; '.join(' '.join(map(self.print, row)) for row in matrix.rows)}]"

    def _print_Piecewise(self, piecewise: tree.Piecewise) -> str:
        rows = [
            f"{self.print(case.expression)} if {self.print(case.condition)}"
            f"{' (applies)' if case.holds else ''}"
            for case in piecewise.cases
        ]
        return f"{{ {'; '.join(rows)} }}"

    def _print_Stated(self, stated: tree.Stated) -> str:
        rows = [
            f"{self.print(case.expression)} for {self.print(case.condition)}, "
            for case in stated.cases
        ]
        return f"{''.join(rows)}else {self.print(stated.otherwise)}"


PLAIN = PlainPrinter()


def to_text(formula: tree.Formula) -> str:
    """Return a formula as plain text."""
    return PLAIN.print(formula)
