"""One of each kind that nothing knows of is added: a record, and a symbolic rule if it has one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy

from app.cli import main
from app.models.training_settings import with_optimiser
from app.text import learning
from app.training.settings import explanations
from app.working.content import start_page, step_page
from engine.arrays import FloatArray
from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.functions import Activation, Loss
from engine.catalogue.initialisers import INITIALISERS, Initialiser
from engine.catalogue.losses import LOSSES
from engine.catalogue.optimisers import MOMENTUM, OPTIMISERS, Direction, Inputs, Optimiser
from engine.catalogue.records import Catalogue, Key, Range
from engine.catalogue.schedules import SCHEDULES, Schedule
from engine.compilation.coverage import without_kernel
from engine.data.selection import select_rows
from engine.errors import ScenarioError
from engine.iteration.state import State, iterate
from engine.iteration.trace import Trace, trace_scenario
from engine.network.parameters import initial_parameters
from engine.network.quantities import Quantity
from engine.network.scenario import Scenario
from engine.scenario import dump_scenario, parse_scenario
from engine.training import (
    Checkpoint,
    EpochMetrics,
    Final,
    Trainer,
    TrainingPlan,
    resume,
)
from symbolic.check.three_ways import check
from symbolic.derive.steps import derive
from symbolic.rules.definitions import LOSS_TERMS, PHI, A, T, Z
from symbolic.rules.keys import key_symbol
from symbolic.rules.rates import EPOCH, RATE_RULES, RateRule
from symbolic.rules.rates import RATE as ALPHA
from symbolic.rules.updates import GRADIENT, MOMENT, RATE, UPDATE_RULES, VALUE, UpdateRule

TEXT = """format = 1
id = "made-up"
title = "Made up"
[network]
inputs = 2
seed = 3
[[network.layers]]
units = 3
activation = "swish"
sharpness = 1.5
initialiser = "ramp"
[[network.layers]]
units = 1
activation = "linear"
[loss]
name = "quartic"
[data]
x = [[0.1, 0.2], [1.0, -0.5], [0.3, 0.8], [-0.4, 0.9]]
y = [[0.0], [1.0], [0.5], [0.2]]
[training]
optimiser = "both-halves"
learning_rate = 0.1
momentum = 0.8
half = 0.25
batch_size = 2
epochs = 6
shuffle = false
[training.schedule]
name = "inverse"
power = 2
"""


ANY = Range("any number", lambda _: True)
SHARPNESS = Key("sharpness", "s", "Sharpness", "How soon it bends.", 1.0, ANY)
HALF = Key("half", "h", "Half", "The share of the gradient.", 0.5, ANY)
POWER = Key("power", "p", "Power", "How fast the rate falls.", 1, ANY)


def _swish(z: FloatArray, out: FloatArray, keys: Any) -> FloatArray:
    out[...] = z / (1.0 + np.exp(-keys["sharpness"] * z))
    return out


def _swish_slope(z: FloatArray, a: FloatArray, keys: Any) -> FloatArray:
    share = 1.0 / (1.0 + np.exp(-keys["sharpness"] * z))
    slope: FloatArray = share + keys["sharpness"] * a * (1.0 - share)
    return slope


def _both_halves(inputs: Inputs) -> Direction:
    velocity = inputs.keys["momentum"] * inputs.moments["velocity"] + inputs.gradient
    half = inputs.keys["half"]
    values = half * inputs.gradient + (1 - half) * velocity
    return Direction(values, {"velocity": velocity})


SWISH = Activation(
    id="swish", name="swish", value=_swish, derivative=_swish_slope, keys=(SHARPNESS,)
)
BOTH_HALVES = Optimiser(
    id="both-halves",
    label="Both halves",
    name="Both halves",
    rule="both halves",
    sentence="Half the gradient, half the velocity.",
    direction=_both_halves,
    keys=(MOMENTUM, HALF),
    moments=("velocity",),
    memory="velocity",
)
QUARTIC = Loss(
    id="quartic",
    name="quartic error",
    terms=lambda y_true, a, _: (a - y_true) ** 4 / 4,
    gradient=lambda y_true, a, _: (a - y_true) ** 3,
)
INVERSE = Schedule(
    id="inverse",
    label="Inverse",
    sentence="The rate over the number of the epoch.",
    rate=lambda inputs: inputs.rate / (1 + inputs.epoch) ** inputs.keys["power"],
    words=lambda inputs, write: f"inverse, rate from {write(inputs.rate)}",
    keys=(POWER,),
)
RAMP = Initialiser(
    id="ramp",
    label="Ramp",
    sentence="From −1 to 1.",
    draw=lambda _, n_out, n_in, _scale: np.linspace(-1, 1, n_out * n_in).reshape(n_out, n_in),
)
MADE_UP: tuple[tuple[Catalogue[Any], Any], ...] = (
    (ACTIVATIONS, SWISH),
    (INITIALISERS, RAMP),
    (LOSSES, QUARTIC),
    (OPTIMISERS, BOTH_HALVES),
    (SCHEDULES, INVERSE),
)


@pytest.fixture(autouse=True)
def _made_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = [(catalogue, dict(catalogue._records)) for catalogue, _ in MADE_UP]
    for catalogue, record in MADE_UP:
        catalogue.add(record)
    monkeypatch.setitem(LOSS_TERMS, "quartic", (T - A) ** 4 / 4)
    falling = ALPHA / (1 + EPOCH) ** key_symbol("power")
    monkeypatch.setitem(RATE_RULES, "inverse", RateRule(falling, "Epoch {epoch}."))
    monkeypatch.setitem(PHI, "swish", Z / (1 + sympy.exp(-key_symbol("sharpness") * Z)))
    half = key_symbol("half")
    step = RATE * (half * GRADIENT + (1 - half) * MOMENT)
    rule = UpdateRule(VALUE - step, "Half of each.")
    monkeypatch.setitem(UPDATE_RULES, "both-halves", rule)
    yield
    for catalogue, records in before:
        catalogue._records = records


@pytest.fixture
def scenario() -> Scenario:
    return parse_scenario(TEXT, "made-up.toml")


@pytest.fixture
def trace(scenario: Scenario) -> Trace:
    return trace_scenario(scenario, select_rows(scenario), 2)


def test_ids_are_given_once() -> None:
    with pytest.raises(ValueError, match="already"):
        ACTIVATIONS.add(SWISH)


def test_it_is_stepped_through(trace: Trace) -> None:
    kinds = [step.kind for step in trace.steps]
    assert kinds.count(Quantity.VELOCITY) == trace.layout.trained
    assert kinds.count(Quantity.LEARNING_RATE) == 1
    for step in trace.steps:
        derivation = derive(trace, step.number)
        assert derivation.value == pytest.approx(float(np.ravel(trace.values(step.target))[0]))
        assert step_page(trace, step, derivation, None).blocks
    last = derive(trace, trace.steps[-1].number)
    assert "Half of each." in last.notes
    assert start_page(trace).blocks


def test_the_update_is_the_written_one(trace: Trace) -> None:
    ref = next(trace.layout.refs())
    velocity = trace.value(ref.of_parameter(Quantity.VELOCITY))
    assert trace.learning_rate == 0.1
    step = 0.1 * (0.25 * trace.value(ref.gradient) + 0.75 * velocity)
    assert trace.value(ref.new_value) == pytest.approx(trace.value(ref) - step, rel=1e-12)
    before = trace.value(ref.of_parameter(Quantity.VELOCITY, before=True))
    assert velocity == pytest.approx(0.8 * before + trace.value(ref.gradient), rel=1e-12)


def test_it_is_checked_three_ways(trace: Trace) -> None:
    assert check(trace).agree


def test_it_is_written_and_read(scenario: Scenario) -> None:
    text = dump_scenario(scenario)
    for name in ("swish", "ramp", "quartic", "both-halves", "inverse"):
        assert f'= "{name}"' in text
    for number in ("momentum = 0.8", "half = 0.25", "sharpness = 1.5", "power = 2"):
        assert number in text
    again = parse_scenario(text, "again.toml")
    assert dump_scenario(again) == text
    assert again.training == scenario.training
    assert scenario.training.numbers == {"momentum": 0.8, "half": 0.25}
    assert scenario.training.schedule.numbers == {"power": 2}
    assert scenario.layers[0].numbers == {"sharpness": 1.5}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("half = 0.25", 'half = "a"', "training.half: found text; expected a number"),
        ("power = 2", "power = 1.5", "training.schedule.power: found a number; expected a whole"),
        ('"both-halves"', '"momentum"', "training.half: does not belong to momentum"),
        ('"linear"', '"linear"\nsharpness = 2', "layers[1].sharpness: given for linear"),
    ],
)
def test_its_numbers_are_checked(old: str, new: str, sentence: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(sentence)):
        parse_scenario(TEXT.replace(old, new), "made-up.toml")


def test_settings_offer_it(scenario: Scenario) -> None:
    assert explanations.optimisers()["both-halves"] == (BOTH_HALVES.label, BOTH_HALVES.sentence)
    assert with_optimiser(scenario, "both-halves").training.numbers["momentum"] == MOMENTUM.default
    assert learning.optimiser(scenario) == "Both halves (μ = 0.8, h = 0.25)"
    assert explanations.schedules()["inverse"] == (INVERSE.label, INVERSE.sentence)
    assert explanations.starts()["ramp"] == (RAMP.label, RAMP.sentence)
    assert learning.schedule(scenario, 2) == "inverse, rate from 0.1"


def _trained(trainer: Trainer) -> FloatArray:
    *_, last = trainer.run()
    assert isinstance(last, Final)
    return trainer.parameters.flat


def test_it_trains_by_the_readable_passes(scenario: Scenario) -> None:
    plan = TrainingPlan.of(scenario)
    assert without_kernel(scenario) == ("swish", "quartic", "both-halves")
    assert plan.dtype is np.float64
    trainer = Trainer(plan)
    found, batches = _trained(trainer), select_rows(scenario)
    assert trainer.course.history[-1].train_loss < trainer.course.history[0].train_loss
    start = State.start(initial_parameters(scenario), batches.epoch)
    end, _ = iterate(start, batches, plan.scenario.training.epochs * 2)
    assert found == pytest.approx(end.parameters.flat, rel=1e-12)


def test_an_interrupted_run_ends_with_the_same_bits(scenario: Scenario, tmp_path: Path) -> None:
    plan = TrainingPlan.of(scenario)
    whole, interrupted, resumed = Trainer(plan), Trainer(plan), Trainer(plan)
    next(record for record in interrupted.run() if isinstance(record, EpochMetrics))
    Checkpoint(tmp_path / "run.npz", interrupted, 0.0).write()
    resume(tmp_path / "run.npz", resumed)
    assert np.array_equal(_trained(resumed), _trained(whole))


def test_the_command_says_that_no_kernel_is_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "made-up.toml"
    path.write_text(TEXT)
    assert main(["train", str(path)]) == 0
    printed = capsys.readouterr().out
    assert (
        "no kernel is written for swish, quartic, both-halves: trained by the readable passes"
        in printed
    )
