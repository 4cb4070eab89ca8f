"""Sizes, fonts and colours of the pane in one appearance."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from app.theme import Appearance

# Size at 100 %, weight, and how much of the text scale it follows: what is large already grows
# less, so that a number still fits a narrow pane at 200 %.
_FONTS = {
    "phase": (13.5, 700, 0.8),
    "question": (21, 700, 0.65),
    "question-small": (18, 700, 0.65),
    "caption": (14, 400, 1.0),
    "note": (14, 400, 1.0),
    "text": (15, 400, 1.0),
    "strong": (15, 600, 1.0),
    "value": (18.5, 700, 0.9),
    "term": (15, 600, 1.0),
    "share": (22, 700, 0.75),
    "result": (34, 700, 0.6),
    "check": (15, 700, 1.0),
    "number": (17, 400, 0.9),
    "key": (13.5, 600, 1.0),
}

_EMS = {
    "chain": (25.0, 0.7),
    "equation": (23.0, 0.75),
    "factor": (18.5, 0.9),
    "term": (16.5, 0.9),
    "outcome": (20.0, 0.85),
    "coming": (18.0, 0.9),
}


@lru_cache(maxsize=256)
def colour(name: str) -> QColor:
    """Give a colour from "#rrggbb"."""
    return QColor(name)


@dataclass(frozen=True, slots=True)
class Density:
    """How much room formulas take, so that a page fills its pane and no more.

    Attributes
    ----------
    name : str
        "close", "even" or "wide".
    row, display, result : float
        What the sizes of rows, of formulas that stand alone and of the result are multiplied by.
    """

    name: str
    row: float
    display: float
    result: float


CLOSE = Density("close", 0.92, 0.9, 0.88)
EVEN = Density("even", 1.0, 1.0, 1.0)
WIDE = Density("wide", 1.08, 1.3, 1.2)

_DISPLAYED = frozenset({"chain", "equation", "outcome"})


class Look:
    """What the layout needs of an appearance, looked up once.

    Attributes
    ----------
    theme : Theme
        The colours.
    scale : float
        Of lengths and text.
    density : Density
        How much room formulas take.
    """

    def __init__(self, appearance: Appearance, density: Density = EVEN) -> None:
        self._appearance = appearance
        self.theme = appearance.theme
        self.scale = appearance.scale
        self.density = density
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetricsF] = {}

    @property
    def close(self) -> bool:
        """Whether what can be said shorter is to be."""
        return self.density is CLOSE

    def px(self, length: float) -> float:
        """Give a length from its length at 100 %."""
        return length * self.scale

    def gap(self, length: float) -> float:
        """Give a distance: it grows by half as much as the text."""
        return length * (1 + (self.scale - 1) * 0.5)

    def font(self, role: str) -> QFont:
        """Give the font of a role; with "/italic" or "/below" one for a symbol and its index."""
        if role not in self._fonts:
            name, _, variant = role.partition("/")
            size, weight, share = _FONTS[name]
            wanted = size * (1 + (self.scale - 1) * share) / self.scale
            if name in ("result", "share"):
                wanted *= self.density.result
            font = self._appearance.font(wanted, weight)
            font.setItalic(variant == "italic")
            if variant == "below":
                font.setPixelSize(round(font.pixelSize() * 0.72))
            self._fonts[role] = font
        return self._fonts[role]

    def metrics(self, role: str) -> QFontMetricsF:
        """Give the measures of a role's font."""
        if role not in self._metrics:
            self._metrics[role] = QFontMetricsF(self.font(role))
        return self._metrics[role]

    def em(self, role: str) -> float:
        """Give the size of a formula, in pixels an em."""
        size, share = _EMS[role]
        grown = size * (1 + (self.scale - 1) * share)
        return grown * (self.density.display if role in _DISPLAYED else self.density.row)

    def strong(self, tint: str) -> str:
        """Give the text colour of a phase, or the ordinary one."""
        return self.theme.phase(tint).strong if tint else self.theme.text
