"""What the working pane says, before it is laid out."""

import dataclasses

import pytest
from msgspec.structs import replace

from app.working.content import start_page, step_page, waiting_page
from app.working.content.blocks import Heading, Outcome, Row, Rows
from app.working.content.page import Page
from app.working.content.panels import Check, Ending
from app.working.content.verdicts import check
from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario, Schedule
from engine.scenario import find_scenario
from engine.scenario.reading import parse_scenario
from symbolic.check.three_ways import ThreeWays, three_ways
from symbolic.derive.steps import derive
from symbolic.formula.numbers import NumberFormat, format_number, set_number_format
from symbolic.formula.plain import to_text

RELU = """
format = 1
id = "relu-and-distance"
title = "ReLU and distance"
[network]
inputs = ["i1", "i2"]
[[network.layers]]
units = ["h1", "h2"]
activation = "relu"
weights = [[0.5, -0.25], [-1.0, 0.5]]
[[network.layers]]
units = ["o1"]
activation = "linear"
weights = [[0.75, -1.5]]
[loss]
name = "mean-absolute-error"
[data]
x = [[1.0, {second}]]
y = [[0.5]]
[training]
learning_rate = 0.1
"""


def relu_scenario(second: float = 0.5) -> Scenario:
    return parse_scenario(RELU.format(second=second), "relu.toml")


def trace_of(scenario: Scenario) -> Trace:
    rows = select_rows(scenario, None if scenario.dataset is None else 0)
    return trace_scenario(scenario, rows)


def page_of(trace: Trace, number: int, sample: int = 0) -> Page:
    step = trace.steps[number - 1]
    gradients = (Quantity.WEIGHT_GRADIENT, Quantity.BIAS_GRADIENT)
    ways = three_ways(trace, step.target) if step.kind in gradients else None
    return step_page(trace, step, derive(trace, number, sample), ways, sample)


def rows_of(page: Page) -> list[Row]:
    return [row for block in page.blocks if isinstance(block, Rows) for row in block.rows]


def outcomes_of(page: Page) -> list[Outcome]:
    return [block for block in page.blocks if isinstance(block, Outcome)]


@pytest.fixture(scope="module")
def mazur() -> Trace:
    return trace_of(find_scenario("mazur-2-2-2"))


@pytest.fixture(scope="module")
def xor() -> Trace:
    return trace_of(find_scenario("xor"))


def test_the_chain_rule_has_the_sum_over_the_batch_and_what_penalties_add(xor: Trace) -> None:
    chain = "∂L/∂w1 = {}∂L/∂a_h1 · ∂a_h1/∂z_h1 · ∂z_h1/∂w1{}"
    for l2, added in ((0.0, ""), (0.25, " + λ2 · w1")):
        trace = trace_of(replace(xor.scenario, l2=l2))
        step = next(s for s in trace.steps if s.target == Ref(Quantity.WEIGHT_GRADIENT, 1, 0, 0))
        found = page_of(trace, step.number).plain().splitlines()
        assert chain.format("Σ(s = 1 … 4) ", added) in found


def test_the_gradient_of_w5_is_derived_factor_by_factor(mazur: Trace) -> None:
    assert page_of(mazur, 15).plain() == "\n".join(
        [
            "BACKWARD, step 15 of 39",
            "How much does w5 change the total loss?",
            "chain rule",
            "∂L/∂w5 = ∂L/∂a_o1 · ∂a_o1/∂z_o1 · ∂z_o1/∂w5",
            "each factor, derived",
            "∂L/∂a_o1 = a_o1 − t_o1 ≈ 0.751365 − 0.01 ≈ 0.741365",
            "∂a_o1/∂z_o1 = a_o1(1 − a_o1) ≈ 0.751365(1 − 0.751365) ≈ 0.186816",
            "∂z_o1/∂w5 = a_h1 ≈ 0.593270",
            "multiply",
            "0.741365 · 0.186816 · 0.593270 ≈ 0.082167",
            "three ways, one number",
            "  SymPy: 0.082167041",
            "  backprop: 0.082167041",
            "  finite difference: 0.082167041",
            "update to come: w5 ← 0.4 − 0.5 · 0.082167 ≈ 0.358916",
        ]
    )


def test_the_same_as_latex_is_its_formulas_alone(mazur: Trace) -> None:
    lines = page_of(mazur, 15).latex().split(" \\\\\n")
    assert lines[1].startswith(r"\dfrac{\partial L}{\partial w_{5}} = ")
    assert lines[-2] == r"0.741365 \cdot 0.186816 \cdot 0.593270 \approx 0.082167"
    assert not any("SymPy" in line for line in lines)


def test_numbers_written_in_full_stand_behind_an_equals_sign(mazur: Trace) -> None:
    page = page_of(mazur, 1)
    assert outcomes_of(page)[0].plain() == "0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.3775"
    assert [row.plain() for row in rows_of(page)] == [
        "  from i1: w1 · i1 = 0.15 · 0.05 = 0.0075",
        "  from i2: w2 · i2 = 0.2 · 0.1 = 0.02",
        "  bias: b1 = 0.35",
    ]


def test_a_hidden_weight_opens_the_sum_over_the_paths(mazur: Trace) -> None:
    rows = rows_of(page_of(mazur, 25))
    assert [(row.label, to_text(row.value)) for row in rows if row.level] == [
        ("through o1", "0.055399"),
        ("through o2", "−0.019049"),
        ("sum", "0.036350"),
    ]
    assert rows[0].value is None  # 0.036350 stands at the sum


def test_one_path_alone_is_no_sum(xor: Trace) -> None:
    page = page_of(xor, 18)
    assert [row.label for row in rows_of(page) if row.level] == [
        f"sample {number}" for number in (1, 2, 3, 4)
    ]


def test_a_batch_adds_the_samples_and_marks_the_shown_one(xor: Trace) -> None:
    page = page_of(xor, 12, sample=2)
    assert "sample 3 of 4" in page.plain()
    samples = [row for row in rows_of(page) if row.label.startswith("sample")]
    assert [row.label for row in samples if row.marked] == ["sample 3"]
    assert page.samples["term", 1] == 1
    share, total = outcomes_of(page)
    assert not share.large
    assert total.large
    assert to_text(total.value) == f"{xor.gradient.value(xor.steps[11].target):.6f}"


def test_the_last_step_says_what_became_of_the_loss(mazur: Trace) -> None:
    ending = page_of(mazur, 39).blocks[-1]
    assert isinstance(ending, Ending)
    assert (to_text(ending.before), to_text(ending.after)) == ("0.298371", "0.291028")
    assert "N goes on with iteration 2" in ending.plain()
    assert not any(isinstance(block, Ending) for block in page_of(mazur, 38).blocks)


def test_a_loss_that_rises_is_said_to_rise() -> None:
    scenario = find_scenario("mazur-2-2-2").with_learning_rate(-0.5)
    ending = page_of(trace_of(scenario), 39).blocks[-1]
    assert isinstance(ending, Ending)
    assert "rose" in ending.title
    assert not ending.good


def test_the_case_that_applies_is_named() -> None:
    trace = trace_of(relu_scenario())
    assert "{ z_h1 if z_h1 > 0 (applies); 0 if z_h1 ≤ 0 }" in page_of(trace, 2).plain()


def test_a_large_sum_says_how_much_is_left_out() -> None:
    trace = trace_of(find_scenario("mnist-16-16"))
    last = rows_of(page_of(trace, 1))[-1]
    assert last.label == "… and 778 weaker inputs"
    shown = sum(float(to_text(row.value).replace("−", "-")) for row in rows_of(page_of(trace, 1)))
    assert shown == pytest.approx(float(trace.z[0][0, 0]), abs=5e-4)


def test_factors_and_terms_know_what_they_are_about(mazur: Trace) -> None:
    page = page_of(mazur, 25)
    assert page.jumps["factor", 0] == Ref(Quantity.LOSS_BY_ACTIVATION, 1, 0)
    assert page.jumps[("factor", 0), 1] == Ref(Quantity.DELTA, 2, 1)
    assert Ref(Quantity.WEIGHT, 2, 1, 0) in page.references[("factor", 0), 1]


def test_without_algebra_the_question_and_the_number_stand(mazur: Trace) -> None:
    for number in range(1, 40):
        step = mazur.steps[number - 1]
        page, full = waiting_page(mazur, step), page_of(mazur, number)
        assert page.blocks[0] == full.blocks[0], number
        assert outcomes_of(page)[-1].value == outcomes_of(full)[-1].value


def test_the_start_introduces_the_network(mazur: Trace) -> None:
    page = start_page(mazur)
    text = page.plain()
    assert "Mazur's 2-2-2 network" in text
    assert "w5 goes from 0.4 to 0.358916" in text
    assert "2 inputs → 2 sigmoid → 2 sigmoid" in text
    assert "12, 8 trained" in text
    assert page.positions["phase", "backward"] == 12


def ways(**changed: object) -> ThreeWays:
    same = three_ways(trace_of(relu_scenario()), Ref(Quantity.WEIGHT, 2, 0, 0))
    return dataclasses.replace(same, **changed)  # type: ignore[arg-type]


def test_three_numbers_that_agree_get_a_tick() -> None:
    assert check(ways()).state == "agree"


def test_a_disagreement_is_said_plainly() -> None:
    found = check(ways(symbolic=0.5, symbolic_difference=0.875))
    assert found.state == "apart"
    assert "do not agree" in found.title
    assert "0.875 apart" in found.remark


def test_a_kink_is_explained() -> None:
    trace = trace_of(relu_scenario(second=2.0))  # z_h1 = 0.5 · 1 − 0.25 · 2 = 0
    number = trace.steps.number_of(Ref(Quantity.WEIGHT_GRADIENT, 1, 0, 0))
    assert number is not None
    page = page_of(trace, number)
    found = next(block for block in page.blocks if isinstance(block, Check))
    assert found.state == "kink"
    assert "no derivative at z = 0" in page.plain()


def test_headings_name_phase_and_place(mazur: Trace) -> None:
    heading = page_of(mazur, 36).blocks[0]
    assert heading == Heading("update", "step 36 of 39", "What is w5 after the update?")


@pytest.mark.parametrize(
    ("schedule", "found"),
    [
        (Schedule("step", {"every": 3}), "step, rate from 0.1, times 0.5 every 3 epochs"),
        (
            Schedule("exponential", {"factor": 0.9}),
            "exponential, rate from 0.1, times 0.9 every epoch",
        ),
        (Schedule("cosine"), "cosine, rate from 0.1 down to 0"),
        (Schedule("one-cycle"), "one-cycle, rate from 0.004 up to 0.1, then down to 4·10⁻⁷"),
        (Schedule("one-cycle", {"warmup": 0.01}), "one-cycle, rate from 0.1 down to 4·10⁻⁷"),
    ],
)
def test_the_first_page_names_optimiser_and_schedule(
    xor: Trace, schedule: Schedule, found: str
) -> None:
    training = replace(
        xor.scenario.training, optimiser="momentum", schedule=schedule, learning_rate=0.1, epochs=20
    )
    trace = trace_of(replace(xor.scenario, training=training))
    page = start_page(trace).plain()
    assert f"schedule: {found}" in page
    assert "optimiser: Momentum" in page
    assert f"learning rate α: {format_number(trace.learning_rate, 6)}" in page
    assert "schedule" not in start_page(xor).plain()


def test_a_derivative_begins_with_its_rule_which_unfolds(mazur: Trace) -> None:
    lines = page_of(mazur, 12).plain().splitlines()
    assert lines[3] == "½(t_o1 − a_o1)² → a_o1 − t_o1"
    step = mazur.steps[12]
    short, whole = (
        step_page(mazur, step, derive(mazur, 13), None, unfolded=unfolded).plain().splitlines()[3]
        for unfolded in (False, True)
    )
    assert short == "1/(1 + e^(−z_o1)) → a_o1(1 − a_o1)"
    assert whole.startswith("1/(1 + e^(−z_o1)) → e^(−z_o1)/(1 + e^(−z_o1))² = a_o1² · e^(−z_o1) = ")
    assert whole.endswith(" = a_o1(1 − a_o1)")


def test_the_first_line_with_the_share_of_a_mean_says_where_it_comes_from(xor: Trace) -> None:
    step = next(s for s in xor.steps if s.kind is Quantity.LOSS_BY_ACTIVATION)
    text = page_of(xor, step.number).plain()
    assert " → (1/4)(" in text
    assert "L is a mean over 4 samples, so every ∂L/∂a carries 1/4." in text


def test_a_sum_of_many_is_added_with_what_is_left_out() -> None:
    trace = trace_of(
        parse_scenario(
            RELU.replace('["i1", "i2"]', "12")
            .replace("weights = [[0.5, -0.25], [-1.0, 0.5]]\n", "")
            .replace("[[1.0, {second}]]", str([[each / 7 for each in range(12)]])),
            "relu.toml",
        )
    )
    page = page_of(trace, 1)
    assert any(row.label == "… and 6 weaker inputs" for row in rows_of(page))
    (outcome,) = outcomes_of(page)
    assert outcome.numbers is not None
    assert len(outcome.numbers.children) == 8  # six inputs, the rest, the bias


def test_cut_numbers_say_so() -> None:
    set_number_format(NumberFormat(3, cut=True))
    trace = trace_of(find_scenario("mazur-2-2-2"))
    values = [outcomes_of(page_of(trace, step))[-1].plain() for step in range(36, 40)]
    assert [text.rpartition(" ")[2] for text in values] == ["0.358", "0.408", "0.511", "0.561"]
    assert "Numbers are cut, not rounded" in page_of(trace, 36).plain()


def test_a_decimal_comma_is_on_screen_in_texts_and_in_latex(mazur: Trace) -> None:
    set_number_format(NumberFormat(6, comma=True))
    page = page_of(mazur, 5)
    assert "0,4 · 0,593270 + 0,45 · 0,596884 + 0,6 ≈ 1,105906" in page.plain()
    assert r"0{,}593270" in page.latex()
