"""The coloured bands of an iteration with their ticks and the playhead to drag."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.models import PlaybackModel, SessionModel
from app.theme import Appearance, Drawn, Gentle, mix
from app.timeline.band_layout import Band, BandLayout
from app.timeline.step_names import PHASE_NAMES, step_text
from app.widgets.plain import plain_tip
from engine.iteration.steps import Granularity

NAME_SIZE = 14
LEAST_SPACING = 6.0
NOTCH = 120


class BandsWidget(Drawn):
    """Forward · Loss · Backward · Update as bands, a dot for each step, and the playhead.

    Parameters
    ----------
    session : SessionModel
        Has the steps.
    playback : PlaybackModel
        The playhead, which clicks and drags move.
    appearance : Appearance
        Colours and sizes.
    """

    def __init__(
        self,
        session: SessionModel,
        playback: PlaybackModel,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, parent)
        self._session = session
        self._playback = playback
        self._minimal = False
        self._layout: BandLayout | None = None
        self._font = appearance.font(NAME_SIZE, 700)
        self._metrics = QFontMetricsF(self._font)
        self._hovered: int | None = None
        self._turned = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Steps of the iteration")
        session.scenario_changed.connect(self._forget)
        session.trace_changed.connect(self._forget)
        playback.position_changed.connect(self.update)

    def set_minimal(self, minimal: bool) -> None:
        """Draw slim bands without their names, or the whole."""
        if minimal != self._minimal:
            self._minimal = minimal
            self._forget()
            self.updateGeometry()

    @property
    def names_width(self) -> int:
        """The least width at which every phase's name is whole."""
        return round(sum(self._minimums()) + 3 * self._gap + 2 * self.inset)

    def sizeHint(self) -> QSize:
        """Return room for the names and the bands under them."""
        height = self._band_top + self._band_height + self.inset - self._band_height / 2
        return QSize(self.names_width, round(max(height, self._band_top + self._band_height + 2)))

    def minimumSizeHint(self) -> QSize:
        """Return the same as the size hint."""
        return self.sizeHint()

    @property
    def band_middle(self) -> float:
        """The height of the bands' middle line, from the widget's top."""
        return self._band_top + self._band_height / 2

    def x_of(self, position: int) -> float:
        """Return where the playhead stands at a position, in the widget's coordinates."""
        layout = self._bands()
        return layout.x_of(position) - (self._lead if position <= 0 else 0.0) if layout else 0.0

    def position_at(self, x: float) -> int:
        """Return the position that a click at x goes to."""
        layout = self._bands()
        return layout.position_at(x) if layout else 0

    # Geometry ---------------------------------------------------------------------------

    @property
    def _band_height(self) -> int:
        return self._appearance.px(Gentle(14 if self._minimal else 33))

    @property
    def _band_top(self) -> float:
        if self._minimal:
            return max(0.0, self.inset - self._band_height / 2)
        return round(self._metrics.height() + self._appearance.px(Gentle(5)))

    @property
    def _radius(self) -> float:
        return self._appearance.px(Gentle(9 if self._minimal else 11))

    @property
    def _lead(self) -> float:
        """Room for the playhead from its middle to either edge of the widget."""
        return self._radius + 1.0

    @property
    def inset(self) -> float:
        """Room left of the first band, where the playhead stands at position 0."""
        return 2 * self._radius + 2.0

    @property
    def _gap(self) -> float:
        return self._appearance.px(3)

    def _minimums(self) -> list[float]:
        metrics = self._metrics
        spare = self._appearance.px(14)
        return [metrics.horizontalAdvance(name) + spare for name in PHASE_NAMES.values()]

    def _bands(self) -> BandLayout | None:
        if self._layout is None and self._session.is_open:
            phases = self._session.trace.steps.phases()
            least = dict(zip(PHASE_NAMES, self._minimums(), strict=True))
            self._layout = BandLayout(
                phases,
                [self._appearance.px(14) if self._minimal else least[phase] for phase, _ in phases],
                self.inset,
                self.width() - self.inset - self._lead,
                self._gap,
            )
        return self._layout

    def restyle(self) -> None:
        """Take the present font, and lay the bands out anew."""
        self._font = self._appearance.font(NAME_SIZE, 700)
        self._metrics = QFontMetricsF(self._font)
        self._layout = None
        super().restyle()

    def _forget(self) -> None:
        self._layout = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the bands out anew."""
        self._layout = None
        super().resizeEvent(event)

    # Drawing ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bands, names, ticks and playhead."""
        layout = self._bands()
        if layout is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        for band in layout.bands:
            self._draw_band(painter, band)
        self._draw_playhead(painter, layout)
        painter.end()

    def _draw_band(self, painter: QPainter, band: Band) -> None:
        colours = self._appearance.theme.phase(band.phase)
        top, height = self._band_top, self._band_height
        if not self._minimal:
            painter.setPen(QColor(colours.strong))
            painter.drawText(
                QPointF(band.left + 2, self._metrics.ascent()), PHASE_NAMES[band.phase]
            )
        rounding = self._appearance.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.fill))
        painter.drawRoundedRect(QRectF(band.left, top, band.width, height), rounding, rounding)
        shown = max(0, min(self._playback.position, band.steps.stop) - band.steps.start)
        if band.spacing >= LEAST_SPACING:
            self._draw_dots(painter, band, shown)
            return
        if shown:
            painter.setBrush(QColor(mix(colours.fill, colours.strong, 0.35)))
            width = band.width * shown / len(band.steps)
            painter.drawRoundedRect(QRectF(band.left, top, width, height), rounding, rounding)
        painter.setPen(QPen(QColor(self._appearance.theme.background), self._appearance.px(1.5)))
        for x in self._layer_ends(band):
            painter.drawLine(QPointF(x, top), QPointF(x, top + height))

    def _draw_dots(self, painter: QPainter, band: Band, shown: int) -> None:
        colours = self._appearance.theme.phase(band.phase)
        middle = self.band_middle
        points = [
            QPointF(band.left + (index + 0.5) * band.spacing, middle)
            for index in range(len(band.steps))
        ]
        size = min(self._appearance.px(Gentle(6 if self._minimal else 9)), band.spacing * 0.66)
        pale = mix(colours.fill, colours.strong, 0.45)
        for own, colour in ((points[:shown], colours.strong), (points[shown:], pale)):
            if own:
                cap = Qt.PenCapStyle.RoundCap
                painter.setPen(QPen(QColor(colour), size, Qt.PenStyle.SolidLine, cap))
                painter.drawPoints(own)

    def _layer_ends(self, band: Band) -> Iterator[float]:
        """Yield where one layer's steps end and the next one's begin, where that can be seen."""
        steps = self._session.trace.steps
        index, last = band.steps.start, band.left
        while (index := steps.group(index, Granularity.LAYER).stop) < band.steps.stop:
            x = band.left + (index - band.steps.start) * band.spacing
            if x - last >= LEAST_SPACING and band.right - x >= LEAST_SPACING:
                yield x
                last = x

    def _draw_playhead(self, painter: QPainter, layout: BandLayout) -> None:
        theme = self._appearance.theme
        position = self._playback.position
        strong = QColor(theme.phase(layout.band_of(position).phase).strong)
        if self._hovered is not None and self._hovered != position:
            colours = theme.phase(layout.band_of(self._hovered).phase)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.strong), self._appearance.px(1.5)))
            painter.drawEllipse(
                QPointF(self.x_of(self._hovered), self.band_middle),
                self._radius * 0.7,
                self._radius * 0.7,
            )
        centre = QPointF(self.x_of(position), self.band_middle)
        painter.setPen(QPen(QColor(theme.background), self._appearance.px(1.5)))
        painter.setBrush(strong)
        painter.drawEllipse(centre, self._radius, self._radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.background))
        painter.drawEllipse(centre, self._radius * 0.36, self._radius * 0.36)

    # The pointer ------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the playhead to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._playback.pause()
            self._playback.go_to(self.position_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the playhead, or name the step under the pointer."""
        position = self.position_at(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._playback.go_to(position)
        if position != self._hovered:
            self._hovered = position
            self.update()
        if self._session.is_open:
            text = step_text(self._session.trace, position)
            QToolTip.showText(event.globalPosition().toPoint(), plain_tip(text), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at no step any more."""
        self._hovered = None
        self.update()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step with the wheel: down is onward."""
        self._turned += event.angleDelta().y()
        while abs(self._turned) >= NOTCH:
            if self._turned < 0:
                self._turned += NOTCH
                self._playback.forward()
            else:
                self._turned -= NOTCH
                self._playback.step_back()
        event.accept()
