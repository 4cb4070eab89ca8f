"""A row of formulas on one baseline."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.formula.flow import SMALLEST, Box, Flow, flow, least_width, natural_width
from app.formula.pieces import Piece, Segment, pieces_of, text_font
from app.formula.run import is_ready, readiness

MARGIN = 0.16
"""Room around the row, in ems."""


class FormulaRow(QWidget):
    """Segments on one baseline, wrapped where the width is too small.

    Until formulas can be drawn the row shows plain text, and lays itself out again then.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: tuple[Segment, ...] = ()
        self._size = 16.0
        self._colour = "#1b1f24"
        self._pieces: list[Piece] = []
        self._boxes: list[Box] = []
        self._flows: dict[int, Flow] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if not is_ready():
            readiness.formula_ready.connect(self._lay_out_again)

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
        self.setAccessibleName(self.plain_text())
        self._lay_out_again()

    def plain_text(self) -> str:
        """Return the row as text."""
        text = ""
        for segment in self._segments:
            text += segment.plain if segment.tight or not text else f" {segment.plain}"
        return text

    def latex(self) -> str:
        """Return the row as LaTeX, without dollar signs."""
        parts = (s.latex or rf"\text{{{s.plain}}}" for s in self._segments)
        return " ".join(parts)

    def hasHeightForWidth(self) -> bool:
        """Tell layouts that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that all lines need at this width."""
        return _up(self._flow_in(width).height + 2 * self._margin)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        width = _up(natural_width(self._boxes) + 2 * self._margin)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Ask for the least width in which nothing is cut off."""
        width = _up(least_width(self._boxes, self._size) + 2 * self._margin)
        tallest = max((box.ascent + box.descent for box in self._boxes), default=0.0)
        return QSize(width, _up(SMALLEST * tallest + 2 * self._margin))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw tints and formulas."""
        del event
        flowed = self._current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, piece in enumerate(self._pieces):
            colour = QColor(piece.segment.colour or self._colour)
            self._draw_ground(painter, at, flowed.scale)
            self._draw_piece(painter, at, flowed, colour)
        painter.end()

    def _draw_ground(self, painter: QPainter, at: int, scale: float) -> None:
        segment = self._pieces[at].segment
        if not segment.tint:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(segment.tint))
        radius = 0.22 * self._size * scale
        painter.drawRoundedRect(self._rect(at), radius, radius)

    def _draw_piece(self, painter: QPainter, at: int, flowed: Flow, colour: QColor) -> None:
        piece, place = self._pieces[at], flowed.places[at]
        x = self._margin + place.x + piece.pad * flowed.scale
        painter.save()
        painter.translate(x, self._margin + place.baseline)
        painter.scale(flowed.scale, flowed.scale)
        if piece.run is not None:
            piece.run.paint(painter, colour)
        else:
            painter.setPen(colour)
            painter.setFont(text_font(piece.segment, self._size, self.font()))
            painter.drawText(QPointF(0, 0), piece.segment.plain)
        painter.restore()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the ordinary font changes."""
        if event.type() == QEvent.Type.FontChange:
            self._lay_out_again()
        super().changeEvent(event)

    def context_menu(self) -> QMenu:
        """Return the menu that offers to copy the row."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy as text", lambda: _copy(self.plain_text()))
        menu.addAction("Copy as LaTeX", lambda: _copy(self.latex()))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu."""
        if self._segments:
            self.context_menu().popup(event.globalPos())

    @property
    def _margin(self) -> float:
        return max(2.0, MARGIN * self._size)

    def _lay_out_again(self) -> None:
        self._pieces = pieces_of(self._segments, self._size, self.font())
        self._boxes = [piece.box for piece in self._pieces]
        self._flows.clear()
        self.updateGeometry()
        self.update()

    def _flow_in(self, width: int) -> Flow:
        # Layouts ask for the same few widths again and again.
        if width not in self._flows:
            if len(self._flows) >= 8:
                self._flows.clear()
            inner = max(1.0, width - 2 * self._margin)
            self._flows[width] = flow(self._boxes, inner, self._size)
        return self._flows[width]

    def _current(self) -> Flow:
        return self._flow_in(self.width())

    def _rect(self, at: int) -> QRectF:
        flowed, box = self._current(), self._boxes[at]
        place, scale = flowed.places[at], flowed.scale
        return QRectF(
            self._margin + place.x,
            self._margin + place.baseline - box.ascent * scale,
            box.width * scale,
            (box.ascent + box.descent) * scale,
        )


def _up(length: float) -> int:
    return int(-(-length // 1))


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
