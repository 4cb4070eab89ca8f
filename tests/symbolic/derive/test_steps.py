"""The derivation of every step, first on the worked example, then on networks drawn at random."""

from collections.abc import Callable

import numpy as np
import pytest
from opened_sums import opened_sums

from engine.iteration.batches import Batch
from engine.iteration.trace import Trace, record
from engine.network.quantities import Quantity, Ref
from symbolic.derive.records import ChainRule, Definition, Factor, TermKind
from symbolic.derive.steps import derive
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import ABOUT, EQUALS

Build = Callable[..., Trace]


def test_an_output_weight_has_three_factors(mazur: Trace) -> None:
    # ∂L/∂w5 = (a_o1 − t_o1) · a_o1 (1 − a_o1) · a_h1
    #        = 0.741365070 · 0.186815602 · 0.593269992 = 0.082167041
    found = derive(mazur, 15)
    assert found.question == "How much does w5 change the total loss?"
    assert to_text(found.target) == "∂L/∂w5"
    chain = " · ".join(to_text(factor.symbol) for factor in found.factors)
    assert chain == "∂L/∂a_o1 · ∂a_o1/∂z_o1 · ∂z_o1/∂w5"
    assert [to_text(factor.line.expression) for factor in found.factors] == [
        "a_o1 − t_o1",
        "a_o1(1 − a_o1)",
        "a_h1",
    ]
    assert [_numbers(factor) for factor in found.factors] == [
        "0.751365 − 0.01",
        "0.751365(1 − 0.751365)",
        "",
    ]
    assert [factor.value for factor in found.factors] == pytest.approx(
        [0.741365070, 0.186815602, 0.593269992], abs=1e-9
    )
    assert [factor.tint for factor in found.factors] == ["loss", "backward", "forward"]
    assert found.product is not None
    assert to_text(found.product) == "0.741365 · 0.186816 · 0.593270"
    assert found.sign is ABOUT
    assert found.value == pytest.approx(0.082167041, abs=1e-9)


def _numbers(factor: Factor) -> str:
    return "" if factor.line.substituted is None else to_text(factor.line.substituted)


def test_a_gradient_has_the_update_to_come(mazur: Trace) -> None:
    found = derive(mazur, 15).consequence
    assert found is not None
    assert to_text(found) == "w5 ← 0.4 − 0.5 · 0.082167 ≈ 0.358916"
    assert to_latex(found) == r"w_{5} \leftarrow 0.4 - 0.5 \cdot 0.082167 \approx 0.358916"


def test_a_hidden_weight_opens_into_its_paths(mazur: Trace) -> None:
    # ∂L/∂a_h1 = δ_o1 w5 + δ_o2 w7 = 0.138498562 · 0.40 − 0.038098237 · 0.50
    #          = 0.055399425 − 0.019049118 = 0.036350306
    found = derive(mazur, 25)
    assert to_text(found.target) == "∂L/∂w1"
    first = found.factors[0]
    assert to_text(first.symbol) == "∂L/∂a_h1"
    assert to_text(first.line.expression) == "δ_o1 · w5 + δ_o2 · w7"
    assert [term.label for term in first.terms.shown] == ["through o1", "through o2"]
    assert to_text(first.terms.shown[0].formula) == "∂L/∂z_o1 · ∂z_o1/∂a_h1 = δ_o1 · w5"
    assert [term.value for term in first.terms.shown] == pytest.approx(
        [0.055399425, -0.019049118], abs=1e-9
    )
    assert first.value == pytest.approx(0.036350306, abs=1e-9)
    assert found.value == pytest.approx(0.000438568, abs=1e-9)


def test_references_light_what_a_factor_is_made_of(mazur: Trace) -> None:
    loss, slope, source = derive(mazur, 15).factors
    assert loss.references[0] == Ref(Quantity.LOSS_BY_ACTIVATION, 2, 0)
    assert Ref(Quantity.TARGET, 2, 0) in loss.references
    assert slope.references[0] == Ref(Quantity.ACTIVATION_DERIVATIVE, 2, 0)
    assert Ref(Quantity.ACTIVATION, 2, 0) in slope.references
    assert source.references[0] == Ref(Quantity.ACTIVATION, 1, 0)
    assert Ref(Quantity.WEIGHT, 2, 0, 0) in source.references


@pytest.mark.parametrize(
    ("number", "plain", "numbers", "value"),
    [
        (1, "w1 · i1 + w2 · i2 + b1", "0.15 · 0.05 + 0.2 · 0.1 + 0.35", 0.3775),
        (2, "1/(1 + e^(−z_h1))", "1/(1 + e^(−0.3775))", 0.593269992),
        (9, "½(t_o1 − a_o1)²", "½(0.01 − 0.751365)²", 0.274811083),
        (11, "L_o1 + L_o2", "0.274811 + 0.023560", 0.298371109),
        (12, "a_o1 − t_o1", "0.751365 − 0.01", 0.741365070),
        (36, "w5 − α · ∂L/∂w5", "0.4 − 0.5 · 0.082167", 0.358916480),
    ],
)
def test_steps_with_one_definition(
    mazur: Trace, number: int, plain: str, numbers: str, value: float
) -> None:
    found = derive(mazur, number)
    assert found.definition is not None
    assert found.substituted is not None
    assert to_text(found.definition) == plain
    assert to_text(found.substituted) == numbers
    assert found.value == pytest.approx(value, abs=1e-9)


def test_what_is_not_rounded_is_called_exact(mazur: Trace) -> None:
    assert derive(mazur, 1).sign is EQUALS
    assert derive(mazur, 2).sign is ABOUT


def test_delta_is_a_product_of_two_factors(mazur: Trace) -> None:
    found = derive(mazur, 14)
    assert to_text(found.target) == "δ_o1 = ∂L/∂z_o1"
    assert len(found.factors) == 2
    assert found.value == pytest.approx(0.138498562, abs=1e-9)


def test_an_update_assigns(mazur: Trace) -> None:
    assert derive(mazur, 36).assigns
    assert not isinstance(derive(mazur, 15), Definition)


def test_a_frozen_bias_has_a_gradient_but_no_update(mazur: Trace) -> None:
    found = derive(mazur, Ref(Quantity.BIAS_GRADIENT, 2, 0))
    assert found.consequence is None
    assert found.value == pytest.approx(0.138498562, abs=1e-9)
    assert "b2 is frozen: the update leaves it as it is." in found.notes


def test_relu_shows_its_rows(network: Build) -> None:
    # z = ±1: one unit is on, the other off.
    trace = network([(1, "relu", "none")], "half-squared-error", [[1.0]], [[0.0]])
    for sign in (1.0, -1.0):
        same = network(
            [(1, "relu", "none")], "half-squared-error", [[sign / trace.value(W1)]], [[0.0]]
        )
        found = derive(same, same.steps.number_of(Ref(Quantity.ACTIVATION_DERIVATIVE, 1, 0)) or 0)
        assert [to_text(case.condition) for case in found.cases] == ["z_o1 > 0", "z_o1 ≤ 0"]
        assert [to_text(case.expression) for case in found.cases] == ["1", "0"]
        assert [case.holds for case in found.cases] == [sign > 0, sign < 0]
        assert found.value == (1.0 if sign > 0 else 0.0)


W1 = Ref(Quantity.WEIGHT, 1, 0, 0)


def test_a_kink_is_said(network: Build) -> None:
    trace = network([(1, "relu", "none")], "half-squared-error", [[0.0]], [[1.0]])
    found = derive(trace, trace.steps.number_of(Ref(Quantity.ACTIVATION_DERIVATIVE, 1, 0)) or 0)
    assert found.notes == ("ReLU has no derivative at z = 0; 0 is used there.",)


def test_softmax_shows_its_row_of_the_jacobian(network: Build) -> None:
    layers = [(3, "softmax", "per-unit")]
    trace = network(layers, "categorical-cross-entropy", [[1.0, 2.0]], [[1.0, 0.0, 0.0]])
    found = derive(trace, trace.steps.number_of(Ref(Quantity.ACTIVATION_DERIVATIVE, 1, 1)) or 0)
    assert found.terms.kind is TermKind.ROW
    assert [to_text(term.formula) for term in found.terms.shown] == [
        "∂a_o2/∂z_o1 = −a_o2 · a_o1",
        "∂a_o2/∂z_o2 = a_o2(1 − a_o2)",
        "∂a_o2/∂z_o3 = −a_o2 · a_o3",
    ]
    # A row of the softmax's Jacobian adds up to 0.
    assert sum(term.value for term in found.terms.shown) == pytest.approx(0.0, abs=1e-15)


def test_cross_entropy_and_its_output_say_what_they_leave(network: Build) -> None:
    layers = [(3, "softmax", "per-unit")]
    trace = network(layers, "categorical-cross-entropy", [[1.0, 2.0]], [[1.0, 0.0, 0.0]])
    found = derive(trace, W1.gradient)
    assert any("∂L/∂z_o1 = a_o1 − t_o1" in note for note in found.notes)


def test_a_batch_adds_up_its_samples(network: Build) -> None:
    layers = [(1, "sigmoid", "per-unit")]
    trace = network(layers, "half-squared-error", [[1.0], [2.0], [-1.0]], [[0.0], [1.0], [1.0]])
    found = derive(trace, W1.gradient, sample=1)
    assert found.terms.kind is TermKind.SAMPLES
    assert [term.label for term in found.terms.shown] == ["sample 1", "sample 2", "sample 3"]
    assert sum(term.value for term in found.terms.shown) == pytest.approx(found.value, abs=1e-15)
    assert found.part == "sample 2"
    assert found.product_value == pytest.approx(found.terms.shown[1].value, abs=1e-15)
    # The mean's 1/3 is part of ∂L/∂a.
    assert to_text(found.factors[0].line.expression) == "(1/3)(a_o1 − t_o1)"
    assert found.product_value == pytest.approx(
        np.prod([factor.value for factor in found.factors]), abs=1e-15
    )


def test_a_shared_bias_adds_up_its_units(network: Build) -> None:
    layers = [(3, "tanh", "per-layer")]
    trace = network(layers, "half-squared-error", [[1.0]], [[0.0, 1.0, 0.5]])
    found = derive(trace, Ref(Quantity.BIAS_GRADIENT, 1))
    assert found.terms.kind is TermKind.UNITS
    assert found.definition is not None
    assert to_text(found.definition) == "δ_o1 + δ_o2 + δ_o3"
    assert sum(term.value for term in found.terms.shown) == pytest.approx(found.value, abs=1e-15)


def test_a_long_sum_shows_the_strongest_and_counts_the_rest(network: Build) -> None:
    x = [[float(k % 7) - 3.0 for k in range(40)]]
    trace = network([(2, "sigmoid", "per-unit")], "half-squared-error", x, [[0.0, 1.0]])
    found = derive(trace, 1)
    assert found.definition is not None
    assert to_text(found.definition) == "Σ(k = 1 … 40) w_o1,k · i_k + b_o1"
    inputs = [term for term in found.terms.shown if term.label != "bias"]
    assert len(inputs) == 6
    assert found.terms.omitted == 34
    sizes = [abs(term.value) for term in inputs]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(
        term.value for term in found.terms.shown
    ) + found.terms.omitted_value == pytest.approx(found.value, abs=1e-12)


def test_a_diverged_network_still_has_derivations(network: Build) -> None:
    layers = [(2, "relu", "per-unit"), (1, "linear", "per-unit")]
    start = network(layers, "half-squared-error", [[1e40, 1e39]], [[-1e80]])
    with np.errstate(all="ignore"):
        trace = start
        while np.isfinite(trace.loss):
            trace = record(trace.end, Batch(trace.a[0], trace.y_true))
        assert not np.isfinite(trace.loss)
        for number in range(1, len(trace.steps) + 1):
            assert derive(trace, number).question


@pytest.mark.parametrize("seed", range(16))
def test_values_are_those_of_the_iteration(random_network: Build, seed: int) -> None:
    trace = random_network(seed)
    sample = trace.samples - 1
    for step in trace.steps:
        found = derive(trace, step.number, sample)
        assert found.target_ref == step.target
        assert found.value == pytest.approx(trace.value(step.target, sample), abs=1e-12)
        for total, terms, rest in opened_sums(found):
            assert sum(terms) + rest == pytest.approx(total, rel=1e-9, abs=1e-12)
        if isinstance(found, ChainRule):
            product = float(np.prod([factor.value for factor in found.factors]))
            assert found.product_value == pytest.approx(product, rel=1e-9, abs=1e-12)


def test_a_derivation_is_made_once(mazur: Trace) -> None:
    assert derive(mazur, 15) is derive(mazur, 15)
