"""Loss so far: a sparkline with the present value; a click opens it large."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.models import SessionModel
from app.plot.values import Points, round_limits, thinned
from app.theme import Appearance
from app.timeline.loss_series import LossSeries
from symbolic.formula.numbers import graph_number

CAPTION = "Loss so far"
PAD = 5
SPARK_WIDTH = 56
WIDEST = "8.888·10⁻⁸"


class LossButton(QAbstractButton):
    """The caption, the loss over the iterations in miniature, and the present loss."""

    def __init__(
        self, session: SessionModel, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._appearance = appearance
        self._series = LossSeries(session)
        self._reached: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip("Show the loss over the iterations in large")
        session.trace_changed.connect(self._follow)
        appearance.changed.connect(self.updateGeometry)
        appearance.changed.connect(self._follow)
        self._follow()

    def show_reached(self, reached: int | None) -> None:
        """Show another iteration's loss while a run goes on; None for the present one's."""
        self._reached = reached
        self._follow()

    def sizeHint(self) -> QSize:
        """Return room for caption, sparkline and the widest value."""
        metrics = QFontMetrics(self._appearance.font())
        text = metrics.horizontalAdvance(CAPTION) + metrics.horizontalAdvance(WIDEST)
        px = self._appearance.px
        return QSize(text + SPARK_WIDTH + 2 * px(PAD) + 2 * px(8), metrics.height() + 2 * px(4) + 2)

    def _follow(self) -> None:
        if self._session.is_open:
            iteration = self._reached or self._session.iteration
            value = self._session.losses[iteration - 1]
            self.setText(graph_number(value))
            self.setAccessibleName(f"{CAPTION} {self.text()}, at iteration {iteration:,}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the three parts."""
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.pressed if self.isDown() else theme.hover))
            painter.drawRoundedRect(QRectF(self.rect()), px(6), px(6))
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))
        painter.setFont(self._appearance.font())
        painter.setPen(QColor(theme.text))
        metrics = painter.fontMetrics()
        left = px(PAD)
        middle = Qt.AlignmentFlag.AlignVCenter
        whole = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(whole, middle, CAPTION)
        left += metrics.horizontalAdvance(CAPTION) + px(8)
        inset = px(7)
        spark = QRectF(left, inset, SPARK_WIDTH, self.height() - 2 * inset)
        self._draw_spark(painter, spark)
        left += SPARK_WIDTH + px(8)
        painter.setPen(QColor(theme.text))
        painter.drawText(QRectF(left, 0, self.width() - left, self.height()), middle, self.text())
        painter.end()

    def _draw_spark(self, painter: QPainter, area: QRectF) -> None:
        values = self._series.values()
        if not len(values):
            return
        theme, px = self._appearance.theme, self._appearance.px
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        strong = QColor(theme.loss.strong)
        painter.setPen(QPen(strong, px(1.5)))
        if len(values) > 1:
            painter.drawPolyline(spark(values, area))
        iteration = min(len(values), self._reached or self._session.iteration)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(strong)
        painter.drawEllipse(spark(values, area, np.array([iteration - 1])).at(0), px(3), px(3))


def spark(values: Points, area: QRectF, indices: npt.NDArray[np.intp] | None = None) -> QPolygonF:
    """Return the points of some values in an area that all of them fill, or as many as it shows."""
    if indices is None:
        indices = thinned(values, max(2, int(area.width())))
    low, high = round_limits(values)
    share = np.clip(np.nan_to_num((values[indices] - low) / (high - low), nan=1.0), 0.0, 1.0)
    columns = area.left() + indices * (area.width() / max(1, len(values) - 1))
    rows = area.bottom() - share * area.height()
    return QPolygonF([QPointF(x, y) for x, y in zip(columns.tolist(), rows.tolist(), strict=True)])
