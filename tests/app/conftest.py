"""What the tests of the window share: the worked example opened, and a run that diverges."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from seen import wait_until_loaded

from app.cli import main
from app.commands import Editor
from app.models import Document, SessionModel, Stepper
from app.models.training import TrainingModel
from app.settings import Settings
from app.theme import Appearance
from app.timeline import ParameterTable
from app.training import TrainingPane
from app.window.main_window import MainWindow
from app.window.unsaved import Answer
from engine.scenario import find_scenario

RUNAWAY = """
format = 1
id = "runaway"
title = "A step far too large"
[network]
inputs = 1
[[network.layers]]
units = 1
activation = "linear"
weights = [[1.0]]
bias = "none"
[loss]
name = "half-squared-error"
[data]
x = [[1.0]]
y = [[0.0]]
[training]
learning_rate = 1e20
"""


@pytest.fixture(scope="module", autouse=True)
def collected_here() -> Iterator[None]:
    """Let no other thread collect garbage: it would destroy widgets where Qt forbids it."""
    was = gc.isenabled()
    gc.disable()
    yield
    gc.collect()
    if was:
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def styled(qapp: QApplication) -> Iterator[QWidget]:
    """Keep a widget with a style sheet of its own.

    Tests take the application's off while windows are open. With none left Qt drops its list of
    styled widgets, misses those that go afterwards, and crashes at the next sheet.
    """
    keeper = QWidget()
    keeper.setStyleSheet("QLabel { border: none; }")
    yield keeper
    keeper.deleteLater()


@pytest.fixture(scope="module", autouse=True)
def undressed(qapp: QApplication) -> Iterator[None]:
    """Take off what a module gave the application to wear: others measure their own."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()
    yield
    qapp.setPalette(palette)
    qapp.setFont(font)
    qapp.setStyleSheet(sheet)


@pytest.fixture
def open_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[Callable[[str], MainWindow]]:
    """Return what opens the whole window on a scenario; it discards what is not saved."""
    made: list[MainWindow] = []

    def open_on(word: str) -> MainWindow:
        look = Appearance("light", 1.0)
        look.apply_to(qapp)
        window = MainWindow(Settings(tmp_path / "settings.json"), look)
        made.append(window)
        window.files.ask = lambda *_: Answer.DISCARD
        qtbot.addWidget(window)
        window.resize(1280, 720)
        window.open_first(word)
        window.show()
        return window

    yield open_on
    for window in made:
        window.close()
        wait_until_loaded(window.preloader)


@pytest.fixture
def runaway() -> str:
    """Return a scenario whose loss leaves the numbers after a few updates, as a file's text."""
    return RUNAWAY


@pytest.fixture
def stepper() -> Stepper:
    """Return the models with the worked example open."""
    made = Stepper.make()
    made.session.document.open(find_scenario("mazur-2-2-2"))
    return made


@pytest.fixture
def session() -> SessionModel:
    """Return a session with the worked example open."""
    made = SessionModel(Document())
    made.document.open(find_scenario("mazur-2-2-2"))
    return made


@pytest.fixture
def editor(stepper: Stepper) -> Editor:
    """Return what edits the worked example."""
    return Editor(stepper.session)


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication, stepper: Stepper, editor: Editor) -> ParameterTable:
    """Return the table of its parameters, on screen, with the fonts of the style sheet."""
    look = Appearance()
    look.apply_to(qapp)
    widget = ParameterTable(stepper, editor, look)
    qtbot.addWidget(widget)
    widget.resize(800, 480)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[TrainingPane]:
    """Return the Train pane on screen, with its model as ``model``."""
    model = TrainingModel(Document())
    pane = TrainingPane(model, Appearance())
    pane.model = model  # type: ignore[attr-defined]
    pane.scenario_chosen.connect(lambda word: model.document.open(find_scenario(word)))
    qtbot.addWidget(pane)
    pane.resize(1280, 640)
    pane.show()
    yield pane
    model.shutdown()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return what runs a command: its status, and what it printed."""

    def call(*words: str) -> tuple[int, str, str]:
        try:
            status = main(words)
        except SystemExit as end:
            status = int(end.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call
