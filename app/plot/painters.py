"""One painter a kind of layer: it keeps the graphics items that show it."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsRectItem

from app.plot.axes import Axis
from app.plot.layers import COLUMNS, Area, Band, Dots, Layer, Line, Rule, Words
from app.plot.values import Points, thinned
from app.theme import Appearance

MOST_MARKERS = 60
FAR = 20.0
"""How far outside its axis a point is drawn at most, in heights of the axis."""

CACHED = QGraphicsItem.CacheMode.DeviceCoordinateCache


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


class Painter(Protocol):
    """What shows one layer.

    Attributes
    ----------
    items : tuple of QGraphicsItem
        What stands in the plot.
    """

    items: tuple[Any, ...]

    def draw(self, layer: Any, view: View) -> None:
        """Show a layer of the painter's kind."""


class LinePainter:
    """A line, and markers on its points while they are few."""

    def __init__(self) -> None:
        self.curve = pg.PlotCurveItem(antialias=True)
        self.markers = pg.ScatterPlotItem(antialias=True, pxMode=True)
        self.items = (self.curve, self.markers)

    def draw(self, line: Line, view: View) -> None:
        """Show a line."""
        look, appearance = line.look, view.appearance
        indices = thinned(line.y, COLUMNS)
        x, y = view.x.scale.places(line.x[indices]), view.rows(line.y[indices])
        self.curve.setPen(look.pen(appearance))
        # A line without gaps is painted in half the time.
        self.curve.setData(x, y, connect="all" if np.isfinite(y).all() else "finite")
        # A single point is no line yet: it needs a marker to be seen.
        marked = len(x) == 1 or (look.marker and len(x) <= MOST_MARKERS)
        self.markers.setVisible(marked)
        if marked:
            brush, size = look.colour_in(appearance.theme), appearance.px(7)
            self.markers.setData(x, y, pen=None, brush=brush, size=size)


class DotsPainter:
    """Points, full or hollow."""

    def __init__(self) -> None:
        self.dots = pg.ScatterPlotItem(antialias=True, pxMode=True)
        self.items = (self.dots,)

    def draw(self, dots: Dots, view: View) -> None:
        """Show points."""
        appearance, colour = view.appearance, dots.look.colour_in(view.appearance.theme)
        ground = view.ground_colour
        edge, inside = (colour, ground) if dots.hollow else (ground, colour)
        self.dots.setData(
            view.x.scale.places(dots.x),
            view.rows(dots.y),
            pen=pg.mkPen(edge, width=appearance.px(2 if dots.hollow else 1)),
            brush=inside,
            size=appearance.px(dots.size),
        )


class RulePainter:
    """A straight line from edge to edge."""

    def __init__(self) -> None:
        self.line = pg.InfiniteLine()
        self.line.setCacheMode(CACHED)
        self.items = (self.line,)

    def draw(self, rule: Rule, view: View) -> None:
        """Show a line."""
        self.line.setAngle(90 if rule.vertical else 0)
        self.line.setPos(view.x.place(rule.at) if rule.vertical else view.row(rule.at))
        self.line.setPen(rule.look.pen(view.appearance))


class BandPainter:
    """A tinted stripe."""

    def __init__(self) -> None:
        self.stripe = QGraphicsRectItem()
        self.stripe.setPen(Qt.PenStyle.NoPen)
        self.items = (self.stripe,)

    def draw(self, band: Band, view: View) -> None:
        """Show a stripe."""
        low, high = view.row(band.low), view.row(band.high)
        self.stripe.setRect(QRectF(view.x.start, low, view.x.length, high - low))
        tint = band.look.colour_in(view.appearance.theme)
        tint.setAlpha(46)
        self.stripe.setBrush(tint)


class WordsPainter:
    """A text over the lines."""

    def __init__(self) -> None:
        self.text = pg.TextItem()
        self.items = (self.text,)

    def draw(self, words: Words, view: View) -> None:
        """Show a text."""
        ground = view.ground_colour
        ground.setAlpha(215 if words.look is None else 120)
        self.text.fill = pg.mkBrush(ground)
        theme, strong = view.appearance.theme, words.size >= 14
        self.text.setFont(view.appearance.font(words.size, 700 if strong else 400))
        muted = QColor(theme.muted)
        self.text.setColor(muted if words.look is None else words.look.colour_in(theme))
        self.text.setText(f" {words.text} ")
        self.text.setAnchor((0 if words.right else 1, 0 if words.below else 1))
        row = min(max(view.row(words.y), view.y.start), view.y.end)
        place = view.x.place(words.x)
        if words.look is not None and (box := self.text.getViewBox()) is not None:
            place, row = self._inside(words, view, (place, row), box.viewPixelSize())
        self.text.setPos(place, row)

    def _inside(
        self, words: Words, view: View, at: tuple[float, float], pixel: tuple[float, float]
    ) -> tuple[float, float]:
        """Return a place that leaves a text within the axes, as far as there is room for it."""
        bounds = self.text.boundingRect()
        wide, high = bounds.width() * pixel[0], bounds.height() * pixel[1]
        left = at[0] if words.right else at[0] - wide
        left = max(view.x.start, min(left, view.x.end - wide))
        top = at[1] if words.below else at[1] + high
        top = min(view.y.end, max(top, view.y.start + high))
        return left + (0.0 if words.right else wide), top - (0.0 if words.below else high)


class AreaPainter:
    """A tinted area."""

    def __init__(self) -> None:
        self.shape = QGraphicsPathItem()
        self.shape.setPen(Qt.PenStyle.NoPen)
        self.items = (self.shape,)

    def draw(self, area: Area, view: View) -> None:
        """Show an area."""
        x = np.concatenate([area.x, area.x[::-1]])
        y = view.rows(np.concatenate([area.low, area.high[::-1]]))
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(*point) for point in zip(x, y, strict=True)]))
        self.shape.setPath(path)
        tint = area.look.colour_in(view.appearance.theme)
        tint.setAlpha(46)
        self.shape.setBrush(tint)


PAINTERS: dict[type[Layer], Callable[[], Painter]] = {
    Line: LinePainter,
    Dots: DotsPainter,
    Rule: RulePainter,
    Band: BandPainter,
    Words: WordsPainter,
    Area: AreaPainter,
}
"""Who shows a kind of layer."""
