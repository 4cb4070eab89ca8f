"""A row of formulas on one baseline, each of them something to point at."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.formula.flow import Box, Flow, flow, least_width, natural_width
from app.formula.run import Run, is_ready, layout, readiness

OPERATORS = frozenset("=≈+−-·×←<>≤≥≠/,")
"""Plain texts of segments before which a line may break."""

GAP = 0.26
"""The space between two segments, in ems."""

PAD_X, PAD_Y = 0.2, 0.14
"""The space between a formula and the edge of its tint, in ems."""

MARGIN = 2.0
"""Room around the row for the outline of a highlighted segment, in pixels."""

TEXT_SIZE = 0.82
"""The size of ordinary text beside mathematics, in ems: both look equally tall."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a row.

    Attributes
    ----------
    latex : str
        The formula, without dollar signs. Empty: `plain` is drawn in the ordinary font.
    plain : str
        The same as text, for screen readers, copying, and until formulas can be drawn.
    tint : str, optional
        The colour of the box behind it.
    colour : str, optional
        Its own colour, where it differs from the row's.
    key : hashable, optional
        What it stands for. Only segments with a key react to the pointer.
    bold : bool
        Whether ordinary text is bold.
    tight : bool
        Whether it stands close to the segment before it and stays on its line.
    """

    latex: str
    plain: str
    tint: str | None = None
    colour: str | None = None
    key: Hashable | None = None
    bold: bool = False
    tight: bool = False


class FormulaRow(QWidget):
    """Segments on one baseline, wrapped where the width is too small.

    Until formulas can be drawn the row shows plain text, and lays itself out again then.

    Signals
    -------
    segment_entered(object), segment_left(object)
        The pointer came onto, or left, the segment with this key.
    segment_clicked(object)
        The segment with this key was clicked.
    """

    segment_entered = Signal(object)
    segment_left = Signal(object)
    segment_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: tuple[Segment, ...] = ()
        self._size = 16.0
        self._colour = "#1b1f24"
        self._boxes: tuple[Box, ...] = ()
        self._runs: tuple[Run | None, ...] = ()
        self._flow: Flow | None = None
        self._hovered: Hashable | None = None
        self._highlighted: Hashable | None = None
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if not is_ready():
            readiness.formula_ready.connect(self._lay_out_again)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What the row shows."""
        return self._segments

    def set_segments(self, segments: Sequence[Segment], size: float, colour: str) -> None:
        """Show other segments.

        Parameters
        ----------
        segments : sequence of Segment
            In reading order.
        size : float
            Pixels an em.
        colour : str
            The colour of the segments that have none of their own.
        """
        wanted = (tuple(segments), float(size), colour)
        if wanted == (self._segments, self._size, self._colour):
            return
        self._segments, self._size, self._colour = wanted
        self._leave()
        self.setAccessibleName(self.plain_text())
        self._lay_out_again()

    def plain_text(self) -> str:
        """Give the row as text."""
        text = ""
        for segment in self._segments:
            text += segment.plain if segment.tight or not text else f" {segment.plain}"
        return text

    def latex(self) -> str:
        """Give the row as LaTeX, without dollar signs."""
        parts = (s.latex or rf"\text{{{s.plain}}}" for s in self._segments)
        return " ".join(parts)

    def highlight(self, key: Hashable | None) -> None:
        """Outline the segments with this key; None outlines nothing."""
        if key != self._highlighted:
            self._highlighted = key
            self.update()

    def segment_rect(self, key: Hashable) -> QRectF:
        """Give where the first segment with this key is; empty when there is none."""
        for at, segment in enumerate(self._segments):
            if segment.key == key:
                return self._rect(at)
        return QRectF()

    def hasHeightForWidth(self) -> bool:
        """Tell layouts that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height that all lines need at this width."""
        flowed = flow(self._boxes, max(1.0, width - 2 * MARGIN), self._size)
        return _up(flowed.height + 2 * MARGIN)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        width = _up(natural_width(self._boxes) + 2 * MARGIN)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Ask for the least width in which nothing is cut off."""
        width = _up(least_width(self._boxes, self._size) + 2 * MARGIN)
        tallest = max((box.ascent + box.descent for box in self._boxes), default=0.0)
        return QSize(width, _up(0.7 * tallest + 2 * MARGIN))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw tints, formulas and the outline of what is highlighted."""
        del event
        placed = self._current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, segment in enumerate(self._segments):
            colour = QColor(segment.colour or self._colour)
            lit = segment.key is not None and segment.key == self._highlighted
            if segment.tint or lit:
                painter.setPen(QPen(colour, 2) if lit else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(segment.tint) if segment.tint else Qt.BrushStyle.NoBrush)
                radius = 0.24 * self._size * placed.scale
                painter.drawRoundedRect(self._rect(at), radius, radius)
            self._draw_segment(painter, at, placed, colour)
        painter.end()

    def _draw_segment(self, painter: QPainter, at: int, placed: Flow, colour: QColor) -> None:
        segment, run, place = self._segments[at], self._runs[at], placed.places[at]
        pad = PAD_X * self._size if segment.tint else 0.0
        painter.save()
        painter.translate(MARGIN + place.x + pad * placed.scale, MARGIN + place.baseline)
        painter.scale(placed.scale, placed.scale)
        if run is not None:
            painter.fillPath(run.path, colour)
        else:
            painter.setPen(colour)
            painter.setFont(self._text_font(segment))
            painter.drawText(QPointF(0, 0), segment.plain)
        painter.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines again."""
        self._flow = None
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the ordinary font changes."""
        if event.type() == QEvent.Type.FontChange:
            self._lay_out_again()
        super().changeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Notice the segment under the pointer."""
        self._point_at(event.position())
        super().enterEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Notice the segment under the pointer."""
        self._point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the segment that was under the pointer."""
        self._leave()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Report a click on a segment."""
        at = self._segment_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self.segment_clicked.emit(self._segments[at].key)
        else:
            super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the row."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy as text", lambda: _copy(self.plain_text()))
        menu.addAction("Copy as LaTeX", lambda: _copy(self.latex()))
        menu.popup(event.globalPos())

    def _lay_out_again(self) -> None:
        self._runs = tuple(_run_of(segment, self._size) for segment in self._segments)
        self._boxes = tuple(
            self._measure(segment, run)
            for segment, run in zip(self._segments, self._runs, strict=True)
        )
        self._flow = None
        self.updateGeometry()
        self.update()

    def _measure(self, segment: Segment, run: Run | None) -> Box:
        em = self._size
        if run is not None:
            width, ascent, descent = run.width, run.ascent, run.descent
        else:
            metrics = QFontMetricsF(self._text_font(segment))
            width = metrics.horizontalAdvance(segment.plain)
            ascent, descent = metrics.ascent(), metrics.descent()
        if segment.tint:
            width += 2 * PAD_X * em
            ascent += PAD_Y * em
            descent += PAD_Y * em
        return Box(
            width,
            ascent,
            descent,
            gap=0.0 if segment.tight else GAP * em,
            operator=segment.plain in OPERATORS,
            tight=segment.tight,
        )

    def _text_font(self, segment: Segment) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(1, round(self._size * TEXT_SIZE)))
        font.setBold(segment.bold)
        return font

    def _current(self) -> Flow:
        if self._flow is None:
            self._flow = flow(self._boxes, max(1.0, self.width() - 2 * MARGIN), self._size)
        return self._flow

    def _rect(self, at: int) -> QRectF:
        placed, box = self._current(), self._boxes[at]
        place, scale = placed.places[at], placed.scale
        return QRectF(
            MARGIN + place.x,
            MARGIN + place.baseline - box.ascent * scale,
            box.width * scale,
            (box.ascent + box.descent) * scale,
        )

    def _segment_at(self, point: QPointF) -> int | None:
        for at, segment in enumerate(self._segments):
            if segment.key is not None and self._rect(at).contains(point):
                return at
        return None

    def _point_at(self, point: QPointF) -> None:
        at = self._segment_at(point)
        key = None if at is None else self._segments[at].key
        if key == self._hovered:
            return
        self._leave()
        if key is not None:
            self._hovered = key
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.segment_entered.emit(key)

    def _leave(self) -> None:
        key, self._hovered = self._hovered, None
        if key is not None:
            self.unsetCursor()
            self.segment_left.emit(key)


def _run_of(segment: Segment, size: float) -> Run | None:
    """Lay a segment out; None where its plain text is to be drawn."""
    if not segment.latex or not is_ready():
        return None
    try:
        return layout(segment.latex, size)
    except ValueError:
        return None


def _up(length: float) -> int:
    return int(-(-length // 1))


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
