"""Print a formula in the subset of LaTeX that matplotlib's mathtext draws."""

from symbolic.formula.letters import letters_latex, words_latex
from symbolic.formula.numbers import number_latex
from symbolic.formula.printing import Printer
from symbolic.formula.tree import (
    Absolute,
    Apply,
    BigSum,
    Call,
    Derivative,
    Entry,
    Exponential,
    Floor,
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
    Stated,
    Sum,
    Symbol,
    Words,
    without_minus,
)


class LatexPrinter(Printer):
    """Print LaTeX, without dollar signs."""

    def _print_Sign(self, sign: Sign) -> str:
        return sign.in_latex

    def _print_Letters(self, letters: Letters) -> str:
        return letters_latex(letters.text)

    def _print_Words(self, words: Words) -> str:
        return words_latex(words.text)

    def _print_Symbol(self, symbol: Symbol) -> str:
        text = self.print(symbol.letter)
        if symbol.above is not None:
            text += f"^{{{self.print(symbol.above)}}}"
        return text if symbol.below is None else f"{text}_{{{self.print(symbol.below)}}}"

    def _print_Number(self, number: Number) -> str:
        return number_latex(number.value, number.decimals)

    def _print_Row(self, row: Row) -> str:
        return r"\ ".join(map(self.print, row.parts))

    def _print_Indices(self, indices: Indices) -> str:
        return ",".join(map(self.print, indices.parts))

    def _print_Group(self, group: Group) -> str:
        return rf"\left( {self.print(group.inside)} \right)"

    def _print_Negative(self, negative: Negative) -> str:
        return f"-{self.print(negative.operand)}"

    def _print_Sum(self, total: Sum) -> str:
        text = self.print(total.terms[0])
        for term in total.terms[1:]:
            subtracted = without_minus(term)
            sign = "+" if subtracted is None else "-"
            text += f" {sign} {self.print(subtracted or term)}"
        return text

    def _print_BigSum(self, total: BigSum) -> str:
        over = f"_{{{total.index}}}" if total.index else ""
        if total.count is not None:
            over = f"_{{{total.index}=1}}^{{{total.count}}}"
        body = "" if total.body is None else f" {self.print(total.body)}"
        return rf"\sum{over}{body}"

    def _print_Product(self, product: Product) -> str:
        text = self.print(product.factors[0])
        for join, factor in zip(product.joins, product.factors[1:], strict=True):
            text += join.value[0] + self.print(factor)
        return text

    def _print_Fraction(self, fraction: Fraction) -> str:
        return rf"\dfrac{{{self.print(fraction.top)}}}{{{self.print(fraction.bottom)}}}"

    def _print_Derivative(self, derivative: Derivative) -> str:
        of, by = self.print(derivative.of), self.print(derivative.by)
        return rf"\dfrac{{\partial {of}}}{{\partial {by}}}"

    def _print_Power(self, power: Power) -> str:
        return f"{self.print(power.base)}^{{{self.print(power.exponent)}}}"

    def _print_Exponential(self, power: Exponential) -> str:
        return f"e^{{{self.print(power.exponent)}}}"

    def _print_Root(self, root: Root) -> str:
        return rf"\sqrt{{{self.print(root.inside)}}}"

    def _print_OfSample(self, number: OfSample) -> str:
        """Print what has a superscript as a group, a fraction in parentheses."""
        base = number.base
        text = self.print(Group(base) if isinstance(base, Derivative | Fraction) else base)
        raised = isinstance(base, Symbol) and base.above is not None
        return f"{{{text}}}^{{(s)}}" if raised else f"{text}^{{(s)}}"

    def _print_Apply(self, function: Apply) -> str:
        head, argument = self.print(function.head), self.print(function.argument)
        return f"{head}{argument}" if isinstance(function.argument, Group) else f"{head} {argument}"

    def _print_Call(self, function: Call) -> str:
        arguments = r",\ ".join(map(self.print, function.arguments))
        return f"{self.print(function.head)}({arguments})"

    def _print_Floor(self, floor: Floor) -> str:
        return rf"\lfloor {self.print(floor.top)} / {self.print(floor.bottom)} \rfloor"

    def _print_Absolute(self, absolute: Absolute) -> str:
        return f"|{{{self.print(absolute.inside)}}}|"

    def _print_Entry(self, entry: Entry) -> str:
        row, column = self.print(entry.row), self.print(entry.column)
        return rf"{self.print(entry.matrix)}_{{{row},\, {column}}}"

    def _print_Relation(self, relation: Relation) -> str:
        text = self.print(relation.sides[0])
        for sign, side in zip(relation.signs, relation.sides[1:], strict=True):
            text += f" {self.print(sign)} {self.print(side)}"
        return text

    def _print_Piecewise(self, piecewise: Piecewise) -> str:
        rows = [
            f"{self.print(case.expression)} & {self.print(case.condition)}"
            for case in piecewise.cases
        ]
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"

    def _print_Stated(self, stated: Stated) -> str:
        rows = [
            rf"{self.print(case.expression)}\ \mathrm{{for}}\ {self.print(case.condition)},\ "
            for case in stated.cases
        ]
        return rf"{''.join(rows)}\mathrm{{else}}\ {self.print(stated.otherwise)}"

    def _print_Marked(self, marked: Marked) -> str:
        return self.print(marked.inside)


LATEX = LatexPrinter()
