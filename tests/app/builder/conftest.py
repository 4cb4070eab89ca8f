"""A window in which a network is made."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from seen import wait_until_loaded

from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.unsaved import Answer


@pytest.fixture
def window(qtbot, tmp_path) -> Iterator[MainWindow]:
    appearance = Appearance("light", 1.0)
    appearance.apply_to(QApplication.instance())
    made = MainWindow(Settings(tmp_path / "settings.json"), appearance)
    made.files.ask = lambda *_: Answer.DISCARD
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.open_first("mazur-2-2-2")
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    wait_until_loaded(made.preloader)
