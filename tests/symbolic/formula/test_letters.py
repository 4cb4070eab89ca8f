"""Names in scripts that mathematical fonts lack."""

import logging

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from app.formula.mathtext import import_matplotlib
from engine.network.quantities import Quantity
from symbolic.formula.latex import to_latex
from symbolic.formula.letters import _MATHEMATICAL, is_mathematical, text_latex
from symbolic.notation.names import name_formula
from symbolic.notation.table import CHAINRULE


def test_the_mathematical_font_has_every_character_that_is_left_to_it(caplog) -> None:
    import_matplotlib()
    properties = FontProperties(size=100, math_fontfamily="stix")
    caplog.set_level(logging.WARNING)
    for letter in sorted(_MATHEMATICAL):
        TextToPath().mathtext_parser.parse(f"${to_latex(name_formula(letter))}$", 72, properties)
    assert not caplog.records


@pytest.mark.parametrize(
    "name", ["年齢", "אבג 12", "🦊", "x₂", r"年 \{}%$#_&^~", "a年_1", "a & b", "#1"]
)
def test_other_names_are_text(name: str) -> None:
    assert not is_mathematical(name)
    below = to_latex(CHAINRULE.of_unit(Quantity.ACTIVATION, name))
    assert below == f"a_{{{text_latex(name)}}}"


def test_a_name_in_another_script_is_text() -> None:
    assert to_latex(name_formula("年齢")) == r"\text{年齢}"
    assert to_latex(name_formula("年")) == r"\text{年}"
    assert to_latex(name_formula("w_年")) == r"w_{\text{年}}"
    assert to_latex(name_formula("年1")) == r"\text{年}_{1}"
    assert to_latex(name_formula("Größe in m²")) == r"\mathrm{Größe\ in\ m²}"
