"""The app's own line icons, tinted to the theme and sharp on every screen.

Each icon is a 24×24 SVG in resources/icons drawn in ``currentColor``. Icons are rendered on
demand for each size and screen they are painted on, and kept.
"""

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

RATIOS = (1, 2, 3)
"""The screen densities an icon carries a picture for."""


@lru_cache(maxsize=512)
def icon(name: str, colour: str, size: int = 20, disabled: str | None = None) -> QIcon:
    """Give an icon in one colour.

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
    for ratio in RATIOS:
        drawn.addPixmap(_render(source, colour, size, ratio))
        off = _render(source, disabled or colour, size, ratio, 1.0 if disabled else 0.4)
        drawn.addPixmap(off, QIcon.Mode.Disabled)
    return drawn


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Give an icon as a picture of `size` device-independent pixels at a screen density.

    Raises
    ------
    KeyError
        If there is no icon of that name.
    """
    return _render(_source(name), colour, size, ratio)


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """Give the mark of the app, in the sizes that window managers ask for."""
    drawn = QIcon()
    source = _source("chainrule")
    for size in (16, 24, 32, 48, 64, 128, 256):
        drawn.addPixmap(_render(source, "#104680", size, 1))
    return drawn


def names() -> list[str]:
    """Give the names of all icons, sorted."""
    folder = files("resources") / "icons"
    return sorted(
        entry.name.removesuffix(".svg") for entry in folder.iterdir() if entry.name.endswith(".svg")
    )


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    try:
        return (files("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    except OSError as error:
        raise KeyError(name) from error


def _render(source: str, colour: str, size: int, ratio: float, opacity: float = 1.0) -> QPixmap:
    tinted = source.replace("currentColor", colour).encode()
    renderer = QSvgRenderer(QByteArray(tinted))
    side = round(size * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setOpacity(opacity)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
