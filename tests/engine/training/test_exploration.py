"""Runs that are retraced: any epoch again, and on from there, to the same bits."""

import math

import numpy as np
import pytest

from engine.network.parameters import initial_parameters
from engine.network.quantities import Quantity, Ref
from engine.scenario import parse_scenario
from engine.scenario.editing import with_mark, with_value
from engine.training import Trainer, TrainingPlan, exploration, load_training_data
from engine.training.exploration import Exploration, share_memory
from engine.training.standing import pack

WAYS = {
    "sgd": 'optimiser = "sgd"\nlearning_rate = 0.1',
    "momentum": 'optimiser = "momentum"\nlearning_rate = 0.05',
    "rmsprop": 'optimiser = "rmsprop"\nlearning_rate = 0.01',
    "adam": 'optimiser = "adam"\nlearning_rate = 0.01',
    "adamw": 'optimiser = "adamw"\nlearning_rate = 0.01',
}


def spiral(rows=60):
    """Return two arms of a spiral, with targets of −1 and 1."""
    at = np.arange(rows // 2) / (rows // 2)
    points = [
        (5 * r * math.sin(11 * r + turn), 5 * r * math.cos(11 * r + turn), math.cos(turn))
        for turn in (0.0, math.pi)
        for r in at
    ]
    return np.array(points)


def scenario_of(training="learning_rate = 0.1", hidden="", loss="", output='"tanh"', size=7):
    points = spiral()
    text = f"""
format = 1
id = "arms"
title = "Two arms"
[network]
inputs = 2
[[network.layers]]
units = 5
activation = "tanh"
{hidden}
[[network.layers]]
units = 1
activation = {output}
[loss]
name = "half-squared-error"
{loss}
[data]
x = {points[:, :2].tolist()}
y = {points[:, 2:].tolist()}
[training]
{training}
{f"batch_size = {size}" if size else ""}
shuffle = true
validation = 12
"""
    return parse_scenario(text, "arms.toml")


def explored(scenario):
    plan = TrainingPlan.of(scenario)
    made = Exploration(plan, load_training_data(plan))
    for _ in made.prepare():
        pass
    return made


def go(run, epoch, batch=0):
    while run.work(epoch * run.batches + batch, 1.0):
        pass


def straight(scenario, epochs, batches=0):
    """Return all that a run's numbers follow from, after so much of it without a halt."""
    trainer = Trainer(TrainingPlan.of(scenario))
    for _ in trainer.prepare():
        pass
    assert trainer.learn(epochs * trainer.batches + batches)
    return pack(trainer)


def whole(run):
    return pack(run._trainer)


@pytest.mark.parametrize("way", WAYS)
def test_any_epoch_is_seen_again_and_gone_on_from_to_the_same_bits(way, monkeypatch):
    monkeypatch.setattr(exploration, "BUDGET", 40_000)
    monkeypatch.setattr(exploration, "LATEST", 10)
    scenario = scenario_of(WAYS[way], hidden="dropout = 0.3")
    run = explored(scenario)
    ends = {}
    for epoch in range(1, 131):
        go(run, epoch)
        ends[epoch] = whole(run)
    part = run._parts[-1]
    assert 12 <= len(part.states) < 70
    assert part.states.size <= 30_000
    assert part.states.before(3 * run.batches)[0] in (0, run.batches, 2 * run.batches)
    for epoch in (129, 130, 77, 5, 4, 64, 1):
        go(run, epoch)
        assert whole(run) == ends[epoch]
        go(run, epoch + 1)
        assert whole(run) == (ends | {131: whole(run)})[epoch + 1]
    go(run, 0)
    assert whole(run) == straight(scenario, 0)
    go(run, 12, batch=3)
    assert whole(run) == straight(scenario, 12, 3)


def test_a_run_by_the_readable_passes_is_retraced_too():
    scenario = scenario_of(
        'optimiser = "newton"\nlearning_rate = 0.1', hidden="dropout = 0.2", size=0
    )
    run = explored(scenario)
    go(run, 4)
    end = whole(run)
    go(run, 1)
    go(run, 4)
    assert whole(run) == end


def test_a_schedule_goes_on_with_its_last_rate():
    scenario = scenario_of('learning_rate = 0.1\nepochs = 3\nschedule = { name = "cosine" }')
    run = explored(scenario)
    go(run, 3)
    before = run.parameters.flat
    go(run, 6)
    moved = np.abs(run.parameters.flat - before).max()
    assert 0 < moved < 0.01


def test_another_plan_is_gone_on_with_and_the_past_stays():
    weight = Ref(Quantity.WEIGHT, 1, 2, 0)
    first = scenario_of(WAYS["adam"])
    run = explored(first)
    go(run, 10, batch=2)
    here = run.parameters
    frozen = with_mark(first, [weight], "frozen")
    other = run.follow(TrainingPlan.of(frozen))
    assert np.array_equal(other.parameters.flat, here.flat)
    go(other, 20)
    assert other.parameters.value(weight) == here.value(weight)
    assert np.count_nonzero(other.parameters.flat == here.flat) == 1
    moved = with_value(frozen, initial_parameters(frozen), weight, 2.5)
    third = other.follow(TrainingPlan.of(moved))
    assert third.parameters.value(weight) == 2.5
    go(third, 5)
    assert whole(third) == straight(first, 5)
    go(third, 15)
    assert third.parameters.value(weight) == here.value(weight)
    run.return_here()
    assert whole(run) == straight(first, 10, 2)
    go(run, 12)
    assert whole(run) == straight(first, 12)


def test_what_was_cut_comes_back_with_its_starting_value():
    weight = Ref(Quantity.WEIGHT, 1, 2, 0)
    first = scenario_of()
    run = explored(first)
    go(run, 3)
    cut = run.follow(TrainingPlan.of(with_mark(first, [weight], "absent")))
    assert cut.parameters.value(weight) == 0.0
    go(cut, 5)
    assert cut.parameters.value(weight) == 0.0
    restored = cut.follow(TrainingPlan.of(first))
    assert restored.parameters.value(weight) == initial_parameters(first, np.float32).value(weight)


def test_all_explorations_share_the_memory(monkeypatch):
    monkeypatch.setattr(exploration, "BUDGET", 80_000)
    first = scenario_of(WAYS["adam"])
    runs = [explored(first) for _ in range(3)]
    for run in runs:
        for epoch in range(81):
            go(run, epoch)
    assert sum(run._parts[0].states.size for run in runs) > 80_000
    assert share_memory(runs[0], runs[1:]) <= 80_000
    for run in runs:
        go(run, 33)
        assert whole(run) == straight(first, 33)


def test_scores_are_those_of_the_present_network():
    scenario = scenario_of()
    run = explored(scenario)
    go(run, 4)
    data, scores = run._trainer.data, run.scores()
    y_pred = run._trainer.outputs(data.rows.x)
    terms = 0.5 * np.square(y_pred - data.rows.y_true).sum(axis=1)
    assert scores.epoch == 4
    for found, chosen in ((scores.train_loss, data.train), (scores.held_out_loss, data.held_out)):
        assert found == pytest.approx(float(terms[chosen].mean()), rel=1e-5)


def test_a_weight_that_grows_without_bound_is_named_with_what_to_try():
    run = explored(scenario_of("learning_rate = 0.3", loss="l2 = 10.0"))
    go(run, 1000)
    assert np.isfinite(run.parameters.flat).all()
    assert run.updates == run.ended_at == run.reached
    assert "grew most: in an epoch it became 128 times as large" in run.problem
    assert "L2 = 3 times" in run.problem
    assert "L2 below 6.67, or a learning rate below 0.2." in run.problem
    end = whole(run)
    go(run, 1)
    go(run, 1000)
    assert whole(run) == end


def test_a_run_whose_very_first_update_runs_away_says_so():
    run = explored(scenario_of("learning_rate = 1e30", output='"linear"'))
    go(run, 10)
    assert run.updates < run.batches
    assert np.isfinite(run.parameters.flat).all()
    assert run.problem.startswith("In epoch 1 numbers are no longer finite")
    assert run.problem.endswith("Try a learning rate of 1·10²⁹, a tenth of the present one.")
