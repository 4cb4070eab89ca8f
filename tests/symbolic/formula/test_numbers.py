"""How numbers are written."""

import math

import pytest

from symbolic.formula.latex import to_latex
from symbolic.formula.numbers import NumberFormat, format_number, is_exact, set_number_format
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Call, Number, Words


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
        (0.00043856773446, 4, "4.3857·10⁻⁴"),
        (0.00043856773446, 6, "4.385677·10⁻⁴"),
        (0.00043856773446, 9, "4.385677345·10⁻⁴"),
        (0.00996, 6, "0.00996"),
        (0.009961234, 4, "0.0100"),
        (0.009961234, 6, "0.009961"),
        (0.0088, 4, "0.0088"),
        (0.008771354689, 4, "8.7714·10⁻³"),
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
        (12345678.9, 4, "1.2346·10⁷"),
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
    assert is_exact(value, 4)


@pytest.mark.parametrize("value", [1 / 3, 0.7513650695, math.pi, 0.49999999, -1e-9 / 3, math.nan])
def test_rounded_number_is_not_exact(value: float) -> None:
    assert not is_exact(value, 4)


def test_sum_of_short_decimals_counts_as_exact() -> None:
    total = 0.1 + 0.2
    assert total != 0.3
    assert format_number(total) == "0.3"
    assert is_exact(total, 4)


def test_latex_of_a_number() -> None:
    assert to_latex(Number(0.00043856773446, 3)) == r"4.386 \cdot 10^{-4}"
    assert to_latex(Number(-0.5)) == "-0.5"


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0.35891648, 3, "0.358"),
        (-0.022740254, 3, "−0.022"),
        (0.00996123, 2, "9.96·10⁻³"),
        (0.00043856773446, 3, "4.385·10⁻⁴"),
        (12345678.9, 3, "1.234·10⁷"),
        (1.15, 2, "1.15"),
        (0.1 + 0.2, 2, "0.3"),
        (0.5, 2, "0.5"),
    ],
)
def test_number_is_cut(value: float, decimals: int, written: str) -> None:
    set_number_format(NumberFormat(decimals, cut=True))
    assert format_number(value) == written


def test_a_decimal_comma() -> None:
    set_number_format(NumberFormat(3, comma=True))
    assert format_number(0.35891648) == "0,359"
    assert format_number(-0.00043856773446) == "−4,386·10⁻⁴"
    assert to_latex(Number(-0.5)) == "-0{,}5"
    assert to_text(Call(Words("max"), (Number(0, 0), Number(0.5)))) == "max(0; 0,5)"


def test_numbers_can_have_decimals_at_least() -> None:
    assert format_number(0.4, 4, least=2) == "0.40"
    assert format_number(2.0, 4, least=2) == "2.00"
    assert format_number(4e-7, 4, least=2) == "4·10⁻⁷"
    assert format_number(math.inf, 4, least=2) == "∞"
