"""What of a plot does not change while something in it is moved: painted once, and kept."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPixmap

from app.plot.layers import Layer
from app.plot.painters import Painter


class Entry(NamedTuple):
    """A layer, and what shows it."""

    layer: Layer
    painter: Painter


class Still:
    """A picture of the axes, and of the deepest layers that are as they were before.

    Parameters
    ----------
    axes : callable
        Paints what lies below all layers.
    layers : callable
        Paints layers.
    """

    def __init__(
        self,
        axes: Callable[[QPainter], None],
        layers: Callable[[QPainter, Sequence[Entry]], None],
    ) -> None:
        self._axes, self._layers = axes, layers
        self._picture: QPixmap | None = None
        self._entries: list[Entry] = []
        self._stays = self._painted = 0

    def forget(self) -> None:
        """Paint all of it again: it is to look otherwise."""
        self._picture = None

    def follow(self, entries: list[Entry]) -> None:
        """Take other layers, the deepest first."""
        before, self._entries = self._entries, entries
        pairs = zip(before, entries, strict=False)
        differing = (at for at, (old, new) in enumerate(pairs) if old != new)
        self._stays = next(differing, min(len(before), len(entries)))
        if self._stays < self._painted:
            self.forget()

    def picture(self, size: QSize, ratio: float) -> tuple[QPixmap, list[Entry]]:
        """Return the picture for a plot of a size, and the layers to be painted over it."""
        picture = self._picture
        if picture is None or picture.size() != size * ratio:
            picture = self._picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            self._painted = 0
            self._paint(picture, self._axes)
        if self._painted < self._stays:
            more, self._painted = self._entries[self._painted : self._stays], self._stays
            self._paint(picture, lambda brush: self._layers(brush, more))
        return picture, self._entries[self._painted :]

    @staticmethod
    def _paint(picture: QPixmap, paint: Callable[[QPainter], None]) -> None:
        brush = QPainter(picture)
        paint(brush)
        brush.end()
