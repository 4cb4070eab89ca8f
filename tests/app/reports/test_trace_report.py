"""The trace on the command line, of networks with batch norm, dropout, penalties, optimisers."""

import json
from pathlib import Path

import pytest

from app.cli import main
from engine.network.quantities import Quantity
from symbolic.formula.numbers import format_number

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
    def run(optimiser: str, *arguments: str, schedule: str = "") -> str:
        path = tmp_path / "net.toml"
        text = NETWORK.format(optimiser=optimiser, layer="")
        text += f"[training.schedule]\n{schedule}\n" if schedule else ""
        path.write_text(text, encoding="utf-8")
        assert main(["trace", str(path), *arguments]) == 0
        return capsys.readouterr().out

    return run


def test_scales_and_shifts_are_parameters(trace) -> None:
    found = json.loads(trace("adam", "--json"))
    kinds = [(each["kind"], each["name"]) for each in found["parameters"] if each["layer"] == 1]
    assert kinds[-4:] == [
        ("scale", "γ_h1"),
        ("scale", "γ_h2"),
        ("shift", "β_h1"),
        ("shift", "β_h2"),
    ]
    scale = next(each for each in found["parameters"] if each["name"] == "γ_h1")
    assert (scale["to"], scale["from"], scale["value"]) == (0, None, 1.0)
    steps = {(step["kind"], step["target"]): step["value"] for step in found["steps"]}
    assert steps["scale_gradient", "γ_h1"] == scale["gradient"]
    assert steps["new_scale", "γ_h1"] == scale["new_value"]


def test_units_have_what_is_within_them(trace) -> None:
    found = json.loads(trace("sgd", "--json"))
    hidden = next(unit for unit in found["units"] if unit["name"] == "h1")
    assert len(hidden["normalised"]) == 3
    assert sum(hidden["normalised"]) == pytest.approx(0.0, abs=1e-12)
    assert {float(each) for each in hidden["dropout_mask"]} <= {0.0, 2.0}
    for a, mask, left in zip(hidden["a"], hidden["dropout_mask"], hidden["dropped"], strict=True):
        assert left == a * mask
    output = next(unit for unit in found["units"] if unit["name"] == "o1")
    assert "scaled" not in output
    assert "dropped" not in output


def test_every_kind_of_step_is_listed(trace) -> None:
    found = json.loads(trace("adamw", "--json"))
    kinds = {step["kind"] for step in found["steps"]}
    assert {"batch_mean", "dropped", "penalty", "first_moment", "second_moment"} <= kinds
    assert kinds <= {quantity.value for quantity in Quantity}
    penalty = next(step["value"] for step in found["steps"] if step["kind"] == "penalty")
    assert found["penalty"] == penalty > 0.0


def test_newton_has_its_hessian(trace) -> None:
    found = json.loads(trace("newton", "--json"))
    trained = len(found["parameters"])
    assert found["newton"]["size"] == trained
    assert found["newton"]["smallest_eigenvalue"] <= found["newton"]["largest_eigenvalue"]


@pytest.mark.parametrize("optimiser", ["momentum", "nesterov", "rmsprop", "adam", "newton"])
def test_the_text_gives_a_formula_for_every_step(trace, optimiser: str) -> None:
    text = trace(optimiser)
    assert "penalty on the weights" in text
    update = [line for line in text.splitlines() if " update " in line]
    assert any("γ_h1 ← γ_h1 − α" in line for line in update)
    backward = [line for line in text.splitlines() if " backward " in line]
    assert any("∂L/∂γ_h1 = " in line for line in backward)


def test_a_gradient_is_shown_with_what_the_penalty_adds(trace) -> None:
    chain = "∂L/∂w5 = {}∂L/∂z_o1 · ∂z_o1/∂w5 + λ1 · sign w5 "
    alone = trace("sgd", "--sample", "1")
    assert chain.format("") in alone
    assert " (λ1 = 0.01), within the loss" in alone
    assert chain.format("Σ(s = 1 … 3) ") in trace("sgd")
    # Biases are not penalised.
    assert "λ1" not in next(line for line in alone.splitlines() if " ∂L/∂b_o1 = " in line)


def test_the_text_says_what_the_update_goes_by(trace) -> None:
    text = trace("adam")
    assert "optimiser Adam (β1 = 0.9, β2 = 0.999, ε = 1·10⁻⁸), learning rate α = 0.1\n" in text
    assert "schedule" not in text
    text = trace("sgd", schedule='name = "one-cycle"\nwarmup = 0.5')
    assert "optimiser SGD, learning rate α = 0.004\n" in text
    assert "schedule one-cycle, rate from 0.004 up to 0.1, then down to 4·10⁻⁷\n" in text


def test_the_text_says_how_newton_shifts_the_hessian(trace) -> None:
    found = json.loads(trace("newton", "--json"))["newton"]
    assert found["shift"] > 0.0
    line = next(line for line in trace("newton").splitlines() if line.startswith("H, "))
    for key in ("smallest_eigenvalue", "largest_eigenvalue", "shift"):
        assert format_number(found[key], 6) in line


def test_the_text_says_the_dropout_masks(trace) -> None:
    units = json.loads(trace("sgd", "--json"))["units"]
    mask = next(unit["dropout_mask"] for unit in units if unit["name"] == "h1")
    text = trace("sgd")
    assert "dropout p = 0.5: r is 0 for what is dropped, 1/(1 − 0.5) = 2 for what is kept" in text
    assert f"ã_h1 = a_h1 · r_h1, r_h1 = {', '.join(f'{value:g}' for value in mask)}" in text
