"""The pane that shows the camera: the image, units as what they take of it, answers as bars."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.lessons.image_grid.plan import Plan, Square, plan_camera
from app.lessons.picture import PicturePane, Shown
from app.text.lesson_words import shown_cell, shown_number
from app.theme import Appearance, Drawn, mix, spaced
from engine.arrays import FloatArray
from engine.lessons.pictures.image_grid import KINDS_OF_IMAGE, PIXELS, Camera

LETTERS = ("h", "s", "r", "")
_LEAST_LINE, _ANSWER, _WIDEST = 18.0, 14.0, 2.5
_LONGEST = shown_number(-0.959, 3)
"""As wide as any answer."""


class CameraPane(PicturePane):
    """The image is painted by clicking its pixels."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.canvas = CameraCanvas(appearance, self)
        self.canvas.painted.connect(lambda at, value: self.dragged.emit(f"image.{at}", value, 0.0))
        column = spaced(QVBoxLayout(self), appearance, 0, (0, 0, 0, 0))
        column.addWidget(self.canvas)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        camera = shown.setting.picture()
        assert isinstance(camera, Camera)
        self.canvas.show_camera(camera, bool(shown.handles))


class CameraCanvas(Drawn):
    """Draws a camera.

    Signals
    -------
    painted(int, float)
        A pixel is to have another brightness.
    """

    painted = Signal(int, float)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, parent)
        self._camera: Camera | None = None
        self._can_paint = False
        self._brush: float | None = None
        self.setMouseTracking(True)

    def show_camera(self, camera: Camera, can_paint: bool) -> None:
        """Show another image, or the same as it is now."""
        self._camera, self._can_paint = camera, can_paint
        values = ", ".join(
            f"{name} {shown_number(float(value), 2)}"
            for name, value in zip(PIXELS, camera.image, strict=True)
        )
        self.setAccessibleName(f"Image of four pixels: {values}")
        self.update()

    @property
    def plan(self) -> Plan:
        """Where everything stands now."""
        camera = self._camera
        counts = () if camera is None else camera.counts
        line = self._appearance.px(_LEAST_LINE)
        return plan_camera(self.width(), self.height(), line, counts, self._bar_texts_width)

    @property
    def _has_bars(self) -> bool:
        return self._camera is not None and self._camera.has_answers

    @property
    def _bar_texts_width(self) -> float:
        """The width of the longest answer that can be; 0 where there are none."""
        if not self._has_bars:
            return 0.0
        width = QFontMetricsF(self._appearance.font(_ANSWER, 600)).horizontalAdvance
        return max(width(f"{kind} {_LONGEST}") for kind in KINDS_OF_IMAGE)

    # Painting the image -----------------------------------------------------------------

    def _pixel_at(self, event: QMouseEvent) -> int | None:
        return self.plan.pixel_at(event.position().x(), event.position().y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Turn a pixel from black to white, or back."""
        at = self._pixel_at(event)
        if at is None or self._camera is None or not self._can_paint:
            return
        self._brush = -1.0 if self._camera.image[at] > 0.0 else 1.0
        self.painted.emit(at, self._brush)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on painting while the button is held."""
        at = self._pixel_at(event)
        over = at is not None and self._can_paint
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        if at is not None and self._brush is not None:
            self.painted.emit(at, self._brush)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Stop painting."""
        self._brush = None

    # Drawing ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines, the image, the units and the bars."""
        camera = self._camera
        if camera is None:
            return
        painter, plan = QPainter(self), self.plan
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_edges(painter, plan, camera)
        self._draw_image(painter, plan, camera)
        painter.setFont(self._appearance.font(13))
        for unit in camera.units:
            square = plan.columns[unit.layer - 1][unit.place]
            self._draw_field(painter, square, unit.field / camera.full)
            letter, value = LETTERS[unit.layer - 1], shown_number(unit.value, 3)
            name = f"{letter}{unit.place + 1} = " if letter else ""
            texts = (name + value, value, shown_number(unit.value, 2))
            self._write_below(painter, square, _fitting(texts, painter, plan.pitch))
        if self._has_bars:
            self._draw_bars(painter, plan, camera)
        painter.end()

    def _pen(self, weight: float) -> QPen:
        theme = self._appearance.theme
        colour = QColor(theme.positive if weight > 0.0 else theme.negative)
        style = Qt.PenStyle.SolidLine if weight > 0.0 else Qt.PenStyle.DashLine
        return QPen(colour, self._appearance.px(1.4) * min(abs(weight), _WIDEST), style)

    def _draw_edges(self, painter: QPainter, plan: Plan, camera: Camera) -> None:
        ends = [[QPointF(each.x, each.middle) for each in column] for column in plan.columns]
        if len(ends) < min(camera.keys["layers"], len(camera.weights)):
            # Answers without squares are met where their bars begin.
            x, top, high = plan.bars.x - self._appearance.px(4), plan.bars.y, plan.bars.side
            ends.append([QPointF(x, top + (at + 0.4) * high) for at in range(len(KINDS_OF_IMAGE))])
        for layer, column in enumerate(ends):
            for at, end in enumerate(column):
                for source in np.flatnonzero(camera.weights[layer][at]):
                    painter.setPen(self._pen(float(camera.weights[layer][at, source])))
                    before = plan.columns[layer - 1][source] if layer else plan.pixel(int(source))
                    x = before.x + before.side if layer else before.x + before.side / 2.0
                    painter.drawLine(QPointF(x, before.middle), end)

    def _draw_image(self, painter: QPainter, plan: Plan, camera: Camera) -> None:
        theme = self._appearance.theme
        painter.setFont(self._appearance.font(16, 600))
        named = [f"{PIXELS[at]} = {shown_number(float(v), 2)}" for at, v in enumerate(camera.image)]
        fits = all(_fitting((text, ""), painter, plan.image.side / 2.0) for text in named)
        for at, value in enumerate(camera.image):
            pixel = plan.pixel(at)
            grey = round(255 * (float(value) + 1.0) / 2.0)
            painter.setPen(QPen(QColor(theme.outline), self._appearance.px(1.2)))
            painter.setBrush(QColor(grey, grey, grey))
            area = QRectF(pixel.x, pixel.y, pixel.side, pixel.side)
            painter.drawRect(area)
            painter.setPen(QColor("black" if grey > 127 else "white"))
            shown = named[at] if fits else PIXELS[at]
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)

    def _draw_field(self, painter: QPainter, square: Square, field: FloatArray) -> None:
        """Draw what a unit takes of each pixel: two colours by its sign, ground for 0."""
        theme = self._appearance.theme
        half = square.side / 2.0
        painter.setPen(QPen(QColor(theme.outline), self._appearance.px(1.0)))
        for at, weight in enumerate(field):
            row, column = divmod(at, 2)
            shade = theme.positive if weight > 0.0 else theme.negative
            strength = 0.85 * min(1.0, abs(float(weight)))
            painter.setBrush(QColor(mix(theme.background, shade, strength)))
            painter.drawRect(QRectF(square.x + column * half, square.y + row * half, half, half))

    def _write_below(self, painter: QPainter, square: Square, text: str) -> None:
        painter.setPen(QColor(self._appearance.theme.text))
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(text)
        left = min(square.x + (square.side - width) / 2.0, self.width() - width)
        top = square.y + square.side
        # Lines pass behind it.
        ground = QRectF(left, top + 1.0, width, metrics.height())
        painter.fillRect(ground, QColor(self._appearance.theme.background))
        painter.drawText(QPointF(left, top + metrics.ascent()), text)

    def _draw_bars(self, painter: QPainter, plan: Plan, camera: Camera) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        font = self._appearance.font(_ANSWER, 600)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        truth = camera.keys["truth"]
        left, width = plan.bars.x, plan.bar_width
        has_negative = bool((camera.answers < 0.0).any())
        zero = left + (0.5 * width if has_negative else 0.0)
        reach = 0.5 * width if has_negative else width
        for at, (kind, value) in enumerate(zip(KINDS_OF_IMAGE, camera.answers, strict=True)):
            top = plan.bars.y + at * plan.bars.side
            painter.setPen(QColor(theme.text))
            text = f"{kind} {_answer(float(value))}"
            painter.drawText(QPointF(left, top + metrics.ascent()), text)
            area = QRectF(zero, top + metrics.height(), reach * float(value), px(10))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.positive if value > 0.0 else theme.negative))
            painter.drawRect(area.normalized())
            painter.setPen(QPen(QColor(theme.outline), px(1.0)))
            painter.drawLine(
                QPointF(zero, area.top() - px(2)), QPointF(zero, area.bottom() + px(2))
            )
            if truth:
                painter.setPen(QPen(QColor(theme.good), px(3.0)))
                x = zero + reach * truth[at]
                painter.drawLine(QPointF(x, area.top() - px(3)), QPointF(x, area.bottom() + px(3)))


def _answer(value: float) -> str:
    """Return an answer as it stands above its bar: a tiny share needs no power of ten."""
    return shown_cell(value if abs(value) >= 0.01 else round(value, 3), 3)


def _fitting(texts: tuple[str, ...], painter: QPainter, room: float) -> str:
    """Return the first text that has room, with a letter's width beside it, else the last."""
    width = QFontMetricsF(painter.font()).horizontalAdvance
    return next((text for text in texts if width(text + "0") <= room), texts[-1])
