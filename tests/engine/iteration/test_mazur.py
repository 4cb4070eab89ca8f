"""Mazur's 2-2-2 network, number by number: the worked example as a test.

The forward pass by hand, for one hidden and one output unit:
    z_h1 = 0.15·0.05 + 0.20·0.10 + 0.35 = 0.3775        a_h1 = 1/(1 + e^−0.3775) = 0.593269992
    z_o1 = 0.40·0.593269992 + 0.45·0.596884378 + 0.60 = 1.105905967     a_o1 = 0.751365070
    E_o1 = ½ (0.01 − 0.751365070)² = 0.274811083
and back, for w5:
    ∂E/∂a_o1 = 0.751365070 − 0.01 = 0.741365070
    ∂a_o1/∂z_o1 = 0.751365070 · 0.248634930 = 0.186815602
    ∂z_o1/∂w5 = a_h1 = 0.593269992
    ∂E/∂w5 = 0.741365070 · 0.186815602 · 0.593269992 = 0.082167041
    w5 ← 0.4 − 0.5 · 0.082167041 = 0.358916480
"""

import pytest
from msgspec.structs import replace

from engine.data.selection import select_rows
from engine.errors import ScenarioError
from engine.iteration.state import State, iterate
from engine.iteration.trace import Trace, trace_scenario
from engine.network.parameters import initial_parameters
from engine.network.quantities import LEARNING_RATE, Quantity, Ref
from engine.network.scenario import Scenario
from engine.scenario import find_scenario
from engine.scenario.editing import with_value

TO_9 = 5.1e-10


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return find_scenario("mazur-2-2-2")


@pytest.fixture(scope="module")
def trace(scenario: Scenario) -> Trace:
    return trace_scenario(scenario, select_rows(scenario))


def parameters(trace: Trace, of: str) -> dict[str, float]:
    values = getattr(trace, of)
    return {trace.layout.name(ref): values.value(ref) for ref in trace.layout.refs()}


def test_forward(trace: Trace) -> None:
    assert trace.z[0][0] == pytest.approx([0.3775, 0.3925], abs=1e-15)
    assert trace.a[1][0] == pytest.approx([0.593269992, 0.596884378], abs=TO_9)
    assert trace.z[1][0] == pytest.approx([1.105905967, 1.224921404], abs=TO_9)
    assert trace.a[2][0] == pytest.approx([0.751365070, 0.772928465], abs=TO_9)


def test_loss(trace: Trace) -> None:
    assert trace.output_losses[0] == pytest.approx([0.274811083, 0.023560026], abs=TO_9)
    assert trace.loss == pytest.approx(0.298371109, abs=TO_9)
    assert trace.loss_after == pytest.approx(0.291027773693599, abs=1e-14)


def test_the_widely_quoted_total_is_not_ours(trace: Trace) -> None:
    # 0.291027924 comes from hidden deltas computed with weights that were updated already.
    assert abs(trace.loss_after - 0.291027924) > 1e-7


def test_backward(trace: Trace) -> None:
    assert trace.delta[1][0] == pytest.approx([0.138498562, -0.038098237], abs=TO_9)
    assert trace.delta[0][0] == pytest.approx([0.008771355, 0.009954255], abs=TO_9)
    gradient = parameters(trace, "gradient")
    expected = [0.000438568, 0.000877135, 0.000497713, 0.000995425]
    expected += [0.082167041, 0.082667628, -0.022602540, -0.022740242]
    assert [gradient[f"w{k}"] for k in range(1, 9)] == pytest.approx(expected, abs=TO_9)


def test_update(trace: Trace) -> None:
    after = parameters(trace, "after")
    expected = [0.149780716, 0.199561432, 0.249751144, 0.299502287]
    expected += [0.358916480, 0.408666186, 0.511301270, 0.561370121]
    assert [after[f"w{k}"] for k in range(1, 9)] == pytest.approx(expected, abs=TO_9)
    assert (after["b1"], after["b2"]) == (0.35, 0.60)


def test_ten_thousand_updates(scenario: Scenario) -> None:
    trace = trace_scenario(scenario, select_rows(scenario), 10_000)
    assert trace.loss == pytest.approx(3.5108548e-5, rel=1e-7)
    assert trace.loss_after == pytest.approx(3.510187783e-5, rel=1e-9)
    after = trace_scenario(scenario, select_rows(scenario), 10_001)
    assert after.a[2][0] == pytest.approx([0.015913620, 0.984064274], abs=TO_9)


@pytest.mark.parametrize(
    ("mode", "after_one", "biases", "after_ten_thousand"),
    [
        ("frozen", 0.291027774, [0.35, 0.35, 0.60, 0.60], 3.510188e-5),
        ("per-layer", 0.285750887, [0.340637195, 0.549799837], 4.355321e-6),
        (
            "per-unit",
            0.280471447,
            [0.345614323, 0.345022873, 0.530750719, 0.619049118],
            2.447562e-6,
        ),
    ],
)
def test_bias_modes(
    scenario: Scenario, mode: str, after_one: float, biases: list[float], after_ten_thousand: float
) -> None:
    layers = tuple(replace(layer, bias=mode, bias_names=None) for layer in scenario.layers)
    other = replace(scenario, layers=layers)
    trace = trace_scenario(other, select_rows(other))
    assert trace.loss_after == pytest.approx(after_one, abs=TO_9)
    found = [value for layer in trace.after.biases for value in layer]
    assert found == pytest.approx(biases, abs=TO_9)
    end = trace_scenario(other, select_rows(other), 10_000)
    assert end.loss_after == pytest.approx(after_ten_thousand, rel=5e-7)


@pytest.mark.parametrize(
    ("learning_rate", "expected"),
    [
        (0.1, 0.149297),
        (0.2, 0.069440),
        (0.5, 0.020047),
        (0.8, 0.010939),
        (1, 0.008260),
        (2, 0.003481),
    ],
)
def test_learning_rates(scenario: Scenario, learning_rate: float, expected: float) -> None:
    faster = with_value(scenario, initial_parameters(scenario), LEARNING_RATE, learning_rate)
    rows = select_rows(faster)
    after, losses = iterate(State.start(initial_parameters(faster), rows.epoch), rows, 101)
    assert losses[100] == pytest.approx(expected, abs=5e-7)
    assert after.parameters.layout.scenario is faster


def test_the_order_of_the_steps(trace: Trace) -> None:
    written = [(step.phase.value, step.kind.value, trace.name(step.target)) for step in trace.steps]
    assert len(written) == 39
    assert written[0] == ("forward", "pre_activation", "h1")
    assert written[7] == ("forward", "activation", "o2")
    assert written[8:11] == [
        ("loss", "output_loss", "o1"),
        ("loss", "output_loss", "o2"),
        ("loss", "loss", "L"),
    ]
    assert written[11:16] == [
        ("backward", "loss_by_activation", "o1"),
        ("backward", "activation_derivative", "o1"),
        ("backward", "delta", "o1"),
        ("backward", "weight_gradient", "w5"),
        ("backward", "weight_gradient", "w6"),
    ]
    assert written[21][2] == "h1"
    assert written[31:] == [("update", "new_weight", f"w{k}") for k in range(1, 9)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1e300, "found 1e+300; expected |x| ≤ 1e100"),
        (-1.1e100, "found -1.1e+100; expected |x| ≤ 1e100"),
        (float("inf"), "found inf; expected a finite number"),
        (float("nan"), "found nan; expected a finite number"),
    ],
)
def test_a_weight_out_of_range_is_refused_with_what_is_in_range(
    scenario: Scenario, value: float, expected: str
) -> None:
    weight = Ref(Quantity.WEIGHT, 1, 0, 0)
    with pytest.raises(ScenarioError) as caught:
        with_value(scenario, initial_parameters(scenario), weight, value)
    assert caught.value.problem == expected
