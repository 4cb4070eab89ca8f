"""The numbers of a line have as many digits as it takes for a calculator to agree."""

import math
from decimal import Decimal

import pytest

from symbolic.formula.build import numbers_product, summed
from symbolic.formula.digits import evaluated, work_out
from symbolic.formula.numbers import NumberFormat, set_number_format
from symbolic.formula.plain import to_text
from symbolic.formula.tree import (
    ABOUT,
    ABOUT_ITSELF,
    EQUALS,
    Absolute,
    Apply,
    Call,
    Exponential,
    Floor,
    Formula,
    Fraction,
    Group,
    Number,
    Power,
    Root,
    Sign,
)


def numbers(*values: float, decimals: int = 6) -> list[Formula]:
    return [Number(value, decimals) for value in values]


def text_of(line: Formula | None) -> str:
    assert line is not None
    return to_text(line)


def test_a_line_in_full_equals_its_result() -> None:
    worked = work_out(numbers_product((0.5, 0.25), 6), 0.125, 6)
    assert text_of(worked.line) == "0.5 · 0.25"
    assert worked.sign is EQUALS


def test_as_few_decimals_as_it_takes() -> None:
    line = numbers_product((0.741365070, 0.186815602, -0.593269992), 2)
    value = -0.0821670406
    found = {p: text_of(work_out(line, value, p).line) for p in (2, 3, 6)}
    assert found == {
        2: "0.74 · 0.19 · (−0.59)",
        3: "0.741 · 0.187 · (−0.593)",
        6: "0.741365 · 0.186816 · (−0.593270)",
    }
    line = numbers_product((7.0 / 3.0, 120.0), 2)
    assert text_of(work_out(line, 280.0, 2).line) == "2.3333 · 120"


def test_ties_and_sums_of_exact_decimals_are_exact() -> None:
    worked = work_out(summed(numbers(0.1, 0.2)), 0.1 + 0.2, 6)
    assert (text_of(worked.line), worked.sign) == ("0.1 + 0.2", EQUALS)
    assert work_out(summed(numbers(0.125, 0.5)), 0.625, 2).sign is ABOUT


def test_a_number_times_nothing_is_exactly_nothing() -> None:
    worked = work_out(numbers_product((1 / 3, 0.0), 6), 0.0, 6)
    assert (text_of(worked.line), worked.sign) == ("0.333333 · 0", EQUALS)


def test_small_numbers_count_the_places_of_the_mantissa() -> None:
    line = numbers_product((1.23456789e-4, 1 / 3), 3)
    worked = work_out(line, 1.23456789e-4 / 3, 3)
    assert text_of(worked.line) == "1.2346·10⁻⁴ · 0.3333"
    assert to_text(Number(worked.value, 3)) == "4.115·10⁻⁵"


def test_numbers_that_cancel_leave_nothing_and_the_sign_says_so() -> None:
    """Seventeen digits leave 2.8·10⁻¹⁷, and double precision something else."""
    line = summed(numbers(0.1, 0.2, -0.3))
    assert work_out(line, 0.0, 6).sign is EQUALS
    worked = work_out(summed(numbers(1 / 3, -1 / 7, -4 / 21)), 2.7e-17, 6)
    assert text_of(worked.line) == "0.333333 − 0.142857 − 0.190476"
    assert (worked.value, worked.sign) == (0.0, ABOUT_ITSELF)


def test_where_rounding_errors_are_large_the_result_is_the_lines() -> None:
    line = summed(numbers(1e16, 1 / 3, -1e16))
    worked = work_out(line, 2.0, 6)
    assert worked.value == 1 / 3
    assert worked.sign is ABOUT_ITSELF
    assert "0.33333333333333331" in text_of(worked.line)


def test_what_is_lost_in_fifty_digits_is_worked_out_with_more() -> None:
    line = Apply(
        Sign(r"\log", "log"), Group(summed([*numbers(1.0), Exponential(Number(-200.0, 6))]))
    )
    worked = work_out(line, math.exp(-200.0), 6)
    assert (worked.value, worked.sign) == (math.exp(-200.0), ABOUT)


def test_what_has_no_value_stays() -> None:
    line = numbers_product((math.inf, 2.0), 6)
    assert work_out(line, math.inf, 6) == (line, math.inf, EQUALS)
    assert work_out(line, math.nan, 6).sign is ABOUT
    nothing = Fraction(Number(1.0, 6), Number(0.0, 6))
    assert work_out(nothing, 5.0, 6) == (nothing, 5.0, ABOUT)
    assert work_out(Exponential(Number(1e9, 6)), 5.0, 6).sign is ABOUT


def test_a_denominator_that_rounds_to_nothing_has_more_digits() -> None:
    below = summed(numbers(1.0, -0.99999987, decimals=3))
    worked = work_out(Fraction(Number(1, 0), below), 1 / (1.0 - 0.99999987), 3)
    assert text_of(worked.line) == "1/(1 − 0.99999987)"
    assert worked.sign is ABOUT


def test_cut_numbers_are_not_followed_up() -> None:
    set_number_format(NumberFormat(3, cut=True))
    worked = work_out(numbers_product((2 / 3, 0.5), 3), 1 / 3, 3)
    assert (text_of(worked.line), worked.sign) == ("0.666 · 0.5", ABOUT)
    assert work_out(numbers_product((0.5, 0.5), 3), 0.25, 3).sign is EQUALS


@pytest.mark.parametrize(
    ("line", "given"),
    [
        (Root(Number(0.25, 6)), "0.5"),
        (Power(Number(1.5, 6), Number(2, 0)), "2.25"),
        (Absolute(Number(-1.5, 6)), "1.5"),
        (Floor(Number(7, 0), Number(2, 0)), "3"),
        (Call(Sign(r"\max", "max"), (Number(0, 0), Number(-1.0, 6))), "0"),
        (Apply(Sign(r"\mathrm{sign}", "sign"), Number(-3.0, 6)), "-1"),
        (Exponential(Number(0.0, 6)), "1"),
        (Apply(Sign(r"\tanh", "tanh"), Number(0.0, 6)), "0"),
    ],
)
def test_every_node_is_worked_out(line: Formula, given: str) -> None:
    assert evaluated(line, 6, 40) == Decimal(given)


def test_functions_are_those_of_mpmath() -> None:
    for name, function in (("tanh", math.tanh), ("sin", math.sin), ("erf", math.erf)):
        found = evaluated(Apply(Sign(name, name), Number(0.7, 6)), 6, 40)
        assert float(found) == pytest.approx(function(0.7), rel=1e-15)
    assert float(evaluated(Sign(r"\pi", "π"), 6, 40)) == math.pi
