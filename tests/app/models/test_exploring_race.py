"""Other optimisers that go along with an exploration."""

import numpy as np
import pytest
from exploring_hands import XOR, edit, explore, play_to, rest, values, values_after
from msgspec.structs import replace

from app.models import Document
from app.models.exploring import ANEW, ExploreModel
from app.models.exploring_run import Entry
from engine.errors import UserError
from engine.network.parameters import initial_parameters
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, parse_scenario
from engine.scenario.editing import with_mark, with_value

WEIGHT = Ref(Quantity.WEIGHT, 1, 0, 0)
ADAM, MOMENTUM = Entry("adam", 0.05), Entry("momentum", 0.02)


@pytest.fixture
def model(qtbot):
    model = ExploreModel(Document())
    yield model
    model.shutdown()


def raced(epochs, entry, scenario=XOR):
    return values_after(epochs, entry.plan(scenario, ()).scenario)


def race(qtbot, model, *entries):
    for entry in entries:
        model.race(entry.optimiser, entry.learning_rate)
    rest(qtbot, model)


def test_other_optimisers_race_from_the_same_start(qtbot, model):
    explore(qtbot, model)
    for _ in range(12):
        model.learn_epoch()
    race(qtbot, model, ADAM, MOMENTUM)
    model.race("sgd")
    rest(qtbot, model)
    assert [racer.entry for racer in model.racers] == [ADAM, MOMENTUM]
    model.learn_epoch()
    rest(qtbot, model)
    for racer in model.racers:
        assert np.array_equal(racer.parameters.flat, raced(model.epoch, racer.entry))
        epochs, losses = racer.curves.train_loss.points()
        assert epochs.tolist() == list(range(model.epoch + 1))
        assert losses[0] == model.run.curves.train_loss.points()[1][0]
        assert losses[-1] == racer.scores.train_loss
        assert len(racer.path.values()) == model.epoch + 1
    model.go_to(3)
    rest(qtbot, model)
    adam, momentum = model.racers
    assert np.array_equal(adam.parameters.flat, raced(3, ADAM))
    assert np.array_equal(momentum.parameters.flat, raced(3, MOMENTUM))
    model.rewind()
    rest(qtbot, model)
    assert np.array_equal(adam.parameters.flat, values(model))


def test_a_racer_changes_alone_and_the_others_go_on(qtbot, model):
    explore(qtbot, model)
    race(qtbot, model, ADAM, MOMENTUM)
    play_to(qtbot, model, 8)
    adam, momentum = model.racers
    model.race("rmsprop", 0.002, momentum.number)
    rest(qtbot, model)
    assert model.racers[0] is adam
    assert model.racers[1].entry == Entry("rmsprop", 0.002)
    assert np.array_equal(
        model.racers[1].parameters.flat, raced(model.epoch, Entry("rmsprop", 0.002))
    )
    model.end_race(adam.number)
    rest(qtbot, model)
    assert [racer.number for racer in model.racers] == [1]
    race(qtbot, model, MOMENTUM)
    assert sorted(model.entries.items()) == [(0, MOMENTUM), (1, Entry("rmsprop", 0.002))]
    model.end_race()
    assert not model.racers


def test_the_same_optimiser_races_at_another_rate_with_its_own_numbers(qtbot, model):
    training = replace(XOR.training, optimiser="momentum", keys={"momentum": 0.5})
    scenario = replace(XOR, training=training)
    explore(qtbot, model, scenario)
    race(qtbot, model, Entry("momentum", 0.5))
    model.learn_epoch()
    rest(qtbot, model)
    (racer,) = model.racers
    faster = replace(scenario, training=replace(training, learning_rate=0.5))
    assert np.array_equal(racer.parameters.flat, values_after(1, faster))


@pytest.mark.parametrize("optimiser", ["gradient-descent", "newton"])
def test_who_takes_all_rows_at_once_goes_along_by_the_epoch(qtbot, model, optimiser):
    entry = Entry(optimiser, 0.1)
    explore(qtbot, model, replace(XOR, training=replace(XOR.training, batch_size=1)))
    race(qtbot, model, entry)
    for _ in range(5):
        model.learn_batch()
    rest(qtbot, model)
    (racer,) = model.racers
    assert (model.epoch, model.batch, racer.updates) == (1, 1, 1)
    assert np.array_equal(racer.parameters.flat, raced(1, entry))


def test_an_edit_that_begins_anew_begins_the_race_anew_and_undo_brings_it_back(qtbot, model):
    said = []
    model.noted.connect(said.append)
    explore(qtbot, model)
    race(qtbot, model, MOMENTUM)
    play_to(qtbot, model, 10)
    epoch, before = model.epoch, model.racers
    model.new_weights()
    qtbot.waitUntil(lambda: model.scores is not None)
    rest(qtbot, model)
    assert said == [ANEW]
    (racer,) = model.racers
    assert np.array_equal(racer.parameters.flat, values(model))
    assert racer.curves.train_loss.points()[0].tolist() == [0]
    model.document.undo()
    rest(qtbot, model)
    assert model.racers == before
    assert np.array_equal(before[0].parameters.flat, raced(epoch, MOMENTUM))
    assert said == [ANEW]


def test_who_was_ended_meanwhile_is_not_brought_back_by_undo(qtbot, model):
    explore(qtbot, model)
    race(qtbot, model, ADAM)
    play_to(qtbot, model, 4)
    model.new_weights()
    qtbot.waitUntil(lambda: model.scores is not None)
    model.end_race()
    race(qtbot, model, MOMENTUM)
    model.document.undo()
    rest(qtbot, model)
    (racer,) = model.racers
    assert racer.entry == MOMENTUM
    assert np.array_equal(racer.parameters.flat, raced(model.epoch, MOMENTUM))


def test_an_edit_that_is_taken_over_is_so_by_all(qtbot, model):
    said = []
    model.noted.connect(said.append)
    explore(qtbot, model)
    race(qtbot, model, ADAM)
    play_to(qtbot, model, 6)
    epoch, before = model.epoch, model.racers[0].parameters.flat
    edit(qtbot, model, lambda it: with_value(it, initial_parameters(it), WEIGHT, 3.0))
    (racer,) = model.racers
    where = racer.parameters.layout.flat_index(WEIGHT)
    expected = before.copy()
    expected[where] = 3.0
    assert np.array_equal(racer.parameters.flat, expected)
    assert racer.curves.train_loss.points()[0][-1] == epoch
    edit(qtbot, model, lambda it: with_mark(it, [WEIGHT], "frozen"))
    play_to(qtbot, model, epoch + 4)
    (racer,) = model.racers
    assert racer.parameters.flat[where] == 3.0
    assert not np.array_equal(racer.parameters.flat, expected)
    model.go_to(2)
    rest(qtbot, model)
    assert np.array_equal(racer.parameters.flat, raced(2, ADAM))
    model.document.undo()
    model.document.undo()
    rest(qtbot, model)
    assert np.array_equal(model.racers[0].parameters.flat, raced(model.epoch, ADAM))
    assert not said


def test_a_racer_whose_numbers_run_away_stays_while_the_others_go_on(qtbot, model, runaway):
    scenario = parse_scenario(runaway, "runaway.toml")
    tame = replace(scenario, training=replace(scenario.training, learning_rate=1e-9))
    wild = Entry(scenario.training.optimiser, scenario.training.learning_rate)
    explore(qtbot, model, tame)
    race(qtbot, model, wild)
    model.play()
    qtbot.waitUntil(lambda: bool(model.racers[0].problem), timeout=30_000)
    epoch = model.epoch
    qtbot.waitUntil(lambda: model.epoch > epoch + 3, timeout=30_000)
    model.pause()
    rest(qtbot, model)
    assert not model.problem
    assert np.isfinite(model.racers[0].parameters.flat).all()
    model.rewind()
    rest(qtbot, model)
    assert (model.racers[0].updates, model.racers[0].problem) == (0, "")


def test_what_a_network_is_too_large_for_is_refused_and_leaves_a_race_that_grows(qtbot, model):
    said = []
    model.noted.connect(said.append)
    explore(qtbot, model, find_scenario("explore-circle"))
    race(qtbot, model, Entry("newton", 1.0), ADAM)
    with pytest.raises(UserError):
        model.race("adam", -1.0, 1)
    assert [racer.entry for racer in model.racers] == [Entry("newton", 1.0), ADAM]
    wide = replace(find_scenario("mnist-16-16"), id="wide")
    with pytest.raises(UserError):
        Entry("newton", 1.0).plan(wide, ())


def test_another_scenario_has_no_race(qtbot, model):
    explore(qtbot, model)
    race(qtbot, model, ADAM)
    explore(qtbot, model, find_scenario("explore-circle"))
    assert not model.racers
    assert not model.entries
