"""Picture files as a person may bring them, whole and broken."""

import struct
import zlib

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

_TIFF = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0"


def image_of(levels):
    """Return a picture of levels of grey, shape (height, width)."""
    levels = np.ascontiguousarray(levels, dtype=np.uint8)
    height, width = levels.shape
    return QImage(levels.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


def encoded(image, kind, quality=95):
    """Return a picture's file as bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind, quality)
    return bytes(buffer.data().data())


def with_orientation(data, kind, orientation):
    """Return a file with EXIF that says how the picture lies, from 1 to 8."""
    tiff = _TIFF % bytes([orientation])
    if kind == "JPEG":
        exif = b"Exif\0\0" + tiff
        return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]
    if kind == "PNG":
        return with_chunk(data, b"eXIf", tiff)
    size = QImage.fromData(data).size()
    canvas = b"".join((side - 1).to_bytes(3, "little") for side in (size.width(), size.height()))
    head = b"VP8X" + struct.pack("<I", 10) + b"\x08\0\0\0" + canvas
    body = b"WEBP" + head + data[12:] + b"EXIF" + struct.pack("<I", len(tiff)) + tiff
    return b"RIFF" + struct.pack("<I", len(body)) + body


def with_chunk(png, name, content):
    """Return a PNG with one more part behind its head."""
    part = name + content
    return png[:33] + struct.pack(">I", len(content)) + part + _sum(part) + png[33:]


def with_size(png, width, height):
    """Return a PNG whose head announces another size."""
    part = b"IHDR" + struct.pack(">II", width, height) + png[24:29]
    return png[:12] + part + _sum(part) + png[33:]


def _sum(part):
    return struct.pack(">I", zlib.crc32(part))
