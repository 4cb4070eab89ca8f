"""Resize the window through every size and count how often its layout starts again.

Run it from the environment Chainrule is installed in:

    .venv/bin/python tests/benchmarks/layout_sweep.py --sample 400
    nice .venv/bin/python tests/benchmarks/layout_sweep.py

Widths from 640 to 2000 by 40, heights from 560 to 1400 by 2, text at 100, 110, 125, 150 and 200 %,
over every page: Step through with its drawers closed and open, Train with rows and with settings,
untrained and trained, with MNIST, census and a table of one's own. Every page at every text size
is a process of its own, so that a crash is reported and not the end. Sizes below what the window
can have are counted once, as the size that it takes. A size takes 15 to 60 ms, the whole some
fifteen hours on one core; words pick a scenario, a page or a text size, and --sample some sizes.

At every two hundredth size, and at a tenth of a sample, the window also comes back to its size from
a smaller and from a larger one: everything must stand where it stood.

A layout has settled when no resize and no request for one is left. Of one change of the window's
size no widget may be resized more than `MOST_RESIZES` times, and no more than `MOST_ROUNDS` rounds
of the event loop may pass: a request climbs one level of the widgets in each.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

WIDTHS, HEIGHTS = range(640, 2001, 40), range(560, 1401, 2)
SCALES = (1.0, 1.1, 1.25, 1.5, 2.0)
SCENARIOS = ("mnist-16-16", "census", "own")
PAGES = ("step", "parameters", "losses", "train", "settings", "trained")
MOST_RESIZES, MOST_ROUNDS = 10, 12
# Heights at which the window once never settled, by text size.
BANDS = {
    1.0: (882, 1210),
    1.1: (968,),
    1.25: (1092,),
    1.5: (1318,),
    2.0: (),
}

TABLE = """\
format = 1
id = "flats"
title = "Flats, by size and quarter"
[network]
[[network.layers]]
units = 4
activation = "tanh"
[[network.layers]]
units = ["dear", "cheap"]
activation = "softmax"
[loss]
name = "categorical-cross-entropy"
[data.dataset]
file = "flats.csv"
target = "rent"
[training]
learning_rate = 0.1
epochs = 3
"""


class Sweep:
    """A window on one page, resized again and again.

    Parameters
    ----------
    scenario, page : str
        One of `SCENARIOS` and of `PAGES`.
    scale : float
        The text size, 1 for 100 %.
    folder : Path
        Where settings and the own table go.
    """

    def __init__(self, scenario: str, page: str, scale: float, folder: Path) -> None:
        from PySide6.QtCore import QEvent, QObject, QSettings
        from PySide6.QtWidgets import QApplication

        QSettings.setPath(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "settings")
        )
        self.application = QApplication.instance() or QApplication([])
        self._open(scenario, page, scale, folder)
        sweep, kinds = self, (QEvent.Type.Resize, QEvent.Type.LayoutRequest)
        resize = QEvent.Type.Resize

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
                if event.type() in kinds and watched.isWidgetType():
                    sweep.requests += 1
                    if event.type() == resize:
                        sweep.resized[id(watched)] += 1
                        sweep.names[id(watched)] = type(watched).__name__
                return False

        self.requests = 0
        self.resized: Counter[int] = Counter()
        self.names: dict[int, str] = {}
        self._watch = Watch()
        self.application.installEventFilter(self._watch)
        self.settle()

    def _open(self, scenario: str, page: str, scale: float, folder: Path) -> None:
        from app.settings import Settings
        from app.theme import Appearance
        from app.window.main_window import MainWindow

        word = scenario
        if scenario == "own":
            rows = [
                f"{1 + i % 5},{30 + 7 * i % 90},q{i % 3},{'dear' if i % 4 else 'cheap'}"
                for i in range(60)
            ]
            (folder / "flats.csv").write_text("\n".join(["rooms,area,quarter,rent", *rows]))
            (folder / "flats.toml").write_text(TABLE)
            word = str(folder / "flats.toml")
        appearance = Appearance("light", scale)
        appearance.apply_to(self.application)
        self.window = MainWindow(Settings(), appearance)
        self.window.resize(1280, 720)
        self.window.open_first(word)
        self.window.show()
        if page in ("parameters", "losses"):
            self.window.actions_[page].trigger()
        elif page != "step":
            self._train(page)
        # Nothing is painted: what is measured is where everything goes, a thousand times faster.
        self.window.setUpdatesEnabled(False)

    def _train(self, page: str) -> None:
        self.window.set_mode("train")
        model, pane = self.window.train_page.model, self.window.train_page.pane
        assert model is not None
        assert pane is not None
        # Its tiles follow the data in turns: what they show is not to change between two sizes.
        self._wait(lambda: model.facts is not None and not pane._due)
        if page == "settings":
            pane.strip.settings.button.setChecked(True)
        elif page == "trained":
            model.set_numbers(epochs=1)
            model.start()
            self._wait(lambda: model.state == "finished" and not pane._due)

    def _wait(self, ready: object, seconds: float = 300.0) -> None:
        ends = time.monotonic() + seconds
        while not ready():  # type: ignore[operator]
            if time.monotonic() > ends:
                raise TimeoutError("the page did not come up")
            self.application.processEvents()
            time.sleep(0.002)

    def settle(self) -> tuple[int, int]:
        """Return how many rounds of events a layout took, and the most resizes of one widget."""
        self.resized.clear()
        rounds = 0
        while rounds <= 3 * MOST_ROUNDS:
            self.requests = 0
            self.application.processEvents()
            if not self.requests:
                break
            rounds += 1
        return rounds, max(self.resized.values(), default=0)

    def at(self, width: int, height: int) -> str:
        """Resize the window; return what is wrong, or nothing."""
        self.window.resize(width, height)
        rounds, most = self.settle()
        if rounds <= MOST_ROUNDS and most <= MOST_RESIZES:
            return ""
        worst = ", ".join(
            f"{self.names[key]} {count}" for key, count in self.resized.most_common(3)
        )
        return f"{rounds} rounds; resized: {worst}"

    def after_detours(self, width: int, height: int) -> str:
        """Come back to a size from others; return what stands elsewhere than before, or nothing."""
        before = self.places()
        for detour in ((800, 560), (2000, 1400), (800, 1400), (2000, 560)):
            for size in (detour, (width, height)):
                self.window.resize(*size)
                self.settle()
            after = self.places()
            moved = [name for name in {*before, *after} if before.get(name) != after.get(name)]
            if moved:
                name = min(moved, key=len)
                return f"after {detour}: {name} at {before.get(name)}, {after.get(name)}"
        return ""

    def places(self) -> dict[str, tuple[int, ...]]:
        """Return where every widget that is shown stands, by its classes and a number."""
        from PySide6.QtWidgets import QWidget

        found: dict[str, tuple[int, ...]] = {}
        numbers: Counter[str] = Counter()
        for widget in self.window.findChildren(QWidget):
            # How far something is scrolled is a person's, and follows no size.
            if not widget.isVisibleTo(self.window) or (
                isinstance(widget.parent(), QWidget)
                and (widget.parent().objectName() == "qt_scrollarea_viewport")
            ):
                continue
            parent = widget.parent()
            name = f"{type(parent).__name__}/{type(widget).__name__}"
            numbers[name] += 1
            corner = widget.pos()
            found[f"{name} {numbers[name]}"] = (
                corner.x(),
                corner.y(),
                widget.width(),
                widget.height(),
            )
        return found

    def close(self) -> None:
        """End what runs."""
        self.application.removeEventFilter(self._watch)
        self.window.train_page.shutdown()


def sizes(scale: float, sample: int, seed: int) -> list[tuple[int, int]]:
    """Return the sizes to try: all, or ``sample`` of them and those that once failed."""
    every = [(width, height) for width in WIDTHS for height in HEIGHTS]
    if not sample:
        return every
    drawn = random.Random(seed).sample(every, min(sample, len(every)))
    return sorted({*drawn, *((1280, height) for height in BANDS[scale])})


def child(scenario: str, page: str, scale: float, sample: int, seed: int) -> None:
    """Sweep one page, saying each size before it is tried: the last one said is a crash's."""
    with tempfile.TemporaryDirectory() as name:
        sweep = Sweep(scenario, page, scale, Path(name))
        seen: set[tuple[int, int]] = set()
        for width, height in sizes(scale, sample, seed):
            least = sweep.window.minimumSize()
            size = max(width, least.width()), max(height, least.height())
            if size in seen:
                continue
            seen.add(size)
            print(json.dumps({"at": size}), flush=True)
            wrong = sweep.at(*size)
            if len(seen) % (10 if sample else 200) == 1:
                wrong = wrong or sweep.after_detours(*size)
            if wrong:
                print(json.dumps({"wrong": wrong, "size": size}), flush=True)
        print(json.dumps({"done": len(seen)}), flush=True)
        sweep.close()
    # Without taking the window apart: it was not to be measured.
    sys.stdout.flush()
    os._exit(0)


def one_page(scenario: str, page: str, scale: float, sample: int, seed: int) -> tuple[int, int]:
    """Sweep one page in a process of its own; return sizes tried and faults found."""
    arguments = [scenario, page, str(scale), "--sample", str(sample), "--seed", str(seed)]
    command = [sys.executable, __file__, "--child", *arguments]
    began, last, tried, faults = time.monotonic(), "", 0, []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said = json.loads(line)
            if "at" in said:
                last, tried = f"{said['at'][0]}×{said['at'][1]}", tried + 1
            elif "wrong" in said:
                faults.append(f"{said['size'][0]}×{said['size'][1]}: {said['wrong']}")
    if process.returncode:
        faults.append(f"ended with {process.returncode} at {last or 'its start'}")
    seconds = time.monotonic() - began
    print(
        f"{scenario:12} {page:10} {scale:5.0%} {tried:7,} sizes {seconds:7.1f} s "
        f"{len(faults)} faults",
        flush=True,
    )
    for fault in faults[:5]:
        print(f"    {fault}", flush=True)
    return tried, len(faults)


def main() -> int:
    """Sweep what was asked for; the status is 1 where anything does not settle."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("only", nargs="*", help="a scenario, a page or a text size, to be picked")
    parser.add_argument("--sample", type=int, default=0, help="so many sizes of each page")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        scenario, page, scale = options.only
        child(scenario, page, float(scale), options.sample, options.seed)
    began, tried, faults = time.monotonic(), 0, 0
    for scenario, page, scale in product(SCENARIOS, PAGES, SCALES):
        words = {scenario, page, f"{scale:g}"}
        if all(word in words for word in options.only):
            more, wrong = one_page(scenario, page, scale, options.sample, options.seed)
            tried, faults = tried + more, faults + wrong
    seconds = time.monotonic() - began
    print(f"{tried:,} sizes in {seconds:,.0f} s: {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
