"""Nodes of formulas, and their two printers."""

import pytest

from engine.network.quantities import Quantity, Ref
from symbolic.formula import tree
from symbolic.formula.build import equation, numbers_product, part_of, product, summed
from symbolic.formula.latex import LATEX, to_latex
from symbolic.formula.plain import PLAIN, to_text
from symbolic.formula.tree import (
    BECOMES,
    Absolute,
    Apply,
    BigSum,
    Binding,
    Call,
    Case,
    Derivative,
    Entry,
    Exponential,
    Floor,
    Formula,
    Fraction,
    Group,
    Join,
    Letters,
    Marked,
    Matrix,
    Negative,
    Norm,
    Number,
    OfSample,
    Piecewise,
    Power,
    Relation,
    Root,
    Row,
    Sign,
    Slash,
    Stated,
    Sum,
    Words,
    without_minus,
)
from symbolic.notation.names import name_formula
from symbolic.notation.table import CHAINRULE

X, Y = Letters("x"), Letters("y")
A = CHAINRULE.of_unit(Quantity.ACTIVATION, "h1")
TWO = Number(2, 0)
ABOVE = Relation((X, Number(0, 0)), (Sign(">", ">"),))

PRINTED = [
    (A, "a_{h1}", "a_h1"),
    (CHAINRULE.of_unit(Quantity.BATCH_VARIANCE, "h1"), r"\sigma^{2}_{h1}", "σ²_h1"),
    (CHAINRULE.of_unit(Quantity.DELTA, "年齢"), r"\delta_{\text{年齢}}", "δ_年齢"),
    (CHAINRULE.of_unit(Quantity.ACTIVATION, "hours slept"), None, "a_(hours slept)"),
    (CHAINRULE.corrected_moment(Quantity.FIRST_MOMENT, "w5"), r"\hat{m}_{w_{5}}", "m̂_w5"),
    (Derivative(CHAINRULE.loss, A), r"\dfrac{\partial L}{\partial a_{h1}}", "∂L/∂a_h1"),
    (OfSample(A), "a_{h1}^{(s)}", "a_h1⁽ˢ⁾"),
    (
        OfSample(Derivative(CHAINRULE.loss, X)),
        r"\left( \dfrac{\partial L}{\partial x} \right)^{(s)}",
        "∂L/∂x⁽ˢ⁾",
    ),
    (Number(-0.75136507, 4), "-0.7514", "−0.7514"),
    (Number(4.386e-4, 4), r"4.386 \cdot 10^{-4}", "4.386·10⁻⁴"),
    (Number(float("-inf")), r"-\infty", "−∞"),
    (Sum((X, Negative(Y), Number(-0.5))), "x - y - 0.5", "x − y − 0.5"),
    (Sum((X, Group(Number(-0.5)))), r"x + \left( -0.5 \right)", "x + (−0.5)"),
    (summed([X, numbers_product([-0.5, 0.25])]), r"x - 0.5 \cdot 0.25", "x − 0.5 · 0.25"),
    (BigSum(product((X, Y)), "k", 4), r"\sum_{k=1}^{4} x \cdot y", "Σ(k = 1 … 4) x · y"),
    (BigSum(None, "s", 4), r"\sum_{s=1}^{4}", "Σ(s = 1 … 4)"),
    (BigSum(Absolute(X)), r"\sum |{x}|", "Σ |x|"),
    (Fraction(X, Norm(X)), r"\dfrac{x}{\|{x}\|}", "x/‖x‖"),
    (part_of(4, Group(X), Join.CLOSE), r"\dfrac{1}{4}\, \left( x \right)", "(1/4)(x)"),
    (Fraction(Sum((X, Y)), product((X, Y))), r"\dfrac{x + y}{x \cdot y}", "(x + y)/(x · y)"),
    (Fraction(Number(1, 0), TWO, Slash.SIGN), r"\dfrac{1}{2}", "½"),
    (Fraction(Number(2, 0), Number(3, 0), Slash.SIGN), r"\dfrac{2}{3}", "(2/3)"),
    (Power(Group(Sum((X, Y))), TWO), r"\left( x + y \right)^{2}", "(x + y)²"),
    (Power(X, Y), "x^{y}", "x^y"),
    (Exponential(Negative(X)), "e^{-x}", "e^(−x)"),
    (Root(Sum((X, Y))), r"\sqrt{x + y}", "√(x + y)"),
    (Apply(Sign(r"\log", "log"), X), r"\log x", "log x"),
    (Apply(Sign(r"\log", "log"), Group(X)), r"\log\left( x \right)", "log(x)"),
    (Call(Sign(r"\max", "max"), (Number(0, 0), X)), r"\max(0,\ x)", "max(0, x)"),
    (Floor(X, Y), r"\lfloor x / y \rfloor", "⌊x/y⌋"),
    (Entry(Letters("H"), X, Y), r"H_{x,\, y}", "H[x, y]"),
    (
        Matrix(((X, Y), (TWO, X))),
        r"\begin{bmatrix} x & y \\ 2 & x \end{bmatrix}",
        "[x y; 2 x]",
    ),
    (equation(X, Y, TWO), "x = y = 2", "x = y = 2"),
    (Relation((X, Y), (BECOMES,)), r"x \leftarrow y", "x ← y"),
    (Row((Words("running"), X)), r"\mathrm{running}\ x", "running x"),
    (
        Piecewise((Case(X, ABOVE, True), Case(Y, ABOVE))),
        r"\begin{cases} x & x > 0 \\ y & x > 0 \end{cases}",
        "{ x if x > 0 (applies); y if x > 0 }",
    ),
    (
        Stated((Case(X, ABOVE),), Y),
        r"x\ \mathrm{for}\ x > 0,\ \mathrm{else}\ y",
        "x for x > 0, else y",
    ),
    (Marked(X, "key", "loss"), "x", "x"),
]


@pytest.mark.parametrize(("formula", "latex", "plain"), PRINTED, ids=lambda part: str(part)[:40])
def test_both_printers(formula: Formula, latex: str | None, plain: str) -> None:
    assert to_text(formula) == plain
    assert latex is None or to_latex(formula) == latex


def test_every_node_is_printed_by_both() -> None:
    kinds = [
        kind
        for kind in vars(tree).values()
        if isinstance(kind, type) and issubclass(kind, Formula) and kind is not Formula
    ]
    assert len(kinds) > 20
    for kind in kinds:
        for printer in (LATEX, PLAIN):
            assert hasattr(printer, f"_print_{kind.__name__}")


def test_an_unknown_node_is_refused() -> None:
    class Unheard(Formula):
        pass

    with pytest.raises(TypeError, match="PlainPrinter has no way to print Unheard"):
        to_text(summed([X, Unheard()]))


def test_nodes_are_equal_by_what_they_are_made_of() -> None:
    assert product((X, Y)) == product((Letters("x"), Letters("y")))
    assert hash(product((X, Y))) == hash(product((X, Y)))
    ref = Ref(Quantity.WEIGHT, 1, 0, 0)
    assert name_formula("w5", ref).ref == ref
    assert name_formula("w5", ref) != name_formula("w5")


def test_children_are_listed_in_order() -> None:
    assert Fraction(X, Sum((Y, TWO))).children == (X, Sum((Y, TWO)))
    assert Piecewise((Case(X, ABOVE), Case(Y, ABOVE))).children == (X, ABOVE, Y, ABOVE)
    assert BigSum(None, "s", 4).children == ()


def test_sums_and_products_are_flat() -> None:
    assert summed([summed([X, Y]), TWO]) == Sum((X, Y, TWO))
    assert len(product((product((X, Y)), TWO)).children) == 3


@pytest.mark.parametrize(
    ("formula", "without"),
    [
        (Negative(X), X),
        (Number(-0.5), Number(0.5)),
        (Number(0.5), None),
        (Number(-0.0), None),
        (numbers_product([-0.5, 2.0]), numbers_product([0.5, 2.0])),
        (Sum((Negative(X), Y)), Sum((X, Y))),
        (X, None),
        (Group(Negative(X)), None),
    ],
)
def test_a_leading_minus(formula: Formula, without: Formula | None) -> None:
    assert without_minus(formula) == without


def test_how_tightly_formulas_hold_together() -> None:
    assert Number(-0.5).binding is Binding.SUM
    assert Number(1e-9, 6).binding is Binding.PRODUCT
    assert Marked(Sum((X, Y)), "key").binding is Binding.SUM
    assert Number(0.5).binding is Call(X, (Y,)).binding is Group(Sum((X, Y))).binding
