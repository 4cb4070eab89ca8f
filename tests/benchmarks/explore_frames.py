"""How often Explore's maps are drawn while it trains at full speed, and what the window costs.

    python tests/benchmarks/explore_frames.py [SECONDS]

Run it alone on an idle machine. Six hidden layers of eight units on the spiral: expected are 30
frames a second at the 95th percentile, and at most a fifth fewer epochs than without a window,
which are trained in the same process before and after.
"""

import math
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# As the program does.
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
sys.path[:0] = [str(Path(__file__).parents[2])]

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

import resources
from app.explore.pane import ExplorePane
from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.preload import load
from engine.scenario import load_scenario
from engine.training import TrainingPlan, load_training_data
from engine.training.exploration import Exploration

HIDDEN = '[[network.layers]]\nunits = 8\nactivation = "tanh"\n'
LAYERS = 6


def deep_spiral(folder: Path) -> Path:
    """Write explore-spiral with six hidden layers; return the file."""
    text = resources.file("scenarios", "explore-spiral.toml").read_text(encoding="utf-8")
    head, *_, last = text.split("[[network.layers]]")
    path = folder / "deep-spiral.toml"
    layers = HIDDEN * LAYERS + "[[network.layers]]" + last
    path.write_text((head + layers).replace("explore-spiral", "deep-spiral"), encoding="utf-8")
    return path


def wait(seconds: float) -> None:
    """Let the window live, in an event loop that lets other threads run, as the program's."""
    loop, timer = QEventLoop(), QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start(round(1000 * seconds))
    loop.exec()


def open_explore(path: Path, folder: Path) -> tuple[MainWindow, ExplorePane]:
    """Open the window in Explore, and wait for the kernels and the first maps."""
    application = QApplication(["bench"])
    appearance = Appearance("light", 1.0)
    appearance.apply_to(application)
    window = MainWindow(Settings(folder / "settings.json"), appearance)
    window.resize(1600, 900)
    window.open_first(str(path))
    load()
    window.show()
    window.set_mode("explore")
    pane = window.explore_page.findChild(ExplorePane)
    wait_until_ready(pane)
    return window, pane


def wait_until_ready(pane: ExplorePane) -> None:
    """Wait for what the network makes of its rows, and for its maps."""
    while pane.model.scores is None or pane.planes.maps is None:
        wait(0.05)


def alone(path: Path, seconds: float) -> float:
    """Return epochs a second without a window."""
    scenario = load_scenario(str(path))
    plan = TrainingPlan.of(scenario)
    run = Exploration(plan, load_training_data(plan))
    for _ in run.prepare():
        pass
    run.work(run.batches * 100, seconds)
    before, began = run.updates, time.perf_counter()
    run.work(10**12, seconds)
    return (run.updates - before) / run.batches / (time.perf_counter() - began)


def beside_the_window(path: Path, folder: Path, seconds: float) -> tuple[float, list[float]]:
    """Return epochs a second in Explore, and the seconds between maps that were painted."""
    window, pane = open_explore(path, folder)
    model, planes = pane.model, pane.planes
    painted: list[float] = []
    shown: list[object] = []

    class Painted(type(pane.map)):
        def paintEvent(self, event) -> None:  # noqa: N802
            super().paintEvent(event)
            if not shown or shown[-1] is not planes.maps:
                shown[:] = [planes.maps]
                painted.append(time.perf_counter())

    pane.map.__class__ = Painted
    model.set_speed(math.inf)
    model.play()
    wait(1.5)
    painted.clear()
    before, began = model.epoch, time.perf_counter()
    wait(seconds)
    rate = (model.epoch - before) / (time.perf_counter() - began)
    model.pause()
    window.close()
    return rate, np.diff(painted).tolist()


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = deep_spiral(folder)
        first = alone(path, seconds)
        beside, gaps = beside_the_window(path, folder, seconds)
        last = alone(path, seconds)
    plain = (first + last) / 2.0
    late = np.percentile(gaps, 95) * 1000.0
    print(f"{len(gaps) / seconds:.1f} maps a second; between two, ms: ", end="")
    print(f"median {np.median(gaps) * 1000:.1f}, 95 % within {late:.1f} (33.3 for 30 a second)")
    lost = 100 * (1 - beside / plain)
    print(f"epochs a second: alone {first:,.0f} and {last:,.0f}, ", end="")
    print(f"beside the window {beside:,.0f} ({lost:.1f} % lost)")


if __name__ == "__main__":
    main()
