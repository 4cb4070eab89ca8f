"""The whole window in Explore, on the circle."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.explore import ExplorePane
from app.window.main_window import MainWindow

READY_MS = 120_000


@pytest.fixture
def explore(qtbot: QtBot, open_window: Callable[[str], MainWindow]) -> Callable[[str], ExplorePane]:
    """Return what opens Explore on a scenario and waits for its first maps."""

    def explored(word: str = "explore-circle") -> ExplorePane:
        window = open_window(word)
        window.set_mode("explore")
        pane = window.explore_page.pane
        assert pane is not None
        qtbot.waitUntil(lambda: pane.model.scores is not None, timeout=READY_MS)
        qtbot.waitUntil(lambda: pane.planes.maps is not None, timeout=READY_MS)
        return pane

    return explored
