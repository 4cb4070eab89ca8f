"""The model of Explore and its one thread."""

import threading
import weakref

import numpy as np
import pytest
from exploring_hands import XOR, edit, explore, play_to, rest, values, values_after
from msgspec.structs import replace

from app.models import Document
from app.models.exploring import ExploreModel
from engine.network.parameters import initial_parameters
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, parse_scenario
from engine.scenario.editing import with_mark, with_value

WEIGHT = Ref(Quantity.WEIGHT, 1, 0, 0)


@pytest.fixture
def model(qtbot):
    model = ExploreModel(Document())
    yield model
    model.shutdown()
    assert "exploring" not in {thread.name for thread in threading.enumerate()}


def test_it_begins_at_the_start_with_what_the_network_makes_of_its_rows(qtbot, model):
    explore(qtbot, model)
    assert (model.epoch, model.batch, model.reached) == (0, 0, 0)
    assert np.array_equal(values(model), initial_parameters(XOR, np.float32).flat)
    assert model.run.curves.train_loss.points()[0].tolist() == [0.0]
    assert model.scores.train_loss == pytest.approx(model.run.curves.train_loss.points()[1][0])
    assert 0 < model.scores.train_accuracy < 1
    with pytest.raises(ValueError, match="read-only"):
        values(model)[0] = 1.0


def test_it_plays_the_ordinary_trainers_numbers_past_the_plans_last_epoch(qtbot, model):
    scenario = replace(XOR, training=replace(XOR.training, epochs=2))
    explore(qtbot, model, scenario)
    play_to(qtbot, model, 40)
    assert not model.is_playing
    assert np.array_equal(values(model), values_after(model.epoch))
    epochs, losses = model.run.curves.train_loss.points()
    assert (epochs[0], epochs[-1]) == (0, model.reached)
    assert losses[-1] < losses[0]


def test_one_epoch_and_one_batch_add_up_however_fast_they_are_asked_for(qtbot, model):
    scenario = replace(XOR, training=replace(XOR.training, batch_size=3))
    explore(qtbot, model, scenario)
    for _ in range(3):
        model.learn_batch()
    rest(qtbot, model)
    assert (model.epoch, model.batch, model.batches) == (1, 1, 2)
    model.learn_epoch()
    model.learn_epoch()
    rest(qtbot, model)
    assert (model.epoch, model.batch) == (3, 0)
    assert np.array_equal(values(model), values_after(3, scenario))


def test_the_past_is_seen_again_and_played_again_to_the_same_bits(qtbot, model):
    explore(qtbot, model)
    play_to(qtbot, model, 60)
    reached, end = model.reached, values(model)
    model.go_to(17)
    rest(qtbot, model)
    assert (model.epoch, model.reached) == (17, reached)
    assert np.array_equal(values(model), values_after(17))
    model.go_to(reached + 100)
    rest(qtbot, model)
    assert model.epoch == reached
    assert np.array_equal(values(model), end)
    model.rewind()
    rest(qtbot, model)
    assert np.array_equal(values(model), values_after(0))


def test_it_plays_no_faster_than_it_is_asked_to(qtbot, model):
    explore(qtbot, model)
    model.set_speed(20)
    model.play()
    qtbot.wait(600)
    model.pause()
    rest(qtbot, model)
    assert 4 <= model.epoch <= 13


def test_an_edited_weight_is_taken_over_where_the_run_is(qtbot, model):
    explore(qtbot, model)
    play_to(qtbot, model, 20)
    epoch, before = model.epoch, values(model)
    edit(qtbot, model, lambda it: with_value(it, initial_parameters(it), WEIGHT, 3.0))
    assert (model.epoch, model.reached) == (epoch, epoch)
    where = model.parameters.layout.flat_index(WEIGHT)
    expected = before.copy()
    expected[where] = 3.0
    assert np.array_equal(values(model), expected)
    model.learn_epoch()
    rest(qtbot, model)
    model.document.undo()
    rest(qtbot, model)
    assert (model.epoch, model.reached) == (epoch, epoch)
    assert np.array_equal(values(model), before)
    model.document.redo()
    rest(qtbot, model)
    assert model.epoch == epoch + 1
    model.go_to(5)
    rest(qtbot, model)
    assert np.array_equal(values(model), values_after(5))
    model.rewind()
    rest(qtbot, model)
    assert (model.epoch, model.reached) == (0, 0)
    assert np.array_equal(values(model), values_after(0, model.document.scenario))


@pytest.mark.parametrize("mark", ["frozen", "absent"])
def test_what_is_frozen_or_cut_while_it_plays_stays_so(qtbot, model, mark):
    explore(qtbot, model)
    model.play()
    qtbot.waitUntil(lambda: model.epoch >= 3)
    model.document.edit(lambda it: with_mark(it, [WEIGHT], mark))
    assert model.is_playing
    number = model.run.number
    qtbot.waitUntil(lambda: model.epoch >= 6)
    model.pause()
    rest(qtbot, model)
    assert model.run.number == number
    where = model.parameters.layout.flat_index(WEIGHT)
    now = values(model)[where]
    model.learn_epoch()
    rest(qtbot, model)
    assert values(model)[where] == now
    assert (now == 0) == (mark == "absent")


def test_going_on_otherwise_from_the_past_discards_what_followed_until_it_is_undone(qtbot, model):
    explore(qtbot, model)
    play_to(qtbot, model, 50)
    reached = model.reached
    model.go_to(10)
    rest(qtbot, model)
    edit(qtbot, model, lambda it: with_mark(it, [WEIGHT], "frozen"))
    assert (model.epoch, model.reached) == (10, 10)
    assert model.run.curves.train_loss.points()[0][-1] <= 10
    play_to(qtbot, model, 12)
    model.document.undo()
    rest(qtbot, model)
    assert (model.epoch, model.reached) == (10, reached)
    assert model.run.curves.train_loss.points()[0][-1] == reached
    model.go_to(reached)
    rest(qtbot, model)
    assert np.array_equal(values(model), values_after(reached))


def test_another_learning_rate_is_that_of_the_epochs_that_follow(qtbot, model):
    explore(qtbot, model)
    play_to(qtbot, model, 15)
    epoch, here = model.epoch, values(model)
    edit(qtbot, model, lambda it: it.with_learning_rate(1e-9))
    assert model.epoch == epoch
    assert np.array_equal(values(model), here)
    model.learn_epoch()
    rest(qtbot, model)
    assert np.allclose(values(model), here, atol=1e-6)
    assert model.epoch == epoch + 1


def test_any_other_edit_begins_anew_and_undo_comes_back(qtbot, model):
    explore(qtbot, model)
    play_to(qtbot, model, 15)
    epoch, end = model.epoch, values(model)
    model.new_weights()
    qtbot.waitUntil(lambda: model.scores is not None)
    assert (model.epoch, model.reached) == (0, 0)
    assert model.document.scenario.network_seed == XOR.network_seed + 1
    assert not np.array_equal(values(model), values_after(0))
    model.document.undo()
    rest(qtbot, model)
    assert model.epoch == epoch
    assert np.array_equal(values(model), end)


def test_another_title_leaves_the_run_alone(qtbot, model):
    explore(qtbot, model)
    model.learn_epoch()
    rest(qtbot, model)
    edit(qtbot, model, lambda it: replace(it, title="Another"))
    assert model.epoch == 1


def test_what_is_out_of_view_does_not_train(qtbot, model):
    explore(qtbot, model)
    model.play()
    model.set_active(False)
    rest(qtbot, model)
    assert not model.is_playing
    model.document.open(find_scenario("mazur-2-2-2"))
    assert model.run.scenario is XOR
    explore(qtbot, model, find_scenario("mazur-2-2-2"))
    assert len(values(model)) == 12


def test_runs_are_forgotten_once_another_scenario_is_opened(qtbot, model):
    explore(qtbot, model)
    play_to(qtbot, model, 3)
    explored = weakref.ref(model._worker._present.run)
    model.set_active(False)
    rest(qtbot, model)
    assert explored() is not None
    model.document.open(find_scenario("mazur-2-2-2"))
    qtbot.waitUntil(lambda: explored() is None, timeout=30_000)


def test_numbers_that_run_away_end_with_the_last_good_ones_in_view(qtbot, model, runaway):
    explore(qtbot, model, parse_scenario(runaway, "runaway.toml"))
    model.play()
    qtbot.waitUntil(lambda: bool(model.problem))
    rest(qtbot, model)
    assert not model.is_playing
    assert np.isfinite(values(model)).all()
