"""One question wherever edits or a training would be lost, and nothing is lost without it."""

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from seen import wait_until_loaded

from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.unsaved import Answer
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, load_scenario, save_scenario

W1 = Ref(Quantity.WEIGHT, 1, 0, 0)
LEARNED = "What XOR with two hidden units has learned after 3 epochs is not saved."
EDITED = "XOR with two hidden units has edits that are not saved."


class Asked(list):
    """Answers all questions alike, and writes them down."""

    def __init__(self, window):
        super().__init__()
        self.answer = Answer.CANCEL
        window.files.ask = self

    def __call__(self, text):
        self.append(text)
        return self.answer


@pytest.fixture
def window(qtbot, tmp_path, qapp):
    look = Appearance("light", 1.0)
    look.apply_to(qapp)
    window = MainWindow(Settings(tmp_path / "settings.ini"), look)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.open_first("xor")
    window.show()
    yield window
    window.files.ask = lambda _text: Answer.DISCARD
    window.close()
    wait_until_loaded(window.preloader)


@pytest.fixture
def asked(window):
    return Asked(window)


def train(qtbot, window, epochs=3):
    """Train the network that is open to its end."""
    window.set_mode("train")
    model = window.train_page.model
    qtbot.waitUntil(lambda: model.facts is not None)
    model.set_numbers(epochs=epochs)
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    window.train_page.model.restore()
    return model


def drop(window, path):
    window.drop_target.dropped.emit(str(path))


def choose_in_train(window, title):
    chooser = window.train_page.pane.heading.chooser
    chooser.setCurrentIndex(chooser.findText(title))
    chooser.activated.emit(chooser.currentIndex())


def test_nothing_is_asked_where_nothing_would_be_lost(window, asked):
    window.open_word("welch-2-3-1")
    window.set_mode("train")
    choose_in_train(window, find_scenario("xor").title)
    window.set_mode("step")
    assert window.close()
    assert asked == []


def test_edits_and_a_finished_run_are_one_question_on_closing(qtbot, window, asked):
    train(qtbot, window)
    window.set_mode("step")
    window.editor.set_text(W1, "0.75")
    assert not window.close()
    assert asked == [f"{EDITED}\n{LEARNED}"]
    assert window.isVisible()
    asked.answer = Answer.DISCARD
    assert window.close()


def test_both_are_saved_by_one_answer(qtbot, window, asked, tmp_path):
    train(qtbot, window)
    window.set_mode("step")
    window.editor.set_text(W1, "0.75")
    places = {"save": tmp_path / "edited.toml", "network": tmp_path / "trained.npz"}
    window.files.choose_file = lambda kind, _suggestion: str(places[kind])
    asked.answer = Answer.SAVE
    assert window.close()
    assert len(asked) == 1
    assert load_scenario(places["save"]).layers[0].weights[0, 0] == 0.75
    trained = np.load(places["network"])
    assert trained["layer1.weight"].shape == (2, 2)


def test_a_file_dialog_that_is_cancelled_keeps_the_window(qtbot, window, asked):
    train(qtbot, window)
    window.files.choose_file = lambda *_: ""
    asked.answer = Answer.SAVE
    assert not window.close()


def test_a_run_that_was_saved_is_not_asked_about(qtbot, window, asked, tmp_path):
    model = train(qtbot, window)
    window.files.choose_file = lambda *_: str(tmp_path / "trained")
    assert window.documents.save_network()
    assert (tmp_path / "trained.npz").exists()
    assert window.notice.text == f"Saved the network after 3 epochs to {tmp_path / 'trained.npz'}."
    assert window.close()
    assert asked == []
    assert model.state == "finished"


@pytest.mark.parametrize("mode", ["step", "train"])
def test_another_scenario_from_chooser_dialog_or_drop_asks_once(
    qtbot, window, asked, tmp_path, mode
):
    model = train(qtbot, window)
    window.set_mode(mode)
    run, path = model.run, tmp_path / "other.toml"
    save_scenario(find_scenario("welch-2-3-1"), path)
    window.files.choose_file = lambda *_: str(path)
    for number, act in enumerate(
        (
            lambda: window.top_bar.scenario_chosen.emit("welch-2-3-1"),
            window.actions_["open"].trigger,
            lambda: drop(window, path),
        ),
        start=1,
    ):
        act()
        assert asked == [LEARNED] * number
        assert window.stepper.session.scenario.id == "xor"
        assert model.run is run
    asked.answer = Answer.DISCARD
    drop(window, path)
    assert window.stepper.document.scenario.path == path
    assert model.run is not run
    # What was lost is not asked about twice.
    window.set_mode("train")
    window.set_mode("step")
    assert window.stepper.session.scenario.path == path
    assert len(asked) == 4


def test_a_run_under_way_is_asked_about(qtbot, window, asked):
    window.set_mode("train")
    model = window.train_page.model
    qtbot.waitUntil(lambda: model.facts is not None)
    model.set_numbers(epochs=1_000_000)
    model.start()
    qtbot.waitUntil(lambda: model.run.parameters is not None, timeout=60_000)
    assert not window.close()
    assert "XOR with two hidden units is in training: the run would end." in asked[0]
    window.open_word("welch-2-3-1")
    assert len(asked) == 2
    assert model.state == "running"
    # Wherever it is opened, it would end the run.
    window.set_mode("step")
    window.open_word("welch-2-3-1")
    assert len(asked) == 3
    assert model.state == "running"
    asked.answer = Answer.DISCARD
    assert window.close()


def test_the_chooser_of_train_asks_and_goes_back(qtbot, window, asked):
    model = train(qtbot, window)
    run, title = model.run, find_scenario("welch-2-3-1").title
    choose_in_train(window, title)
    assert asked == [LEARNED]
    assert model.run is run
    assert window.train_page.pane.heading.chooser.currentText() == "XOR with two hidden units"
    asked.answer = Answer.DISCARD
    choose_in_train(window, title)
    assert model.scenario.id == "welch-2-3-1"


def test_reset_asks_before_a_run_is_gone(qtbot, window, asked):
    model = train(qtbot, window)
    button = window.train_page.pane.strip.reset_button
    button.click()
    assert asked == [LEARNED]
    assert model.state == "finished"
    asked.answer = Answer.DISCARD
    button.click()
    assert model.state == "idle"


def test_starting_again_asks_before_a_finished_run_is_gone(qtbot, window, asked, tmp_path):
    model = train(qtbot, window)
    button, run = window.train_page.pane.strip.start_button, model.run
    button.click()
    assert asked == [LEARNED]
    assert (model.state, model.run) == ("finished", run)
    window.files.choose_file = lambda *_: str(tmp_path / "trained")
    asked.answer = Answer.SAVE
    button.click()
    assert (tmp_path / "trained.npz").exists()
    assert model.run is not run
    assert len(asked) == 2
    model.stop()


def test_pausing_and_going_on_ask_nothing(qtbot, window, asked):
    window.set_mode("train")
    model, button = window.train_page.model, window.train_page.pane.strip.start_button
    qtbot.waitUntil(lambda: model.facts is not None)
    model.set_numbers(epochs=1_000_000)
    button.click()
    qtbot.waitUntil(lambda: model.run.parameters is not None, timeout=60_000)
    button.click()
    assert model.state == "paused"
    button.click()
    assert model.state == "running"
    assert asked == []
    model.stop()


def test_an_edit_in_the_stepper_takes_no_run_from_train(qtbot, window, asked):
    model = train(qtbot, window)
    run = model.run
    window.set_mode("step")
    window.editor.set_text(W1, "0.75")
    window.set_mode("train")
    assert asked == []
    assert (model.run, model.state) == (run, "finished")
    assert model.scenario.layers[0].weights[0, 0] == 0.75
    # What it has learned is that of the network as it was.
    assert run.plan.scenario.layers[0].weights[0, 0] != 0.75


def test_stepping_through_a_trained_network_loses_no_edit(qtbot, window, asked):
    model = train(qtbot, window)
    window.set_mode("step")
    window.editor.set_text(W1, "0.75")
    edited = window.stepper.session.scenario
    window.set_mode("train")
    window.train_page.pane.side.button.click()
    assert asked == []
    assert "after 3 epochs" in window.stepper.session.scenario.title
    assert "after 3 epochs" in window.windowTitle()
    assert model.scenario is edited
    window.actions_["undo"].trigger()
    assert window.stepper.session.scenario is edited
    assert window.editor.current(W1) == 0.75


def test_a_trained_network_goes_with_its_run(qtbot, window, asked):
    model = train(qtbot, window)
    window.train_page.pane.side.button.click()
    assert window.stepper.session.scenario is not model.scenario
    window.set_mode("train")
    window.set_mode("step")
    # Going there and back changes nothing.
    assert window.stepper.session.scenario is not model.scenario
    window.set_mode("train")
    asked.answer = Answer.DISCARD
    window.train_page.pane.strip.reset_button.click()
    assert asked == [LEARNED]
    window.set_mode("step")
    assert window.stepper.session.scenario is model.scenario
    window.open_word("welch-2-3-1")
    assert len(asked) == 1


def test_a_trained_network_that_was_saved_as_a_scenario_is_what_is_open(
    qtbot, window, asked, tmp_path
):
    model = train(qtbot, window)
    window.train_page.pane.side.button.click()
    title = window.stepper.session.scenario.title
    path = tmp_path / "trained.toml"
    window.files.choose_file = lambda *_: str(path)
    window.actions_["save"].trigger()
    assert load_scenario(path).title == model.scenario.title == title
    assert not window.isWindowModified()
    # Both the edits and what has been learned are in that file.
    window.open_word("welch-2-3-1")
    assert asked == []
    assert window.stepper.session.scenario.id == "welch-2-3-1"


def test_the_dialog_has_clear_buttons_and_leaves_nothing_behind(qtbot, window):
    window.editor.set_text(W1, "0.75")
    seen = []

    def answer():
        box = window.findChild(QMessageBox)
        seen.append((box.text(), sorted(b.text().replace("&", "") for b in box.buttons())))
        box.reject()

    QTimer.singleShot(50, answer)
    window.open_word("welch-2-3-1")
    window.files.ask = lambda _text: Answer.DISCARD
    assert seen == [(EDITED, ["Cancel", "Discard", "Save…"])]
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))
