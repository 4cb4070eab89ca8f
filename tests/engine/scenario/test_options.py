"""Options of layers, losses, optimisers and schedules: read strictly, written back the same."""

import numpy as np
import pytest
from networks import random_scenario

from engine.errors import ScenarioError
from engine.scenario import dump_scenario, parse_scenario

BASE = """
format = 1
id = "base"
title = "Base"
[network]
inputs = 2
[[network.layers]]
units = 3
activation = "tanh"
{layer}
[[network.layers]]
units = 2
activation = "softmax"
{last}
[loss]
name = "categorical-cross-entropy"
{loss}
[data]
x = [[0.0, 1.0], [1.0, 0.0]]
y = [[1.0, 0.0], [0.0, 1.0]]
{data}
[training]
learning_rate = 0.1
{training}
"""


def read(**parts: str):
    filled = {key: parts.get(key, "") for key in ("layer", "last", "loss", "data", "training")}
    return parse_scenario(BASE.format(**filled), "base.toml")


@pytest.mark.parametrize(
    ("parts", "place", "problem"),
    [
        ({"layer": "leak = 0.1"}, "network.layers[0].leak", "given for tanh"),
        ({"layer": "dropout = 1.0"}, "network.layers[0].dropout", "found 1"),
        (
            {"training": 'optimiser = "adam"\nbeta2 = 0.99999999'},
            "training.beta2",
            "found 0.99999999; expected a number from 0 to below 1 (at most 0.99999994)",
        ),
        ({"layer": "dropout = nan"}, "network.layers[0].dropout", "found nan"),
        ({"last": "dropout = 0.5"}, "network.layers[1].dropout", "output layer"),
        ({"layer": "initialiser_scale = 2.0"}, "network.layers[0].initialiser_scale", "constant"),
        (
            {"layer": 'initialiser = "normal"\ninitialiser_scale = -1.0'},
            "network.layers[0].initialiser_scale",
            "found -1",
        ),
        ({"layer": "scales = [1.0, 1.0, 1.0]"}, "network.layers[0].scales", "without batch_norm"),
        (
            {"layer": "batch_norm = true\nshifts = [1.0]"},
            "network.layers[0].shifts",
            "1 numbers for 3 units",
        ),
        (
            {"layer": "batch_norm = true\nbiases = [0.0, 0.0, 0.0]"},
            "network.layers[0].biases",
            "batch_norm without a bias",
        ),
        (
            {"layer": "batch_norm = true\nrunning_variances = [1.0, 1.0, -1.0]"},
            "network.layers[0].running_variances",
            "negative",
        ),
        ({"loss": "l2 = -0.1"}, "loss.l2", "found -0.1"),
        ({"loss": "l1 = inf"}, "loss.l1", "found inf"),
        ({"loss": 'output_delta = "quick"'}, "loss.output_delta", "chain, fused"),
        ({"data": 'normalisation = "standardise"'}, "data.normalisation", "rows written"),
        ({"data": "bins = 8"}, "data.bins", "quantile"),
        ({"training": 'optimiser = "adma"'}, "training.optimiser", "adamw"),
        ({"training": "momentum = 0.9"}, "training.momentum", "does not belong to sgd"),
        (
            {"training": 'optimiser = "adam"\nmomentum = 0.9'},
            "training.momentum",
            "expected only beta1, beta2, epsilon",
        ),
        ({"training": 'optimiser = "momentum"\nmomentum = 1.0'}, "training.momentum", "found 1"),
        (
            {"training": 'optimiser = "gradient-descent"\nbatch_size = 1'},
            "training.batch_size",
            "all rows at once",
        ),
        ({"training": "folds = 1"}, "training.folds", "found 1"),
        ({"training": "folds = 3"}, "training.folds", "3 folds for 2 rows"),
        (
            {"training": '[training.schedule]\nname = "cosine"\nfactor = 0.5'},
            "training.schedule.factor",
            "does not belong to cosine",
        ),
        (
            {"training": '[training.schedule]\nname = "warm"'},
            "training.schedule.name",
            "one-cycle",
        ),
        (
            {"training": "[training.early_stopping]\npatience = 3"},
            "training.early_stopping",
            "no rows are held out",
        ),
        (
            {"training": "[training.augmentation]\nshift = 0.1"},
            "training.augmentation",
            "no images",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(
    parts: dict[str, str], place: str, problem: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(**parts)
    sentence = str(caught.value)
    assert sentence.startswith(f"base.toml: {place}: ")
    assert problem in sentence
    assert "\n" not in sentence


def test_newton_is_for_small_networks() -> None:
    text = BASE.format(layer="", last="", loss="", data="", training='optimiser = "newton"')
    with pytest.raises(ScenarioError, match=r"training.optimiser: newton with 302 parameters"):
        parse_scenario(text.replace("units = 3", "units = 60"), "base.toml")


@pytest.mark.parametrize("seed", range(60))
def test_a_written_scenario_reads_back_the_same(seed: int) -> None:
    scenario = random_scenario(np.random.default_rng(seed))
    again = parse_scenario(dump_scenario(scenario), "again.toml")
    for name in scenario.__struct_fields__:
        before, after = getattr(scenario, name), getattr(again, name)
        if name in ("x", "y"):
            assert np.array_equal(before, after)
        elif name == "layers":
            for one, other in zip(before, after, strict=True):
                for key in one.__struct_fields__:
                    assert np.array_equal(getattr(one, key), getattr(other, key)), key
        else:
            assert before == after, name


@pytest.mark.parametrize(
    "text",
    [
        "{ }",
        '{ file = "a.csv" }',
        '{ file = "a.csv", target = "b", images = "c" }',
        '{ images = "a" }',
        '{ images = "a", labels = "b", task = "regression" }',
        '{ file = "a.csv", target = "b", colour = "red" }',
        '{ file = "a.csv", target = 2.5 }',
        '{ file = "a.csv", target = "b", task = "guess" }',
        '"mnits"',
    ],
)
def test_a_data_set_that_is_named_wrongly(text: str) -> None:
    body = BASE.format(layer="", last="", loss="", data="", training="")
    start, end = body.index("x = [["), body.index("[training]")
    with pytest.raises(ScenarioError, match=r"^base.toml: data\.dataset") as caught:
        parse_scenario(body[:start] + f"dataset = {text}\n" + body[end:], "base.toml")
    assert "\n" not in str(caught.value)
