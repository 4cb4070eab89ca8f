"""A pair in the network: the one-hot word, the hidden layer, the most probable words near it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from app.lessons.words.base import WordView
from app.text.lesson_words import shown_label, shown_number
from app.theme import mix
from engine.arrays import FloatArray
from engine.lessons.pictures.word_vectors import WordPicture
from engine.lessons.sentences import words
from engine.lessons.skip_gram import Vectors

_SHOWN = 9
"""Words that are drawn of each side."""
_BAR, _APART = 6, 8
"""How wide the bar of an output is at least, and between it and its word, at 100 %."""
_ALIGN = Qt.AlignmentFlag

_Rooms = tuple[tuple[list[str], float], ...]
"""Texts, and how wide each of them may be."""


class NetworkView(WordView):
    """Inputs at the left, hidden units in the middle, outputs as bars at the right."""

    def _draw(self, painter: QPainter, picture: WordPicture) -> None:
        vectors = self._training.epochs[round(self._epoch)]
        word, target = picture.keys["word"], picture.keys["target"]
        vocabulary = words().vocabulary
        at, aim = vocabulary.index(word), vocabulary.index(target)
        inputs = _around(at, len(vocabulary))
        outputs = _likely(vectors, at, aim)
        px = self._appearance.px
        x = (0.2 * self.width(), 0.5 * self.width(), 0.7 * self.width())
        self._headings(painter, x)
        top = px(58)
        left, middle, right = (
            self._column(px_x, count, top)
            for px_x, count in zip(x, (len(inputs), vectors.inner.shape[1], _SHOWN), strict=True)
        )
        hidden = vectors.inner[at]
        self._edges(painter, (left, middle, right), inputs.index(at), vectors, (at, outputs))
        step = middle[1].y() - middle[0].y()
        radius = min(px(17), 0.44 * step)
        details = picture.keys["details"]
        chances = vectors.probabilities(at)
        texts = [
            _said(vocabulary[number], float(chances[number]) if details else None, number == aim)
            for number in outputs
        ]
        beside = self.width() - x[2] - px(_BAR + 2 * _APART)
        named = [vocabulary[number] for number in inputs]
        rooms = ((named, x[0] - radius - px(2 * _APART)), (texts, beside))
        painter.setFont(self._fitted(14, step / px(22), rooms))
        longest = beside - max(map(QFontMetricsF(painter.font()).horizontalAdvance, texts))
        for place, number in zip(left, inputs, strict=True):
            self._input(painter, place, radius, vocabulary[number], number == at)
            if number != at:
                self._places.append((number, QRectF(0, place.y() - radius, x[0], 2 * radius)))
        for place, value in zip(middle, hidden, strict=True):
            self._unit(painter, place, radius, shown_label(float(value)) if details else "")
        for place, number, text in zip(right, outputs, texts, strict=True):
            length = px(_BAR) + (max(0.0, longest) * float(chances[number]) if details else 0.0)
            self._output(painter, place, text, length, number == aim)
        self.setAccessibleName(f"The network for the pair {word} to {target}")

    def _fitted(self, size: float, share: float, rooms: _Rooms) -> QFont:
        """Return letters in which each of some texts has its room."""
        advance = QFontMetricsF(self._appearance.font(size)).horizontalAdvance
        shares = (max(room, 1.0) / max(map(advance, texts)) for texts, room in rooms)
        return self._letters(size, min(share, *shares))

    def _column(self, x: float, count: int, top: float) -> list[QPointF]:
        step = (self.height() - top - self._appearance.px(8)) / count
        return [QPointF(x, top + (at + 0.5) * step) for at in range(count)]

    def _headings(self, painter: QPainter, x: tuple[float, ...]) -> None:
        px, theme = self._appearance.px, self._appearance.theme
        count, size = len(words().vocabulary), self._training.epochs[0].inner.shape[1]
        texts = (
            f"{count} inputs:\nthe word, one-hot",
            f"{size} linear units,\nno bias",
            f"{count} outputs, softmax:\nthe likeliest near it",
        )
        middles = (0.16 * self.width(), x[1], 0.82 * self.width())
        wide = 0.31 * self.width()
        lines = [line for text in texts for line in text.split("\n")]
        painter.setFont(self._fitted(13, 1.0, ((lines, wide),)))
        painter.setPen(QColor(theme.muted))
        for middle, text in zip(middles, texts, strict=True):
            area = QRectF(middle - wide / 2, px(4), wide, px(48))
            painter.drawText(area, _ALIGN.AlignHCenter | _ALIGN.AlignTop, text)

    def _edges(
        self,
        painter: QPainter,
        columns: tuple[list[QPointF], ...],
        hot: int,
        vectors: Vectors,
        numbers: tuple[int, list[int]],
    ) -> None:
        left, middle, right = columns
        theme, (at, outputs) = self._appearance.theme, numbers
        painter.setPen(QPen(QColor(mix(theme.background, theme.edge, 0.35)), 1))
        for row, place in enumerate(left):
            if row != hot:
                for unit in middle:
                    painter.drawLine(place, unit)
        largest = float(np.abs(vectors.inner[at]).max())
        self._weights(painter, left[hot], middle, vectors.inner[at] / largest, 1.0)
        for place, number in zip(right, outputs, strict=True):
            row = vectors.outer[number]
            self._weights(painter, place, middle, row / np.abs(row).max(), 0.45)

    def _weights(
        self,
        painter: QPainter,
        end: QPointF,
        units: list[QPointF],
        weights: FloatArray,
        strength: float,
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        for unit, weight in zip(units, weights, strict=True):
            colour = theme.positive if weight > 0.0 else theme.negative
            pen = QPen(QColor(mix(theme.background, colour, strength)))
            pen.setWidthF(px(0.6 + 2.4 * strength * abs(float(weight))))
            if weight < 0.0:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(end, unit)

    def _input(
        self, painter: QPainter, place: QPointF, radius: float, word: str, is_hot: bool
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        self._unit(painter, place, radius, "1" if is_hot else "0", is_hot)
        painter.setPen(QColor(theme.backward.strong if is_hot else theme.text))
        area = QRectF(0, place.y() - px(14), place.x() - radius - px(8), px(28))
        painter.drawText(area, _ALIGN.AlignRight | _ALIGN.AlignVCenter, word)

    def _unit(
        self, painter: QPainter, place: QPointF, radius: float, text: str, lit: bool = False
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        wide = radius if len(text) < 3 else radius + px(12)
        area = QRectF(place.x() - wide, place.y() - radius, 2 * wide, 2 * radius)
        painter.setPen(QPen(QColor(theme.backward.strong if lit else theme.outline), 2))
        painter.setBrush(QColor(theme.backward.fill if lit else theme.raised))
        painter.drawRoundedRect(area, radius, radius)
        painter.setPen(QColor(theme.backward.strong if lit else theme.text))
        painter.drawText(area, _ALIGN.AlignCenter, text)

    def _output(
        self, painter: QPainter, place: QPointF, text: str, length: float, is_target: bool
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        bar = QRectF(place.x(), place.y() - px(9), length, px(18))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.good if is_target else theme.forward.strong))
        painter.drawRoundedRect(bar, px(3), px(3))
        painter.setPen(QColor(theme.good if is_target else theme.text))
        area = QRectF(bar.right() + px(_APART), place.y() - px(14), self.width(), px(28))
        painter.drawText(area, _ALIGN.AlignLeft | _ALIGN.AlignVCenter, text)


def _said(word: str, chance: float | None, is_target: bool) -> str:
    """Return what stands beside an output."""
    text = word if chance is None else f"{word} {shown_number(100.0 * chance, 1)} %"
    return f"{text}, target" if is_target else text


def _around(at: int, count: int) -> list[int]:
    """Return a word's number and others from all of the alphabet, in order."""
    spaced = [round(step * (count - 1) / (_SHOWN - 1)) for step in range(_SHOWN)]
    nearest = min(range(_SHOWN), key=lambda step: abs(spaced[step] - at))
    spaced[nearest] = at
    return spaced


def _likely(vectors: Vectors, at: int, aim: int) -> list[int]:
    """Return the likeliest words, the target among them."""
    order = [int(number) for number in np.argsort(-vectors.probabilities(at))]
    return order[:_SHOWN] if aim in order[:_SHOWN] else [*order[: _SHOWN - 1], aim]
