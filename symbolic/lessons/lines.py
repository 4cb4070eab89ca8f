"""Which lines a picture has, by the names that `engine.lessons.pictures` gives them.

Numbers come from the picture, derivatives from SymPy. A function that SymPy has not derived yet
leaves its lines away until it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.circuit.gates import Gate
from engine.lessons.kinds import Setting
from engine.lessons.pictures.chain import Chain
from engine.lessons.pictures.circuit import CircuitPicture
from engine.lessons.pictures.curve import Curve
from engine.lessons.pictures.surface import Surface
from symbolic.formula.build import closed, equation, joined, numbers_product, product, summed
from symbolic.formula.numbers import is_exact
from symbolic.formula.tree import (
    ABOUT,
    BECOMES,
    EQUALS,
    Apply,
    Derivative,
    Formula,
    Fraction,
    Group,
    Join,
    Letters,
    Matrix,
    Negative,
    Relation,
    Sign,
    Sum,
)
from symbolic.lessons.approximation import APPROXIMATION_LINES
from symbolic.lessons.camera import CAMERA_LINES
from symbolic.lessons.network import NETWORK_LINES
from symbolic.lessons.numbers import DECIMALS, letter, number_of, worked
from symbolic.lessons.points import POINT_LINES
from symbolic.lessons.quiz import QUIZ_LINES
from symbolic.lessons.table import TABLE_LINES
from symbolic.lessons.word_vectors import WORD_LINES

if TYPE_CHECKING:
    from symbolic.rules.typed import TypedRule

Rules: TypeAlias = "Callable[[str, tuple[str, ...], str], TypedRule | None]"
"""Returns a typed function in SymPy, and its derivative by a variable; None while there is none."""

Lines: TypeAlias = Iterator[Formula]

_X, _Y, _F, _A = Letters("x"), Letters("y"), Letters("f"), Letters("a")
_H = Letters("H")
_SLOPE = Sign("f'", "f′")
_ALPHA = Letters("α")


def lines_of(setting: Setting, name: str, rules: Rules) -> tuple[Formula, ...]:
    """Return the lines of a name for a picture; none while SymPy derives them."""
    picture = setting.picture()
    return tuple(_LINES[setting.kind.id][name](picture, rules))


def _formula(expression: Any, names: tuple[str, ...], across: str = "") -> Formula:
    # Whoever has an expression has loaded SymPy.
    import sympy  # noqa: PLC0415

    from symbolic.formula.from_sympy import formula_of  # noqa: PLC0415

    leaves = {sympy.Symbol(name, real=True): letter(across or name) for name in names}
    return formula_of(expression, leaves)


# Curve --------------------------------------------------------------------------------------


def _across(curve: Curve) -> str:
    """Return what the curve is a function of, where that is a letter or a short name."""
    name = curve.axes[0]
    return name if name.isalnum() and len(name) <= 6 else "x"


def _function(curve: Curve, rules: Rules) -> Lines:
    rule = rules(curve.formula, ("x",), "x")
    if rule is not None:
        across = _across(curve)
        yield equation(letter(curve.axes[1]), _formula(rule.value, ("x",), across))


def _quotient(curve: Curve, _: Rules) -> Lines:
    values = curve.values
    there, y, a = values["ythere"], values["y"], values["a"]
    there_of = Apply(_F, Group(Sum((_X, _A))))
    top = Sum((there_of, Negative(Apply(_F, Group(_X)))))
    rise = Sum((number_of(there), Negative(closed(number_of(y)))))
    numbers = (there, y, a, values["quotient"])
    bottom = number_of(a)
    yield worked(
        Fraction(top, _A), Fraction(rise, bottom), number_of(values["quotient"]), numbers=numbers
    )


def _derivative(curve: Curve, rules: Rules) -> Lines:
    rule = rules(curve.formula, ("x",), "x")
    if rule is None:
        return
    across = _across(curve)
    derived = _formula(rule.derivative, ("x",), across)
    yield equation(Apply(_SLOPE, Group(letter(across))), derived)
    at, slope = curve.values["at"], curve.values["slope"]
    if isfinite(slope):
        here = Apply(_SLOPE, Group(number_of(at)))
        yield worked(here, number_of(slope), numbers=(at, slope))


def _step(curve: Curve, _: Rules) -> Lines:
    values = curve.values
    x = letter(_across(curve))
    slope_of = Apply(_SLOPE, Group(x))
    yield Relation((x, Sum((x, Negative(product((_ALPHA, slope_of)))))), (BECOMES,))
    at = values["before"] if values["steps"] else values["marble"]
    slope = curve.point(at)[1]
    moved = numbers_product((values["rate"], slope), DECIMALS)
    after = at - values["rate"] * slope
    numbers = (at, values["rate"], slope, after)
    yield worked(Sum((number_of(at), Negative(moved))), number_of(after), numbers=numbers)


def _sum(curve: Curve, _: Rules) -> Lines:
    costs = curve.costs
    total = curve.values["y"]
    if 0 < len(costs) <= 8 and isfinite(total):
        parts = summed(map(number_of, costs))
        yield worked(parts, number_of(total), numbers=(*costs, total))


# Chain --------------------------------------------------------------------------------------


def _stages(chain: Chain, rules: Rules) -> Iterator[tuple[Formula, Formula, TypedRule]]:
    """Yield what goes into each function, what comes of it, and SymPy's rule for it."""
    for k, text in enumerate(chain.keys["functions"]):
        rule = rules(text, (chain.names[k], *chain.letters), chain.names[k])
        if rule is None:
            return
        yield letter(chain.names[k]), letter(chain.names[k + 1]), rule


def _functions(chain: Chain, rules: Rules) -> Lines:
    known = (*chain.names, *chain.letters)
    for _, out, rule in _stages(chain, rules):
        yield equation(out, _formula(rule.value, known))


def _derivatives(chain: Chain, rules: Rules) -> Lines:
    known = (*chain.names, *chain.letters)
    stages = list(_stages(chain, rules))
    if len(stages) < len(chain.slopes):
        return
    for inside, out, rule in stages:
        yield equation(Derivative(out, inside), _formula(rule.derivative, known))
    whole = 1
    for *_, rule in stages:
        whole = rule.derivative * whole
    yield equation(Derivative(stages[-1][1], stages[0][0]), _formula(whole, known))


def _product(chain: Chain, _: Rules) -> Lines:
    names = [letter(name) for name in chain.names]
    factors = [Derivative(names[k + 1], names[k]) for k in reversed(range(len(chain.slopes)))]
    sides = [Derivative(names[-1], names[0])]
    yield equation(*sides, joined(factors, Join.DOT)) if len(factors) > 1 else sides[0]
    slopes = tuple(reversed(chain.slopes))
    result = chain.values["slope"]
    numbers = (*slopes, result)
    if len(slopes) > 1:
        yield worked(numbers_product(slopes, DECIMALS), number_of(result), numbers=numbers)


# Surface ------------------------------------------------------------------------------------

_TWO = ("x1", "x2")


def _of_two(surface: Surface, rules: Rules) -> Lines:
    rule = rules(surface.keys["f"], _TWO, "x1")
    if rule is not None:
        yield equation(_Y, _formula(rule.value, _TWO))


def _partials(surface: Surface, rules: Rules) -> Lines:
    for name, slope in zip(_TWO, surface.gradient, strict=True):
        rule = rules(surface.keys["f"], _TWO, name)
        if rule is not None:
            derived = _formula(rule.derivative, _TWO)
            sides = (Derivative(_Y, letter(name)), derived, number_of(float(slope)))
            yield worked(*sides, numbers=(float(slope), *surface.at))


def _hessian(surface: Surface, _: Rules) -> Lines:
    rows = tuple(tuple(number_of(float(entry)) for entry in row) for row in surface.hessian)
    exact = all(is_exact(float(entry), DECIMALS) for entry in surface.hessian.ravel())
    yield Relation((_H, Matrix(rows)), (EQUALS if exact else ABOUT,))


# Circuit ------------------------------------------------------------------------------------


def _circuit_step(picture: CircuitPicture, rules: Rules) -> Lines:
    step, circuit = picture.last, picture.trace.circuit
    if step is None:
        return

    def rule_of(gate: Gate, place: int) -> TypedRule | None:
        return rules(str(gate.definition), gate.inputs, gate.inputs[place])

    gate = circuit.gate(step.number) or circuit.gates[-1]
    asked = [rule_of(gate, place) for place in range(len(gate.sources))]
    if None not in asked:
        # SymPy has been loaded where there is a rule.
        from symbolic.derive import circuit as derived  # noqa: PLC0415

        for line in derived.lines_of(picture.trace, step, rule_of):
            yield line.whole


_Line: TypeAlias = Callable[[Any, Rules], Lines]
_LINES: Mapping[str, Mapping[str, _Line]] = {
    "curve": {
        "function": _function,
        "quotient": _quotient,
        "derivative": _derivative,
        "step": _step,
        "sum": _sum,
    },
    "chain": {"functions": _functions, "product": _product, "derivatives": _derivatives},
    "circuit": {"step": _circuit_step},
    "surface": {"function": _of_two, "partials": _partials, "hessian": _hessian},
    "points": POINT_LINES,
    "image-grid": CAMERA_LINES,
    "network": NETWORK_LINES,
    "words": WORD_LINES,
    "approximation": APPROXIMATION_LINES,
    "table": TABLE_LINES,
    "quiz": QUIZ_LINES,
}
