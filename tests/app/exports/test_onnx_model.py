"""An ONNX model gives the engine's outputs."""

import numpy as np
import onnxruntime
import pytest
from networks import random_scenario

from app.exports.onnx_model import onnx_model
from engine.iteration.passes import forward
from engine.network.parameters import initial_parameters
from engine.network.scenario import Scenario
from engine.scenario import find_scenario, parse_scenario

TYPED = """
format = 1
id = "typed"
title = "Typed"
[network]
inputs = 2
[[network.layers]]
units = 3
activation = { formula = "FORMULA" }
[[network.layers]]
units = 1
activation = "linear"
[loss]
name = "half-squared-error"
[data]
x = [[1.0, 2.0]]
y = [[1.0]]
[training]
learning_rate = 0.1
"""
FORMULAS = [
    "sin(z)+tan(z/50)", "atan(z)", "erf(z)", "sinh(z/9)+cosh(z/9)", "z^3", "max(z,0)*sign(z)",
    "min(z,1)", "softplus(z)", "sigmoid(2z)", "piecewise(z,z>=1,z^2,z<-1,0.5)", "sqrt(abs(z))",
    "log(1+z^2)", "1/(1+z^2)", "3", "e^(-z^2)",
]  # fmt: skip


def farthest(scenario: Scenario) -> float:
    """Return the largest difference between runtime and engine over 100 random inputs."""
    parameters = initial_parameters(scenario)
    model = onnx_model(parameters, scenario.title)
    generator = np.random.Generator(np.random.PCG64(0))
    x = 3 * generator.normal(size=(100, scenario.sizes[0]))
    expected = forward(parameters, x, running=True).a[-1]
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"x": x})
    assert found.shape == expected.shape
    return float(np.abs(found - expected).max())


@pytest.mark.parametrize("name", ["mazur-2-2-2", "softmax-3", "xor", "census", "mnist-16-16"])
def test_shipped_networks_agree(name: str) -> None:
    assert farthest(find_scenario(name)) < 1e-12


@pytest.mark.parametrize("formula", FORMULAS)
def test_typed_activations_agree(formula: str) -> None:
    assert farthest(parse_scenario(TYPED.replace("FORMULA", formula), "typed.toml")) < 1e-6


@pytest.mark.parametrize("seed", range(30))
def test_random_networks_agree(seed: int) -> None:
    scenario = random_scenario(np.random.Generator(np.random.PCG64(seed)))
    assert farthest(scenario) < 1e-9
