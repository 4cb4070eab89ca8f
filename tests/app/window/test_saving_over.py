"""Saving from the window keeps what a person wrote into the file, or says before that it cannot."""

import pytest
from seen import wait_until_loaded

from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.unsaved import Answer
from engine.network.quantities import Quantity, Ref
from engine.scenario import load_scenario

FILE = """# a person's own words
format = 1
id = "mine"
title = "Mine"
[network]
inputs = 1
[[network.layers]]
units = 1
activation = "linear"
bias = "none"
weights = [[0.50]] # a half
[loss]
name = "half-squared-error"
[data]
x = [[1.0]]
y = [[2.00]]
[training]
learning_rate = 0.10 # slow
"""
W1 = Ref(Quantity.WEIGHT, 1, 0, 0)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE)
    return path


@pytest.fixture
def window(qtbot, tmp_path, path):
    window = MainWindow(Settings(tmp_path / "settings.json"), Appearance("light", 1.0))
    window.files.ask = lambda _text: Answer.DISCARD
    qtbot.addWidget(window)
    window.open_first(str(path))
    yield window
    window.close()
    wait_until_loaded(window.preloader)


def test_an_edit_changes_its_number_alone(window, path):
    window.editor.set_text(W1, "0.75")
    window.actions_["save"].trigger()
    assert path.read_text() == FILE.replace("0.50", "0.75")
    # The next one goes on from there.
    window.editor.set_text(W1, "0.8")
    window.actions_["save"].trigger()
    assert path.read_text() == FILE.replace("0.50", "0.8")


def test_settings_of_train_keep_the_file_too(qtbot, window, path):
    window.set_mode("train")
    model = window.train_page.model
    qtbot.waitUntil(lambda: model.facts is not None)
    model.set_numbers(epochs=3)
    window.actions_["save"].trigger()
    expected = FILE.replace("slow\n", "slow\nepochs = 3\n")
    assert path.read_text() == expected
    copy = path.with_name("copy.toml")
    window.files.choose_file = lambda *_: str(copy)
    model.set_numbers(epochs=4)
    window.actions_["save_as"].trigger()
    assert copy.read_text() == expected.replace("epochs = 3", "epochs = 4")
    assert path.read_text() == expected


def test_a_file_that_changed_meanwhile_is_asked_about(window, path):
    asked, answers = [], [False, True]
    window.files.ask_to_rewrite = lambda text: asked.append(text) or answers.pop(0)
    window.editor.set_text(W1, "0.75")
    changed = FILE.replace("2.00", "3.00")
    path.write_text(changed)
    window.actions_["save"].trigger()
    assert asked == [
        "mine.toml has changed on disk since it was opened. Saving writes it anew: all that stands "
        "there now is replaced, comments too."
    ]
    assert path.read_text() == changed
    assert window.stepper.session.document.is_modified
    window.actions_["save"].trigger()
    assert load_scenario(path).layers[0].weights[0, 0] == 0.75
    assert "#" not in path.read_text()
