"""Sample pictures, each with what the network takes it for and whether that is right."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)

from app.text.legible import legible
from app.theme import Appearance, Drawn, Gentle
from app.widgets.flow import height_follows_width
from app.widgets.picture import limits_of, picture
from app.widgets.plain import asks_for_tip, show_tip
from engine.arrays import FloatArray
from engine.training.metrics import IntArray, predicted_classes

MOST_LINES = 3
# Stands for outputs that are no longer numbers.
NOTHING = -1


class DigitGrid(Drawn):
    """Small pictures, each with the class the network names and whether that is right.

    Signals
    -------
    selected : int
        The person chose a picture.
    """

    selected = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._x: FloatArray = np.empty((0, 0))
        self._shape = (1, 1)
        self._labels: IntArray = np.empty(0, dtype=np.intp)
        self._predicted: IntArray = np.empty(0, dtype=np.intp)
        self._classes: tuple[str, ...] = ()
        self._pictures: list[QImage] = []
        self._word_width = 0
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("digits")
        height_follows_width(self)

    def set_samples(
        self, x: FloatArray, shape: tuple[int, int], labels: IntArray, classes: tuple[str, ...]
    ) -> None:
        """Show other pictures."""
        self._x, self._shape, self._labels, self._classes = x, shape, labels, classes
        self.current = 0
        self.restyle()

    def set_outputs(self, outputs: FloatArray) -> None:
        """Show what the network makes of them now."""
        before = self._predicted
        known = np.isfinite(outputs).all(axis=1)
        self._predicted = np.where(known, predicted_classes(outputs), NOTHING)
        if len(before) != len(outputs):
            self.update()
        else:
            for index in np.flatnonzero(before != self._predicted):
                self.update(self._cell(int(index)))
        self._describe()

    def select(self, index: int) -> None:
        """Choose a picture, held between the first and the last."""
        shown = min(len(self._x), MOST_LINES * self._columns(self.width()))
        index = max(0, min(shown - 1, index))
        if index != self.current:
            self.current = index
            self.update()
            self._describe()
            self.selected.emit(index)

    def _describe(self) -> None:
        if self.current < len(self._predicted):
            words = self._words(self.current)
            if words != self.accessibleDescription():
                self.setAccessibleDescription(words)

    def _words(self, index: int) -> str:
        return f"a {self._classes[self._labels[index]]}, taken for {self._word(index)}"

    def event(self, event: QEvent) -> bool:
        """Return a picture's names in full: below it a long one is cut."""
        if asks_for_tip(event):
            known = range(min(len(self._predicted), len(self._x)))
            under = [index for index in known if self._cell(index).contains(event.pos())]
            show_tip(event, self._words(under[0]) if under else "", self)
            return True
        return super().event(event)

    def _word(self, index: int) -> str:
        said = int(self._predicted[index])
        return "–" if said == NOTHING else self._classes[said]

    def restyle(self) -> None:
        """Draw the pictures anew."""
        theme = self._appearance.theme
        limits = limits_of(self._x)
        self._pictures = [picture(row, self._shape, theme, limits) for row in self._x]
        # Every place depends on it, and there may be many classes.
        self._word_width = self._widest_word()
        super().restyle()

    # Places -----------------------------------------------------------------------------

    def _columns(self, width: int) -> int:
        most = max(4, width // max(self._appearance.px(39), self._word_width))
        # Whole lines look calmer than a ragged last one.
        return max((n for n in (4, 6, 8, 12) if n <= most), default=4)

    def _widest_word(self) -> int:
        """Return the room that a class's name and its mark need, within bounds."""
        metrics = QFontMetricsF(self._appearance.font(13, QFont.Weight.DemiBold))
        widest = max((metrics.horizontalAdvance(f"{name} ✗") for name in self._classes), default=0)
        return math.ceil(min(widest + self._gap, self._appearance.px(84)))

    def _cell(self, index: int) -> QRect:
        columns = self._columns(self.width())
        width = self.width() // columns
        height = self._cell_height(width)
        return QRect(index % columns * width, index // columns * height, width, height)

    def _cell_height(self, width: int) -> int:
        return min(width, self._appearance.px(52)) + self._appearance.text_px(13) + self._gap

    @property
    def _gap(self) -> int:
        return self._appearance.px(5)

    def sizeHint(self) -> QSize:
        """Return the size at which a line has eight pictures."""
        width = self._appearance.px(360)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least width at which pictures are clear; the height follows it."""
        return QSize(self._appearance.px(Gentle(160)), 0)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that fit this width."""
        columns = self._columns(width)
        lines = min(MOST_LINES, -(-max(1, len(self._x)) // columns))
        return lines * self._cell_height(width // columns)

    # Input ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the picture under the pointer."""
        for index in range(len(self._x)):
            if self._cell(index).contains(event.position().toPoint()):
                self.select(index)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys."""
        columns = self._columns(self.width())
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        else:
            self.select(self.current + move)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pictures."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for index in range(len(self._pictures)):
            if event.rect().intersects(self._cell(index)):
                self._paint_one(painter, index)
        painter.end()

    def _paint_one(self, painter: QPainter, index: int) -> None:
        theme, appearance = self._appearance.theme, self._appearance
        cell = self._cell(index).adjusted(1, 1, -self._gap, -self._gap)
        text = appearance.text_px(13) + 2
        side = min(cell.width(), cell.height() - text)
        frame = QRectF(cell.x() + (cell.width() - side) / 2, cell.y(), side, side)
        painter.drawImage(frame, self._pictures[index])
        chosen = index == self.current
        pen = QPen(QColor(theme.accent if chosen else theme.line))
        pen.setWidthF(appearance.px(2.5) if chosen else 1.0)
        painter.setPen(pen)
        painter.drawRect(frame)
        if index >= len(self._predicted):
            return
        right = self._predicted[index] == self._labels[index]
        painter.setPen(QColor(theme.good if right else theme.error))
        painter.setFont(appearance.font(13, QFont.Weight.DemiBold))
        mark = " ✓" if right else " ✗"
        metrics, middle = painter.fontMetrics(), Qt.TextElideMode.ElideMiddle
        room = cell.width() - metrics.horizontalAdvance(mark)
        words = metrics.elidedText(legible(self._word(index)), middle, room) + mark
        below = QRect(cell.x(), round(frame.bottom()), cell.width(), text + self._gap)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)
