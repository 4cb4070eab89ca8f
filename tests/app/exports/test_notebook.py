"""A notebook's cells compute the iteration again and end in the same numbers."""

import json
from typing import Any

import numpy as np
import pytest
from networks import random_scenario

from app.exports.notebook import notebook
from app.reports.trace import trace_of
from engine.errors import UserError
from engine.network.scenario import Scenario
from engine.scenario import find_scenario, parse_scenario

TYPED = """
format = 1
id = "typed"
title = "Typed"
[network]
inputs = 2
seed = 3
[[network.layers]]
units = 3
activation = { formula = "max(z,0)*sqrt(abs(z)+1)+piecewise(z, z>0, 0.1*(exp(z)-1))+erf(z)" }
batch_norm = true
dropout = 0.3
[[network.layers]]
units = 2
activation = "leaky-relu"
[loss]
formula = "(a-t)^4/4"
l1 = 0.01
l2 = 0.02
[data]
x = [[1.0, 2.0], [0.5, -1.0], [0.3, 0.7], [2, 1]]
y = [[1.0, 0.0], [0.0, 1.0], [0.2, 0.4], [1, 1]]
[training]
optimiser = "NAME"
learning_rate = 0.1
"""


MARKED = (
    TYPED.partition("[[network.layers]]")[0]
    + """
[[network.layers]]
units = 3
activation = "tanh"
batch_norm = true
absent_weights = [[true, false], [false, false], [false, true]]
frozen_weights = [[false, true], [false, false], [true, false]]
[[network.layers]]
units = 2
activation = "leaky-relu"
frozen_biases = [true, false]
absent_biases = [false, true]
absent_weights = [[false, true, false], [false, false, false]]
"""
    + TYPED[TYPED.index("[loss]") :]
)


def run(scenario: Scenario, iteration: int) -> dict[str, Any]:
    """Run every cell; the last one compares."""
    trace, _ = trace_of(scenario, iteration, None)
    made = json.loads(notebook(trace))
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    cells = [cell for cell in made["cells"] if cell["cell_type"] == "code"]
    names: dict[str, Any] = {}
    with np.errstate(all="ignore"):
        for cell in cells:
            exec(cell["source"], names)
    assert "assert_allclose" in cells[-1]["source"]
    return names


@pytest.mark.parametrize("name", ["mazur-2-2-2", "softmax-3", "xor", "welch-2-3-1"])
def test_shipped_networks_come_out(name: str) -> None:
    names = run(find_scenario(name), 2)
    if name == "mazur-2-2-2":
        assert names["new"]["W2"][0, 0] == pytest.approx(0.31735386199923843, rel=1e-12)


@pytest.mark.parametrize("optimiser", ["adamw", "nesterov", "rmsprop", "newton"])
def test_typed_functions_and_every_kind_of_update_come_out(optimiser: str) -> None:
    run(parse_scenario(TYPED.replace("NAME", optimiser), "typed.toml"), 3)


@pytest.mark.parametrize("optimiser", ["adamw", "newton"])
def test_frozen_and_absent_parameters_come_out(optimiser: str) -> None:
    names = run(parse_scenario(MARKED.replace("NAME", optimiser), "marked.toml"), 3)
    held = names["held"]["W1"]
    assert held.sum() == 4
    assert (names["new"]["W1"] == names["W1"])[held].all()


@pytest.mark.parametrize("seed", range(12))
def test_random_networks_come_out(seed: int) -> None:
    run(random_scenario(np.random.Generator(np.random.PCG64(seed))), 2)


def test_a_notebook_that_is_wrong_fails() -> None:
    trace, _ = trace_of(find_scenario("xor"), 1, None)
    cells = json.loads(notebook(trace))["cells"]
    code = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    assert "db2 = dz2.sum" in code
    with pytest.raises(AssertionError):
        exec(code.replace("db2 = dz2.sum", "db2 = 2 * dz2.sum"), {})


def test_networks_too_large_for_a_notebook_are_refused() -> None:
    trace, _ = trace_of(find_scenario("mnist-800"), 1, 0)
    with pytest.raises(UserError, match="are more than the 100,000 a notebook holds"):
        notebook(trace)
