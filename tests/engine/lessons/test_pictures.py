"""What pictures compute, against numbers worked out by hand."""

import math
from typing import Any, NoReturn

import numpy as np
import pytest

from engine.errors import LessonError
from engine.lessons.kinds import Picture, read_setting
from engine.lessons.pictures import KINDS


def fail(place: str, problem: str) -> NoReturn:
    raise LessonError("", place, problem)


def picture(kind: str, **keys: Any) -> Picture:
    return read_setting(KINDS[kind], keys, "picture", fail).picture()


def test_secant_and_tangent_of_a_parabola() -> None:
    # From x = 1 to 3: (9 − 1)/2 = 4; the derivative 2x is 2 and 6.
    values = picture("curve", f="x^2", at=1, secant=2.0).values
    assert (values["rise"], values["quotient"]) == (8.0, 4.0)
    assert (values["slope"], values["slopethere"]) == (2.0, 6.0)


def test_the_area_between_two_curves() -> None:
    # ∫(x − x²) from 0 to 1 = 1/2 − 1/3.
    values = picture("curve", f="x", g="x^2", area=[0, 1]).values
    assert values["area"] == pytest.approx(1 / 6, abs=1e-12)


def test_the_marble_goes_against_the_slope() -> None:
    # x ← x − 0.1 · 2x = 0.8 x, three times from 2.
    values = picture("curve", f="x^2", marble=2, rate=0.1, steps=3).values
    assert values["marble"] == pytest.approx(2 * 0.8**3)
    assert values["before"] == pytest.approx(2 * 0.8**2)


def test_a_marble_that_flies_off_stops_where_numbers_end() -> None:
    values = picture("curve", f="x^4", marble=3, rate=1.0, steps=200).values
    assert values["steps"] < 10


def test_the_search_counts_its_tries() -> None:
    values = picture("curve", f="(x-1)^2", x=[-2, 2], search=41).values
    assert (values["tries"], values["best"]) == (41.0, pytest.approx(1.0))


@pytest.mark.parametrize(
    ("cost", "costs"),
    [
        ("sqrt(x)", (1, math.sqrt(2), 2, math.sqrt(8))),
        ("x", (1, 2, 4, 8)),
        ("x^2", (1, 4, 16, 64)),
        ("e^((x-1)*log(10))", (1, 10, 1_000, 10_000_000)),
    ],
)
def test_the_table_of_costs(cost: str, costs: tuple[float, ...]) -> None:
    values = picture("curve", f=cost, marks=[1, 2, 4, 8], x=[0, 9]).values
    assert [values[f"mark{k}"] for k in (1, 2, 3, 4)] == pytest.approx(list(costs))


def test_squares_are_least_at_the_mean_and_distances_at_the_median() -> None:
    data = [3, 4, 5, 9, 14]
    squares = picture("curve", data=data, x=[0, 16], at=12).values
    assert squares["lowest"] == pytest.approx(squares["mean"]) == pytest.approx(7)
    assert squares["y"] == 81 + 64 + 49 + 9 + 4
    distances = picture("curve", data=data, cost="d", x=[0, 16]).values
    assert distances["lowest"] == pytest.approx(distances["median"]) == pytest.approx(5)


def test_hinges_add_up_to_the_curve() -> None:
    values = picture("curve", terms=["1", "2*max(0, x-1)", "-max(0, 1-x)"], at=2).values
    assert (values["y"], values["slope"]) == (3.0, 2.0)


def test_a_chain_multiplies_its_slopes() -> None:
    # y = 1.5 w1, E = 0.8 y: ∂E/∂w1 = 0.8 · 1.5.
    chain = picture(
        "chain",
        functions=["x*w1", "y*w2"],
        names=["w1", "y", "E"],
        constants={"x": 1.5, "w2": 0.8},
        at=0.5,
    )
    assert chain.values["slope"] == pytest.approx(1.2)
    assert chain.values["change"] == pytest.approx(chain.values["predicted"])


def test_a_surface_has_its_gradient_and_its_hessian() -> None:
    # f = x1² + 3 x1 x2 at (1, 2): ∂1 = 2 + 6, ∂2 = 3, H = (2 3; 3 0).
    values = picture("surface", f="x1^2+3*x1*x2", at=[1, 2]).values
    assert (values["slope1"], values["slope2"]) == (8.0, 3.0)
    assert (values["h11"], values["h12"], values["h22"]) == (2.0, 3.0, 0.0)


def test_newton_reaches_the_bottom_of_a_bowl_in_one_step() -> None:
    keys = {"f": "x1^2+5*x2^2", "start": [1.5, 1.0], "steps": 1, "by_newton": True}
    values = picture("surface", **keys).values
    assert (values["newton1"], values["newton2"]) == pytest.approx((0.0, 0.0))


def test_newton_lands_on_a_saddle_and_leaves_it_when_shifted() -> None:
    keys = {"f": "x1^2-x2^2", "start": [1.0, 0.5], "by_newton": True}
    on_it = picture("surface", steps=1, **keys).values
    assert (on_it["newton1"], on_it["newton2"]) == pytest.approx((0.0, 0.0))
    left = picture("surface", steps=4, shift=3.0, **keys).values
    assert abs(left["newton2"]) > 0.5


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("curve", {"at": 1, "secant": 1.0, "marble": 2, "area": [0, 1], "data": [1, 2]}),
        ("chain", {}),
        ("surface", {"start": [1, 1], "steps": 3, "by_descent": True}),
    ],
)
def test_handles_go_where_they_are_dragged(kind: str, keys: dict[str, Any]) -> None:
    setting = read_setting(KINDS[kind], keys, "picture", fail)
    handles = setting.picture().handles()
    assert handles
    for name, (x, _) in handles.items():
        changes = setting.picture().dragged(name, x + 0.25, 0.5)
        moved = setting.changed(changes).picture().handles()[name]
        assert moved[0] == pytest.approx(x + 0.25)
        far = setting.picture().dragged(name, 1e9, 1e9)
        assert all(np.isfinite(value).all() for value in far.values())


NEURON = {
    "f": "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))",
    "values": {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3},
}


def test_the_textbook_neuron_as_a_circuit() -> None:
    values = picture("circuit", **NEURON, step=17).values
    assert (values["gates"], values["steps"]) == (8.0, 17.0)
    assert f"{values['value']:.2f}" == "0.73"
    assert [f"{values[name]:.2f}" for name in ("d1", "d3", "d5")] == ["-0.20", "-0.39", "0.20"]
    assert (values["v1"], values["g4"]) == (2.0, 1.0)
    assert values["b7"] == pytest.approx(-0.534446645388523)
    assert math.isnan(values["v6"])
    assert math.isnan(values["g9"])


def test_a_circuit_is_stepped_within_its_steps() -> None:
    circuit = picture("circuit", **NEURON, step=99)
    assert circuit.handles() == {"step": (17.0, 0.0)}
    assert circuit.dragged("step", -3.0, 0.0) == {"step": 0}
    assert circuit.dragged("step", 99.0, 0.0) == {"step": 17}
    assert circuit.limits("step") == (0.0, 17.0)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"f": 3}, "picture.f: found 3; expected an expression as text"),
        ({"f": "x*"}, "picture.f: character 3: the formula ends"),
        ({"f": "x+1"}, "picture.f: y has a value, and the expression does not have it"),
        ({"f": "log(x) + y", "values": {"x": -1, "y": 1}}, "picture.values: a gate has no finite"),
        ({"values": {"e": 1}}, "picture.values.e: found 'e'; expected letters"),
        ({"step": -1}, "picture.step: found -1; expected a whole number from 0 to"),
    ],
)
def test_what_is_no_circuit_is_refused(keys: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        picture("circuit", **keys)
