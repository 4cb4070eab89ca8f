"""Networks that cannot learn say so; those that can are left in peace."""

import numpy as np
import pytest
from msgspec.structs import replace

from engine.data.selection import select_rows
from engine.iteration.trace import trace_scenario
from engine.scenario import find_scenario, list_scenarios, parse_scenario
from engine.training import TrainingPlan, load_training_data
from engine.training.advice import advice_on_run, advice_on_trace

ROWS = "x = [[0, 1], [1, 0]]\ny = [[0.0], [1.0]]"


def of(layers, rows=ROWS, loss="half-squared-error", rate=0.1, path=None):
    """Return the advice on a network, which is the same stepped through and trained."""
    written = "".join(
        f'[[network.layers]]\nunits = {units}\nactivation = "{activation}"\n'
        for units, activation in layers
    )
    scenario = parse_scenario(
        f'format = 1\nid = "a"\ntitle = "A"\n[network]\ninputs = 2\n{written}'
        f'[loss]\nname = "{loss}"\n[data]\n{rows}\n[training]\nlearning_rate = {rate}\n',
        "a.toml",
        path,
    )
    chosen = select_rows(scenario)
    stepped = advice_on_trace(trace_scenario(scenario, chosen))
    plan = TrainingPlan.of(scenario)
    assert advice_on_run(plan, load_training_data(plan)) == stepped
    return stepped


@pytest.mark.parametrize("name", list_scenarios())
def test_nothing_is_said_of_a_shipped_scenario(name):
    scenario = find_scenario(name)
    rows = select_rows(scenario)
    assert advice_on_trace(trace_scenario(scenario, rows)) == ()


def test_softmax_over_one_unit():
    assert of([(1, "softmax")], ROWS, "categorical-cross-entropy") == (
        "Softmax over a single unit is always 1, so nothing is learned; take a sigmoid, or a unit "
        "for each class.",
    )


@pytest.mark.parametrize(
    ("activation", "targets", "sentence"),
    [
        ("sigmoid", "[16835.0], [17113.0]", "go from 16,835 to 17,113, and an output unit with"),
        ("sigmoid", "[0.0], [1.0]", ""),
        ("relu", "[-1.0], [2.0]", "with relu gives no negative numbers"),
        ("softplus", "[-1.0], [2.0]", "with softplus gives no negative numbers"),
        ("tanh", "[-1.5], [0.5]", "with tanh gives numbers from −1 to 1"),
        ("tanh", "[-1.0], [1.0]", ""),
        ("linear", "[-1e6], [1e6]", ""),
    ],
)
def test_targets_outside_what_the_output_can_give(activation, targets, sentence):
    found = of([(1, activation)], f"x = [[0, 1], [1, 0]]\ny = [{targets}]", rate=1e-9)
    assert len(found) == bool(sentence)
    assert all(sentence in one for one in found)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "linear"])
def test_targets_of_a_table_are_standardised(tmp_path, activation):
    lines = "".join(f"{k * k % 11},{k % 7},{k * 7 % 40}\n" for k in range(40))
    (tmp_path / "t.csv").write_text(f"a,b,y\n{lines}")
    rows = 'dataset = { file = "t.csv", target = "y", task = "regression" }'
    found = of([(1, activation)], rows, path=tmp_path / "a.toml")
    if activation == "linear":
        assert found == ()
    else:
        assert found[0].startswith("The targets, standardised, go from −1.")


def test_steps_pass_no_gradient_back():
    (last,) = of([(2, "sigmoid"), (1, "step")])
    assert "no gradient comes back from the output" in last
    (hidden,) = of([(2, "step"), (1, "sigmoid")])
    assert "the layers up to the last step are never changed" in hidden


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("x = [[1, 1], [1, 1]]\ny = [[0.0], [1.0]]", "inputs: the network cannot tell the rows"),
        ("x = [[0, 1], [1, 0]]\ny = [[1.0], [1.0]]", "targets: the network can answer the same"),
        ("x = [[1, 1], [1, 1]]\ny = [[1.0], [1.0]]", "inputs and targets: there is nothing"),
    ],
)
def test_rows_that_are_all_alike(rows, sentence):
    (found,) = of([(1, "sigmoid")], rows)
    assert found.startswith("All 2 rows have the same")
    assert sentence in found


def test_one_row_alone_is_no_rows_that_are_alike():
    assert of([(1, "sigmoid")], "x = [[1, 1]]\ny = [[1.0]]") == ()


def test_a_first_update_that_goes_too_far():
    (found,) = of([(1, "linear")], rate=1e9)
    assert found.startswith("The first update with the learning rate 1e+09 moves a weight by ")
    assert found.endswith("take a far smaller learning rate.")


def test_the_learning_rate_of_the_run_counts():
    scenario = find_scenario("xor")
    plan = TrainingPlan.of(scenario, learning_rate=1e20)
    (found,) = advice_on_run(plan, load_training_data(plan))
    assert "1e+20" in found
    wide = replace(scenario, x=np.tile(scenario.x, (200, 1)), y=np.tile(scenario.y, (200, 1)))
    plan = TrainingPlan.of(wide)
    assert advice_on_run(plan, load_training_data(plan)) == ()
