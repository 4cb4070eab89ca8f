"""What is said of a circuit's steps: SymPy's formulas, and numbers that a calculator confirms."""

from collections.abc import Iterator

import pytest
from printed_lines import Count, check_line, printed_line
from random_expressions import random_trace

from engine.circuit.gates import circuit_of
from engine.circuit.passes import CircuitTrace, steps_of, trace_circuit
from symbolic.derive.circuit import lines_of
from symbolic.formula.numbers import NumberFormat, number_format, set_number_format
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Relation


def said(expression: str, **values: float) -> list[str]:
    trace = trace_circuit(circuit_of(expression, tuple(values)), tuple(values.values()))
    return [to_text(line.whole) for line in all_lines(trace)]


def all_lines(trace: CircuitTrace) -> Iterator:  # type: ignore[type-arg]
    for step in steps_of(trace.circuit):
        yield from lines_of(trace, step)


@pytest.fixture
def decimals(request: pytest.FixtureRequest) -> Iterator[int]:
    before = number_format()
    set_number_format(NumberFormat(decimals=request.param))
    yield request.param
    set_number_format(before)


def test_a_product_hands_each_factor_to_the_other() -> None:
    assert said("x*w", x=2.0, w=-3.0) == [
        "f = x · w = 2(−3) = −6",
        "∂f/∂f = 1",
        "∂f/∂x = w = −3",
        "∂f/∂x = ∂f/∂f · ∂f/∂x = 1 · (−3) = −3",
        "∂f/∂w = x = 2",
        "∂f/∂w = ∂f/∂f · ∂f/∂w = 1 · 2 = 2",
    ]


@pytest.mark.parametrize(
    ("expression", "value", "local"),
    [
        ("exp(x)", "f = e^x", "∂f/∂x = f"),
        ("sigmoid(x)", "f = 1/(1 + e^(−x))", "∂f/∂x = f(1 − f)"),
        ("tanh(x)", "f = tanh x", "∂f/∂x = 1 − f²"),
        ("log(x)", "f = log x", "∂f/∂x = 1/x"),
        ("x^3", "f = x³", "∂f/∂x = 3 · x²"),
        ("1/x", "f = 1/x", "∂f/∂x = −1/x²"),
        ("-x", "f = −x", "∂f/∂x = −1"),
        ("x - 2", "f = x − 2", "∂f/∂x = 1"),
        ("abs(x)", "f = |x|", "∂f/∂x = sign x"),
        ("max(0, x)", "f = max(0, x)", "1 if x > 0 (applies); 0 if x < 0"),
        ("min(x, 3)", "f = min(x, 3)", "1 if x < 3 (applies); 0 if x > 3"),
        ("piecewise(x, x>0, 0.5)", "{ x if x > 0 (applies); ", "{ 1 if x > 0 (applies); 0 if"),
    ],
)
def test_local_gradients_are_what_sympy_finds(expression: str, value: str, local: str) -> None:
    lines = said(expression, x=0.7)
    assert value in lines[0]
    assert local in lines[2]


def test_gradients_that_meet_are_a_sum_and_wires_are_counted() -> None:
    trace = trace_circuit(circuit_of("x*x + x", ("x",)), (3.0,))
    lines = list(all_lines(trace))
    assert to_text(lines[-1].whole).endswith(" = 3 + 3 + 1 = 7")
    assert "local gradient, wire 2 of 2" in [line.label for line in lines]


def test_at_a_tie_each_has_half() -> None:
    lines = said("max(x, y)", x=1.0, y=1.0)
    assert any("1/2 if x = y (applies)" in line and line.endswith("= 0.5") for line in lines)


@pytest.mark.parametrize("decimals", [2, 4, 6, 9], indirect=True)
def test_every_line_comes_out_on_a_calculator(decimals: int) -> None:
    count = Count()
    for seed in range(30):
        for line in all_lines(random_trace(seed)):
            if line.numbers is not None:
                whole = Relation((line.numbers, line.result), (line.sign,))
                for printed in printed_line(to_text(whole), line.result.value):
                    check_line(printed, decimals, count, f"seed {seed}")
    assert count.lines > 300
    assert count.failed == []
    assert len(count.own) <= count.lines // 100
