"""One painter a kind of layer: it keeps what shows the layer, and draws it where the axes are."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from app.plot.axes import Axis
from app.plot.layers import COLUMNS, Area, Band, Dots, Layer, Line, Rule, Words
from app.plot.paths import paths, polygon
from app.plot.values import Points, thinned
from app.theme import Appearance

MOST_MARKERS = 60
FAR = 20.0
"""How far outside its axis a point is drawn at most, in heights of the axis."""

TEXT_MARGIN = 4.0
"""Between words in a plot and the edge of their ground, in pixels."""

_GROUND = 215
"""How opaque the ground of words is, of 255: a line below it is seen, and not read as a stroke."""

_TINT = 46
"""How much of its colour a tinted area has, of 255."""


class View(NamedTuple):
    """Where and how layers are drawn."""

    x: Axis
    y: Axis
    appearance: Appearance
    ground: str

    @property
    def ground_colour(self) -> QColor:
        """The colour below all layers."""
        return QColor(getattr(self.appearance.theme, self.ground))

    def rows(self, values: Points) -> Points:
        """Return where values stand on the y axis, none so far outside that dashes never end."""
        places = self.y.scale.places(values)
        places = np.where(np.isneginf(places), self.y.start, places)
        far = FAR * self.y.length
        return np.clip(places, self.y.start - far, self.y.end + far)

    def row(self, value: float) -> float:
        """Return where one value stands on the y axis."""
        return float(self.rows(np.array([value]))[0])


class Canvas:
    """What layers are drawn on: pixels, and where places of the axes are among them.

    Parameters
    ----------
    brush : QPainter
        Draws.
    view : View
        The axes.
    area : QRectF
        The rectangle between them, in pixels.
    """

    def __init__(self, brush: QPainter, view: View, area: QRectF) -> None:
        self.brush, self.area = brush, area
        self._per_x, self._per_y = area.width() / view.x.length, area.height() / view.y.length
        self._left, self._bottom = view.x.start, view.y.start

    def x(self, place: float) -> float:
        """Return where a place of the x axis is."""
        return self.area.left() + (place - self._left) * self._per_x

    def y(self, place: float) -> float:
        """Return where a place of the y axis is."""
        return self.area.bottom() - (place - self._bottom) * self._per_y

    def pixels(self, x: Points, y: Points) -> Points:
        """Return where points are, of shape (n, 2)."""
        across = self.area.left() + (x - self._left) * self._per_x
        return np.column_stack([across, self.area.bottom() - (y - self._bottom) * self._per_y])

    def discs(self, pixels: Points, size: float) -> None:
        """Draw a disc on every point that has a place."""
        half = size / 2.0
        for x, y in pixels[np.isfinite(pixels).all(axis=1)].tolist():
            self.brush.drawEllipse(QRectF(x - half, y - half, size, size))


class Painter(Protocol):
    """What shows one layer."""

    def draw(self, layer: Any, view: View) -> None:
        """Work out how to show a layer of the painter's kind."""

    def paint(self, canvas: Canvas) -> None:
        """Draw it."""


class LinePainter:
    """A line, and markers on its points while they are few.

    Attributes
    ----------
    x, y : ndarray of shape (n,)
        The places of the points that are drawn.
    """

    x: Points
    y: Points

    def draw(self, line: Line, view: View) -> None:
        """Work out a line's points."""
        look, appearance = line.look, view.appearance
        indices = thinned(line.y, COLUMNS)
        self.x, self.y = view.x.scale.places(line.x[indices]), view.rows(line.y[indices])
        self._pen = look.pen(appearance)
        self._paths: tuple[QRectF, list[QPainterPath]] | None = None
        # A single point is no line yet: it needs a marker to be seen.
        self._is_marked = len(self.x) == 1 or (look.marker and len(self.x) <= MOST_MARKERS)
        self._size = appearance.px(7)

    def paint(self, canvas: Canvas) -> None:
        """Draw the line."""
        brush = canvas.brush
        if self._paths is None or self._paths[0] != canvas.area:
            self._paths = canvas.area, paths(canvas.pixels(self.x, self.y), canvas.area)
        brush.setPen(self._pen)
        brush.setBrush(Qt.BrushStyle.NoBrush)
        for each in self._paths[1]:
            brush.drawPath(each)
        if self._is_marked:
            brush.setPen(Qt.PenStyle.NoPen)
            brush.setBrush(self._pen.color())
            canvas.discs(canvas.pixels(self.x, self.y), self._size)


class DotsPainter:
    """Points, full or hollow."""

    def draw(self, dots: Dots, view: View) -> None:
        """Work out where points stand."""
        appearance, colour = view.appearance, dots.look.colour_in(view.appearance.theme)
        ground = view.ground_colour
        edge, self._inside = (colour, ground) if dots.hollow else (ground, colour)
        self._pen = QPen(edge, appearance.px(2 if dots.hollow else 1))
        self._size = appearance.px(dots.size)
        self._x, self._y = view.x.scale.places(dots.x), view.rows(dots.y)

    def paint(self, canvas: Canvas) -> None:
        """Draw the points."""
        canvas.brush.setPen(self._pen)
        canvas.brush.setBrush(self._inside)
        canvas.discs(canvas.pixels(self._x, self._y), self._size)


class RulePainter:
    """A straight line from edge to edge."""

    def draw(self, rule: Rule, view: View) -> None:
        """Work out where a line stands."""
        self._is_upright = rule.vertical
        self._at = view.x.place(rule.at) if rule.vertical else view.row(rule.at)
        self._pen = rule.look.pen(view.appearance)

    def paint(self, canvas: Canvas) -> None:
        """Draw the line."""
        area, at = canvas.area, canvas.x(self._at) if self._is_upright else canvas.y(self._at)
        if not np.isfinite(at):
            return
        # It covers whole pixels: between them it would be blurred.
        width = max(1, round(self._pen.widthF()))
        at = round(at - width / 2.0) + width / 2.0
        canvas.brush.setPen(self._pen)
        if self._is_upright:
            canvas.brush.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
        else:
            canvas.brush.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))


class BandPainter:
    """A tinted stripe."""

    def draw(self, band: Band, view: View) -> None:
        """Work out where a stripe stands."""
        self._low, self._high = view.row(band.low), view.row(band.high)
        self._tint = band.look.colour_in(view.appearance.theme)
        self._tint.setAlpha(_TINT)

    def paint(self, canvas: Canvas) -> None:
        """Draw the stripe."""
        area, top = canvas.area, canvas.y(self._high)
        stripe = QRectF(area.left(), top, area.width(), canvas.y(self._low) - top)
        canvas.brush.fillRect(stripe, self._tint)


class WordsPainter:
    """A text over the lines."""

    def draw(self, words: Words, view: View) -> None:
        """Measure a text."""
        theme, self._words = view.appearance.theme, words
        self._ground, self._colour = view.ground_colour, QColor(theme.muted)
        self._ground.setAlpha(_GROUND)
        if words.look is not None:
            self._colour = words.look.colour_in(theme)
        self._font = view.appearance.font(words.size, 700 if words.size >= 14 else 400)
        self._text = f" {words.text} "
        self.__dict__.pop("_extent", None)
        self._row = min(max(view.row(words.y), view.y.start), view.y.end)
        self._column = view.x.place(words.x)

    @cached_property
    def _extent(self) -> tuple[float, float]:
        size = QFontMetricsF(self._font).size(0, self._text)
        return size.width() + 2 * TEXT_MARGIN, size.height() + 2 * TEXT_MARGIN

    def box(self, canvas: Canvas) -> QRectF:
        """Return the text's ground; where it has a colour within the axes, if there is room."""
        words, area, (wide, high) = self._words, canvas.area, self._extent
        x, y = canvas.x(self._column), canvas.y(self._row)
        left, top = x if words.right else x - wide, y if words.below else y - high
        if words.look is not None:
            left = max(area.left(), min(left, area.right() - wide))
            top = max(area.top(), min(top, area.bottom() - high))
        return QRectF(left, top, wide, high)

    def ground(self, box: QRectF) -> QRectF:
        """Return what of the text's box its letters take: all of it would hide lines beside it."""
        metrics, text = QFontMetricsF(self._font), self._text
        blank = metrics.horizontalAdvance(" ")
        before, behind = (len(text) - len(cut) for cut in (text.lstrip(), text.rstrip()))
        left, right = (TEXT_MARGIN + (many - 0.5) * blank for many in (before, behind))
        above = TEXT_MARGIN + metrics.ascent() - metrics.capHeight() - 2.0
        return box.adjusted(left, above, -right, -TEXT_MARGIN)

    def paint(self, canvas: Canvas) -> None:
        """Draw the text."""
        brush, box = canvas.brush, self.box(canvas)
        brush.fillRect(self.ground(box), self._ground)
        brush.setPen(self._colour)
        brush.setFont(self._font)
        inside = box.adjusted(TEXT_MARGIN, TEXT_MARGIN, 0.0, 0.0)
        brush.drawText(inside, Qt.TextFlag.TextDontClip, self._text)


class AreaPainter:
    """A tinted area."""

    def draw(self, area: Area, view: View) -> None:
        """Work out an area's outline."""
        self._x = view.x.scale.places(np.concatenate([area.x, area.x[::-1]]))
        self._y = view.rows(np.concatenate([area.low, area.high[::-1]]))
        self._tint = area.look.colour_in(view.appearance.theme)
        self._tint.setAlpha(_TINT)

    def paint(self, canvas: Canvas) -> None:
        """Draw the area."""
        canvas.brush.setPen(Qt.PenStyle.NoPen)
        canvas.brush.setBrush(self._tint)
        canvas.brush.drawPolygon(polygon(canvas.pixels(self._x, self._y)))


PAINTERS: dict[type[Layer], Callable[[], Painter]] = {
    Line: LinePainter,
    Dots: DotsPainter,
    Rule: RulePainter,
    Band: BandPainter,
    Words: WordsPainter,
    Area: AreaPainter,
}
"""Who shows a kind of layer."""
