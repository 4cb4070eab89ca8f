"""A plot: two axes, layers over them, and what the pointer reads."""

import math
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QSizePolicy

from app.plot.axes import Axis, Whole
from app.plot.layers import Layer, Rule, Words, same
from app.plot.look import POINTER
from app.plot.painters import CACHED, PAINTERS, Painter, RulePainter, View
from app.theme import Appearance, Drawn
from app.widgets.copying import copy_menu
from app.widgets.focus_ring import FocusRing
from app.widgets.plain import PlainLabel, masked_lines

TICK_SIZE, NAME_SIZE = 12, 13
LINES = 7.5
"""In fewer lines of text a plot is too low for the names of its axes."""

OVER = 15
"""How far the labels at the ends of an axis may reach over it, in pixels."""

_MOVES: dict[int, float] = {
    Qt.Key.Key_Left: -1.0,
    Qt.Key.Key_Right: 1.0,
    Qt.Key.Key_Home: -math.inf,
    Qt.Key.Key_End: math.inf,
}


class Place(NamedTuple):
    """Where the pointer is, in places of both axes."""

    x: float
    y: float


class _LabelledAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis with the labels of its ends, which reach over it by half their size."""

    def boundingRect(self) -> QRectF:
        """Return the room of ticks, grid and labels."""
        return QRectF(super().boundingRect()).adjusted(-OVER, -OVER, OVER, OVER)


class Plot(Drawn):
    """Draws axes and layers, which are data: `draw` takes all that is to be seen.

    Only what differs from what was drawn before is drawn anew.

    Parameters
    ----------
    name : str
        What it shows, for screen readers.
    appearance : Appearance
        The look.
    ground : str
        The colour of the theme that it lies on.

    Attributes
    ----------
    view : View
        The axes, and how layers are drawn over them.
    layers : dict of str to Layer
        What is shown.
    painter_of : dict of str to Painter
        What shows it.

    Signals
    -------
    pointed : Place or None
        The pointer is elsewhere.
    chosen : Place
        A place was clicked.
    released
        The pointer's button was let go.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    released = Signal()

    def __init__(self, name: str, appearance: Appearance, ground: str = "background") -> None:
        super().__init__(appearance)
        self.view = View(Axis("", 0.0, 1.0), Axis("", 0.0, 1.0), appearance, ground)
        self.layers: dict[str, Layer] = {}
        self.painter_of: dict[str, Painter] = {}
        self._canvas = pg.GraphicsView(self)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False)
        self._left, self._bottom = _LabelledAxis("left"), _LabelledAxis("bottom")
        self._frame = QGraphicsGridLayout()
        self._pointer = RulePainter()
        self._read_at: float | None = None
        self.empty = PlainLabel(parent=self)
        self.reading = PlainLabel(parent=self)
        self._ring = FocusRing(self, appearance)
        self.reading.setProperty("role", "reading")
        self.empty.setProperty("ground", ground)
        self._assemble()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.restyle()

    def _assemble(self) -> None:
        frame = self._frame
        frame.setSpacing(0)
        for part, row, column in ((self._left, 0, 0), (self._box, 0, 1), (self._bottom, 1, 1)):
            frame.addItem(part, row, column)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._box)
            axis.enableAutoSIPrefix(False)
            axis.setZValue(-1)
            # Numbers, ticks and grid stay while curves grow: they are painted once and cached.
            axis.setCacheMode(CACHED)
        self._box.disableAutoRange()
        # What is drawn before it is seen has its room later than its size.
        self._box.sigResized.connect(self._draw_axes)
        # The line follows the pointer: there is nothing in it to cache.
        self._pointer.line.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        self._pointer.line.setZValue(6)
        self._pointer.line.hide()
        self._box.addItem(self._pointer.line, ignoreBounds=True)
        canvas = self._canvas
        canvas.centralWidget.setLayout(frame)
        canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in (canvas, canvas.viewport(), self.empty, self.reading):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        self.reading.hide()

    # What is shown ----------------------------------------------------------------------

    def draw(self, x: Axis, y: Axis, layers: Mapping[str, Layer]) -> None:
        """Show these layers, each under a name of its own, over these axes."""
        before, self.view = self.view, self.view._replace(x=x, y=y)
        moved = (before.x, before.y) != (x, y)
        if moved:
            self._draw_axes()
        for name in list(self.layers):
            if name not in layers or type(layers[name]) is not type(self.layers[name]):
                for item in self.painter_of.pop(name).items:
                    self._box.removeItem(item)
                del self.layers[name]
        for name, layer in layers.items():
            if moved or not same(layer, self.layers.get(name)):
                self._draw_layer(name, layer)
        self._place_empty()

    def _draw_layer(self, name: str, layer: Layer) -> None:
        if name not in self.painter_of:
            painter = self.painter_of[name] = PAINTERS[type(layer)]()
            for item in painter.items:
                item.setZValue(layer.depth)
                self._box.addItem(item, ignoreBounds=True)
        self.layers[name] = layer
        self.painter_of[name].draw(layer, self.view)

    def say(self, text: str) -> None:
        """Say in the middle what is to be done, or waited for; nothing where it is empty."""
        if text != self.empty.text():
            self.empty.setText(text)
            self._place_empty()

    def read(self, x: float | None, text: str = "") -> None:
        """Show a line at an x and what there is to be read; None takes both away."""
        self._read_at = x
        self._pointer.line.setVisible(x is not None)
        self.reading.setVisible(x is not None and bool(text))
        self.setAccessibleDescription(text)
        if x is None:
            return
        self._pointer.draw(Rule(x, POINTER, vertical=True), self.view)
        self.reading.setText(text)
        self.reading.adjustSize()
        area = self.area
        left = max(0, min(round(area.right()), self.width()) - self.reading.width())
        self.reading.move(left, round(area.top()))
        self.reading.raise_()

    # Places -----------------------------------------------------------------------------

    @property
    def area(self) -> QRectF:
        """The rectangle between the axes, in pixels of this widget."""
        self._frame.activate()
        return QRectF(self._box.sceneBoundingRect())

    def pixel(self, x: float, y: float) -> QPointF:
        """Return where two values stand, in pixels of this widget."""
        area, view = self.area, self.view
        across = (view.x.place(x) - view.x.start) / view.x.length
        up = (view.row(y) - view.y.start) / view.y.length
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def _place_at(self, pixel: QPointF) -> Place | None:
        """Return the place at a pixel; what is hardly outside counts for the edge."""
        area, view, near = self.area, self.view, self._appearance.px(8)
        if not area.adjusted(-near, -near, near, near).contains(pixel):
            return None
        across = min(1.0, max(0.0, (pixel.x() - area.left()) / area.width()))
        up = min(1.0, max(0.0, (area.bottom() - pixel.y()) / area.height()))
        return Place(view.x.start + across * view.x.length, view.y.start + up * view.y.length)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Emit where the pointer is."""
        self.pointed.emit(self._place_at(event.position()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy it."""
        copy_menu(self).popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Emit where the click is."""
        place = self._place_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(place)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Emit that the button was let go."""
        self.released.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Emit that the pointer is nowhere."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def event(self, event: QEvent) -> bool:
        """Claim the keys that read, before the window's shortcuts are looked up."""
        is_claimed = (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.key() in _MOVES
            and not event.modifiers()
        )
        if is_claimed:
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read with the arrow keys, Home and End; choose with Return what is read."""
        x, read_at = self.view.x, self._read_at
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and read_at is not None:
            self.chosen.emit(Place(x.place(read_at), self.view.y.start))
        elif event.key() in _MOVES:
            step = 1.0 if isinstance(x.scale, Whole) else x.length / 50
            begin = x.end if read_at is None else x.place(read_at)
            at = min(max(begin + step * _MOVES[event.key()], x.start), x.end)
            self.pointed.emit(Place(at, self.view.y.start))
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Read nothing any more."""
        super().focusOutEvent(event)
        self.pointed.emit(None)

    # Look -------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Follow the look."""
        appearance, theme = self._appearance, self._appearance.theme
        self._canvas.setBackground(self.view.ground_colour)
        for axis in (self._left, self._bottom):
            axis.setPen(QColor(theme.outline))
            axis.setTextPen(QColor(theme.muted))
            axis.setStyle(
                tickFont=appearance.font(TICK_SIZE),
                tickLength=-4,
                tickTextOffset=6,
                maxTickLevel=0,
                hideOverlappingLabels=False,
            )
        self._left.setGrid(0.16 if theme.name == "light" else 0.24)
        self._draw_axes()
        for name, layer in self.layers.items():
            self.painter_of[name].draw(layer, self.view)
        super().restyle()

    def _draw_axes(self) -> None:
        """Show the axes' names and as many ticks as there is room for, in room of fixed size."""
        appearance, view = self._appearance, self.view
        px, metrics = appearance.px, self._metrics
        is_low = self.height() < self.least_height
        style = {"color": appearance.theme.muted, "font-size": f"{appearance.text_px(NAME_SIZE)}px"}
        # Names may be a stranger's, and are taken for HTML.
        for axis, name in ((self._left, view.y.name), (self._bottom, view.x.name)):
            axis.setLabel("" if is_low else escape(masked_lines(name)), **style)
        self._left.setWidth(px(58))
        self._bottom.setHeight(px(42 if view.x.name and not is_low else 22))
        self._frame.setContentsMargins(0, px(8), px(16), 0)
        self._box.setRange(
            xRange=(view.x.start, view.x.end), yRange=(view.y.start, view.y.end), padding=0
        )
        area = self.area
        rows = max(2, min(8, int(area.height() / (2.2 * metrics.height()))))
        ends = view.x.scale.ticks(view.x.start, view.x.end, 2)
        widest = max((metrics.horizontalAdvance(tick.label) for tick in ends), default=0) + px(24)
        columns = max(1, min(12, int(area.width() / widest)))
        for axis, along, most in ((self._left, view.y, rows), (self._bottom, view.x, columns)):
            axis.setTicks([along.scale.ticks(along.start, along.end, most), []])

    @property
    def least_height(self) -> int:
        """The least height at which there is room for the names of the axes."""
        return round(LINES * self._metrics.height())

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._appearance.font(TICK_SIZE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place axes and words."""
        super().resizeEvent(event)
        self._canvas.setGeometry(self.rect())
        self._draw_axes()
        for name, layer in self.layers.items():
            # What stays within the axes stands by their size.
            if isinstance(layer, Words) and layer.look is not None:
                self.painter_of[name].draw(layer, self.view)
        self._place_empty()
        self.pointed.emit(None)

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which the axes can be read."""
        return QSize(self._appearance.px(180), 5 * self._metrics.height())

    def _place_empty(self) -> None:
        """Put the words into the middle, over whatever runs there."""
        words, area, metrics = self.empty, self.area, self.empty.fontMetrics()
        words.setVisible(bool(words.text()))
        widest = max(metrics.horizontalAdvance(line) for line in f"{words.text()}\n".split("\n"))
        width = min(round(area.width()), widest + self._appearance.px(20))
        height = words.heightForWidth(width) + self._appearance.px(8)
        left, top = area.center().x() - width / 2, area.center().y() - height / 2
        words.setGeometry(round(left), round(top), width, height)
