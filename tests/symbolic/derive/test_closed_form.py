"""The closed form, read back and evaluated by SymPy, is the gradient."""

import re
from collections.abc import Callable

import numpy as np
import pytest
import sympy
from networks import random_scenario

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.quantities import Quantity, Ref
from symbolic.derive.closed_form import closed_form
from symbolic.formula.plain import to_text

Build = Callable[..., Trace]

W1 = Ref(Quantity.WEIGHT, 1, 0, 0)


def evaluated(plain: str, trace: Trace) -> float:
    """Evaluate the plain spelling with the iteration's inputs, targets and parameters."""
    values: dict[str, object] = {}
    for index, name in enumerate(trace.scenario.inputs):
        values[name] = sympy.Float(float(trace.a[0][0, index]), 30)
    for index, name in enumerate(trace.scenario.layers[-1].units):
        values[f"t_{name}"] = sympy.Float(float(trace.y_true[0, index]), 30)
        values[f"softmax_{name}"] = _softmax(index)
    for ref in trace.layout.refs():
        values[trace.layout.name(ref)] = sympy.Float(trace.before.value(ref), 30)
    values["sigma"] = lambda x: 1 / (1 + sympy.exp(-x))
    values["step"] = lambda x: 1 if x > 0 else 0
    values["H"] = lambda x: 1 if x >= 0 else 0
    values["softplus"] = lambda x: sympy.log(1 + sympy.exp(x))
    values["leaky"] = lambda leak, x: x if x > 0 else leak * x
    values["slope"] = lambda leak, x: 1 if x > 0 else leak
    values["exp"] = sympy.exp
    values["λ1"], values["λ2"] = trace.scenario.l1, trace.scenario.l2
    values["max"] = sympy.Max
    values["sign"] = sympy.sign
    values["tanh"] = sympy.tanh
    text = plain.replace("·", "*").replace("−", "-").replace("²", "**2").replace("σ", "sigma")
    text = re.sub(r"leaky_([\d.]+)′\(", r"slope(\1, ", text)
    text = re.sub(r"leaky_([\d.]+)\(", r"leaky(\1, ", text)
    text = re.sub(r"sign (w\d+)", r"sign(\1)", text).replace("e^(", "exp(")
    # What stands side by side is multiplied: a closing parenthesis or a number, then an opening.
    text = re.sub(r"\)\(", ")*(", text)
    text = re.sub(r"(?<![\w.])(\d+)\(", r"\1*(", text)
    text = re.sub(r"(?<=[\s(])(i\d+|w\d+|t_o\d+)\(", r"\1*(", text)
    return float(eval(text, {"__builtins__": {}}, values))


def _softmax(index: int) -> Callable[..., sympy.Expr]:
    return lambda *z: sympy.exp(z[index]) / sum(sympy.exp(each) for each in z)


def test_worked_example(mazur: Trace) -> None:
    found = closed_form(mazur, Ref(Quantity.WEIGHT, 2, 0, 0))
    assert found is not None
    a_h1 = "σ(w1 · i1 + w2 · i2 + b1)"
    a_o1 = f"σ(w5 · {a_h1} + w6 · σ(w3 · i1 + w4 · i2 + b1) + b2)"
    assert to_text(found.formula) == f"({a_o1} − t_o1) · {a_o1}(1 − {a_o1}) · {a_h1}"
    assert to_text(found.where[0]) == "σ(x) = 1/(1 + e^(−x))"
    assert evaluated(to_text(found.formula), mazur) == pytest.approx(0.082167041, abs=1e-9)


@pytest.mark.parametrize("seed", range(24))
def test_it_evaluates_to_the_gradient(random_network: Build, seed: int) -> None:
    trace = random_network(400 + seed, sizes=(1, 2, 3), rows=1)
    for ref in trace.layout.refs():
        found = closed_form(trace, ref)
        if trace.layout.size > 30:
            assert found is None
        elif found is not None:
            value = evaluated(to_text(found.formula), trace)
            assert value == pytest.approx(trace.gradient.value(ref), rel=1e-9, abs=1e-12)


def test_it_is_the_gradient_with_every_activation_and_penalty() -> None:
    read = 0
    for seed in range(80):
        scenario = random_scenario(np.random.default_rng(seed), most_rows=1)
        if any(layer.batch_norm or layer.dropout for layer in scenario.layers):
            continue
        assert scenario.x is not None
        assert scenario.y is not None
        trace = trace_scenario(scenario, select_rows(scenario))
        for ref in trace.layout.refs():
            found = closed_form(trace, ref)
            if found is not None and len(to_text(found.formula)) < 2000:
                value = evaluated(to_text(found.formula), trace)
                assert value == pytest.approx(trace.gradient.value(ref), rel=1e-9, abs=1e-12)
                read += 1
    assert read > 100


def test_there_is_none_over_a_batch(random_network: Build) -> None:
    assert closed_form(random_network(1, sizes=(2,), rows=2), W1) is None


def test_there_is_none_for_a_large_network(random_network: Build) -> None:
    assert closed_form(random_network(1, sizes=(9,), rows=1), W1) is None


def test_there_is_none_where_it_would_fill_pages(network: Build) -> None:
    layers = [(1, "sigmoid", "none")] * 12
    trace = network(layers, "half-squared-error", [[1.0]], [[0.0]])
    assert closed_form(trace, Ref(Quantity.WEIGHT, 12, 0, 0)) is not None
    deep = [(2, "sigmoid", "none")] * 7
    trace = network(deep, "half-squared-error", [[1.0, 0.5]], [[0.0, 1.0]])
    assert closed_form(trace, W1) is None
