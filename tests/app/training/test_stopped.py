"""What a run that ended before its time says: its test rows when asked, its best epoch."""

import dataclasses

import numpy as np
from msgspec.structs import replace
from train_hands import choose, click, finish, settled

from app.models.training_messages import Update
from engine.network.scenario import EarlyStopping
from engine.scenario import find_scenario
from engine.training import Diverged, EpochMetrics, Final, Trainer, TrainingPlan

CENSUS = find_scenario("census")


def census(**changed):
    return replace(CENSUS, training=replace(CENSUS.training, **changed))


def run_until_an_epoch_is_done(qtbot, pane):
    click(qtbot, pane.strip.start_button)
    qtbot.waitUntil(lambda: pane.model.run.epochs_done > 0, timeout=60_000)


def tile_of_test_rows(pane):
    return next(tile for tile in pane.tiles.tiles if tile.name.text() == "Test accuracy")


def test_the_test_rows_are_evaluated_only_when_asked(qtbot, pane):
    choose(qtbot, pane, census(epochs=500))
    run_until_an_epoch_is_done(qtbot, pane)
    click(qtbot, pane.strip.start_button)
    settled(qtbot, pane)
    # A paused run can go on: its test rows are out of reach.
    assert pane.model.state == "paused"
    assert not tile_of_test_rows(pane).button.isVisible()
    assert tile_of_test_rows(pane).note.text() == "at the end"
    pane.model.test()
    assert pane.model.run.test is None
    click(qtbot, pane.strip.stop_button)
    settled(qtbot, pane)
    tile = tile_of_test_rows(pane)
    assert tile.button.isVisible()
    assert tile.note.text() == f"stopped {pane.model.run.when}"
    before = pane.model.run.parameters.copy()
    click(qtbot, tile.button)
    qtbot.waitUntil(lambda: pane.model.run.test is not None, timeout=60_000)
    settled(qtbot, pane)
    found = pane.model.run.test.test_accuracy
    tile = tile_of_test_rows(pane)
    assert tile.value.text() == f"{100 * found:.1f}\u00a0%"
    assert tile.value.isVisible()
    assert not tile.button.isVisible()
    assert tile.note.text() == f"stopped {pane.model.run.when}"
    assert pane.side.confusion_note.text().startswith("All 16,281 test rows, stopped ")
    assert pane.model.state == "stopped"
    assert np.array_equal(pane.model.run.parameters, before)


def test_the_figure_is_that_of_the_values_the_run_has_reached(qtbot, pane):
    choose(qtbot, pane, census(epochs=500))
    run_until_an_epoch_is_done(qtbot, pane)
    pane.model.stop()
    settled(qtbot, pane)
    pane.model.test()
    qtbot.waitUntil(lambda: pane.model.run.test is not None, timeout=60_000)
    trainer = Trainer(TrainingPlan.of(census(epochs=1)))
    trainer.parameters.flat[...] = pane.model.run.parameters
    outputs = trainer.outputs(
        trainer.data.test.x * trainer.data.scale + np.float32(trainer.data.shift)
    )
    right = (outputs.argmax(axis=1) == trainer.data.test.labels).mean()
    assert abs(pane.model.run.test.test_accuracy - right) < 1e-3


def test_a_run_that_comes_to_its_end_after_all_waits_for_no_figure(qtbot, pane):
    *_, final = Trainer(TrainingPlan.of(census(epochs=1))).run()
    choose(qtbot, pane, census(epochs=500))
    run_until_an_epoch_is_done(qtbot, pane)
    model = pane.model
    model.stop()
    settled(qtbot, pane)
    # The worker was done before it was asked to stop, and has nothing to evaluate.
    model._worker._ended = None
    model.test()
    assert model.is_testing
    settled(qtbot, pane)
    model._take(Update(model._number, (final,), model.outputs, model.run.parameters, 1.0))
    assert model.state == "finished"
    assert not model.is_testing
    pane.tiles.refresh()
    accuracy = f"{100 * final.test_accuracy:.1f}\u00a0%"
    assert tile_of_test_rows(pane).value.text() == accuracy


def test_another_run_forgets_the_figure(qtbot, pane):
    choose(qtbot, pane, census(epochs=500))
    run_until_an_epoch_is_done(qtbot, pane)
    pane.model.stop()
    settled(qtbot, pane)
    pane.model.test()
    pane.model.reset()
    settled(qtbot, pane)
    assert pane.model.run.test is None
    assert not pane.model.is_testing
    assert tile_of_test_rows(pane).note.text() == "at the end"


def test_a_stopped_run_of_an_epoch_ends_with_the_figures_of_a_whole_one():
    whole = Trainer(TrainingPlan.of(census(epochs=1, schedule=replace(CENSUS.training.schedule))))
    *_, final = whole.run()
    stopped = Trainer(TrainingPlan.of(census(epochs=1)))
    for record in stopped.run():
        if isinstance(record, EpochMetrics):
            break
    *_, end = stopped.end()
    assert isinstance(end, Final)
    assert (end.test_loss, end.test_accuracy) == (final.test_loss, final.test_accuracy)
    assert (end.epochs, end.best_epoch) == (1, None)


def test_after_early_stopping_the_tiles_are_the_best_epochs(qtbot, pane):
    choose(qtbot, pane, census(epochs=300, early_stopping=EarlyStopping(1, "validation-accuracy")))
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    run = pane.model.run
    best, last = run.final.best_epoch, run.final.epochs
    x, y = run.curves.validation_accuracy.points()
    expected = y[list(x).index(best)]
    assert (run.best.epoch, run.best.validation_accuracy) == (best, expected)
    tiles = {tile.name.text(): tile for tile in pane.tiles.tiles}
    held_out = tiles["Held-out accuracy"]
    assert held_out.value.text() == f"{100 * expected:.1f}\u00a0%"
    assert held_out.note.text() == f"best epoch, {best} of {last}"
    assert tiles["Training loss"].note.text() == f"epoch {best}"
    marks = pane.charts.accuracy.plot.layers
    assert marks["best epoch"].at == best
    assert marks["best words"].text == f"best epoch {best}"
    assert list(marks["best value"].y) == [expected]
    assert "best epoch" in pane.charts.loss.plot.layers
    epochs = "1 epoch" if best == 1 else f"{best} epochs"
    pane.model.step_through(0)
    title = pane.model.document.place.trained.title
    assert title.startswith(f"{CENSUS.title} after {epochs}, the best of {last}")


def test_a_run_without_early_stopping_marks_nothing(qtbot, pane):
    choose(qtbot, pane, census(epochs=1))
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    assert "best epoch" not in pane.charts.accuracy.plot.layers


class Heard:
    """The messages of a worker, all records at once."""

    seconds = 1.0

    def __init__(self, records, parameters=None):
        self.records = tuple(records)
        self.parameters = parameters


def test_a_run_that_diverged_has_its_best_epochs_network(qtbot, pane):
    choose(qtbot, pane, census(epochs=9, early_stopping=EarlyStopping(3)))
    model = pane.model
    model.start()
    qtbot.waitUntil(lambda: model.run.metrics is not None, timeout=60_000)
    model.stop()
    settled(qtbot, pane)
    best = model.run.best
    model.state = "diverged"
    heard = Heard([Diverged(best.epoch + 1, "It diverged.")], model.run.parameters)
    model.run.take(heard)
    assert not model.can_step_through
    model.run.take(Heard([Diverged(best.epoch + 1, "It diverged.", best.epoch)]))
    assert model.can_step_through
    assert model.run.present_epoch is best
    assert model.can_test


def test_the_matrix_of_a_run_that_diverged_is_its_best_epochs(qtbot, pane):
    choose(qtbot, pane, census(epochs=500, early_stopping=EarlyStopping(499)))
    run_until_an_epoch_is_done(qtbot, pane)
    model, side = pane.model, pane.side
    model.pause()
    settled(qtbot, pane)
    run = model.run
    worse = dataclasses.replace(run.metrics, epoch=run.metrics.epoch + 1, validation_loss=9.0)
    for record in (worse, Diverged(worse.epoch + 1, "It diverged.", run.best.epoch)):
        model._take(Update(model._number, (record,), model.outputs, run.parameters, 1.0))
        side.refresh()
        best = run.best.epoch if run.ended_with else worse.epoch
        assert side.confusion_note.text().endswith(f"after epoch {best}.")
    assert best < worse.epoch
