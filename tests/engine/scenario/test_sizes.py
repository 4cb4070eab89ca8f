"""How many units a network has where its data set says it."""

import pytest
from msgspec.structs import replace

from engine.errors import ScenarioError
from engine.scenario import dump_scenario, find_scenario, load_scenario, parse_scenario

TEXT = """
format = 1
id = "own"
title = "Own"
[network]
[[network.layers]]
units = 3
activation = "tanh"
[[network.layers]]
activation = "{activation}"
[loss]
name = "{loss}"
[data]
dataset = {dataset}
[training]
learning_rate = 0.1
"""
TABLE = '{{ file = "own.csv", target = "{target}", task = "{task}" }}'


def load(folder, activation, loss, dataset):
    folder.joinpath("own.csv").write_text(
        "size,kind,sold\n" + "".join(f"{n}.5,{'abc'[n % 3]},{n % 2}\n" for n in range(30)),
        encoding="utf-8",
    )
    file = folder / "own.toml"
    text = TEXT.format(activation=activation, loss=loss, dataset=dataset)
    file.write_text(text, encoding="utf-8")
    return load_scenario(file)


@pytest.mark.parametrize(
    ("activation", "loss", "target", "task", "sizes"),
    [
        ("softmax", "categorical-cross-entropy", "kind", "classification", (2, 3, 3)),
        ("softmax", "categorical-cross-entropy", "sold", "classification", (4, 3, 2)),
        ("sigmoid", "binary-cross-entropy", "sold", "classification", (4, 3, 1)),
        ("sigmoid", "half-squared-error", "kind", "classification", (2, 3, 3)),
        ("linear", "mean-squared-error", "size", "regression", (4, 3, 1)),
    ],
)
def test_a_table_says_how_many_outputs_there_are(tmp_path, activation, loss, target, task, sizes):
    dataset = TABLE.format(target=target, task=task)
    assert load(tmp_path, activation, loss, dataset).sizes == sizes


def test_a_bundled_data_set_says_it_too(tmp_path):
    scenario = load(tmp_path, "softmax", "categorical-cross-entropy", '"mnist"')
    assert scenario.sizes == (784, 3, 10)


def test_a_table_that_cannot_be_read_is_reported(tmp_path):
    dataset = TABLE.format(target="colour", task="classification")
    with pytest.raises(ScenarioError, match=r"data\.dataset.*colour"):
        load(tmp_path, "softmax", "categorical-cross-entropy", dataset)


def test_what_is_left_to_the_data_set_stays_so_when_written(tmp_path):
    dataset = TABLE.format(target="kind", task="classification")
    scenario = load(tmp_path, "softmax", "categorical-cross-entropy", dataset)
    text = dump_scenario(scenario)
    assert "inputs" not in text
    # The table has grown another column since.
    wide = "size,kind,sold,more\n" + "".join(f"{n}.5,{'abc'[n % 3]},1,{n % 7}\n" for n in range(30))
    tmp_path.joinpath("own.csv").write_text(wide, encoding="utf-8")
    tmp_path.joinpath("own.toml").write_text(text, encoding="utf-8")
    again = load_scenario(tmp_path / "own.toml")
    assert again.inputs == ("size", "more")
    assert again.layers[-1].units == scenario.layers[-1].units


def test_counted_units_are_written_as_numbers():
    scenario = find_scenario("mnist-16-16")
    text = dump_scenario(scenario)
    assert "inputs = 784\n" in text
    assert text.count("units = 16\n") == 2
    again = parse_scenario(text, "again.toml")
    assert again.inputs == scenario.inputs
    assert [one.units for one in again.layers] == [one.units for one in scenario.layers]
    named = replace(scenario, inputs=(*scenario.inputs[:-1], "last"))
    assert '"last"' in dump_scenario(named)


def test_only_the_last_layer_is_left_to_the_data_set(tmp_path):
    text = TEXT.replace("units = 3\n", "").format(
        activation="softmax", loss="categorical-cross-entropy", dataset='"mnist"'
    )
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"network\.layers\[0\]\.units: missing"):
        load_scenario(file)


def test_rows_in_the_file_leave_nothing_to_be_said(tmp_path):
    text = TEXT.format(
        activation="softmax", loss="categorical-cross-entropy", dataset='"mnist"'
    ).replace('dataset = "mnist"', "x = [[1.0]]\ny = [[1.0, 0.0]]")
    file = tmp_path / "own.toml"
    file.write_text(text.replace("[network]", "[network]\ninputs = 1"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"network\.layers\[1\]\.units: missing"):
        load_scenario(file)


@pytest.mark.parametrize("key", ["file", "target"])
def test_a_long_name_is_refused_without_being_repeated(key):
    words = {"file": "own.csv", "target": "sold", key: "n" * 1_001}
    dataset = f'{{ file = "{words["file"]}", target = "{words["target"]}" }}'
    text = TEXT.format(activation="sigmoid", loss="binary-cross-entropy", dataset=dataset)
    with pytest.raises(ScenarioError) as refused:
        parse_scenario(text, "own.toml")
    place = f"own.toml: data.dataset.{key}"
    assert str(refused.value) == f"{place}: 1,001 characters; expected at most 1,000"
