"""What the curves say under the pointer: a line through an epoch, and the values there."""

from collections.abc import Callable, Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.models.curves import Points
from app.theme import Appearance
from app.widgets.plain import PlainLabel


class PlotPointer:
    """A quiet line where the pointer is, and a label over the plot.

    Parameters
    ----------
    plot : pyqtgraph.PlotWidget
        The plot.
    parent : QWidget
        What the label belongs to.
    words : callable
        Writes one value.
    """

    def __init__(self, plot: pg.PlotWidget, parent: QWidget, words: Callable[[float], str]) -> None:
        self._plot, self._parent, self._words = plot, parent, words
        self._points: Mapping[str, tuple[Points, Points]] = {}
        self._at: float | None = None
        self.line = pg.InfiniteLine(angle=90)
        self.line.setZValue(6)
        self.line.hide()
        plot.getPlotItem().addItem(self.line, ignoreBounds=True)
        self.label = PlainLabel(parent=parent)
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label.hide()

    def follow(self, points: Mapping[str, tuple[Points, Points]]) -> None:
        """Read these curves from now on: epochs and values of each, by what it is called."""
        self._points = points
        self._show()

    def point_at(self, place: QPoint) -> None:
        """Read the curves under a place of the plot, in its own coordinates."""
        scene = self._plot.mapToScene(place)
        view = self._plot.getPlotItem().vb
        inside = view.sceneBoundingRect().contains(scene)
        self._at = float(view.mapSceneToView(scene).x()) if inside else None
        self._show()

    def leave(self) -> None:
        """Read nothing any more."""
        self._at = None
        self._show()

    def _show(self) -> None:
        read = None if self._at is None else read_out(self._points, self._at, self._words)
        self.line.setVisible(read is not None)
        self.label.setVisible(read is not None)
        if read is None:
            return
        epoch, text = read
        self.line.setPos(epoch)
        self.label.setText(text)
        self.label.adjustSize()
        self._place()

    def _place(self) -> None:
        area = self._plot.getPlotItem().vb.sceneBoundingRect()
        corner = self._plot.mapFromScene(area.topRight())
        place = self._plot.mapTo(self._parent, corner)
        room = self._parent.width()
        x = max(0, min(place.x(), room) - self.label.width())
        self.label.move(x, place.y())
        self.label.raise_()

    def restyle(self, appearance: Appearance) -> None:
        """Follow the look."""
        theme = appearance.theme
        self.line.setPen(pg.mkPen(QColor(theme.muted), width=1))
        size, pad = appearance.text_px(12), appearance.px(4)
        self.label.setStyleSheet(
            f"background: {theme.surface}; color: {theme.text}; font-size: {size}px;"
            f" padding: {pad // 2}px {pad}px;"
        )


def read_out(
    points: Mapping[str, tuple[Points, Points]], at: float, words: Callable[[float], str]
) -> tuple[float, str] | None:
    """Return the epoch next to a place, and each curve's value there; None without any curve.

    Parameters
    ----------
    points : mapping of str to (ndarray, ndarray)
        Epochs and values of each curve, both of shape (n,).
    at : float
        The place, in epochs.
    words : callable
        Writes one value.
    """
    curves = {kind: both for kind, both in points.items() if len(both[0])}
    if not curves:
        return None
    # Whole epochs, where a curve has any; batches lie between them.
    leading = [both for kind, both in curves.items() if kind != "batches"] or [*curves.values()]
    epochs = np.concatenate([x for x, _ in leading])
    epoch = float(epochs[np.argmin(np.abs(epochs - at))])
    parts = []
    for kind, (x, y) in curves.items():
        index = int(np.argmin(np.abs(x - epoch)))
        near = kind == "batches" or x[index] == epoch
        if near:
            parts.append(f"{kind} {words(float(y[index]))}")
    return epoch, f"epoch {epoch:.4g}: {', '.join(parts)}"
