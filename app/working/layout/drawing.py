"""What a laid-out block consists of: shapes, outlines and texts, and what can be pointed at."""

from collections.abc import Hashable, Set
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QBrush,
    QFont,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QTextDocument,
)

from app.formula import Run
from app.working.layout.look import colour


@dataclass(frozen=True, slots=True)
class BoxInk:
    """A filled or outlined rectangle, its corners rounded."""

    rect: QRectF
    fill: str
    line: str = ""
    width: float = 0.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class GlowInk:
    """A rectangle that is drawn only while its key is lit."""

    rect: QRectF
    key: Hashable
    fill: str
    line: str = ""
    width: float = 0.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class FormulaInk:
    """A formula, its baseline and its scale."""

    x: float
    y: float
    scale: float
    run: Run
    fill: str


@dataclass(frozen=True, slots=True)
class StrokeInk:
    """A line along a path."""

    path: QPainterPath
    line: str
    width: float


@dataclass(frozen=True, slots=True)
class TextInk:
    """A text on its baseline."""

    x: float
    y: float
    text: str
    font: QFont
    line: str
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class DocumentInk:
    """A text with paragraphs."""

    x: float
    y: float
    document: QTextDocument
    line: str


@dataclass(frozen=True, slots=True)
class Region:
    """Something that reacts to the pointer."""

    rect: QRectF
    key: Hashable


class Drawing:
    """A block that has been laid out, its top left corner at (0, 0).

    Attributes
    ----------
    height : float
        How much room it takes.
    gap : float
        The distance to what is above it, which may be stretched or tightened.
    fixed : bool
        Whether that distance always stays as it is.
    held : Drawing or None
        What stays in view at the bottom in its stead while its place is further down.
    needed : bool
        Whether it is to be in view without scrolling.
    regions : list of Region
        What reacts to the pointer; a later one lies above an earlier one.
    """

    def __init__(self, gap: float = 0.0, *, fixed: bool = False) -> None:
        self.height = 0.0
        self.gap = gap
        self.fixed = fixed
        self.held: Drawing | None = None
        self.needed = False
        self.regions: list[Region] = []
        self.glows: list[GlowInk] = []
        self._boxes: list[BoxInk] = []
        self._formulas: list[FormulaInk] = []
        self._strokes: list[StrokeInk] = []
        self._texts: list[TextInk] = []
        self._documents: list[DocumentInk] = []

    def add(self, ink: BoxInk | GlowInk | FormulaInk | StrokeInk | TextInk | DocumentInk) -> None:
        """Take in something to draw."""
        match ink:
            case FormulaInk():
                self._formulas.append(ink)
            case TextInk():
                self._texts.append(ink)
            case BoxInk():
                self._boxes.append(ink)
            case GlowInk():
                self.glows.append(ink)
            case StrokeInk():
                self._strokes.append(ink)
            case DocumentInk():
                self._documents.append(ink)

    def point_at(self, rect: QRectF, key: Hashable | None) -> None:
        """Let an area react to the pointer, if it stands for something."""
        if key is not None:
            self.regions.append(Region(rect, key))

    def paint(self, painter: QPainter, lit: Set[Hashable]) -> None:
        """Draw everything; glows only where their key is lit."""
        for glow in self.glows:
            if glow.key in lit:
                _paint_box(painter, glow)
        for box in self._boxes:
            _paint_box(painter, box)
        for glow in self.glows:
            if glow.key in lit and glow.line:
                _paint_box(painter, glow, filled=False)
        for stroke in self._strokes:
            pen = QPen(colour(stroke.line), stroke.width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(stroke.path, pen)
        for ink in self._formulas:
            ink.run.paint(painter, QBrush(colour(ink.fill)), ink.x, ink.y, ink.scale)
        for text in self._texts:
            _paint_text(painter, text)
        for document in self._documents:
            _paint_document(painter, document)


def _paint_box(painter: QPainter, box: BoxInk | GlowInk, *, filled: bool = True) -> None:
    painter.setPen(QPen(colour(box.line), box.width) if box.line else Qt.PenStyle.NoPen)
    painter.setBrush(colour(box.fill) if box.fill and filled else Qt.BrushStyle.NoBrush)
    if box.radius:
        painter.drawRoundedRect(box.rect, box.radius, box.radius)
    else:
        painter.drawRect(box.rect)


def _paint_text(painter: QPainter, ink: TextInk) -> None:
    painter.setFont(ink.font)
    painter.setPen(colour(ink.line))
    if ink.scale == 1.0:
        painter.drawText(QPointF(ink.x, ink.y), ink.text)
        return
    painter.save()
    painter.translate(ink.x, ink.y)
    painter.scale(ink.scale, ink.scale)
    painter.drawText(QPointF(0, 0), ink.text)
    painter.restore()


def _paint_document(painter: QPainter, ink: DocumentInk) -> None:
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, colour(ink.line))
    context.palette = palette
    painter.translate(ink.x, ink.y)
    ink.document.documentLayout().draw(painter, context)
    painter.translate(-ink.x, -ink.y)
