"""Names in scripts that mathematical fonts lack, inside formulas."""

from time import perf_counter

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.formula import layout, lettering, preload
from app.formula.outline import Run
from engine.network.quantities import Quantity
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
    painter.translate(10, 60)
    run.paint(painter, QColor("black"))
    painter.end()
    return bytes(image.constBits())


def test_names_in_any_script_all_look_different() -> None:
    for latexes in (
        [name_formula(name).latex for name in NAMES],
        [CHAINRULE.of_unit(Quantity.ACTIVATION, name).latex for name in NAMES],
    ):
        pictures = [drawn(layout(latex, 40.0)) for latex in latexes]
        assert len(set(pictures)) == len(NAMES)
        assert drawn(layout(r"\text{ }", 40.0)) not in pictures


def test_what_no_font_has_is_its_code_point() -> None:
    assert drawn(lettering.lettering("\ue123\ue124")) == drawn(lettering.lettering("U+E123 U+E124"))


@pytest.mark.parametrize("name", ["שלום", "عمر طويل", "שלום 12 x"])
def test_a_name_from_right_to_left_keeps_the_order_of_the_formula(name: str) -> None:
    whole = layout(rf"{CHAINRULE.of_unit(Quantity.ACTIVATION, name).latex} = 0.25", 40.0)
    head, tail = (
        layout(CHAINRULE.of_unit(Quantity.ACTIVATION, name).latex, 40.0),
        layout("0.25", 40.0),
    )
    rest = [
        polygon
        for polygon in whole.path.toSubpathPolygons()
        if polygon.boundingRect().left() > whole.width - tail.width - 0.5
    ]
    assert len(rest) == len(tail.path.toSubpathPolygons())
    assert whole.width > head.width + tail.width


def test_letters_fit_the_mathematics_beside_them() -> None:
    name, below = layout(r"\text{年}", 40.0), layout(r"a_{\text{年}}", 40.0)
    letter = layout("L", 40.0)
    assert 0.8 * letter.ink.height() < name.ink.height() < 1.5 * letter.ink.height()
    polygons = [p.boundingRect() for p in below.path.toSubpathPolygons()]
    smaller = max(rect.bottom() for rect in polygons) - min(
        rect.top() for rect in polygons if rect.left() > layout("a", 40.0).ink.right()
    )
    assert 0.5 * name.ink.height() < smaller < 0.85 * name.ink.height()
    assert below.ink.bottom() > name.ink.bottom()
    # What is drawn lies inside the box that layouts and the pointer go by.
    for run in (name, below):
        assert run.ink.right() <= run.width + 0.01
        assert -run.ink.top() <= run.ascent + 0.01
        assert run.ink.bottom() <= run.descent + 0.01


def test_a_coloured_character_scales_with_the_formula() -> None:
    small, large = (layout(r"w \cdot \text{🦊}", size) for size in (20.0, 40.0))
    for one, two in zip(small.pictures, large.pictures, strict=True):
        assert two.rect.width() == pytest.approx(2 * one.rect.width())
        assert two.rect.left() == pytest.approx(2 * one.rect.left())


def test_signs_of_latex_in_a_name_are_drawn_as_they_are() -> None:
    name = r"年 {x}\frac%&#$~"
    written = layout(name_formula(name).latex, 100.0).ink
    assert written.size() == lettering.lettering(name).ink.size()


def test_a_new_name_as_wide_as_another_needs_no_reading() -> None:
    def formula(name: str) -> str:
        target, unit = CHAINRULE.of_unit(Quantity.ACTIVATION, name).latex, name_formula(name).latex
        return (
            rf"\dfrac{{\partial L}}{{\partial {unit}}} = {target} \cdot \left( 1 - {target} \right)"
        )

    layout(formula("家家"), 24.0)
    times = []
    for name in ("山山", "川川", "木木", "林林", "森森"):
        began = perf_counter()
        layout(formula(name), 24.0)
        times.append(perf_counter() - began)
    assert min(times) < 0.02
