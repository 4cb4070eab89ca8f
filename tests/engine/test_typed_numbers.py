"""Numbers of sentences, and that they can be typed in again."""

import math

import pytest

from engine.typed_numbers import parse_number, short_number


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (33_600_123.0, 3, "3.36·10⁷"),
        (-1e29, 3, "−1·10²⁹"),
        (0.0000123, 3, "1.23·10⁻⁵"),
        (999_999.0, 3, "1·10⁶"),
        (128_437.0, 3, "128,000"),
        (0.2, 3, "0.2"),
        (6.6666, 3, "6.67"),
        (12_345.6, 5, "12,346"),
        (-0.0, 3, "0"),
    ],
)
def test_a_number_is_short_and_can_be_typed_in_again(value, digits, text):
    assert short_number(value, digits) == text
    typed = parse_number(text.replace(",", ""))
    assert math.isclose(typed, value, rel_tol=0.5 * 10 ** (1 - digits), abs_tol=1e-12)


def test_what_is_no_number_is_called_so():
    assert short_number(math.inf) == "∞"
    assert short_number(-math.inf) == "−∞"
