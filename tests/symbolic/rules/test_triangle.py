"""Backpropagation, SymPy and finite differences agree, and a wrong derivative is found out."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

import engine.iteration.passes
from engine.arrays import FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.losses import LOSSES
from engine.data.selection import select_rows
from engine.iteration.batch_norm import VARIANCE_EPSILON, BatchNorm
from engine.iteration.trace import Trace, trace_scenario
from engine.scenario import parse_scenario
from symbolic.check.gradients import SymbolicGradient
from symbolic.check.three_ways import check

Build = Callable[..., Trace]

ANY_OUTPUT = ["linear", "sigmoid", "tanh", "relu", "softmax"]
PAIRS = [
    *product(["half-squared-error", "mean-squared-error", "mean-absolute-error"], ANY_OUTPUT),
    ("binary-cross-entropy", "sigmoid"),
    ("categorical-cross-entropy", "softmax"),
]
TARGETS = {
    "binary-cross-entropy": [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]],
    "categorical-cross-entropy": [[1.0, 0.0, 0.0], [0.0, 0.25, 0.75]],
}
X = [[0.5, -1.2], [2.0, 0.7]]


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("bias", ["per-unit", "per-layer", "frozen", "none"])
@pytest.mark.parametrize("hidden", ["linear", "sigmoid", "tanh", "relu"])
@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_three_ways_agree(
    network: Build, loss: str, output: str, hidden: str, bias: str, reduction: str
) -> None:
    y = TARGETS.get(loss, [[0.3, -0.8, 1.5], [1.0, 0.0, 0.4]])
    trace = network([(3, hidden, bias), (3, output, bias)], loss, X, y, reduction)
    result = check(trace)
    assert result.parameters == trace.layout.size
    assert result.max_symbolic_difference <= 1e-12
    assert result.max_finite_difference <= 1e-7
    assert result.agree
    symbolic = SymbolicGradient(trace.scenario, trace.before, trace.a[0], trace.y_true)
    assert symbolic.loss == pytest.approx(trace.loss, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_three_ways_agree_at_any_depth(random_network: Build, seed: int) -> None:
    assert check(random_network(100 + seed)).agree


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_three_ways_agree_on_saturated_units(network: Build, loss: str, output: str) -> None:
    x = [[900.0, -1200.0], [-30.0, 45.0]]
    y = TARGETS.get(loss, [[0.3, -0.8, 1.5], [1.0, 0.0, 0.4]])
    trace = network([(3, "sigmoid", "per-unit"), (3, output, "per-unit")], loss, x, y)
    result = check(trace)
    assert result.agree
    assert result.max_symbolic_difference <= 1e-12


@pytest.mark.parametrize("scale", [40.0, 800.0])
@pytest.mark.parametrize(
    ("loss", "output"),
    [("binary-cross-entropy", "sigmoid"), ("categorical-cross-entropy", "softmax")],
)
def test_cross_entropies_stay_exact_far_out(
    network: Build, loss: str, output: str, scale: float
) -> None:
    x = [[scale, -scale], [-scale, 0.5 * scale]]
    trace = network([(3, output, "per-unit")], loss, x, TARGETS[loss])
    result = check(trace)
    assert result.max_symbolic_difference <= 1e-12
    symbolic = SymbolicGradient(trace.scenario, trace.before, trace.a[0], trace.y_true)
    assert symbolic.loss == pytest.approx(trace.loss, rel=1e-12)


def test_worked_example(mazur: Trace) -> None:
    symbolic = SymbolicGradient(mazur.scenario, mazur.before, mazur.a[0], mazur.y_true)
    assert symbolic.loss == pytest.approx(0.298371109, abs=1e-9)
    expected = {
        "w1": 0.000438568,
        "w2": 0.000877135,
        "w3": 0.000497713,
        "w4": 0.000995425,
        "w5": 0.082167041,
        "w6": 0.082667628,
        "w7": -0.022602540,
        "w8": -0.022740242,
    }
    found = {mazur.layout.name(ref): symbolic.gradient(ref) for ref in mazur.layout.refs()}
    for name, gradient in expected.items():
        assert found[name] == pytest.approx(gradient, abs=1e-9)


def _flat_sigmoid(by_a: FloatArray, _z: FloatArray, a: FloatArray, *_: Any) -> FloatArray:
    """Forget the factor 1 − a."""
    return by_a * a


def _loose_tanh(by_a: FloatArray, _z: FloatArray, a: FloatArray, *_: Any) -> FloatArray:
    """Take 1 − a for 1 − a²."""
    return by_a * (1.0 - a)


def _diagonal_softmax(by_a: FloatArray, _z: FloatArray, a: FloatArray, *_: Any) -> FloatArray:
    """Leave the other outputs' entries out."""
    return by_a * a * (1.0 - a)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("sigmoid", _flat_sigmoid), ("tanh", _loose_tanh), ("softmax", _diagonal_softmax)],
)
def test_a_wrong_derivative_is_found_out(
    network: Build, monkeypatch: pytest.MonkeyPatch, name: str, wrong: Any
) -> None:
    monkeypatch.setitem(ACTIVATIONS._records, name, replace(ACTIVATIONS[name], delta=wrong))
    trace = network([(2, name, "per-unit")], "half-squared-error", X, [[0.1, 0.9], [0.5, 0.2]])
    result = check(trace)
    assert not result.agree
    assert result.max_symbolic_difference > 1e-3
    assert result.max_finite_difference > 1e-3


def test_a_wrong_loss_gradient_is_found_out(
    network: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It forgets the 2 of the square.
    right = LOSSES["mean-squared-error"]
    wrong = replace(right, gradient=lambda *arrays: 0.5 * right.gradient(*arrays))
    monkeypatch.setitem(LOSSES._records, right.id, wrong)
    layers = [(2, "linear", "per-unit")]
    result = check(network(layers, "mean-squared-error", X, [[0.1, 0.9], [0.5, 0.2]]))
    assert not result.agree


def test_one_wrong_weight_is_named(mazur: Trace) -> None:
    gradient = mazur.gradient.copy()
    gradient.weights[1][0, 1] += 1e-6
    result = check(replace(mazur, backward_pass=replace(mazur.backward_pass, gradient=gradient)))
    assert not result.agree
    assert [row.name for row in result.rows if not row.agree] == ["w6"]
    assert result.worst(1)[0].name == "w6"


def _features(l2: float = 0.0) -> Trace:
    """Return a network with batch normalisation, dropout and a leak, over four rows."""
    scenario = parse_scenario(
        'format = 1\nid = "net"\ntitle = "Net"\n[network]\ninputs = 2\nseed = 5\n'
        '[[network.layers]]\nunits = 3\nactivation = "leaky-relu"\nleak = 0.2\n'
        "batch_norm = true\ndropout = 0.4\n"
        '[[network.layers]]\nunits = 1\nactivation = "linear"\n'
        f'[loss]\nname = "half-squared-error"\nl2 = {l2}\n'
        "[data]\nx = [[0.5, -1.0], [2.0, 0.7], [-0.3, 0.4], [1.0, 1.0]]\n"
        "y = [[1.0], [0.0], [0.5], [2.0]]\n[training]\nlearning_rate = 0.1\n",
        "net.toml",
    )
    assert scenario.x is not None
    assert scenario.y is not None
    return trace_scenario(scenario, select_rows(scenario))


def _forgets_the_variance(
    by_scaled: FloatArray, normal: BatchNorm, scale: FloatArray
) -> FloatArray:
    slope = scale / np.sqrt(normal.variance + VARIANCE_EPSILON)
    delta: FloatArray = slope * (by_scaled - by_scaled.mean(axis=0))
    return delta


def test_batch_norm_with_a_forgotten_path_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(_features()).agree
    monkeypatch.setattr(engine.iteration.passes, "through_batch_norm", _forgets_the_variance)
    result = check(_features())
    assert not result.agree
    assert result.max_symbolic_difference > 1e-3
    assert result.max_finite_difference > 1e-3


def test_a_forgotten_mask_is_found_out() -> None:
    trace = _features()
    masks = (None,) * trace.scenario.depth
    symbolic = SymbolicGradient(trace.scenario, trace.before, trace.a[0], trace.y_true, masks)
    apart = max(
        abs(symbolic.gradient(ref) - trace.gradient.value(ref)) for ref in trace.layout.refs()
    )
    assert apart > 1e-3


def test_a_forgotten_penalty_is_found_out() -> None:
    trace = _features(l2=0.5)
    assert check(trace).agree
    gradient = trace.gradient.copy()
    gradient.weights[0][...] -= 0.5 * trace.before.weights[0]
    result = check(replace(trace, backward_pass=replace(trace.backward_pass, gradient=gradient)))
    assert not result.agree
    assert {row.ref.layer for row in result.rows if not row.agree} == {1}
