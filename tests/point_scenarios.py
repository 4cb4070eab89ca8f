"""Scenarios over points of the plane."""

from engine.network.scenario import Scenario
from engine.scenario import parse_scenario

_TEXT = """
format = 1
id = "points"
title = "Points"
[[network.layers]]
units = 4
activation = "tanh"
[[network.layers]]
activation = "{activation}"
[loss]
name = "{loss}"
[data]
dataset = {{ {dataset} }}
{more}
[training]
learning_rate = 0.03
batch_size = 10
epochs = 3
"""


def over_points(
    dataset: str, activation: str = "tanh", loss: str = "half-squared-error", more: str = ""
) -> Scenario:
    """Return a scenario whose data set has these keys."""
    text = _TEXT.format(dataset=dataset, activation=activation, loss=loss, more=more)
    return parse_scenario(text, "points.toml")
