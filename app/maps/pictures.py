"""Pictures of what stays as it is from frame to frame."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap


@contextmanager
def drawing(size: QSize, ratio: float) -> Iterator[tuple[QPixmap, QPainter]]:
    """Yield an empty picture, and what draws in it.

    Parameters
    ----------
    size : QSize
        Its size in a widget's pixels.
    ratio : float
        The screen's pixels for each of those.
    """
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    yield picture, painter
    painter.end()
