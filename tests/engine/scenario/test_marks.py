"""Frozen and absent parameters in scenario files."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import ScenarioError
from engine.network.parameters import initial_parameters
from engine.network.scenario import Scenario
from engine.scenario import find_scenario, parse_scenario
from engine.scenario.editing import with_parameters
from engine.scenario.revising import revised
from engine.scenario.writing import dump_scenario

TEXT = dump_scenario(find_scenario("mazur-2-2-2"))
TEXT = TEXT.replace('bias = "frozen"', 'bias = "{}"', 1).replace('bias_names = ["b1", "b1"]\n', "")
PLACE = "biases = [0.35, 0.35]\n"


def read(lines: str, mode: str = "per-unit") -> Scenario:
    text = TEXT.replace('"{}"', f'"{mode}"').replace(
        PLACE, lines if mode == "none" else PLACE + lines
    )
    return parse_scenario(text, "net.toml")


ALL = """absent_weights = [[false, true], [false, false]]
frozen_weights = [[true, false], [false, false]]
frozen_biases = [true, false]
absent_biases = [false, true]
"""


def test_marks_are_read_and_written_again() -> None:
    layer = read(ALL).layers[0]
    assert layer.absent_weights is not None
    assert layer.absent_weights.tolist() == [[False, True], [False, False]]
    assert layer.frozen_biases is not None
    assert layer.frozen_biases.tolist() == [True, False]
    text = dump_scenario(read(ALL))
    assert dump_scenario(parse_scenario(text, "again.toml")) == text
    assert all(line.strip() in text for line in ALL.splitlines() if "biases" in line)


def test_marks_that_mark_nothing_are_none() -> None:
    layer = read("absent_weights = [[false, false], [false, false]]\n").layers[0]
    assert layer.absent_weights is None
    assert "absent" not in dump_scenario(read("absent_biases = [false, false]\n"))


@pytest.mark.parametrize(
    ("lines", "mode", "sentence"),
    [
        ("frozen_weights = [[true]]", "none", "frozen_weights: not the shape of the weights; "
         "expected 2 rows of 2, each true or false"),
        ("absent_biases = [true]", "per-unit", "absent_biases: not the shape of the biases; "
         "expected 2, each true or false"),
        ("frozen_weights = [[1, 0], [0, 0]]", "per-unit", "expected true or false"),
        ("absent_biases = [true, true]", "none", 'given although bias = "none"'),
        ("frozen_biases = [true, true]", "frozen", 'given although bias = "frozen"'),
        ("frozen_biases = [true, false]", "per-layer", "expected all true or all false"),
        ("frozen_biases = [true, false]\nabsent_biases = [true, false]", "per-unit",
         "absent_biases[0]: true as in frozen_biases; expected one of them"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_a_sentence(lines: str, mode: str, sentence: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(f"{lines}\n", mode)
    assert sentence in str(caught.value)


def test_new_starting_values_leave_what_an_absent_weight_comes_back_with() -> None:
    scenario = read(ALL)
    values = initial_parameters(scenario).copy()
    assert values.weights[0][0, 1] == 0.0
    values.flat[:] += 1.0
    layer = with_parameters(scenario, values).layers[0]
    assert layer.weights is not None
    assert layer.weights.tolist() == [[1.15, 0.2], [1.25, 1.3]]
    assert layer.biases is not None
    assert layer.biases.tolist() == [1.35, 0.35]


def test_a_drawn_weight_that_is_absent_keeps_its_draw() -> None:
    drawn = find_scenario("xor")
    text = dump_scenario(drawn)
    weights = initial_parameters(drawn).weights[0]
    marks = np.zeros(weights.shape, dtype=bool)
    marks[0, 0] = True
    line = f"absent_weights = {str(marks.tolist()).lower()}\n[loss]"
    head, _, rest = text.rpartition("[[network.layers]]")
    first = head + line.removesuffix("[loss]") + "\n[[network.layers]]" + rest
    scenario = parse_scenario(first, "xor.toml")
    values = initial_parameters(scenario)
    assert values.weights[0][0, 0] == 0.0
    layer = with_parameters(scenario, values).layers[0]
    assert layer.weights is not None
    assert np.array_equal(layer.weights, weights)


def test_comments_survive_where_marks_are_saved() -> None:
    text = dump_scenario(read("")).replace(PLACE, f"# of both units\n{PLACE}")
    found = revised(text, Path("net.toml"), read(ALL))
    assert found is not None
    assert "# of both units" in found
    assert dump_scenario(parse_scenario(found, "net.toml")) == dump_scenario(read(ALL))
