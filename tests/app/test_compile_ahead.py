"""Kernels are compiled beside the window, at a low priority, and end with it."""

import os
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess

from app import compile_ahead
from app.compile_ahead import CompileAhead
from engine.compilation import store as code_store
from engine.compilation.store import CodeStore


@pytest.fixture
def store(monkeypatch, tmp_path):
    """A store of compiled code with nothing in it."""
    monkeypatch.setattr(compile_ahead, "DELAY_MS", 0)
    store = CodeStore(tmp_path / "chainrule" / "kernels")
    monkeypatch.setattr(code_store, "code_store", lambda: store)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return store


@pytest.mark.usefixtures("store")
def test_it_is_nice_and_ends_with_the_window(qtbot):
    compiling = CompileAhead()
    compiling.begin()
    qtbot.waitUntil(lambda: compiling.process.state() == QProcess.ProcessState.Running)
    if sys.platform == "linux":

        def nice():
            status = Path(f"/proc/{compiling.process.processId()}/stat").read_text(encoding="utf-8")
            return int(status.rpartition(")")[2].split()[16])

        qtbot.waitUntil(lambda: nice() == os.nice(0) + 10, timeout=30_000)
    began = time.monotonic()
    compiling.end()
    assert compiling.process.state() == QProcess.ProcessState.NotRunning
    assert time.monotonic() - began < 1


def test_nothing_is_started_where_all_is_there(qtbot, store):
    store.save("one.code", b"x")
    store.mark_complete(["one.code"])
    compiling = CompileAhead()
    compiling.begin()
    qtbot.wait(50)
    assert compiling.process.state() == QProcess.ProcessState.NotRunning
    assert compiling.process.processId() == 0


def test_a_window_that_is_closed_at_once_starts_nothing(qtbot, store):
    compiling = CompileAhead()
    compiling.begin()
    compiling.end()
    qtbot.wait(50)
    assert compiling.process.processId() == 0
    assert not list(store.folder.iterdir())


@pytest.mark.usefixtures("store")
def test_a_folder_that_is_not_the_users_is_said_once(qtbot, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    bad = CodeStore(tmp_path / "file" / "kernels")
    monkeypatch.setattr(code_store, "code_store", lambda: bad)
    said = []
    compiling = CompileAhead()
    compiling.problem_found.connect(said.append)
    compiling.begin()
    qtbot.waitUntil(lambda: said == [bad.problem])
    assert "file" in said[0]
    assert compiling.process.processId() == 0
