"""Train in the real window: its settings are saved, stepped through, and fit small screens."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from app.theme import Appearance
from app.viewmodels import training_settings as settings
from app.window.files import Answer
from app.window.main_window import MainWindow
from engine.scenario import load_scenario


@pytest.fixture
def window(qtbot, tmp_path, qapp):
    before = qapp.styleSheet(), qapp.palette(), qapp.font()
    look = Appearance("light", 1.0)
    look.apply_to(qapp)
    window = MainWindow(Settings(tmp_path / "settings.ini"), look)
    window.files.ask = lambda: Answer.DISCARD
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.open_first("xor")
    window.show()
    window.set_mode("train")
    qtbot.waitUntil(lambda: window.train_page.model.facts is not None)
    yield window
    window.close()
    window.preloader.wait()
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    qapp.setFont(before[2])


def test_settings_are_saved_and_open_again(qtbot, window, tmp_path):
    path = tmp_path / "edited.toml"
    window.files.choose_file = lambda _kind, _suggestion: str(path)
    model = window.train_page.model
    model.edit(lambda scenario: settings.with_optimiser(scenario, "adam"))
    model.set_learning_rate(0.125)
    window.actions_["save"].trigger()
    assert window.notice.text == f"Saved to {path}, with the settings of the next run."
    saved = load_scenario(path).training
    assert (saved.optimiser, saved.learning_rate) == ("adam", 0.125)
    assert window.stepper.session.scenario.training.optimiser == "sgd"


def test_without_changes_what_is_open_is_saved(window, tmp_path):
    path = tmp_path / "same.toml"
    window.files.choose_file = lambda _kind, _suggestion: str(path)
    window.actions_["save_as"].trigger()
    assert window.notice.text == f"Saved to {path}."
    assert load_scenario(path).training.optimiser == "sgd"


def test_a_network_trained_with_changed_settings_is_stepped_through_and_saved(
    qtbot, window, tmp_path
):
    model, pane = window.train_page.model, window.train_page.pane
    for change in (
        lambda scenario: settings.with_optimiser(scenario, "momentum"),
        lambda scenario: settings.with_batch_norm(scenario, 0, True, scenario),
        lambda scenario: settings.with_penalties(scenario, l2=0.01),
    ):
        model.edit(change)
    model.set_epochs(30)
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    qtbot.waitUntil(pane.side.button.isEnabled)
    qtbot.mouseClick(pane.side.button, Qt.MouseButton.LeftButton)
    scenario = window.stepper.session.scenario
    assert window.step_page.isVisible()
    assert (scenario.training.optimiser, scenario.l2) == ("momentum", 0.01)
    path = tmp_path / "trained.toml"
    window.files.choose_file = lambda _kind, _suggestion: str(path)
    window.actions_["save"].trigger()
    again = load_scenario(path)
    assert again.layers[0].batch_norm
    assert (again.layers[0].running_variances == scenario.layers[0].running_variances).all()
    assert again.training.momentum == 0.9


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_settings_fit_the_smallest_screen_whatever_came_before(window, scale):
    window.resize(1600, 900)
    window.appearance.set_text_scale(scale)
    QApplication.processEvents()
    window.train_page.pane.strip.settings.button.click()
    QApplication.processEvents()
    window.resize(1024, 768)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1024, 768)
    panel = window.train_page.pane.settings
    assert panel.x() + panel.width() <= window.train_page.pane.width()
    assert panel.view.widget().width() <= panel.view.viewport().width()
