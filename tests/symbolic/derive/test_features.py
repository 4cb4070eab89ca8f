"""What the steps of dropout, penalties, fused deltas, optimisers and schedules say, by hand."""

import pytest

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.quantities import LEARNING_RATE, PENALTY, Quantity, Ref
from engine.scenario import parse_scenario
from symbolic.check.three_ways import check, three_ways
from symbolic.derive.records import Derivation
from symbolic.derive.steps import derive
from symbolic.formula.plain import to_text
from symbolic.formula.tree import ABOUT, EQUALS

W1 = Ref(Quantity.WEIGHT, 1, 0, 0)
B1 = Ref(Quantity.BIAS, 1, 0)


def network(
    layer: str = "",
    loss: str = "",
    training: str = "",
    *,
    activation: str = "linear",
    weight: float = 0.5,
    name: str = "half-squared-error",
    iteration: int = 1,
    target: float = 0.0,
) -> Trace:
    """Return one unit with one weight and a bias, over one sample with the input 2."""
    scenario = parse_scenario(
        'format = 1\nid = "net"\ntitle = "Net"\n[network]\ninputs = 1\n'
        f'[[network.layers]]\nunits = 1\nactivation = "{activation}"\nweights = [[{weight}]]\n'
        f'{layer}\n[loss]\nname = "{name}"\n{loss}\n'
        f"[data]\nx = [[2.0]]\ny = [[{target}]]\n"
        f"[training]\nlearning_rate = 0.1\nepochs = 10\n{training}\n",
        "net.toml",
    )
    assert scenario.x is not None
    assert scenario.y is not None
    return trace_scenario(scenario, select_rows(scenario), iteration)


def lines(found: Derivation) -> tuple[str, str]:
    """Return the definition and the line of numbers."""
    assert found.definition is not None
    return (
        to_text(found.definition),
        "" if found.substituted is None else to_text(found.substituted),
    )


@pytest.mark.parametrize(
    ("activation", "weight", "value", "slope", "slope_formula"),
    [
        ("step", 0.5, 1.0, 0.0, "0"),
        ("step", -0.5, 0.0, 0.0, "0"),
        ("leaky-relu", 0.5, 1.0, 1.0, "1"),
        ("leaky-relu", -0.5, -0.2, 0.2, "ε"),
        # log(1 + e) = 1.313262 and 1 − 1/(1 + e) = 0.731059
        ("softplus", 0.5, 1.313262, 0.731059, "1 − e^(−a_o1)"),
    ],
)
def test_activations(
    activation: str, weight: float, value: float, slope: float, slope_formula: str
) -> None:
    layer = "leak = 0.2" if activation == "leaky-relu" else ""
    trace = network(layer, activation=activation, weight=weight)
    found = derive(trace, Ref(Quantity.ACTIVATION, 1, 0))
    assert found.value == pytest.approx(value, abs=1e-6)
    derived = derive(trace, Ref(Quantity.ACTIVATION_DERIVATIVE, 1, 0))
    assert derived.value == pytest.approx(slope, abs=1e-6)
    assert lines(derived)[0] == slope_formula
    assert check(trace).agree


@pytest.mark.parametrize("activation", ["step", "leaky-relu"])
def test_kinks_are_said_and_reported(activation: str) -> None:
    trace = network(activation=activation, weight=0.0)
    found = derive(trace, Ref(Quantity.ACTIVATION_DERIVATIVE, 1, 0))
    assert any("no derivative" in note for note in found.notes)
    assert three_ways(trace, B1).kink


def test_l1_has_a_kink_at_a_weight_of_0() -> None:
    trace = network(loss="l1 = 0.1", weight=0.0)
    assert three_ways(trace, W1).kink
    found = derive(trace, W1.gradient)
    assert "|w| has no derivative at w = 0; 0 is used there." in found.notes


def test_a_penalty_is_added_to_the_gradient() -> None:
    # z = 1, δ = 1, so the data give 2; L1 gives 0.1, L2 0.4 · 0.5 = 0.2.
    trace = network(loss="l1 = 0.1\nl2 = 0.4")
    found = derive(trace, W1.gradient)
    assert found.product_value == 2.0
    assert found.part == "the data's part"
    assert lines(found) == ("δ_o1 · i1 + λ1 · sign w1 + λ2 · w1", "2 + 0.1 + 0.2")
    assert found.value == pytest.approx(2.3)
    # R = 0.1 · 0.5 + 0.4/2 · 0.25 = 0.1, and L = ½ + 0.1.
    total = derive(trace, PENALTY)
    assert lines(total) == ("λ1 Σ |w| + (λ2/2) Σ w²", "0.1 · 0.5 + (0.4/2) · 0.25")
    assert total.value == pytest.approx(0.1)
    assert lines(derive(trace, Ref(Quantity.LOSS))) == ("L_o1 + R", "0.5 + 0.1")
    assert derive(trace, B1.gradient).terms is None


def test_a_fused_delta_says_what_cancels() -> None:
    trace = network(
        loss='output_delta = "fused"', activation="sigmoid", name="binary-cross-entropy", target=1.0
    )
    found = derive(trace, Ref(Quantity.DELTA, 1, 0))
    assert to_text(found.target) == "δ_o1 = ∂L/∂z_o1"
    assert lines(found)[0] == "a_o1 − t_o1"
    assert to_text(found.terms.shown[0].formula) == "−t_o1/a_o1 · a_o1(1 − a_o1) = −t_o1(1 − a_o1)"
    assert any("cancels the denominators" in note for note in found.notes)
    assert trace.steps.number_of(Ref(Quantity.LOSS_BY_ACTIVATION, 1, 0)) is None


def update(optimiser: str, options: str = "", iteration: int = 1) -> tuple[str, str]:
    trace = network(training=f'optimiser = "{optimiser}"\n{options}', iteration=iteration)
    return lines(derive(trace, W1.new_value))


def test_update_rules() -> None:
    # z = 1, so ∂L/∂w = 2; in the first update every moment was 0 before.
    assert update("sgd") == ("w1 − α · ∂L/∂w1", "0.5 − 0.1 · 2")
    assert update("momentum") == ("w1 − α · v_w1", "0.5 − 0.1 · 2")
    assert update("nesterov") == ("w1 − α(μ · v_w1 + ∂L/∂w1)", "0.5 − 0.1(0.9 · 2 + 2)")
    # s = 0.01 · 4
    assert update("rmsprop", "epsilon = 0.001") == (
        "w1 − α · ∂L/∂w1/(√s_w1 + ε)",
        "0.5 − 0.1 · 2/(√0.04 + 0.001)",
    )
    assert update("adam", "epsilon = 0.001") == (
        "w1 − α · m̂_w1/(√v̂_w1 + ε)",
        "0.5 − 0.1 · 2/(√4 + 0.001)",
    )
    assert update("adamw", "epsilon = 0.001\nweight_decay = 0.3") == (
        "w1(1 − α · λ) − α · m̂_w1/(√v̂_w1 + ε)",
        "0.5(1 − 0.1 · 0.3) − 0.1 · 2/(√4 + 0.001)",
    )


def test_adamw_leaves_biases_unshrunk() -> None:
    trace = network(training='optimiser = "adamw"')
    assert lines(derive(trace, B1.new_value))[0].startswith("b_o1 − α")


def test_moments_remember() -> None:
    # First update: g = 2, v = 2, w = 0.5 − 0.2 = 0.3, b = 0 − 0.1 = −0.1; then z = 0.5, g = 1.
    trace = network(training='optimiser = "momentum"', iteration=2)
    found = derive(trace, W1.of_parameter(Quantity.VELOCITY))
    assert lines(found) == ("μ · v_before + ∂L/∂w1", "0.9 · 2 + 1")
    assert found.value == pytest.approx(2.8)
    trace = network(training='optimiser = "adam"')
    second = derive(trace, W1.of_parameter(Quantity.SECOND_MOMENT))
    assert lines(second) == (
        "β2 · v_before + (1 − β2) · (∂L/∂w1)²",
        "0.999 · 0 + (1 − 0.999) · 2²",
    )
    corrected = derive(trace, W1.new_value).terms
    assert [to_text(term.formula) for term in corrected.shown] == [
        "m̂_w1 = m_w1/(1 − β1^t)",
        "v̂_w1 = v_w1/(1 − β2^t)",
    ]
    assert [term.value for term in corrected.shown] == pytest.approx([2.0, 4.0])


def test_newton_says_what_the_hessian_is_like() -> None:
    # L = ½ (2w + b)²: H = ((4, 2), (2, 1)) has the eigenvalues 0 and 5, so it is flat one way.
    found = derive(network(training='optimiser = "newton"'), W1.of_parameter(Quantity.NEWTON_STEP))
    assert "2 × 2" in found.lead
    assert "τ = " in found.lead
    # A penalty on the weight makes it positive definite with a bias that is not there.
    bent = network('bias = "none"', "l2 = 1.0", 'optimiser = "newton"')
    found = derive(bent, W1.of_parameter(Quantity.NEWTON_STEP))
    assert "smallest eigenvalue is 5, so H is positive definite" in found.lead
    # g = 2 + 0.5, d = g/5
    assert found.value == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("schedule", "definition", "numbers"),
    [
        ('name = "step"\nevery = 2\nfactor = 0.5', "α0 · f^⌊e/n⌋", "0.1 · 0.5^⌊3/2⌋"),
        ('name = "exponential"\nfactor = 0.9', "α0 · f^e", "0.1 · 0.9³"),
        ('name = "cosine"', "½ · α0(1 + cos(π · t/T))", "½ · 0.1(1 + cos(π · 3/10))"),
        ('name = "one-cycle"', "α0(f1 + c(1 − f1))", "0.1(0.000004 + 0.950484(1 − 0.000004))"),
    ],
)
def test_schedules(schedule: str, definition: str, numbers: str) -> None:
    trace = network(training=f"[training.schedule]\n{schedule}", iteration=4)
    assert lines(derive(trace, LEARNING_RATE)) == (definition, numbers)


def test_a_dropped_unit_says_so() -> None:
    scenario = parse_scenario(
        'format = 1\nid = "net"\ntitle = "Net"\n[network]\ninputs = 1\n'
        '[[network.layers]]\nunits = 8\nactivation = "sigmoid"\ndropout = 0.5\n'
        '[[network.layers]]\nunits = 1\nactivation = "linear"\n'
        '[loss]\nname = "half-squared-error"\n[data]\nx = [[2.0]]\ny = [[0.0]]\n'
        "[training]\nlearning_rate = 0.1\nseed = 1\n",
        "net.toml",
    )
    assert scenario.x is not None
    assert scenario.y is not None
    trace = trace_scenario(scenario, select_rows(scenario))
    mask = trace.forward_pass.masks[0]
    assert mask is not None
    assert {float(each) for each in mask[0]} == {0.0, 2.0}
    for unit, each in enumerate(mask[0]):
        found = derive(trace, Ref(Quantity.PASSED_ON, 1, unit))
        assert found.notes[0].startswith("Dropped" if each == 0.0 else "Kept")
        # Nothing is rounded in a number times 0, however many digits it has.
        assert found.sign is (EQUALS if each == 0.0 else ABOUT)
        assert found.value == pytest.approx(each * trace.a[1][0, unit])
        slope = derive(trace, Ref(Quantity.LOSS_BY_ACTIVATION, 1, unit))
        assert [to_text(factor.symbol) for factor in slope.factors] == [
            f"∂L/∂ã_h{unit + 1}",
            f"∂ã_h{unit + 1}/∂a_h{unit + 1}",
        ]
    # The next layer is given what dropout left.
    total = derive(trace, Ref(Quantity.PRE_ACTIVATION, 2, 0))
    assert total.definition is not None
    assert "ã_k" in to_text(total.definition)
