"""Files are read beside the window, which stays alive, shows how far that is, and can cancel it."""

import threading
import time

import pytest
from PySide6.QtCore import SIGNAL, QTimer
from PySide6.QtWidgets import QProgressDialog, QPushButton, QWidget
from seen import wait_until_loaded

from app.settings import Settings
from app.theme import Appearance
from app.window import waiting
from app.window.main_window import MainWindow
from app.window.unsaved import Answer
from app.window.waiting import Waiting
from engine.data.tables import text
from engine.progress import WorkCancelledError, report
from tables import OVER_TABLE, many


@pytest.fixture
def window(qtbot, tmp_path):
    """A window with a shipped scenario open."""
    window = MainWindow(Settings(tmp_path / "settings.json"), Appearance())
    qtbot.addWidget(window)
    window.open_first("xor")
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.files.ask = lambda _sentence: Answer.DISCARD
    wait_until_loaded(window.preloader)
    window.close()


@pytest.fixture
def large(tmp_path, monkeypatch):
    """A scenario over a table that takes some seconds to read."""
    monkeypatch.setattr(waiting, "PATIENCE_MS", 30)
    monkeypatch.setattr(text, "_CHUNK_CELLS", 300)
    (tmp_path / "own.csv").write_text(many("{i}", "{i}", "{odd}", rows=200_000), encoding="utf-8")
    head = OVER_TABLE.format(
        units=2,
        activation="softmax",
        loss="categorical-cross-entropy",
        target="y",
        task="classification",
    )
    path = tmp_path / "own.toml"
    path.write_text(f"{head}[training]\nlearning_rate = 0.1\n", encoding="utf-8")
    return path


def when_shown(window, act):
    """Act on the dialog once it has been shown and has something to say."""
    timer = QTimer(window)

    def look():
        for dialog in window.findChildren(QProgressDialog, "waiting"):
            if dialog.isVisible() and dialog.value() > 0:
                timer.stop()
                act(dialog)

    timer.timeout.connect(look)
    timer.start(10)
    return timer


def test_a_large_table_is_read_beside_the_window(window, large):
    seen, ticks = [], []
    when_shown(window, lambda dialog: seen.append((dialog.labelText(), dialog.value())))
    ticking = QTimer(window)
    ticking.timeout.connect(lambda: ticks.append(time.monotonic()))
    ticking.start(10)
    window.open_word(str(large))
    assert window.stepper.session.scenario.id == "own"
    assert seen[0][0] == "Reading own.csv"
    assert 0 < seen[0][1] <= 1000
    # The window's timers went on: one that is kept waiting sees none until the end.
    assert len(ticks) > 3
    assert not [dialog for dialog in window.findChildren(QProgressDialog) if dialog.isVisible()]


def test_cancelling_leaves_open_what_was(window, large):
    before, opened = window.stepper.session.scenario, []
    window.stepper.document.opened.connect(lambda: opened.append(True))
    when_shown(window, lambda dialog: dialog.findChild(QPushButton).click())
    window.open_word(str(large))
    assert window.stepper.session.scenario is before
    assert not opened
    assert window.notice.text == ""
    # The thread ends too, and the file can be opened after all.
    until = time.monotonic() + 10
    while any(thread.name == "waited-for" for thread in threading.enumerate()):
        assert time.monotonic() < until
    window.open_word(str(large))
    assert window.stepper.session.scenario.id == "own"


def test_what_is_wrong_with_a_table_is_said(window, large):
    table = large.with_name("own.csv")
    table.write_text(f"{table.read_text(encoding='utf-8')}1,2\n", encoding="utf-8")
    before = window.stepper.session.scenario
    window.open_word(str(large))
    assert "row 200,002: 2 fields, expected 3" in window.notice.text
    assert window.stepper.session.scenario is before


def test_work_that_is_done_soon_shows_nothing(window):
    assert Waiting(lambda: 7).result(window) == 7
    assert not window.findChildren(QProgressDialog)


def test_work_that_reports_ends_when_cancelled(window, monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE_MS", 1)
    ended = threading.Event()

    def work():
        try:
            for step in range(1, 2_000):
                report("Working", step / 2_000)
                time.sleep(0.01)
        finally:
            ended.set()

    when_shown(window, lambda dialog: dialog.close())
    with pytest.raises(WorkCancelledError):
        Waiting(work).result(window)
    assert ended.wait(5)


def test_what_was_waited_for_does_not_listen_for_the_windows_end(qtbot, monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE_MS", 1)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    go_on = threading.Event()

    def work():
        report("Working", 0.5)
        return go_on.wait(5)

    ended = SIGNAL("destroyed(QObject*)")
    # The first connection leaves a receiver of PySide's own.
    parent.destroyed.connect(go_on.set)
    parent.destroyed.disconnect(go_on.set)
    before = parent.receivers(ended)
    when_shown(parent, lambda _dialog: go_on.set())
    assert Waiting(work).result(parent)
    assert parent.receivers(ended) == before
