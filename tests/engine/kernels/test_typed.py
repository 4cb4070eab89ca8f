"""The kernel that interprets typed functions computes what the readable passes compute."""

from itertools import islice

import numpy as np
import pytest
from hostile import hostile
from msgspec.structs import replace
from typed_functions import ACTIVATIONS, LOSSES

from engine.compilation.coverage import without_kernel
from engine.data.selection import select_rows
from engine.errors import DivergenceError, FormulaError
from engine.expressions.operations import RULES
from engine.expressions.parsing import parse
from engine.iteration.state import State, iterate
from engine.kernels.arguments import OPERATIONS
from engine.network.parameters import initial_parameters
from engine.network.scenario import Scenario
from engine.scenario import parse_scenario
from engine.training import Trainer, TrainingPlan, learner

TEXT = """format = 1
id = "typed"
title = "Typed"
[network]
inputs = 2
seed = 3
[[network.layers]]
units = 19
activation = {{ formula = "{activation}" }}
[[network.layers]]
units = 3
activation = {{ formula = "{activation}" }}
batch_norm = {normalises}
[[network.layers]]
units = 2
activation = {output}
[loss]
formula = "{loss}"
[data]
x = [[0.1, 0.2], [1.0, -0.5], [0.3, 0.8], [-0.4, 0.9], [2.5, -1.5]]
y = [[0.0, 1.0], [1.0, 1.0], [0.5, 0.0], [0.2, 0.3], [-1, 1]]
[training]
learning_rate = 0.01
batch_size = 2
epochs = 2
shuffle = false
"""


def made(
    activation: str = "z/(1+exp(-z))",
    loss: str = "(a-t)^2/2",
    output: str = '"tanh"',
    normalises: str = "false",
    **training: object,
) -> Scenario:
    text = TEXT.format(activation=activation, loss=loss, output=output, normalises=normalises)
    scenario = parse_scenario(text, "typed.toml")
    return replace(scenario, training=replace(scenario.training, **training))


def compare(scenario: Scenario, dtype: type = np.float64, tolerance: float = 1e-11) -> None:
    assert not without_kernel(scenario)
    trainer = Trainer(TrainingPlan(scenario, dtype))
    *_, _ = trainer.run()
    batches = select_rows(scenario)
    start = State.start(initial_parameters(scenario), batches.epoch)
    end, _ = iterate(start, batches, 3 * scenario.training.epochs)
    found, wanted = trainer.parameters.flat, end.parameters.flat
    assert found.dtype == dtype
    assert np.isfinite(wanted).all()
    assert not np.array_equal(wanted, start.parameters.flat)
    assert found == pytest.approx(wanted, rel=tolerance, abs=tolerance)


@pytest.mark.parametrize("text", ACTIVATIONS)
def test_activations(text: str) -> None:
    compare(made(text, learning_rate=1e-4 if text in ("z^3", "1/z") else 0.01))


@pytest.mark.parametrize("text", LOSSES)
def test_losses(text: str) -> None:
    compare(made(loss=text))


@pytest.mark.parametrize("output", ['"softmax"', '"linear"', '{ formula = "z/(1+abs(z))" }'])
@pytest.mark.parametrize("normalises", ["true", "false"])
def test_outputs(output: str, normalises: str) -> None:
    compare(made(output=output, normalises=normalises, optimiser="adam"))


@pytest.mark.parametrize(
    "text",
    [
        "z/(1+exp(-1.702z))",
        "z*tanh(log(1+exp(z)))",
        "(exp(z)-exp(-z))/(exp(z)+exp(-z))",
        "0.5z(1+erf(z/sqrt(2)))",
        "max(z, 0.01z)",
    ],
)
def test_single_precision(text: str) -> None:
    compare(made(text), np.float32, 2e-5)


@pytest.mark.parametrize("scale", [30.0, 3000.0])
@pytest.mark.parametrize(
    "text",
    [
        "z/(1+exp(-1.702z))",
        "(exp(z)-exp(-z))/(exp(z)+exp(-z))",
        "z*exp(z)/(1+exp(z))",
        "z*tanh(log(1+exp(z)))",
        "piecewise(z, z>0, exp(z)-1)",
        "exp(-exp(-z))",
        "exp(z)/(exp(z)-exp(z)+1+exp(z))",
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_exponentials_of_large_numbers(text: str, scale: float, dtype: type) -> None:
    rate = 1e-5 if scale < 100.0 else 1e-12
    scenario = made(text, output='"linear"', learning_rate=rate)
    assert scenario.x is not None
    compare(replace(scenario, x=scenario.x * scale), dtype, 3e-5 if dtype == np.float32 else 1e-11)


@pytest.mark.parametrize("text", ["z*tanh(log(1+exp(z)))", "max(z, 0.01z)"])
def test_workers_share_the_units(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learner, "workers_for", lambda *_: 2)
    scenario = made(text)
    wide = replace(scenario.layers[0], units=tuple(f"h{unit}" for unit in range(600)))
    compare(replace(scenario, layers=(wide, *scenario.layers[1:])))


def test_every_operation_has_a_number() -> None:
    names = {name.removeprefix("scaled-") for name in RULES}
    assert names <= set(OPERATIONS)
    assert set(OPERATIONS) - names == {"number", "variable", "lift"}


def test_random_formulas() -> None:
    compared = 0
    for text in islice(hostile(3), 1500):
        try:
            tree = parse(text, ("z",))
        except FormulaError:
            continue
        if "z" not in tree.variables or len(text) < 8 or any(sign in text for sign in '"\n\\'):
            continue
        scenario = made(text, learning_rate=1e-12)
        batches = select_rows(scenario)
        start = State.start(initial_parameters(scenario), batches.epoch)
        try:
            end, _ = iterate(start, batches, 3)
        except DivergenceError:
            continue
        moved = np.abs(end.parameters.flat - start.parameters.flat).max()
        if 1e-15 < moved < 1e3:
            compare(replace(scenario, training=replace(scenario.training, epochs=1)))
            compared += 1
        if compared == 40:
            break
    assert compared == 40
