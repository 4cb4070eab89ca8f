"""Numbers and names as they are written everywhere."""

import math
import subprocess
import sys

import pytest

from engine.network.quantities import Quantity
from symbolic.formula.numbers import format_number, is_exact
from symbolic.formula.tree import Derivative, Number
from symbolic.notation.names import name_formula
from symbolic.notation.table import CHAINRULE


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0.5, 4, "0.5"),
        (0.4, 4, "0.4"),
        (3.0, 4, "3"),
        (0.7513650695, 4, "0.7514"),
        (0.7513650695, 6, "0.751365"),
        (0.0821670406, 6, "0.082167"),
        (0.0821670406, 9, "0.082167041"),
        (0.15 * 0.05 + 0.2 * 0.1 + 0.35, 4, "0.3775"),
        (0.00043856773446, 4, "4.386·10⁻⁴"),
        (0.00043856773446, 6, "4.38568·10⁻⁴"),
        (0.00043856773446, 9, "4.38567734·10⁻⁴"),
        (0.00996, 6, "0.00996"),
        (0.009961234, 4, "0.0100"),
        (0.009961234, 6, "0.009961"),
        (0.0088, 4, "0.0088"),
        (0.008771354689, 4, "8.771·10⁻³"),
        (0.0235600, 4, "0.0236"),
        (0.01, 4, "0.01"),
        (0.00001, 4, "1·10⁻⁵"),
        (1.0 / 3.0, 4, "0.3333"),
        (0.49999999, 4, "0.5000"),
        (-0.0380982366, 4, "−0.0381"),
        (0.0, 4, "0"),
        (-0.0, 4, "0"),
        (-1e-20, 6, "−1·10⁻²⁰"),
        (123456.789, 4, "123456.789"),
        (12345678.9, 4, "1.235·10⁷"),
        (2_000_000.0, 4, "2000000"),
        (math.inf, 4, "∞"),
        (-math.inf, 4, "−∞"),
        (math.nan, 4, "NaN"),
    ],
)
def test_number_is_written(value: float, decimals: int, written: str) -> None:
    assert format_number(value, decimals) == written


@pytest.mark.parametrize("value", [-7.3e4 / 3, 1 / 3, 0.03 / 7, 0.07 / 7.1, -2e-4 / 3, 2e-9 / 3])
def test_graph_result_and_check_write_a_number_alike(value: float) -> None:
    """All with a power of ten or none: only the decimals differ."""
    written = [format_number(value, decimals) for decimals in (4, 6, 9)]
    powers = {text.partition("·")[2] for text in written}
    assert len(powers) == 1
    shortest, *longer = (text.partition("·")[0] for text in written)
    assert all(text.startswith(shortest[:-1]) for text in longer)


@pytest.mark.parametrize("value", [0.5, -2.0, 0.3775, 0.0, 0.1, 1e-5, 4.386e-4])
def test_short_number_is_exact(value: float) -> None:
    assert is_exact(value)


@pytest.mark.parametrize("value", [1 / 3, 0.7513650695, math.pi, 0.49999999, -1e-9 / 3, math.nan])
def test_rounded_number_is_not_exact(value: float) -> None:
    assert not is_exact(value)


def test_sum_of_short_decimals_counts_as_exact() -> None:
    total = 0.1 + 0.2
    assert total != 0.3
    assert format_number(total) == "0.3"
    assert is_exact(total)


def test_latex_of_a_number() -> None:
    assert Number(0.00043856773446).latex == r"4.386 \cdot 10^{-4}"
    assert Number(-0.5).latex == "-0.5"


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
    assert name_formula(name).latex == latex
    assert name_formula(name).plain == name


def test_letter_with_a_unit_below() -> None:
    assert CHAINRULE.of_unit(Quantity.ACTIVATION, "h1").latex == "a_{h1}"
    assert CHAINRULE.of_unit(Quantity.DELTA, "o1").latex == r"\delta_{o1}"
    assert CHAINRULE.of_unit(Quantity.PRE_ACTIVATION, "h2_13").latex == "z_{h2,13}"
    assert CHAINRULE.of_unit(Quantity.ACTIVATION, "h1").plain == "a_h1"
    assert CHAINRULE.of_unit(Quantity.ACTIVATION, "hours slept").plain == "a_(hours slept)"


def test_partial_derivative_in_both_spellings() -> None:
    slope = Derivative(name_formula("L"), name_formula("w5"))
    assert slope.latex == r"\dfrac{\partial L}{\partial w_{5}}"
    assert slope.plain == "∂L/∂w5"


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
    assert letters + 40 < width(name_formula("use=daily").latex) < equation - 20
    assert name_formula("use=daily").plain == "use=daily"
