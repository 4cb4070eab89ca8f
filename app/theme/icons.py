"""The app's own line icons, tinted to the theme and sharp on every screen.

Each icon is a 24×24 SVG in resources/icons drawn in ``currentColor``. It is rendered once for
the densities of the screens there are, and cached.
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from app.theme.tokens import LIGHT

PALE = 0.4
"""The opacity of an icon whose control is switched off."""


@lru_cache(maxsize=512)
def icon(name: str, colour: str, size: int = 20, disabled: str | None = None) -> QIcon:
    """Return an icon in one colour.

    Parameters
    ----------
    name : str
        The file's name in resources/icons, without ".svg".
    colour : str
        "#rrggbb".
    size : int
        Its side in device-independent pixels.
    disabled : str, optional
        The colour while its control is switched off; `colour` at 40 % when left out.

    Raises
    ------
    KeyError
        If there is no icon of that name.
    """
    drawn = QIcon()
    source = _source(name)
    for ratio in _ratios():
        picture = _render(source, colour, size, ratio)
        drawn.addPixmap(picture)
        off = _render(source, disabled, size, ratio) if disabled else _paler(picture)
        drawn.addPixmap(off, QIcon.Mode.Disabled)
    return drawn


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture of `size` device-independent pixels at a screen density.

    Raises
    ------
    KeyError
        If there is no icon of that name.
    """
    return _render(_source(name), colour, size, ratio)


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """Return the mark of the app, in the sizes that window managers ask for."""
    drawn = QIcon()
    source = _source("chainrule")
    for size in (16, 24, 32, 48, 64, 128, 256):
        drawn.addPixmap(_render(source, LIGHT.accent, size, 1))
    return drawn


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    try:
        return resources.file("icons", f"{name}.svg").read_text(encoding="utf-8")
    except OSError as error:
        raise KeyError(name) from error


def _ratios() -> list[float]:
    """Return the densities of the screens there are."""
    return sorted({1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())})


def _render(source: str, colour: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
    side = round(size * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def _paler(picture: QPixmap) -> QPixmap:
    pale = QPixmap(picture.size())
    pale.setDevicePixelRatio(picture.devicePixelRatio())
    pale.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pale)
    painter.setOpacity(PALE)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return pale
