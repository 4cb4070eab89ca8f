"""Measure the window as its user feels it: first paint, key to picture, life while training.

Run it alone on an idle machine, from the environment Chainrule is installed in:

    .venv/bin/python tests/benchmarks/window.py

Every figure that has a peer is measured beside it in the same run: the first paint beside that of
a bare PySide6 window, training with the window beside training without. With ``--where`` it only
prints where the time until the first paint goes.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, done)
def done():
    print(time.time(), time.process_time(), flush=True)
    application.quit()
application = QApplication([])
window = Window()
window.show()
application.exec()
"""

CHAINRULE = """
import os, sys, time
import app.application as module
plain = module._window
def watched(application, settings):
    window = plain(application, settings)
    window.first_painted.connect(done)
    return window
def done():
    print(time.time(), time.process_time(), flush=True)
    os._exit(0)
module._window = watched
from app.cli import main
main(["mazur-2-2-2"])
"""


WHERE = """
import gc, json, os, time
gc.disable()
marks = [("Python", time.process_time())]
def mark(name):
    marks.append((name, time.process_time()))
import app.application as module
mark("NumPy and the engine")
application = module.plain_application()
mark("PySide6")
import app.window.main_window
mark("modules of the window")
from app.settings import Settings
window = module._window(application, Settings.own())
mark("making the window")
window.open_first("mazur-2-2-2")
mark("opening the scenario")
window.first_painted.connect(application.quit)
window.show()
mark("laying the window out")
application.exec()
mark("drawing the graph, paint")
print(json.dumps(marks), flush=True)
os._exit(0)
"""


def percentile(values: list[float], share: float) -> float:
    """Return the value that the given share of the sorted values does not exceed."""
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def run_alone(code: str, home: str) -> str:
    """Return what Python code prints that runs in a process of its own."""
    # An installed program has its bytecode. Where the environment keeps Python from writing it,
    # a quarter of the time would go into compiling the sources anew at every start.
    writes = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**writes, "HOME": home, "XDG_CONFIG_HOME": home},
    )
    return done.stdout


def first_paint(code: str, home: str) -> tuple[float, float]:
    """Return seconds from process start to the end of the first paint, and those of the CPU."""
    began = time.time()
    ended, busy = map(float, run_alone(code, home).split())
    return ended - began, busy


def measure_first_paint(repeats: int = 15) -> None:
    """Print both first paints, measured in turn."""
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as home:
        for repeat in range(repeats + 1):
            pair = first_paint(BARE, home), first_paint(CHAINRULE, home)
            if repeat:  # The first pair warms the disk's cache.
                bare.append(pair[0])
                ours.append(pair[1])
    load = os.getloadavg()[0]
    print(f"First paint from process start, median of {repeats}, load average {load:.1f}")
    for index, what in enumerate(("seconds", "seconds of the CPU")):
        one, other = ([times[index] for times in each] for each in (bare, ours))
        ratio = statistics.median(b / a for a, b in zip(one, other, strict=True))
        print(
            f"  {what}: bare PySide6 window {statistics.median(one):.3f}, "
            f"Chainrule {statistics.median(other):.3f}, ratio {ratio:.2f}"
        )


def show_where(repeats: int = 9) -> None:
    """Print the CPU time of each stage until the first paint."""
    stages: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as home:
        for repeat in range(repeats + 1):
            before = 0.0
            for name, until in json.loads(run_alone(WHERE, home)):
                if repeat:
                    stages.setdefault(name, []).append(1000 * (until - before))
                before = until
    print(f"CPU time until the first paint, ms (median, least of {repeats})")
    for name, times in stages.items():
        print(f"  {name:26} {statistics.median(times):6.0f} {min(times):6.0f}")


def open_window(word: str):  # type: ignore[no-untyped-def]
    """Return the window at 1600×900 with a scenario open and everything loaded."""
    from PySide6.QtWidgets import QApplication

    from app.settings import Settings
    from app.theme import Appearance
    from app.window.main_window import MainWindow
    from app.window.preload import load
    from app.window.unsaved import Answer

    application = QApplication.instance() or QApplication(["bench"])
    appearance = Appearance("light", 1.0)
    appearance.apply_to(application)
    folder = tempfile.mkdtemp()
    window = MainWindow(Settings(Path(folder) / "settings.json"), appearance)
    # Nobody is there to be asked what becomes of a finished run.
    window.files.ask = lambda _text: Answer.DISCARD
    window.resize(1600, 900)
    window.open_first(word)
    load()
    window.step_page.load()
    window.stepper.working.enable()
    window.show()
    settle(application.processEvents)
    return application, window


def settle(process: Callable[[], None], turns: int = 50) -> None:
    """Let everything that waits happen."""
    for _ in range(turns):
        process()


def measure_keys(word: str, presses: int) -> None:
    """Print the time from a key press to the end of the paint that answers it."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    application, window = open_window(word)
    playback = window.stepper.playback
    target = window.step_page.graph.view
    length = playback.length
    # Small iterations are walked from end to end; of large ones, stretches all over.
    starts = [0] if length < presses else [k * length // 10 for k in range(10)]
    stretch = min(length, presses // len(starts))
    times: list[float] = []
    for measuring in (False, True, True, True):
        for start in starts:
            playback.go_to(start)
            settle(application.processEvents, 30 if length < presses else 200)
            for _ in range(stretch):
                began = time.perf_counter()
                QTest.keyClick(target, Qt.Key.Key_Right)
                application.processEvents()
                if measuring:
                    times.append(1000 * (time.perf_counter() - began))
    window.close()
    print(
        f"Key press to end of paint, {word}, 1600x900: median {statistics.median(times):.1f} ms, "
        f"p99 {percentile(times, 0.99):.1f} ms, worst {max(times):.1f} ms, {len(times)} presses"
    )


def train_without_window() -> float:
    """Return rows a second of a run on the command line, over its later epochs."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "train", "mnist-16-16", "--epochs", "10", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()[:-1]]
    return statistics.median(line["samples_per_second"] for line in lines)


def measure_training(repeats: int = 3) -> None:
    """Print how even the window's tick is while MNIST trains, and what the window costs."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    _, window = open_window("mazur-2-2-2")
    window.set_mode("train")
    model = window.train_page.model
    alone, beside, gaps = [], [], []
    for _ in range(repeats):
        alone.append(train_without_window())
        gap, speeds = watch_run(model, QTimer, QEventLoop, Qt)
        gaps += gap
        beside.append(statistics.median(speeds))
    window.close()
    print(
        f"The window's 33 ms tick while MNIST trains: median {statistics.median(gaps):.1f} ms, "
        f"p99 {percentile(gaps, 0.99):.1f} ms, worst {max(gaps):.1f} ms, {len(gaps)} ticks"
    )
    share = 1 - statistics.median(beside) / statistics.median(alone)
    print(
        f"Training MNIST, rows a second: command line {statistics.median(alone):,.0f}, "
        f"beside the window {statistics.median(beside):,.0f} ({100 * share:+.1f} % lost)"
    )


def watch_run(model, timer_type, loop_type, qt):  # type: ignore[no-untyped-def]
    """Train MNIST once in the window; return the tick's gaps in ms and rows a second."""
    from engine.scenario import find_scenario

    model.document.open(find_scenario("mnist-16-16"))
    model.reset()
    gaps: list[float] = []
    last = [time.perf_counter()]
    timer = timer_type()
    timer.setTimerType(qt.TimerType.PreciseTimer)
    timer.setInterval(33)

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(1000 * (now - last[0]))
        last[0] = now

    speeds: list[float] = []
    known: list[object] = [None]

    def collect() -> None:
        if model.run.metrics is not None and model.run.metrics is not known[0]:
            known[0] = model.run.metrics
            speeds.append(model.run.metrics.samples_per_second)

    def follow() -> None:
        if model.state == "running":
            last[0] = time.perf_counter()
            timer.start()
        elif model.state in ("finished", "diverged"):
            timer.stop()
            loop.quit()

    loop = loop_type()
    timer.timeout.connect(tick)
    model.advanced.connect(collect)
    model.state_changed.connect(follow)
    model.start()
    # The loop itself, not a loop around it, so that nothing but the window takes turns.
    loop.exec()
    model.advanced.disconnect(collect)
    model.state_changed.disconnect(follow)
    return gaps[1:], speeds


if __name__ == "__main__":
    if "--where" in sys.argv[1:]:
        show_where()
        sys.exit()
    measure_first_paint()
    measure_keys("mazur-2-2-2", 200)
    measure_keys("mnist-16-16", 300)
    measure_training()
