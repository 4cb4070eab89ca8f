"""Measure how long Train takes to open: a first frame, then the plots.

Run it alone on an idle machine, from the environment Chainrule is installed in:

    .venv/bin/python tests/benchmarks/train_opening.py [REPEATS]

The window is opened anew for each figure, and Train is asked for so many seconds after the first
paint. From three seconds on it is to open within 0.3 s; before that a frame is to be there within
0.1 s and the plots within 1 s.
"""

import os
import statistics
import sys
import tempfile

from window import run_alone

DELAYS = (0.0, 0.3, 1.0, 3.0, 5.0)

OPENING = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
import app.application as module
from app.window.train_page import TrainPage

class Watch(QObject):
    # Notes when the page, and then a plot on it, has been painted.
    def __init__(self, window):
        super().__init__(window)
        self.window, self.times, self.seen = window, {}, False
    def begin(self):
        self.clocks = time.perf_counter(), time.thread_time()
        self.window.application.installEventFilter(self)
        self.window.set_mode("train")
    def note(self, what):
        if what not in self.times:
            now = time.perf_counter(), time.thread_time()
            self.times[what] = [b - a for a, b in zip(self.clocks, now)]
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and "app.plot.plot" in sys.modules and not self.seen:
            from app.plot.plot import Plot
            if isinstance(watched, Plot):
                self.seen = True
                # In the next turn all that lies in the window is painted.
                QTimer.singleShot(0, self.end)
        return False
    def end(self):
        self.note("plots")
        self.note("frame")
        print(*self.times["frame"], *self.times["plots"], flush=True)
        os._exit(0)

plain = module._window
def watched(application, settings):
    window = plain(application, settings)
    window.application = application
    watch = Watch(window)
    def paint(page, event, before=TrainPage.paintEvent):
        before(page, event)
        watch.note("frame")
    TrainPage.paintEvent = paint
    window.first_painted.connect(lambda: QTimer.singleShot(DELAY, watch.begin))
    return window
module._window = watched
from app.cli import main
main([WORD])
"""


def opening(delay: float, word: str, home: str) -> list[float]:
    """Return seconds until frame and plots: wall, CPU of the window's thread, for each."""
    code = OPENING.replace("DELAY", str(round(1000 * delay))).replace("WORD", repr(word))
    return [float(text) for text in run_alone(code, home).split()]


def measure(word: str, repeats: int) -> None:
    """Print medians and worst of each delay, by turns."""
    found: dict[float, list[list[float]]] = {delay: [] for delay in DELAYS}
    with tempfile.TemporaryDirectory() as home:
        opening(0.0, word, home)  # The disk's cache and the bytecode.
        for _ in range(repeats):
            for delay in DELAYS:
                found[delay].append(opening(delay, word, home))
    print(f"Opening Train, {word}, median (worst) of {repeats}, load {os.getloadavg()[0]:.1f}")
    for delay, rows in found.items():
        frame, _, plots, busy = zip(*rows, strict=True)
        print(
            f"  {delay:.1f} s after the first paint: frame {1000 * statistics.median(frame):.0f} "
            f"({1000 * max(frame):.0f}) ms, plots {1000 * statistics.median(plots):.0f} "
            f"({1000 * max(plots):.0f}) ms, of which the window's thread computed "
            f"{1000 * statistics.median(busy):.0f} ms"
        )


if __name__ == "__main__":
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for word in ("mazur-2-2-2", "mnist-16-16"):
        measure(word, repeats)
