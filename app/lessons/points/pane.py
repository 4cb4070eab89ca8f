"""The pane that shows points, the line among them, and what it gets wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from app.lessons.picture import (
    RIGHT,
    SAID,
    Dragging,
    PicturePane,
    Shown,
    handle_layers,
    point,
)
from app.lessons.plot import LessonPlot
from app.plot.axes import Axis
from app.plot.layers import Dots, Layer, Line
from app.plot.look import LineLook
from app.plot.values import Points
from app.text.lesson_words import indexed
from app.theme import Appearance, Drawn, spaced
from engine.arrays import FloatArray
from engine.lessons.pictures.points import PointPicture
from engine.text import masked

CLASSES = (LineLook("negative", 2.2), LineLook("positive", 2.2))
"""How classes 0 and 1 are drawn; 0 is hollow, so that both differ without colour."""

PLAIN = LineLook("forward.strong", 2.0)
LEARNED = LineLook("backward.strong", 2.6)
BEST = LineLook("good", 2.0, Qt.PenStyle.DashLine)
WRONG = LineLook("error", 2.0)
SQUARE = LineLook("loss.strong", 1.4)
PRESENT = LineLook("update.strong", 2.4)

SIDE = LineLook("positive", 2.0)
"""How strokes to the side of class 1 are drawn: in its colour."""

_TOOTH, _APART = 9.0, 26.0
"""How long they are, and how far from each other, in pixels at 100 %."""

_NAME, _POINT = 14.0, 11.0
"""The sizes of what classes are called, and of the points before that, at 100 %."""


class PointPane(PicturePane):
    """Points of the plane; they, and a line of one's own, can be dragged."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.plot = LessonPlot("The points of the lesson", appearance)
        self._dragging = Dragging(self.plot, appearance, self.dragged.emit, self._place)
        self._asks = False
        self._shown: Shown | None = None
        # Squares are as wide as high in any size.
        self.plot.resized.connect(self._draw_again)
        self.names = _Names(appearance)
        column = spaced(QVBoxLayout(self), appearance, 0, (0, 0, 0, 0))
        column.addWidget(self.names)
        column.addWidget(self.plot, 1)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        self._shown = shown
        picture = shown.setting.picture()
        assert isinstance(picture, PointPicture)
        self._asks = shown.ask == "point"
        self._dragging.handles = shown.handles
        keys = picture.keys
        self.names.show_names(keys["names"] if picture.has_classes else ())
        across, up = keys["axes"]
        x, y = Axis(indexed(across), *keys["x"]), Axis(indexed(up), *keys["y"])
        layers = self._points(picture) | self._lines(picture)
        ends = {name: place for name, place in shown.handles.items() if name.startswith("line")}
        layers |= handle_layers(ends or {}, shown.untouched, x)
        for name, answer, look in (("said", shown.answer, SAID), ("right", shown.expected, RIGHT)):
            if answer and self._asks:
                layers[name] = point(answer[0], answer[1], look, 17.0, hollow=name == "said")
        self.plot.draw(x, y, layers)

    def _draw_again(self) -> None:
        if self._shown is not None:
            self.show_picture(self._shown)

    def _points(self, picture: PointPicture) -> dict[str, Layer]:
        layers: dict[str, Layer] = {}
        x = picture.x[:, 0].astype(np.float64)
        if not picture.has_classes:
            return {"points": Dots(x, picture.t.astype(np.float64), PLAIN, 12.0, depth=4.0)}
        y = picture.x[:, 1].astype(np.float64)
        for number, look in enumerate(CLASSES):
            own = picture.t == number
            name = picture.keys["names"][number]
            layers[f"class {name}"] = Dots(x[own], y[own], look, 13.0, number == 0, 4.0)
        said = picture.said()
        if len(said):
            wrong = said != picture.t
            layers["wrong"] = Dots(x[wrong], y[wrong], WRONG, 21.0, hollow=True, depth=3.0)
        if picture.turn is not None:
            at = slice(picture.turn.point, picture.turn.point + 1)
            layers["present"] = Dots(x[at], y[at], PRESENT, 29.0, hollow=True, depth=2.0)
        return layers

    def _lines(self, picture: PointPicture) -> dict[str, Layer]:
        layers: dict[str, Layer] = {}
        if (line := _line(picture, picture.weights)) is not None:
            layers["line"] = Line(*line, LEARNED, 1.0)
            if picture.has_classes:
                layers["side"] = self._teeth(picture, line)
            else:
                layers |= self._residuals(picture)
        if picture.keys["best"] and (best := _line(picture, picture.best)) is not None:
            layers["best"] = Line(*best, BEST, 0.5)
        return layers

    def _teeth(self, picture: PointPicture, line: tuple[Points, Points]) -> Line:
        """Return short strokes on a boundary, to the side at which class 1 is answered."""
        assert picture.weights is not None
        area, keys = self.plot.area, picture.keys
        # How much of each axis a pixel is; upwards is more.
        pixel = np.array(
            [
                (keys["x"][1] - keys["x"][0]) / max(1.0, area.width()),
                (keys["y"][1] - keys["y"][0]) / max(1.0, area.height()),
            ]
        )
        upward = np.asarray(picture.weights[:2], dtype=np.float64) * pixel
        stroke = upward / max(float(np.hypot(*upward)), 1e-300) * self._appearance.px(_TOOTH)
        seen = np.column_stack(line)[np.isfinite(line[1])]
        far = np.hypot(*((seen[1:] - seen[:-1]) / pixel).T).cumsum() if len(seen) > 1 else []
        count = int(far[-1] / self._appearance.px(_APART)) if len(far) else 0
        at = np.searchsorted(far, (np.arange(count) + 0.5) * self._appearance.px(_APART))
        feet = seen[at] if count else np.empty((0, 2))
        ends = feet + stroke * pixel
        nothing = np.full(len(feet), np.nan)
        x, y = (np.column_stack([feet[:, k], ends[:, k], nothing]).ravel() for k in range(2))
        return Line(x, y, SIDE, 0.8)

    def _residuals(self, picture: PointPicture) -> dict[str, Layer]:
        x, t = picture.x[:, 0], picture.t
        h = picture.weights[0] * x + picture.weights[1]
        nothing = np.full(len(x), np.nan)
        legs = np.column_stack([x, x, nothing]).ravel(), np.column_stack([t, h, nothing]).ravel()
        layers: dict[str, Layer] = {"residuals": Line(*legs, SQUARE, 0.0)}
        if picture.keys["squares"]:
            # As wide on the screen as high, whatever the axes are.
            area, (left, right), (low, high) = self.plot.area, picture.keys["x"], picture.keys["y"]
            share = (right - left) / (high - low) * area.height() / max(1.0, area.width())
            side = x + np.abs(t - h) * share
            corners = np.column_stack([x, side, side, x, nothing]).ravel()
            heights = np.column_stack([t, t, h, h, nothing]).ravel()
            layers["squares"] = Line(corners, heights, SQUARE, -1.0)
        return layers

    def _place(self, x: float, y: float) -> None:
        if self._asks:
            self.answered.emit((round(x, 3), round(y, 3)))


class _Names(Drawn):
    """What each class is called, above the plot: no line is drawn over it there."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._names: Sequence[str] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_names(self, names: Sequence[str]) -> None:
        """Name the classes, 0 first; none where there are none."""
        if names != self._names:
            self._names = names
            self.setAccessibleName(", ".join(map(masked, names)))
            self.setVisible(bool(names))
            self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a line."""
        return QSize(0, round(1.5 * QFontMetrics(self._appearance.font(_NAME, 700)).height()))

    def restyle(self) -> None:
        """Take another size."""
        self.updateGeometry()
        super().restyle()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a point as in the plot before each name."""
        painter, px = QPainter(self), self._appearance.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font, x, side = self._appearance.font(_NAME, 700), float(px(58)), px(_POINT)
        metrics, middle = QFontMetricsF(font), self.height() / 2.0
        painter.setFont(font)
        for number, name in enumerate(self._names):
            colour = CLASSES[number].colour_in(self._appearance.theme)
            painter.setPen(QPen(colour, px(2)))
            painter.setBrush(colour if number else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(x + px(2), middle - side / 2.0, side, side))
            x += side + px(10)
            baseline = middle + (metrics.ascent() - metrics.descent()) / 2.0
            painter.drawText(QPointF(x, baseline), masked(name))
            x += metrics.horizontalAdvance(masked(name)) + px(26)
        painter.end()


def _line(picture: PointPicture, weights: FloatArray | None) -> tuple[Points, Points] | None:
    """Return the line as far as it is seen."""
    ends = picture.line_ends(weights)
    if ends is None:
        return None
    low, high = picture.keys["y"]
    along = np.linspace(0.0, 1.0, 400)
    (x0, y0), (x1, y1) = ends
    x, y = x0 + along * (x1 - x0), y0 + along * (y1 - y0)
    return x, np.where((y >= low) & (y <= high), y, np.nan)
