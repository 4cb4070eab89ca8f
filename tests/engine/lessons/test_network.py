"""The picture of a network: its numbers are the engine's, whatever is changed of them."""

import math
import os
from typing import Any

import pytest
from msgspec.structs import replace

from engine.errors import UserError
from engine.expressions.parsing import parse
from engine.lessons import kinds, network_run
from engine.lessons.drawn_network import read_drawn
from engine.lessons.kinds import Working, read_setting
from engine.lessons.pictures import KINDS
from engine.lessons.pictures.network import NetworkPicture
from engine.lessons.reading import parse_lesson

HEAD = """format = 1
id = "own"
title = "Own"
chapter = "Mine"
minutes = 1
[[scenes]]
"""


def fail(place: str, problem: str) -> Any:
    raise UserError(f"{place}: {problem}")


def network(**keys: Any) -> NetworkPicture:
    picture = read_setting(KINDS["network"], keys, "picture", fail).picture()
    assert isinstance(picture, NetworkPicture)
    return picture


def worked(**keys: Any) -> NetworkPicture:
    """Return one whose iteration takes a while, once it is there."""
    picture = network(**keys)
    list(picture.work())
    return picture


def test_the_numbers_of_the_first_network_come_out() -> None:
    values = network(step=3).values
    facts = {
        "w5": 0.4,
        "i1": 0.05,
        "z_h1": 0.3775,
        "a_o1": 0.751365070,
        "target_o1": 0.01,
        "loss_o1": 0.274811083,
        "delta_h1": 0.008771355,
        "gradient_w5": 0.082167041,
        "new_w5": 0.358916480,
        "loss": 0.298371109,
        "after": 0.291027773693599,
        "rate": 0.5,
        "step": 3,
        "steps": 39,
        "parameters": 12,
    }
    assert {name: values[name] for name in facts} == pytest.approx(facts, abs=1e-9)
    assert (values["up"], values["down"], values["still"]) == (2, 6, 0)


def test_every_value_has_a_number_and_a_name() -> None:
    values = network().values
    assert len(dict(values)) == len(values)
    assert set(KINDS["network"].offers) < set(values)


def test_what_is_changed_changes_what_follows_from_it() -> None:
    changed = network(values={"w5": 0.9, "i1": 1.0, "target_o1": 0.5, "rate": 2.0, "b1": 0.0})
    values = changed.values
    assert [values[name] for name in ("w5", "i1", "target_o1", "rate")] == [0.9, 1.0, 0.5, 2.0]
    # Both hidden units have the bias b1.
    assert (values["z_h1"], values["z_h2"]) == pytest.approx((0.17, 0.28))
    assert values["new_w5"] == pytest.approx(0.9 - 2.0 * values["gradient_w5"])
    assert network().values["w5"] == 0.4


def test_a_row_is_changed_alone() -> None:
    second = network(scenario="welch-2-3-1", row=2, values={"sleep": 1.0}).values
    assert (second["sleep"], second["a_study"], second["rows"]) == (1.0, 0.2, 3.0)
    first = network(scenario="welch-2-3-1", row=1, values={"study": 0.5}).values
    assert (first["sleep"], first["study"]) == (0.3, 0.5)


def test_an_iteration_is_what_the_updates_before_leave() -> None:
    assert network(iteration=2).values["loss"] == pytest.approx(0.291027773693599, abs=1e-12)
    assert worked(iteration=101, values={"rate": 0.8}).values["loss"] == pytest.approx(
        0.010939, abs=5e-7
    )
    # Going back is the same as before.
    assert network(iteration=1).values["w5"] == 0.4


def test_a_loss_that_runs_away_stops_where_it_is_still_a_number() -> None:
    keys: dict[str, Any] = {"scenario": "mars-1-5-1", "values": {"rate": 1e3}}
    values = worked(iteration=500, **keys).values
    assert values["iteration"] < 500
    assert values["loss"] < float("inf")


def test_a_large_network_says_its_size_without_its_data() -> None:
    # Another test may have asked for all of it.
    network_run._run.cache_clear()
    kinds._picture.cache_clear()
    picture = network(scenario="mnist-16-16", step=10**6)
    assert picture.values["parameters"] == 13_002
    assert picture.step == picture.step_count == 52_230
    assert "selection" not in vars(picture.run)
    assert not picture.is_complete
    assert not picture.values.are_there
    assert math.isnan(picture.values["loss"])
    assert "a_3" in picture.values
    assert "w1" not in picture.values


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"values": {"w99": 1}}, "picture.values.w99: not known here; expected one of rate, w1"),
        ({"values": {"rate": -1}}, "picture.values: .*learning rate"),
        ({"scenario": "none"}, "picture.scenario: .*no scenario has this id"),
        ({"row": 2}, "picture.row: found 2; expected a whole number from 1 to 1"),
        ({"drawn": [["x"]]}, "picture.drawn: found 1 layers; expected 2 to 6"),
        ({"drawn": [["x"], ["y = w z"]]}, r"picture.drawn\[1\]\[0\]: found 'w z'"),
        ({"drawn": [["x"], ["x = w x"]]}, "x stands twice"),
        ({"drawn": [["x"], ["y = w x + v x"]]}, "x stands twice"),
        ({"drawn": [["x", "1"], ["y = x"]]}, "found '1'; expected a name, such as x1"),
        ({"drawn": [["x"], ["y = f(x)"]]}, r"found 'f\(x\)'; expected such as h1"),
        ({"drawn": "x"}, "picture.drawn: found 'x'; expected lists of units"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(keys: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        network(**keys)


def test_units_are_read_from_what_they_compute() -> None:
    layers = [["x1", "x2"], ["h = ReLU(w1 x1 + -2·x2 + b)", "k = x2"], ["y = w2*h + k"]]
    read = read_drawn(layers, "", fail)
    hidden, other = read.layers[1]
    assert (hidden.function, hidden.weights, hidden.bias) == (
        "ReLU",
        ((0, "w1"), (1, "-2")),
        "b",
    )
    assert other.weights == ((1, ""),)
    assert read.sum_text(1, hidden) == "ReLU(w1·x1 − 2·x2 + b)"
    assert read.sum_text(2, read.layers[2][0]) == "w2·h + k"


def test_a_scenario_of_ones_own_lies_beside_the_lesson(tmp_path: Any) -> None:
    from engine.scenario.library import find_scenario
    from engine.scenario.writing import save_scenario

    save_scenario(find_scenario("xor"), tmp_path / "mine.toml")
    text = (
        HEAD
        + """text = "It is $[[loss]]$, and $w_1$ $[[w1]]$."
picture = { kind = "network", scenario = "mine.toml" }
"""
    )
    lesson = parse_lesson(text, "own.toml", tmp_path)
    assert lesson.scenes[0].setting.picture().values["rows"] == 4
    # It is written again, and read again.
    picture = lesson.scenes[0].setting.picture()
    save_scenario(find_scenario("mazur-2-2-2"), tmp_path / "mine.toml")
    os.utime(tmp_path / "mine.toml", (1, 1))
    assert (picture.values["rows"], picture.values["w5"]) == (1, 0.4)
    for word in ("../mine.toml", "/etc/x.toml", "other.toml"):
        with pytest.raises(UserError, match=r"scenes\[0\].picture.scenario: "):
            parse_lesson(text.replace("mine.toml", word), "own.toml", tmp_path)


def test_nothing_is_near_while_a_thread_works_and_what_is_there_is_not_waited_for() -> None:
    run = network_run.network_run("mazur-2-2-2", ())
    first = run.trace(1)
    assert run.is_near(2)
    with run._lock:
        assert run.is_near(1)
        assert run.trace(1) is first
        assert not run.is_near(2)
    assert run.is_near(2)


def test_a_sentence_names_a_few_of_many_names() -> None:
    names = tuple(f"w{number}" for number in range(1, 400))
    for text in ("their", "/2"):
        with pytest.raises(UserError) as caught:
            parse(text, names)
        assert len(str(caught.value)) < 500
        assert "w1, w2, w3" in str(caught.value)
        assert "w12 and 387 more" in str(caught.value)


def test_a_number_that_a_thread_computes_meanwhile_is_not_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (
        HEAD
        + """text = "It is $[[w5]]$."
picture = { kind = "network" }
"""
    )
    # Another thread works when it is asked once, and is done when it is asked again.
    for before in range(6):
        near = iter([True] * before + [False])
        monkeypatch.setattr(
            network_run.NetworkRun, "is_near", lambda *_, near=near: next(near, True)
        )
        assert len(parse_lesson(text, "own.toml").scenes) == 1
    monkeypatch.setattr(network_run.NetworkRun, "is_near", lambda *_: False)
    parse_lesson(text, "own.toml")
    # What no iteration has is missed in either case.
    with pytest.raises(UserError, match="w55"):
        parse_lesson(text.replace("w5", "w55"), "own.toml")


def test_what_many_rows_or_parameters_make_long_is_not_near() -> None:
    run = network_run.network_run("mnist-16-16", (("rate", 0.0377),))
    run.trace(1)
    assert run.is_near(10)
    assert not run.is_near(40)
    small = network_run.network_run("mazur-2-2-2", (("rate", 0.0377),))
    assert small.is_near(40)
    assert not small.is_near(60)
    training = replace(run.scenario.training, batch_size=None)
    whole = network_run.NetworkRun(replace(run.scenario, training=training), run.origin)
    assert whole.selection.epoch.batch_size == 55_000
    # Not even the first one, over all of its rows.
    assert not whole.is_near(1)


def test_a_far_iteration_can_be_left_on_the_way_there() -> None:
    picture = network(scenario="mnist-16-16", iteration=120, values={"rate": 0.0123})
    work = picture.work()
    assert isinstance(next(work), Working)
    work.close()
    assert not picture.is_complete
    *way, answer = picture.work()
    assert {type(each) for each in way} == {Working}
    assert answer is None
    assert picture.is_complete
