"""What is drawn into a plot besides a run's own curves: the best epoch, earlier folds, a mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.models.curves import Curve, Points
from app.theme import Appearance
from app.training.legend import look_of
from app.training.plot_scale import MOST, PlotScale

MOST_POINTS = 300
"""Points that are drawn of an earlier curve: it is quiet, and there may be many."""


@dataclass(frozen=True)
class Marked:
    """An epoch to be marked: where, how high (None where that is not known), and why."""

    epoch: int
    value: float | None
    words: str


class BestMark:
    """A quiet line through an epoch with a ring on the curve and words beside it.

    Parameters
    ----------
    item : pyqtgraph.PlotItem
        The plot.
    high : bool
        Whether the words stand at the top, or at the bottom.
    """

    def __init__(self, item: pg.PlotItem, high: bool) -> None:
        self._high = high
        self.scale = PlotScale(share=False)
        self.marked: Marked | None = None
        self.line = pg.InfiniteLine(angle=90)
        self.ring = pg.ScatterPlotItem(antialias=True, pxMode=True)
        self.text = pg.TextItem()
        for part in (self.line, self.ring, self.text):
            part.hide()
            part.setZValue(5)
            item.addItem(part, ignoreBounds=True)

    def show(self, marked: Marked | None) -> bool:
        """Mark this epoch, or none; tell whether that is another one than before."""
        if marked == self.marked:
            return False
        self.marked = marked
        for part in (self.line, self.ring, self.text):
            part.setVisible(marked is not None)
        if marked is not None:
            self.line.setPos(marked.epoch)
            there = marked.value is not None
            self.ring.setData(
                [marked.epoch] if there else [],
                [self.scale.place(marked.value)] if marked.value is not None else [],
            )
            self.text.setText(f" {marked.words} ")
        return True

    def forget(self) -> None:
        """Draw anew what is shown next: its place has changed."""
        self.show(None)

    def place(self, epochs: int, low: float, high: float) -> None:
        """Put the words on the side of the line where there is room."""
        if self.marked is not None:
            left = self.marked.epoch > epochs / 2
            self.text.setAnchor((1 if left else 0, 0 if self._high else 1))
            self.text.setPos(self.marked.epoch, high if self._high else low)

    def restyle(self, appearance: Appearance) -> None:
        """Follow the look."""
        theme = appearance.theme
        self.line.setPen(pg.mkPen(QColor(theme.muted), width=1, style=Qt.PenStyle.DotLine))
        self.ring.setPen(pg.mkPen(QColor(theme.text), width=appearance.px(2)))
        self.ring.setBrush(QColor(theme.background))
        self.ring.setSize(appearance.px(10))
        _restyle_words(self.text, appearance)


class MeanBand:
    """A mean with a band of a standard deviation to either side, and what they are in words.

    Parameters
    ----------
    item : pyqtgraph.PlotItem
        The plot.
    above : bool
        Whether the words stand above the band, or below it.
    """

    def __init__(self, item: pg.PlotItem, above: bool) -> None:
        self._above = above
        self.scale = PlotScale(share=False)
        self.shown: tuple[float, float] | None = None
        self.band = pg.LinearRegionItem((0, 0), orientation="horizontal", movable=False)
        self.line = pg.InfiniteLine(angle=0)
        self.text = pg.TextItem()
        for part, depth in ((self.band, -10), (self.line, 4), (self.text, 5)):
            part.hide()
            part.setZValue(depth)
            item.addItem(part, ignoreBounds=True)

    def show(self, summary: tuple[float, float] | None, words: str) -> None:
        """Draw a mean and a deviation, or nothing."""
        if summary == self.shown:
            return
        self.shown = summary
        for part in (self.band, self.line, self.text):
            part.setVisible(summary is not None)
        if summary is not None:
            mean, deviation = summary
            place = self.scale.place
            self.band.setRegion((place(mean - deviation), place(mean + deviation)))
            self.line.setPos(place(mean))
            self.text.setText(f" {words} ")

    def forget(self) -> None:
        """Draw anew what is shown next: its place has changed."""
        self.show(None, "")

    def place(self, epochs: int) -> None:
        """Put the words at the right end."""
        if self.shown is not None:
            mean, deviation = self.shown
            self.text.setAnchor((1, 1 if self._above else 0))
            edge = mean + deviation if self._above else mean - deviation
            self.text.setPos(epochs, self.scale.place(edge))

    def restyle(self, appearance: Appearance) -> None:
        """Follow the look."""
        theme = appearance.theme
        look = look_of("mean ± deviation", theme)
        ground = QColor(look.colour)
        ground.setAlpha(46)
        self.band.setBrush(ground)
        for edge in self.band.lines:
            edge.setPen(pg.mkPen(None))
        self.line.setPen(look.pen())
        _restyle_words(self.text, appearance)


class EarlierCurves:
    """The curves of runs that are over, thin and pale, all together as two lines."""

    KINDS = ("earlier training", "earlier held out")

    def __init__(self, item: pg.PlotItem) -> None:
        self._shown: list[Curve] = []
        self.scale = PlotScale(share=False)
        self.span: tuple[float, float] | None = None
        self.lines = {kind: pg.PlotCurveItem(antialias=True) for kind in self.KINDS}
        self.dots = {kind: pg.ScatterPlotItem(pxMode=True) for kind in self.KINDS}
        for part in (*self.lines.values(), *self.dots.values()):
            part.setZValue(-5)
            item.addItem(part, ignoreBounds=True)

    def show(self, curves: Sequence[tuple[Curve, Curve]]) -> None:
        """Draw pairs of curves, training and held out, of runs that are over."""
        shown = [curve for pair in curves for curve in pair]
        # None of them grows any more, but as many may be those of another run.
        if len(shown) == len(self._shown) and all(map(is_, shown, self._shown)):
            return
        self._shown = shown
        heights: list[Points] = []
        for at, kind in enumerate(self.KINDS):
            points = [_thinned(pair[at]) for pair in curves]
            heights += [y[np.abs(y) <= MOST] for _, y in points]
            x, y = _joined([both for both in points if len(both[0]) > 1])
            y = np.clip(self.scale.places(y), -MOST, MOST)
            self.lines[kind].setData(x, y, connect="finite")
            # A single point is no line: it needs a marker to be seen.
            single = [both for both in points if len(both[0]) == 1]
            self.dots[kind].setData(
                [float(x[0]) for x, _ in single],
                [self.scale.place(float(y[0])) for _, y in single],
            )
        every = np.concatenate(heights) if heights else np.empty(0)
        self.span = (float(every.min()), float(every.max())) if len(every) else None

    def forget(self) -> None:
        """Draw anew what is shown next: its place has changed."""
        self._shown = []

    @property
    def count(self) -> int:
        """Of how many runs there are curves."""
        return len(self._shown) // len(self.KINDS)

    def restyle(self, appearance: Appearance) -> None:
        """Follow the look."""
        for kind in self.KINDS:
            look = look_of(kind, appearance.theme)
            self.lines[kind].setPen(look.pen())
            self.dots[kind].setPen(None)
            self.dots[kind].setBrush(QColor(look.colour))
            self.dots[kind].setSize(appearance.px(6))


def _thinned(curve: Curve) -> tuple[Points, Points]:
    x, y = curve.points()
    if len(x) <= MOST_POINTS:
        return x, y
    kept = np.linspace(0, len(x) - 1, MOST_POINTS).round().astype(int)
    return x[kept], y[kept]


def _joined(points: Sequence[tuple[Points, Points]]) -> tuple[Points, Points]:
    """Return lines as one, with gaps that are no number."""
    gap = np.array([np.nan])
    x = [part for along, _ in points for part in (along, gap)]
    y = [part for _, up in points for part in (up, gap)]
    return (np.concatenate(x), np.concatenate(y)) if x else (np.empty(0), np.empty(0))


def _restyle_words(text: pg.TextItem, appearance: Appearance) -> None:
    ground = QColor(appearance.theme.background)
    ground.setAlpha(215)
    text.fill = pg.mkBrush(ground)
    text.setFont(appearance.font(12))
    text.setColor(QColor(appearance.theme.muted))
