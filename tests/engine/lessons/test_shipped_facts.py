"""Facts that shipped lessons stand on, each worked out once more."""

import numpy as np
import pytest

from engine.expressions.evaluating import value_of
from engine.iteration.passes import forward
from engine.lessons.library import find_lesson
from engine.lessons.pictures.curve import Curve
from engine.lessons.pictures.network import NetworkPicture
from engine.lessons.pictures.surface import Surface
from engine.network.parameters import initial_parameters
from engine.scenario import find_scenario


def revealed(lesson: str, scene: int):
    shown = find_lesson(lesson).scenes[scene]
    return shown.setting.changed(dict(shown.reveal.changes)).picture()


def worked(lesson: str, scene: int) -> NetworkPicture:
    """Return a scene's revealed network with all that takes a while."""
    picture = revealed(lesson, scene)
    assert isinstance(picture, NetworkPicture)
    list(picture.work())
    return picture


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
    last = worked("one-datum", 6).values
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
    last = worked("sleep-study", 6)
    assert np.abs(last.trace.a[-1] - t).max() < 0.01


def test_the_gradient_of_13_002_parameters_is_read_in_words() -> None:
    picture = worked("gradient-in-words", 1)
    values, gradient = picture.values, picture.trace.gradient.flat
    assert values["parameters"] == len(gradient) == 13_002
    assert values["up"] == (gradient < 0.0).sum()
    assert values["up"] + values["down"] + values["still"] == 13_002
    words = [values[name] for name in ("alot", "somewhat", "little", "hardly", "still")]
    assert sum(words) == 13_002
    assert values["alot"] == (abs(gradient) >= 0.5 * abs(gradient).max()).sum()
    # What has no gradient at all are the weights of pixels that are black in all images.
    black = (picture.trace.a[0] == 0.0).all(axis=0)
    assert values["still"] == 16 * black.sum()
    assert not picture.trace.gradient.weights[0][:, black].any()
    # The strongest stand in the first layer at first, and in the later ones after 400 updates.
    later = worked("gradient-in-words", 3).values
    assert values["top1"] > 80
    assert later["top1"] < 40
    assert [later[name] for name in ("top1", "top2", "top3", "top4")] == pytest.approx(
        [later["top1"], later["top2"], 100 - later["top1"] - later["top2"], np.nan], nan_ok=True
    )


def test_the_way_back_is_what_backpropagation_finds() -> None:
    picture = worked("walk-home", 3)
    trace = picture.trace
    assert trace.y_true[0].argmax() == 5
    wanted = picture.wishes(3)
    assert wanted == pytest.approx((trace.y_true[0] - trace.a[3][0]) / trace.samples)
    assert (wanted > 0.0).sum() == 1
    for layer in (1, 2):
        by_activation = trace.backward_pass.by_activation[layer - 1][0]
        assert picture.wishes(layer) == pytest.approx(-by_activation, abs=1e-15)
        assert picture.wish_parts(layer + 1).sum(axis=0) == pytest.approx(-by_activation, abs=1e-15)
    # One output's list is in proportion to its weights, and the ten lists add up.
    one = worked("walk-home", 1)
    assert one.output == 5
    alone = one.wishes(2)
    assert alone == pytest.approx(wanted[5] * trace.before.weights[2][5], abs=1e-15)
