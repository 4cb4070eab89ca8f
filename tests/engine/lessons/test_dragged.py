"""What stays while a picture is dragged is worked out once, and what is worked out is the same."""

import numpy as np
import pytest

from engine.expressions.evaluating import evaluate
from engine.expressions.parsing import parse
from engine.lessons import bumps
from engine.lessons.functions import gradients
from engine.lessons.pictures import surface


@pytest.mark.parametrize("count", [1, 2, 17, 256])
def test_flanks_that_are_known_are_those_that_are_worked_out(count):
    heights = np.random.default_rng(count).normal(size=count)
    low, high = -1.5, 2.25
    made = bumps.Bumps(low, high, heights)
    every = made.at(bumps.places(low, high, count))
    bumps._flanks_of.cache_clear()
    assert (made.at_places(high) == every).all()
    again = bumps.Bumps(low, high, 2.0 * heights).at_places(high)
    assert np.allclose(again, 2.0 * every)
    # A curve of other heights has the same flanks.
    assert bumps._flanks_of.cache_info().misses == 1


@pytest.mark.parametrize("text", ["x1^2+3*x1*x2", "1/(1+exp(-40*x1))+x2", "max(x1,x2)*abs(x1)"])
def test_both_derivatives_at_once_are_those_of_each(text):
    points = np.random.default_rng(1).normal(size=(30, 2))
    values, slopes, _ = gradients(text, points)
    tree, along = parse(text, ("x1", "x2")), {"x1": points[:, 0], "x2": points[:, 1]}
    for at, by in enumerate(along):
        found = evaluate(tree, along, by)
        assert values == pytest.approx(found.value)
        assert slopes[:, at] == pytest.approx(found.slope)


def test_heights_are_worked_out_once_for_a_surface_that_is_dragged():
    surface._grid.cache_clear()
    kind = surface.SURFACE
    keys = {key.name: key.read(key.default, "", pytest.fail) for key in kind.keys}
    for x in (0.0, 0.5, 1.0):
        surface._check({**keys, "at": (x, 0.0)}, pytest.fail)
    assert surface._grid.cache_info().misses == 1
