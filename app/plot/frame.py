"""The two axes around a plot: their lines, ticks, numbers and names, and the room for them."""

from itertools import pairwise

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsGridLayout

from app.plot.axes import Axis, Tick
from app.plot.painters import TEXT_MARGIN, View
from app.theme import Appearance
from app.widgets.plain import masked_lines

TICK_SIZE, NAME_SIZE = 12, 13
LINES = 7.5
"""In fewer lines of text a plot is too low for the names of its axes."""

LEAST_NAME = 0.75
"""How small the name of an axis becomes, as a share of its size, before it is cut."""

LEFT, BOTTOM, BARE_BOTTOM = 58, 42, 22
"""The room of the numbers and the name at the left; below, and there without a name."""

ABOVE, RIGHT = 8, 16
TICK_LENGTH = 4
BESIDE = 6
"""Between an axis and its numbers, in pixels."""

OVER = 15
"""How far the numbers at the ends of an axis may reach over it, in pixels."""


class _LabelledAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis with the labels of its ends, which reach over it by half their size."""

    def boundingRect(self) -> QRectF:
        """Return the room of ticks, grid and labels."""
        return QRectF(super().boundingRect()).adjusted(-OVER, -OVER, OVER, OVER)


class Frame:
    """Draws the axes, and says where the plot is between them.

    Attributes
    ----------
    area : QRectF
        The rectangle between the axes, in pixels.
    rows, columns : list of Tick
        What stands at the left and below.
    has_names : bool
        Whether there is room for the names of the axes.
    """

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self.area = QRectF()
        self.rows: list[Tick] = []
        self.columns: list[Tick] = []
        self.has_names = True
        self._canvas = pg.GraphicsView()
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False)
        self._left, self._bottom = _LabelledAxis("left"), _LabelledAxis("bottom")
        self._grid = grid = QGraphicsGridLayout()
        grid.setSpacing(0)
        for part, row, column in ((self._left, 0, 0), (self._box, 0, 1), (self._bottom, 1, 1)):
            grid.addItem(part, row, column)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._box)
            axis.enableAutoSIPrefix(False)
        self._box.disableAutoRange()
        self._canvas.centralWidget.setLayout(grid)

    @property
    def least_height(self) -> int:
        """The least height at which there is room for the names of the axes."""
        return round(LINES * self._metrics.height())

    @property
    def least_size(self) -> QSize:
        """The least size at which the axes can be read."""
        return QSize(self._appearance.px(180), 5 * self._metrics.height())

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._appearance.font(TICK_SIZE))

    def lay_out(self, view: View, size: QSize) -> None:
        """Place axes in room of fixed size, with as many ticks as there is room for."""
        px, metrics, x, y = self._appearance.px, self._metrics, view.x, view.y
        self.has_names = size.height() >= self.least_height
        below = px(BOTTOM if x.name and self.has_names else BARE_BOTTOM)
        wide, high = size.width() - px(LEFT) - px(RIGHT), size.height() - px(ABOVE) - below
        self.area = QRectF(px(LEFT), px(ABOVE), max(0, wide), max(0, high))
        rows = max(2, min(8, int(self.area.height() / (2.2 * metrics.height()))))
        ends = x.scale.ticks(x.start, x.end, 2)
        widest = max((metrics.horizontalAdvance(tick.label) for tick in ends), default=0) + px(24)
        columns = max(1, min(12, int(self.area.width() / widest)))
        self.rows = y.scale.ticks(y.start, y.end, rows)
        self.columns = x.scale.ticks(x.start, x.end, columns)
        while columns > 1 and self._overlap(x):
            # Some labels are wider than those of the ends.
            columns -= 1
            self.columns = x.scale.ticks(x.start, x.end, columns)

    def _overlap(self, x: Axis) -> bool:
        """Return whether labels below the plot are nearer to each other than two digits."""
        advance, each = self._metrics.horizontalAdvance, self.area.width() / x.length
        ends = sorted(
            (each * place - advance(label) / 2, each * place + advance(label) / 2)
            for place, label in self.columns
        )
        apart = advance("00")
        return any(right + apart > left for (_, right), (left, _) in pairwise(ends))

    def paint(self, brush: QPainter, view: View, size: QSize) -> None:
        """Draw the axes around the area of a plot of some size."""
        if self.area.isEmpty():
            return
        self._set_up(view, size)
        whole = QRectF(0.0, 0.0, size.width(), size.height())
        brush.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._canvas.scene().render(brush, whole, whole)
        brush.setPen(QColor(self._appearance.theme.muted))
        if self.has_names:
            self._write_names(brush, view, size)
        brush.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _set_up(self, view: View, size: QSize) -> None:
        """Have axes, ticks, their labels and the grid as they are to be drawn."""
        appearance, area = self._appearance, self.area
        px, theme = appearance.px, appearance.theme
        for axis, ticks in ((self._left, self.rows), (self._bottom, self.columns)):
            axis.setPen(QColor(theme.outline))
            axis.setTextPen(QColor(theme.muted))
            axis.setStyle(
                tickFont=appearance.font(TICK_SIZE),
                tickLength=-TICK_LENGTH,
                tickTextOffset=BESIDE,
                maxTickLevel=0,
                hideOverlappingLabels=False,
            )
            axis.setTicks([ticks, []])
        self._left.setGrid(0.16 if theme.name == "light" else 0.24)
        self._left.setWidth(px(LEFT))
        self._bottom.setHeight(round(size.height() - area.bottom()))
        self._grid.setContentsMargins(0, px(ABOVE), px(RIGHT), 0)
        self._canvas.resize(size)
        # It is never shown, and hears of no size.
        self._canvas.setRange(QRectF(0, 0, size.width(), size.height()), 0, disableAutoPixel=False)
        self._grid.activate()
        ends = {"xRange": (view.x.start, view.x.end), "yRange": (view.y.start, view.y.end)}
        self._box.setRange(**ends, padding=0)

    def _write_names(self, brush: QPainter, view: View, size: QSize) -> None:
        area = self.area
        across, font = self._fitted(view.x.name, area.width())
        metrics = QFontMetricsF(font)
        brush.setFont(font)
        high = metrics.height() + 2 * TEXT_MARGIN
        if across:
            wide = metrics.horizontalAdvance(across)
            top = area.bottom() + int(size.height() - area.bottom() - high + 5) + TEXT_MARGIN
            left = area.left() + int(area.width() / 2 - wide / 2)
            brush.drawText(QPointF(left, top + metrics.ascent()), across)
        up, font = self._fitted(view.y.name, area.height() + self._appearance.px(ABOVE))
        metrics = QFontMetricsF(font)
        brush.setFont(font)
        if up:
            wide = metrics.horizontalAdvance(up)
            bottom = area.top() + int(area.height() / 2 + wide / 2)
            brush.save()
            brush.translate(-5 + TEXT_MARGIN, bottom)
            brush.rotate(-90)
            brush.drawText(QPointF(0, metrics.ascent()), up)
            brush.restore()

    def _fitted(self, name: str, room: float) -> tuple[str, QFont]:
        """Return the name of an axis, smaller where it is longer than that, and cut if need be."""
        shown, font = " ".join(masked_lines(name).split()), self._appearance.font(NAME_SIZE)
        wide = QFontMetricsF(font).horizontalAdvance(shown)
        if wide > room:
            font.setPixelSize(max(1, int(max(LEAST_NAME, room / wide) * font.pixelSize())))
            metrics = QFontMetricsF(font)
            shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, max(1.0, room))
        return shown, font
