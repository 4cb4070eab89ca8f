"""Facts that shipped lessons stand on, each worked out once more."""

import numpy as np
import pytest

from engine.expressions.evaluating import value_of
from engine.iteration.passes import forward
from engine.lessons.library import find_lesson
from engine.lessons.pictures.curve import Curve
from engine.lessons.pictures.surface import Surface
from engine.network.parameters import initial_parameters
from engine.scenario import find_scenario


def revealed(lesson: str, scene: int):
    shown = find_lesson(lesson).scenes[scene]
    return shown.setting.changed(dict(shown.reveal.changes)).picture()


def test_the_hinges_are_the_network_of_five_relu_units() -> None:
    parameters = initial_parameters(find_scenario("mars-1-5-1"))
    x = np.linspace(0.0, 1.0, 501)[:, None]
    network = forward(parameters, x).a[-1][:, 0]
    curve = find_lesson("mars").scenes[-1].setting.picture()
    assert isinstance(curve, Curve)
    hinges = np.array([curve.point(float(place))[0] for place in x[:, 0]])
    assert np.abs(hinges - network).max() < 1e-12


def test_newton_is_at_the_bottom_of_a_bowl_after_one_step() -> None:
    bowl = revealed("newton", 0)
    assert isinstance(bowl, Surface)
    assert bowl.values["steps"] == 1.0
    assert bowl.values["newtonf"] == pytest.approx(0.0, abs=1e-12)
    assert bowl.values["descentf"] > 1.0


def test_newton_lands_on_the_saddle_and_leaves_it_once_it_is_shifted() -> None:
    pure = revealed("newton", 2).values
    shifted = find_lesson("newton").scenes[3].setting.picture().values
    assert (pure["newton1"], pure["newton2"]) == pytest.approx((0.0, 0.0), abs=1e-12)
    assert shifted["newtonf"] < -1.0


def test_a_hessian_of_a_network_has_the_square_of_its_weights() -> None:
    ask = find_lesson("newton").scenes[-1].ask
    assert ask is not None
    assert value_of(ask.expected[0]) == 169_052_004


def test_the_slope_of_softplus_is_the_sigmoid() -> None:
    curve = revealed("activations", 5)
    for x in (-3.0, 0.0, 2.5):
        assert curve.point(x)[1] == pytest.approx(1.0 / (1.0 + np.exp(-x)), abs=1e-12)


def test_one_row_is_learned_by_hand() -> None:
    """Forward, error, back and update of the 2-2-1 network, each number worked out once more."""
    a = 1.0 / (1.0 + np.exp(-np.array([0.0, 0.5])))
    z = a @ np.array([1.0, -1.0])
    out = 1.0 / (1.0 + np.exp(-z))
    values = revealed("one-datum", 5).values
    assert values["z_o1"] == pytest.approx(z)
    assert values["loss"] == pytest.approx(-np.log(out))
    assert values["delta_o1"] == pytest.approx(out - 1.0)
    assert values["gradient_w5"] == pytest.approx((out - 1.0) * a[0])
    assert (values["by_h1"], values["by_h2"]) == pytest.approx((out - 1.0, 1.0 - out))
    assert values["new_w5"] == pytest.approx(1.0 - 0.5 * (out - 1.0) * a[0])
    assert values["after"] < values["loss"]
    assert values["step"] == values["steps"] == 35
    last = revealed("one-datum", 6).values
    assert 0.99 < last["a_o1"] < 1.0


def test_three_students_are_the_lesson_in_matrices() -> None:
    """Sleep, study and score: the same numbers by matrices alone."""
    lesson = find_lesson("sleep-study")
    trace = lesson.scenes[4].setting.picture().trace
    x, t = np.array([[3, 5], [5, 1], [10, 2]]) / [10, 5], np.array([[75], [82], [93]]) / 100
    w1 = np.array([[0.2, 0.7], [-0.4, 0.3], [0.6, -0.5]])
    w2 = np.array([[0.5, -0.3, 0.8]])
    a1 = 1.0 / (1.0 + np.exp(-(x @ w1.T + [0.0, 0.1, -0.1])))
    a2 = 1.0 / (1.0 + np.exp(-(a1 @ w2.T)))
    delta2 = (a2 - t) / 3.0 * a2 * (1.0 - a2)
    delta1 = (delta2 @ w2) * a1 * (1.0 - a1)
    assert np.abs(trace.gradient.weights[1] - delta2.T @ a1).max() < 1e-12
    assert np.abs(trace.gradient.weights[0] - delta1.T @ x).max() < 1e-12
    errors = np.abs(a2 - t).ravel()
    ask = lesson.scenes[3].ask
    assert ask is not None
    assert errors.argmax() == ask.right
    # In the end all three are met.
    last = revealed("sleep-study", 6)
    assert np.abs(last.trace.a[-1] - t).max() < 0.01
