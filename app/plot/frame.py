"""The two axes around a plot: their lines, ticks, numbers and names, and the room for them."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter

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

OVER = 30
"""How far the numbers at the ends of an axis may reach over it, in pixels."""

_TEXT = Qt.TextFlag.TextDontClip | Qt.AlignmentFlag.AlignVCenter


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

    def lay_out(self, x: Axis, y: Axis, size: QSize) -> None:
        """Place axes in room of fixed size, with as many ticks as there is room for."""
        px, metrics = self._appearance.px, self._metrics
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

    def paint(self, brush: QPainter, view: View, size: QSize) -> None:
        """Draw the axes around the area of a plot of some size."""
        area, theme = self.area, self._appearance.theme
        brush.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        brush.setPen(QColor(theme.outline))
        left, bottom = area.left() - 1, area.bottom() + 1
        brush.drawLine(QPointF(left, area.top() - 1), QPointF(left, bottom))
        brush.drawLine(QPointF(left, bottom), QPointF(area.right(), bottom))
        columns = _placed(self.columns, view.x, area.left(), area.width())
        for x, _ in columns:
            brush.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() - TICK_LENGTH))
        rows = _placed(self.rows, view.y, area.bottom(), -area.height())
        brush.setPen(self._grid_colour)
        for y, _ in rows:
            brush.drawLine(QPointF(area.right(), y), QPointF(area.left(), y))
        brush.setPen(QColor(theme.muted))
        brush.setFont(self._appearance.font(TICK_SIZE))
        for x, label in columns:
            self._write_column(brush, x, label, size)
        for y, label in rows:
            box = self._box(brush, label)
            box.moveTo(area.left() - BESIDE - box.width(), y - box.height() / 2)
            brush.drawText(box, _TEXT | Qt.AlignmentFlag.AlignRight, label)
        if self.has_names:
            self._write_names(brush, view, size)
        brush.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    @property
    def _grid_colour(self) -> QColor:
        """Return the colour of lines across, paler where they are close to one another."""
        theme = self._appearance.theme
        colour, strength = QColor(theme.outline), 0.16 if theme.name == "light" else 0.24
        apart = self.area.height() / (len(self.rows) + 1)
        colour.setAlpha(int(int(255 * strength) * min(1.0, 0.05 * apart)))
        return colour

    def _write_column(self, brush: QPainter, x: float, label: str, size: QSize) -> None:
        area, box = self.area, self._box(brush, label)
        box.moveTo(x - box.width() / 2, area.bottom() + BESIDE)
        reach = (area.left() - OVER, min(area.right() + OVER, size.width()))
        if reach[0] <= box.left() and box.right() <= reach[1]:
            flags = Qt.TextFlag.TextDontClip | Qt.AlignmentFlag.AlignHCenter
            brush.drawText(box, flags | Qt.AlignmentFlag.AlignTop, label)

    @staticmethod
    def _box(brush: QPainter, label: str) -> QRectF:
        """Return the room of a number, a little lower than its font is."""
        box = brush.boundingRect(QRectF(0, 0, 100, 100), Qt.AlignmentFlag.AlignCenter, label)
        box.setHeight(0.8 * box.height())
        return box

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


def _placed(ticks: list[Tick], axis: Axis, start: float, length: float) -> list[tuple[float, str]]:
    """Return where ticks are in pixels, those that are on their axis, with their labels."""
    shares = [((tick.place - axis.start) / axis.length, tick.label) for tick in ticks]
    return [(start + share * length, label) for share, label in shares if 0.0 <= share <= 1.0]
