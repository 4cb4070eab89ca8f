"""Compose the picture of a formula from its nodes.

Fractions, powers, sums, rows of operators and parentheses are put together here, of parts that are
laid out once and kept; symbols with their scripts, numbers and signs go to mathtext, and names in
scripts that its fonts lack to Qt. The parts repeat from formula to formula, so a formula never seen
before takes well under a millisecond.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.formula.boxes import (
    LOW_ASCENT,
    LOW_DESCENT,
    beside,
    fraction,
    raised,
    space,
    stacked,
    stretched,
    trimmed,
    under_root,
)
from app.formula.lettering import lettering
from app.formula.outline import BASE, Run, merged
from app.formula.typesetter import Place, Typesetter
from symbolic.formula import tree
from symbolic.formula.latex import to_latex
from symbolic.formula.letters import is_mathematical
from symbolic.formula.numbers import localised, mantissa_and_exponent, separator
from symbolic.formula.printing import Printer
from symbolic.formula.tree import Formula, Group, Letters, Number, Sign, Words, without_minus

RELATION_GAP, OPERATOR_GAP, SIGN_GAP = 0.26, 0.2, 0.02
"""The space around =, around + and ·, and after the sign of a number, in ems."""

THIN_GAP, WIDE_GAP, WORD_GAP = 1 / 6, 5 / 9, 1 / 3
"""The space between factors without a sign, in ems, narrow and wide, and between words."""

COLUMN_GAP = 0.8
"""The space between an expression and its condition, in ems."""

PLUS, MINUS, TIMES = Sign("+", "+"), Sign("-", "−"), Sign(r"\cdot", "·")
OPEN, CLOSE = Sign("(", "("), Sign(")", ")")

_JOINS = {tree.Join.CLOSE: THIN_GAP, tree.Join.SPACE: THIN_GAP, tree.Join.APART: WIDE_GAP}

_OPERATORS = frozenset(
    [r"\approx", r"\leftarrow", r"\to", r"\geq", r"\leq", r"\neq", r"\cdot", r"\times", *"=<>+-"]
)
_SAMPLE, _A, _E = Letters("(s)"), Letters("a"), Letters("e")
_NOT_FINITE = {"∞": Sign(r"\infty", "∞"), "NaN": Words("NaN")}
_BAR, _SLASH, _COMMA, _OPEN_ROW, _CLOSE_ROW = (Sign(sign, sign) for sign in "|/,[]")
_FLOOR_LEFT, _FLOOR_RIGHT = Sign(r"\lfloor", "⌊"), Sign(r"\rfloor", "⌋")
_BARS = Sign(r"\|", "‖")
_PARTIAL = Sign(r"\partial", "∂")

_LEAVES = (Sign, Letters, Words, tree.Symbol, tree.OfSample)

Layout = Callable[[Formula], Run]


class Composer(Printer[Run]):
    """Lay a formula out at the base size, each node with the symbols on it.

    Parameters
    ----------
    typesetter : Typesetter
        Lays out what is not taken apart.
    part : callable
        Lays out a smaller formula, in the same way.
    """

    def __init__(self, typesetter: Typesetter, part: Layout) -> None:
        self._typesetter, self._leaf, self._part = typesetter, typesetter.lay_out, part

    # Leaves -------------------------------------------------------------------------------

    def _print_Sign(self, sign: Sign) -> Run:
        run = self._leaf(sign)
        return trimmed(run) if sign.in_latex in _OPERATORS else run

    def _print_Letters(self, letters: Letters) -> Run:
        return self._leaf(letters) if is_drawn(letters) else lettering(letters.text)

    def _print_Words(self, words: Words) -> Run:
        return self._leaf(words) if is_drawn(words) else lettering(words.text)

    def _print_Symbol(self, symbol: tree.Symbol) -> Run:
        if is_drawn(symbol):
            run = self._leaf(symbol)
        else:
            run = self._scripted(symbol.letter, symbol.below, symbol.above)
        return replace(run, ref=symbol.ref)

    def _print_Number(self, number: Number) -> Run:
        mantissa, exponent = mantissa_and_exponent(number.value, number.decimals)
        bare = mantissa.lstrip("-")
        runs = [self._part(_NOT_FINITE.get(bare) or Letters(localised(bare)))]
        if bare != mantissa:
            runs = [self._part(MINUS), space(SIGN_GAP), *runs]
        if exponent is not None:
            power = self._power(Letters("10"), Number(exponent))
            runs += [*self._operator(TIMES, OPERATOR_GAP), power]
        return beside(runs)

    def _print_Indices(self, indices: tree.Indices) -> Run:
        if is_drawn(indices):
            return self._leaf(indices)
        return self._listed(indices.parts)

    def _listed(self, parts: Sequence[Formula], gap: float = 0.0, sign: Sign = _COMMA) -> Run:
        runs = [self._part(parts[0])]
        for part in parts[1:]:
            runs += [self._before(sign), space(gap), self._part(part)]
        return beside(runs)

    def _before(self, sign: Formula) -> Run:
        """Lay out what stands before a letter, with the space between the two."""
        return replace(self._part(sign), width=self._typesetter.width_before(to_latex(sign)))

    def _scripted(self, letter: Formula, below: Formula | None, above: Formula | None) -> Run:
        """Put scripts to a letter where mathtext would have them."""
        scripts = [each for each in (above, below) if each is not None]
        if not scripts:
            return self._part(letter)
        known = letter if is_drawn(letter) else _A
        places, behind = self._typesetter.scripts(
            to_latex(known), below=below is not None, above=above is not None
        )
        runs = [self._part(letter)]
        further = runs[0].width - self._part(known).width
        for script, place in zip(scripts, places, strict=True):
            runs.append(_placed(self._part(script), place, further, behind))
        return merged(runs, max(run.width for run in runs))

    def _print_OfSample(self, number: tree.OfSample) -> Run:
        base = number.base
        if number.in_one is not None:
            return self._part(number.in_one)
        if isinstance(base, tree.Symbol) and is_drawn(base):
            return replace(self._leaf(number), ref=base.ref)
        if isinstance(base, tree.Symbol):
            return replace(self._scripted(base.letter, base.below, _SAMPLE), ref=base.ref)
        base = Group(base) if isinstance(base, tree.Derivative | tree.Fraction) else base
        return self._power(base, _SAMPLE)

    def _print_Entry(self, entry: tree.Entry) -> Run:
        if is_drawn(entry):
            return self._leaf(entry)
        places, behind = self._typesetter.scripts(to_latex(entry.matrix), below=True)
        index = _placed(self._listed((entry.row, entry.column), THIN_GAP), places[-1], 0.0, behind)
        return merged((self._part(entry.matrix), index), index.width)

    # Rows ---------------------------------------------------------------------------------

    def _operator(self, sign: Sign, gap: float) -> tuple[Run, Run, Run]:
        return space(gap), self._part(sign), space(gap)

    def _print_Row(self, row: tree.Row) -> Run:
        runs = [self._part(row.parts[0])]
        for part in row.parts[1:]:
            runs += [space(WORD_GAP), self._part(part)]
        return beside(runs)

    def _print_Negative(self, negative: tree.Negative) -> Run:
        return beside([self._part(MINUS), space(SIGN_GAP), self._part(negative.operand)])

    def _print_Sum(self, total: tree.Sum) -> Run:
        runs = [self._part(total.terms[0])]
        for term in total.terms[1:]:
            subtracted = without_minus(term)
            sign = PLUS if subtracted is None else MINUS
            runs += [*self._operator(sign, OPERATOR_GAP), self._part(subtracted or term)]
        return beside(runs)

    def _print_BigSum(self, total: tree.BigSum) -> Run:
        # mathtext sets what follows a sum right up against it.
        sign = beside([self._leaf(total.altered(body=None)), space(WORD_GAP)])
        return sign if total.body is None else beside([sign, self._part(total.body)])

    def _print_Product(self, product: tree.Product) -> Run:
        runs = [self._part(product.factors[0])]
        for join, factor in zip(product.joins, product.factors[1:], strict=True):
            dot = self._operator(TIMES, OPERATOR_GAP)
            runs += [*(dot if join is tree.Join.DOT else [space(_JOINS[join])]), self._part(factor)]
        return beside(runs)

    def _print_Relation(self, relation: tree.Relation) -> Run:
        runs = [self._part(relation.sides[0])]
        for sign, side in zip(relation.signs, relation.sides[1:], strict=True):
            runs += [*self._operator(sign, RELATION_GAP), self._part(side)]
        return beside(runs)

    def _print_Marked(self, marked: tree.Marked) -> Run:
        return self._part(marked.inside)

    # Functions ----------------------------------------------------------------------------

    def _print_Apply(self, function: tree.Apply) -> Run:
        grouped = isinstance(function.argument, Group)
        head = self._part(function.head) if grouped else self._before(function.head)
        return beside([head, self._part(function.argument)])

    def _print_Call(self, function: tree.Call) -> Run:
        inside = self._listed(function.arguments, WORD_GAP, Sign(separator(), separator()))
        return beside([*map(self._part, opening(function)), inside, self._part(CLOSE)])

    def _print_Floor(self, floor: tree.Floor) -> Run:
        parts = (self._part(floor.top), self._part(_SLASH), self._part(floor.bottom))
        return beside([self._part(_FLOOR_LEFT), *parts, self._part(_FLOOR_RIGHT)])

    def _print_Absolute(self, absolute: tree.Absolute) -> Run:
        return beside([self._part(_BAR), self._part(absolute.inside), self._part(_BAR)])

    def _print_Norm(self, norm: tree.Norm) -> Run:
        return beside([self._part(_BARS), self._part(norm.inside), self._part(_BARS)])

    def _print_Stated(self, stated: tree.Stated) -> Run:
        gap, runs = space(WORD_GAP), list[Run]()
        for case in stated.cases:
            parts = map(self._part, (case.expression, Words("for"), case.condition))
            runs += [run for part in parts for run in (part, gap)]
            runs[-1:] = [self._before(_COMMA), gap]
        return beside([*runs, self._part(Words("else")), gap, self._part(stated.otherwise)])

    # What stands above and below the line -------------------------------------------------

    def _print_Fraction(self, quotient: tree.Fraction) -> Run:
        return fraction(self._part(quotient.top), self._part(quotient.bottom))

    def _print_Derivative(self, derivative: tree.Derivative) -> Run:
        whole = fraction(self._differential(derivative.of), self._differential(derivative.by))
        return replace(whole, ref=derivative.ref)

    def _differential(self, formula: Formula) -> Run:
        if isinstance(formula, tree.Symbol | tree.OfSample | Sign | Letters | Words) and is_drawn(
            formula
        ):
            return self._leaf(formula, r"\partial ")
        return beside([self._before(_PARTIAL), self._part(formula)])

    def _print_Power(self, power: tree.Power) -> Run:
        base = power.base
        if isinstance(base, tree.Symbol) and base.below is not None and base.above is None:
            return replace(self._scripted(base.letter, base.below, power.exponent), ref=base.ref)
        return self._power(base, power.exponent)

    def _power(self, base: Formula, exponent: Formula) -> Run:
        below = self._part(base)
        return beside([below, raised(self._part(exponent), below)])

    def _print_Exponential(self, power: tree.Exponential) -> Run:
        return self._power(_E, power.exponent)

    def _print_Group(self, group: Group) -> Run:
        inside = self._part(group.inside)
        if inside.ascent <= LOW_ASCENT * BASE and inside.descent <= LOW_DESCENT * BASE:
            return beside([self._part(OPEN), inside, self._part(CLOSE)])
        fences = self._typesetter.fences(inside.ascent + inside.descent)
        left, right = (stretched(fence, inside) for fence in fences)
        return beside([left, inside, right])

    def _print_Piecewise(self, piecewise: tree.Piecewise) -> Run:
        expressions = [self._part(case.expression) for case in piecewise.cases]
        column, gap = max(run.width for run in expressions) / BASE, space(WORD_GAP)
        word, rows = self._part(Words("if")), []
        for expression, case in zip(expressions, piecewise.cases, strict=True):
            rest = space(column - expression.width / BASE + COLUMN_GAP)
            rows.append(beside([expression, rest, word, gap, self._part(case.condition)]))
        inside = stacked(rows)
        brace = self._typesetter.fences(inside.ascent + inside.descent, r"\{", r"\}")[0]
        return beside([stretched(brace, inside), inside])

    def _print_Matrix(self, matrix: tree.Matrix) -> Run:
        cells = [[self._part(cell) for cell in row] for row in matrix.rows]
        widths = [max(cell.width for cell in column) for column in zip(*cells, strict=True)]
        rows = []
        for row in cells:
            runs = [space(THIN_GAP)]
            for width, cell in zip(widths, row, strict=True):
                gap = WIDE_GAP if len(runs) > 1 else 0.0
                runs += [space(gap + (width - cell.width) / BASE), cell]
            rows.append(beside([*runs, space(THIN_GAP)]))
        inside = stacked(rows)
        if len(rows) == 1:
            return beside([self._part(_OPEN_ROW), rows[0], self._part(_CLOSE_ROW)])
        fences = self._typesetter.fences(inside.ascent + inside.descent, "[", "]")
        left, right = (stretched(fence, inside) for fence in fences)
        return beside([left, inside, right])

    def _print_Root(self, root: tree.Root) -> Run:
        return under_root(self._typesetter.root(), self._part(root.inside))


def _placed(script: Run, place: Place, further: float, behind: float) -> Run:
    """Put a script in its place or further to the right, with a space behind it."""
    x = place.x + further
    run = script.moved(x, -place.y, place.scale)
    ascent, descent = run.ascent + place.y, max(0.0, run.descent - place.y)
    return replace(run, width=x + run.width + behind, ascent=ascent, descent=descent)


def opening(function: tree.Call) -> tuple[Formula, ...]:
    """Return the head of a function and its parenthesis, which stands close to a name."""
    head = function.head
    if isinstance(head, Sign):
        return (Sign(f"{head.in_latex}(", f"{head.in_text}("),)
    return (head, OPEN)


def is_drawn(formula: Formula) -> bool:
    """Whether mathtext's fonts have every letter of a formula."""
    if isinstance(formula, Letters | Words):
        return is_mathematical(formula.text)
    return all(map(is_drawn, formula.children))
