"""Every refusal names the limit that was really passed, and the number that was really found."""

import pytest

from engine.errors import ScenarioError
from engine.scenario import find_scenario, parse_scenario
from engine.training import TrainingPlan

FILE = """format = 1
id = "a"
title = "A"
[network]
inputs = 2
[[network.layers]]
units = 1
activation = "sigmoid"
[loss]
name = "half-squared-error"
[data]
x = [[1, 2]]
y = [[1]]
[training]
learning_rate = 0.5
"""
RATE = "learning_rate = 0.5"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            RATE,
            "learning_rate = 1e300",
            "training.learning_rate: found 1e+300; expected a positive number up to 1e100",
        ),
        (
            RATE,
            f'optimiser = "momentum"\nmomentum = 0.99999999\n{RATE}',
            "training.momentum: found 0.99999999; expected a number from 0 to below 1 "
            "(at most 0.99999994)",
        ),
        (
            RATE,
            f'optimiser = "adam"\nepsilon = 1e-40\n{RATE}',
            "training.epsilon: found 1e-40; expected a number from 1e-30 to 1",
        ),
        (
            RATE,
            f'optimiser = "adamw"\nweight_decay = 1e101\n{RATE}',
            "training.weight_decay: found 1e+101; expected a number from 0 to 1e100",
        ),
        (
            RATE,
            f"{RATE}\nschedule = {{ name = 'step', every = {10**30} }}",
            "training.schedule.every: found 1,000,000,000,000,000,000,000,000,000,000; "
            "expected at most 1,000,000,000",
        ),
        (
            "inputs = 2",
            'inputs = [" a", "a "]',
            "network.inputs[0]: found ' a'; expected a name without space at its beginning or end",
        ),
        (
            "inputs = 2",
            f'inputs = ["{"a" * 33}", "b"]',
            f"network.inputs[0]: found '{'a' * 33}', 33 characters; expected at most 32",
        ),
        (
            "inputs = 2",
            'inputs = ["", "b"]',
            "network.inputs[0]: found ''; expected a name of 1 to 32 characters",
        ),
        (
            "inputs = 2",
            'inputs = ["a\\u202eb", "b"]',
            "network.inputs[0]: found 'a\\u202eb'; expected a name of printable characters",
        ),
        ('id = "a"', f'id = "{"a" * 81}"', "id: found 81 characters; expected at most 80"),
        (
            'id = "a"',
            'id = "Über uns"',
            "id: found 'Über uns'; expected words of the letters a to z and digits, joined by "
            "single dashes",
        ),
        (
            "units = 1",
            "units = 1\nleak = 0.5",
            "network.layers[0].leak: given for sigmoid; expected it with leaky-relu only",
        ),
        (
            'name = "half-squared-error"',
            'name = "half-squared-error"\nl2 = 1000000.5',
            "loss.l2: found 1000000.5; expected 0 to 1,000,000",
        ),
        (
            "x = [[1, 2]]",
            f"x = [[1, 1{'0' * 400}]]",
            "data.x[0][1]: the number is too large; expected |x| ≤ 1e100",
        ),
    ],
)
def test_a_refusal_names_the_limit_that_was_passed(old, new, sentence):
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(FILE.replace(old, new, 1), "f.toml")
    assert str(caught.value) == f"f.toml: {sentence}"


def test_parameters_are_counted_as_the_network_has_them():
    # 300 weights and no bias are as many as Newton's method takes; a bias makes one too many.
    bare = FILE.replace("inputs = 2", "inputs = 300").replace("[1, 2]", str([1] * 300))
    bare = bare.replace(RATE, f'optimiser = "newton"\n{RATE}')
    parse_scenario(bare.replace("units = 1", 'units = 1\nbias = "none"', 1), "f.toml")
    with pytest.raises(ScenarioError, match="newton with 301 parameters; expected at most 300"):
        parse_scenario(bare, "f.toml")


def test_a_run_refuses_a_learning_rate_by_the_limit_of_the_file():
    with pytest.raises(ScenarioError, match="found 1e\\+300; expected a positive number up to"):
        TrainingPlan.of(find_scenario("xor"), learning_rate=1e300)
