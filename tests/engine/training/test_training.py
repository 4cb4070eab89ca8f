"""Training runs: what they report, that they repeat bit for bit, and how they end."""

import sys
import threading
from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace

from engine.errors import ScenarioError
from engine.iteration.passes import backward, forward, objective
from engine.kernels.drawing import seeds_from
from engine.network.parameters import initial_parameters
from engine.scenario import find_scenario
from engine.training import (
    Diverged,
    EpochMetrics,
    Final,
    Preparing,
    Progress,
    Trainer,
    TrainingPlan,
    load_training_data,
)
from engine.training import trainer as trainer_module
from engine.training.learner import CompiledLearner

XOR = find_scenario("xor")
MAZUR = find_scenario("mazur-2-2-2")


def many_rows(rows=50, validation=10):
    """XOR's network over enough rows for batches and held-out rows."""
    generator = np.random.default_rng(7)
    x = generator.uniform(0, 1, (rows, 2)).round(3)
    y = (x[:, :1] > x[:, 1:]).astype(float)
    training = replace(XOR.training, validation=validation, batch_size=8, epochs=3)
    return replace(XOR, x=x, y=y, training=training)


def finished(plan):
    """Run to the end: the trainer, its epochs and its last record."""
    run = Trainer(plan)
    records = [record for record in run.run() if not isinstance(record, Preparing | Progress)]
    return run, records[:-1], records[-1]


def numbers(epochs):
    """What must repeat: everything but times."""
    return [
        (e.train_loss, e.train_accuracy, e.validation_loss, e.validation_accuracy) for e in epochs
    ]


def test_mazur_epochs_report_the_loss_before_each_update():
    plan = TrainingPlan.of(MAZUR, epochs=2, dtype=np.float64)
    run, epochs, last = finished(plan)
    assert epochs[0].train_loss == pytest.approx(0.298371109, abs=1e-9)
    assert epochs[1].train_loss == pytest.approx(0.291027773694, abs=1e-9)
    assert isinstance(last, Final)
    assert last.parameters == 8
    assert last.test_accuracy is None
    # w5 after two updates is past its value after one, 0.358916480.
    assert run.parameters.weights[1][0, 0] < 0.358916480


def test_a_run_is_plain_mini_batch_descent():
    scenario = many_rows(rows=20, validation=0)
    training = replace(scenario.training, shuffle=False)
    plan = TrainingPlan.of(replace(scenario, training=training), epochs=1, dtype=np.float64)
    run, (epoch,), _ = finished(plan)
    # Twenty rows in batches of 8, 8 and 4, in file order.
    parameters = initial_parameters(scenario)
    losses = []
    for rows in (slice(0, 8), slice(8, 16), slice(16, 20)):
        forward_pass = forward(parameters, scenario.x[rows])
        losses.append(objective(parameters, scenario.y[rows], forward_pass))
        gradient = backward(parameters, scenario.y[rows], forward_pass).gradient
        parameters.trained[...] -= scenario.training.learning_rate * gradient.trained
    assert run.parameters.flat == pytest.approx(parameters.flat, rel=1e-13, abs=1e-15)
    mean = (8 * losses[0] + 8 * losses[1] + 4 * losses[2]) / 20
    assert epoch.train_loss == pytest.approx(mean, rel=1e-14)


def test_same_seed_same_bits():
    plan = TrainingPlan.of(many_rows())
    first, first_epochs, _ = finished(plan)
    second, second_epochs, _ = finished(plan)
    assert np.array_equal(first.parameters.flat, second.parameters.flat)
    assert numbers(first_epochs) == numbers(second_epochs)


@pytest.mark.parametrize("count", [0, 51])
def test_more_rows_than_there_is_room_for_are_refused(count):
    trainer = Trainer(TrainingPlan.of(many_rows()))
    rows = trainer.data.rows
    assert len(trainer.learner.evaluate(rows, np.arange(50))[1]) == 50
    with pytest.raises(ValueError, match=f"{count} rows at once; expected 1 to 50"):
        trainer.learner.evaluate(rows, np.arange(count))


def test_a_run_holds_its_generator_no_more_often_for_each_call_of_a_kernel():
    hidden, last = XOR.layers
    dropped = replace(XOR, layers=(replace(hidden, dropout=0.3), last))
    trainer = Trainer(TrainingPlan.of(dropped, epochs=30))
    assert trainer.learner is not None
    before = sys.getrefcount(trainer.course.draws)
    list(trainer.run())
    after = sys.getrefcount(trainer.course.draws)
    assert after == before


def test_seeds_drawn_together_are_those_drawn_one_by_one():
    together, alone = np.random.default_rng(7), np.random.default_rng(7)
    seeds = seeds_from(together, 5)
    assert np.array_equal(seeds, np.concatenate([seeds_from(alone, 1) for _ in range(5)]))
    assert together.bit_generator.state == alone.bit_generator.state
    assert len(seeds_from(together, 0)) == 0
    assert together.bit_generator.state == alone.bit_generator.state
    assert seeds.min() >= 0
    assert seeds.max() < 2**48


def test_giving_way_after_every_batch_changes_no_bit(monkeypatch):
    plan = TrainingPlan.of(many_rows())
    plain, plain_epochs, _ = finished(plan)
    monkeypatch.setattr(trainer_module, "SLICE_SECONDS", -1.0)
    halting = Trainer(plan)
    records = []
    for record in halting.run():
        # What a window does between two records must not show either.
        halting.outputs(np.ones((3, 2), dtype=np.float32))
        records.append(record)
    progress = [record for record in records if isinstance(record, Progress)]
    assert [p.batch for p in progress if p.epoch == 1][:5] == [1, 2, 3, 4, 5]
    assert all(p.batches == 5 for p in progress)
    assert np.array_equal(plain.parameters.flat, halting.parameters.flat)
    epochs = [record for record in records if isinstance(record, EpochMetrics)]
    assert numbers(plain_epochs) == numbers(epochs)


def test_a_run_gives_way_while_its_kernels_are_compiled(monkeypatch):
    compiled = threading.Event()

    class Slow(CompiledLearner):
        def __init__(self, *arguments):
            assert compiled.wait(60)
            super().__init__(*arguments)

    monkeypatch.setattr(trainer_module, "CompiledLearner", Slow)
    run = Trainer(TrainingPlan.of(many_rows()))
    records = run.run()
    waits = [next(records), next(records)]
    assert all(isinstance(record, Preparing) for record in waits)
    assert waits[1].seconds > waits[0].seconds
    compiled.set()
    rest = [record for record in records if not isinstance(record, Preparing)]
    assert isinstance(rest[-1], Final)


def test_a_fault_while_compiling_reaches_the_caller(monkeypatch):
    def refuse(*arguments):
        raise MemoryError

    monkeypatch.setattr(trainer_module, "CompiledLearner", refuse)
    with pytest.raises(MemoryError):
        list(Trainer(TrainingPlan.of(many_rows())).run())


def test_another_seed_gives_other_numbers():
    scenario = many_rows()
    _, first, _ = finished(TrainingPlan.of(scenario, seed=1))
    _, second, _ = finished(TrainingPlan.of(scenario, seed=2))
    assert numbers(first) != numbers(second)


def test_the_seed_draws_the_weights_that_the_file_leaves_open():
    layers = tuple(replace(layer, weights=None) for layer in XOR.layers)
    scenario = replace(XOR, layers=layers, network_seed=3)
    own = Trainer(TrainingPlan.of(scenario)).parameters.flat
    same = Trainer(TrainingPlan.of(scenario, seed=3)).parameters.flat
    other = Trainer(TrainingPlan.of(scenario, seed=4)).parameters.flat
    assert np.array_equal(own, same)
    assert not np.array_equal(own, other)


def test_held_out_rows_follow_the_seed_and_are_not_trained_on():
    scenario = many_rows()
    first = load_training_data(TrainingPlan.of(scenario, seed=1))
    again = load_training_data(TrainingPlan.of(scenario, seed=1, epochs=9, learning_rate=3.0))
    other = load_training_data(TrainingPlan.of(scenario, seed=2))
    assert first.held_out.tolist() == again.held_out.tolist()
    assert first.held_out.tolist() != other.held_out.tolist()
    assert len(first.held_out) == 10
    together = np.concatenate([first.train, first.held_out])
    assert sorted(together.tolist()) == list(range(50))


def test_validation_is_the_loss_and_accuracy_of_the_held_out_rows():
    plan = TrainingPlan.of(many_rows(), epochs=1, dtype=np.float64)
    run, (epoch,), _ = finished(plan)
    rows = run.data.held_out
    x, y = run.data.rows.x[rows], run.data.rows.y_true[rows]
    loss = objective(run.parameters, y, forward(run.parameters, x, running=True))
    assert epoch.validation_loss == pytest.approx(float(loss))
    right = (run.outputs(x) >= 0.5) == (y == 1.0)
    assert epoch.validation_accuracy == right.mean()
    assert epoch.confusion.sum() == 10
    assert np.trace(epoch.confusion) == right.sum()


def test_nothing_held_out_gives_no_validation():
    _, epochs, _ = finished(TrainingPlan.of(XOR, epochs=1))
    assert epochs[0].validation_loss is None
    assert epochs[0].validation_accuracy is None
    assert epochs[0].confusion is None


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("mazur-2-2-2", ()),
        ("welch-2-3-1", ()),
        ("xor", ("0", "1")),
        ("softmax-3", ("red", "green", "blue")),
    ],
)
def test_accuracy_exists_where_targets_name_classes(name, classes):
    scenario = find_scenario(name)
    run, epochs, _ = finished(TrainingPlan.of(scenario, epochs=1))
    assert run.data.classes == classes
    assert (epochs[0].train_accuracy is None) == (not classes)


def test_xor_is_solved_and_its_loss_never_rises():
    run, epochs, _ = finished(TrainingPlan.of(XOR))
    losses = [epoch.train_loss for epoch in epochs]
    assert all(after < before for before, after in pairwise(losses))
    assert epochs[-1].train_accuracy == 1.0
    outputs = run.outputs(run.data.rows.x).ravel()
    assert np.abs(outputs - [0, 1, 1, 0]).max() < 0.01


def test_a_loss_that_is_not_finite_ends_the_run_with_a_sentence():
    layers = tuple(replace(layer, activation="linear") for layer in MAZUR.layers)
    scenario = replace(MAZUR, layers=layers)
    _, epochs, last = finished(TrainingPlan.of(scenario, learning_rate=1e6, epochs=50))
    assert isinstance(last, Diverged)
    assert last.epoch == len(epochs) + 1
    assert last.sentence == (
        f"The loss is no longer a finite number in epoch {last.epoch}. Try a smaller learning rate."
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"learning_rate": 0.0}, "xor: training.learning_rate: found 0; expected a positive"),
        ({"learning_rate": float("nan")}, "xor: training.learning_rate: found nan"),
        ({"learning_rate": float("inf")}, "xor: training.learning_rate: found inf"),
        ({"epochs": 0}, "xor: training.epochs: found 0; expected 1 to 1,000,000,000"),
        ({"batch_size": -1}, "xor: training.batch_size: found -1; expected 1 to"),
        ({"seed": 2**63}, "xor: training.seed: the number is too large"),
    ],
)
def test_a_plan_refuses_numbers_out_of_range(changed, message):
    with pytest.raises(ScenarioError) as caught:
        TrainingPlan.of(XOR, **changed)
    assert str(caught.value).startswith(message)


def test_a_batch_larger_than_the_rows_is_all_rows():
    plan = TrainingPlan.of(XOR, batch_size=1000, epochs=1)
    run, _, _ = finished(plan)
    assert run.batches == 1


@pytest.mark.parametrize(("name", "reached"), [("mnist-16-16", 0.94), ("census", 0.85)])
def test_the_shipped_data_set_scenarios_reach_what_they_promise(name, reached):
    run, epochs, last = finished(TrainingPlan.of(find_scenario(name), epochs=10))
    assert len(epochs) == 10
    assert last.test_accuracy >= reached
    assert last.test_accuracy == pytest.approx(np.trace(last.confusion) / last.confusion.sum())
    assert (last.test_accuracy_without_unknowns is None) == (name == "mnist-16-16")
    assert last.parameters == {"mnist-16-16": 13_002, "census": 14_082}[name]
    assert run.data.held_out.size == {"mnist-16-16": 5_000, "census": 3_256}[name]
