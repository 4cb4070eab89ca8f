"""Print a formula in the subset of LaTeX that matplotlib's mathtext draws."""

from symbolic.formula import tree
from symbolic.formula.letters import letters_latex, words_latex
from symbolic.formula.numbers import number_latex, separator
from symbolic.formula.printing import TextPrinter


class LatexPrinter(TextPrinter):
    """Print LaTeX, without dollar signs."""

    _minus, _column = "-", 0

    def _print_Sign(self, sign: tree.Sign) -> str:
        return sign.in_latex

    def _print_Letters(self, letters: tree.Letters) -> str:
        return letters_latex(letters.text)

    def _print_Words(self, words: tree.Words) -> str:
        return words_latex(words.text)

    def _print_Symbol(self, symbol: tree.Symbol) -> str:
        text = self.print(symbol.letter)
        if symbol.above is not None:
            text += f"^{{{self.print(symbol.above)}}}"
        return text if symbol.below is None else f"{text}_{{{self.print(symbol.below)}}}"

    def _print_Number(self, number: tree.Number) -> str:
        return number_latex(number.value, number.decimals)

    def _print_Row(self, row: tree.Row) -> str:
        return r"\ ".join(map(self.print, row.parts))

    def _print_Group(self, group: tree.Group) -> str:
        return rf"\left( {self.print(group.inside)} \right)"

    def _print_Negative(self, negative: tree.Negative) -> str:
        return f"-{self.print(negative.operand)}"

    def _print_BigSum(self, total: tree.BigSum) -> str:
        over = f"_{{{total.index}}}" if total.index else ""
        if total.count is not None:
            over = f"_{{{total.index}=1}}^{{{total.count}}}"
        body = "" if total.body is None else f" {self.print(total.body)}"
        return rf"\sum{over}{body}"

    def _print_Fraction(self, fraction: tree.Fraction) -> str:
        return rf"\dfrac{{{self.print(fraction.top)}}}{{{self.print(fraction.bottom)}}}"

    def _print_Derivative(self, derivative: tree.Derivative) -> str:
        of, by = self.print(derivative.of), self.print(derivative.by)
        return rf"\dfrac{{\partial {of}}}{{\partial {by}}}"

    def _print_Power(self, power: tree.Power) -> str:
        return f"{self.print(power.base)}^{{{self.print(power.exponent)}}}"

    def _print_Exponential(self, power: tree.Exponential) -> str:
        return f"e^{{{self.print(power.exponent)}}}"

    def _print_Root(self, root: tree.Root) -> str:
        return rf"\sqrt{{{self.print(root.inside)}}}"

    def _print_OfSample(self, number: tree.OfSample) -> str:
        """Print a superscript behind another, and a fraction in parentheses."""
        base = number.base
        if number.in_one is not None:
            return self.print(number.in_one)
        text = self.print(tree.Group(base) if isinstance(base, tree.Derivative) else base)
        return f"{text}^{{(s)}}"

    def _print_Call(self, function: tree.Call) -> str:
        arguments = rf"{separator()}\ ".join(map(self.print, function.arguments))
        return f"{self.print(function.head)}({arguments})"

    def _print_Floor(self, floor: tree.Floor) -> str:
        return rf"\lfloor {self.print(floor.top)} / {self.print(floor.bottom)} \rfloor"

    def _print_Absolute(self, absolute: tree.Absolute) -> str:
        return f"|{{{self.print(absolute.inside)}}}|"

    def _print_Norm(self, norm: tree.Norm) -> str:
        return rf"\|{{{self.print(norm.inside)}}}\|"

    def _print_Entry(self, entry: tree.Entry) -> str:
        row, column = self.print(entry.row), self.print(entry.column)
        return rf"{self.print(entry.matrix)}_{{{row},\, {column}}}"

    def _print_Matrix(self, matrix: tree.Matrix) -> str:
        rows = (" & ".join(map(self.print, row)) for row in matrix.rows)
        return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"

    def _print_Piecewise(self, piecewise: tree.Piecewise) -> str:
        rows = [
            f"{self.print(case.expression)} & {self.print(case.condition)}"
            for case in piecewise.cases
        ]
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"

    def _print_Stated(self, stated: tree.Stated) -> str:
        rows = [
            rf"{self.print(case.expression)}\ \mathrm{{for}}\ {self.print(case.condition)},\ "
            for case in stated.cases
        ]
        return rf"{''.join(rows)}\mathrm{{else}}\ {self.print(stated.otherwise)}"


LATEX = LatexPrinter()


def to_latex(formula: tree.Formula) -> str:
    """Return a formula in LaTeX, without dollar signs."""
    return LATEX.print(formula)
