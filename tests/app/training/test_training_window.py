"""Train in the real window: its settings are saved, stepped through, and fit small screens."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from app.models import training_settings as settings
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, load_scenario, save_scenario

XOR = "XOR with two hidden units"
W1 = Ref(Quantity.WEIGHT, 1, 0, 0)


@pytest.fixture
def window(qtbot, open_window):
    window = open_window("xor")
    window.set_mode("train")
    qtbot.waitUntil(lambda: window.train_page.model.facts is not None)
    return window


def test_settings_are_saved_and_open_again(qtbot, window, tmp_path):
    path = tmp_path / "edited.toml"
    window.files.choose_file = lambda _kind, _suggestion: str(path)
    model = window.train_page.model
    model.edit(lambda scenario: settings.with_optimiser(scenario, "adam"))
    model.set_numbers(learning_rate=0.125)
    window.actions_["save"].trigger()
    assert window.notice.text == f"Saved to {path}."
    assert not window.isWindowModified()
    saved = load_scenario(path).training
    assert (saved.optimiser, saved.learning_rate) == ("adam", 0.125)
    window.set_mode("step")
    assert window.stepper.session.scenario is model.scenario


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
    model.set_numbers(epochs=30)
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
    assert again.training.numbers["momentum"] == 0.9


@pytest.fixture
def own(tmp_path):
    """Return a file with a network of one's own, and what it holds."""
    path = tmp_path / "own.toml"
    save_scenario(replace(find_scenario("mazur-2-2-2"), id="own", title="My own"), path)
    return path, path.read_bytes()


def asked(window, answer):
    """Answer the next questions for a file; give the suggestions."""
    suggestions = []

    def choose(_kind, suggestion):
        suggestions.append(suggestion)
        return str(answer)

    window.files.choose_file = choose
    return suggestions


def choose_in_train(window, title):
    chooser = window.train_page.pane.heading.chooser
    chooser.setCurrentIndex(chooser.findText(title))
    chooser.activated.emit(chooser.currentIndex())


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where, button = QPointF(300, 300), Qt.MouseButton.LeftButton
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    # Qt hands a drop to what was dragged over.
    QApplication.sendEvent(window, QDragEnterEvent(where.toPoint(), copy, data, button, none))
    QApplication.sendEvent(window, QDropEvent(where, copy, data, button, none))


@pytest.mark.parametrize("way", ["dialog", "drop"])
def test_a_file_opened_in_train_is_shown_and_trained_there(qtbot, window, own, way):
    path, _ = own
    window.open_word(str(path))
    choose_in_train(window, XOR)
    assert window.windowTitle() == f"{XOR}[*] — Chainrule"
    if way == "dialog":
        asked(window, path)
        window.actions_["open"].trigger()
    else:
        drop(window, path)
    page, session = window.train_page, window.stepper.session
    assert page.isVisible()
    assert page.model.scenario.title == "My own"
    assert page.pane.heading.chooser.currentText() == "My own"
    assert window.windowTitle() == "My own[*] — Chainrule"
    page.model.start()
    assert page.model.run.plan.scenario.title == "My own"
    window.set_mode("step")
    assert session.scenario is page.model.scenario


def test_another_network_is_never_saved_over_the_file_that_was_open(window, own, tmp_path):
    path, content = own
    window.open_word(str(path))
    choose_in_train(window, XOR)
    suggestions = asked(window, "")
    window.actions_["save"].trigger()
    assert [Path(suggestion).name for suggestion in suggestions] == ["xor.toml"]
    copy = tmp_path / "copy"
    suggestions = asked(window, copy)
    window.actions_["save"].trigger()
    saved = copy.with_suffix(".toml")
    assert load_scenario(saved).title == XOR
    # From now on it has a file of its own.
    model = window.train_page.model
    assert model.scenario.path == saved
    model.set_numbers(learning_rate=0.125)
    assert window.isWindowModified()
    window.actions_["save"].trigger()
    assert len(suggestions) == 1
    assert load_scenario(saved).training.learning_rate == 0.125
    assert not window.isWindowModified()
    assert path.read_bytes() == content
    window.set_mode("step")
    assert window.windowTitle() == f"{XOR}[*] — Chainrule"


def test_a_trained_network_is_never_saved_over_the_file_it_came_from(qtbot, window, own):
    path, content = own
    window.open_word(str(path))
    model = window.train_page.model
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    window.train_page.pane.side.button.click()
    suggestions = asked(window, "")
    window.actions_["save"].trigger()
    assert window.editor.set_text(W1, "0.75") == ""
    window.actions_["save"].trigger()
    assert [Path(suggestion).name for suggestion in suggestions] == ["own.toml"] * 2
    assert path.read_bytes() == content


def test_what_is_open_is_saved_to_its_file_and_what_was_trained_stays(qtbot, window, own):
    path, content = own
    window.open_word(str(path))
    model = window.train_page.model
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    run = model.run
    suggestions = asked(window, "")
    window.actions_["save"].trigger()
    assert suggestions == []
    assert window.notice.text == f"Nothing to save: {path} holds all that is shown."
    assert path.read_bytes() == content
    window.set_mode("step")
    window.set_mode("train")
    assert model.run is run


def test_nothing_is_saved_while_a_number_is_refused(qtbot, window, tmp_path):
    suggestions = asked(window, tmp_path / "new.toml")
    field = window.train_page.pane.strip.form.learning_rate.edit
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "-1")
    window.actions_["save"].trigger()
    assert suggestions == []
    assert field.text() == "-1"
    field.selectAll()
    qtbot.keyClicks(field, "0.125")
    window.actions_["save"].trigger()
    assert load_scenario(tmp_path / "new.toml").training.learning_rate == 0.125


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
