"""Formulas laid out from their nodes."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from seen import outlines

from app import formula
from app.formula import layout, run
from app.formula.outline import BASE
from app.formula.typesetter import Typesetter
from engine.network.quantities import Quantity, Ref
from symbolic.formula import Formula
from symbolic.formula.build import equation, fraction, product, summed
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import (
    ABOUT,
    BECOMES,
    EQUALS,
    Absolute,
    Apply,
    BigSum,
    Call,
    Case,
    Derivative,
    Entry,
    Exponential,
    Floor,
    Fraction,
    Group,
    Indices,
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
    Product,
    Relation,
    Root,
    Row,
    Sign,
    Stated,
    Symbol,
    Words,
)

W5_REF = Ref(Quantity.WEIGHT, 2, 0, 0)
ONE, TWO = Number(1), Number(2)
LOSS, ALPHA = Letters("L"), Letters("α")
W5 = Symbol("w5", Letters("w"), Letters("5"), ref=W5_REF)
A_O1 = Symbol("a_o1", Letters("a"), Letters("o1"))
A_YEARS = Symbol("a_年齢", Letters("a"), Words("年齢"))
SLOPE = Derivative(LOSS, W5)
REST = Group(summed([ONE, Negative(A_O1)]))

CASES = Piecewise(
    (
        Case(W5, Relation((A_O1, Number(0)), (Sign(">", ">"),)), True),
        Case(product([Number(0.01), W5]), Relation((A_O1, Number(0)), (Sign(r"\leq", "≤"),))),
    )
)

FORMULAS = [
    CASES,
    equation(A_O1, CASES),
    W5,
    A_YEARS,
    Symbol("σ²_h1", Letters("σ"), Letters("h1"), Number(2, 0)),
    Symbol("b_(h1, 年)", Letters("b"), Indices((Letters("h1"), Words("年")))),
    Words("hours slept"),
    SLOPE,
    Derivative(LOSS, A_YEARS),
    product([A_O1, REST]),
    Relation((W5, summed([W5, Number(-0.5)])), (BECOMES,)),
    Row((ONE, ABOUT, TWO)),
    BigSum(product([W5, A_O1]), "k", 10),
    BigSum(None),
    Fraction(ONE, summed([ONE, Exponential(Negative(A_O1))])),
    Product((fraction(1, 2), Power(REST, Number(2, 0))), (Join.CLOSE,)),
    Product((W5, W5, A_O1), (Join.SPACE, Join.APART)),
    Power(W5, Number(2, 0)),
    Power(Group(SLOPE), Number(2, 0)),
    Power(A_YEARS, Number(2, 0)),
    OfSample(A_O1),
    OfSample(A_YEARS),
    OfSample(SLOPE),
    Root(A_O1),
    Root(fraction(1, 2)),
    Apply(Sign(r"\log", "log"), A_O1),
    Apply(Sign(r"\log", "log"), REST),
    Call(Sign(r"\max", "max"), (Number(0), A_O1)),
    Call(A_YEARS, (A_O1,)),
    Floor(Letters("t"), Number(3, 0)),
    Absolute(W5),
    Norm(A_YEARS),
    Entry(Sign("H^{-1}", "H⁻¹"), W5, A_O1),
    Entry(Sign("H^{-1}", "H⁻¹"), W5, A_YEARS),
    Stated((Case(ONE, Relation((A_O1, Number(0)), (Sign(">", ">"),))),), TWO),
    Marked(W5, "key"),
    Matrix(((W5, ONE), (Number(-0.25), A_O1))),
    Matrix(((W5, Number(-0.5)),)),
    Number(4.386e-4),
    Number(-0.5),
    Number(float("inf")),
    Number(float("nan")),
]


@pytest.fixture(scope="module", autouse=True)
def loaded(qapp):
    formula.preload()


@pytest.mark.parametrize("shown", FORMULAS, ids=to_text)
def test_every_node_lies_inside_its_extent(shown: Formula) -> None:
    laid = layout(shown)
    assert not laid.ink.isEmpty()
    assert laid.ink.left() >= -0.05 * BASE
    assert laid.ink.right() <= laid.width + 0.02 * BASE
    assert -laid.ink.top() <= laid.ascent + 0.02 * BASE
    assert laid.ink.bottom() <= laid.descent + 0.02 * BASE


def test_columns_of_a_matrix_end_below_each_other() -> None:
    narrow, wide = layout(Matrix(((ONE,), (ONE,)))), layout(Matrix(((ONE,), (Number(-0.25),))))
    assert wide.width > narrow.width
    assert wide.ascent == pytest.approx(narrow.ascent, abs=0.02 * BASE)
    assert layout(Matrix(((ONE, TWO),))).width > layout(Matrix(((ONE,),))).width


def test_cases_stand_above_each_other_behind_a_brace() -> None:
    above = Relation((A_O1, Number(0)), (Sign(">", ">"),))
    one, two = layout(Piecewise((Case(W5, above),))), layout(CASES)
    assert two.ascent + two.descent > 1.8 * (one.ascent + one.descent)
    assert [mark.ref for mark in two.marks] == [W5_REF, W5_REF]
    assert two.marks[0].rect.bottom() < two.marks[1].rect.top()
    equals = layout(EQUALS).ink.center().y()
    assert (two.descent - two.ascent) / 2 == pytest.approx(equals, abs=2.0)


def test_a_layout_is_made_once() -> None:
    assert layout(equation(W5, TWO)) is layout(equation(W5, TWO))


def test_a_fraction_reaches_above_and_below_the_line() -> None:
    laid = layout(fraction(1, 2))
    assert laid.ascent > 0.75 * BASE
    assert laid.descent > 0.4 * BASE


@pytest.mark.parametrize("digits", ["0.7514", "89.0001", "1234567890.9876"])
def test_numbers_that_share_a_layout_look_as_if_laid_out_alone(digits: str) -> None:
    setter = Typesetter()
    setter.lay_out(Letters("0.1234"))
    alone, shared = setter.lay_out(Sign(digits, digits)), setter.lay_out(Letters(digits))
    assert shared.width == pytest.approx(alone.width, abs=1.0)
    drawn, apart = outlines(shared), outlines(alone)
    assert drawn.elementCount() == apart.elementCount()
    for at in range(0, drawn.elementCount(), 5):
        ours, theirs = drawn.elementAt(at), apart.elementAt(at)
        assert ours.x == pytest.approx(theirs.x, abs=1.0)
        assert ours.y == pytest.approx(theirs.y, abs=1.0)


def test_digits_of_names_and_of_what_is_above_and_below_keep_their_order() -> None:
    setter = Typesetter()
    symbol = Symbol("", Letters("w2"), Letters("34"), Letters("5"))
    path = outlines(setter.lay_out(symbol))
    exact = outlines(setter.lay_out(Sign(to_latex(symbol), "")))
    assert path.elementCount() == exact.elementCount()
    assert path.boundingRect().width() == pytest.approx(exact.boundingRect().width(), abs=1.0)


def test_other_digits_give_other_outlines() -> None:
    one, other = layout(Number(0.12)), layout(Number(0.13))
    assert outlines(one) != outlines(other)
    assert one.width == other.width


def test_what_mathtext_cannot_read_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"\S"):
        layout(Sign(r"\nosuchsign", "?"))


def test_threads_do_not_spoil_each_others_layouts() -> None:
    wrong = []

    def lay_out(number: int) -> None:
        for step in range(6):
            name = Symbol("", Letters("a"), Letters(f"{number}{step}"))
            try:
                layout(Fraction(summed([name, Number(step)]), Group(name)))
            except ValueError as error:
                wrong.append(error)

    threads = [threading.Thread(target=lay_out, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_importing_the_package_does_not_import_matplotlib() -> None:
    code = (
        "import sys, app.formula as f; assert not f.is_ready();"
        "assert not [m for m in sys.modules if m.startswith(('matplotlib', 'sympy'))]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_laying_out_does_not_import_pyplot_or_algebra() -> None:
    code = (
        "import sys; from app.formula import layout, is_ready;"
        "from symbolic.formula.tree import Letters; layout(Letters('a'));"
        "assert is_ready(); assert 'matplotlib.pyplot' not in sys.modules;"
        "assert 'sympy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_font_list_without_the_mathematical_fonts_changes_nothing(tmp_path: Path) -> None:
    code = (
        "from app.formula import layout; from symbolic.formula.tree import Sign;"
        "print(layout(Sign('=', '=')).ink)"
    )
    environment = {**os.environ, "MPLCONFIGDIR": str(tmp_path)}

    def ink() -> str:
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, check=True, env=environment, capture_output=True, text=True
        ).stdout

    right = ink()
    (file,) = tmp_path.glob("fontlist-*.json")
    fonts = json.loads(file.read_text())
    fonts["ttflist"] = [font for font in fonts["ttflist"] if not font["name"].startswith("STIX")]
    file.write_text(json.dumps(fonts))
    assert ink() == right


def test_a_fraction_is_centred_on_the_height_of_an_equals_sign() -> None:
    laid = layout(Fraction(Letters("a"), W5))
    equals = layout(EQUALS).ink
    bars = [p for p in outlines(laid).toSubpathPolygons() if p.boundingRect().height() < 6]
    (rule,) = [bar.boundingRect() for bar in bars if bar.boundingRect().width() > 50]
    assert rule.center().y() == pytest.approx(equals.center().y(), abs=1.5)
    assert rule.center().x() == pytest.approx(laid.width / 2, abs=0.1)


def test_a_row_of_operators_is_the_sum_of_its_parts() -> None:
    b, quarter = Letters("b"), Number(0.25)
    widths = [layout(part).width for part in (A_O1, EQUALS, b, Sign("+", "+"), quarter)]
    whole = layout(equation(A_O1, summed([b, quarter]))).width
    # Two spaces of 0.26 em and two of 0.2 em.
    assert whole == pytest.approx(sum(widths) + 92, abs=0.01)


def test_a_formula_never_seen_before_needs_no_reading_when_its_parts_are_known(monkeypatch) -> None:
    def slope(name: str, unit: str, value: float) -> Formula:
        below = Symbol("", Letters("w"), Letters(name))
        a = Symbol("", Letters("a"), Letters(unit))
        factor = Group(summed([Number(value), Negative(a)]))
        return equation(Derivative(LOSS, below), product([Number(-value), factor]))

    layout(slope("1", "o1", 0.5))

    def fail(*args: object) -> None:
        raise AssertionError("mathtext was asked")

    monkeypatch.setattr(run._composer._typesetter, "_laid_out", fail)
    layout(slope("7", "o2", 0.7))


@pytest.mark.parametrize("nest", [Root, Exponential, Group, lambda inner: Fraction(ONE, inner)])
def test_what_is_nested_without_end_is_refused(nest) -> None:
    nested: Formula = W5
    for _ in range(3000):
        nested = nest(nested)
    with pytest.raises(ValueError, match="nested too deeply"):
        layout(nested)


# What is under the pointer -------------------------------------------------------------------


def test_a_symbol_knows_its_number_and_where_it_stands() -> None:
    laid = layout(equation(A_O1, product([Number(0.5), W5])))
    (mark,) = laid.marks
    assert mark.ref == W5_REF
    assert mark.rect.right() == pytest.approx(laid.width)
    assert mark.rect.width() == pytest.approx(layout(W5).width)


def test_symbols_are_found_above_and_below_and_inside() -> None:
    squared = Power(Group(summed([W5, ONE])), Number(2, 0))
    for shown in (Root(W5), Fraction(ONE, W5), squared, Absolute(W5), Norm(W5), OfSample(W5)):
        (mark,) = layout(shown).marks
        assert mark.ref == W5_REF
        assert layout(shown).ink.adjusted(-9, -9, 9, 9).contains(mark.rect.center())


def test_a_derivative_that_is_a_number_hides_what_it_is_made_of() -> None:
    gradient = Ref(Quantity.WEIGHT_GRADIENT, 2, 0, 0)
    (mark,) = layout(Derivative(LOSS, W5, gradient)).marks
    assert mark.ref == gradient
