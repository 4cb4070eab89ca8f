"""A window of a sentence with its pairs, and one word among all as a one-hot input."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from app.lessons.words.base import WordView
from app.lessons.words.plan import grid_of
from engine.lessons.pictures.word_vectors import WordPicture
from engine.lessons.sentences import words

_SENTENCE, _PAIR, _CELL = 28, 16, 14
"""Sizes of letters at 100 %."""

_LEAST = 0.2
"""How small the words of a sentence become at least, as a share of that."""


class SentenceView(WordView):
    """A sentence as chips; the centre is violet, its context blue, and below are the pairs."""

    def _draw(self, painter: QPainter, picture: WordPicture) -> None:
        chips = self._chips(painter, picture)
        shows = picture.keys["details"]
        for at, area in enumerate(chips):
            look = "backward" if at == picture.centre else ""
            look = "forward" if shows and at in picture.context else look
            self._chip(painter, area, picture.sentence[at], look)
            self._places.append((at + 1, area))
        if shows:
            self._arrows(painter, picture, chips)
            self._pairs(painter, picture, chips[0].bottom())
        self.setAccessibleName(" ".join(picture.sentence))

    def _chips(self, painter: QPainter, picture: WordPicture) -> list[QRectF]:
        """Return where the words stand, as large as the width permits."""
        px, sentence = self._appearance.px, picture.sentence
        share = 1.0
        while True:
            painter.setFont(self._letters(_SENTENCE, share, 600))
            metrics = QFontMetricsF(painter.font())
            pad, gap = 1.1 * metrics.height(), 0.4 * metrics.height()
            widths = [metrics.horizontalAdvance(word) + pad for word in sentence]
            whole = sum(widths) + gap * (len(widths) - 1)
            if whole <= self.width() - px(16) or share <= _LEAST:
                break
            share -= 0.02
        left, top = (self.width() - whole) / 2, 0.32 * self.height()
        areas = []
        for width in widths:
            areas.append(QRectF(left, top, width, 2 * metrics.height()))
            left += width + gap
        return areas

    def _arrows(self, painter: QPainter, picture: WordPicture, chips: list[QRectF]) -> None:
        """Draw an arc from the centre to each word of its context."""
        px = self._appearance.px
        centre = chips[picture.centre]
        start = QPointF(centre.center().x(), centre.top())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._appearance.theme.forward.strong), px(2)))
        for at in picture.context:
            end = QPointF(chips[at].center().x(), chips[at].top() - px(2))
            up = QPointF(0.0, min(0.9 * centre.top(), px(26) + 0.35 * abs(end.x() - start.x())))
            path = QPainterPath(start)
            path.cubicTo(start - up, end - up, end)
            painter.drawPath(path)
            for side in (-1, 1):
                painter.drawLine(end, end + QPointF(side * px(5), -px(8)))

    def _pairs(self, painter: QPainter, picture: WordPicture, top: float) -> None:
        """Draw each pair as two chips, as many beside each other as fit."""
        px, look = self._appearance.px, self._appearance
        others = [picture.sentence[at] for at in picture.context]
        columns = 2 if len(others) > 2 else 1
        rows = -(-len(others) // columns)
        step = min(px(42), (self.height() - top - px(64)) / rows)
        high = 1.9 * QFontMetricsF(look.font(_PAIR)).height()
        painter.setFont(self._letters(_PAIR, step / high))
        metrics = QFontMetricsF(painter.font())
        word = picture.sentence[picture.centre]
        wide = max(map(metrics.horizontalAdvance, (word, *others))) + px(24)
        high, arrow = 1.4 * metrics.height(), px(44)
        whole = 2 * wide + arrow
        across = whole * columns + px(60) * (columns - 1)
        left, y = (self.width() - across) / 2, top + px(64)
        painter.setPen(QColor(look.theme.muted))
        heading = QRectF(0, y - px(34), self.width(), px(26))
        painter.drawText(heading, Qt.AlignmentFlag.AlignCenter, "pairs of this window")
        for number, other in enumerate(others):
            row, column = number % rows, number // rows
            x = left + column * (whole + px(60))
            first = QRectF(x, y + row * step, wide, high)
            self._chip(painter, first, word, "backward")
            gap = QRectF(first.right(), first.top(), arrow, high)
            painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, "→")
            self._chip(painter, QRectF(gap.right(), first.top(), wide, high), other, "forward")


class OneHotView(WordView):
    """All words with 0 below each but one."""

    def _draw(self, painter: QPainter, picture: WordPicture) -> None:
        vocabulary, px = words().vocabulary, self._appearance.px
        painter.setFont(self._appearance.font(_CELL))
        metrics = QFontMetricsF(painter.font())
        widest = max(map(metrics.horizontalAdvance, vocabulary)) + 1.5 * metrics.height()
        room = QRectF(self.rect()).adjusted(px(2), px(6), -px(2), -px(6))
        columns, rows = grid_of(
            len(vocabulary), room.width(), room.height(), widest, 1.7 * metrics.height()
        )
        wide = min(room.width() / columns, 1.4 * widest)
        high = min(room.height() / rows, 2.6 * metrics.height())
        scale = min(1.0, high / (1.25 * metrics.height()), wide / widest)
        painter.setFont(self._letters(_CELL, scale))
        left = room.left() + (room.width() - columns * wide) / 2
        for at, word in enumerate(vocabulary):
            column, row = divmod(at, rows)
            cell = QRectF(left + column * wide, room.top() + row * high, wide, high)
            self._cell(painter, cell.adjusted(1, 1, -1, -1), word, word == picture.keys["word"])
            self._places.append((at, cell))
        self.setAccessibleName(f"One-hot input of {picture.keys['word']}")

    def _cell(self, painter: QPainter, cell: QRectF, word: str, is_hot: bool) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        if is_hot:
            painter.setPen(QPen(QColor(theme.backward.strong), 2))
            painter.setBrush(QColor(theme.backward.fill))
            painter.drawRoundedRect(cell, px(4), px(4))
        side = 0.35 * QFontMetricsF(painter.font()).height()
        inner = cell.adjusted(side, 0, -side, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.backward.strong if is_hot else theme.text))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, word)
        painter.setPen(QColor(theme.backward.strong if is_hot else theme.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | middle, "1" if is_hot else "0")
