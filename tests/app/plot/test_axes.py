"""Axes: where values stand on them, where they end, and their ticks."""

import numpy as np
import pytest

from app.plot.axes import Axis, Linear, Logarithmic, NearOne, Share, Whole
from symbolic.formula.numbers import NumberFormat, number_format, set_number_format


def labels(scale, start, end, most=6):
    return [tick.label for tick in scale.ticks(start, end, most)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.298371, 0.2], (0.0, 0.3)),
        ([0.0, 0.0], (0.0, 1.0)),
        ([], (0.0, 1.0)),
        ([np.inf], (0.0, 1.0)),
        ([2.5, np.nan, 1.0], (0.0, 2.5)),
        ([-0.3, 1.0], (-0.4, 1.0)),
        ([1e305, 0.7], (0.0, 0.7)),
        ([-1e20, -1e20], (-1e20, 0.0)),
    ],
)
def test_a_linear_axis_ends_on_round_numbers(values, expected):
    assert Linear().limits(np.array(values)) == pytest.approx(expected)


def test_a_close_axis_leaves_zero_where_all_values_are_far_above_it():
    low, high = Linear(close=True).limits(np.array([0.61, 0.65]))
    assert 0.5 < low < 0.61
    assert 0.65 < high < 0.75
    assert Linear(close=True).limits(np.array([0.1, 0.65]))[0] == 0.0


def test_linear_ticks_are_round_and_have_the_decimals_of_their_step():
    assert labels(Linear(), 0, 0.3) == ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30"]
    assert labels(Linear(), 0, 2, 4) == ["0.0", "0.5", "1.0", "1.5", "2.0"]
    assert labels(Linear(), -1, 1, 2) == ["−1", "0", "1"]
    assert labels(Linear(), 0, 3e6, 3) == ["0", "1·10⁶", "2·10⁶", "3·10⁶"]
    assert labels(Share(), 0.8, 1.0, 4) == ["80", "85", "90", "95", "100"]


def test_whole_numbers_begin_with_the_first_and_have_no_fractions():
    assert labels(Whole(), 1, 2, 5) == ["1", "2"]
    assert labels(Whole(), 1, 5, 10) == ["1", "2", "3", "4", "5"]
    assert labels(Whole(1), -124, 10_126, 6) == ["1", "2,000", "4,000", "6,000", "8,000", "10,000"]
    assert labels(Whole(), 0, 30.45, 7) == ["0", "5", "10", "15", "20", "25", "30"]
    assert labels(Whole(), 0, 1.015, 10) == ["0", "1"]


def test_a_decade_is_as_long_as_another():
    axis = Axis("", 0, 1, Logarithmic())
    assert axis.place(0.1) - axis.place(0.01) == pytest.approx(axis.place(100) - axis.place(10))
    places = Logarithmic().places(np.array([0.0, -1.0, np.nan, np.inf]))
    assert list(places[:2]) == [-np.inf, -np.inf]
    assert np.isnan(places[2])
    assert places[3] == np.inf


def test_a_logarithmic_axis_ends_beyond_what_it_can_place():
    low, high = Logarithmic().limits(np.array([0.004, 0.0, 2.0, np.inf]))
    assert -2.7 < low < np.log10(0.004)
    assert np.log10(2.0) < high < 0.7
    assert Logarithmic().limits(np.array([0.0, np.nan])) == (-2.0, 0.0)


@pytest.mark.parametrize("values", [[1.0, 1.7e308], [1.2e308, 1.7e308], [5e-324, 1e-320], [5e-324]])
def test_losses_at_the_edge_of_what_a_float_holds_have_axes(values):
    for scale in (Linear(), Logarithmic()):
        low, high = scale.limits(np.array(values))
        assert -np.inf < low < high < np.inf
        assert np.isfinite([tick.place for tick in scale.ticks(low, high, 5)]).all()


def test_logarithmic_ticks_are_powers_and_over_few_of_them_what_lies_between():
    assert labels(Logarithmic(), -5, 0) == ["10⁻⁵", "0.0001", "0.001", "0.01", "0.1", "1"]
    assert labels(Logarithmic(), -8, 0, 4) == ["10⁻⁸", "10⁻⁶", "0.0001", "0.01", "1"]
    assert labels(Logarithmic(), -3, -0.4, 2) == ["0.001", "0.1"]
    assert labels(Logarithmic(), -2.6, -1.4, 6) == ["0.01", "0.003", "0.03", "0.005"]
    assert labels(Logarithmic(), -1.2, 0.2, 8) == ["0.1", "1", "0.3", "0.2", "0.5"]
    assert labels(Logarithmic(), -330, -310, 2) == ["10⁻³³⁰", "10⁻³²⁰", "10⁻³¹⁰"]


def test_shares_near_one_get_more_room():
    axis = Axis("", 0, 1, NearOne())
    assert axis.place(0.99) - axis.place(0.9) == pytest.approx(axis.place(0.999) - axis.place(0.99))
    assert np.isfinite(axis.place(1.0))
    assert "99" in labels(NearOne(), 0.8, 2.6, 8)


def test_ticks_have_the_decimal_sign_that_was_chosen():
    before = number_format()
    set_number_format(NumberFormat(comma=True))
    try:
        assert labels(Linear(), -1, 1, 4) == ["−1,0", "−0,5", "0,0", "0,5", "1,0"]
        assert labels(Logarithmic(), -3, -0.4, 2) == ["0,001", "0,1"]
        assert "99,5" in labels(NearOne(), 0.8, 2.6, 20)
    finally:
        set_number_format(before)
