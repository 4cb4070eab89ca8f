"""A picture file of a person's own: PNG, JPEG or WebP by its content, within bounds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLoggingCategory, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QTransform

from engine.errors import DatasetError
from engine.files.regular import NotAFileError, open_regular

MOST_BYTES = 64 * 1024**2
MOST_PIXELS = 50_000_000
LONGEST = 1_600
"""Longer side in pixels of what is kept: a digit needs no more."""

KINDS = ("PNG", "JPEG", "WebP")
_EXPECTED = f"expected a picture ({', '.join(KINDS[:-1])} or {KINDS[-1]})"
_HEAD_BYTES = 16
# Degrees to the right of each orientation in EXIF, and whether it is mirrored first.
_TURNS = {2: (0, True), 3: (180, False), 4: (180, True), 5: (270, True), 6: (90, False)}
_TURNS |= {7: (90, True), 8: (270, False)}


def is_picture(path: Path) -> bool:
    """Whether a file begins as a picture does, whatever it is called."""
    try:
        with open_regular(path) as file:
            return bool(_kind(file.read(_HEAD_BYTES)))
    except (OSError, ValueError):
        return False


def read_picture(path: Path) -> QImage:
    """Read a picture, upright and without transparency, its longer side at most `LONGEST`.

    Raises
    ------
    DatasetError
        It cannot be read, is too large, cut short, animated or no such picture.
    """
    data = _read(path)
    try:
        return decode(data)
    except DatasetError as error:
        raise DatasetError(f"{path.name}: {error}") from None


def decode(data: bytes) -> QImage:
    """Decode a picture as `read_picture` does.

    Raises
    ------
    DatasetError
        With what was found and expected.
    """
    kind = _kind(data[:_HEAD_BYTES])
    if not kind:
        found = f"begins with 0x{data[:4].hex()}" if data else "is empty"
        raise DatasetError(f"{found}, {_EXPECTED}")
    chunks = dict(_chunks(data, kind))
    _check_whole(data, kind, chunks)
    # What Qt warns of is said in a sentence.
    QLoggingCategory.setFilterRules("qt.gui.imageio*=false")
    buffer, content = QBuffer(), QByteArray(data)
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.lower().encode()))
    reader.setAutoTransform(True)
    size = reader.size()
    _check_size(size)
    if max(size.width(), size.height()) > LONGEST:
        reader.setScaledSize(_within(size))
    image = reader.read()
    if image.isNull():
        raise DatasetError(f"cannot be decoded ({reader.errorString()}), expected an intact {kind}")
    degrees, mirrored = _TURNS.get(_orientation(chunks.get("EXIF", b"")), (0, False))
    turn = QTransform().rotate(degrees).scale(-1 if mirrored else 1, 1)
    return _opaque(image.transformed(turn))


def grey_levels(image: QImage) -> NDArray[np.uint8]:
    """Return the levels of a picture in grey, shape (height, width)."""
    return _bytes(image, QImage.Format.Format_Grayscale8)


def _bytes(image: QImage, kind: QImage.Format) -> NDArray[np.uint8]:
    flat = image.convertToFormat(kind)
    lines = np.frombuffer(flat.constBits(), dtype=np.uint8)
    return lines.reshape(flat.height(), flat.bytesPerLine())[:, : flat.width()].copy()


def _read(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            data = file.read(MOST_BYTES + 1)
    except NotAFileError as error:
        raise DatasetError(f"{path.name}: {error}, {_EXPECTED}") from None
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path.name}: cannot be read ({error})") from None
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024**2
        raise DatasetError(f"{path.name}: has more than {most} MiB, {_EXPECTED} of at most that")
    return data


def _kind(head: bytes) -> str:
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if head[:3] == b"\xff\xd8\xff":
        return "JPEG"
    return "WebP" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def _chunks(data: bytes, kind: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the parts of a PNG or WebP, as far as they are whole."""
    png, at = kind == "PNG", 8 if kind == "PNG" else 12
    while kind != "JPEG" and at + 8 <= len(data):
        first, second = data[at : at + 4], data[at + 4 : at + 8]
        size = int.from_bytes(first, "big") if png else int.from_bytes(second, "little")
        if at + 8 + size > len(data):
            return
        yield (second if png else first).decode("latin-1").upper(), data[at + 8 : at + 8 + size]
        at += 12 + size if png else 8 + size + size % 2


def _check_whole(data: bytes, kind: str, chunks: dict[str, bytes]) -> None:
    """Refuse what is cut short, which a decoder may pad with grey, and what moves."""
    if kind == "PNG":
        whole, moves = "IEND" in chunks, "ACTL" in chunks
    elif kind == "WebP":
        whole = len(data) >= int.from_bytes(data[4:8], "little") + 8
        moves = "ANIM" in chunks
    else:
        # A preview in the head has an end of its own, before the picture's last scan begins.
        whole, moves = data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda") > 0, False
    if not whole:
        raise DatasetError(f"is cut short after {len(data):,} bytes, expected a whole {kind}")
    if moves:
        raise DatasetError("is animated, expected a still picture")


def _check_size(size: QSize) -> None:
    width, height = max(0, size.width()), max(0, size.height())
    if not 0 < width * height <= MOST_PIXELS:
        found = f"announces {width:,} × {height:,} pixels"
        raise DatasetError(f"{found}, expected from 1 to {MOST_PIXELS:,} in all")


def _within(size: QSize) -> QSize:
    bound = QSize(LONGEST, LONGEST)
    return size.scaled(bound, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _orientation(exif: bytes) -> int:
    """Return how a picture lies, from 1 (upright) to 8: tag 0x0112 of EXIF's first directory."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order: Any = {b"II": "little", b"MM": "big"}.get(tiff[:2])
    if order is None:
        return 1
    first = int.from_bytes(tiff[4:8], order)
    for entry in range(int.from_bytes(tiff[first : first + 2], order)):
        at = first + 2 + 12 * entry
        if int.from_bytes(tiff[at : at + 2], order) == 0x0112:
            return int.from_bytes(tiff[at + 8 : at + 10], order)
    return 1


def _opaque(image: QImage) -> QImage:
    """Lay what is transparent on white, or on black where it is mostly lighter than grey."""
    if not image.hasAlphaChannel():
        return image.convertToFormat(QImage.Format.Format_RGB32)
    alpha = _bytes(image, QImage.Format.Format_Alpha8) / 255
    opaque = image.convertToFormat(QImage.Format.Format_ARGB32)
    levels = grey_levels(opaque.convertToFormat(QImage.Format.Format_RGB32))
    light = float((levels * alpha).sum()) > 127.5 * float(alpha.sum())
    ground = QImage(image.size(), QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.black if light else Qt.GlobalColor.white)
    painter = QPainter(ground)
    painter.drawImage(0, 0, opaque)
    painter.end()
    return ground
