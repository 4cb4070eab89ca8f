"""Gradients of circuits three ways, local gradients two ways."""

from dataclasses import replace

import numpy as np
import pytest
import sympy
from random_expressions import random_trace

import symbolic.check.circuit as checking
from engine.circuit.gates import circuit_of
from engine.circuit.passes import CircuitTrace, trace_circuit
from symbolic.check.careful import careful_function
from symbolic.check.circuit import check_circuit
from symbolic.rules.gates import VALUE, gate_rule, local_gradient
from symbolic.rules.typed import NoRuleError, derive_typed, variable


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let SymPy take its time: on a busy machine two seconds may not do."""
    monkeypatch.setattr(checking, "typed_rule", derive_typed)


def neuron() -> CircuitTrace:
    names = ("w0", "x0", "w1", "x1", "w2")
    circuit = circuit_of("1/(1 + exp(-(w0*x0 + w1*x1 + w2)))", names)
    return trace_circuit(circuit, (2.0, -1.0, -3.0, -2.0, -3.0))


def by_sympy_alone(trace: CircuitTrace) -> list[float]:
    """The gradients by SymPy's local gradients and the chain rule, in SymPy's own numbers."""
    circuit = trace.circuit
    gradients = [sympy.Float(0, 30)] * circuit.output + [sympy.Float(1, 30)]
    for number in reversed(range(len(circuit.variables), circuit.size)):
        gate = circuit.gate(number)
        assert gate is not None
        values = [trace.values[source] for source in gate.sources] + [trace.values[number]]
        names = (*map(variable, gate.inputs), VALUE)
        for wire in circuit.wires_into(number):
            rule = gate_rule(gate, wire.place)
            function = careful_function(names, local_gradient(gate, wire.place, rule))
            slope = float(function(*(np.array([value]) for value in values))[0])
            gradients[wire.source] += gradients[number] * slope
    return [float(gradient) for gradient in gradients[: len(circuit.variables)]]


def test_the_textbook_neuron_three_ways(patient: None) -> None:
    check = check_circuit(neuron())
    assert check.agree
    assert check.local_gradients == 12
    symbolic = {row.name: row.symbolic for row in check.whole.rows}
    slope = np.exp(-1.0) / (1.0 + np.exp(-1.0)) ** 2
    assert symbolic["w0"] == pytest.approx(-slope, rel=1e-14)
    assert symbolic["w1"] == pytest.approx(-2 * slope, rel=1e-14)
    assert symbolic["w2"] == pytest.approx(slope, rel=1e-14)


@pytest.mark.parametrize("seed", range(40))
def test_random_circuits_agree_three_ways(seed: int, patient: None) -> None:
    trace = random_trace(seed)
    check = check_circuit(trace)
    wires = sum(len(gate.sources) for gate in trace.circuit.gates)
    assert check.local_gradients == wires
    assert check.max_local_difference < 1e-12
    assert all(row.agree for row in check.whole.rows)
    assert by_sympy_alone(trace) == pytest.approx(
        trace.gradients[: len(trace.circuit.variables)], rel=1e-11, abs=1e-12
    )


def test_most_random_circuits_are_derived_whole(patient: None) -> None:
    checks = [check_circuit(random_trace(seed)).whole for seed in range(30)]
    assert sum(not check.without_symbolic for check in checks) >= 27
    assert max(len(random_trace(seed).circuit.gates) for seed in range(60)) >= 30


@pytest.mark.parametrize("text", ["abs(abs(x)-y)", "x/abs(y)", "abs(x)*sign(y) + abs(y)"])
def test_absolute_values_agree(text: str, patient: None) -> None:
    assert check_circuit(trace_circuit(circuit_of(text, ("x", "y")), (0.4, -1.3))).agree


@pytest.mark.parametrize("wrong", ["gradients", "slopes"])
def test_a_wrong_number_is_found(wrong: str, patient: None) -> None:
    trace = neuron()
    numbers = list(getattr(trace, wrong))
    if wrong == "gradients":
        numbers[2] *= 1.0 + 1e-6
    else:
        numbers[-1] = (numbers[-1][0] * (1.0 + 1e-6),)
    check = check_circuit(replace(trace, **{wrong: tuple(numbers)}))
    assert not check.agree
    assert check.whole.agree == (wrong == "slopes")


def test_where_sympy_has_no_answer_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise NoRuleError("SymPy finds none.")

    monkeypatch.setattr(checking, "typed_rule", refuse)
    check = check_circuit(neuron())
    assert check.agree
    assert check.whole.max_symbolic_difference is None
    assert check.whole.without_symbolic == "SymPy finds none."
    assert check.local_gradients == 12
