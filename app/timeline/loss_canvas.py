"""The drawing of the loss: axes, curve, marks."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models import SessionModel
from app.theme import Appearance
from app.timeline.loss_curve import (
    LossSeries,
    Scale,
    bounds,
    curve,
    decade_ticks,
    iteration_ticks,
    linear_ticks,
)
from symbolic.formula.numbers import format_number, superscript

TICK_SIZE = 13


class LossCanvas(QWidget):
    """Axes, curve, the present iteration and what the pointer is at.

    Signals
    -------
    pointed
        The pointer is at another iteration: read ``pointed_at``.
    chosen : int
        An iteration was clicked.
    """

    pointed = Signal()
    chosen = Signal(object)

    def __init__(self, session: SessionModel, appearance: Appearance) -> None:
        super().__init__()
        self._session = session
        self._appearance = appearance
        self._series = LossSeries(session)
        self._drawn = QPixmap()
        self._drawn_key: tuple[object, ...] = ()
        self.logarithmic = False
        self.pointed_at: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Loss over the iterations")
        self.setToolTip("Click to go to an iteration")
        session.trace_changed.connect(self._follow)
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return room for a readable curve."""
        return QSize(self._appearance.px(520), self._appearance.px(280))

    def minimumSizeHint(self) -> QSize:
        """Return room for the axes."""
        return QSize(self._appearance.px(240), round(5 * self._metrics().height()))

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Draw equal ratios, or equal differences, at equal distances."""
        if logarithmic != self.logarithmic:
            self.logarithmic = logarithmic
            self.update()

    def point_at(self, iteration: int | None) -> None:
        """Point at an iteration, or at none."""
        if iteration != self.pointed_at:
            self.pointed_at = iteration
            self.update()
            self.pointed.emit()

    @property
    def decades(self) -> float:
        """How many powers of ten lie between the least and the largest loss so far."""
        values = self._series.values()
        values = values[np.isfinite(values) & (values > 0)]
        return float(np.log10(values.max()) - np.log10(values.min())) if len(values) else 0.0

    def loss_at(self, iteration: int) -> float:
        """Return the loss at the start of an iteration that has been reached."""
        return float(self._series.values()[iteration - 1])

    def scale(self) -> Scale | None:
        """Return how losses map to pixels at the present size; None with nothing open."""
        values = self._series.values()
        if not len(values):
            return None
        logarithmic = self.logarithmic and bool((values > 0).any())
        low, high = bounds(values, logarithmic)
        metrics = self._metrics()
        labels = [self._label(loss, logarithmic) for loss in self._losses(low, high, logarithmic)]
        wide = max(metrics.horizontalAdvance(label) for label in labels)
        px = self._appearance.px
        line = metrics.height()
        left = wide + px(12)
        top = line / 2 + px(2) if self._low else line + px(10)
        bottom = line + px(6) if self._low else 2 * line + px(14)
        last = metrics.horizontalAdvance(f"{len(values):,}") / 2
        right = max(px(12), last)
        width, height = self.width() - left - right, self.height() - top - bottom
        area = QRectF(left, top, max(1.0, width), max(1.0, height))
        return Scale(area, len(values), low, high, logarithmic)

    @property
    def _low(self) -> bool:
        """Whether there is no room for the names of the axes."""
        return self.height() < 9 * self._metrics().height()

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._appearance.font(TICK_SIZE))

    def _losses(self, low: float, high: float, logarithmic: bool) -> list[float]:
        room = self.height() / (self._metrics().height() * 2.2)
        most = max(2, min(8, int(room) - 1))
        ticks = decade_ticks if logarithmic else linear_ticks
        return ticks(low, high, most)

    def _label(self, loss: float, logarithmic: bool) -> str:
        if not logarithmic:
            return format_number(loss, 6)
        power = round(math.log10(loss))
        return {0: "1", 1: "10"}.get(power, f"10{superscript(power)}")

    def _follow(self) -> None:
        if self.pointed_at is not None and self.pointed_at > self._session.reached:
            self.point_at(None)
        self.update()

    # Drawing ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the plot."""
        scale = self.scale()
        if scale is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._still_part(scale))
        self._draw_marks(painter, scale)
        painter.end()

    def _still_part(self, scale: Scale) -> QPixmap:
        """Return axes and curve, drawn once: the pointer moves over them all the time."""
        theme, ratio = self._appearance.theme, self.devicePixelRatioF()
        last = self.loss_at(scale.count)
        key = (scale, self.loss_at(1), last, theme.name, self._appearance.scale, ratio)
        if key != self._drawn_key:
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._appearance.font(TICK_SIZE))
            self._draw_losses(painter, scale)
            self._draw_iterations(painter, scale)
            self._draw_curve(painter, scale)
            painter.end()
            self._drawn, self._drawn_key = picture, key
        return self._drawn

    def _draw_losses(self, painter: QPainter, scale: Scale) -> None:
        theme, area = self._appearance.theme, scale.area
        metrics = self._metrics()
        for loss in self._losses(scale.low, scale.high, scale.logarithmic):
            y = scale.y(loss)
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.muted))
            label = self._label(loss, scale.logarithmic)
            left = area.left() - self._appearance.px(8) - metrics.horizontalAdvance(label)
            painter.drawText(QPointF(left, y + metrics.ascent() / 2 - 1), label)
        if not self._low:
            painter.setPen(QColor(theme.text))
            painter.drawText(QPointF(1, metrics.ascent()), "loss L")

    def _draw_iterations(self, painter: QPainter, scale: Scale) -> None:
        theme, area = self._appearance.theme, scale.area
        metrics, px = self._metrics(), self._appearance.px
        widest = metrics.horizontalAdvance(f"{scale.count:,}") + px(24)
        painter.setPen(QPen(QColor(theme.outline), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        below = area.bottom() + px(5)
        last = -1e9
        for iteration in iteration_ticks(scale.count, max(1, int(area.width() / widest))):
            x = scale.x(iteration)
            label = f"{iteration:,}"
            half = metrics.horizontalAdvance(label) / 2
            painter.setPen(QPen(QColor(theme.outline), 1))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, below))
            if x - half > last + px(6):
                painter.setPen(QColor(theme.muted))
                painter.drawText(QPointF(x - half, below + metrics.ascent()), label)
                last = x + half
        if self._low:
            return
        painter.setPen(QColor(theme.text))
        words = "iteration"
        right = area.right() - metrics.horizontalAdvance(words)
        painter.drawText(QPointF(right, below + metrics.height() + metrics.ascent()), words)

    def _draw_curve(self, painter: QPainter, scale: Scale) -> None:
        values = self._series.values()
        theme, px = self._appearance.theme, self._appearance.px
        strong = QColor(theme.loss.strong)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(strong, px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        line = curve(values, scale)
        painter.drawPolyline(line)
        if scale.count > 1 and scale.area.width() / (scale.count - 1) >= px(9):
            painter.setPen(QPen(strong, px(5), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoints(line)

    def _draw_marks(self, painter: QPainter, scale: Scale) -> None:
        theme, px, area = self._appearance.theme, self._appearance.px, scale.area
        marks = [(self._session.iteration, theme.accent, Qt.PenStyle.SolidLine)]
        if self.pointed_at is not None:
            marks.append((self.pointed_at, theme.muted, Qt.PenStyle.DashLine))
        for iteration, colour, style in marks:
            x, y = scale.x(iteration), scale.y(self.loss_at(iteration))
            painter.setPen(QPen(QColor(colour), px(1), style))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(QPen(QColor(theme.raised), px(1.5)))
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(x, y), px(5), px(5))

    # The pointer ------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the loss under the pointer."""
        scale = self.scale()
        if scale is not None:
            self.point_at(scale.iteration_at(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the iteration under the pointer."""
        scale = self.scale()
        if scale is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(scale.iteration_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        self.point_at(None)
        super().leaveEvent(event)
