"""The training model and its one worker thread."""

import threading

import numpy as np
import pytest
from msgspec.structs import replace
from seen import is_draining

from app.models import Document
from app.models.curves import MOST_POINTS, Curve
from app.models.training import TrainingModel
from app.models.training_settings import with_optimiser, with_schedule_named
from engine.errors import ScenarioError
from engine.network.data_specs import TableSpec
from engine.scenario import find_scenario
from engine.training import Trainer, TrainingPlan

XOR = find_scenario("xor")
ROWS = [f"{number * number % 17},{number % 2}" for number in range(40)]


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "training"]


@pytest.fixture
def model(qtbot):
    model = TrainingModel(Document())
    yield model
    model.shutdown()
    assert threads() == []


def choose(qtbot, model, scenario=XOR):
    model.document.open(scenario)
    qtbot.waitUntil(lambda: model.facts is not None)


def wait_until_idle(qtbot, model):
    """Wait until the worker has nothing left to say."""
    qtbot.waitUntil(lambda: not is_draining(model))


def finish(qtbot, model):
    qtbot.waitUntil(lambda: model.state == "finished", timeout=30_000)
    wait_until_idle(qtbot, model)


def losses(model):
    return model.run.curves.train_loss.points()[1]


def test_a_chosen_scenario_shows_its_rows_before_any_training(qtbot, model):
    choose(qtbot, model)
    assert model.state == "idle"
    assert (model.facts.train_rows, model.facts.held_out_rows) == (4, 0)
    expected = Trainer(TrainingPlan.of(XOR)).outputs(model.samples.x)
    assert np.array_equal(model.outputs, expected)
    assert not model.can_step_through


def test_a_run_falls_and_ends_with_the_command_lines_numbers(qtbot, model):
    choose(qtbot, model)
    model.start()
    finish(qtbot, model)
    trainer = Trainer(TrainingPlan.of(XOR))
    for _ in trainer.run():
        pass
    assert np.array_equal(model.run.parameters, trainer.parameters.flat)
    assert losses(model)[-1] < 0.01 < losses(model)[0]
    assert model.run.fraction == 1.0
    assert model.run.seconds_left == 0.0


def test_pause_and_resume_change_no_number(qtbot, model):
    scenario = replace(XOR, training=replace(XOR.training, epochs=20_000))
    choose(qtbot, model, scenario)
    model.start()
    qtbot.waitUntil(lambda: model.run.epochs_done > 0)
    model.pause()
    wait_until_idle(qtbot, model)
    assert model.state == "paused"
    halted = model.run.epochs_done
    assert 0 < halted < 20_000
    assert model.run.seconds_left > 0
    model.drain()
    assert model.run.epochs_done == halted
    model.resume()
    finish(qtbot, model)
    paused = model.run.parameters
    model.start()
    finish(qtbot, model)
    assert np.array_equal(paused, model.run.parameters)


def test_stop_keeps_what_was_reached_and_reset_goes_back_to_the_same_start(qtbot, model):
    scenario = replace(XOR, training=replace(XOR.training, epochs=1_000_000))
    choose(qtbot, model, scenario)
    start = model.outputs.copy()
    model.start()
    qtbot.waitUntil(lambda: model.run.epochs_done > 0)
    first = losses(model)[0]
    model.stop()
    wait_until_idle(qtbot, model)
    assert model.state == "stopped"
    assert model.can_step_through
    assert len(losses(model)) > 0
    model.reset()
    wait_until_idle(qtbot, model)
    assert model.state == "idle"
    assert len(losses(model)) == 0
    assert np.array_equal(model.outputs, start)
    model.start()
    qtbot.waitUntil(lambda: model.run.epochs_done > 0)
    assert losses(model)[0] == first


def test_settings_are_taken_before_a_run_and_refused_while_it_lasts(qtbot, model):
    choose(qtbot, model, replace(XOR, training=replace(XOR.training, epochs=1_000_000)))
    with qtbot.waitSignal(model.settings_changed):
        model.set_numbers(learning_rate=0.25)
    model.start()
    model.set_numbers(learning_rate=9.0)
    model.set_numbers(epochs=3)
    assert (model.scenario.training.learning_rate, model.epochs) == (0.25, 1_000_000)
    qtbot.waitUntil(lambda: model.state == "running")
    assert model.run.plan.scenario.training.learning_rate == 0.25
    model.stop()


def test_the_same_number_again_says_nothing(qtbot, model):
    choose(qtbot, model)
    with qtbot.assertNotEmitted(model.settings_changed):
        model.set_numbers(learning_rate=XOR.training.learning_rate)
        model.set_numbers(seed=XOR.training.seed)


@pytest.mark.parametrize(
    ("key", "value"), [("learning_rate", -1.0), ("epochs", 0), ("batch_size", 0)]
)
def test_a_number_out_of_range_is_refused_and_the_old_one_stays(qtbot, model, key, value):
    choose(qtbot, model)
    before = model.scenario
    with pytest.raises(ScenarioError):
        model.set_numbers(**{key: value})
    assert model.scenario is before
    assert not model.document.can_undo


def test_divergence_ends_the_run_with_a_sentence(qtbot, model):
    choose(qtbot, model, find_scenario("softmax-3"))
    model.set_numbers(learning_rate=1e30)
    model.start()
    qtbot.waitUntil(lambda: model.state == "diverged")
    assert model.problem.startswith("The loss is no longer a finite number in epoch ")
    assert model.problem.endswith("Try a smaller learning rate.")
    assert not model.can_step_through


def test_data_that_cannot_be_read_any_more_are_answered_in_a_sentence(qtbot, model, tmp_path):
    scenario = table(tmp_path)
    choose(qtbot, model, scenario)
    (tmp_path / "my.csv").unlink()
    model.start()
    qtbot.waitUntil(lambda: bool(model.problem))
    assert "my.csv" in model.problem
    assert (model.state, model.has_failed) == ("idle", True)


def test_another_scenario_drops_what_is_still_arriving(qtbot, model):
    choose(qtbot, model, replace(XOR, training=replace(XOR.training, epochs=1_000_000)))
    model.start()
    qtbot.waitUntil(lambda: model.run.epochs_done > 0)
    choose(qtbot, model, find_scenario("welch-2-3-1"))
    wait_until_idle(qtbot, model)
    assert model.state == "idle"
    assert model.run.epochs_done == 0
    assert model.outputs.shape == (3, 1)


def test_the_trained_network_opens_on_a_row(qtbot, model):
    choose(qtbot, model)
    model.start()
    finish(qtbot, model)
    model.step_through(2)
    place = model.document.place
    assert place.selection.batch(0).x.tolist() == [[1.0, 0.0]]
    assert place.selection.row == 2
    trained = place.trained.layers[1].weights
    assert trained.tolist() == model.run.parameters[6:8].astype(float).reshape(1, 2).tolist()
    assert place.scenario is model.document.original
    model.step_through()
    assert model.document.place.selection.batch(0).x.shape == (4, 2)


@pytest.mark.parametrize(
    ("optimiser", "schedule", "said"),
    [
        ("sgd", "constant", ""),
        ("adam", "constant", "the running means of Adam begin anew, with iteration 1."),
        ("momentum", "constant", "the velocity of Momentum begins anew, with iteration 1."),
        ("sgd", "cosine", "the schedule of the learning rate begins anew, with iteration 1."),
        (
            "rmsprop",
            "step",
            "the running mean of RMSprop and the schedule of the learning rate begin anew, "
            "with iteration 1.",
        ),
    ],
)
def test_the_stepper_says_what_begins_anew(qtbot, model, optimiser, schedule, said):
    choose(qtbot, model)
    model.edit(lambda scenario: with_optimiser(scenario, optimiser))
    model.edit(lambda scenario: with_schedule_named(scenario, schedule))
    model.set_numbers(epochs=3)
    model.start()
    finish(qtbot, model)
    model.step_through(0)
    opened = model.document.place.trained
    whole = f"The values are the trained ones; in Step through {said}\n\n" if said else ""
    expected = (whole + XOR.description).strip() if said else XOR.description
    assert opened.description == expected
    # Trained further it is said once, of the optimiser it then is.
    choose(qtbot, model, opened)
    model.edit(lambda scenario: with_optimiser(scenario, "adamw"))
    model.start()
    finish(qtbot, model)
    model.step_through(0)
    again = model.document.place.trained.description
    assert again.count("The values are the trained ones") == 1
    assert "running means of AdamW" in again


def test_nothing_trained_is_nothing_to_step_through(qtbot, model):
    choose(qtbot, model)
    with pytest.raises(RuntimeError, match="nothing has been trained"):
        model.step_through()


def test_shutdown_ends_a_run_that_is_under_way(qtbot, model):
    choose(qtbot, model, replace(XOR, training=replace(XOR.training, epochs=10_000_000)))
    model.start()
    qtbot.waitUntil(lambda: model.run.epochs_done > 0)
    assert len(threads()) == 1
    model.shutdown()
    assert threads() == []


def test_a_curve_keeps_first_and_latest_point_however_long():
    curve = Curve()
    for x in range(100_001):
        curve.add(x, -x)
    x, y = curve.points()
    assert len(x) <= MOST_POINTS + 1
    assert (x[0], x[-1]) == (0.0, 100_000.0)
    assert np.array_equal(y, -x)
    assert np.all(np.diff(x) > 0)


def table(folder):
    """Return a scenario over a table of 40 rows, which is written into a folder."""
    text = "\n".join(["a,y", *ROWS]) + "\n"
    (folder / "my.csv").write_text(text, encoding="utf-8")
    hidden = replace(XOR.layers[0], weights=None, weight_names=None)
    return replace(
        XOR,
        inputs=("a",),
        layers=(hidden, *XOR.layers[1:]),
        x=None,
        y=None,
        dataset=TableSpec("my.csv", "y"),
        path=folder / "own.toml",
    )


def test_a_run_reads_a_file_that_has_changed(qtbot, model, tmp_path):
    scenario = table(tmp_path)
    choose(qtbot, model, scenario)
    before = model.samples.x
    more = "\n".join(["a,y", "99,1", "98,0", *ROWS]) + "\n"
    (tmp_path / "my.csv").write_text(more, encoding="utf-8")
    model.set_numbers(epochs=1)
    model.start()
    finish(qtbot, model)
    assert model.facts.train_rows + model.facts.test_rows == 42
    assert not np.array_equal(model.samples.x, before)


def test_images_asked_for_before_a_run_come_though_it_has_begun(qtbot, model):
    digits = find_scenario("mnist-16-16")
    choose(qtbot, model, replace(digits, training=replace(digits.training, epochs=1)))
    wait_until_idle(qtbot, model)
    model.ask_distorted()
    model.start()
    qtbot.waitUntil(lambda: model.distorted is not None, timeout=60_000)
    model.stop()
    wait_until_idle(qtbot, model)


def test_images_of_another_scenario_are_not_shown(qtbot, model):
    choose(qtbot, model, find_scenario("mnist-16-16"))
    wait_until_idle(qtbot, model)
    model.ask_distorted()
    model.document.open(XOR)
    qtbot.waitUntil(lambda: model.facts is not None)
    wait_until_idle(qtbot, model)
    assert model.distorted is None
