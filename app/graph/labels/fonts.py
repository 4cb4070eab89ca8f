"""The graph's fonts at any scale, and how wide texts are in them."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from app.text.legible import legible
from app.text.lettering import LOWERED_SIZE
from app.theme import Appearance
from symbolic.notation.marks import runs, unmarked

ROLES: Final = {
    "caption": (14.0, 400),
    "name": (13.0, 400),
    "value": (17.0, 700),
    "small": (12.5, 400),
    "small-lit": (12.5, 700),
    "weight": (14.0, 400),
    "weight-lit": (14.0, 700),
    "gradient": (12.5, 600),
    "box": (13.0, 400),
    "box-value": (16.0, 700),
    "below": (11.5, 700),
    "compact": (13.5, 400),
    "compact-lit": (13.5, 700),
}
"""Pixels at scale 1, and weight."""

PRESENT_SMALLEST = 15.0
"""In Present mode smaller texts grow to this at scale 1."""

SMALLEST_SHRINK = 0.8
"""Names shrink this far for their place before they are cut."""

_EXACT = 20
"""Texts are measured at this scale, so that hinting does not count."""


class Fonts:
    """The fonts of one look at one scale."""

    def __init__(self, appearance: Appearance, scale: float) -> None:
        self.scale = scale
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetricsF] = {}
        self._widths: dict[tuple[str, str], float] = {}
        for role, (size, weight) in ROLES.items():
            font = appearance.font(size, weight)
            smallest = PRESENT_SMALLEST if appearance.presenting else 0.0
            font.setPixelSize(max(1, round(max(size, smallest) * scale)))
            self._fonts[role] = font
            self._metrics[role] = QFontMetricsF(font)

    def font(self, role: str) -> QFont:
        """Return the font of a role."""
        return self._fonts[role]

    def width(self, role: str, text: str) -> float:
        """Return how wide a text is."""
        key = (role, text)
        found = self._widths.get(key)
        if found is None:
            metrics = self._metrics[role]
            found = sum(
                metrics.horizontalAdvance(legible(part)) * (LOWERED_SIZE if below else 1.0)
                for part, below in runs(text)
            )
            self._widths[key] = found
        return found

    def elided(self, role: str, text: str, width: float) -> str:
        """Cut a text that would have to shrink too much for a width."""
        room = width / SMALLEST_SHRINK
        if self.width(role, text) <= room:
            return text
        plain = legible(unmarked(text))
        return self._metrics[role].elidedText(plain, Qt.TextElideMode.ElideRight, room)

    def height(self, role: str) -> float:
        """Return how high a line is."""
        return self._metrics[role].height()


class Ruler:
    """Measures texts at scale 1."""

    def __init__(self, appearance: Appearance) -> None:
        self._fonts = Fonts(appearance, _EXACT)

    def width(self, role: str, *texts: str) -> float:
        """Return the width of the widest of some texts; 0 for none."""
        return max((self._fonts.width(role, text) for text in texts), default=0.0) / _EXACT

    def height(self, role: str) -> float:
        """Return the height of a line."""
        return self._fonts.height(role) / _EXACT
