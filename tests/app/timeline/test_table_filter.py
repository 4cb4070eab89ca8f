"""The filter of the parameter table finds what names and ends say, and at once."""

from collections.abc import Callable
from time import process_time

import pytest

from app.timeline.step_names import end_names
from app.timeline.table_filter import ParameterFilter
from app.timeline.table_rows import ParameterRows
from engine.network.layout import ParameterLayout
from engine.scenario import find_scenario, parse_scenario

LAYERED = """
format = 1
id = "layered"
title = "Layers of every kind"
[network]
inputs = 12
[[network.layers]]
units = 11
activation = "relu"
batch_norm = true
[[network.layers]]
units = 3
activation = "tanh"
bias = "per-layer"
[[network.layers]]
units = 2
activation = "linear"
bias = "none"
[loss]
name = "half-squared-error"
[data]
x = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]]
y = [[0.0, 1.0]]
[training]
learning_rate = 0.1
"""
LARGE = """
format = 1
id = "large"
title = "784-800-10"
[network]
inputs = 784
[[network.layers]]
units = 800
activation = "relu"
[[network.layers]]
units = 10
activation = "softmax"
[loss]
name = "categorical-cross-entropy"
[data]
dataset = "mnist"
[training]
learning_rate = 0.1
"""
KEYSTROKES = ("w", "w1", "w1[", "w1[1", "w1[12", "w1[12,", "w1[12,3", "h", "b_", "none such")
SECONDS = 0.1


def slowly(layout: ParameterLayout, wanted: str) -> list[int]:
    """Find rows by looking at each one's name and ends."""
    matches: Callable[[str, str], bool]
    for matches in (str.__eq__, str.startswith, str.__contains__):
        found = []
        for row, ref in enumerate(layout.refs()):
            names = [layout.name(ref), *end_names(layout, ref, whole=True)]
            if any(matches(name.casefold(), wanted.casefold()) for name in names):
                found.append(row)
        if found:
            return found
    return []


@pytest.mark.parametrize(
    "text",
    [
        "w1[3,4]",
        "w1[1",
        "W1[11,",
        "1,1",
        "1,",
        ",1",
        "[",
        "]",
        "3]",
        "w",
        "w2",
        "b",
        "b_h1_3",
        "bias",
        "scale",
        "γ_h1_2",
        "β",
        "layer 2",
        "layer",
        "h1_1",
        "i12",
        "o2",
        "2",
        "w1[3,40]",
        ",,",
    ],
)
def test_it_finds_what_a_look_at_every_row_finds(text: str) -> None:
    layout = ParameterLayout(parse_scenario(LAYERED, "layered.toml"))
    found = ParameterFilter(ParameterRows(layout)).matching(text)
    assert found is not None
    assert found.tolist() == slowly(layout, text)


@pytest.mark.parametrize("text", ["w5", "o1", "b1", "bias", "2", "h"])
def test_chosen_names_are_found_too(text: str) -> None:
    layout = ParameterLayout(find_scenario("mazur-2-2-2"))
    found = ParameterFilter(ParameterRows(layout)).matching(text)
    assert found is not None
    assert found.tolist() == slowly(layout, text)


def test_a_keystroke_among_636010_parameters_takes_less_than_a_tenth_of_a_second() -> None:
    layout = ParameterLayout(parse_scenario(LARGE, "large.toml"))
    assert layout.count == 636_010
    made = ParameterFilter(ParameterRows(layout))
    for text in KEYSTROKES:
        taken = []
        for _ in range(3):
            begun = process_time()
            made.matching(text)
            taken.append(process_time() - begun)
        assert min(taken) < SECONDS, (text, taken)


@pytest.mark.parametrize("text", ["w^2_3,4", "^2_11,", "3,1", "12", "W^(1)_12,1", "γ", "x_12"])
@pytest.mark.parametrize("notation", ["nielsen", "ng", "welch"])
def test_names_with_indices_are_found_too(notation: str, text: str) -> None:
    layout = ParameterLayout(parse_scenario(LAYERED, "layered.toml").shown_in(notation))
    found = ParameterFilter(ParameterRows(layout)).matching(text)
    assert found is not None
    assert found.tolist() == slowly(layout, text)
