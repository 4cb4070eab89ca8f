"""Accuracies side by side, against what can be had without learning."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from app.theme import Appearance, Drawn, Gentle
from app.training.number_texts import percent
from app.widgets.plain import plain_tip


@dataclass(frozen=True)
class Standing:
    """One accuracy: whose it is, how much (None while it is not known), whether it is ours."""

    name: str
    accuracy: float | None
    own: bool = False


class Comparison(Drawn):
    """A bar per accuracy, from nothing to all, with the baseline drawn through all of them."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._standings: tuple[Standing, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_standings(self, standings: tuple[Standing, ...]) -> None:
        """Show these; the first one is the baseline."""
        if standings != self._standings:
            taller = len(standings) != len(self._standings)
            self._standings = standings
            words = [f"{s.name} {percent(s.accuracy)}" for s in standings]
            self.setAccessibleName("; ".join(words))
            # Names are cut where they are too long.
            self.setToolTip(plain_tip("\n".join(words)))
            if taller:
                self.updateGeometry()
            self.update()

    @property
    def _text(self) -> int:
        return round(self._appearance.text_px(13) * 1.4)

    @property
    def _bar(self) -> int:
        return self._appearance.px(14)

    @property
    def _length(self) -> float:
        """Width of a full bar; its number stands to the right of it."""
        return self.width() - self._appearance.text_px(13) * 4.2

    @property
    def _step(self) -> int:
        return self._text + self._bar + self._appearance.px(10)

    def sizeHint(self) -> QSize:
        """Return room for a name and a bar each."""
        return QSize(self._appearance.px(300), self._step * max(1, len(self._standings)))

    def minimumSizeHint(self) -> QSize:
        """Return the same height at the least width."""
        return QSize(self._appearance.px(Gentle(190)), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names, bars and the baseline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, standing in enumerate(self._standings):
            self._paint_one(painter, standing, index * self._step)
        base = self._standings[0].accuracy if self._standings else None
        if base is not None:
            pen = painter.pen()
            pen.setColor(QColor(self._appearance.theme.text))
            pen.setWidthF(1.5)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            at = round(self._place(base))
            for index in range(1, len(self._standings)):
                top = index * self._step + self._text
                painter.drawLine(at, top - 2, at, top + self._bar + 2)
        painter.end()

    def _place(self, accuracy: float) -> float:
        return self._length * max(0.0, min(1.0, accuracy))

    def _paint_one(self, painter: QPainter, standing: Standing, top: int) -> None:
        theme, appearance = self._appearance.theme, self._appearance
        weight = QFont.Weight.Bold if standing.own else QFont.Weight.Normal
        painter.setFont(appearance.font(13, weight))
        painter.setPen(QColor(theme.text if standing.own else theme.muted))
        line = QRectF(0, top, self.width(), self._text)
        middle = Qt.AlignmentFlag.AlignVCenter
        name = painter.fontMetrics().elidedText(
            standing.name, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, name)
        bar = QRectF(0, top + self._text, self._length, self._bar)
        beside = QRectF(0, bar.center().y() - self._text / 2, self.width(), self._text)
        painter.drawText(beside, middle | Qt.AlignmentFlag.AlignRight, percent(standing.accuracy))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.pressed))
        painter.drawRoundedRect(bar, 3, 3)
        if standing.accuracy is not None:
            bar.setWidth(self._place(standing.accuracy))
            painter.setBrush(QColor(theme.accent if standing.own else theme.outline))
            painter.drawRoundedRect(bar, 3, 3)
