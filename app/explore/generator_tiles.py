"""Where points come from, to be chosen by small pictures of them."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QToolButton, QWidget

from app.maps.colours import class_colour
from app.theme import Appearance, Gentle, spaced
from app.widgets.plain import plain_tip
from engine.arrays import FloatArray
from engine.catalogue.generators import POINT_GENERATORS, REACH
from engine.data.playground import points_of
from engine.network.data_specs import PointSpec

COLUMNS = 3
SAMPLES = {2: 60, 1: 40}
"""Points of a picture, in the plane and of a curve."""


@lru_cache(maxsize=32)
def _sample(name: str) -> tuple[FloatArray, NDArray[Any], int]:
    """Return a few points of a generator, what they are, and how many classes there are."""
    record = POINT_GENERATORS[name]
    count = SAMPLES[record.axes]
    drawn = points_of(PointSpec(name, size=count, seed=1, formula=record.formula))
    return drawn.points, drawn.outcomes, len(drawn.classes)


class GeneratorTile(QToolButton):
    """One source of points: its picture, and its name below."""

    def __init__(self, name: str, appearance: Appearance) -> None:
        super().__init__()
        self.name, self._appearance = name, appearance
        record = POINT_GENERATORS[name]
        self._label = record.label
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(plain_tip(record.sentence))
        self.setAccessibleName(f"Points: {record.label}")
        self.setAccessibleDescription(record.sentence)
        appearance.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Ask for room for picture and name."""
        font = self._appearance.text_px(12)
        return QSize(self._appearance.px(Gentle(68)), self._picture_height + round(1.6 * font))

    def minimumSizeHint(self) -> QSize:
        """Ask for the same."""
        return self.sizeHint()

    @property
    def _picture_height(self) -> int:
        return self._appearance.px(Gentle(50))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw points in a frame, which is strong where this is chosen."""
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = px(1.5) / 2 + 0.5
        frame = QRectF(0, 0, self.width(), self._picture_height)
        frame = frame.adjusted(inset, inset, -inset, -inset)
        lit = self.underMouse() or self.hasFocus()
        colour = theme.focus if self.hasFocus() else theme.accent
        plain = theme.outline if lit else theme.line
        strong = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(QColor(colour if strong else plain), px(2) if strong else 1.0))
        painter.setBrush(QColor(theme.background))
        painter.drawRoundedRect(frame, px(5), px(5))
        self._paint_points(painter, frame.adjusted(px(5), px(4), -px(5), -px(4)))
        painter.setPen(QColor(theme.text if self.isChecked() else theme.muted))
        font = self._appearance.font(12, 600 if self.isChecked() else 400)
        wide = QFontMetrics(font).horizontalAdvance(self._label)
        if wide > self.width():
            font.setPixelSize(max(1, font.pixelSize() * self.width() // wide))
        painter.setFont(font)
        below = QRectF(0, frame.bottom(), self.width(), self.height() - frame.bottom())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._label)
        painter.end()

    def _paint_points(self, painter: QPainter, room: QRectF) -> None:
        points, outcomes, classes = _sample(self.name)
        painter.setPen(Qt.PenStyle.NoPen)
        flat = points.shape[1] == 1
        reach = max(1e-9, float(np.abs(outcomes).max()))
        radius = self._appearance.px(Gentle(17)) / 10
        for row, outcome in zip(points, outcomes, strict=True):
            up = float(outcome) / reach if flat else row[1] / REACH
            across = room.center().x() + row[0] / REACH * room.width() / 2
            at = QPointF(across, room.center().y() - up * room.height() / 2)
            painter.setBrush(self._colour(float(outcome), classes, reach, flat))
            painter.drawEllipse(at, radius, radius)

    def _colour(self, outcome: float, classes: int, reach: float, flat: bool) -> QColor:
        theme = self._appearance.theme
        if flat:
            return class_colour(theme, 1)
        if classes:
            return class_colour(theme, int(outcome))
        return class_colour(theme, int(outcome > 0), 0.15 + 0.85 * abs(outcome) / reach)


class GeneratorTiles(QWidget):
    """All sources of points that are made.

    Signals
    -------
    chosen : str
        A generator, by its id.
    """

    chosen = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setAccessibleName("Data")
        grid = spaced(QGridLayout(self), appearance, (Gentle(7), Gentle(4)), (0, 0, 0, 0))
        self.tiles: dict[str, GeneratorTile] = {}
        self._group = QButtonGroup(self)
        made = [each.id for each in POINT_GENERATORS.values() if each.make is not None]
        for at, name in enumerate(made):
            tile = self.tiles[name] = GeneratorTile(name, appearance)
            tile.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            self._group.addButton(tile)
            grid.addWidget(tile, at // COLUMNS, at % COLUMNS)

    def show_chosen(self, name: str) -> None:
        """Mark the one that the points are from; none where they are of no generator."""
        self._group.setExclusive(False)
        for key, tile in self.tiles.items():
            tile.setChecked(key == name)
        self._group.setExclusive(name in self.tiles)
