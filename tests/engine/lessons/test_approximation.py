"""Curves made of bumps: their sum, how its error falls, and the network that is trained instead."""

from typing import Any, NoReturn

import numpy as np
import pytest
from bounded_curves import BOUNDED, JUMP

from engine.errors import LessonError
from engine.lessons import bumps
from engine.lessons.curve_training import learn
from engine.lessons.functions import Points, at_points
from engine.lessons.kinds import Setting, read_setting
from engine.lessons.library import find_lesson
from engine.lessons.pictures import KINDS
from engine.lessons.pictures.approximation import NODES, Approximation


def fail(place: str, problem: str) -> NoReturn:
    raise LessonError("", place, problem)


def setting(**keys: Any) -> Setting:
    return read_setting(KINDS["approximation"], keys, "picture", fail)


def picture(**keys: Any) -> Approximation:
    made = setting(**keys).picture()
    assert isinstance(made, Approximation)
    return made


def sigmoid(z: Points) -> Points:
    return 1.0 / (1.0 + np.exp(-np.clip(z, -700.0, 700.0)))


@pytest.mark.parametrize("count", [1, 2, 3, 8, 37])
def test_the_sum_is_that_of_all_pairs_of_sigmoids(count: int) -> None:
    heights = np.random.default_rng(count).normal(size=count)
    made = bumps.Bumps(-1.0, 3.0, heights)
    x, width = np.linspace(-1.0, 3.0, 999), 4.0 / count
    assert made.steepness == pytest.approx(20.0 * count / 4.0)
    flanks = [-1.0 + k * width for k in range(count + 1)]
    flanks[0], flanks[-1] = -1.0 - width, 3.0 + width
    whole = sum(
        height * (sigmoid(made.steepness * (x - a)) - sigmoid(made.steepness * (x - b)))
        for height, a, b in zip(heights, flanks, flanks[1:], strict=False)
    )
    assert np.abs(made.at(x) - whole).max() < 1e-12
    assert np.abs(sum(made.one(k, x) for k in range(count)) - whole).max() < 1e-12


@pytest.mark.parametrize("f", BOUNDED)
def test_the_error_falls_as_one_over_n(f: str) -> None:
    products = [picture(f=f, bumps=n).values["product"] for n in (16, 64, 256)]
    assert max(products) < 1.2 * min(products)
    # What the slope misses: σ(20 u) − 1/2 − u at its largest within, half a width at the ends.
    slopes = np.abs(at_points(f, "x", np.linspace(0.0, 1.0, 4001)).slope)
    limit = max(0.3029 * slopes.max(), 0.5 * max(slopes[0], slopes[-1]))
    assert products[-1] == pytest.approx(limit, rel=0.01)


def test_at_a_jump_the_largest_error_stays() -> None:
    found = [picture(f=JUMP, bumps=n).values for n in (16, 64, 256)]
    assert all(each["error"] > 0.5 for each in found)
    assert found[2]["mean"] < found[1]["mean"] < found[0]["mean"] < 0.03


def test_all_sizes_have_their_errors() -> None:
    made = picture()
    assert made.sizes[4] == picture(bumps=16).values["error"]
    assert picture(bumps=8).values["double"] == made.sizes[4]


def test_a_stroke_draws_from_where_the_pen_was() -> None:
    # From (0.25, 0) of the zero curve up to (0.5, 1) and down again to (0.75, 0).
    keys = setting(f="0*x")
    for x, y in ((0.25, 0.0), (0.5, 1.0), (0.75, 0.0)):
        made = keys.picture()
        assert isinstance(made, Approximation)
        pen = made.node(0.25 if y == 0.0 and x < 0.5 else x - 0.25)
        keys = keys.changed(made.dragged(f"f.{pen}", x, y))
    drawn = keys.picture()
    assert isinstance(drawn, Approximation)
    x = np.array([0.1, 0.25, 0.375, 0.5, 0.625, 0.75, 0.9])
    assert drawn.curve(x) == pytest.approx([0.0, 0.0, 0.5, 1.0, 0.5, 0.0, 0.0], abs=1e-5)
    assert len(keys.keys["f"]) == NODES
    # What is drawn may be read again.
    assert read_setting(keys.kind, {"f": keys.keys["f"]}, "", fail, keys) == keys


def test_what_is_drawn_stays_in_the_picture() -> None:
    made = picture(f="x", y=[0, 1])
    assert max(y for _, y in made.dragged("f.60", 0.5, 7.0)["f"]) == 1.0


@pytest.mark.parametrize(
    ("f", "sentence"),
    [
        ("1/(x-0.5)", "picture.f: has no value up to a million at x = 0.5; expected one everywh"),
        ("e^(e^(30*x))", "picture.f: has no value up to a million at x = 0."),
        ("y", "picture.f: character 1: “y” is not known"),
        (3, "picture.f: found 3; expected a function of x as text"),
        ([[0, 1]], "picture.f: expected two points or more, from left to right"),
        ([[0, 1], [0, 2]], "picture.f: expected two points or more, from left to right"),
        ([[0, 1], [1, "a"]], "picture.f[1]: found 'a'; expected a number"),
        ([[0, 1], [1]], "picture.f[1]: found a list; expected 2 numbers"),
    ],
)
def test_what_is_no_curve_is_refused(f: Any, sentence: str) -> None:
    with pytest.raises(LessonError) as caught:
        setting(f=f)
    assert str(caught.value).startswith(sentence)


def test_a_network_of_as_many_units_learns_the_curve() -> None:
    shown = find_lesson("approximation").scenes[-1]
    made = Approximation(shown.setting.changed(dict(shown.reveal.changes)).keys)
    assert np.isnan(made.values["learned"])
    assert not made.is_complete
    answers = list(made.work())
    for answer in answers:
        made.take(answer)
    assert made.is_complete
    assert made.values["learned"] < made.values["error"] / 2
    assert len(made.values) == len(KINDS["approximation"].offers)
    assert made.values["weights"] == answers[-1].parameters.flat.size
    *_, again = learn(made.curve, made.low, made.high, 2 * made.count)
    assert np.array_equal(again.parameters.flat, answers[-1].parameters.flat)
