"""The first picture is laid out once, and what it does without comes right after it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.graph.items import picture as drawing
from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[float], MainWindow]]:
    """Make a window that is not shown yet, at a text size."""
    made: list[MainWindow] = []

    def window(text_scale: float = 1.0) -> MainWindow:
        appearance = Appearance("light", text_scale)
        appearance.apply_to(QApplication.instance())
        window = MainWindow(Settings(tmp_path / "settings.json"), appearance)
        window.preloader.start = lambda: None
        qtbot.addWidget(window)
        window.resize(1280, 720)
        window.open_first("mazur-2-2-2")
        made.append(window)
        return window

    yield window
    for each in made:
        each.close()


def places(window: MainWindow) -> list[QRect]:
    page = window.step_page
    parts = (window.top_bar, page.graph.header, page.graph.view, page.place, page.timeline)
    return [part.geometry() for part in parts]


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_graph_is_laid_out_once_and_nothing_moves_afterwards(
    qtbot: QtBot, make: Callable[[float], MainWindow], monkeypatch: pytest.MonkeyPatch, scale: float
) -> None:
    sizes = []
    plan_network = drawing.plan_network

    def watched(shape, rectangle, texts, text_scale, **more):  # type: ignore[no-untyped-def]
        sizes.append((rectangle.width, rectangle.height))
        return plan_network(shape, rectangle, texts, text_scale, **more)

    monkeypatch.setattr(drawing, "plan_network", watched)
    window = make(scale)
    first = []
    window.first_painted.connect(lambda: first.append(places(window)))
    window.show()
    qtbot.waitUntil(lambda: bool(first))
    window.step_page.load()
    qtbot.wait(300)
    assert places(window) == first[0]
    port = window.step_page.graph.view.viewport().size()
    assert sizes == [(port.width(), port.height())]


def test_the_derivation_follows_the_first_picture_by_itself(
    qtbot: QtBot, make: Callable[[float], MainWindow]
) -> None:
    window = make(1.0)
    there = []
    window.step_page.place.made.connect(lambda: there.append("derivation"))
    window.first_painted.connect(lambda: there.append("picture"))
    window.show()
    qtbot.waitUntil(lambda: len(there) == 2)
    assert there == ["picture", "derivation"]
    qtbot.waitUntil(window.step_page.working.isVisible)
    assert window.step_page.working.size() == window.step_page.place.size()


def test_keys_before_the_derivation_is_there_are_not_lost(
    qtbot: QtBot, make: Callable[[float], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make(1.0)
    made = []
    window.step_page.place.made.connect(lambda: made.append(window.stepper.playback.position))
    monkeypatch.setattr(window, "_load", lambda: None)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.step_page.graph.view, Qt.Key.Key_Right)
    assert window.stepper.playback.position == 1
    assert not made
    # This key scrolls what it does not find yet, before it steps.
    QTest.keyClick(window.step_page.graph.view, Qt.Key.Key_PageDown)
    assert made == [1]
    assert window.stepper.playback.position == 2
