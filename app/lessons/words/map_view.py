"""All vectors along two principal directions, with the neighbours of a word, and a sum of words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.lessons.words.base import WordView
from app.lessons.words.plan import place_labels
from app.models.word_training import drawn
from app.text.lesson_words import shown_label
from app.theme import mix
from engine.arrays import FloatArray
from engine.lessons.pictures.word_vectors import WordPicture
from engine.lessons.sentences import words
from engine.lessons.skip_gram import Vectors

_LIST = 190
"""Width of the list of neighbours, at 100 %."""
_LINE = 26
_FULL = 0.2
"""As large a part of the picture is taken by labels."""
_ALIGN = Qt.AlignmentFlag


class MapView(WordView):
    """A cloud of labelled points that moves while the words are trained."""

    _shown: tuple[str, ...] = ()
    _choices = np.empty(0, dtype=np.int64)

    def _draw(self, painter: QPainter, picture: WordPicture) -> None:
        px, keys = self._appearance.px, picture.keys
        self._shown = drawn(keys["only"])
        vectors = self._training.epochs[round(self._epoch)]
        listed, heading = self._listed(picture, vectors)
        lines = self._legend_lines() if keys["groups"] else []
        legend = float(len(lines) * px(_LINE))
        room = QRectF(0, 0, self.width() - (px(_LIST) if listed else 0), self.height() - legend)
        if room.isEmpty():
            # The window leaves the points no room beside the list or above the legend.
            return
        flat = self._between(keys["only"])
        # Directions have length 1, and so has the largest distance from the middle.
        reach = max(0.5, float(np.abs(flat).max()))
        half = np.array([room.width() / 2 - px(36), room.height() / 2 - px(14)])
        middle = np.array([room.width() / 2, room.height() / 2])
        points = middle + flat * [1.0, -1.0] / reach * half
        self._lines(painter, points, [word for word, _ in listed], picture)
        self._labels(painter, points, room, picture, [word for word, _ in listed])
        if listed:
            self._list(painter, room, listed, heading)
        if legend:
            self._legend(painter, room.bottom(), lines)
        self.setAccessibleName(
            f"{len(self._shown)} words as points; near {keys['word']}: "
            + ", ".join(f"{word} {shown_label(cosine)}" for word, cosine in listed)
        )

    def _between(self, group: str) -> FloatArray:
        """Return the points at the present epoch, or between two."""
        before = int(self._epoch)
        share, layouts = self._epoch - before, self._training.layouts(group)
        if not share:
            return layouts[before]
        return (1.0 - share) * layouts[before] + share * layouts[before + 1]

    def _listed(
        self, picture: WordPicture, vectors: Vectors
    ) -> tuple[list[tuple[str, float]], list[str]]:
        """Return the words of the list with their cosines, and what stands above them."""
        keys = picture.keys
        if keys["epochs"] and not vectors.epoch:
            # Of words that are still to be trained it would say nothing.
            return [], []
        if keys["sum"]:
            first, less, more = keys["sum"]
            return vectors.sum(first, less, more), [f"{first} − {less}", f"+ {more}"]
        if keys["neighbours"]:
            return vectors.nearest(keys["word"]), [keys["word"]]
        return [], []

    def _lines(
        self, painter: QPainter, points: FloatArray, listed: list[str], picture: WordPicture
    ) -> None:
        """Draw lines from a word to its neighbours, or the two steps of a sum."""
        at = self._shown.index
        keys, theme, px = picture.keys, self._appearance.theme, self._appearance.px
        steps: list[tuple[str, str]] = []
        if keys["sum"]:
            first, less, more = keys["sum"]
            steps = [(less, first), (more, listed[0])] if listed else []
        elif keys["neighbours"]:
            steps = [(keys["word"], word) for word in listed]
        for one, other in steps:
            if one not in self._shown or other not in self._shown:
                continue
            start, end = (QPointF(*points[at(word)]) for word in (one, other))
            painter.setPen(QPen(QColor(theme.backward.strong), px(1.6)))
            painter.drawLine(start, end)
            if keys["sum"]:
                self._arrow_head(painter, start, end)

    def _arrow_head(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        away = start - end
        length = max(1.0, (away.x() ** 2 + away.y() ** 2) ** 0.5)
        along = away / length * self._appearance.px(11)
        for side in (-0.5, 0.5):
            turned = QPointF(along.x() - side * along.y(), along.y() + side * along.x())
            painter.drawLine(end, end + turned)

    def _labels(
        self,
        painter: QPainter,
        points: FloatArray,
        room: QRectF,
        picture: WordPicture,
        listed: list[str],
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        shown, keys = self._shown, picture.keys
        chosen = keys["sum"] or ((keys["word"],) if self._can_choose else ())
        lit = {*chosen, *listed[: 1 if keys["sum"] else None]}
        share = self._scale(room)
        fonts = (self._letters(13.0, share), self._letters(13.0, share, 700))
        metrics = [QFontMetricsF(font) for font in fonts]
        sizes = np.array(
            [
                [metrics[word in lit].horizontalAdvance(word) + px(2), 0.92 * metrics[0].height()]
                for word in shown
            ]
        )
        before = self._choices if len(self._choices) == len(points) else None
        size = np.array([room.width(), room.height()])
        centres, self._choices = place_labels(points, sizes, size, px(5), before)
        thin = QPen(QColor(mix(theme.background, theme.muted, 0.5)), 1)
        groups = list(words().groups)
        for number, word in enumerate(shown):
            at, label = QPointF(*points[number]), QPointF(*centres[number])
            wide, high = sizes[number]
            area = QRectF(label.x() - wide / 2, label.y() - high / 2, wide, high)
            inner = area.adjusted(-px(8), -px(4), px(8), px(4))
            if not inner.contains(at):
                painter.setPen(thin)
                painter.drawLine(at, QPointF(_within(at.x(), area.left(), area.right()), label.y()))
            group = groups.index(words().group_of(word)) if keys["groups"] else None
            self._mark(painter, at, group, px(6 if word in lit else 4))
            painter.setFont(fonts[word in lit])
            painter.setPen(QColor(theme.backward.strong if word in lit else theme.text))
            painter.drawText(area, _ALIGN.AlignCenter | Qt.TextFlag.TextDontClip, word)
            self._places.append((words().vocabulary.index(word), area.united(_square(at, px(8)))))

    def _scale(self, room: QRectF) -> float:
        """Return how much smaller letters are so that labels take a part of the room alone."""
        metrics = QFontMetricsF(self._appearance.font(13))
        needed = sum(map(metrics.horizontalAdvance, self._shown)) * metrics.height()
        return min(1.0, float(np.sqrt(_FULL * room.width() * room.height() / needed)))

    def _list(
        self,
        painter: QPainter,
        room: QRectF,
        listed: list[tuple[str, float]],
        heading: list[str],
    ) -> None:
        """Draw the words of the list with bars as long as their cosines."""
        look, theme, px = self._appearance, self._appearance.theme, self._appearance.px
        left = room.right()
        wide, y = px(_LIST) - px(20), float(px(8))
        painter.setPen(QColor(theme.backward.strong))
        painter.setFont(look.font(15, 700))
        for text in heading:
            painter.drawText(QRectF(left + px(16), y, wide, px(_LINE)), _ALIGN.AlignLeft, text)
            y += px(_LINE)
        painter.setPen(QColor(theme.muted))
        painter.setFont(look.font(13))
        painter.drawText(QRectF(left + px(16), y, wide, px(_LINE)), _ALIGN.AlignLeft, "cosine to")
        y += px(_LINE)
        step = min(px(40), (room.bottom() - y) / len(listed))
        for word, cosine in listed:
            row = QRectF(left + px(16), y, wide, px(20))
            painter.setPen(QColor(theme.text))
            painter.setFont(look.font(14))
            painter.drawText(row, _ALIGN.AlignLeft | _ALIGN.AlignVCenter, word)
            painter.drawText(row, _ALIGN.AlignRight | _ALIGN.AlignVCenter, shown_label(cosine))
            bar = QRectF(row.left(), row.bottom() + px(2), wide * max(0.0, cosine), px(5))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.backward.strong))
            painter.drawRoundedRect(bar, px(2), px(2))
            y += step

    def _legend_lines(self) -> list[list[tuple[str, float]]]:
        """Return the names of groups with their widths, in as many lines as they take."""
        lines, left = list[list[tuple[str, float]]](), self.width() + 1.0
        advance = QFontMetricsF(self._appearance.font(13)).horizontalAdvance
        for name in words().groups:
            width = advance(name) + self._appearance.px(24)
            if left + width > self.width():
                lines.append([])
                left = 0.0
            lines[-1].append((name, width))
            left += width
        return lines

    def _legend(self, painter: QPainter, top: float, lines: list[list[tuple[str, float]]]) -> None:
        """Name the groups below the points."""
        look, px, number = self._appearance, self._appearance.px, 0
        painter.setFont(look.font(13))
        for at, names in enumerate(lines):
            left = 0.0
            for name, width in names:
                line = QRectF(left, top + at * px(_LINE), width, px(_LINE))
                self._mark(painter, QPointF(left + px(6), line.center().y()), number, px(4))
                painter.setPen(QColor(look.theme.text))
                text = line.adjusted(px(14), 0, px(10), 0)
                painter.drawText(text, _ALIGN.AlignLeft | _ALIGN.AlignVCenter, name)
                left, number = left + width, number + 1


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _square(at: QPointF, half: float) -> QRectF:
    return QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)
