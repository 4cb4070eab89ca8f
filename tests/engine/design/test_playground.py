"""Playgrounds over other points: what is changed is held to what a file is held to."""

import pytest

from engine.design.playground import with_generator, with_spec
from engine.errors import UserError
from engine.scenario import find_scenario

CURVE = with_generator(find_scenario("explore-circle"), "above-curve")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("formula", "1e308", "the number 1e308"),
        ("formula", "sin(", "formula"),
        ("noise", 7.0, "noise"),
        ("size", 10**9, "size"),
    ],
)
def test_a_key_that_no_file_may_have_is_refused(key, value, said):
    with pytest.raises(UserError, match=said):
        with_spec(CURVE, **{key: value})


def test_a_formula_that_can_be_read_is_taken():
    changed = with_spec(CURVE, formula="cos(x)")
    assert changed.dataset.formula == "cos(x)"
    assert changed.id == CURVE.id
