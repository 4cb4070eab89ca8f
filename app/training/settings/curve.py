"""The learning rate over the run, drawn small."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models.training import TrainingModel
from app.theme import Appearance
from app.training.words import short
from engine.iteration.rates import learning_rate_at

POINTS = 240


class ScheduleCurve(QWidget):
    """The rate of every update from the first to the last, above the epochs."""

    def __init__(self, model: TrainingModel, appearance: Appearance) -> None:
        super().__init__()
        self._model, self._appearance = model, appearance
        self.rates: list[float] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def refresh(self) -> None:
        """Follow the settings."""
        model = self._model
        if model.scenario is None:
            return
        rows = model.facts.train_rows if model.facts is not None else 1000
        batches = math.ceil(rows / (model.batch_size or rows))
        schedule, last = model.scenario.training.schedule, batches * model.epochs - 1
        count = min(POINTS, last + 1)
        places = [round(last * i / max(1, count - 1)) for i in range(count)]
        self.rates = [
            learning_rate_at(schedule, model.learning_rate, place, batches, model.epochs)
            for place in places
        ]
        self.setAccessibleName(
            f"learning rate over the run: first {self.rates[0]:.3g}, "
            f"highest {max(self.rates):.3g}, last {self.rates[-1]:.3g}"
        )
        self.update()

    def restyle(self) -> None:
        """Follow the look."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the curve and a line of words above and below it."""
        return QSize(self._appearance.px(200), self._line * 2 + self._appearance.px(64))

    @property
    def _line(self) -> int:
        return round(self._appearance.text_px(12) * 1.4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the curve, its highest and last rate, and the run's length."""
        if not self.rates:
            return
        theme, appearance, line = self._appearance.theme, self._appearance, self._line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = QRectF(1, line + 3, self.width() - 2, self.height() - 2 * line - 6)
        painter.setPen(QPen(QColor(theme.outline), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        top = max(self.rates)
        step = plot.width() / max(1, len(self.rates) - 1)
        points = [
            QPointF(plot.left() + step * i, plot.bottom() - plot.height() * rate / top)
            for i, rate in enumerate(self.rates)
        ]
        if len(points) == 1:
            points.append(QPointF(plot.right(), points[0].y()))
        painter.setPen(QPen(QColor(theme.accent), appearance.px(2)))
        painter.drawPolyline(QPolygonF(points))
        painter.setFont(appearance.font(12))
        painter.setPen(QColor(theme.muted))
        above, below = (
            QRectF(0, 0, self.width(), line),
            QRectF(0, plot.bottom() + 3, self.width(), line),
        )
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.drawText(above, left, f"highest {short(top)}")
        painter.drawText(above, right, f"last {short(self.rates[-1])}")
        painter.drawText(below, left, "epoch 0")
        painter.drawText(below, right, f"{self._model.epochs:,}")
        painter.end()
