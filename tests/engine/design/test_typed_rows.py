"""Rows that are typed, or pasted from a spreadsheet in any of its spellings."""

import numpy as np
import pytest

from engine.design import typed_rows as rows
from engine.design.templates import TEMPLATES
from engine.errors import UserError
from engine.scenario import find_scenario


@pytest.fixture
def scenario():
    return next(each for each in TEMPLATES if each.name == "3-2-1").scenario()


@pytest.mark.parametrize(
    "text",
    [
        "0.5\t-0.2\t1\t0.3\n",
        "0,5\t-0,2\t1\t0,3\r\n",
        "0,5;−0,2;1;0,3",
        "0.5,-0.2,1,0.3\n\n",
        '"0,5","-0,2","1,0","0,3"',
        " 0.5 ; -0.2 ; 1 ; 0.3 ",
        "1/2\t-0.2\t1e0\t3/10",
    ],
)
def test_a_row_is_read_in_every_spelling(scenario, text):
    pasted = rows.split_cells(text, 4)
    assert not rows.problems_of(scenario, pasted.cells)
    made = rows.with_cells(scenario, pasted.cells)
    np.testing.assert_array_equal(made.x, [[0.5, -0.2, 1.0]])
    np.testing.assert_array_equal(made.y, [[0.3]])


def test_rows_may_differ_in_their_decimal_sign(scenario):
    made = rows.with_cells(scenario, rows.split_cells("0,5\t1\t2\t3\n0.25\t1\t2\t3", 4).cells)
    assert made.x is not None
    assert made.x[:, 0].tolist() == [0.5, 0.25]


def test_a_first_row_of_words_names_inputs_and_targets(scenario):
    pasted = rows.split_cells("area;rooms;age;price\n1;2;3;4", 4)
    assert pasted.header == ("area", "rooms", "age", "price")
    named = rows.with_header(scenario, pasted.header)
    assert named.inputs == ("area", "rooms", "age")
    assert named.layers[-1].units == ("price",)


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        (("1,234", "0,5"), 1.234),
        (("1.234,5", "0"), 1234.5),
        (("1,234.5", "0"), 1234.5),
        (("1 234,5", "0"), 1234.5),
    ],
)
def test_commas_and_points_between_thousands_are_no_decimals(cells, number):
    scenario = next(each for each in TEMPLATES if each.name == "1-1-1").scenario()
    assert not rows.problems_of(scenario, (cells,))
    assert rows.with_cells(scenario, (cells,)).x == np.array([[number]])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Empty"),
        ("abc", "Found abc; expected a number"),
        ("1,234", "expected 1234 or a decimal point"),
        ("nan", "finite"),
        ("1e999", "finite"),
        ("1e101", "1e100"),
        ("<b>", "Found <b>"),
    ],
)
def test_a_wrong_cell_is_found_with_its_reason(scenario, text, reason):
    found = rows.problems_of(scenario, (("0.5", text, "1", "2"),))
    assert found.keys() == {(0, 1)}
    assert reason in found[0, 1]


def test_a_cross_entropy_wants_probabilities():
    scenario = find_scenario("xor")
    found = rows.problems_of(scenario, (("5", "7", "2"), ("0", "0", "1")))
    assert found.keys() == {(0, 2)}


def test_cells_are_the_rows_that_there_are(scenario):
    assert rows.cells_of(scenario) == (("0.5", "-0.2", "0.1", "0.4"),)
    again = rows.with_cells(scenario, rows.cells_of(scenario))
    np.testing.assert_array_equal(again.x, scenario.x)
    assert rows.cells_of(find_scenario("mnist-16-16")) == ()


def test_of_a_single_column_a_comma_is_a_decimal_sign():
    assert rows.split_cells("0,5\n0,7", 1).cells == (("0,5",), ("0,7",))


def test_rows_of_different_lengths_are_filled_up():
    assert rows.split_cells("1\t2\n3", 2).cells == (("1", "2"), ("3", ""))


@pytest.mark.parametrize("text", ["", " \n\t\n", "\t".join(["1"] * 300_000)])
def test_nothing_and_too_much_are_refused(text):
    with pytest.raises(UserError):
        rows.split_cells(text, 4)
