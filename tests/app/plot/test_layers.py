"""Layers: when they look the same, and which points of a line are drawn."""

import numpy as np
import pytest

from app.plot.layers import Line, Rule, joined, same
from app.plot.look import LineLook
from app.plot.values import thinned

LOOK = LineLook("text")


@pytest.mark.parametrize("count", [1, 2, 7, 600, 1_001, 4_096, 100_000])
def test_thinning_keeps_every_peak_in_order(count):
    values = np.random.default_rng(3).normal(size=count) ** 2
    if count > 10:
        values[count // 3] = 99.0
        values[count // 2] = -99.0
    drawn = thinned(values, 500)
    assert len(drawn) <= max(1_000, 2 * 500 + 2)
    assert drawn[0] == 0
    assert drawn[-1] == count - 1
    assert (np.diff(drawn) > 0).all()
    assert values[drawn].max() == values.max()
    assert values[drawn].min() == values.min()


def test_layers_are_compared_by_what_they_show():
    one = Line(np.array([1.0, 2.0]), np.array([3.0, np.nan]), LOOK)
    assert same(one, Line(np.array([1.0, 2.0]), np.array([3.0, np.nan]), LOOK))
    assert not same(one, Line(np.array([1.0, 2.0]), np.array([3.0, 4.0]), LOOK))
    assert not same(one, Line(np.array([1.0]), np.array([3.0]), LOOK))
    assert not same(one, Line(one.x, one.y, LineLook("muted")))
    assert not same(one, Rule(1.0, LOOK))
    assert not same(one, None)


def test_joined_lines_have_gaps():
    x, y = joined([(np.array([1.0, 2.0]), np.array([3.0, 4.0]))] * 2)
    assert list(x[:2]) == [1.0, 2.0]
    assert np.isnan(y[[2, 5]]).all()
    assert len(joined([])[0]) == 0
