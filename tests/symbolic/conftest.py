"""Networks to derive: built from scenario text, as a person would write them."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.scenario import find_scenario, parse_scenario

Layers = Sequence[tuple[int, str, str]]


def build(
    layers: Layers,
    loss: str,
    x: list[list[float]],
    y: list[list[float]],
    reduction: str = "mean",
    inputs: str = "",
    seed: int = 0,
) -> Trace:
    written = "".join(
        f'[[network.layers]]\nunits = {units}\nactivation = "{activation}"\nbias = "{bias}"\n'
        for units, activation, bias in layers
    )
    scenario = parse_scenario(
        f'format = 1\nid = "net"\ntitle = "A network"\n'
        f"[network]\ninputs = {inputs or len(x[0])}\nseed = {seed}\n{written}"
        f'[loss]\nname = "{loss}"\nreduction = "{reduction}"\n'
        f"[data]\nx = {x}\ny = {y}\n"
        f'[training]\noptimiser = "sgd"\nlearning_rate = 0.1\n',
        "net.toml",
    )
    assert scenario.x is not None
    assert scenario.y is not None
    return trace_scenario(scenario, select_rows(scenario))


def targets(generator: np.random.Generator, loss: str, rows: int, outputs: int) -> Any:
    if loss == "categorical-cross-entropy":
        return np.eye(outputs)[generator.integers(0, outputs, rows)].tolist()
    if loss == "binary-cross-entropy":
        return generator.integers(0, 2, (rows, outputs)).astype(float).tolist()
    return np.round(generator.normal(size=(rows, outputs)), 2).tolist()


def build_random(
    seed: int, sizes: Sequence[int] = (1, 2, 3, 5, 9), rows: int | None = None
) -> Trace:
    draw = random.Random(seed)
    generator = np.random.default_rng(seed)
    depth = draw.randint(1, 3)
    loss = draw.choice(
        [
            "half-squared-error",
            "mean-squared-error",
            "mean-absolute-error",
            "binary-cross-entropy",
            "categorical-cross-entropy",
        ]
    )
    last = {"binary-cross-entropy": "sigmoid", "categorical-cross-entropy": "softmax"}.get(
        loss, draw.choice(["linear", "sigmoid", "tanh", "relu", "softmax"])
    )
    hidden = [draw.choice(["linear", "sigmoid", "tanh", "relu"]) for _ in range(depth - 1)]
    biases = [draw.choice(["per-unit", "per-layer", "frozen", "none"]) for _ in range(depth)]
    units = [draw.choice(list(sizes)) for _ in range(depth + 1)]
    rows = rows or draw.choice([1, 2, 5, 11])
    return build(
        list(zip(units[1:], [*hidden, last], biases, strict=True)),
        loss,
        np.round(generator.normal(size=(rows, units[0])), 3).tolist(),
        targets(generator, loss, rows, units[-1]),
        draw.choice(["sum", "mean"]),
        seed=seed,
    )


@pytest.fixture
def network() -> Callable[..., Trace]:
    return build


@pytest.fixture
def random_network() -> Callable[..., Trace]:
    return build_random


@pytest.fixture
def mazur() -> Trace:
    scenario = find_scenario("mazur-2-2-2")
    assert scenario.x is not None
    assert scenario.y is not None
    return trace_scenario(scenario, select_rows(scenario))
