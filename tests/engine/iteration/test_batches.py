"""Batches in file order: the rows and the numbers of a run without shuffling."""

import numpy as np
import pytest
from msgspec.structs import replace

from engine.data.selection import select_rows
from engine.errors import ScenarioError
from engine.iteration.batches import Epoch
from engine.iteration.state import State, iterate
from engine.iteration.trace import trace_scenario
from engine.network.parameters import initial_parameters
from engine.network.scenario import Layer, Schedule
from engine.scenario import find_scenario
from engine.training.data import load_training_data
from engine.training.plan import TrainingPlan
from engine.training.trainer import Trainer

XOR = find_scenario("xor")
EPOCHS = 4
METHODS = ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "gradient-descent", "newton"]


def scenario(rows=7, *, batch_norm=False, **training):
    """Return a scenario over noise, its rows in the file and in file order."""
    generator = np.random.default_rng(1)
    hidden = Layer(("h1", "h2", "h3"), "tanh", "per-unit", "xavier", batch_norm=batch_norm)
    options = {"optimiser": "sgd", "learning_rate": 0.05, "shuffle": False, "epochs": EPOCHS}
    return replace(
        XOR,
        layers=(hidden, replace(XOR.layers[-1], weights=None, biases=None, weight_names=None)),
        x=generator.normal(size=(rows, 2)),
        y=generator.integers(0, 2, size=(rows, 1)).astype(float),
        training=replace(XOR.training, **{**options, **training}),
    )


def trained(network):
    """Return the parameters after a run, and how many updates an epoch had."""
    trainer = Trainer(TrainingPlan.of(network, dtype=np.float64))
    for _ in trainer.run():
        pass
    return trainer.parameters.flat, trainer.batches


def stepped(network, updates):
    selection = select_rows(network)
    state = State.start(initial_parameters(network), selection.epoch)
    return iterate(state, selection, updates)[0].parameters.flat


def assert_same_as_training(network):
    flat, batches = trained(network)
    assert select_rows(network).epoch.updates == batches
    assert stepped(network, EPOCHS * batches) == pytest.approx(flat, abs=1e-6)


@pytest.mark.parametrize("optimiser", METHODS)
@pytest.mark.parametrize("batch_size", [None, 1, 2, 3, 7, 50])
def test_iterations_are_the_updates_of_a_run_that_does_not_shuffle(optimiser, batch_size):
    full = optimiser in {"gradient-descent", "newton"}
    assert_same_as_training(
        scenario(
            optimiser=optimiser, batch_size=None if full else batch_size, keys={"momentum": 0.9}
        )
    )


@pytest.mark.parametrize("validation", [1, 2, 5])
@pytest.mark.parametrize("batch_size", [None, 2])
def test_held_out_rows_are_left_out_as_in_a_run(validation, batch_size):
    network = scenario(batch_size=batch_size, validation=validation, optimiser="adam")
    assert_same_as_training(network)
    held_out = load_training_data(TrainingPlan.of(network)).held_out
    selection = select_rows(network)
    seen = {int(row) for update in range(20) for row in selection.batch(update).numbers}
    assert seen == set(range(7)) - set(held_out.tolist())
    assert selection.total == 7


@pytest.mark.parametrize("name", ["step", "exponential", "cosine", "one-cycle"])
@pytest.mark.parametrize("batch_size", [2, 3])
def test_schedules_go_by_the_updates_of_the_run(name, batch_size):
    schedule = Schedule(name, {"factor": 0.5})
    assert_same_as_training(
        scenario(
            batch_size=batch_size, schedule=schedule, optimiser="momentum", keys={"momentum": 0.9}
        )
    )


@pytest.mark.parametrize("batch_size", [3, 4])
def test_batch_normalisation_too(batch_size):
    # Of seven rows the last batch has one row, or three.
    assert_same_as_training(scenario(batch_size=batch_size, batch_norm=True))


def test_batches_follow_one_another_and_the_last_of_an_epoch_is_cut():
    network = scenario(batch_size=3)
    selection = select_rows(network)
    found = [selection.batch(update).numbers.tolist() for update in range(5)]
    assert found == [[0, 1, 2], [3, 4, 5], [6], [0, 1, 2], [3, 4, 5]]
    assert np.array_equal(selection.batch(2).x, network.x[6:])
    assert np.array_equal(selection.batch(4).y_true, network.y[3:6])


def test_a_row_alone_stays():
    selection = select_rows(scenario(batch_size=3), 4)
    assert [selection.batch(update).numbers.tolist() for update in range(3)] == [[4]] * 3
    assert not selection.has_several
    # The schedule still goes by the scenario's run.
    assert selection.epoch == Epoch(7, 3)
    with pytest.raises(ScenarioError, match="expected 0 to 6"):
        select_rows(scenario(), 7)


def test_an_edited_row_is_edited_whenever_it_comes_round():
    selection = select_rows(scenario(batch_size=3))
    edited = selection.with_row(4, np.array([8.0, 9.0]), np.array([1.0]))
    assert edited.batch(1).x[1].tolist() == [8.0, 9.0]
    assert edited.batch(4).x[1].tolist() == [8.0, 9.0]
    for update in (0, 2):
        assert np.array_equal(edited.batch(update).x, selection.batch(update).x)
    assert selection.batch(1).x[1].tolist() != [8.0, 9.0]
    assert np.array_equal(edited.as_read().batch(1).x, selection.batch(1).x)


def test_rows_can_begin_at_the_batch_of_an_iteration():
    selection = select_rows(scenario(batch_size=3)).from_iteration(3)
    found = [selection.batch(update).numbers.tolist() for update in range(3)]
    assert found == [[6], [0, 1, 2], [3, 4, 5]]
    assert selection.from_iteration(2).batch(0).numbers.tolist() == [0, 1, 2]


def test_once_the_rows_are_open_no_data_set_is_opened_any_more(monkeypatch):
    digits = find_scenario("mnist-16-16")
    selection = select_rows(digits)

    def refuse(*_arguments):
        raise AssertionError("a data set is opened")

    for name in ("library.open_dataset", "opening.dataset_of", "opening.source_of"):
        monkeypatch.setattr(f"engine.data.{name}", refuse)
    trace = trace_scenario(digits, selection, 3)
    # The schedule, a cycle, goes by the run's updates, which the state carries.
    assert trace.learning_rate != digits.training.learning_rate
    assert trace.start.epoch == Epoch(55_000, 64)
    assert np.array_equal(trace.a[0], selection.batch(2).x)
