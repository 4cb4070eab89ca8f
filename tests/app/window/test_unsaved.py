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
    before = qapp.styleSheet(), qapp.palette(), qapp.font()
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
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    qapp.setFont(before[2])


@pytest.fixture
def asked(window):
    return Asked(window)


def train(qtbot, window, epochs=3):
    """Train the network that is open to its end."""
    window.set_mode("train")
    model = window.train_page.model
    qtbot.waitUntil(lambda: model.facts is not None)
    model.set_epochs(epochs)
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
    assert window.stepper.session.scenario.path == path
    # What may be lost is not asked about twice.
    window.set_mode("train")
    assert len(asked) == 4


def test_a_run_under_way_is_asked_about(qtbot, window, asked):
    window.set_mode("train")
    model = window.train_page.model
    qtbot.waitUntil(lambda: model.facts is not None)
    model.set_epochs(1_000_000)
    model.start()
    qtbot.waitUntil(lambda: model.run.parameters is not None, timeout=60_000)
    assert not window.close()
    assert "XOR with two hidden units is in training: the run would end." in asked[0]
    window.open_word("welch-2-3-1")
    assert len(asked) == 2
    assert model.state == "running"
    # In the stepper another scenario leaves the run alone.
    window.set_mode("step")
    window.open_word("welch-2-3-1")
    assert len(asked) == 2
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
    assert model.chosen.id == "welch-2-3-1"


def test_reset_asks_before_a_run_is_gone(qtbot, window, asked):
    model = train(qtbot, window)
    button = window.train_page.pane.strip.reset_button
    button.click()
    assert asked == [LEARNED]
    assert model.state == "finished"
    asked.answer = Answer.DISCARD
    button.click()
    assert model.state == "idle"


def test_an_edit_in_the_stepper_takes_no_run_from_train_unasked(qtbot, window, asked):
    model = train(qtbot, window)
    run = model.run
    window.set_mode("step")
    window.editor.set_text(W1, "0.75")
    window.set_mode("train")
    assert asked == [LEARNED]
    assert window.step_page.isVisible()
    assert window.actions_["step_mode"].isChecked()
    assert model.run is run
    asked.answer = Answer.DISCARD
    window.set_mode("train")
    assert window.train_page.isVisible()
    assert model.state == "idle"


def test_stepping_through_a_trained_network_asks_about_edits(qtbot, window, asked):
    model = train(qtbot, window)
    window.set_mode("step")
    window.editor.set_text(W1, "0.75")
    edited = window.stepper.session.scenario
    window.train_page.step_through_requested.emit(model.step_through())
    assert asked == [EDITED]
    assert window.stepper.session.scenario is edited
    asked.answer = Answer.DISCARD
    window.train_page.step_through_requested.emit(model.step_through())
    assert "after 3 epochs" in window.stepper.session.scenario.title


def test_a_trained_network_in_the_stepper_is_asked_about_once_its_run_is_gone(
    qtbot, window, asked, tmp_path
):
    model = train(qtbot, window)
    window.train_page.step_through_requested.emit(model.step_through())
    assert asked == []
    title = window.stepper.session.scenario.title
    window.set_mode("train")
    asked.answer = Answer.DISCARD
    window.train_page.pane.strip.reset_button.click()
    asked.answer = Answer.CANCEL
    window.set_mode("step")
    window.open_word("welch-2-3-1")
    assert asked[1:] == [f"{title} is not saved."]
    assert window.stepper.session.scenario.title == title
    window.files.choose_file = lambda *_: str(tmp_path / "trained.toml")
    window.actions_["save"].trigger()
    window.open_word("welch-2-3-1")
    assert len(asked) == 2
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
