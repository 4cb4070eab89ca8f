"""The window over networks with batch normalisation, dropout, penalties and every optimiser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from networks import random_scenario
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from seen import centre_of, number_text, wait_until_loaded

from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.preload import load
from app.window.unsaved import Answer
from engine.network.quantities import MOMENTS, PENALTY, Quantity, Ref
from engine.scenario.writing import dump_scenario
from symbolic.formula.numbers import format_number

EVERYTHING = """
format = 1
id = "everything"
title = "Adam, L2, dropout, batch norm"

[network]
inputs = ["i1", "i2"]
seed = 3

[[network.layers]]
units = 3
activation = "leaky-relu"
leak = 0.1
batch_norm = true
dropout = 0.3

[[network.layers]]
units = 2
activation = "softmax"

[loss]
name = "categorical-cross-entropy"
l2 = 0.01

[data]
x = [[0.05, 0.10], [0.7, -0.4], [-0.3, 0.9], [0.2, 0.6]]
y = [[1, 0], [0, 1], [1, 0], [0, 1]]

[training]
optimiser = "{optimiser}"
learning_rate = 0.1
epochs = 20
seed = 4

[training.schedule]
name = "cosine"
"""
W1 = Ref(Quantity.WEIGHT, 1, 0, 0)
SCALE = Ref(Quantity.SCALE, 1, 1)


@pytest.fixture
def make_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[str], MainWindow]]:
    windows = []

    def make(text: str) -> MainWindow:
        path = tmp_path / "scenario.toml"
        path.write_text(text, encoding="utf-8")
        appearance = Appearance("light", 1.0)
        appearance.apply_to(QApplication.instance())
        window = MainWindow(Settings(tmp_path / "settings.json"), appearance)
        window.files.ask = lambda _what: Answer.DISCARD
        qtbot.addWidget(window)
        window.resize(1600, 900)
        window.open_first(str(path))
        load()
        window.stepper.working.enable()
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()
        wait_until_loaded(window.preloader)


def walk(qtbot: QtBot, window: MainWindow) -> Iterator[Ref]:
    """Press → from the start to the end, and give what every step computes."""
    qtbot.keyClick(window.step_page.graph.view, Qt.Key.Key_Home)
    length = window.stepper.playback.length
    for number in range(1, length + 1):
        qtbot.keyClick(window.step_page.graph.view, Qt.Key.Key_Right)
        assert window.stepper.playback.position == number
        step = window.stepper.playback.step
        assert step is not None
        yield step.target


def test_every_step_says_its_value(qtbot: QtBot, make_window: Callable[[str], MainWindow]) -> None:
    window = make_window(EVERYTHING.replace("{optimiser}", "adam"))
    session, pane = window.stepper.session, window.step_page.working
    for target in walk(qtbot, window):
        value = format_number(session.trace.value(target, session.sample))
        assert value in pane.plain_text(), target
        assert window.step_page.graph.header.sentence.text()


def test_the_moments_of_adam_are_on_screen(
    qtbot: QtBot, make_window: Callable[[str], MainWindow]
) -> None:
    window = make_window(EVERYTHING.replace("{optimiser}", "adam"))
    qtbot.keyClick(window.step_page.graph.view, Qt.Key.Key_End)
    first = W1.of_parameter(Quantity.FIRST_MOMENT)
    window.stepper.playback.go_to_ref(first)
    trace = window.stepper.session.trace
    text = window.step_page.working.plain_text()
    # m = 0.9 · 0 + 0.1 ∂L/∂w1 in the first update.
    moment = 0.1 * trace.gradient.value(W1)
    assert format_number(moment) in text
    assert "m_before is 0" in text
    window.stepper.playback.go_to_ref(W1.new_value)
    text = window.step_page.working.plain_text()
    assert "ADAM" in text.upper()
    assert format_number(trace.after.value(W1)) in text
    before, after = (
        number_text(window.step_page.graph, ref)
        for ref in (W1, W1.as_quantity(Quantity.NEW_WEIGHT))
    )
    assert before
    assert after


def test_the_penalty_stands_at_the_total(
    qtbot: QtBot, make_window: Callable[[str], MainWindow]
) -> None:
    window = make_window(EVERYTHING.replace("{optimiser}", "momentum"))
    graph = window.step_page.graph
    assert window.stepper.playback.go_to_ref(PENALTY)
    assert number_text(graph, PENALTY) == format_number(window.stepper.session.trace.penalty, 4)
    assert centre_of(graph, PENALTY) == centre_of(graph, Ref(Quantity.LOSS))


def test_a_scale_can_be_followed_and_edited_in_the_table(
    qtbot: QtBot, make_window: Callable[[str], MainWindow]
) -> None:
    window = make_window(EVERYTHING.replace("{optimiser}", "sgd"))
    assert window.step_page.toggle_parameters()
    table = window.step_page.table
    assert table is not None
    model = table.model
    names = [model.text(model.ref_at(row), 0) for row in range(model.rowCount())]
    assert [name for name in names if name[0] in "γβ"] == [
        f"{letter}_h{unit}" for letter in "γβ" for unit in (1, 2, 3)
    ]
    row = model.row_of(SCALE)
    assert row is not None
    assert model.ref_at(row) == SCALE
    assert window.stepper.playback.go_to_ref(SCALE)
    step = window.stepper.playback.step
    assert step is not None
    assert step.target == SCALE.gradient
    assert number_text(window.step_page.graph, SCALE.gradient)
    assert model.setData(model.index(row, 2), "1.5")
    assert window.stepper.session.trace.before.value(SCALE) == 1.5


@pytest.mark.parametrize("seed", [0, 3, 8, 12, 17, 21])
def test_no_step_of_a_random_network_fails(
    qtbot: QtBot, make_window: Callable[[str], MainWindow], seed: int
) -> None:
    scenario = random_scenario(np.random.default_rng(seed))
    window = make_window(dump_scenario(scenario))
    graph = window.step_page.graph
    for target in walk(qtbot, window):
        # What belongs to a part of the picture is found there.
        if target.quantity is not Quantity.LEARNING_RATE and target.quantity not in MOMENTS:
            assert centre_of(graph, target) is not None


def test_end_and_start(qtbot: QtBot, make_window: Callable[[str], MainWindow]) -> None:
    window = make_window(EVERYTHING.replace("{optimiser}", "newton"))
    qtbot.keyClick(window.step_page.graph.view, Qt.Key.Key_End)
    assert window.stepper.playback.position == window.stepper.playback.length
    step = window.stepper.playback.step
    assert step is not None
    window.stepper.playback.go_to_ref(W1.of_parameter(Quantity.NEWTON_STEP))
    assert "positive definite" in window.step_page.working.plain_text()
