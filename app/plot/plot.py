"""A plot: two axes, layers over them, and what the pointer reads."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy

from app.plot.axes import Axis, Whole
from app.plot.frame import Frame
from app.plot.layers import Layer, Rule, same
from app.plot.look import POINTER
from app.plot.painters import PAINTERS, Canvas, Painter, RulePainter, View, WordsPainter
from app.plot.still import Entry, Still
from app.theme import Appearance, Drawn
from app.widgets.copying import copy_menu
from app.widgets.focus_ring import FocusRing
from app.widgets.plain import PlainLabel

_POINTER_DEPTH = 6.0

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
        self.frame = Frame(appearance)
        self._still = Still(self._paint_axes, self._paint_layers)
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
        for widget in (self.empty, self.reading):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        self.reading.hide()
        # It fills all of its place.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # What is shown ----------------------------------------------------------------------

    def draw(self, x: Axis, y: Axis, layers: Mapping[str, Layer]) -> None:
        """Show these layers, each under a name of its own, over these axes."""
        before, self.view = self.view, self.view._replace(x=x, y=y)
        moved = (before.x, before.y) != (x, y)
        if moved:
            self._draw_axes()
        differs = moved
        for name in list(self.layers):
            if name not in layers or type(layers[name]) is not type(self.layers[name]):
                del self.painter_of[name], self.layers[name]
                differs = True
        for name, layer in layers.items():
            if moved or not same(layer, self.layers.get(name)):
                self._draw_layer(name, layer)
                differs = True
        if differs:
            self._order()
        self._place_empty()

    def _draw_layer(self, name: str, layer: Layer) -> None:
        if name not in self.painter_of:
            self.painter_of[name] = PAINTERS[type(layer)]()
        self.layers[name] = layer
        self.painter_of[name].draw(layer, self.view)

    def _order(self) -> None:
        """Have layers painted anew, the deepest first, and of one depth the first that came."""
        entries = [Entry(self.layers[name], each) for name, each in self.painter_of.items()]
        if self._read_at is not None:
            entries.append(Entry(self._reading_rule, self._pointer))
        self._still.follow(sorted(entries, key=lambda entry: entry.layer.depth))
        self.update()

    @property
    def _reading_rule(self) -> Rule:
        assert self._read_at is not None
        return Rule(self._read_at, POINTER, vertical=True, depth=_POINTER_DEPTH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axes and layers; what has not changed comes from a picture of it."""
        still, rest = self._still.picture(self.size(), self.devicePixelRatioF())
        brush = QPainter(self)
        brush.drawPixmap(0, 0, still)
        self._paint_layers(brush, rest)
        brush.end()

    def _paint_axes(self, brush: QPainter) -> None:
        brush.fillRect(self.rect(), self.view.ground_colour)
        self.frame.paint(brush, self.view, self.size())

    def _paint_layers(self, brush: QPainter, entries: Sequence[Entry]) -> None:
        area = self.frame.area
        if not entries or area.isEmpty():
            return
        brush.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Up to the line of the axis below.
        brush.setClipRect(area.adjusted(0.0, 0.0, 1.0, 1.0))
        canvas = Canvas(brush, self.view, area)
        for entry in entries:
            entry.painter.paint(canvas)

    def say(self, text: str) -> None:
        """Say in the middle what is to be done, or waited for; nothing where it is empty."""
        if text != self.empty.text():
            self.empty.setText(text)
            self._place_empty()

    def read(self, x: float | None, text: str = "") -> None:
        """Show a line at an x and what there is to be read; None takes both away."""
        moved, self._read_at = x != self._read_at, x
        self.reading.setVisible(x is not None and bool(text))
        self.setAccessibleDescription(text)
        if x is not None:
            self._pointer.draw(self._reading_rule, self.view)
        if moved:
            self._order()
        if x is None:
            return
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
        return QRectF(self.frame.area)

    def pixel(self, x: float, y: float) -> QPointF:
        """Return where two values stand, in pixels of this widget."""
        area, view = self.area, self.view
        across = (view.x.place(x) - view.x.start) / view.x.length
        up = (view.row(y) - view.y.start) / view.y.length
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def box_of(self, name: str) -> QRectF:
        """Return where a text with its ground stands, in pixels of this widget."""
        painter = self.painter_of[name]
        assert isinstance(painter, WordsPainter)
        return painter.box(Canvas(QPainter(), self.view, self.area))

    def _place_at(self, pixel: QPointF) -> Place | None:
        """Return the place at a pixel; what is hardly outside counts for the edge."""
        area, view, near = self.area, self.view, self._appearance.px(8)
        # Where a window leaves it no room at all there is no place in it.
        if area.isEmpty() or not area.adjusted(-near, -near, near, near).contains(pixel):
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

    def claims(self, event: QKeyEvent) -> bool | None:
        """Claim the keys that read."""
        return (event.key() in _MOVES and not event.modifiers()) or None

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
        self._draw_axes()
        for name, layer in self.layers.items():
            self.painter_of[name].draw(layer, self.view)
        super().restyle()

    def forget_pictures(self) -> None:
        """Paint all of it again once it is seen."""
        self._still.forget()

    def _draw_axes(self) -> None:
        self.frame.lay_out(self.view, self.size())
        self._still.forget()
        self.update()

    @property
    def least_height(self) -> int:
        """The least height at which there is room for the names of the axes."""
        return self.frame.least_height

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place axes and words."""
        super().resizeEvent(event)
        self._draw_axes()
        self._place_empty()
        self.pointed.emit(None)

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which the axes can be read."""
        return self.frame.least_size

    def _place_empty(self) -> None:
        """Put the words into the middle, over whatever runs there."""
        words, area, metrics = self.empty, self.area, self.empty.fontMetrics()
        words.setVisible(bool(words.text()))
        widest = max(metrics.horizontalAdvance(line) for line in f"{words.text()}\n".split("\n"))
        width = min(round(area.width()), widest + self._appearance.px(20))
        height = words.heightForWidth(width) + self._appearance.px(8)
        left, top = area.center().x() - width / 2, area.center().y() - height / 2
        words.setGeometry(round(left), round(top), width, height)
