"""The curves of a run: loss and accuracy over the epochs."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGraphicsItem, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.models.curves import Curve, Points
from app.theme import Appearance
from app.training.legend import KINDS, look_of
from app.training.plot_marks import BestMark, EarlierCurves, MeanBand
from app.training.plot_pointer import PlotPointer
from app.training.plot_scale import MOST, PlotScale
from app.training.words import Reference, gentle, number, percent
from app.widgets.plain import PlainLabel, plain_tip

MOST_MARKERS = 60
LOWEST = 180
"""The least height of a plot in pixels, with its axis."""

FAR = 20.0
"""How far outside its axis a point is drawn at most, in heights of the axis."""

KEPT = QGraphicsItem.CacheMode.DeviceCoordinateCache


class CurvePlot(QWidget):
    """One quantity over the epochs, with its name and published results.

    Parameters
    ----------
    title : str
        The quantity.
    share : bool
        Whether it is a share between 0 and 1, shown in percent.
    appearance : Appearance
        The look.

    Signals
    -------
    scale_changed
        The axis became logarithmic, or even again: what is drawn has other places.
    """

    scale_changed = Signal()

    def __init__(self, title: str, share: bool, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._share = share
        self.scale = PlotScale(share)
        self._references: tuple[Reference, ...] = ()
        self._lines: list[pg.InfiniteLine] = []
        self._shown: dict[str, object] = {}
        self._marked: set[str] = set()
        self._range: tuple[float, float, float] | None = None
        self.title = PlainLabel(title)
        self.title.setProperty("role", "heading")
        self.plot = pg.PlotWidget(self)
        self.empty = PlainLabel(parent=self.plot)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        self.curves = {kind: pg.PlotCurveItem(antialias=True) for kind in KINDS}
        self.markers = {kind: pg.ScatterPlotItem(antialias=True, pxMode=True) for kind in KINDS}
        self._set_up()
        item = self.plot.getPlotItem()
        self.earlier = EarlierCurves(item)
        # A loss falls and an accuracy rises: the words stand where the curve has no business.
        self.best = BestMark(item, high=not share)
        self.band = MeanBand(item, above=not share)
        for part in (self.earlier, self.best, self.band):
            part.scale = self.scale
        self.pointer = PlotPointer(self.plot, self, percent if share else number)
        self._offer_scale()
        appearance.changed.connect(self.restyle)
        self.restyle()

    def _set_up(self) -> None:
        item = self.plot.getPlotItem()
        for kind in KINDS:
            item.addItem(self.curves[kind], ignoreBounds=True)
            item.addItem(self.markers[kind], ignoreBounds=True)
        item.setMenuEnabled(False)
        item.setMouseEnabled(False, False)
        item.hideButtons()
        item.disableAutoRange()
        for side in ("left", "bottom"):
            # Once and here: the call also scales the axis to its present range, 0 to 1.
            item.getAxis(side).enableAutoSIPrefix(False)
            # Numbers, ticks and grid stay while the curves grow: they are painted once and kept.
            item.getAxis(side).setCacheMode(KEPT)
        self.plot.setFrameStyle(0)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        # The view asks for 480 pixels of height; it is to take what there is.
        self.plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        for widget in (self, self.plot):
            widget.setMouseTracking(True)
        self.plot.setAccessibleName(f"{self.title.text()} over the epochs")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.title)
        self._column.addWidget(self.plot, 1)

    def _offer_scale(self) -> None:
        """Offer the logarithmic axis in the corner below the plot, and in its menu."""
        tip = "Logarithmic axis"
        self.log_action = QAction(tip, self)
        self.log_action.setCheckable(True)
        self.log_action.setIconText("log")
        more = ": spreads what is close to 100 %" if self._share else ""
        self.log_action.setToolTip(plain_tip(tip + more))
        self.log_action.toggled.connect(self._set_logarithmic)
        self.addAction(self.log_action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.log_button = QToolButton(self)
        self.log_button.setDefaultAction(self.log_action)
        self.log_button.setAccessibleName(f"{tip} of the {self.title.text().lower()}")
        self.log_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _set_logarithmic(self, logarithmic: bool) -> None:
        self.scale.logarithmic = logarithmic
        # Whatever is drawn has another place now.
        self._shown.clear()
        self._range = None
        for part in (self.earlier, self.best, self.band):
            part.forget()
        for line, reference in zip(self._lines, self._references, strict=True):
            line.setPos(self.scale.place(reference.accuracy))
        if not logarithmic:
            self.plot.getPlotItem().getAxis("left").setTicks(None)
        self.scale_changed.emit()

    def set_references(self, references: Sequence[Reference]) -> None:
        """Draw these published results as horizontal lines."""
        references = tuple(references)
        if references == self._references:
            return
        item = self.plot.getPlotItem()
        for line in self._lines:
            item.removeItem(line)
        self._references = references
        self._lines = [
            pg.InfiniteLine(pos=self.scale.place(r.accuracy), angle=0) for r in references
        ]
        for line in self._lines:
            line.setCacheMode(KEPT)
            item.addItem(line, ignoreBounds=True)
        self._range = None
        self.restyle()

    def show_curves(self, curves: dict[str, Curve], epochs: int) -> None:
        """Draw the lines of `KINDS`; the x axis runs from 0 to the last epoch."""
        points = {kind: curve.points() for kind, curve in curves.items()}
        lowest, highest = self.earlier.span or (np.inf, -np.inf)
        for kind, (_, y) in points.items():
            if len(drawable := y[np.abs(y) <= MOST]):
                whole = drawable.min(), drawable.max()
                low, high = _bulk(drawable) if kind == "batches" else whole
                lowest, highest = min(lowest, float(low)), max(highest, float(high))
        self._set_range(lowest, highest, epochs)
        for kind, (x, y) in points.items():
            self._draw(kind, x, y)
        self.pointer.follow(points)
        is_empty = not self.earlier.count and not any(len(x) for x, _ in points.values())
        if is_empty == self.empty.isHidden():
            self.empty.setVisible(is_empty)
            self._place_empty()

    def say(self, text: str) -> None:
        """Say in the empty plot what is to be done, or waited for."""
        if text != self.empty.text():
            self.empty.setText(text)
            self._place_empty()

    def _draw(self, kind: str, x: Points, y: Points) -> None:
        end = (len(x), float(x[-1]), float(y[-1])) if len(x) else (0, 0.0, 0.0)
        if self._shown.get(kind) == (end, self._range):
            return
        self._shown[kind] = (end, self._range)
        low, high, _ = self._range or (0.0, 1.0, 0)
        # A dashed line to a loss of 1e200 would be cut into dashes for hours.
        y = np.clip(self.scale.places(y), low - FAR * (high - low), high + FAR * (high - low))
        self.curves[kind].setData(x, y)
        # A single point is no line yet: it needs a marker to be seen.
        look = look_of(kind, self._appearance.theme)
        marked = len(x) == 1 or (look.marker and len(x) <= MOST_MARKERS)
        if marked or kind in self._marked:
            self.markers[kind].setData(x if marked else [], y if marked else [])
            (self._marked.add if marked else self._marked.discard)(kind)

    def _set_range(self, lowest: float, highest: float, epochs: int) -> None:
        if self.scale.logarithmic:
            known = [v for v in (lowest, highest) if np.isfinite(v)]
            known += [r.accuracy for r in self._references]
            low, high = self.scale.range_of(min(known, default=np.nan), max(known, default=np.nan))
        elif self._share:
            values = [lowest, *(r.accuracy for r in self._references)]
            least = min((v for v in values if np.isfinite(v)), default=0.5)
            low = np.floor(least * 20 - 0.2) / 20 if least > 0.05 else -0.02
            high = 1.0 + (1.0 - low) * 0.02
        else:
            low, high = _loss_range(lowest, highest)
        if self._range != (low, high, epochs):
            self._range = (low, high, epochs)
            self._place_empty()
            if self.scale.logarithmic:
                ticks = self.scale.ticks(low, high)
                self.plot.getPlotItem().getAxis("left").setTicks([ticks, []])
            self.plot.getPlotItem().setRange(
                xRange=(0, epochs * 1.015), yRange=(low, high), padding=0
            )
        self.best.place(epochs, low, high)
        self.band.place(epochs)

    # Look -------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Follow the look."""
        appearance, theme = self._appearance, self._appearance.theme
        self.plot.setBackground(theme.background)
        self._restyle_axes()
        for kind in KINDS:
            look = look_of(kind, theme)
            self.curves[kind].setPen(look.pen())
            self.markers[kind].setPen(None)
            self.markers[kind].setBrush(QColor(look.colour))
            self.markers[kind].setSize(appearance.px(7))
        for index, line in enumerate(self._lines):
            line.setPen(look_of(f"reference {index}", theme).pen())
        for part in (self.earlier, self.best, self.band, self.pointer):
            part.restyle(appearance)
        size, pad = appearance.text_px(12), appearance.px(5)
        self.log_button.setStyleSheet(f"QToolButton {{ font-size: {size}px; padding: 0 {pad}px; }}")
        self._column.setSpacing(appearance.px(5))
        self.plot.setMinimumHeight(LOWEST)
        self._place_empty()

    def _restyle_axes(self) -> None:
        appearance, theme = self._appearance, self._appearance.theme
        item = self.plot.getPlotItem()
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(QColor(theme.outline))
            axis.setTextPen(QColor(theme.muted))
            axis.setStyle(
                tickFont=appearance.font(12),
                tickLength=-4,
                tickTextOffset=6,
                maxTickLevel=0,
                hideOverlappingLabels=False,
            )
        style = {"color": theme.muted, "font-size": f"{appearance.text_px(13)}px"}
        item.setLabel("bottom", "epoch", **style)
        item.setLabel("left", "accuracy, %" if self._share else "loss", **style)
        left = item.getAxis("left")
        left.setScale(100.0 if self._share else 1.0)
        left.setWidth(appearance.px(58))
        item.layout.setContentsMargins(0, appearance.px(6), appearance.px(16), 0)
        item.getAxis("bottom").setHeight(appearance.px(42))
        item.showGrid(x=False, y=True, alpha=0.16 if theme.name == "light" else 0.24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words of the empty state in the middle, and the pointer's label in place."""
        super().resizeEvent(event)
        self._place_empty()
        self.pointer.leave()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the curves under the pointer."""
        self.pointer.point_at(self.plot.mapFrom(self, event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        super().leaveEvent(event)
        self.pointer.leave()

    def showEvent(self, event: QShowEvent) -> None:
        """Place the words of the empty state."""
        super().showEvent(event)
        self._place_empty()

    def _place_empty(self) -> None:
        """Put the words of the empty state in the middle, or beside a line that runs there."""
        self._column.activate()
        button = self.log_button
        button.adjustSize()
        button.move(self.width() - button.width(), self.plot.geometry().bottom() - button.height())
        px = self._appearance.px
        area = QRectF(self.plot.rect()).adjusted(px(62), px(4), -px(8), -px(44))
        width = round(area.width())
        height = self.empty.heightForWidth(width) + px(14)
        middle = area.center().y()
        if self._range is not None:
            low, high, _ = self._range
            places = [self.scale.place(r.accuracy) for r in self._references]
            lines = [at for at in places if low < at < high]
            heights = [area.bottom() - area.height() * (at - low) / (high - low) for at in lines]
            middle = _clear_of(heights, area.top(), area.bottom(), height)
        self.empty.setGeometry(round(area.x()), round(middle - height / 2), width, height)

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which the axes can be read."""
        heading = 0 if self.title.isHidden() else self.title.sizeHint().height()
        return QSize(gentle(self._appearance, 200), heading + LOWEST)


def _bulk(values: Points) -> tuple[float, float]:
    """Return the range of most values: the first few batches are far off all others."""
    if len(values) < 20:
        return float(values.min()), float(values.max())
    low, high = np.quantile(values, (0.05, 0.95))
    return float(low), float(high)


def _loss_range(lowest: float, highest: float) -> tuple[float, float]:
    """Return limits around a loss, in steps, so that the axis does not move with every point.

    They begin at 0 unless the loss stays far above it.
    """
    if not np.isfinite(highest) or highest < 1 / MOST:
        return 0.0, 1.0
    step = 10.0 ** np.floor(np.log10(highest)) / 2
    if lowest > 0.6 * highest:
        step /= 5
        return float(np.floor(lowest * 0.97 / step) * step), float(
            np.ceil(highest * 1.02 / step) * step
        )
    return 0.0, float(np.ceil(highest * 1.04 / step) * step)


def _clear_of(lines: Sequence[float], top: float, bottom: float, height: float) -> float:
    """Return the middle of a strip so high that no line runs through, as near the centre as can be.

    Where there is no such place it is the middle of the widest gap.
    """
    edges = [top, *sorted(lines), bottom]
    gaps = list(pairwise(edges))
    centre = (top + bottom) / 2
    fitting = [
        min(max(centre, above + height / 2), below - height / 2)
        for above, below in gaps
        if below - above >= height
    ]
    if fitting:
        return min(fitting, key=lambda middle: abs(middle - centre))
    above, below = max(gaps, key=lambda gap: gap[1] - gap[0])
    return (above + below) / 2
