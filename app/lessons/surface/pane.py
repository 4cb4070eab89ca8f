"""The pane that shows a surface: contours with what moves on them, and the slice beside."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from app.lessons.picture import (
    MOVED,
    RIGHT,
    SAID,
    Dragging,
    PicturePane,
    Shown,
    handle_layers,
    point,
)
from app.lessons.plot import LessonPlot
from app.maps.contours import contour, levels_of
from app.plot.axes import Axis
from app.plot.layers import Dots, Layer, Line, Words
from app.plot.look import LineLook
from app.plot.values import Points
from app.text.lesson_words import indexed, shown_number
from app.theme import Appearance, spaced
from engine.lessons.functions import room_around
from engine.lessons.pictures.surface import Surface

LEVELS = 14
SLICE = LineLook("forward.strong", 2.6)
TANGENT = LineLook("update.strong", 2.0, Qt.PenStyle.DashLine)
PATHS = {
    "descent": LineLook("backward.strong", 1.8),
    "momentum": LineLook("loss.strong", 1.8, Qt.PenStyle.DashLine),
    "newton": LineLook("update.strong", 1.8, Qt.PenStyle.DotLine),
}
NAMES = {"descent": "gradient descent", "momentum": "momentum", "newton": "Newton"}


_Ends: TypeAlias = tuple[float, float]
_LEAST_AREA = 30.0
"""A plot that has less room than this between its axes, in pixels, has no place yet."""

_LONGEST = 2.5
"""By how much the axes of contours are made longer at most."""


class SurfacePane(PicturePane):
    """Contours; points are dragged and set on them."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.plot = LessonPlot("The contours of the lesson", appearance)
        self.slice = LessonPlot("A slice through the surface", appearance)
        self._dragging = Dragging(self.plot, appearance, self.dragged.emit, self._place)
        self._asks = False
        self._shown: Shown | None = None
        self.plot.resized.connect(self._draw_again)
        self._drawn: tuple[object, ...] = ()
        self._lines: tuple[tuple[Points, Points], ...] = ()
        self._row = spaced(QHBoxLayout(self), appearance, 8, (0, 0, 0, 0))
        self._row.addWidget(self.plot, 3)
        self._row.addWidget(self.slice, 2)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        surface = shown.setting.picture()
        assert isinstance(surface, Surface)
        self._asks = shown.ask == "point"
        self._dragging.handles = shown.handles
        keys = surface.keys
        # The room that the slice takes or gives is that of what is drawn now, not of what was.
        self._shown = None
        self.slice.setVisible(bool(keys["slice"]))
        self._row.activate()
        self._shown = shown
        across, up = self._ranges(keys["x"], keys["y"])
        x, y = Axis(indexed(keys["axes"][0]), *across), Axis(indexed(keys["axes"][1]), *up)
        layers: dict[str, Layer] = {}
        for number, line in enumerate(self._contours(surface, across, up)):
            strength = 0.35 + 0.65 * (LEVELS - number) / LEVELS
            look = LineLook("forward.strong", 1.6, strength=strength)
            layers[f"contour {number}"] = Line(*line, look, -3.0)
        layers |= self._on_top(surface, shown)
        layers |= handle_layers(shown.handles, shown.untouched, x)
        self.plot.draw(x, y, layers)
        if keys["slice"]:
            self._draw_slice(surface)

    def _draw_again(self) -> None:
        if self._shown is not None:
            self.show_picture(self._shown)

    def _ranges(self, x: _Ends, y: _Ends) -> tuple[_Ends, _Ends]:
        """Return the ends of both axes, farther apart where then a unit of both is as long."""
        area, wide, high = self.plot.area, x[1] - x[0], y[1] - y[0]
        if area.width() < 2 or area.height() < 2:
            return x, y
        longer = high * area.width() / (wide * area.height())
        # Right angles are seen as such; axes of quite different numbers stay as they are.
        if not 1.0 / _LONGEST <= longer <= _LONGEST:
            return x, y
        return _longer(x, longer), _longer(y, 1.0 / longer)

    def _contours(self, surface: Surface, x: _Ends, y: _Ends) -> tuple[tuple[Points, Points], ...]:
        area = self.plot.area
        if min(area.width(), area.height()) < _LEAST_AREA:
            # It has no place yet, and is drawn again when it has.
            return ()
        key = (surface.keys["f"], x, y)
        if key != self._drawn:
            along, up, heights = surface.grid(x, y)
            levels = levels_of(heights, LEVELS)
            self._lines = tuple(contour(along, up, heights, float(level)) for level in levels)
            self._drawn = key
        return self._lines

    def _on_top(self, surface: Surface, shown: Shown) -> dict[str, Layer]:
        layers: dict[str, Layer] = {}
        (x1, x2), keys = surface.at, surface.keys
        if keys["slice"]:
            low, high = keys["x"] if keys["slice"] == "x1" else keys["y"]
            ends, fixed = np.array([low, high]), np.full(2, x2 if keys["slice"] == "x1" else x1)
            across, up = (ends, fixed) if keys["slice"] == "x1" else (fixed, ends)
            layers["cut"] = Line(across, up, SAID, -1.0)
            layers["at"] = point(x1, x2, MOVED, 13.0)
        if keys["arrow"] and np.isfinite(surface.gradient).all():
            size = float(np.hypot(*surface.gradient)) or 1.0
            reach = 0.22 * min(keys["x"][1] - keys["x"][0], keys["y"][1] - keys["y"][0])
            end = surface.at + surface.gradient / size * reach
            layers["gradient"] = Line(np.array([x1, end[0]]), np.array([x2, end[1]]), MOVED, 2.0)
            layers["gradient end"] = point(float(end[0]), float(end[1]), MOVED, 8.0)
        for method, path in surface.paths.items():
            layers[f"path {method}"] = Line(path[:, 0], path[:, 1], PATHS[method], 1.0)
            layers[f"places {method}"] = Dots(path[:, 0], path[:, 1], PATHS[method], 6.0, depth=2.0)
            if len(path):
                words = f" {NAMES[method]} "
                layers[f"name {method}"] = Words(
                    float(path[-1, 0]),
                    float(path[-1, 1]),
                    words,
                    True,
                    method != "newton",
                    6.0,
                    PATHS[method],
                    13.0,
                )
        for name, answer, look in (("said", shown.answer, SAID), ("right", shown.expected, RIGHT)):
            if answer and shown.ask == "point":
                layers[name] = point(answer[0], answer[1], look, 15.0, hollow=name == "said")
        return layers

    @np.errstate(all="ignore")
    def _draw_slice(self, surface: Surface) -> None:
        along = 1 if surface.keys["slice"] == "x2" else 0
        moved, heights = surface.slice()
        at, slope = float(surface.at[along]), float(surface.gradient[along])
        layers: dict[str, Layer] = {
            "slice": Line(moved, heights, SLICE),
            "at": point(at, surface.value, MOVED, 13.0),
        }
        if surface.keys["tangent"]:
            ends = moved[[0, -1]]
            layers["tangent"] = Line(ends, surface.value + slope * (ends - at), TANGENT, 1.0)
            left = at > (moved[0] + moved[-1]) / 2
            text = f"  slope {shown_number(slope, 2)}  "
            layers["slope"] = Words(at, surface.value, text, not left, True, 6.0, RIGHT, 14.0)
        x = Axis(indexed(surface.keys["axes"][along]), float(moved[0]), float(moved[-1]))
        self.slice.draw(x, Axis("y", *room_around(heights, 0.08, (0.0, 1.0))), layers)

    def _place(self, x: float, y: float) -> None:
        if self._asks:
            self.answered.emit((round(x, 3), round(y, 3)))


def _longer(ends: _Ends, times: float) -> _Ends:
    middle, half = (ends[0] + ends[1]) / 2.0, max(1.0, times) * (ends[1] - ends[0]) / 2.0
    return middle - half, middle + half
