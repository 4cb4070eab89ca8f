"""A fault of the program is in the log with its traceback, and in one sentence for the person."""

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from pytestqt.exceptions import capture_exceptions

from app.cli import main
from app.compile_ahead import CompileAhead
from app.faults import catch_faults, with_whole_errors
from app.models.training_messages import Command, Failed
from app.models.training_worker import TrainingWorker
from app.window.preload import Preloader
from engine.errors import ScenarioError
from engine.files.log import log_file
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario
from engine.training import TrainingPlan, compile_all


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def log() -> str:
    return log_file().read_text(encoding="utf-8") if log_file().exists() else ""


def fail(*_: object, **__: object) -> None:
    raise KeyError("a b")


def broken(*_: object, **__: object) -> None:
    raise ValueError("shapes")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let faults be caught as in the window, and give what is said."""
    said: list[str] = []
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    catch_faults(said.append, lambda: said.append("closed"))
    return said


def test_the_command_line_says_where_the_details_are(monkeypatch, capsys) -> None:
    monkeypatch.setattr("app.reports.train.Trainer", fail)
    assert main(["train", "xor"]) == 3
    assert capsys.readouterr().err == (
        "chainrule: something in Chainrule failed (KeyError 'a b'); "
        f"the details are in {log_file()}, and --verbose shows them here\n"
    )
    assert "A command failed\nTraceback" in log()
    assert "in fail\n" in log()


def test_verbose_shows_them(monkeypatch, capsys) -> None:
    monkeypatch.setattr("app.reports.train.Trainer", fail)
    assert main(["train", "xor", "--verbose"]) == 3
    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert "in fail\n" in shown
    assert shown.endswith(f"the details are in {log_file()}\n")
    assert "in fail\n" in log()


def test_what_a_person_can_mend_is_no_fault(capsys) -> None:
    assert main(["trace", "no-such-id", "--verbose"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not log()


def test_the_window_says_one_sentence(said) -> None:
    try:
        fail()
    except KeyError as error:
        sys.excepthook(KeyError, error, error.__traceback__)
    assert said == [
        "Something in Chainrule failed (KeyError). Nothing you had open is lost. "
        f"The details are in {log_file()}."
    ]
    assert "in fail\n" in log()


class Mistaken(QWidget):
    sizes = (1,)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        shorter, self.sizes = self.sizes, (1, 2)
        dict(zip((1, 2), shorter, strict=True))


def test_an_error_of_a_method_that_qt_calls_back_ends_no_process(qtbot, said) -> None:
    widget = Mistaken()
    qtbot.addWidget(widget)
    with pytest.raises(ValueError, match="zip") as caught, capture_exceptions():
        with_whole_errors(widget.show)
    sys.excepthook(ValueError, caught.value, None)
    assert caught.value.__context__ is None
    assert "(ValueError)" in said[0]
    assert "another exception" not in log()


def test_the_window_shows_what_a_person_can_mend(said) -> None:
    error = ScenarioError("a.toml", "", "no such file")
    sys.excepthook(ScenarioError, error, None)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert said == ["a.toml: no such file", "closed"]
    assert not log()


def test_what_is_typed_is_refused_and_a_fault_is_not_taken_for_it(editor, monkeypatch) -> None:
    ref = Ref(Quantity.WEIGHT, 1, 0, 0)
    assert editor.set_text(ref, "many").startswith("Found many; expected a number such as")
    monkeypatch.setattr("app.commands.with_value", broken)
    with pytest.raises(ValueError, match="shapes"):
        editor.set_text(ref, "3")


def test_a_thread_that_dies_is_logged(said) -> None:
    thread = threading.Thread(target=fail, name="forgotten")
    thread.start()
    thread.join()
    assert not said
    assert "forgotten failed\nTraceback" in log()
    assert "in fail\n" in log()


def test_a_destructor_that_fails_is_logged(said) -> None:
    class Falling:
        def __del__(self) -> None:
            fail()

    Falling()
    assert not said
    assert "in fail\n" in log()


def test_the_training_thread_logs_what_it_catches(monkeypatch) -> None:
    monkeypatch.setattr("app.models.training_worker.load_training_data", fail)
    worker = TrainingWorker()
    worker.send(Command("prepare", 1, TrainingPlan.of(find_scenario("xor"))))
    worker.shut_down()
    messages = [worker.messages.get() for _ in range(worker.messages.qsize())]
    (failed,) = (message for message in messages if isinstance(message, Failed))
    assert failed.sentence == (
        f"Training stopped by a fault of Chainrule (KeyError('a b')); "
        f"the details are in {log_file()}."
    )
    assert "Training failed\nTraceback" in log()
    assert "in fail\n" in log()


def test_the_preloader_logs_what_it_catches(qtbot, monkeypatch) -> None:
    monkeypatch.setattr("app.window.preload.load", fail)
    preloader = Preloader()
    with qtbot.waitSignal(preloader.failed) as blocker:
        preloader.start()
    assert str(log_file()) in blocker.args[0]
    assert "Loading formulas failed\nTraceback" in log()


def test_compiling_ahead_logs_what_it_catches(monkeypatch) -> None:
    monkeypatch.setattr(compile_all, "compile_all", fail)
    assert compile_all._compile_or_log() == 1
    assert "Compiling ahead failed\nTraceback" in log()


def test_a_process_that_cannot_begin_is_logged_unless_it_was_ended(qtbot) -> None:
    compiling = CompileAhead()
    compiling.process.start("/no/such/program", [])
    qtbot.waitUntil(lambda: "Compiling ahead failed: " in log())
    before = log()
    again = CompileAhead()
    again.process.start(sys.executable, ["-c", "import time; time.sleep(60)"])
    assert again.process.waitForStarted()
    QTimer.singleShot(0, again.end)
    qtbot.waitUntil(lambda: again.process.state() == QProcess.ProcessState.NotRunning)
    assert log() == before
