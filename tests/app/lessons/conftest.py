"""The Lessons mode by itself."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.lessons.pane import LessonsPane
from app.settings import Settings
from app.theme import Appearance


@pytest.fixture
def make_pane(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[[float], LessonsPane]]:
    """Return what makes the mode at a text size, as high as it is in a window of 1280x720."""
    panes: list[LessonsPane] = []

    def make(scale: float) -> LessonsPane:
        appearance = Appearance("light", scale)
        appearance.apply_to(qapp)
        # Where the last test left the pointer, something would be pointed at.
        QCursor.setPos(0, 0)
        made = LessonsPane(Settings(), appearance)
        qtbot.addWidget(made)
        made.resize(1280, 660)
        made.show()
        panes.append(made)
        return made

    yield make
    for each in panes:
        each.shutdown()


@pytest.fixture
def pane(make_pane: Callable[[float], LessonsPane]) -> LessonsPane:
    """Return the mode with its gallery."""
    return make_pane(1.0)
