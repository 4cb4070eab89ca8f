"""The log of faults: where it is, what stands in it, and what is loaded before there is any."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.files import log as diagnostics
from engine.files.log import is_shown, log_fault, log_file, logger, show_log


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "chainrule"


def failed(text: str) -> Exception:
    try:
        raise KeyError(text)
    except KeyError as error:
        return error


def test_a_fault_is_logged_with_its_traceback(folder: Path) -> None:
    assert log_file() == folder / "errors.log"
    assert log_fault("Training", failed("a b")) == f"the details are in {log_file()}"
    text = log_file().read_text(encoding="utf-8")
    assert "ERROR" in text
    assert "Training failed" in text
    assert "Traceback" in text
    assert "in failed" in text
    assert text.rstrip().endswith("KeyError: 'a b'")


def test_a_terminal_obeys_nothing_in_the_log(folder: Path, capsys) -> None:
    show_log()
    log_fault("Reading a\x1b[2J", ValueError("b\x9b2J"))
    for text in (log_file().read_text(encoding="utf-8"), capsys.readouterr().err):
        assert r"a\x1b[2J" in text
        assert r"b\x9b2J" in text
        assert not {"\x1b", "\x9b"} & set(text)


def test_the_log_is_set_aside_before_it_becomes_large(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(diagnostics, "MOST_BYTES", 1000)
    for number in range(40):
        log_fault(f"Work {number}", failed("x"))
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["errors.log", "errors.log.1", "errors.log.2"]
    assert all(file.stat().st_size <= 1000 for file in files)
    assert "Work 39 failed" in files[0].read_text(encoding="utf-8")


def test_where_the_log_cannot_be_written_the_fault_is_shown(folder: Path, capsys) -> None:
    folder.write_text("no folder")
    assert log_fault("Training", failed("a b")) == "the log of such faults cannot be written"
    assert "KeyError: 'a b'" in capsys.readouterr().err


def test_without_a_home_folder_the_fault_is_shown(monkeypatch, capsys) -> None:
    def none() -> Path:
        raise RuntimeError("no home folder")

    monkeypatch.setattr(diagnostics, "log_file", none)
    log_fault("Training", failed("a b"))
    assert "KeyError: 'a b'" in capsys.readouterr().err


def test_each_thing_is_written_once(folder: Path, capsys) -> None:
    assert not is_shown()
    show_log()
    show_log()
    assert is_shown()
    logger().warning("one")
    logger().warning("two")
    assert log_file().read_text(encoding="utf-8").count("\n") == 2
    assert capsys.readouterr().err.count("\n") == 2


@pytest.mark.parametrize(
    ("platform", "place"),
    [
        ("linux", ".local/state/chainrule"),
        ("darwin", "Library/Logs/Chainrule"),
        ("win32", "AppData/Local/Chainrule/Logs"),
    ],
)
def test_each_system_has_its_folder(monkeypatch, tmp_path: Path, platform, place) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    # A relative folder is no folder there.
    monkeypatch.setenv("XDG_STATE_HOME", "here")
    assert log_file() == tmp_path / place / "errors.log"


def test_nothing_of_logging_is_loaded_before_something_fails() -> None:
    code = (
        "import sys, app.cli, app.faults, engine.files.log, app.models.training_worker\n"
        "print('logging.handlers' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env=dict(os.environ),
    )
    assert done.stdout.strip() == "False"
