"""Settings of one's own in Train: kept per scenario, shown as such, and never lost unasked."""

import pytest
from PySide6.QtCore import Qt
from seen import wait_until_loaded
from train_hands import choose, click, settled

from app.models import training_settings as settings
from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.unsaved import Answer
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, load_scenario

XOR = find_scenario("xor")
WELCH = find_scenario("welch-2-3-1")
W1 = Ref(Quantity.WEIGHT, 1, 0, 0)


def to_adam(scenario):
    return settings.with_optimiser(scenario, "adam")


@pytest.fixture
def asked():
    """Return the questions that were asked."""
    return []


@pytest.fixture
def window(qtbot, tmp_path, qapp, asked):
    look = Appearance("light", 1.0)
    look.apply_to(qapp)
    window = MainWindow(Settings(tmp_path / "settings.json"), look)
    answer(window, asked, Answer.DISCARD)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.open_first("xor")
    window.show()
    window.set_mode("train")
    qtbot.waitUntil(lambda: window.train_page.model.facts is not None)
    yield window
    answer(window, asked, Answer.DISCARD)
    window.close()
    wait_until_loaded(window.preloader)


def answer(window, asked, what):
    """Answer all questions from now on, and write them down."""

    def reply(sentence):
        asked.append(sentence)
        return what

    window.files.ask = reply


def choose_in_train(window, title):
    chooser = window.train_page.pane.heading.chooser
    chooser.setCurrentIndex(chooser.findText(title))
    chooser.activated.emit(chooser.currentIndex())


def test_settings_are_edits_of_what_is_open(qtbot, pane):
    choose(qtbot, pane, XOR)
    assert not pane.heading.own.isVisible()
    pane.model.edit(to_adam)
    pane.model.set_numbers(learning_rate=0.125)
    pane.model.set_numbers(seed=7)
    training = pane.model.document.scenario.training
    assert (training.optimiser, training.learning_rate, training.seed) == ("adam", 0.125, 7)
    assert pane.model.document.scenario.network_seed == 7
    assert pane.heading.own.isVisible()
    choose(qtbot, pane, WELCH)
    assert not pane.model.document.is_modified
    assert not pane.heading.own.isVisible()


def test_a_click_goes_back_to_the_scenarios_settings_and_keeps_the_run(qtbot, pane):
    choose(qtbot, pane, XOR)
    pane.model.set_numbers(epochs=3)
    click(qtbot, pane.strip.start_button)
    qtbot.waitUntil(lambda: pane.model.state == "finished", timeout=60_000)
    settled(qtbot, pane)
    run = pane.model.run
    click(qtbot, pane.heading.restore_button)
    assert pane.model.epochs == XOR.training.epochs
    assert pane.strip.form.epochs.edit.text() == str(XOR.training.epochs)
    assert pane.model.run is run
    assert not pane.heading.own.isVisible()
    assert not pane.heading.restore_button.isVisible()
    choose(qtbot, pane, WELCH)
    choose(qtbot, pane, XOR)
    assert not pane.model.document.is_modified


def test_a_change_taken_back_by_hand_is_no_own_setting(qtbot, pane):
    choose(qtbot, pane, XOR)
    pane.model.edit(to_adam)
    assert pane.model.document.is_modified
    pane.model.edit(lambda scenario: settings.with_optimiser(scenario, "sgd"))
    assert not pane.model.document.is_modified
    assert not pane.heading.own.isVisible()


def test_settings_stay_where_a_weight_is_edited_elsewhere(window):
    model = window.train_page.model
    model.edit(to_adam)
    model.set_numbers(epochs=12)
    window.set_mode("step")
    assert window.editor.set_text(W1, "0.75") == ""
    window.set_mode("train")
    assert model.scenario is window.stepper.session.scenario
    assert model.scenario.layers[0].weights[0, 0] == 0.75
    assert (model.scenario.training.optimiser, model.epochs) == ("adam", 12)


def test_opening_asks_for_own_settings_and_cancelling_keeps_all(window, asked):
    model = window.train_page.model
    model.set_numbers(learning_rate=0.125)
    answer(window, asked, Answer.CANCEL)
    window.open_word("welch-2-3-1")
    assert asked == [f"{XOR.title} has edits that are not saved."]
    assert window.stepper.session.scenario.id == "xor"
    assert (model.scenario.id, model.scenario.training.learning_rate) == ("xor", 0.125)
    assert not window.close()
    answer(window, asked, Answer.DISCARD)
    window.open_word("welch-2-3-1")
    assert model.scenario.id == "welch-2-3-1"
    choose_in_train(window, XOR.title)
    assert not model.document.is_modified


def test_opening_can_save_them_first(window, asked, tmp_path):
    path = tmp_path / "own.toml"
    window.files.choose_file = lambda _kind, _suggestion: str(path)
    window.train_page.model.set_numbers(learning_rate=0.125)
    answer(window, asked, Answer.SAVE)
    window.open_word("welch-2-3-1")
    assert load_scenario(path).training.learning_rate == 0.125
    assert window.train_page.model.scenario.id == "welch-2-3-1"
    answer(window, asked, Answer.CANCEL)
    assert window.close()
    assert len(asked) == 1


def test_not_saved_after_all_is_not_opened(window, asked):
    window.files.choose_file = lambda _kind, _suggestion: ""
    window.train_page.model.set_numbers(learning_rate=0.125)
    answer(window, asked, Answer.SAVE)
    window.open_word("welch-2-3-1")
    assert window.train_page.model.scenario.training.learning_rate == 0.125


def test_a_file_that_cannot_be_read_asks_for_nothing(window, asked, tmp_path):
    window.train_page.model.set_numbers(learning_rate=0.125)
    window.open_word(str(tmp_path / "none.toml"))
    assert asked == []
    assert window.train_page.model.scenario.training.learning_rate == 0.125


def test_choosing_in_train_asks_too_and_goes_back(window, asked):
    model = window.train_page.model
    model.set_numbers(learning_rate=0.125)
    answer(window, asked, Answer.CANCEL)
    choose_in_train(window, WELCH.title)
    assert asked == [f"{XOR.title} has edits that are not saved."]
    assert window.train_page.pane.heading.chooser.currentText() == XOR.title
    assert (model.scenario.id, model.scenario.training.learning_rate) == ("xor", 0.125)
    answer(window, asked, Answer.DISCARD)
    choose_in_train(window, WELCH.title)
    assert model.scenario.id == "welch-2-3-1"
    assert len(asked) == 2


def test_edits_of_both_modes_are_one_sentence(window, asked):
    window.train_page.model.set_numbers(learning_rate=0.125)
    window.set_mode("step")
    assert window.editor.set_text(W1, "0.75") == ""
    answer(window, asked, Answer.CANCEL)
    assert not window.close()
    answer(window, asked, Answer.DISCARD)
    assert window.close()
    assert asked == 2 * [f"{XOR.title} has edits that are not saved."]


def test_stepping_through_what_was_trained_asks_for_nothing(qtbot, window, asked):
    model, pane = window.train_page.model, window.train_page.pane
    model.set_numbers(epochs=5)
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    qtbot.waitUntil(pane.side.button.isEnabled)
    qtbot.mouseClick(pane.side.button, Qt.MouseButton.LeftButton)
    assert window.step_page.isVisible()
    assert asked == []
    window.set_mode("train")
    assert model.epochs == 5
    assert model.state == "finished"


def test_saving_in_the_stepper_leaves_train_as_it_is(qtbot, window, tmp_path):
    model = window.train_page.model
    model.set_numbers(epochs=5)
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    run = model.run
    window.set_mode("step")
    window.files.choose_file = lambda _kind, _suggestion: str(tmp_path / "mine.toml")
    window.actions_["save_as"].trigger()
    assert model.scenario is window.stepper.session.scenario
    window.set_mode("train")
    assert model.scenario.path == tmp_path / "mine.toml"
    assert model.run is run
    assert model.epochs == 5


def test_edits_saved_on_the_way_out_leave_train_as_it_is(qtbot, window, asked, tmp_path):
    model, path = window.train_page.model, tmp_path / "mine.toml"
    window.set_mode("step")
    assert window.editor.set_text(W1, "0.75") == ""
    window.set_mode("train")
    model.set_numbers(epochs=5)
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    run, places = model.run, {"save": str(path), "network": ""}
    answer(window, asked, Answer.SAVE)
    window.files.choose_file = lambda kind, _suggestion: places[kind]
    # The edits and the settings are saved; where the network goes is left open.
    assert not window.close()
    assert len(asked) == 1
    window.set_mode("step")
    window.set_mode("train")
    assert model.scenario.path == window.stepper.session.scenario.path == path
    assert (model.run, model.epochs) == (run, 5)
    assert not model.document.is_modified
    saved = load_scenario(path)
    assert (saved.training.epochs, saved.layers[0].weights[0, 0]) == (5, 0.75)
    places["network"] = str(tmp_path / "mine.npz")
    assert window.close()
    assert len(asked) == 2


def test_edits_and_settings_can_both_be_saved(window, asked, tmp_path):
    model, path = window.train_page.model, tmp_path / "mine.toml"
    window.set_mode("step")
    assert window.editor.set_text(W1, "0.75") == ""
    window.set_mode("train")
    model.set_numbers(epochs=5)
    window.files.choose_file = lambda _kind, _suggestion: str(path)
    answer(window, asked, Answer.SAVE)
    window.open_word("welch-2-3-1")
    assert len(asked) == 1
    assert load_scenario(path).training.epochs == 5
    answer(window, asked, Answer.CANCEL)
    assert window.close()
    assert len(asked) == 1
