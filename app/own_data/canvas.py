"""The sheet that a digit is drawn on, with the mouse or with keys, or that shows a picture."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)

from app.own_data.picture_file import grey_levels
from app.theme import Appearance, Drawn, Gentle

SIDE, PEN = 280, 22
"""Pixels of the sheet and of the pen: MNIST's strokes are some two of 28 pixels wide."""

KEY_STEP = 10
_FRAME_MS = 15
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class DigitCanvas(Drawn):
    """A sheet to draw on.

    With keys the arrows move the pen, and Space lowers and raises it.

    Signals
    -------
    drawn
        Something else is on the sheet; while a stroke goes on, now and then.
    """

    drawn = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._sheet = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
        self._sheet.fill(Qt.GlobalColor.white)
        self._picture: QImage | None = None
        self._box: tuple[float, float, float, float] | None = None
        self._pen: QPointF | None = None
        self._keys = QPointF(SIDE / 2, SIDE / 4)
        self._is_down = self._has_keys = False
        self.is_empty = True
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_FRAME_MS)
        self._soon.timeout.connect(self.drawn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("sheet to draw a digit on")
        self.setAccessibleDescription("Arrows move the pen, Space lowers and raises it")

    @property
    def levels(self) -> NDArray[Any] | None:
        """Levels of grey of what is on the sheet, shape (height, width); None for nothing."""
        if self._picture is not None:
            return grey_levels(self._picture)
        return None if self.is_empty else grey_levels(self._sheet)

    def clear(self) -> None:
        """Begin with an empty sheet."""
        self._empty()
        self.drawn.emit()

    def show_picture(self, picture: QImage) -> None:
        """Show a picture in the place of what was drawn."""
        self._empty()
        self._picture, self.is_empty = picture, False
        self.drawn.emit()

    def mark(self, box: tuple[float, float, float, float] | None) -> None:
        """Frame the digit in a picture: left, top, right and bottom as parts of its sides."""
        if box != self._box:
            self._box = box
            self.update()

    def _empty(self) -> None:
        self._sheet.fill(Qt.GlobalColor.white)
        self._picture = self._box = self._pen = None
        self._is_down, self.is_empty = False, True
        self.update()

    # Drawing ----------------------------------------------------------------------------

    @property
    def _frame(self) -> QRectF:
        side = min(self.width(), self.height()) - 2
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _on_sheet(self, event: QMouseEvent) -> QPointF:
        frame = self._frame
        return (event.position() - frame.topLeft()) * (SIDE / frame.width())

    def _stroke(self, start: QPointF, end: QPointF) -> None:
        if self._picture is not None:
            self._empty()
        painter = QPainter(self._sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends, corners = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(QColor("black"), PEN, Qt.PenStyle.SolidLine, ends, corners))
        # A line of no length is not drawn.
        painter.drawLine(start, end if end != start else end + QPointF(0.01, 0))
        painter.end()
        self.is_empty = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_down, self._has_keys, point = False, False, self._on_sheet(event)
            self._stroke(point, point)
            self._pen = point
            self._soon.start()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._pen is not None:
            before, self._pen = self._pen, self._on_sheet(event)
            self._stroke(before, self._pen)
            if not self._soon.isActive():
                self._soon.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        if event.button() == Qt.MouseButton.LeftButton and self._pen is not None:
            self._pen = None
            self._soon.stop()
            self.drawn.emit()

    def claims(self, event: QKeyEvent) -> bool | None:
        """Claim the keys that draw."""
        own = event.key() in (*_MOVES, Qt.Key.Key_Space, Qt.Key.Key_Delete)
        return (own and not event.modifiers()) or None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the pen to who comes by the keyboard."""
        self._has_keys = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the pen by the arrows; Space lowers and raises it, Delete empties the sheet."""
        move, self._has_keys = _MOVES.get(Qt.Key(event.key())), True
        if event.key() == Qt.Key.Key_Delete:
            self.clear()
        elif event.key() == Qt.Key.Key_Space:
            self._is_down = not self._is_down
            if self._is_down:
                self._stroke(self._keys, self._keys)
                # A picture that was shown took the pen away.
                self._is_down = True
                self.drawn.emit()
        elif move is not None:
            before, step = self._keys, QPointF(*move) * KEY_STEP
            point = before + step
            bounds = (min(max(PEN / 2, part), SIDE - PEN / 2) for part in (point.x(), point.y()))
            self._keys = QPointF(*bounds)
            if self._is_down:
                self._stroke(before, self._keys)
                self.drawn.emit()
        else:
            super().keyPressEvent(event)
            return
        self.update()

    # Look -------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return a comfortable square."""
        side = self._appearance.px(Gentle(280))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Return the least square that can be drawn on."""
        side = self._appearance.px(Gentle(170))
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sheet: ink on paper, or light on dark; a picture as it is."""
        theme, frame = self._appearance.theme, self._frame
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._picture is not None:
            self._paint_picture(painter, self._picture)
        else:
            sheet = self._sheet.copy()
            if theme.name == "dark":
                sheet.invertPixels()
            painter.drawImage(frame, sheet)
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(theme.focus if focused else theme.outline), 2 if focused else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        if focused and self._has_keys and self._picture is None:
            self._paint_pen(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter, picture: QImage) -> None:
        theme, frame = self._appearance.theme, self._frame
        painter.fillRect(frame, QColor(theme.surface))
        size = picture.size().scaled(frame.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, max(1, size.width()), max(1, size.height()))
        place.moveCenter(frame.center())
        painter.drawImage(place, picture)
        if self._box is not None:
            left, top, right, bottom = np.array(self._box)
            corner = place.topLeft() + QPointF(left * place.width(), top * place.height())
            far = place.topLeft() + QPointF(right * place.width(), bottom * place.height())
            # Seen on light and on dark.
            for colour, style in (("white", Qt.PenStyle.SolidLine), ("black", Qt.PenStyle.DotLine)):
                painter.setPen(QPen(QColor(colour), 1.5, style))
                painter.drawRect(QRectF(corner, far))

    def _paint_pen(self, painter: QPainter) -> None:
        theme, frame = self._appearance.theme, self._frame
        scale = frame.width() / SIDE
        middle, radius = frame.topLeft() + self._keys * scale, PEN / 2 * scale
        painter.setPen(QPen(QColor(theme.focus), 2))
        painter.setBrush(QColor(theme.focus) if self._is_down else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius, radius)
