"""Batch normalisation: its derivative by SymPy, and what its steps say."""

import pytest
import sympy

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.quantities import Quantity, Ref
from engine.scenario import parse_scenario
from symbolic.derive.steps import derive
from symbolic.formula.plain import to_text
from symbolic.rules import batch_norm
from symbolic.rules.batch_norm import ALONG, AVERAGE, GAMMA, HAT, OWN, VARIANCE, VARIANCE_EPS

DELTA = Ref(Quantity.DELTA, 1, 0)


def batch(x: list[list[float]]) -> Trace:
    """Return a linear unit with batch normalisation, its weight 1 and target 0."""
    y = [[0.0]] * len(x)
    scenario = parse_scenario(
        'format = 1\nid = "net"\ntitle = "Net"\n[network]\ninputs = 1\n'
        '[[network.layers]]\nunits = 1\nactivation = "sigmoid"\nweights = [[1.0]]\n'
        "batch_norm = true\n"
        '[loss]\nname = "half-squared-error"\nreduction = "sum"\n'
        f"[data]\nx = {x}\ny = {y}\n[training]\nlearning_rate = 0.1\n",
        "net.toml",
    )
    assert scenario.x is not None
    assert scenario.y is not None
    return trace_scenario(scenario, select_rows(scenario))


@pytest.mark.parametrize("rows", [2, 3, 4])
def test_the_rule_is_the_derivative_of_a_written_out_batch(rows: int) -> None:
    # L is a sum of g_i y_i, with y_i = γ (z_i − μ)/√(σ² + ε); μ and σ² are of all z.
    z = sympy.symbols(f"z1:{rows + 1}", real=True)
    g = sympy.symbols(f"g1:{rows + 1}", real=True)
    mean = sum(z) / rows
    variance = sum((each - mean) ** 2 for each in z) / rows
    root = sympy.sqrt(variance + VARIANCE_EPS)
    hats = [(each - mean) / root for each in z]
    loss = sum(slope * GAMMA * hat for slope, hat in zip(g, hats, strict=True))
    wanted = sympy.diff(loss, z[0])
    found = batch_norm.delta().subs(
        {
            OWN: g[0],
            AVERAGE: sum(g) / rows,
            ALONG: sum(slope * hat for slope, hat in zip(g, hats, strict=True)) / rows,
            HAT: hats[0],
            VARIANCE: variance,
        }
    )
    numbers = {each: 0.3 * k**2 - 0.7 for k, each in enumerate((*z, *g))}
    numbers |= {GAMMA: 1.3, VARIANCE_EPS: 1e-5}
    assert float(found.subs(numbers)) == pytest.approx(float(wanted.subs(numbers)), rel=1e-12)


def test_forward_by_hand() -> None:
    # z = 1, 2, 6: μ = 3, σ² = (4 + 1 + 9)/3 = 14/3, ẑ of the last = 3/√(14/3 + 10⁻⁵) = 1.388729
    trace = batch([[1.0], [2.0], [6.0]])
    mean = derive(trace, Ref(Quantity.BATCH_MEAN, 1, 0))
    assert mean.definition is not None
    assert to_text(mean.definition) == "(1/3) Σ(s = 1 … 3) z_o1⁽ˢ⁾"
    assert mean.substituted is not None
    assert to_text(mean.substituted) == "(1/3)(1 + 2 + 6)"
    assert mean.value == 3.0
    variance = derive(trace, Ref(Quantity.BATCH_VARIANCE, 1, 0))
    assert variance.substituted is not None
    assert to_text(variance.substituted) == "(1/3)((−2)² + (−1)² + 3²)"
    assert variance.value == pytest.approx(14 / 3)
    last = derive(trace, Ref(Quantity.NORMALISED, 1, 0), 2)
    assert last.definition is not None
    assert to_text(last.definition) == "(z_o1 − μ_o1)/√(σ²_o1 + ε)"
    assert last.value == pytest.approx(1.388729, abs=1e-6)


def test_delta_opens_into_three_paths() -> None:
    found = derive(batch([[1.0], [2.0], [6.0]]), DELTA, 1)
    assert [term.label for term in found.terms.shown] == [
        "straight on",
        "through the mean",
        "through the variance",
    ]
    assert sum(term.value for term in found.terms.shown) == pytest.approx(found.value, abs=1e-12)


def test_one_sample_alone_is_taken_by_the_running_numbers() -> None:
    # Before any batch they are 0 and 1: ẑ = 2/√1.00001, and ∂y/∂z = 1/√1.00001.
    trace = batch([[2.0]])
    mean = derive(trace, Ref(Quantity.BATCH_MEAN, 1, 0))
    assert mean.value == 0.0
    assert any("running" in note for note in mean.notes)
    found = derive(trace, DELTA)
    assert to_text(found.factors[-1].symbol) == "∂y_o1/∂z_o1"
    assert found.factors[-1].value == pytest.approx(1.00001**-0.5, rel=1e-12)
