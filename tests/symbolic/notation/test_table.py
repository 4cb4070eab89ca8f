"""Six notations: letters and indices as their sources write them; decimals as asked for."""

import numpy as np
import pytest
from networks import random_scenario
from numpy.random import default_rng

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.notations import NAMINGS
from engine.network.quantities import GRADIENTS, NEW_VALUES, Quantity
from engine.scenario.library import find_scenario
from symbolic.derive.records import ChainRule
from symbolic.derive.steps import derive
from symbolic.formula.latex import to_latex
from symbolic.formula.numbers import NumberFormat, set_number_format
from symbolic.formula.plain import to_text
from symbolic.notation.table import NOTATIONS

# z of the first hidden unit, ∂L/∂a and delta of an output, the gradient of w5, and its update.
STATEMENTS = {
    "chainrule": (
        "z_h1 = w1 · i1 + w2 · i2 + b1",
        "∂L/∂a_o1 = a_o1 − t_o1",
        "δ_o1 = ∂L/∂z_o1 = ∂L/∂a_o1 · ∂a_o1/∂z_o1",
        "∂L/∂w5 = ∂L/∂a_o1 · ∂a_o1/∂z_o1 · ∂z_o1/∂w5",
        "w1 ← w1 − α · ∂L/∂w1",
    ),
    "mazur": (
        "net_h1 = w1 · i1 + w2 · i2 + b1",
        "∂E_total/∂out_o1 = −(target_o1 − out_o1)",
        "δ_o1 = ∂E_total/∂net_o1 = ∂E_total/∂out_o1 · ∂out_o1/∂net_o1",
        "∂E_total/∂w5 = ∂E_total/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂w5",
        "w1 ← w1 − η · ∂E_total/∂w1",
    ),
    "lecture": (
        "in_h1 = w1 · i1 + w2 · i2 + b1",
        "∂L_total/∂out_o1 = out_o1 − target_o1",
        "δ_o1 = ∂L_total/∂in_o1 = ∂L_total/∂out_o1 · ∂out_o1/∂in_o1",
        "∂L_total/∂w5 = ∂L_total/∂out_o1 · ∂out_o1/∂in_o1 · ∂in_o1/∂w5",
        "w1 ← w1 − λ · ∂L_total/∂w1",
    ),
    "nielsen": (
        "z^2_1 = w^2_11 · x_1 + w^2_12 · x_2 + b^2",
        "∂C/∂a^3_1 = a^3_1 − y_1",
        "δ^3_1 = ∂C/∂z^3_1 = ∂C/∂a^3_1 · ∂a^3_1/∂z^3_1",
        "∂C/∂w^3_11 = ∂C/∂a^3_1 · ∂a^3_1/∂z^3_1 · ∂z^3_1/∂w^3_11",
        "w^2_11 ← w^2_11 − η · ∂C/∂w^2_11",
    ),
    "ng": (
        "z^[1]_1 = W^[1]_11 · x_1 + W^[1]_12 · x_2 + b^[1]",
        "da^[2]_1 = a^[2]_1 − y_1",
        "dz^[2]_1 = ∂ℒ/∂z^[2]_1 = da^[2]_1 · ∂a^[2]_1/∂z^[2]_1",
        "dW^[2]_11 = da^[2]_1 · ∂a^[2]_1/∂z^[2]_1 · ∂z^[2]_1/∂W^[2]_11",
        "W^[1]_11 ← W^[1]_11 − α · dW^[1]_11",
    ),
    "welch": (
        "z^(2)_1 = W^(1)_11 · x_1 + W^(1)_21 · x_2 + b^(1)",
        "∂J/∂ŷ_1 = −(y_1 − ŷ_1)",
        "δ^(3)_1 = ∂J/∂z^(3)_1 = ∂J/∂ŷ_1 · ∂ŷ_1/∂z^(3)_1",
        "∂J/∂W^(2)_11 = ∂J/∂ŷ_1 · ∂ŷ_1/∂z^(3)_1 · ∂z^(3)_1/∂W^(2)_11",
        "W^(1)_11 ← W^(1)_11 − α · ∂J/∂W^(1)_11",
    ),
}


def test_every_notation_has_its_letters() -> None:
    assert NOTATIONS.keys() == set(NAMINGS) == STATEMENTS.keys()


@pytest.mark.parametrize("notation", STATEMENTS)
def test_the_worked_example_is_written_as_its_source_writes_it(mazur: Trace, notation: str) -> None:
    trace = mazur.shown_in(notation)
    shown = (to_text(derive(trace, step).statement) for step in (1, 12, 14, 15, 32))
    assert tuple(shown) == STATEMENTS[notation]
    assert trace.layout.name(trace.steps[14].target) in STATEMENTS[notation][3]


def test_formulas_have_indices_in_two_places(mazur: Trace) -> None:
    ng = derive(mazur.shown_in("ng"), 15)
    assert to_latex(ng.target) == "dW^{[2]}_{11}"
    mazur_s = derive(mazur.shown_in("mazur"), 1)
    assert to_latex(mazur_s.target) == r"\mathrm{net}_{h1}"


def test_a_prefix_stands_for_the_loss_wherever_a_unit_s_derivative_is_a_factor() -> None:
    scenario = find_scenario("softmax-3")
    shown = trace_scenario(scenario, select_rows(scenario)).shown_in("ng")
    gradient = derive(shown, 20)
    assert isinstance(gradient, ChainRule)
    assert to_text(gradient.statement) == "dW^[2]_11 = dz^[2]_1 · ∂z^[2]_1/∂W^[2]_11"
    assert to_text(gradient.factors[0].symbol) == "dz^[2]_1"
    (note,) = gradient.notes
    assert "dz^[2]_1 = a^[2]_1 − y_1" in note


@pytest.mark.parametrize(("order", "line"), [("a-t", "a_o1 − t_o1"), ("t-a", "−(t_o1 − a_o1)")])
def test_the_order_of_activation_and_target_can_be_chosen(
    mazur: Trace, order: str, line: str
) -> None:
    found = derive(mazur.shown_in("chainrule", order), 12)
    assert found.definition is not None
    assert to_text(found.definition) == line
    assert found.substituted is not None
    assert "0.751365" in to_text(found.substituted)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("notation", NAMINGS)
def test_a_notation_changes_names_alone(seed: int, notation: str) -> None:
    scenario = random_scenario(default_rng(seed))
    trace = trace_scenario(scenario, select_rows(scenario))
    shown = trace.shown_in(notation, "a-t")
    kinds = {*GRADIENTS.values(), *NEW_VALUES.values(), Quantity.LOSS, Quantity.ACTIVATION}
    for step in list(trace.steps)[:40]:
        own, other = derive(trace, step.number), derive(shown, step.number)
        if notation != "ng" or step.kind in kinds:
            assert np.array_equal(other.value, own.value, equal_nan=True)
        if notation != "ng":
            assert other.substituted == own.substituted


def test_over_a_batch_ng_has_the_share_in_the_gradients_of_parameters() -> None:
    scenario = find_scenario("xor")
    trace = trace_scenario(scenario, select_rows(scenario))
    shown = trace.shown_in("ng")
    steps = {step.kind: step.number for step in reversed(list(trace.steps))}
    delta, gradient = (steps[kind] for kind in (Quantity.DELTA, Quantity.WEIGHT_GRADIENT))
    ref = trace.steps[delta - 1].target
    assert np.allclose(shown.values(ref), trace.samples * trace.values(ref))
    own, other = derive(trace, gradient), derive(shown, gradient)
    assert isinstance(own, ChainRule)
    assert isinstance(other, ChainRule)
    assert own.value == other.value
    assert other.product_value == pytest.approx(trace.samples * own.product_value)
    assert to_text(other.statement).startswith("dW^[2]_11 = (1/4) Σ")
    assert other.terms is not None
    assert sum(term.value for term in other.terms.shown) == pytest.approx(other.value)
    assert "1/4 stands before the sum" in " ".join(other.notes)


def test_decimals_are_those_asked_for(mazur: Trace) -> None:
    found = derive(mazur, 15)
    assert isinstance(found, ChainRule)
    assert to_text(found.product) == "0.741365 · 0.186816 · 0.593270"
    assert to_text(found.result) == "0.082167"
    set_number_format(NumberFormat(2))
    assert to_text(derive(mazur, 15).result) == "0.08"
    few = derive(mazur, 12)
    assert few.substituted is not None
    assert to_text(few.substituted) == "0.75 − 0.01"
    assert few is derive(mazur, 12)
