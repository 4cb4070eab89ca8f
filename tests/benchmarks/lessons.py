"""How fast lessons answer: the gallery, every scene from → pressed to painted, and dragging.

    nice -n -5 .venv/bin/python tests/benchmarks/lessons.py [LESSON…] [--scale 1.5] [--moves 40]

Run it alone on an idle machine. Expected are 0.3 seconds for the gallery, 50 ms for a scene, and
60 frames a second at the median of every drag. Painted is what is there when the window has nothing
left to paint; lines that SymPy derives come later, and are counted apart. Beside each time stands
the processor's, which other work on the machine changes less.
"""

import argparse
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
sys.path[:0] = [str(Path(__file__).parents[2])]

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.lessons.pane import LessonsPane
from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.preload import load
from engine.lessons.keys import Count
from engine.lessons.library import shipped_lessons

LIMIT_MS, GALLERY_MS, FRAMES = 50.0, 300.0, 60.0
STILL = 3
"""So many rounds of the event loop without painting, and all that was asked for is painted."""


class Took(NamedTuple):
    """Milliseconds until something was painted, and those of the processor."""

    wall: float
    processor: float
    name: str


class TimedWindow(MainWindow):
    """A window that knows when it was painted."""

    painted = processor = 0.0

    def event(self, event: QEvent) -> bool:
        """Paint, and note when that is done."""
        done = super().event(event)
        if event.type() is QEvent.Type.UpdateRequest:
            self.painted, self.processor = time.perf_counter(), time.process_time()
        return done


class Bench:
    """Does something in a window, and measures until it is painted."""

    def __init__(self, folder: Path, scale: float) -> None:
        self.application = QApplication(["bench"])
        appearance = Appearance("light", scale)
        appearance.apply_to(self.application)
        self.window = TimedWindow(Settings(folder / "settings.json"), appearance)
        self.window.resize(1280, 720)
        self.window.open_first("mazur-2-2-2")
        self.window.show()
        self.window.activateWindow()
        self.wait(1.0)
        load()
        self.wait(2.0)

    @property
    def pane(self) -> LessonsPane:
        """The Lessons mode."""
        pane = self.window.lessons_page.pane
        assert pane is not None
        return pane

    @staticmethod
    def wait(seconds: float) -> None:
        """Let the window live."""
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    def took(self, name: str, does: Callable[[], object]) -> Took:
        """Do something and return how long it took until all of it was painted."""
        window, loop = self.window, QEventLoop()
        began, processor = time.perf_counter(), time.process_time()
        window.painted, window.processor = began, processor
        does()
        still, seen = 0, began
        while still < STILL:
            QTimer.singleShot(0, loop.quit)
            loop.exec()
            still = still + 1 if window.painted == seen else 0
            seen = window.painted
        return Took(1e3 * (seen - began), 1e3 * (window.processor - processor), name)

    def derived(self) -> float:
        """Wait for the lines that SymPy derives; return the milliseconds."""
        rules, began = self.pane.page.rules, time.perf_counter()
        while len(rules._rules) < len(rules._asked):
            self.wait(0.005)
        self.wait(0.03)
        return 1e3 * (time.perf_counter() - began)

    # What is measured -------------------------------------------------------------------

    def gallery(self) -> list[Took]:
        """Open the gallery for the first and the second time."""
        window = self.window
        first = self.took("first", lambda: window.set_mode("lessons"))
        window.set_mode("step")
        self.wait(0.5)
        return [first, self.took("second", lambda: window.set_mode("lessons"))]

    def scenes(self, word: str) -> Iterator[Took]:
        """Press → through a lesson as a person does who reads for a moment."""
        model = self.pane.model
        yield self.took(f"{word} opened", self.pane.gallery.card(word).click)
        while not model.at_end:
            self.wait(0.3)
            name = f"{word} {model.number + 1}"
            yield self.took(f"{name} →", lambda: QTest.keyClick(_focused(), Qt.Key.Key_Right))
        self.derived()

    def drags(self, word: str, moves: int) -> Iterator[Took]:
        """Drag every handle and every slider of a lesson; yield the median of each."""
        model = self.pane.model
        assert model.lesson is not None
        for number in range(len(model.lesson.scenes)):
            model.go_to(number)
            if model.is_waiting:
                model.forward()
            self.derived()
            for name, (x, y) in list(model.handles.items()):
                reach = 0.1 * max(1.0, abs(x), abs(y))
                turns = [2.0 * math.pi * k / moves for k in range(moves)]
                places = [(x + reach * math.cos(t), y + reach * math.sin(t)) for t in turns]
                took = [
                    self.took("", lambda at=at, name=name: model.drag(name, *at)) for at in places
                ]
                yield self._median(took, f"{word} {number + 1} {name}")
            keys = [key for key in model.setting.kind.keys if key.name in model.scene.moves]
            for key in keys:
                if key.control == "slide":
                    low, high = model.setting.picture().limits(key.name)
                    places = np.linspace(low, high, moves)[1:-1].tolist()
                    if isinstance(key, Count):
                        places = [round(at) for at in places]
                    took = [
                        self.took("", lambda at=at, key=key: model.move(key.name, at))
                        for at in places
                    ]
                    yield self._median(took, f"{word} {number + 1} slider {key.name}")
            model.as_it_was()

    @staticmethod
    def _median(took: list[Took], name: str) -> Took:
        drawn = [each for each in took if each.wall] or took
        wall, processor = np.median([each[:2] for each in drawn], axis=0)
        return Took(float(wall), float(processor), name)


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def report(title: str, took: list[Took], limit: float) -> None:
    """Print how long things of one kind took, and which took too long."""
    for name in ("wall", "processor"):
        each = [getattr(one, name) for one in took]
        middle, late = np.percentile(each, [50, 99])
        print(f"{title}, ms {name}: p50 {middle:.1f}, p99 {late:.1f}, max {max(each):.1f}")
    slow = sorted((one for one in took if one.wall > limit), reverse=True)
    for one in slow:
        print(f"  over {limit:.1f}: {one.name}: {one.wall:.1f} (processor {one.processor:.1f})")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("lessons", nargs="*")
    parser.add_argument("--scale", type=float, default=1.0, help="of text")
    parser.add_argument("--moves", type=int, default=40, help="of each drag")
    chosen = parser.parse_args()
    words = chosen.lessons or [lesson.id for lesson in shipped_lessons()]
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), chosen.scale)
        for took in bench.gallery():
            print(f"gallery, {took.name} time: {took.wall:.0f} ms (processor {took.processor:.0f})")
        scenes: list[Took] = []
        drags: list[Took] = []
        for word in words:
            bench.pane.show_gallery()
            bench.wait(0.3)
            scenes += bench.scenes(word)
            drags += bench.drags(word, chosen.moves)
        report("→ to painted", scenes, LIMIT_MS)
        if drags:
            report("a frame of a drag", drags, 1000.0 / FRAMES)
        bench.window.close()


if __name__ == "__main__":
    main()
