"""How fast lessons answer: the gallery, every scene from → pressed to painted, and dragging.

    nice -n -5 .venv/bin/python tests/benchmarks/lessons.py [LESSON…] [--scale 1.5] [--moves 40]

Run it alone on an idle machine. Expected are 0.3 seconds for the gallery, 50 ms for a scene, and
60 frames a second at the median of every drag. Beside each time stands the processor's, of the
window's thread for scenes, which other work on the machine changes less.

A scene is changed when the window has, for the first time since → was pressed or the card was
clicked, nothing left to do: then its words, its controls, its formulas and the first picture of it
are laid out and painted, whatever of that was put off by a turn of the event loop among it. A
picture may go on by itself from there on, by a timer or by answers of a thread: runs are trained
and drawn as they advance, curves are fitted, two pieces of code are raced. How long that takes
until nothing is painted any more is its own figure, "at rest", and says how long it was made to be
played. It is no excuse for a window that does not answer: the longest time in which the event loop
had no turn between the change and the next → is measured by a timer, what is made ready for the
next scene among it, and may not be above 50 ms either.

A person who opens a lesson has the pointer on its card first, and one who presses → has read for a
moment. So does this.
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
# The loop that Qt has of its own says truly when nothing is left to do.
os.environ["QT_NO_GLIB"] = "1"
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
sys.path[:0] = [str(Path(__file__).parents[2])]

import numpy as np
from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

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
READ_S, STILL_S, LONGEST_S = 0.3, 0.1, 10.0
"""A moment's reading; what is at rest paints nothing for so long; what plays on is left then."""


class Took(NamedTuple):
    """Milliseconds until something was painted, and those of the processor."""

    wall: float
    processor: float
    name: str


class Change(NamedTuple):
    """Milliseconds of a change of scene; `Took` for each that has a processor's.

    Attributes
    ----------
    stood : Took
        Until the window had nothing left to do.
    blocked : Took
        The longest time without a turn of the event loop after that.
    rest : float
        Until nothing was painted any more.
    """

    stood: Took
    blocked: Took
    rest: float


class Watch:
    """Notes when the event loop first has nothing to do, and how long it had no turn later."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.stood: Took | None = None
        self.blocked = Took(0.0, 0.0, name)
        self._began = self._before = (time.perf_counter(), time.thread_time())
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        self._dispatcher = dispatcher
        dispatcher.aboutToBlock.connect(self._rest)
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def _passed(self, since: tuple[float, float]) -> Took:
        wall, processor = since
        return Took(
            1e3 * (time.perf_counter() - wall), 1e3 * (time.thread_time() - processor), self._name
        )

    def _rest(self) -> None:
        self._dispatcher.aboutToBlock.disconnect(self._rest)
        self.stood = self._passed(self._began)
        self._before = (time.perf_counter(), time.thread_time())
        self._timer.start(1)

    def _beat(self) -> None:
        self.blocked = max(self.blocked, self._passed(self._before))
        self._before = (time.perf_counter(), time.thread_time())

    def end(self) -> None:
        """Watch no longer."""
        self._timer.stop()


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

    def change(self, name: str, does: Callable[[], object]) -> Change:
        """Change the scene, see what goes on in it, and read for a moment."""
        window, watch = self.window, Watch(name)
        began = window.painted = time.perf_counter()
        does()
        while (now := time.perf_counter()) - began < LONGEST_S:
            self.wait(0.01)
            if watch.stood is not None and now - window.painted > STILL_S:
                break
        rest = 1e3 * (window.painted - began)
        self.wait(READ_S)
        watch.end()
        stood = watch.stood or Took(1e3 * LONGEST_S, 1e3 * LONGEST_S, name)
        return Change(stood, watch.blocked, rest)

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

    def scenes(self, word: str) -> Iterator[Change]:
        """Press → through a lesson as a person does who reads for a moment."""
        model, card = self.pane.model, self.pane.gallery.card(word)
        area = self.pane.gallery.findChild(QScrollArea)
        assert area is not None
        area.ensureWidgetVisible(card)
        self.wait(0.05)
        QTest.mouseMove(card)
        self.wait(READ_S)
        yield self.change(f"{word} opened", card.click)
        while not model.at_end:
            name = f"{word} {model.number + 1}{' shown' if model.is_waiting else ''}"
            yield self.change(f"{name} →", lambda: QTest.keyClick(_focused(), Qt.Key.Key_Right))
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


def report_changes(changes: list[Change]) -> None:
    """Print how long scenes took to stand, for how long nothing was answered, and what plays on."""
    report("→ to painted", [each.stood for each in changes], LIMIT_MS)
    report("later without a turn", [each.blocked for each in changes], LIMIT_MS)
    for each in changes:
        if each.rest > each.stood.wall + 1e3 * STILL_S:
            print(f"  plays on: {each.stood.name}: at rest after {each.rest:.0f} ms")


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
        scenes: list[Change] = []
        drags: list[Took] = []
        for word in words:
            bench.pane.show_gallery()
            bench.wait(0.3)
            scenes += bench.scenes(word)
            drags += bench.drags(word, chosen.moves)
        report_changes(scenes)
        if drags:
            report("a frame of a drag", drags, 1000.0 / FRAMES)
        bench.window.close()


if __name__ == "__main__":
    main()
