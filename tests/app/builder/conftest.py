"""A window in which a network is made."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.window.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, open_window: Callable[[str], MainWindow]) -> MainWindow:
    made = open_window("mazur-2-2-2")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made
