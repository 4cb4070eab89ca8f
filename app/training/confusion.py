"""The confusion matrix: which class was taken for which, how often."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextOption,
)

from app.text.legible import legible
from app.theme import Appearance, Drawn, Gentle
from app.widgets.flow import height_follows_width
from app.widgets.plain import asks_for_tip, show_tip

# Up to so many classes the counts are written large.
FEW = 4
# The share of the width that the names of the true classes may take.
WIDEST_NAME = 0.3
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionMatrix(Drawn):
    """A row per true class, a column per class the network named.

    A cell's tint grows with its share of the row; the diagonal, where both agree, has a colour
    of its own and a frame. A click on a cell, or Enter on the one that the arrow keys reached, asks
    for the rows that stand in it; Escape asks for all.

    Signals
    -------
    cell_chosen : (int, int) or None
        The true and the named class of a cell with rows in it.
    """

    cell_chosen = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._counts: NDArray[np.int64] | None = None
        self._classes: tuple[str, ...] = ()
        self._marked: tuple[int, int] | None = None
        self._current = (0, 0)
        height_follows_width(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("confusion matrix")

    def show_counts(self, counts: NDArray[np.int64] | None, classes: tuple[str, ...]) -> None:
        """Show a matrix of shape (classes, classes), or an empty one."""
        if counts is self._counts and classes == self._classes:
            return
        if classes != self._classes:
            self._classes = classes
            self.updateGeometry()
        self._counts = counts
        if counts is not None:
            total, right = int(counts.sum()), int(np.trace(counts))
            self.setAccessibleDescription(f"{right:,} of {total:,} rows classified correctly")
        self.update()

    def event(self, event: QEvent) -> bool:
        """Return a cell's text in full: names are cut where they are long."""
        if asks_for_tip(event):
            show_tip(event, self.cell_words(event.pos()), self)
            return True
        return super().event(event)

    def cell_words(self, point: QPoint) -> str:
        """Return what stands at a point; empty outside of the cells and the names beside them."""
        n = len(self._classes)
        if n == 0:
            return ""
        row, column = self._place_of(point)
        if row < 0 <= column < n:
            return f"taken for {self._classes[column]}"
        if not 0 <= row < n or column >= n:
            return ""
        if column < 0:
            return f"is {self._classes[row]}"
        return self._words_of(row, column)

    def _words_of(self, row: int, column: int) -> str:
        count = "" if self._counts is None else f": {int(self._counts[row, column]):,}"
        return f"is {self._classes[row]}, taken for {self._classes[column]}{count}"

    def _place_of(self, point: QPoint) -> tuple[int, int]:
        """Return the row and the column at a point; those of the names are below 0."""
        n, left, top = len(self._classes), self._head(self.width()), self._top(self.width())
        row = (point.y() - top) // max(1, self._cell_height(self.width()))
        column = int((point.x() - left) // max(1.0, (self.width() - left - 1) / max(1, n)))
        return row, column

    # Choosing a cell --------------------------------------------------------------------

    def mark(self, cell: tuple[int, int] | None) -> None:
        """Frame the cell whose rows are shown, or none."""
        if cell != self._marked:
            self._marked = cell
            self._current = cell or self._current
            self.update()

    def _has_rows(self, cell: tuple[int, int]) -> bool:
        row, column = cell
        n = len(self._classes)
        inside = self._counts is not None and 0 <= row < n and 0 <= column < n
        return inside and self._counts is not None and bool(self._counts[row, column])

    def _choose(self, cell: tuple[int, int]) -> None:
        if self._has_rows(cell):
            self._current = cell
            self.cell_chosen.emit(cell)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the rows of the cell under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._place_of(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the pointer where there are rows to ask for."""
        if self._has_rows(self._place_of(event.position().toPoint())):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys, ask with Enter, go back with Escape."""
        key, last = Qt.Key(event.key()), len(self._classes) - 1
        if key in _MOVES and last >= 0:
            by = _MOVES[key]
            row, column = (
                max(0, min(last, at + move)) for at, move in zip(self._current, by, strict=True)
            )
            self._current = (row, column)
            self.setAccessibleDescription(self._words_of(row, column))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._current)
        elif key == Qt.Key.Key_Escape and self._marked is not None:
            self.cell_chosen.emit(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which cell the keys begin at."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of it."""
        super().focusOutEvent(event)
        self.update()

    # Sizes ------------------------------------------------------------------------------

    @property
    def _line(self) -> int:
        return round(self._appearance.text_px(12) * 1.5)

    def _head(self, width: int) -> int:
        """Return the width of the true classes' names, with the words beside them."""
        most = round(WIDEST_NAME * width)
        return self._line + min(self._widest, most) + self._appearance.px(10)

    @property
    def _widest(self) -> int:
        metrics = QFontMetrics(self._appearance.font(13, QFont.Weight.DemiBold))
        return max((metrics.horizontalAdvance(name) for name in self._classes), default=0)

    def _cell_height(self, width: int) -> int:
        n = max(1, len(self._classes))
        most = self._appearance.px(24 if n > FEW else 44)
        return min(most, max(self._appearance.text_px(12) + 6, (width - self._head(width)) // n))

    def _is_turned(self, width: int) -> bool:
        """Whether the names over narrow columns stand upright."""
        n = len(self._classes)
        return n > FEW and self._widest > (width - self._head(width)) / n

    def _top(self, width: int) -> int:
        """Return the height of what stands over the cells: the words, and the columns' names."""
        turned = min(self._widest + self._appearance.px(6), self._appearance.px(84))
        return self._line + (turned if self._is_turned(width) else self._line)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the rows under their heading."""
        return self._top(width) + len(self._classes) * self._cell_height(width) + 2

    def sizeHint(self) -> QSize:
        """Return the size at a comfortable width."""
        width = self._appearance.px(340)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least width at which the counts can be read; the height follows it."""
        return QSize(self._appearance.px(Gentle(190)), 0)

    # Drawing ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the names and the cells."""
        n = len(self._classes)
        if n == 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top = self._head(self.width()), self._top(self.width())
        width, height = (self.width() - left - 1) / n, self._cell_height(self.width())
        self._paint_heads(painter, left, top, width, height)
        self._paint_cells(painter, left, top, width)
        painter.end()

    def _paint_heads(
        self, painter: QPainter, left: int, top: int, width: float, height: int
    ) -> None:
        theme, appearance = self._appearance.theme, self._appearance
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(theme.muted))
        painter.setFont(appearance.font(12))
        whole = QRect(left, 0, self.width() - left, self._line)
        painter.drawText(whole, centre, "the network says →")
        painter.save()
        painter.translate(0, top + height * len(self._classes))
        painter.rotate(-90)
        side = QRect(0, 0, height * len(self._classes), self._line)
        painter.drawText(side, centre, "← it is")
        painter.restore()
        painter.setPen(QColor(theme.text))
        painter.setFont(appearance.font(13, QFont.Weight.DemiBold))
        metrics, middle = painter.fontMetrics(), Qt.TextElideMode.ElideMiddle
        for index, name in enumerate(self._classes):
            over = QRectF(left + index * width, self._line, width, top - self._line)
            self._paint_over(painter, over, name)
            beside = QRectF(
                self._line, top + index * height, left - self._line - appearance.px(5), height
            )
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            cut = metrics.elidedText(legible(name), middle, int(beside.width()))
            painter.drawText(beside, right, cut)

    def _paint_over(self, painter: QPainter, over: QRectF, name: str) -> None:
        """Write a column's name over it, upright where it is too narrow."""
        metrics, middle = painter.fontMetrics(), Qt.TextElideMode.ElideMiddle
        if not self._is_turned(self.width()):
            cut = metrics.elidedText(legible(name), middle, int(over.width()) - 4)
            painter.drawText(over, Qt.AlignmentFlag.AlignCenter, cut)
            return
        painter.save()
        painter.translate(over.bottomLeft())
        painter.rotate(-90)
        line = QRectF(self._appearance.px(3), 0, over.height(), over.width())
        cut = metrics.elidedText(legible(name), middle, int(over.height()) - self._appearance.px(6))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
        painter.restore()

    def _paint_cells(self, painter: QPainter, left: int, top: int, width: float) -> None:
        theme, counts, n = self._appearance.theme, self._counts, len(self._classes)
        height = self._cell_height(self.width())
        if counts is None:
            counts = np.zeros((n, n), dtype=np.int64)
        # Few calls instead of hundreds: while a run lasts, each call costs far more than its work.
        area = QRectF(left, top, n * width, n * height)
        painter.drawImage(area, self._tints(counts))
        painter.setPen(QPen(QColor(theme.line)))
        lines = [
            QLineF(left, top + i * height, area.right(), top + i * height) for i in range(n + 1)
        ]
        lines += [
            QLineF(left + i * width, top, left + i * width, area.bottom()) for i in range(n + 1)
        ]
        painter.drawLines(lines)
        painter.setPen(QPen(QColor(theme.good)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRects(
            [QRectF(left + i * width, top + i * height, width, height) for i in range(n)]
        )
        self._paint_counts(painter, counts, left, top, width)
        chosen = self._current if self.hasFocus() else self._marked
        if chosen is not None and max(chosen) < n:
            pen = QPen(QColor(theme.accent))
            pen.setWidthF(self._appearance.px(2.5))
            painter.setPen(pen)
            row, column = chosen
            painter.drawRect(QRectF(left + column * width, top + row * height, width, height))

    def _tints(self, counts: NDArray[np.int64]) -> QImage:
        """Return a picture with a pixel per cell."""
        theme, n = self._appearance.theme, len(counts)
        shares = np.sqrt(counts / np.maximum(1, counts.sum(axis=1, keepdims=True)))
        strength = np.where(counts > 0, 0.06 + 0.2 * shares, 0.0)[:, :, np.newaxis]
        ground, good, bad = (
            np.array(
                [QColor(colour).red(), QColor(colour).green(), QColor(colour).blue()], dtype=float
            )
            for colour in (theme.raised, theme.good, theme.error)
        )
        tints = np.where(np.eye(n, dtype=bool)[:, :, np.newaxis], good, bad)
        rgb = np.round(ground + (tints - ground) * strength).astype(np.uint8)
        return QImage(rgb.tobytes(), n, n, 3 * n, QImage.Format.Format_RGB888).copy()

    def _paint_counts(
        self, painter: QPainter, counts: NDArray[np.int64], left: int, top: int, width: float
    ) -> None:
        n, height = len(counts), self._cell_height(self.width())
        plain, strong = self._fonts(counts, width)
        painter.setPen(QPen(QColor(self._appearance.theme.text)))
        option = QTextOption(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        middles = [(said + 0.5) * width for said in range(n)]
        option.setTabs([QTextOption.Tab(at, QTextOption.TabType.CenterTab) for at in middles])
        for font, shown in ((plain, ~np.eye(n, dtype=bool)), (strong, np.eye(n, dtype=bool))):
            painter.setFont(font)
            for true in range(n):
                words = (
                    self._words(int(count)) if count and show else ""
                    for count, show in zip(counts[true], shown[true], strict=True)
                )
                row = QRectF(left, top + true * height, n * width + width, height)
                painter.drawText(row, "\t" + "\t".join(words), option)

    def _words(self, count: int) -> str:
        return f"{count:,}" if len(self._classes) <= FEW else str(count)

    def _fonts(self, counts: NDArray[np.int64], width: float) -> tuple[QFont, QFont]:
        """Return the fonts off and on the diagonal in which every count fits its cell."""
        size = 17 if len(self._classes) <= FEW else 12
        fonts = []
        for weight, largest in (
            (QFont.Weight.Normal, int((counts - np.diag(np.diag(counts))).max())),
            (QFont.Weight.DemiBold, int(np.diag(counts).max())),
        ):
            font = self._appearance.font(size, weight)
            needed = QFontMetrics(font).horizontalAdvance(self._words(largest))
            if needed > width - 2:
                font.setPixelSize(max(7, int(font.pixelSize() * (width - 2) / needed)))
            fonts.append(font)
        return fonts[0], fonts[1]
