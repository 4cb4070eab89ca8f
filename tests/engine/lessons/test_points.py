"""Points: the perceptron, linear and logistic regression, and lines that are dragged."""

import threading
from unittest.mock import Mock

import mpmath
import numpy as np
import pytest

from engine.lessons import fitting
from engine.lessons.library import find_lesson
from engine.lessons.pictures import KINDS
from engine.lessons.pictures.points import iris

XOR = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]]), np.array([0.0, 0.0, 1.0, 1.0])
FEATURES = ("sepal length", "sepal width", "petal length", "petal width")


def picture(**keys):
    kind = KINDS["points"]
    return kind.make({key.name: key.default for key in kind.keys} | keys)


def separable(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points with a gap between the classes."""
    draw = np.random.default_rng(seed)
    x = draw.uniform(-1.0, 1.0, (30, 2))
    side = x @ np.array([1.0, -0.6]) + 0.1
    far = np.abs(side) > 0.1
    return x[far], (side[far] > 0.0).astype(float)


@pytest.mark.parametrize("seed", range(10))
def test_a_perceptron_stops_where_a_line_separates(seed: int) -> None:
    x, t = separable(seed)
    sweeps = fitting.sweeps_until_right(x, t, np.zeros(3))
    assert sweeps is not None
    weights, turn = fitting.perceptron(x, t, np.zeros(3), sweeps * len(x))
    assert turn.point == 0
    assert (((fitting.with_ones(x) @ weights) > 0.0) == (t > 0.5)).all()
    # One sweep earlier at least one answer was wrong, as every sweep until then changed something.
    before, _ = fitting.perceptron(x, t, np.zeros(3), (sweeps - 1) * len(x))
    after, _ = fitting.perceptron(x, t, np.zeros(3), sweeps * len(x) + len(x))
    assert not np.array_equal(before, weights)
    assert np.array_equal(after, weights)


def test_a_perceptron_never_stops_on_xor() -> None:
    assert fitting.sweeps_until_right(*XOR, np.zeros(3)) is None


def test_the_rule_adds_and_subtracts_the_input() -> None:
    x, t = np.array([[2.0, 3.0], [4.0, 1.0]]), np.array([1.0, 0.0])
    first, turn = fitting.perceptron(x, t, np.zeros(3), 1)
    assert first.tolist() == [2.0, 3.0, 1.0]
    assert turn == (1, 1, 0)
    assert fitting.perceptron(x, t, np.zeros(3), 2)[0].tolist() == [-2.0, 2.0, 0.0]


def test_a_line_descends_to_the_normal_equations() -> None:
    draw = np.random.default_rng(3)
    x = draw.uniform(-2.0, 2.0, (25, 1))
    t = 0.7 * x[:, 0] - 0.4 + draw.normal(0.0, 0.3, 25)
    slope, bias = np.polyfit(x[:, 0], t, 1)
    assert fitting.best_line(x, t) == pytest.approx([slope, bias], abs=1e-9)
    reached = fitting.Descent(x, t, np.zeros(2), 0.1, logistic=False).after(2_000)
    assert reached == pytest.approx([slope, bias], abs=1e-6)


def test_the_logistic_regression_on_iris_is_where_the_gradient_is_nothing() -> None:
    x, t = iris(FEATURES)
    assert x.shape == (100, 4)
    found = fitting.best_logistic(x, t)
    assert found is not None
    # As R's glm prints them.
    assert found == pytest.approx([-2.465, -6.681, 9.429, 18.286, -42.638], abs=6e-4)
    # The loss is convex: nearer to its lowest point than its slope by its least curvature.
    with mpmath.workdps(40):
        weights = [mpmath.mpf(float(w)) for w in found]
        slopes, curvature = [mpmath.mpf(0)] * 5, mpmath.zeros(5, 5)
        for row, wanted in zip(fitting.with_ones(x).tolist(), t.tolist(), strict=True):
            z = mpmath.fdot(weights, row)
            h = 1 / (1 + mpmath.exp(-z))
            slopes = [s + (h - wanted) * value for s, value in zip(slopes, row, strict=True)]
            curvature += h * (1 - h) * mpmath.matrix(row) * mpmath.matrix(row).T
        apart = mpmath.lu_solve(curvature, mpmath.matrix(slopes))
    assert max(abs(each) for each in apart) < 1e-6


def test_separated_classes_have_no_best_boundary(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fitting.best_logistic(*separable(1)) is None
    steps = Mock(wraps=fitting.newton_step)
    monkeypatch.setattr(fitting, "newton_step", steps)
    assert fitting.best_logistic(*separable(1)) is None
    assert steps.call_count <= 5
    setosa = np.array([[1.4], [1.3], [4.7], [4.5]]), np.array([0.0, 0.0, 1.0, 1.0])
    assert fitting.best_logistic(*setosa) is None


@pytest.mark.parametrize("logistic", [False, True])
def test_the_gradient_is_that_of_the_loss(logistic: bool) -> None:
    draw = np.random.default_rng(5)
    x, t = draw.normal(size=(12, 2)), draw.integers(0, 2, 12).astype(float)
    weights, step = draw.normal(size=3), 1e-6
    slopes = fitting.gradient(x, t, weights, logistic=logistic)
    for at in range(3):
        moved = np.eye(3)[at] * step
        rise = fitting.loss(x, t, weights + moved, logistic=logistic)
        rise -= fitting.loss(x, t, weights - moved, logistic=logistic)
        assert slopes[at] == pytest.approx(rise / (2 * step), abs=1e-8)


def test_a_descent_that_two_threads_go_on_with_makes_every_step_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x, t = iris()
    expected = fitting.Descent(x, t, np.zeros(3), 0.1, logistic=True).after(40)
    shared = fitting.Descent(x, t, np.zeros(3), 0.1, logistic=True)
    slopes, between = shared._slopes, iter(range(1))

    def interrupted(weights):
        found = slopes(weights)
        # Here the interpreter turns to the other thread, once.
        if next(between, None) is not None:
            other = threading.Thread(target=shared.after, args=(20,))
            other.start()
            other.join()
        return found

    monkeypatch.setattr(shared, "_slopes", interrupted)
    assert shared.after(40).tolist() == expected.tolist()
    assert shared.after(40).tolist() == expected.tolist()


@pytest.mark.parametrize("handle", ["line.0", "line.1"])
def test_a_boundary_goes_where_it_is_dragged_and_stays_on_its_sides(handle: str) -> None:
    points = ((1.0, 2.0, 0.0), (8.0, 7.0, 1.0))
    before = picture(points=points, classes=True, line=(1.0, 1.0, -9.0))
    assert before.values["wrong"] == 0.0
    changed = before.dragged(handle, 3.0, 5.5)["line"]
    after = picture(points=points, classes=True, line=changed)
    a, b, c = changed
    assert a * 3.0 + b * 5.5 + c == pytest.approx(0.0, abs=1e-9)
    fixed = before.handles()["line.1" if handle == "line.0" else "line.0"]
    assert a * fixed[0] + b * fixed[1] + c == pytest.approx(0.0, abs=1e-9)
    assert after.values["wrong"] == 0.0


def test_the_lessons_say_what_comes_out() -> None:
    scenes = find_lesson("perceptron").scenes
    values = [scene.setting.picture().values for scene in scenes]
    assert (values[1]["next"], values[1]["said"], values[1]["wanted"]) == (6.0, 0.0, 1.0)
    assert values[2]["stops"] * values[2]["count"] <= 400
    assert np.isnan(values[4]["stops"])
    last = find_lesson("logistic-regression").scenes[-1]
    revealed = last.setting.changed(dict(last.reveal.changes)).picture().values
    assert round(revealed["loss"], 4) == round(revealed["bestloss"], 4)
    assert revealed["steps"] <= 10
    line = find_lesson("linear-regression").scenes[-1]
    revealed = line.setting.changed(dict(line.reveal.changes)).picture().values
    assert (revealed["w"], revealed["b"]) == pytest.approx(
        (revealed["bestw"], revealed["bestb"]), abs=5e-4
    )


def test_newtons_steps_end_where_they_lead_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    made, step = [], fitting.newton_step

    def counted(*arguments):
        made.append(arguments)
        return step(*arguments)

    monkeypatch.setattr(fitting, "newton_step", counted)
    keys = {"data": "iris", "learner": "logistic", "second_order": True}
    few = picture(**keys, steps=100).weights
    made.clear()
    assert picture(**keys, steps=10_000).weights.tolist() == few.tolist()
    assert len(made) < 100
