"""Activations and losses that a person types, from the file to the check and the training."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from typed_functions import ACTIVATIONS as TYPED_ACTIVATIONS
from typed_functions import LOSSES as TYPED_LOSSES

from app.cli import main
from app.working.content import step_page
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.losses import LOSSES
from engine.data.selection import select_rows
from engine.errors import ScenarioError
from engine.iteration.hessian import hessian
from engine.iteration.passes import backward, forward
from engine.iteration.trace import Trace, trace_scenario
from engine.network.parameters import Parameters, initial_parameters
from engine.network.scenario import Scenario
from engine.scenario import dump_scenario, parse_scenario
from engine.scenario.revising import revised
from symbolic.check.three_ways import check
from symbolic.derive.closed_form import closed_form
from symbolic.derive.steps import derive
from symbolic.formula.plain import to_text
from symbolic.rules import typed_worker
from symbolic.rules.definitions import activation_steps
from symbolic.warming import warm_typed

TEXT = """format = 1
id = "typed"
title = "Typed"

[network]
inputs = 2
seed = 3

[[network.layers]]
units = 3
activation = {{ formula = "{activation}" }}  # typed
dropout = 0.2

[[network.layers]]
units = 2
activation = "tanh"

[loss]
formula = "{loss}"  # per output

[data]
x = [[0.1, 0.2], [1.0, -0.5], [0.3, 0.8], [-0.4, 0.9]]
y = [[0.0, 1.0], [1.0, 1.0], [0.5, 0.0], [0.2, 0.3]]

[training]
learning_rate = 0.1
batch_size = 2
epochs = 4
"""
SWISH, QUARTIC = "z/(1+exp(-1.702z))", "(a-t)^4/4"


def made(activation: str = SWISH, loss: str = QUARTIC) -> Scenario:
    return parse_scenario(TEXT.format(activation=activation, loss=loss), "typed.toml")


def traced(scenario: Scenario) -> Trace:
    return trace_scenario(scenario, select_rows(scenario))


def test_a_file_reads_back_to_itself() -> None:
    scenario = made()
    assert scenario.layers[0].activation == "f(z) = z/(1+exp(-1.702*z))"
    assert scenario.loss == "f(a, t) = (a-t)^4/4"
    text = dump_scenario(scenario)
    assert 'activation = { formula = "z/(1+exp(-1.702*z))" }' in text
    assert '[loss]\nformula = "(a-t)^4/4"\nreduction = "mean"' in text
    assert dump_scenario(parse_scenario(text, "again.toml")) == text


def test_an_inline_table_is_read_too() -> None:
    text = TEXT.format(activation=SWISH, loss=QUARTIC)
    head, _, rest = text.partition("[loss]\n")
    inline = head.replace('title = "Typed"', f'title = "Typed"\nloss = {{ formula = "{QUARTIC}" }}')
    rest = rest.partition("\n")[2]
    assert parse_scenario(inline + rest, "s.toml").loss == made().loss


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("tanh", "f(z) = z^2", 'activation = { formula = "z^2" }\n\n[loss]'),
        ("f(z) = z/(1+exp(-1.702*z))", "relu", 'activation = "relu"  # typed'),
        (
            "f(z) = z/(1+exp(-1.702*z))",
            "f(z) = z^3",
            'activation = { formula = "z^3" }  # typed\ndropout',
        ),
    ],
)
def test_what_a_person_wrote_stays_around_a_change(before: str, after: str, expected: str) -> None:
    text = TEXT.format(activation=SWISH, loss=QUARTIC)
    scenario = parse_scenario(text, "s.toml")
    layers = tuple(
        replace(layer, activation=after if layer.activation == before else layer.activation)
        for layer in scenario.layers
    )
    changed = replace(scenario, layers=layers)
    found = revised(text, None, changed)
    assert found is not None
    assert expected in found
    assert "# per output" in found
    assert dump_scenario(parse_scenario(found, "s.toml")) == dump_scenario(changed)


@pytest.mark.parametrize("loss", ["half-squared-error", "f(a, t) = abs(a-t)"])
def test_another_loss_takes_the_place_of_a_typed_one(loss: str) -> None:
    text = TEXT.format(activation=SWISH, loss=QUARTIC)
    changed = replace(parse_scenario(text, "s.toml"), loss=loss)
    found = revised(text, None, changed)
    assert found is not None
    assert parse_scenario(found, "s.toml").loss == loss


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (SWISH, "z/(1+", "network.layers[0].activation.formula: character 6: the formula ends"),
        (SWISH, "a", "network.layers[0].activation.formula: character 1: “a” is not known"),
        (QUARTIC, "(a-z)^2", "loss.formula: character 4: “z” is not known; expected one of a, t,"),
        (f'"{SWISH}"', "3", "network.layers[0].activation.formula: found a whole number; expected"),
        (f'formula = "{SWISH}"', "", "network.layers[0].activation.formula: missing; this key is"),
        (
            f'formula = "{SWISH}"',
            f'formula = "{SWISH}", leak = 1',
            "network.layers[0].activation.leak: unknown key",
        ),
        (f'{{ formula = "{SWISH}" }}', '"f(z) = z"', "network.layers[0].activation: 'f(z) = z' is"),
        (f'formula = "{QUARTIC}"', "", "loss.name: missing; expected a name or a formula"),
        (
            f'formula = "{QUARTIC}"',
            f'formula = "{QUARTIC}"\nname = "half-squared-error"',
            "loss.name: given beside formula; expected a name or a formula",
        ),
        (
            'activation = "tanh"',
            'activation = "tanh"\ninitialiser = { formula = "z" }',
            "network.layers[1].initialiser: found a table; expected text",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(old: str, new: str, sentence: str) -> None:
    text = TEXT.format(activation=SWISH, loss=QUARTIC)
    assert old in text
    with pytest.raises(ScenarioError) as raised:
        parse_scenario(text.replace(old, new, 1), "s.toml")
    assert str(raised.value).startswith(f"s.toml: {sentence}")


def test_typed_functions_are_not_among_what_is_offered() -> None:
    made()
    assert "f(z) = z/(1+exp(-1.702*z))" not in ACTIVATIONS
    assert list(ACTIVATIONS)[-1] == "softmax"
    with pytest.raises(KeyError):
        LOSSES["f(z) = z"]


@pytest.mark.parametrize("text", TYPED_ACTIVATIONS)
def test_activations_are_checked_three_ways(text: str) -> None:
    assert check(traced(made(activation=text))).agree


@pytest.mark.parametrize("text", TYPED_LOSSES)
def test_losses_are_checked_three_ways(text: str) -> None:
    assert check(traced(made(loss=text))).agree


@pytest.mark.parametrize("text", [*TYPED_ACTIVATIONS, "min(max(z, 0), sin(z))^2"])
def test_every_step_is_derived(text: str) -> None:
    trace = traced(made(activation=text))
    for step in trace.steps:
        derivation = derive(trace, step.number)
        assert derivation.value == pytest.approx(float(np.ravel(trace.values(step.target))[0]))
        assert derivation.definition or derivation.factors, step


def test_the_typed_formula_is_what_is_shown() -> None:
    trace = traced(made())
    shown = [derive(trace, step.number) for step in trace.steps[:8]]
    definitions = [to_text(step.definition) for step in shown if step.definition]
    assert "z_h1/(1 + e^(−1.702 · z_h1))" in definitions


def test_the_hessian_is_exact() -> None:
    scenario = replace(made(activation="z*tanh(log(1+exp(z)))"), training=made().training)
    parameters = initial_parameters(scenario)
    x, y = scenario.x, scenario.y
    assert x is not None
    assert y is not None
    second = hessian(parameters, x, y)
    step = 1e-5
    for column in range(0, parameters.layout.trained, 3):
        sides = []
        for sign in (1.0, -1.0):
            moved = Parameters(parameters.layout, parameters.flat.copy())
            moved.flat[column] += sign * step
            sides.append(backward(moved, y, forward(moved, x)).gradient.trained.copy())
        assert (sides[0] - sides[1]) / (2 * step) == pytest.approx(second[:, column], abs=1e-8)


def test_large_numbers_stay_finite_three_ways() -> None:
    scenario = made()
    assert scenario.x is not None
    trace = traced(replace(scenario, x=scenario.x * 3000.0))
    result = check(trace)
    assert np.isfinite(trace.loss)
    assert result.max_symbolic_difference is not None
    assert result.max_symbolic_difference < 1e-12


@pytest.mark.parametrize(
    "text", ["(((((z+1)^9+1)^9+1)^9+1)^9+1)^9", "exp(exp(exp(9+z^2)))", "1/0*z", "log(-1-z^2)"]
)
def test_what_is_not_finite_is_checked_without_a_fault(text: str) -> None:
    trace = traced(made(activation=text))
    for step in trace.steps:
        assert derive(trace, step.number).target
    assert not np.isfinite(trace.loss)
    assert len(check(trace).rows) == trace.layout.count


def test_what_takes_sympy_too_long_is_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(typed_worker, "BUDGET", 1e-9)
    typed_worker._answer.cache_clear()
    activation_steps.cache_clear()
    text = "z*tanh(z)/(3+z^2)"
    trace = traced(made(activation=text))
    result = check(trace)
    assert result.agree
    assert result.max_symbolic_difference is None
    assert all(row.symbolic is None for row in result.rows)
    step = next(step for step in trace.steps if step.target.quantity == "activation")
    (note,) = derive(trace, step.number).notes
    for each in trace.steps:
        assert step_page(trace, each, derive(trace, each.number), None).blocks
    gradient = next(step.target for step in trace.steps if step.target.parameter)
    assert closed_form(trace, gradient.gradient) is None
    assert note.startswith(f"SymPy has not differentiated {text} within")
    path = tmp_path / "typed.toml"
    path.write_text(TEXT.format(activation=text, loss=QUARTIC))
    assert main(["check", str(path)]) == 0
    assert "finite differences do not disagree. SymPy has not" in capsys.readouterr().out


def test_a_process_that_works_too_long_ends_and_another_one_answers() -> None:
    worker = typed_worker._Worker()
    deep = "tanh(" * 30 + "z" + ")" * 30
    assert not worker.ask(json.dumps([deep, ["z"], "z", 0.01]))
    assert worker._process is None
    assert worker.ask(json.dumps(["z^2", ["z"], "z", 60.0]))
    worker.stop()


def test_typed_functions_are_derived_before_they_are_asked_for() -> None:
    scenario = made(activation="z*sin(z)/7", loss="piecewise(a, 1/0*a<t, 0)")
    typed_worker._answer.cache_clear()
    activation_steps.cache_clear()
    warm_typed(scenario)
    misses = typed_worker._answer.cache_info().misses
    assert misses == 2
    assert check(traced(scenario)).without_symbolic
    assert typed_worker._answer.cache_info().misses == misses


@pytest.mark.parametrize(
    "text", ["abs(1/z)/9", "abs(max(2/z, e)*z)", "abs(abs(abs(abs(abs(abs(z)-1)-2)-1)-2)-1)"]
)
def test_sizes_of_what_may_have_no_value_are_differentiated_within_one_another(text: str) -> None:
    result = check(traced(made(activation=text)))
    assert result.agree
    assert result.max_symbolic_difference is not None


def test_what_sympy_cannot_differentiate_is_left_out() -> None:
    result = check(traced(made(activation="piecewise(z, abs(log(1+z^2))<tan(z), 0)+1/0*0")))
    assert result.without_symbolic.startswith("SymPy finds no derivative of")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("max(z, 0)", "f({pre_activation}) has no derivative at {pre_activation} = 0."),
        ("sign(z)", "f({pre_activation}) jumps at {pre_activation} = 0."),
        ("log(z)", "f({pre_activation}) has no finite value from −20 to 0."),
        ("z^2", ""),
    ],
)
def test_a_note_has_the_places_without_derivative(text: str, note: str) -> None:
    record: Any = ACTIVATIONS[ACTIVATIONS.typed_id(text)]
    assert record.note == note
    assert record.jumps == (text == "sign(z)")
