"""The curves of runs: what each is over its epochs, and its name at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from app.plot.axes import Axis, Linear, Logarithmic, Named, Whole
from app.plot.layers import Dots, Layer, Line, Rule, Words
from app.plot.look import LineLook
from app.plot.plot import Plot
from app.plot.values import Points
from app.text.lesson_words import shown_number
from app.theme import Appearance
from engine.lessons.pictures.runs import OWN, RunsPicture
from engine.lessons.running import LessonRun

_DASH = Qt.PenStyle.DashLine
_COLOURS = ("forward.strong", "loss.strong", "update.strong", "error", "text")
LOOKS = tuple(
    LineLook(colour, 2.4, dash)
    for dash in (Qt.PenStyle.SolidLine, Qt.PenStyle.DashDotLine)
    for colour in _COLOURS
)
"""How runs are drawn, one after the other."""
OWN_LOOK = LineLook("backward.strong", 3.0)
SIZE = 14.0
"""Of the names at the ends of curves, in pixels at 100 %."""
NOTHING = "Nothing is trained yet."
TRAIN = LineLook("forward.strong", 2.4)
HELD_OUT = LineLook("loss.strong", 2.4, _DASH)
ENDS = {"trained on": TRAIN, "held out": HELD_OUT}
"""How both kinds of rows are drawn where one line is of all runs."""
BESIDE = 0.1
"""How much of the width is left for them at least."""


def look_of(name: str, number: int) -> LineLook:
    """Return how a run is drawn."""
    return OWN_LOOK if name == OWN else LOOKS[number]


def draw_curves(plot: Plot, picture: RunsPicture, appearance: Appearance) -> None:
    """Show the loss, or the share of wrong answers, of each run over its epochs."""
    keys = picture.keys
    is_loss = keys["curve"] == "loss"
    scale = Logarithmic() if keys["logarithmic"] else Linear()
    lines: dict[str, tuple[Points, Points, LineLook]] = {}
    names: dict[str, tuple[float, float, LineLook]] = {}
    for number, (name, run) in enumerate(picture.runs.items()):
        x, train, test = points_of(run, is_loss)
        look = look_of(name, number)
        has_test = keys["held_out"] and bool(np.isfinite(test).any())
        if keys["train"] or not has_test:
            lines[f"train {name}"] = x, train, look
        if has_test:
            lines[f"held out {name}"] = (
                x,
                test,
                replace(look, dash=_DASH) if keys["train"] else look,
            )
        if len(x):
            _, y, _ = list(lines.values())[-1]
            names[name] = float(x[-1]), float(y[-1]), look
    every = np.concatenate([np.empty(0), *(y for _, y, _ in lines.values())])
    low, high = scale.limits(every)
    beside = _room(plot, appearance, picture.runs)
    across = Axis(picture.unit, 0.0, keys["epochs"] / (1.0 - beside), Whole())
    up = Axis("loss" if is_loss else "wrong, %", low, high, scale)
    layers: dict[str, Layer] = {name: Line(*line) for name, line in lines.items()}
    gap = (high - low) * 1.5 * appearance.text_px(SIZE) / max(60.0, plot.area.height())
    layers |= _named(names, up, gap)
    if keys["best"]:
        layers |= _best(picture, is_loss)
    plot.draw(across, up, layers)
    plot.say("" if every.size else NOTHING)


def _room(plot: Plot, appearance: Appearance, names: Iterable[str]) -> float:
    """Return the share of the width that names beside the ends of curves take."""
    metrics = QFontMetrics(appearance.font(SIZE, 700))
    widest = max((metrics.horizontalAdvance(f"{name}      ") for name in names), default=0)
    return min(0.5, max(BESIDE, widest / max(60.0, plot.area.width())))


def _best(picture: RunsPicture, is_loss: bool) -> dict[str, Layer]:
    """Return a mark where the rows held out were met best."""
    layers: dict[str, Layer] = {}
    for number, (name, run) in enumerate(picture.runs.items()):
        x, _, test = points_of(run, is_loss)
        if not np.isfinite(test).any():
            continue
        at = int(np.nanargmin(test))
        look = replace(look_of(name, number), dash=Qt.PenStyle.DotLine, width=1.4)
        layers[f"best {name}"] = Rule(float(x[at]), look, vertical=True, depth=-1.0)
        layers[f"best point {name}"] = Dots(
            x[at : at + 1], test[at : at + 1], look, 11.0, True, 4.5
        )
    return layers


def draw_ends(plot: Plot, picture: RunsPicture, appearance: Appearance) -> None:
    """Show what each run comes to, rows trained on and rows held out, one beside the other."""
    keys = picture.keys
    is_loss = keys["curve"] == "loss"
    scale = Logarithmic() if keys["logarithmic"] else Linear()
    ends = [points_of(run, is_loss) for run in picture.runs.values()]
    rows = [(at, train[-1], test[-1]) for at, (x, train, test) in enumerate(ends) if len(x)]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    low, high = scale.limits(table[:, 1:].ravel())
    names = tuple(picture.names)
    beside = _room(plot, appearance, ENDS)
    across = Axis(keys["across"][0], -0.4, (len(names) - 0.6) / (1.0 - beside) - 0.4, Named(names))
    layers: dict[str, Layer] = {}
    last = {}
    for column, (name, look) in enumerate(ENDS.items(), start=1):
        layers[name] = Line(table[:, 0], table[:, column], look)
        layers[f"dots {name}"] = Dots(table[:, 0], table[:, column], look, 10.0)
        if len(table) and np.isfinite(table[-1, column]):
            last[name] = float(table[-1, 0]), float(table[-1, column]), look
    up = Axis("loss" if is_loss else "wrong, %", low, high, scale)
    layers |= _named(last, up, 0.07 * (high - low))
    plot.draw(across, up, layers)
    plot.say("" if len(table) else NOTHING)


def draw_folds(plot: Plot, picture: RunsPicture, appearance: Appearance) -> None:
    """Show which rows each fold holds out, and what its run gets wrong of them."""
    sizes = picture.fold_sizes
    starts = np.concatenate([[0], np.cumsum(sizes)])
    rows, folds = int(starts[-1]), len(sizes)
    names = tuple(f"fold {at + 1}" for at in range(folds))
    # The first fold on top.
    up = Axis("", -0.6, folds - 0.4, Named(names[::-1]))
    across = Axis("rows", 0.0, rows / (1.0 - _room(plot, appearance, ["100.0 % wrong"])), Whole())
    layers: dict[str, Layer] = {}
    x = np.arange(rows) + 0.5
    for at, name in enumerate(names):
        y, run = float(folds - 1 - at), picture.runs.get(name)
        own = (x > starts[at]) & (x < starts[at + 1])
        for kind, chosen, look in (("trained on", ~own, TRAIN), ("held out", own, HELD_OUT)):
            place = x[chosen], np.full(int(chosen.sum()), y)
            layers[f"{kind} {name}"] = Dots(*place, look, 9.0, hollow=kind == "held out")
        if run is not None and run.points:
            wrong = run.points[-1].test_error
            layers[f"error {name}"] = Words(
                rows, y + 0.22, f"{shown_number(wrong, 1)} % wrong", look=HELD_OUT, size=SIZE
            )
    plot.draw(across, up, layers)
    plot.say("")


def points_of(run: LessonRun, is_loss: bool) -> tuple[Points, Points, Points]:
    """Return epochs, and there what the rows trained on and those held out come to."""
    table = np.array(run.points, dtype=np.float64).reshape(-1, 5)
    columns = (1, 3) if is_loss else (2, 4)
    return table[:, 0], table[:, columns[0]], table[:, columns[1]]


def _named(
    ends: Mapping[str, tuple[float, float, LineLook]], up: Axis, gap: float
) -> dict[str, Layer]:
    """Return the names of runs beside the ends of their curves, apart from each other."""
    layers: dict[str, Layer] = {}
    finite = {name: end for name, end in ends.items() if np.isfinite(end[1])}
    order = sorted(finite, key=lambda name: finite[name][1])
    places = [up.place(finite[name][1]) for name in order]
    for name, middle in zip(order, apart(places, gap, up.start, up.end), strict=True):
        x, y, look = finite[name]
        top = middle + gap / 2
        value = 10.0**top if isinstance(up.scale, Logarithmic) else top
        layers[f"end {name}"] = Dots(np.array([x]), np.array([y]), look, 7.0, depth=4.0)
        layers[f"name {name}"] = Words(x, value, f" {name}", look=look, size=SIZE)
    return layers


def apart(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return ascending places moved until they are at least a gap from each other."""
    middles = list(places)
    for at in range(len(middles)):
        least = low + gap / 2 if at == 0 else middles[at - 1] + gap
        middles[at] = max(middles[at], least)
    for at in reversed(range(len(middles))):
        most = high - gap / 2 if at == len(middles) - 1 else middles[at + 1] - gap
        middles[at] = min(middles[at], most)
    return middles
