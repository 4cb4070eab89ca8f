"""One picture in large, and how sure the network is of each class."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from app.text.legible import legible
from app.theme import Appearance, Drawn, Gentle
from app.widgets.picture import picture
from engine.arrays import FloatArray

LINES = 10


class Probabilities(Drawn):
    """One picture in large, where there is one, and a bar for the probability of each class."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._row: FloatArray | None = None
        self._shape = (1, 1)
        self._limits = (0.0, 1.0)
        self._label: int | None = None
        self._outputs: FloatArray = np.empty(0)
        self._classes: tuple[str, ...] = ()
        self._texts: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_sample(
        self,
        row: FloatArray,
        shape: tuple[int, int],
        label: int | None,
        classes: tuple[str, ...],
        limits: tuple[float, float] = (0.0, 1.0),
    ) -> None:
        """Show another picture, with its class where it is known; limits are black and white."""
        self._limits = limits
        self._row, self._shape, self._label, self._classes = row, shape, label, classes
        self._describe()
        self.restyle()

    def set_bars(
        self, classes: tuple[str, ...], shares: FloatArray, texts: tuple[str, ...] = ()
    ) -> None:
        """Show bars alone, shape (classes,), with their numbers or with texts beside them."""
        self._row, self._label, self._classes, self._texts = None, None, classes, texts
        self._outputs = np.nan_to_num(shares, nan=0.0)
        self._describe()
        self.restyle()

    def set_outputs(self, outputs: FloatArray) -> None:
        """Show the probability of each class, shape (classes,)."""
        if np.array_equal(np.round(outputs, 2), np.round(self._outputs, 2)):
            return
        self._outputs = np.nan_to_num(outputs, nan=0.0)
        self._describe()
        self.update()

    def _describe(self) -> None:
        if not self._classes or len(self._outputs) != len(self._classes):
            return
        best = int(np.argmax(self._outputs))
        known = "" if self._label is None else f"a {self._classes[self._label]}; "
        says = f"the network says {self._classes[best]}"
        self.setAccessibleName(f"{known}{says} with {100 * float(self._outputs[best]):.0f} %")

    @property
    def _line(self) -> float:
        """How far apart the lines of a text stand: a fraction of a pixel adds up over ten."""
        metrics = QFontMetricsF(self._appearance.font(13))
        return metrics.size(0, "\n".join("0" * LINES)).height() / LINES

    def sizeHint(self) -> QSize:
        """Return room for a line per class."""
        height = math.ceil(self._line * max(1, len(self._classes)))
        return QSize(self._appearance.px(300), height)

    def minimumSizeHint(self) -> QSize:
        """Return the same height at the least width."""
        return QSize(self._appearance.px(Gentle(190)), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture and the bars."""
        theme, appearance = self._appearance.theme, self._appearance
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left = 0
        if self._row is not None:
            side = min(self.height() - 2, round(self.width() * 0.38))
            frame = QRectF(1, (self.height() - side) / 2, side, side)
            painter.drawImage(frame, picture(self._row, self._shape, theme, self._limits))
            painter.setPen(QColor(theme.line))
            painter.drawRect(frame)
            left = side + appearance.px(14)
        if self._classes and len(self._outputs) == len(self._classes):
            self._paint_bars(painter, left)
        painter.end()

    def _name_width(self) -> int:
        """Return the room for the classes' names: of long ones a part of the width."""
        metrics = QFontMetricsF(self._appearance.font(13, QFont.Weight.Bold))
        widest = max(metrics.horizontalAdvance(name) for name in self._classes)
        gap = self._appearance.px(10)
        most = self.width() * (0.24 if self._row is not None else 0.5)
        return math.ceil(min(widest + gap, max(most, self._appearance.px(18))))

    def _paint_bars(self, painter: QPainter, left: int) -> None:
        theme, appearance = self._appearance.theme, self._appearance
        best = int(np.argmax(self._outputs))
        words = self._texts or tuple(f"{float(share):.2f}" for share in self._outputs)
        bold = QFontMetricsF(appearance.font(13, QFont.Weight.Bold))
        widest = max(bold.horizontalAdvance(word) for word in words) + appearance.px(6)
        name, value = self._name_width(), max(round(appearance.text_px(13) * 2.6), round(widest))
        room, rows = self.width() - left - name - value, range(len(self._classes))
        bars = [
            QRectF(left + name, (row + 0.22) * self._line, room, self._line * 0.56) for row in rows
        ]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.pressed))
        painter.drawRects(bars)
        for row in rows:
            bars[row].setWidth(max(0.0, room * float(self._outputs[row])))
        named = {best: theme.accent}
        if self._label is not None:
            right = best == self._label
            named = {self._label: theme.good, best: theme.good if right else theme.error}
        others = [row for row in rows if row not in named]
        names = (left, name, Qt.AlignmentFlag.AlignLeft)
        metrics = QFontMetricsF(appearance.font(13, QFont.Weight.Bold))
        middle, gap = Qt.TextElideMode.ElideMiddle, appearance.px(6)
        cut = [metrics.elidedText(legible(text), middle, name - gap) for text in self._classes]
        numbers = (self.width() - value, value, Qt.AlignmentFlag.AlignRight)
        for chosen, colour in ((others, theme.muted), *(([r], c) for r, c in named.items())):
            strong = chosen is not others
            painter.setFont(appearance.font(13, QFont.Weight.Bold if strong else 400))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRects([bars[row] for row in chosen])
            self._paint_column(painter, colour, cut, chosen, names)
            number = theme.text if strong else theme.muted
            self._paint_column(painter, number, words, chosen, numbers)

    def _paint_column(
        self,
        painter: QPainter,
        colour: str,
        words: Sequence[str],
        rows: Sequence[int],
        where: tuple[int, int, Qt.AlignmentFlag],
    ) -> None:
        """Write the words of these rows, each on its line, in one call."""
        left, width, side = where
        lines = (words[row] if row in rows else "" for row in range(len(words)))
        painter.setPen(QColor(colour))
        painter.drawText(
            QRect(left, 0, width, self.height()), side | Qt.AlignmentFlag.AlignTop, "\n".join(lines)
        )
