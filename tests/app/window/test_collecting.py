"""Garbage is collected where widgets may be destroyed, and as often as before."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.window.collecting import Collector
from app.window.preload import Preloader


class Knot:
    """Something that only a cycle keeps; it notes the thread that ends it."""

    def __init__(self) -> None:
        self.itself = self


def test_cycles_go_in_this_thread(qtbot: QtBot) -> None:
    parent = QObject()
    collector = Collector(parent)
    collector.begin()
    assert not gc.isenabled()
    ended: list[threading.Thread] = []
    knot = Knot()
    weakref.finalize(knot, lambda: ended.append(threading.current_thread()))
    del knot
    alive = [[] for _ in range(3 * gc.get_threshold()[0])]
    # Not waited for: an earlier test's window may begin meanwhile, and freeze the knot.
    collector.look()
    assert ended == [threading.main_thread()]
    assert alive
    gc.unfreeze()


def test_it_looks_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[threading.Thread] = []

    def look(collector: Collector) -> None:
        looks.append(threading.current_thread())

    monkeypatch.setattr(Collector, "look", look)
    parent = QObject()
    Collector(parent).begin()
    qtbot.waitUntil(lambda: bool(looks))
    assert looks[0] is threading.main_thread()
    gc.unfreeze()


@pytest.mark.parametrize("problem", ["", "no such module"])
def test_loading_is_announced_by_the_window_s_thread(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, problem: str
) -> None:
    def load() -> None:
        if problem:
            raise ImportError(problem)

    monkeypatch.setattr("app.window.preload.load", load)
    monkeypatch.setattr("app.window.preload.load_train", lambda: None)
    preloader = Preloader()
    heard: list[threading.Thread] = []
    signal = preloader.failed if problem else preloader.loaded
    signal.connect(lambda *_: heard.append(threading.current_thread()))
    with qtbot.waitSignal(preloader.ended), qtbot.waitSignal(signal) as blocker:
        preloader.start()
    assert heard == [threading.main_thread()]
    assert not problem or problem in blocker.args[0]
