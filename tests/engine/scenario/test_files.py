"""Scenario files: what is good reads back to itself, what is bad names its place."""

import string
from pathlib import Path

import numpy as np
import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import ScenarioError
from engine.network.layout import ParameterLayout
from engine.network.parameters import initial_parameters
from engine.network.quantities import Quantity, Ref
from engine.scenario import (
    dump_scenario,
    find_scenario,
    list_scenarios,
    load_scenario,
    parse_scenario,
    save_scenario,
    shipped_titles,
)

GOOD = find_scenario("mazur-2-2-2")
TEXT = dump_scenario(GOOD)


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


SMALL = """
format = 1
id = "small"
title = "Small"
[network]
inputs = 2
[[network.layers]]
units = 2
activation = "sigmoid"
weights = [[1.0, 2.0], [3.0, 4.0]]
biases = [0.0, 0.0]
[loss]
name = "half-squared-error"
[data]
x = [[1.0, 2.0]]
y = [[0.0, 1.0]]
[training]
learning_rate = 0.5
"""

BAD = [
    ("[[1.0, 2.0], [3.0, 4.0]]", "[[1.0, 2.0], [3.0]]", "network.layers[0].weights[1]: 1 number"),
    ("[[1.0, 2.0], [3.0, 4.0]]", "[[1.0, 2.0]]", "network.layers[0].weights: 1 row for 2 units"),
    ("[[1.0, 2.0], [3.0, 4.0]]", "[[1.0, nan], [3.0, 4.0]]", "weights[0][1]: found nan"),
    ("[[1.0, 2.0], [3.0, 4.0]]", "[[1.0, inf], [3.0, 4.0]]", "weights[0][1]: found inf"),
    ("[[1.0, 2.0], [3.0, 4.0]]", "[[1.0, 1e200], [3.0, 4.0]]", "weights[0][1]: found 1e+200"),
    ("[[1.0, 2.0], [3.0, 4.0]]", '[[1.0, "2"], [3.0, 4.0]]', "weights[0][1]: found text"),
    ("[[1.0, 2.0], [3.0, 4.0]]", "[[1.0, true], [3.0, 4.0]]", "weights[0][1]: found true or false"),
    ("[[1.0, 2.0], [3.0, 4.0]]", "7", "network.layers[0].weights: found a whole number"),
    ("[[1.0, 2.0], [3.0, 4.0]]", f"[[1.0, {'9' * 400}], [3.0, 4.0]]", "too large"),
    ("[[1.0, 2.0], [3.0, 4.0]]", f"[[1.0, {'9' * 5000}], [3.0, 4.0]]", "more digits"),
    ("[[1.0, 2.0], [3.0, 4.0]]", "[" * 3000 + "]" * 3000, "nested too deeply"),
    ("biases = [0.0, 0.0]", "biases = [0.0]", "network.layers[0].biases: 1 number for 2 units"),
    ("biases = [0.0, 0.0]", 'bias = "none"\nbiases = [0.0, 0.0]', "biases: given although"),
    ("biases = [0.0, 0.0]", 'bias = "per-layer"\nbiases = [0.0, 1.0]', "one shared bias"),
    ("biases = [0.0, 0.0]", "biased = [0.0, 0.0]", "network.layers[0].biased: unknown key"),
    ("biases = [0.0, 0.0]", 'weight_names = [["a", "b"]]', "weight_names: not the shape"),
    ("biases = [0.0, 0.0]", 'weight_names = [["a", "b"], ["c", "a"]]', "'a' is taken"),
    ("biases = [0.0, 0.0]", 'bias_names = ["a"]', "bias_names: found 1; expected a name for each"),
    ("units = 2", "units = 1000000", "network.layers[0].units: 1,000,000 units"),
    ("units = 2", "units = 0", "network.layers[0].units: 0 units"),
    ("units = 2", "units = -1", "network.layers[0].units: -1 units"),
    ("units = 2", "units = 2.5", "network.layers[0].units: found a number"),
    ("units = 2", 'units = ["a", "a"]', "units[1]: 'a' is taken"),
    ("units = 2", 'units = ["a", " "]', "units[1]: found ' '"),
    ("inputs = 2", 'inputs = ["a", "a"]', "inputs[1]: 'a' is taken by network.inputs[0]"),
    ('"sigmoid"', '"sigmoit"', "network.layers[0].activation: 'sigmoit' is not known; expected"),
    ('"sigmoid"', "3", "network.layers[0].activation: found a whole number; expected text"),
    ("[[network.layers]]", "[network.layers]", "network.layers: found a table; expected a list"),
    ("inputs = 2", "inputs = 3", "network.layers[0].weights[0]: 2 numbers for 3 units before"),
    ("inputs = 2", "", "network.inputs: missing"),
    ("inputs = 2", f"inputs = 2\nseed = {2**70}", "network.seed"),
    ("x = [[1.0, 2.0]]", "x = [[1.0, 2.0], [1.0]]", "data.x[1]: 1 number for 2 inputs"),
    ("x = [[1.0, 2.0]]", "x = []", "data.x: no rows"),
    ("x = [[1.0, 2.0]]", "x = [[1.0, -inf]]", "data.x[0][1]: found -inf"),
    ("x = [[1.0, 2.0]]", "", "data.x: missing"),
    ("x = [[1.0, 2.0]]", 'dataset = "mnist"', "data: dataset beside x and y"),
    ("y = [[0.0, 1.0]]", "y = [[0.0, 1.0], [0.0, 1.0]]", "data.y: 2 rows for 1 row of x"),
    ("y = [[0.0, 1.0]]", "y = [[0.0]]", "data.y[0]: 1 number for 2 outputs"),
    ("half-squared-error", "categorical-cross-entropy", "activation: sigmoid with the loss"),
    ("half-squared-error", "quadratic", "loss.name: 'quadratic' is not known"),
    ("learning_rate = 0.5", "learning_rate = 0", "training.learning_rate: found 0"),
    ("learning_rate = 0.5", "learning_rate = nan", "training.learning_rate: found nan"),
    ("learning_rate = 0.5", "", "training.learning_rate: missing"),
    ("learning_rate = 0.5", "learning_rate = 0.5\nbatch_size = 0", "training.batch_size: expected"),
    (
        "learning_rate = 0.5",
        "learning_rate = 0.5\nvalidation = 1",
        "training.validation: 1 row held",
    ),
    ('id = "small"', 'id = "Small One"', "id: found 'Small One'"),
    ('title = "Small"', 'title = ""', "title: expected"),
    ('title = "Small"', 'title = "Small\\nnetwork"', "title: expected a line of text"),
    ('title = "Small"', 'title = "Small\\u0000"', "title: expected a line of text"),
    ('title = "Small"', 'title = "Small\\u202eevil"', "title: expected a line of text"),
    (
        'title = "Small"',
        f'title = "Small"\nsource = "{"x" * 501}"',
        "source: 501 characters; expected at most 500",
    ),
    (
        'title = "Small"',
        f'title = "Small"\ndescription = "{"x" * 10_001}"',
        "description: 10,001 characters; expected at most 10,000",
    ),
    ('id = "small"', 'id = "\\u202e\\u001b[2J"', r"id: found '\u202e\x1b[2J'"),
    (
        "biases = [0.0, 0.0]",
        '"\\u001b[31m\\nred" = 1',
        r"network.layers[0].\x1b[31m\nred: unknown key",
    ),
    ("format = 1", f"format = 1\na{'.a' * 20_000} = 1", "nested too deeply"),
    ("[network]", "[a" + ' . "b c"' * 20_000 + "]\n[network]", "nested too deeply"),
    ("format = 1", "format = 2", "format: found 2; expected 1"),
    ("format = 1", "format = = 1", "not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "message"), BAD, ids=range(len(BAD)))
def test_a_bad_file_names_its_place(old: str, new: str, message: str) -> None:
    assert old in SMALL
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(SMALL.replace(old, new, 1), "bad.toml")
    text = str(caught.value)
    assert text.startswith("bad.toml: ")
    assert message in text
    assert text.isprintable()
    assert len(text) < 400


def test_softmax_belongs_at_the_end() -> None:
    layer = '[[network.layers]]\nunits = 2\nactivation = "softmax"\n'
    with pytest.raises(ScenarioError, match="softmax in a hidden layer"):
        parse_scenario(SMALL.replace("[[network.layers]]", layer + "[[network.layers]]"), "s.toml")


def test_a_target_of_a_cross_entropy_is_a_probability() -> None:
    text = SMALL.replace("half-squared-error", "binary-cross-entropy").replace("[[0.0,", "[[-1.0,")
    with pytest.raises(ScenarioError, match=r"data\.y\[0\]\[0\]: found -1; expected a probability"):
        parse_scenario(text, "s.toml")


def test_files_that_are_no_scenarios(tmp_path: Path) -> None:
    empty = tmp_path / "empty.toml"
    empty.write_text("")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(bytes(range(256)))
    nulls = tmp_path / "nulls.toml"
    nulls.write_bytes(b"\0" * 100)
    twice = tmp_path / "twice.toml"
    twice.write_text('id = "a"\nid = "b"\n')
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    for path, message in (
        (empty, "empty.toml: the file is empty"),
        (binary, "binary.toml: byte 128 is not UTF-8 text"),
        (nulls, "nulls.toml: not valid TOML"),
        (twice, "twice.toml: not valid TOML: a name twice (at line 2"),
        (loop, "loop.toml: cannot be read: Too many levels of symbolic links"),
        (tmp_path / "missing.toml", "missing.toml: no such file"),
        (tmp_path, f"{tmp_path.name}: is a folder"),
        (Path("/dev/null"), "null: is a device"),
    ):
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path)
        assert str(caught.value).startswith(message)


@pytest.mark.parametrize("name", ["rows.csv", "ROWS.TSV", "rows.txt", "rows.data"])
@pytest.mark.parametrize("content", [b"a,b,y\n1,2,0\n", "Größe;y\n1;0\n".encode("latin-1")])
def test_a_table_says_how_it_is_trained_on(tmp_path: Path, name: str, content: bytes) -> None:
    table = tmp_path / name
    table.write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(table)
    assert str(caught.value) == (
        f"{name}: not a scenario; File › Import data… and chainrule import write one (.toml)"
        " over a table"
    )


@pytest.mark.parametrize("word", ["nothing-here", "", "a\0b", "x" * 5000])
def test_an_unknown_word_lists_the_ids(word: str) -> None:
    with pytest.raises(ScenarioError, match="mazur-2-2-2"):
        find_scenario(word)


def test_titles_are_known_without_building_a_scenario():
    assert shipped_titles() == {name: find_scenario(name).title for name in list_scenarios()}


@pytest.mark.parametrize("name", list_scenarios())
def test_shipped_scenarios_read_back_to_themselves(name: str, tmp_path: Path) -> None:
    scenario = find_scenario(name)
    assert scenario.id == name
    assert scenario.description
    path = tmp_path / "copy.toml"
    save_scenario(scenario, path)
    again = load_scenario(path)
    assert dump_scenario(again) == dump_scenario(scenario)
    assert np.array_equal(initial_parameters(again).flat, initial_parameters(scenario).flat)


def test_saving_replaces_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "kept.toml"
    path.write_text("before")
    with pytest.raises(ScenarioError, match="cannot be written"):
        save_scenario(GOOD, tmp_path / "no" / "such" / "folder.toml")
    save_scenario(GOOD, path)
    assert load_scenario(path).title == GOOD.title
    assert [item.name for item in tmp_path.iterdir()] == ["kept.toml"]


def test_generated_names() -> None:
    three = SMALL.replace(
        "[[network.layers]]",
        '[[network.layers]]\nunits = 2\nactivation = "tanh"\nbias = "per-layer"\n'
        "[[network.layers]]",
    )
    scenario = parse_scenario(three, "t.toml")
    assert scenario.inputs == ("i1", "i2")
    assert [layer.units for layer in scenario.layers] == [("h1", "h2"), ("o1", "o2")]
    layout = ParameterLayout(scenario)
    names = [layout.name(ref) for ref in layout.refs()]
    first, second = [f"w{k}" for k in range(1, 5)], [f"w{k}" for k in range(5, 9)]
    assert names == [*first, "b1", *second, "b_o1", "b_o2"]
    big = ParameterLayout(parse_scenario(SMALL_BIG, "b.toml"))
    assert big.name(Ref(Quantity.WEIGHT, 2, 4, 16)) == "w2[5,17]"
    assert big.scenario.layers[0].units[0] == "h1_1"


SMALL_BIG = """
format = 1
id = "big"
title = "Big"
network = { inputs = 3, layers = [
    { units = 17, activation = "relu" },
    { units = 5, activation = "tanh" },
    { units = 1, activation = "linear" },
] }
loss = { name = "mean-squared-error" }
data = { x = [[1, 2, 3]], y = [[1]] }
training = { learning_rate = 1 }
"""

numbers = st.floats(allow_nan=True, allow_infinity=True, width=64)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | st.text(string.printable, max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abxy", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
).filter(lambda value: value is not None)


def _no_none(value: object) -> object:
    if isinstance(value, dict):
        return {key: _no_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_no_none(item) for item in value if item is not None]
    return value


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_stands_in_a_key_ends_in_a_scenario_or_a_sentence(data: st.DataObject) -> None:
    table = {
        "format": 1,
        "id": "fuzzed",
        "title": "Fuzzed",
        "network": {
            "inputs": 2,
            "seed": 1,
            "layers": [
                {
                    "units": ["a", "b"],
                    "activation": "sigmoid",
                    "weights": [[1.0, 2.0], [3.0, 4.0]],
                    "bias": "per-unit",
                    "biases": [0.1, 0.2],
                    "weight_names": [["p", "q"], ["r", "s"]],
                    "bias_names": ["t", "u"],
                }
            ],
        },
        "loss": {"name": "half-squared-error", "reduction": "sum"},
        "data": {"x": [[1.0, 2.0]], "y": [[0.0, 1.0]]},
        "training": {"learning_rate": 0.5, "epochs": 3, "batch_size": 1, "validation": 0},
    }
    places = [(table, key) for key in table] + [
        (table["network"]["layers"][0], key) for key in table["network"]["layers"][0]
    ]
    places += [
        (table[part], key)
        for part in ("network", "loss", "data", "training")
        for key in table[part]
    ]
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = _no_none(data.draw(values))
    try:
        text = tomli_w.dumps(table)
    except (TypeError, ValueError):
        return
    refused = ""
    try:
        scenario = parse_scenario(text, "fuzzed.toml")
    except ScenarioError as error:
        refused = str(error)
    if refused:
        assert refused.startswith("fuzzed.toml: ")
        assert "\n" not in refused
    else:
        written = dump_scenario(scenario)
        assert dump_scenario(parse_scenario(written, "again")) == written


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_bytes_a_file_holds(content: bytes) -> None:
    text = content.decode("utf-8", errors="replace")
    with pytest.raises(ScenarioError):
        parse_scenario(text, "bytes.toml")
