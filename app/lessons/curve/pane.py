"""The pane that shows a curve."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout

from app.lessons.curve.layers import axes_of, layers_of
from app.lessons.picture import Dragging, PicturePane, Shown
from app.lessons.plot import LessonPlot
from app.theme import Appearance
from engine.lessons.pictures.curve import Curve

_LINE = "answered line"
_REACH = 0.3
"""How far from its point a line is turned, as a share of the width."""


class CurvePane(PicturePane):
    """A curve; points are set on it, and lines turned, where that is asked."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.plot = LessonPlot("The curve of the lesson", appearance)
        self._dragging = Dragging(self.plot, appearance, self._move, self._place)
        self._shown: Shown | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        self._shown = shown
        curve = shown.setting.picture()
        assert isinstance(curve, Curve)
        handles = dict(shown.handles)
        if shown.ask == "line" and shown.waiting and curve.at is not None:
            slope = shown.answer[0] if shown.answer else 0.0
            handles[_LINE] = _end_of(curve, slope)
            shown = replace(shown, answer=(slope,))
        self._dragging.handles = handles
        x, y = axes_of(curve)
        self.plot.draw(x, y, layers_of(curve, replace(shown, handles=handles)))

    def _move(self, handle: str, x: float, y: float) -> None:
        if handle == _LINE:
            self._turn(x, y)
        else:
            self.dragged.emit(handle, x, y)

    def _place(self, x: float, y: float) -> None:
        ask = "" if self._shown is None else self._shown.ask
        if ask == "point":
            self.answered.emit((round(x, 4),))
        elif ask == "line":
            self._turn(x, y)

    def _turn(self, x: float, y: float) -> None:
        assert self._shown is not None
        curve = self._shown.setting.picture()
        assert isinstance(curve, Curve)
        at = curve.at
        if at is not None and abs(x - at) > 0.01 * (curve.high - curve.low):
            self.answered.emit((round((y - curve.values["y"]) / (x - at), 2),))


def _end_of(curve: Curve, slope: float) -> tuple[float, float]:
    """Return where a line through the curve's place is turned, inside the picture."""
    assert curve.at is not None
    (low, high), y = curve.heights, curve.values["y"]
    reach = _REACH * (curve.high - curve.low)
    if slope:
        room = (high - y if slope > 0 else y - low) * 0.9
        reach = min(reach, abs(room / slope))
    end = curve.at + reach
    if end > curve.high:
        end = curve.at - reach
    return end, y + slope * (end - curve.at)
