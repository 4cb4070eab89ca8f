"""Values forward, gradients back, step by step."""

import math
from itertools import pairwise

import numpy as np
import pytest
from random_expressions import random_trace

from engine.circuit.differences import finite_difference
from engine.circuit.gates import Wire, circuit_of
from engine.circuit.passes import StepKind, known_at, not_finite, steps_of, trace_circuit
from engine.iteration.steps import Phase

VALUES = (2.0, -1.0, -3.0, -2.0, -3.0)
NEURON = circuit_of("1/(1 + exp(-(w0*x0 + w1*x1 + w2)))", ("w0", "x0", "w1", "x1", "w2"))


def test_the_textbook_neuron_unrounded() -> None:
    trace = trace_circuit(NEURON, VALUES)
    value = 1 / (1 + math.exp(-1))
    slope = value * (1 - value)
    assert trace.values[-1] == pytest.approx(value, rel=1e-15)
    assert trace.values[5:12] == pytest.approx((-2, 6, 4, 1, -1, math.exp(-1), 1 + math.exp(-1)))
    by_variable = (-slope, 2 * slope, -2 * slope, -3 * slope, slope)
    assert trace.gradients[:5] == pytest.approx(by_variable, rel=1e-14)


def test_the_textbook_neuron_as_it_is_rounded_there() -> None:
    trace = trace_circuit(NEURON, VALUES)
    gradients = dict(zip(NEURON.variables, trace.gradients, strict=False))
    assert f"{trace.values[-1]:.2f}" == "0.73"
    assert [f"{gradients[name]:.2f}" for name in ("w0", "w1", "w2")] == ["-0.20", "-0.39", "0.20"]


def test_gradients_that_meet_are_added() -> None:
    circuit = circuit_of("x*x + 3x", ("x",))
    trace = trace_circuit(circuit, (5.0,))
    assert [trace.contribution(wire) for wire in circuit.wires_from(0)] == [5.0, 5.0, 3.0]
    assert trace.gradients[0] == 13.0
    kinds = [(step.kind, step.number) for step in steps_of(circuit)]
    assert kinds == [
        (StepKind.VALUE, 1),
        (StepKind.VALUE, 2),
        (StepKind.VALUE, 3),
        (StepKind.SEED, 3),
        (StepKind.BACKWARD, 3),
        (StepKind.BACKWARD, 2),
        (StepKind.BACKWARD, 1),
        (StepKind.SUM, 0),
    ]
    assert [step.phase for step in steps_of(circuit)] == [Phase.FORWARD] * 3 + [Phase.BACKWARD] * 5


def test_what_is_known_grows_step_by_step() -> None:
    circuit = circuit_of("x*x + 3x", ("x",))
    assert known_at(circuit, 0) == ({0}, set())
    assert known_at(circuit, 4) == ({0, 1, 2, 3}, {3})
    assert known_at(circuit, 6)[1] == {3, 2, 1, Wire(1, 3, 0), Wire(2, 3, 1), Wire(0, 2, 0)}
    assert 0 not in known_at(circuit, 7)[1]
    assert 0 in known_at(circuit, 8)[1]


@pytest.mark.parametrize("seed", range(40))
def test_every_step_adds_to_what_is_known_until_all_is(seed: int) -> None:
    circuit = random_trace(seed).circuit
    counts = [sum(map(len, known_at(circuit, at))) for at in range(len(steps_of(circuit)) + 1)]
    assert all(before < after for before, after in pairwise(counts))
    wires = sum(len(gate.sources) for gate in circuit.gates)
    assert counts[-1] == 2 * circuit.size + wires


def test_nothing_flows_through_what_is_flat_however_steep_the_rest_is() -> None:
    trace = trace_circuit(circuit_of("sign(x)*sqrt(y) + x", ("x", "y")), (2.0, 0.0))
    assert trace.gradients[0] == 1.0
    assert list(not_finite(trace)) == [(3, "local gradient"), (1, "gradient")]
    assert list(not_finite(trace_circuit(circuit_of("log(x)", ("x",)), (-1.0,)))) == [(1, "value")]


@pytest.mark.parametrize("seed", range(200))
def test_finite_differences_agree_on_random_circuits(seed: int) -> None:
    trace = random_trace(seed)
    values = trace.values[: len(trace.circuit.variables)]
    for at in range(len(values)):
        found = finite_difference(trace.circuit, values, at)
        if not found.kink and found.resolution < 1e-8:
            assert found.value == pytest.approx(trace.gradients[at], rel=1e-6, abs=1e-6)


def test_random_circuits_are_of_every_size_and_kind_and_most_say_something() -> None:
    traces = [random_trace(seed) for seed in range(200)]
    sizes = [len(trace.circuit.gates) for trace in traces]
    assert max(sizes) >= 30
    kinds = {gate.definition.kind for trace in traces for gate in trace.circuit.gates}
    assert {"add", "sub", "mul", "div", "neg", "pow", "exp", "log", "max", "piecewise"} <= kinds
    found = [
        finite_difference(trace.circuit, trace.values[: len(trace.circuit.variables)], 0)
        for trace in traces
    ]
    assert np.mean([not each.kink and each.resolution < 1e-8 for each in found]) > 0.9


def test_at_a_kink_a_difference_says_nothing() -> None:
    circuit = circuit_of("max(0, x) + x", ("x",))
    assert finite_difference(circuit, (0.0,), 0).kink
    assert not finite_difference(circuit, (0.1,), 0).kink
    assert trace_circuit(circuit, (0.0,)).gradients[0] == 1.5


def test_where_large_numbers_cancel_a_difference_is_blurred() -> None:
    circuit = circuit_of("(x + 1e9) - 1e9", ("x",))
    assert finite_difference(circuit, (0.5,), 0).resolution > 1e-5
    assert finite_difference(circuit_of("x + 1", ("x",)), (0.5,), 0).resolution < 1e-10
