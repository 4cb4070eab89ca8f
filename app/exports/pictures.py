"""A drawing as a PNG or an SVG file."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QRect, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter

from engine.errors import UserError

Paint = Callable[[QPainter], None]


def png(paint: Paint, width: int, height: int) -> bytes:
    """Return a drawing of this size as PNG.

    Raises
    ------
    UserError
        It is too large for this machine.
    """
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter()
    if image.isNull() or not painter.begin(image):
        raise UserError(f"a picture of {width:,} × {height:,} pixels is too large")
    paint(painter)
    painter.end()
    buffer = _buffer()
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


def svg(paint: Paint, width: int, height: int, title: str) -> bytes:
    """Return a drawing of this size as SVG."""
    from PySide6.QtSvg import QSvgGenerator

    buffer, generator = _buffer(), QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(width, height))
    generator.setViewBox(QRect(0, 0, width, height))
    generator.setTitle(title)
    painter = QPainter(generator)
    paint(painter)
    painter.end()
    return bytes(buffer.data().data())


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
