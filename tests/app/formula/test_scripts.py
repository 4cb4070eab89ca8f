"""Names in scripts that mathematical fonts lack, inside formulas."""

from collections.abc import Callable
from time import perf_counter

import pytest
from PySide6.QtGui import QBrush, QColor, QImage, QPainter
from seen import outlines

from app.formula import layout, lettering, preload
from app.formula.outline import Run
from engine.network.quantities import Quantity
from symbolic.formula import Formula
from symbolic.formula.build import equation, product, summed
from symbolic.formula.tree import Derivative, Group, Letters, Negative, Number, Symbol, Words
from symbolic.notation.names import name_formula
from symbolic.notation.table import CHAINRULE

NAMES = (
    *("年齢", "種類", "猫", "犬", "ねこ", "고양이", "שלום", "אבג", "عمر", "طول"),
    *("🦊", "🐻", "🐻1", "ไทย", "हिन्दी", "x₂", "x₃", "a年", "\ue123", "\ue124", "U+E123x"),
)


@pytest.fixture(autouse=True)
def loaded(qapp) -> None:
    preload()


def drawn(run: Run) -> bytes:
    """Draw a formula and give its pixels."""
    image = QImage(600, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    run.paint(painter, QBrush(QColor("black")), 10, 60, 1.0)
    painter.end()
    return bytes(image.constBits())


def activation(name: str) -> Formula:
    """Return a with a name below it."""
    return CHAINRULE.of_unit(Quantity.ACTIVATION, name)


@pytest.mark.parametrize("write", [name_formula, activation])
def test_names_in_any_script_all_look_different(write: Callable[[str], Formula]) -> None:
    pictures = [drawn(layout(write(name)).moved(0, 0, 0.4)) for name in NAMES]
    assert len(set(pictures)) == len(NAMES)
    assert drawn(layout(Words(" "))) not in pictures


def test_what_no_font_has_is_its_code_point() -> None:
    assert drawn(lettering.lettering("\ue123\ue124")) == drawn(lettering.lettering("U+E123 U+E124"))


@pytest.mark.parametrize("name", ["שלום", "عمر طويل", "שלום 12 x"])
def test_a_name_from_right_to_left_keeps_the_order_of_the_formula(name: str) -> None:
    quarter = Number(0.25)
    whole = layout(equation(activation(name), quarter))
    head, tail = layout(activation(name)), layout(quarter)
    rest = [
        polygon
        for polygon in outlines(whole).toSubpathPolygons()
        if polygon.boundingRect().left() > whole.width - tail.width - 0.5
    ]
    assert len(rest) == len(outlines(tail).toSubpathPolygons())
    assert whole.width > head.width + tail.width


def test_letters_fit_the_mathematics_beside_them() -> None:
    name, below = layout(Words("年")), layout(activation("年"))
    letter = layout(Letters("L"))
    assert 0.8 * letter.ink.height() < name.ink.height() < 1.5 * letter.ink.height()
    polygons = [p.boundingRect() for p in outlines(below).toSubpathPolygons()]
    right = layout(Letters("a")).ink.right()
    smaller = max(rect.bottom() for rect in polygons) - min(
        rect.top() for rect in polygons if rect.left() > right
    )
    assert 0.5 * name.ink.height() < smaller < 0.85 * name.ink.height()
    assert below.ink.bottom() > name.ink.bottom()
    # What is drawn lies inside the box that layouts and the pointer go by.
    for run in (name, below):
        assert run.ink.right() <= run.width + 0.01
        assert -run.ink.top() <= run.ascent + 0.01
        assert run.ink.bottom() <= run.descent + 0.01


@pytest.mark.parametrize("name", ["h1", "年", "שלום"])
def test_a_name_in_any_script_stands_where_mathtext_has_an_index(name: str) -> None:
    letter, index = Letters("a"), Words(name)
    below, above = layout(Symbol("", letter, index)), layout(Symbol("", letter, None, index))
    plain = layout(Symbol("", letter, Letters("x"))), layout(Symbol("", letter, None, Letters("x")))
    assert below.width - 0.7 * layout(index).width == pytest.approx(
        plain[0].width - 0.7 * layout(Letters("x")).width, abs=2.0
    )
    assert below.ink.bottom() > 5.0
    assert above.ink.top() < plain[1].ink.center().y()


def test_what_stands_below_a_letter_of_another_script_is_beside_it() -> None:
    letter = layout(Words("年")).width
    assert layout(name_formula("年1")).width > letter + 0.6 * layout(Letters("1")).width


def test_a_coloured_character_scales_with_the_formula() -> None:
    large, alone = layout(product([Letters("w"), Words("🦊")])), layout(Words("🦊"))
    assert large.ink.right() > alone.ink.width() > 0
    assert large.moved(0, 0, 0.5).ink.width() == pytest.approx(large.ink.width() / 2)


def test_signs_of_latex_in_a_name_are_drawn_as_they_are() -> None:
    name = r"年 {x}\frac%&#$~"
    assert layout(name_formula(name)).ink.size() == lettering.lettering(name).ink.size()


def test_a_new_name_needs_no_reading() -> None:
    def slope(name: str) -> Formula:
        target = activation(name)
        rest = Group(summed([Number(1), Negative(target)]))
        below = Derivative(Letters("L"), name_formula(name))
        return equation(below, product([target, rest]))

    layout(slope("家家"))
    times = []
    for name in ("山山", "川川", "木木", "林林", "森森森"):
        began = perf_counter()
        layout(slope(name))
        times.append(perf_counter() - began)
    assert min(times) < 0.02
