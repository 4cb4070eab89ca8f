"""What a curve shows over its axes, as layers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt

from app.lessons.picture import MOVED, RIGHT, SAID, Shown, handle_layers, point
from app.plot.axes import Axis
from app.plot.layers import Area, Dots, Layer, Line, Rule, Words
from app.plot.look import LineLook
from app.text.lesson_words import shown_cell, shown_label
from engine.lessons.pictures.curve import Curve

CURVE = LineLook("forward.strong", 3.0)
OTHER = LineLook("loss.strong", 2.2, Qt.PenStyle.DashLine)
TERM = LineLook("muted", 1.6, Qt.PenStyle.DashLine)
STEP = LineLook("loss.strong", 2.0)
TANGENT = LineLook("update.strong", 2.0, Qt.PenStyle.DashLine)
AXIS = LineLook("outline", 1.2)
PATH = LineLook("backward.strong", 1.4)
TRIED = LineLook("loss.strong", 1.0, strength=0.7)
SIZE = 15.0
"""Of words in the picture."""


def axes_of(curve: Curve) -> tuple[Axis, Axis]:
    """Return the axes of a curve."""
    across, up = curve.axes
    return Axis(across, curve.low, curve.high), Axis(up, *curve.heights)


def layers_of(curve: Curve, shown: Shown) -> dict[str, Layer]:
    """Return all that is to be seen of a curve."""
    x, _ = axes_of(curve)
    layers: dict[str, Layer] = {}
    if curve.heights[0] < 0.0 < curve.heights[1]:
        layers["level"] = Rule(0.0, AXIS, depth=-5.0)
    if curve.low < 0.0 < curve.high:
        layers["upright"] = Rule(0.0, AXIS, vertical=True, depth=-5.0)
    layers |= _areas(curve)
    for number, term in enumerate(curve.terms):
        layers[f"term {number}"] = Line(*curve.line(term), TERM, -1.0)
    if curve.keys["g"]:
        layers["g"] = Line(*curve.line(curve.keys["g"]), OTHER)
    layers["curve"] = Line(*curve.line(), CURVE)
    layers |= _secant(curve)
    layers |= _tangent(curve)
    layers |= _marble(curve)
    layers |= _search(curve)
    layers |= _points(curve)
    layers |= _answers(curve, shown)
    return layers | handle_layers(shown.handles, shown.untouched, x)


def straight(curve: Curve, x: float, y: float, slope: float, look: LineLook) -> Line:
    """Return the line of a slope through a point, from edge to edge."""
    ends = np.array([curve.low, curve.high])
    return Line(ends, y + slope * (ends - x), look, 1.0)


def _areas(curve: Curve) -> dict[str, Layer]:
    if not curve.area:
        return {}
    inside = np.linspace(curve.area[0], curve.area[1], 201)
    over = curve.sample(inside)[0]
    under = curve.under(inside)
    if not (np.isfinite(over).all() and np.isfinite(under).all()):
        return {}
    middle = float(np.mean(curve.area))
    height = float(over[100] + under[100]) / 2.0
    text = f"area {shown_label(curve.values['area'])}"
    return {
        "area": Area(inside, under, over, CURVE),
        "area words": Words(middle, height, text, True, False, 6.0, CURVE, SIZE),
    }


def _secant(curve: Curve) -> dict[str, Layer]:
    values = curve.values
    if curve.at is None or not curve.secant or not np.isfinite(values["quotient"]):
        return {}
    x, y, there, top = curve.at, values["y"], values["there"], values["ythere"]
    right = curve.secant > 0
    low, high = curve.heights
    # Where the words would leave the picture they hang on the other side.
    below = y > low + 0.12 * (high - low)
    legs = Line(np.array([x, there, there]), np.array([y, y, top]), STEP, 0.5)
    beside = there < curve.low + 0.75 * (curve.high - curve.low)
    end = there + (0.3 if right else -0.3) * (curve.high - curve.low)
    end = min(max(end, curve.low), curve.high - 0.14 * (curve.high - curve.low))
    at_end = y + values["quotient"] * (end - x)
    layers: dict[str, Layer] = {
        "legs": legs,
        "secant": straight(curve, x, y, values["quotient"], MOVED),
        "from": point(x, y, MOVED, 13.0, hollow=True),
        "to": point(there, top, MOVED, 13.0),
    }
    wide = abs(curve.secant) > 0.12 * (curve.high - curve.low)
    if wide:
        a = f" a = {shown_label(curve.secant)} "
        layers["a"] = Words(min(x, there), y, a, True, below, 6.0, STEP, SIZE)
    if wide and abs(values["rise"]) > 0.08 * (high - low):
        rise = f" f(x + a) − f(x) = {shown_label(values['rise'])} "
        place = (y + top) / 2.0 - 0.04 * (high - low)
        layers["rise"] = Words(there, place, rise, beside, True, 6.0, STEP, SIZE)
    if low < at_end < high:
        slope = f" slope {shown_label(values['quotient'])} "
        layers["slope"] = Words(end, at_end, slope, right, True, 6.0, MOVED, SIZE)
    return layers


def _tangent(curve: Curve) -> dict[str, Layer]:
    values = curve.values
    if not curve.keys["tangent"] or curve.at is None or not np.isfinite(values["slope"]):
        return {}
    (low, high), width = curve.heights, curve.high - curve.low
    x, y, slope = curve.at, values["y"], values["slope"]
    right = slope >= 0
    # Below the line, where there is room: behind the step, whose words stand before it.
    end = max(x, values["there"] + 0.02 * width) if curve.secant and right else x
    room = 0.34 * width
    end = min(end, curve.high - room) if right else max(end, curve.low + room)
    at_end = min(max(y + slope * (end - x), low + 0.07 * (high - low)), high)
    words = f"  slope of the tangent {shown_label(slope)}  "
    return {
        "tangent": straight(curve, x, y, slope, TANGENT),
        "touches": point(x, y, replace(TANGENT, dash=Qt.PenStyle.SolidLine), 11.0),
        "tangent words": Words(end, at_end, words, right, True, 6.0, RIGHT, SIZE),
    }


def _marble(curve: Curve) -> dict[str, Layer]:
    if not len(curve.path):
        return {}
    heights = curve.sample(curve.path)[0]
    x, y = float(curve.path[-1]), float(heights[-1])
    start = float(curve.path[0])
    layers: dict[str, Layer] = {"start": point(start, float(heights[0]), PATH, 13.0, hollow=True)}
    if len(curve.path) > 1:
        layers["path"] = Line(curve.path, heights, PATH, 2.0)
        layers["places"] = Dots(curve.path, heights, PATH, 6.0, depth=2.0)
    layers["marble"] = point(x, y, SAID, 18.0)
    return layers


def _search(curve: Curve) -> dict[str, Layer]:
    if not len(curve.tried):
        return {}
    values = curve.values
    best = point(values["best"], values["bestvalue"], RIGHT, 14.0)
    return {
        "tried": Dots(curve.tried, curve.sample(curve.tried)[0], TRIED, 8.0, depth=3.0),
        "best": best,
    }


def _points(curve: Curve) -> dict[str, Layer]:
    layers: dict[str, Layer] = {}
    if curve.data:
        data = np.array(curve.data)
        layers["data"] = Dots(data, np.zeros_like(data), SAID, 12.0, depth=3.0)
        if curve.at is not None and np.isfinite(curve.values["y"]):
            layers["guess"] = point(curve.at, curve.values["y"], MOVED, 13.0)
    if curve.marks:
        marks = np.array(curve.marks)
        heights = curve.sample(marks)[0]
        layers["marks"] = Dots(marks, heights, CURVE, 11.0, depth=4.0)
        for number, (x, y) in enumerate(zip(marks, heights, strict=True)):
            left = x > curve.low + 0.75 * (curve.high - curve.low)
            text = f" {shown_cell(y, 2)} "
            layers[f"mark {number}"] = Words(x, y, text, not left, False, 6.0, CURVE, SIZE)
    return layers


def _answers(curve: Curve, shown: Shown) -> dict[str, Layer]:
    layers: dict[str, Layer] = {}
    for name, answer, look in (("said", shown.answer, SAID), ("right", shown.expected, RIGHT)):
        if not answer or not shown.ask:
            continue
        if shown.ask == "point":
            y = curve.point(answer[0])[0]
            layers[name] = point(answer[0], y, look, 15.0, hollow=name == "said")
        elif curve.at is not None:
            y = curve.values["y"]
            dashed = replace(look, dash=Qt.PenStyle.DashLine)
            layers[name] = straight(
                curve, curve.at, y, answer[0], look if name == "said" else dashed
            )
            layers["pivot"] = point(curve.at, y, look, 12.0)
    return layers
