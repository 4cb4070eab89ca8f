"""What a network cannot learn is said in the window, on the command line and in JSON."""

import json

import pytest
from seen import wait_until_loaded

from app.cli import main
from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.unsaved import Answer

SOFTMAX = """format = 1
id = "single"
title = "Softmax over one unit"
[network]
inputs = 2
[[network.layers]]
units = 1
activation = "softmax"
[loss]
name = "categorical-cross-entropy"
[data]
x = [[0, 1], [1, 0]]
y = [[1], [0]]
[training]
learning_rate = 0.1
epochs = 2
"""
SAID = "Softmax over a single unit is always 1, so nothing is learned; "


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "single.toml"
    path.write_text(SOFTMAX)
    return str(path)


@pytest.mark.parametrize("command", ["trace", "check"])
def test_the_command_line_says_so_beside_what_scripts_read(capsys, path, command):
    assert main([command, path]) == 0
    out, err = capsys.readouterr()
    assert err.startswith(f"note: {SAID}")
    assert SAID not in out
    assert main([command, path, "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["notes"][0].startswith(SAID)
    assert err == ""


def test_training_says_so_among_its_notes(capsys, path):
    assert main(["train", path]) == 0
    assert capsys.readouterr().out.startswith(f"note: {SAID}")
    assert main(["train", path, "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["notes"][0].startswith(SAID)


def test_nothing_is_noted_of_a_network_that_learns(capsys):
    assert main(["trace", "xor", "--json"]) == 0
    assert "notes" not in json.loads(capsys.readouterr().out)


def test_the_window_says_so_in_either_mode(qtbot, tmp_path, path):
    window = MainWindow(Settings(tmp_path / "settings.json"), Appearance("light", 1.0))
    window.files.ask = lambda _text: Answer.DISCARD
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.open_first(path)
    window.show()
    qtbot.waitUntil(lambda: window.notice.text.startswith(SAID))
    assert window.notice.property("role") == "warning"
    window.set_mode("train")
    assert window.notice.text == ""
    model, pane = window.train_page.model, window.train_page.pane
    qtbot.waitUntil(lambda: model.problem.startswith(SAID))
    assert pane.notice_text.text() == model.problem
    assert pane.notice.property("role") == "warning"
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    assert model.problem.startswith(SAID)
    window.set_mode("step")
    window.open_word("xor")
    qtbot.wait(400)
    assert window.notice.text == ""
    window.close()
    wait_until_loaded(window.preloader)
