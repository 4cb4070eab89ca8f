"""Copying, exporting a picture, the legend and what About shows."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication, QImage, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from seen import wait_until_loaded

from app.settings import Settings
from app.theme import Appearance
from app.window.about import AboutDialog
from app.window.help import HelpDialog
from app.window.main_window import MainWindow
from app.window.preload import load


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    appearance = Appearance("light", 1.0)
    appearance.apply_to(QApplication.instance())
    window = MainWindow(Settings(tmp_path / "settings.json"), appearance)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.open_first("mazur-2-2-2")
    load()
    window.stepper.working.enable()
    window.show()
    qtbot.waitExposed(window)
    window.stepper.playback.go_to(15)
    yield window
    window.close()
    wait_until_loaded(window.preloader)


def test_the_derivation_and_the_picture_are_copied(window: MainWindow) -> None:
    clipboard = QGuiApplication.clipboard()
    window.actions_["copy_text"].trigger()
    assert "0.741365 · 0.186816 · 0.593270 ≈ 0.082167" in clipboard.text()
    window.actions_["copy_latex"].trigger()
    assert r"\partial w_{5}" in clipboard.text()
    window.actions_["copy_picture"].trigger()
    assert clipboard.pixmap().size() == window.size() * window.devicePixelRatioF()


def test_a_picture_is_saved_as_the_window_shows_it(window: MainWindow, tmp_path: Path) -> None:
    asked = []

    def choose(kind: str, suggestion: str) -> str:
        asked.append((kind, Path(suggestion).name))
        return str(tmp_path / "slide")

    window.files.choose_file = choose
    window.sharing.ask_what = lambda dialog: dialog.choice
    window.actions_["export"].trigger()
    assert asked == [("export", "mazur-2-2-2.png")]
    picture = QImage(str(tmp_path / "slide.png"))
    assert picture.size() == window.size() * window.devicePixelRatioF()
    window.files.choose_file = lambda _kind, _suggestion: str(tmp_path / "none" / "slide.png")
    window.actions_["export"].trigger()
    assert "slide.png" in window.notice.text


def test_about_names_version_licences_and_folders(window: MainWindow, tmp_path: Path) -> None:
    window.actions_["about"].trigger()
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    text = dialog.text.toPlainText()
    for word in ("0.1.0", "MIT licence", "MNIST", "Attribution-ShareAlike 3.0", "numpy", "LGPL"):
        assert word in text
    assert str(tmp_path / "settings.json") in text
    assert "errors.log" in text
    dialog.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_legend_shows_dashes_for_negative_weights(window: MainWindow, theme: str) -> None:
    window.appearance.set_theme(theme)
    window.show_help()
    dialog = window.findChild(HelpDialog)
    assert dialog is not None
    said = dialog.text.toPlainText()
    assert "A negative weight: a dashed line" in said
    assert "it is frozen, no update changes it" in said
    document = dialog.text.document()
    kind = QTextDocument.ResourceType.ImageResource.value
    changes = {}
    lock = document.resource(kind, QUrl("legend:frozen"))
    drawn = [
        x
        for x in range(lock.width())
        if any(lock.pixelColor(x, y).alpha() > 40 for y in range(lock.height()))
    ]
    assert 5 < len(drawn) < lock.width() / 2
    for name in ("positive", "negative"):
        image = document.resource(kind, QUrl(f"legend:{name}"))
        row = [image.pixelColor(x, image.height() // 2).alpha() > 40 for x in range(image.width())]
        changes[name] = sum(a != b for a, b in pairwise(row))
    assert changes["positive"] == 0
    assert changes["negative"] >= 6
    dialog.close()
