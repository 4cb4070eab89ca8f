"""The trace on the command line, of networks with batch norm, dropout, penalties, optimisers."""

import json
from pathlib import Path

import pytest

from app.cli import main
from engine.quantities import Quantity

NETWORK = """
format = 1
id = "everything"
title = "Everything"

[network]
inputs = 2
seed = 3

[[network.layers]]
units = 2
activation = "softplus"
batch_norm = true
dropout = 0.5
{layer}
[[network.layers]]
units = 1
activation = "sigmoid"

[loss]
name = "binary-cross-entropy"
l1 = 0.01
output_delta = "fused"

[data]
x = [[0.5, 1.0], [-1.0, 0.25], [2.0, -0.5]]
y = [[1], [0], [1]]

[training]
optimiser = "{optimiser}"
learning_rate = 0.1
epochs = 5
"""


@pytest.fixture
def trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def run(optimiser: str, *arguments: str) -> str:
        path = tmp_path / "net.toml"
        path.write_text(NETWORK.format(optimiser=optimiser, layer=""), encoding="utf-8")
        assert main(["trace", str(path), *arguments]) == 0
        return capsys.readouterr().out

    return run


def test_scales_and_shifts_are_parameters(trace) -> None:
    told = json.loads(trace("adam", "--json"))
    kinds = [(each["kind"], each["name"]) for each in told["parameters"] if each["layer"] == 1]
    assert kinds[-4:] == [
        ("scale", "γ_h1"),
        ("scale", "γ_h2"),
        ("shift", "β_h1"),
        ("shift", "β_h2"),
    ]
    scale = next(each for each in told["parameters"] if each["name"] == "γ_h1")
    assert (scale["to"], scale["from"], scale["value"]) == (0, None, 1.0)
    steps = {(step["kind"], step["target"]): step["value"] for step in told["steps"]}
    assert steps["scale_gradient", "γ_h1"] == scale["gradient"]
    assert steps["new_scale", "γ_h1"] == scale["new_value"]


def test_units_tell_what_is_within_them(trace) -> None:
    told = json.loads(trace("sgd", "--json"))
    hidden = next(unit for unit in told["units"] if unit["name"] == "h1")
    assert len(hidden["normalised"]) == 3
    assert sum(hidden["normalised"]) == pytest.approx(0.0, abs=1e-12)
    assert {float(each) for each in hidden["dropout_mask"]} <= {0.0, 2.0}
    for a, mask, left in zip(hidden["a"], hidden["dropout_mask"], hidden["dropped"], strict=True):
        assert left == a * mask
    output = next(unit for unit in told["units"] if unit["name"] == "o1")
    assert "scaled" not in output
    assert "dropped" not in output


def test_every_kind_of_step_is_listed(trace) -> None:
    told = json.loads(trace("adamw", "--json"))
    kinds = {step["kind"] for step in told["steps"]}
    assert {"batch_mean", "dropped", "penalty", "first_moment", "second_moment"} <= kinds
    assert kinds <= {quantity.value for quantity in Quantity}
    penalty = next(step["value"] for step in told["steps"] if step["kind"] == "penalty")
    assert told["penalty"] == penalty > 0.0


def test_newton_tells_its_hessian(trace) -> None:
    told = json.loads(trace("newton", "--json"))
    trained = len(told["parameters"])
    assert told["newton"]["size"] == trained
    assert told["newton"]["smallest_eigenvalue"] <= told["newton"]["largest_eigenvalue"]


@pytest.mark.parametrize("optimiser", ["momentum", "nesterov", "rmsprop", "adam", "newton"])
def test_the_text_gives_a_formula_for_every_step(trace, optimiser: str) -> None:
    text = trace(optimiser)
    assert "penalty on the weights" in text
    update = [line for line in text.splitlines() if " update " in line]
    assert any("γ_h1 ← γ_h1 − α" in line for line in update)
    backward = [line for line in text.splitlines() if " backward " in line]
    assert any("∂L/∂γ_h1 = " in line for line in backward)


def test_a_gradient_is_told_with_what_the_penalty_adds(trace) -> None:
    chain = "∂L/∂w5 = {}∂L/∂z_o1 · ∂z_o1/∂w5 + λ1 · sign w5 "
    alone = trace("sgd", "--sample", "1")
    assert chain.format("") in alone
    assert chain.format("Σ(s = 1 … 3) ") in trace("sgd")
    # Biases are not penalised.
    assert "λ1" not in next(line for line in alone.splitlines() if " ∂L/∂b_o1 = " in line)
