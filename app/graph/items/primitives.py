"""The pieces the graph is drawn with: built-in items, restyled only where something changed."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsPolygonItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
)

from app.graph.labels.frame import Frame
from app.graph.plan.geometry import Box, Line, Point
from app.graph.plan.places import Place
from app.text.legible import legible
from app.text.lettering import LOWERED_SIZE
from symbolic.notation.marks import runs, unmarked

NEGATIVE_DASH = (5.0, 3.0)
"""The dash pattern of a negative weight, in widths of a thin line, in pixels."""

# What lies above what.
EDGES, LIT_EDGES, GROUNDS, PLATES, TEXTS, LABELS, LABEL_TEXTS = range(7)


def rect_of(box: Box) -> QRectF:
    """Return a box as Qt's rectangle."""
    return QRectF(box.left, box.top, box.width, box.height)


def pen(colour: str, width: float, dashed: bool = False) -> QPen:
    """Return a pen; a dashed one keeps its pattern's length whatever its width."""
    made = QPen(QColor(colour), width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        made.setDashPattern([length * 1.4 / max(width, 0.7) for length in NEGATIVE_DASH])
    return made


class Canvas(Struct):
    """The scene that items live in, and the frame that is drawn: another one at every step."""

    scene: QGraphicsScene
    frame: Frame


class Text(QGraphicsSimpleTextItem):
    """One line of text, placed by its middle, its left or its right end.

    What the marks of `symbolic.notation.set_name` enclose stands lower or higher, and smaller.
    """

    def __init__(self, scene: QGraphicsScene, level: int = TEXTS) -> None:
        super().__init__()
        scene.addItem(self)
        self.setZValue(level)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._place = (0.0, 0.0, 0.5, 0.0)
        self._colour = ""
        self._font: QFont | None = None
        self._marked = ""
        # What follows the letters before the first mark.
        self._parts: list[QGraphicsSimpleTextItem] = []

    def place(self, x: float, y: float, anchor: float = 0.5, limit: float = 0.0) -> None:
        """Say where it stands.

        Parameters
        ----------
        x, y : float
            The point to stand at; y is the middle of the line.
        anchor : float
            Which part of the text is at x: 0 its left end, 1 its right end.
        limit : float
            The width it is made smaller for; 0 for none.
        """
        if self._place != (x, y, anchor, limit):
            self._place = (x, y, anchor, limit)
            self._settle()

    def write(self, text: str, font: QFont, colour: str) -> None:
        """Show a text; an empty one hides it."""
        changed = text != self._marked or font is not self._font
        if changed:
            self._marked, self._font = text, font
            self._compose(font)
        if colour != self._colour or (changed and self._parts):
            self._colour = colour
            for item in (self, *self._parts):
                item.setBrush(QColor(colour))
        if changed:
            self._settle()
        if self.isVisible() != bool(text):
            self.setVisible(bool(text))

    def text(self) -> str:
        """Return all of it in plain letters."""
        return legible(unmarked(self._marked))

    def _compose(self, font: QFont) -> None:
        """Set what stands on the line, below it and above it."""
        for part in self._parts:
            # Which also takes it out of this item.
            self.scene().removeItem(part)
        self._parts = []
        first, *others = runs(self._marked) or [("", 0)]
        self.setText(legible(first[0]))
        self.setFont(font)
        small = QFont(font)
        small.setPixelSize(max(1, round(font.pixelSize() * LOWERED_SIZE)))
        x = self.boundingRect().width()
        height = self.boundingRect().height()
        for written, place in others:
            part = QGraphicsSimpleTextItem(legible(written), self)
            part.setFont(small if place else font)
            drop = height * 1.06 - part.boundingRect().height()
            part.setPos(x, (0.0, -0.08 * height, drop)[place])
            x += part.boundingRect().width()
            self._parts.append(part)

    def extent(self) -> QRectF:
        """Return the room that all of it takes, in its own coordinates."""
        rect = self.boundingRect()
        if self._parts:
            rect.setRight(self._parts[-1].pos().x() + self._parts[-1].boundingRect().width())
        return rect

    def _settle(self) -> None:
        x, y, anchor, limit = self._place
        rect = self.extent()
        scale = min(1.0, limit / rect.width()) if limit and rect.width() else 1.0
        if scale != self.scale():
            self.setScale(scale)
        self.setPos(x - rect.width() * anchor * scale, y - rect.height() * scale / 2)

    def box(self) -> Box:
        """Return where the text is."""
        rect = self.mapRectToScene(self.extent())
        return Box(rect.left(), rect.top(), rect.right(), rect.bottom())


class Plate(QGraphicsPathItem):
    """A rounded box or a circle."""

    def __init__(self, scene: QGraphicsScene, level: int = PLATES) -> None:
        super().__init__()
        scene.addItem(self)
        self.setZValue(level)
        self._shape: tuple[Box, float] | None = None
        self.look: tuple[str, str, float] | None = None

    def shape_as(self, box: Box, radius: float) -> None:
        """Take a place and the radius of its corners."""
        if self._shape != (box, radius):
            self._shape = (box, radius)
            path = QPainterPath()
            if radius * 2 >= box.width - 0.01 and abs(box.width - box.height) < 0.01:
                path.addEllipse(rect_of(box))
            else:
                path.addRoundedRect(rect_of(box), radius, radius)
            self.setPath(path)

    def dress(self, fill: str, line: str, width: float) -> None:
        """Take colours; an empty line colour draws none."""
        if self.look != (fill, line, width):
            self.look = (fill, line, width)
            self.setBrush(QBrush(QColor(fill)) if fill else QBrush(Qt.BrushStyle.NoBrush))
            self.setPen(pen(line, width) if line else QPen(Qt.PenStyle.NoPen))

    def dress_part(
        self,
        frame: Frame,
        place: Place,
        fill: str,
        line: str,
        widths: tuple[float, float, float],
    ) -> None:
        """Take the look of a part of the picture: what the step computes, lit, marked or idle.

        Parameters
        ----------
        frame : Frame
            The moment.
        place : Place
            The part.
        fill, line : str
            Its colours while it is idle.
        widths : (float, float, float)
            Of its border as what the step computes, lit and idle.
        """
        emphasis, phase = frame.emphasis, frame.phase
        is_target, lit = place == emphasis.target_place, place in emphasis.places
        outline, width = frame.outline(place)
        if not outline:
            outline = phase.strong if lit else line
            width = widths[0 if is_target else 1 if lit else 2] * frame.line_scale
        self.dress(phase.fill if is_target else phase.soft if lit else fill, outline, width)


class Edge:
    """A line with an arrowhead."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self.line_item = QGraphicsLineItem()
        self.head_item = QGraphicsPolygonItem()
        for item in (self.line_item, self.head_item):
            item.setZValue(EDGES)
            scene.addItem(item)
        self.line = Line(0, 0, 0, 0)
        self.look: tuple[object, ...] = ()
        self._head = 0.0

    def place(self, line: Line) -> None:
        """Run along a line."""
        if line != self.line:
            self.line = line
            self.look = ()

    def dress(
        self,
        colour: str,
        width: float,
        *,
        dashed: bool = False,
        lit: bool = False,
        backwards: bool = False,
        head: float = 0.0,
        into: tuple[Box, float] | None = None,
    ) -> None:
        """Take a look.

        Parameters
        ----------
        colour, width, dashed
            Of the line.
        lit : bool
            Whether it lies above others.
        backwards : bool
            Whether the arrowhead is at the beginning.
        head : float
            The arrowhead's length; 0 for none.
        into : (Box, float), optional
            A label on its way that it flows into from its end, and the arrowhead's length there.
        """
        look = (colour, width, dashed, lit, backwards, head, into)
        if look == self.look:
            return
        self.look, self._head = look, head
        line = self.line.shortened(head * 0.8 if backwards else 0, 0 if backwards else head * 0.8)
        self.line_item.setLine(QLineF(*line))
        self.line_item.setPen(pen(colour, width, dashed))
        self.head_item.setVisible(head > 0)
        if head:
            self._set_head(self.line.head(head, backwards))
            self.head_item.setBrush(QColor(colour))
            self.head_item.setPen(QPen(Qt.PenStyle.NoPen))
        if into is not None:
            self._point_into(*into)
        for item in (self.line_item, self.head_item):
            item.setZValue(LIT_EDGES if lit else EDGES)

    def _point_into(self, box: Box, size: float) -> None:
        """Put the arrowhead where the edge, coming from its end, runs into a box."""
        x, y = box.centre
        dx, dy = self.line.x1 - x, self.line.y1 - y
        share = min(
            box.width / 2 / abs(dx) if dx else 1.0, box.height / 2 / abs(dy) if dy else 1.0, 1.0
        )
        flow = Line(x + dx * share, y + dy * share, self.line.x1, self.line.y1)
        self._set_head(flow.head(size, True))
        self.line_item.setLine(QLineF(*self.line))

    def _set_head(self, points: Sequence[Point]) -> None:
        self.head_item.setPolygon(QPolygonF([QPointF(*point) for point in points]))

    def show(self, visible: bool) -> None:
        """Show or hide it."""
        if self.line_item.isVisible() != visible:
            self.line_item.setVisible(visible)
        wanted = visible and self._head > 0
        if self.head_item.isVisible() != wanted:
            self.head_item.setVisible(wanted)
