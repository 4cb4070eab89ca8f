"""Names in formulas."""

import subprocess
import sys

import pytest

from engine.network.quantities import Quantity
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Derivative
from symbolic.notation.names import name_formula
from symbolic.notation.table import CHAINRULE


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("w5", "w_{5}"),
        ("b_h1", "b_{h1}"),
        ("w2[5,17]", "w2[5,17]"),
        ("i1", "i_{1}"),
        ("x", "x"),
        ("hours slept", r"\mathrm{hours\ slept}"),
        ("100%", r"\mathrm{100\%}"),
        ("b_h1_2", "b_{h1,2}"),
    ],
)
def test_name_in_a_formula(name: str, latex: str) -> None:
    assert to_latex(name_formula(name)) == latex
    assert to_text(name_formula(name)) == name


def test_letter_with_a_unit_below() -> None:
    assert to_latex(CHAINRULE.of_unit(Quantity.ACTIVATION, "h1")) == "a_{h1}"
    assert to_latex(CHAINRULE.of_unit(Quantity.DELTA, "o1")) == r"\delta_{o1}"
    assert to_latex(CHAINRULE.of_unit(Quantity.PRE_ACTIVATION, "h2_13")) == "z_{h2,13}"
    assert to_text(CHAINRULE.of_unit(Quantity.ACTIVATION, "h1")) == "a_h1"
    assert to_text(CHAINRULE.of_unit(Quantity.ACTIVATION, "hours slept")) == "a_(hours slept)"


def test_partial_derivative_in_both_spellings() -> None:
    slope = Derivative(name_formula("L"), name_formula("w5"))
    assert to_latex(slope) == r"\dfrac{\partial L}{\partial w_{5}}"
    assert to_text(slope) == "∂L/∂w5"


def test_records_and_notation_do_not_load_sympy() -> None:
    code = (
        "import sys, symbolic.derive.records, symbolic.notation.symbols\n"
        "print('sympy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_name_is_spaced_like_a_word_and_not_like_an_equation():
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    def width(latex):
        return TextToPath().get_text_width_height_descent(
            f"${latex}$", FontProperties(size=100), True
        )[0]

    letters = sum(width(rf"\mathrm{{{piece}}}") for piece in ("use", "daily"))
    equation = width(r"\mathrm{use=daily}")
    # The sign keeps its own width, and little of the space around it is left.
    assert letters + 40 < width(to_latex(name_formula("use=daily"))) < equation - 20
    assert to_text(name_formula("use=daily")) == "use=daily"
