"""Buttons of Train pressed at once one after the other: each is honoured, or cannot be pressed."""

from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication
from train_hands import choose, settled

from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.unsaved import Answer
from engine.scenario import find_scenario
from engine.training import load_parameters

CENSUS = find_scenario("census")
LONG = replace(CENSUS, training=replace(CENSUS.training, epochs=400))
NAMES = ("start", "stop", "reset", "evaluate", "step through", "save")
STATES = ("idle", "running", "paused", "stopped")


class Hands:
    """Presses the buttons of a pane, and says what came of it."""

    def __init__(self, qtbot, pane):
        self.qtbot, self.pane, self.model = qtbot, pane, pane.model
        self.opened, self.saves = [], []
        pane.stepped_through.connect(lambda: self.opened.append(True))
        pane.save_requested.connect(lambda: self.saves.append(True))

    def button(self, name):
        strip, side = self.pane.strip, self.pane.side
        tile = next((t for t in self.pane.tiles.tiles if t.name.text() == "Test accuracy"), None)
        return {
            "start": strip.start_button,
            "stop": strip.stop_button,
            "reset": strip.reset_button,
            "evaluate": None if tile is None else tile.button,
            "step through": side.button,
            "save": side.save_button,
        }[name]

    def press(self, name):
        """Press a button without letting any event pass; return what was to come of it."""
        button, before = self.button(name), self.model.state
        if button is None or not button.isEnabled() or button.isHidden():
            return
        button.click()
        after = self.model.state
        if name == "start":
            assert after == {"running": "paused", "paused": "running"}.get(before, "loading")
        elif name == "stop":
            assert after == ("idle" if before == "loading" else "stopped")
        elif name == "reset":
            assert after == "idle"
            assert self.model.run.plan is None
        elif name == "evaluate":
            assert self.model.is_testing
        else:
            assert self.opened.pop() if name == "step through" else self.saves.pop()

    def bring_to(self, state):
        model = self.model
        model.reset()
        if state == "idle":
            return
        model.start()
        self.qtbot.waitUntil(
            lambda: model.state == "running" and model.can_step_through, timeout=60_000
        )
        {"paused": model.pause, "stopped": model.stop}.get(state, lambda: None)()
        settled(self.qtbot, self.pane) if state != "running" else QApplication.processEvents()


@pytest.mark.parametrize("state", STATES)
def test_every_pair_of_buttons_pressed_at_once(qtbot, pane, state):
    choose(qtbot, pane, LONG)
    hands = Hands(qtbot, pane)
    for first, second in product(NAMES, NAMES):
        hands.bring_to(state)
        hands.press(first)
        hands.press(second)
        model = pane.model
        assert hands.button("step through").isEnabled() == model.can_step_through
        assert hands.button("save").isEnabled() == model.can_step_through
        assert hands.button("stop").isEnabled() == model.is_busy
        assert hands.button("reset").isEnabled() == model.can_reset
        assert hands.button("start").isEnabled() == (model.state != "loading")


def test_after_reset_there_is_nothing_to_step_through_at_once(qtbot, pane):
    choose(qtbot, pane, LONG)
    hands = Hands(qtbot, pane)
    hands.bring_to("stopped")
    assert hands.button("step through").isEnabled()
    pane.strip.reset_button.click()
    assert not hands.button("step through").isEnabled()
    assert not hands.button("save").isEnabled()
    # A request that is already on its way does no harm.
    pane.side.step_through_requested.emit()
    assert not hands.opened


@pytest.mark.parametrize("suffix", [".npz", ".safetensors", ""])
def test_the_trained_network_is_saved_from_train(qtbot, tmp_path, suffix):
    window = MainWindow(Settings(tmp_path / "settings.json"), Appearance())
    qtbot.addWidget(window)
    window.open_first("xor")
    window.show()
    action = window.actions_["save_network"]
    assert not action.isEnabled()
    window.set_mode("train")
    model, pane = window.train_page.model, window.train_page.pane
    assert not action.isEnabled()
    assert not pane.side.save_button.isEnabled()
    model.set_numbers(epochs=3)
    model.start()
    qtbot.waitUntil(lambda: model.state == "finished", timeout=60_000)
    assert action.isEnabled()
    path = tmp_path / f"mine{suffix}"
    window.files.choose_file = lambda kind, _suggestion: str(path) if kind == "network" else ""
    pane.side.save_button.click()
    written = path if suffix else tmp_path / "mine.npz"
    loaded = load_parameters(written, model.run.plan.scenario)
    assert np.array_equal(loaded.flat, model.run.parameters)
    assert window.notice.text == f"Saved the network after 3 epochs to {written}."
    window.files.choose_file = lambda _kind, _suggestion: str(tmp_path / "no folder" / "x.npz")
    action.trigger()
    assert "x.npz" in window.notice.text
    # The epochs were changed, and are not to be saved.
    window.files.ask = lambda *_: Answer.DISCARD
