"""Saving over a file keeps its comments, its order and the digits of what has not changed."""

import re
import tomllib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.design import changes
from engine.network.scenario import EarlyStopping, Schedule
from engine.scenario import dump_scenario, find_scenario, list_scenarios, parse_scenario
from engine.scenario.checking import check_scenario
from engine.scenario.revising import CHANGED, LARGEST, CannotKeepError, revised, text_to_keep

FILE = """# A file that a person wrote.
format = 1  # the first
title = 'Mine'
id = "mine"

[training]   # at the beginning, for once
# the rate
learning_rate = 0.50 # halves

[network]
inputs = 2
# the hidden layer
[[network.layers]]
units = 2  # two
activation = "sigmoid"
weights = [
    [0.10, 2e-1], # h1
    [0.3, 0.40],  # h2
]

# the output
[[network.layers]]
activation = "sigmoid"
units = 1

# the data, at the end
[data]
x = [[0.0, 1.00], [1.00, 0.0]] # two rows
y = [[1], [0]]

[loss]
name = "half-squared-error"
# the end
"""
MINE = parse_scenario(FILE, "mine.toml")
# Without the sign of a comment, which is counted.
PLAIN = st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="#")


def comments(text):
    return re.findall(r"#[^\n]*", text)


def training(scenario, **changed):
    return check_scenario(replace(scenario, training=replace(scenario.training, **changed)))


def layer(scenario, **changed):
    first = replace(scenario.layers[0], **changed)
    return check_scenario(replace(scenario, layers=(first, *scenario.layers[1:])))


def weights(scenario, row, column, value):
    values = np.array(scenario.layers[0].weights)
    values[row, column] = value
    first = replace(scenario.layers[0], weights=values)
    return replace(scenario, layers=(first, *scenario.layers[1:]))


def check(scenario):
    """Return the revised file, which says the same as one written anew and has all comments."""
    text = revised(FILE, None, scenario)
    assert dump_scenario(parse_scenario(text, "mine.toml")) == dump_scenario(scenario)
    assert comments(text) == comments(FILE)
    return text


def test_nothing_changed_is_the_file_as_it_is():
    assert check(MINE) == FILE


def test_a_number_changes_alone():
    assert check(weights(MINE, 0, 1, 0.7)) == FILE.replace("2e-1", "0.7")
    assert check(training(MINE, learning_rate=0.25)) == FILE.replace("0.50", "0.25")


def test_new_keys_come_behind_the_others_of_their_table():
    text = check(training(MINE, epochs=5))
    assert "learning_rate = 0.50 # halves\nepochs = 5\n\n[network]" in text
    text = check(layer(MINE, dropout=0.25))
    assert "]\ndropout = 0.25\n\n# the output\n" in text


@pytest.mark.parametrize(
    "change",
    [
        lambda s: training(s, schedule=Schedule("step", {"every": 3})),
        lambda s: training(s, optimiser="adam", validation=1, early_stopping=EarlyStopping(2)),
        lambda s: layer(s, batch_norm=True),
        lambda s: replace(s, title="Another"),
        lambda s: replace(s, x=np.array([[0.5, 0.5]]), y=np.array([[1.0]])),
    ],
)
def test_other_changes_say_what_a_file_written_anew_says(change):
    text = revised(FILE, None, change(MINE))
    assert dump_scenario(parse_scenario(text, "m.toml")) == dump_scenario(change(MINE))
    assert "# A file that a person wrote." in text


@settings(max_examples=40, deadline=None)
@given(
    rate=st.floats(1e-6, 1e3),
    epochs=st.integers(1, 10**6),
    optimiser=st.sampled_from(["sgd", "momentum", "adam", "rmsprop", "gradient-descent"]),
    position=st.tuples(st.integers(0, 1), st.integers(0, 1)),
    value=st.floats(-1e50, 1e50),
    more=st.sampled_from(["", "dropout", "bias"]),
    title=st.text(PLAIN, min_size=1),
)
def test_any_edit_keeps_all_comments(rate, epochs, optimiser, position, value, more, title):
    scenario = weights(MINE, *position, value)
    scenario = training(scenario, learning_rate=rate, epochs=epochs, optimiser=optimiser)
    if more:
        scenario = layer(scenario, **{more: 0.5 if more == "dropout" else "none"})
    check(replace(scenario, title=title[:200]))


@pytest.mark.parametrize("name", ["mazur-2-2-2", "xor", "mnist-16-16", "census-best"])
def test_shipped_files_can_be_revised(name):
    assert name in list_scenarios()
    scenario = find_scenario(name)
    text = dump_scenario(scenario).replace("[loss]", "# the loss\n[loss]")
    found = revised(text, None, training(scenario, epochs=77))
    assert "# the loss" in found
    assert tomllib.loads(found)["training"]["epochs"] == 77


def test_a_file_that_says_something_else_is_not_changed_in_place(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE)
    opened = parse_scenario(FILE, "mine.toml", path)
    assert text_to_keep(opened) == FILE
    for content in (FILE.replace("0.50", "0.75"), "[", ""):
        path.write_text(content)
        with pytest.raises(CannotKeepError, match=CHANGED):
            text_to_keep(opened)
    path.write_text(FILE + "#" * LARGEST)
    with pytest.raises(CannotKeepError, match="too large to keep comments"):
        text_to_keep(opened)
    path.unlink()
    assert text_to_keep(opened) is None


@pytest.mark.parametrize("comments", [True, False])
def test_of_what_becomes_large_no_comments_stay(comments):
    text = FILE if comments else dump_scenario(parse_scenario(FILE, "mine.toml"))
    scenario = parse_scenario(text, "mine.toml")
    rows = 30_000
    x, y = np.linspace(-1, 1, 2 * rows).reshape(rows, 2), np.full((rows, 1), 0.5)
    larger = replace(scenario, x=x, y=y)
    assert len(dump_scenario(larger)) > LARGEST
    if comments:
        with pytest.raises(CannotKeepError, match="too large to keep comments"):
            revised(text, None, larger)
    else:
        assert revised(text, None, larger) is None


@pytest.mark.parametrize("number", [1, 2])
def test_layers_that_come_and_go_leave_the_comments_of_the_others(number):
    more = changes.with_layer(MINE, number)
    text = revised(FILE, None, more)
    assert dump_scenario(parse_scenario(text, "mine.toml")) == dump_scenario(more)
    assert comments(text) == comments(FILE)
    both = changes.with_units(changes.with_layer(more, number), 1, 5)
    text = revised(FILE, None, both)
    assert dump_scenario(parse_scenario(text, "mine.toml")) == dump_scenario(both)
    fewer = changes.without_layer(both, 2)
    text = revised(text, None, fewer)
    assert dump_scenario(parse_scenario(text, "mine.toml")) == dump_scenario(fewer)
    assert {"# A file that a person wrote.", "# halves", "# the end"} <= set(comments(text))


def test_a_single_layer_takes_the_place_of_two():
    one = changes.without_layer(MINE, 1)
    text = revised(FILE, None, one)
    assert dump_scenario(parse_scenario(text, "mine.toml")) == dump_scenario(one)
