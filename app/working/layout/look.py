"""Sizes, fonts and colours of the pane in one appearance."""

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from app.theme import Appearance

# Size at 100 %, weight, and how much of the text scale it follows: what is large already grows
# less, so that a number still fits a narrow pane at 200 %.
_FONTS = {
    "phase": (13.5, 700, 0.8),
    "question": (21, 700, 0.65),
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
    """Return a colour from "#rrggbb"."""
    return QColor(name)


@dataclass(frozen=True, slots=True)
class Density:
    """How much room a page takes, so that it fills its pane and no more.

    Formulas, distances and what can be left out give way; the size of words never does, so that
    no text changes its size from one step to the next.

    Attributes
    ----------
    name : str
        "wide", "even", "close", "dense" or "folded".
    row, display : float
        What the sizes of rows and of formulas that stand alone are multiplied by.
    close : bool
        Whether what can be said shorter is said shorter.
    dense : bool
        Whether captions are left out and frames have no room to spare.
    folded : bool
        Whether a factor that is a sum is one row, without its terms.
    """

    name: str
    row: float
    display: float
    close: bool = False
    dense: bool = False
    folded: bool = False


WIDE = Density("wide", 1.08, 1.3)
EVEN = Density("even", 1.0, 1.0)
CLOSE = Density("close", 0.92, 0.9, close=True)
DENSE = Density("dense", 0.85, 0.8, close=True, dense=True)
FOLDED = Density("folded", 0.8, 0.72, close=True, dense=True, folded=True)

_DISPLAYED = frozenset({"chain", "equation", "outcome"})


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the words of every page are, whatever stands on it.

    Attributes
    ----------
    scale : float
        What lengths and text at 100 % are multiplied by: the text size, or less where a pane
        would hold too few lines of it.
    question, result : float
        What the two headlines are multiplied by besides.
    """

    scale: float
    question: float = 1.0
    result: float = 1.0


MOST_WIDTHS = 20_000
"""How many widths of texts are remembered: some 2 MB."""

LEAST_WIDTH, LEAST_HEIGHT = 290.0, 360.0
"""Column's width and pane's height at 100 % that hold any page of the worked example."""

EASY = 440.0
"""Height at 100 % of a pane whose headlines have their ordinary size."""

QUESTION = "How much does w5 change the total loss?"
"""A question of ordinary length, which has one line where that takes little."""

_LEAST_QUESTION = 0.82


def sizes_for(appearance: Appearance, width: float, height: float) -> Sizes:
    """Return the sizes of words in a pane.

    Parameters
    ----------
    appearance : Appearance
        The text size that the person chose.
    width, height : float
        Of the column and of the pane, in pixels.
    """
    chosen = appearance.scale
    # In steps, so that dragging an edge lays pages out anew only now and then.
    most = math.floor(20 * min(width / LEAST_WIDTH, height / LEAST_HEIGHT)) / 20
    scale = max(min(chosen, 1.0), min(chosen, most))
    roomy = min(1.2, max(0.8, math.floor(10 * height / (EASY * scale)) / 10))
    question = min(1.0, roomy)
    look = Look(appearance, sizes=Sizes(scale, question))
    wide = look.metrics("question").horizontalAdvance(QUESTION)
    share = math.floor(50 * width / wide) / 50
    if question * share >= _LEAST_QUESTION:
        question *= min(1.0, share)
    return Sizes(scale, question, roomy)


class Fonts:
    """The fonts of an appearance at a size, and how wide texts are in them, measured once.

    Parameters
    ----------
    appearance : Appearance
        The family.
    sizes : Sizes
        How large words are.
    """

    def __init__(self, appearance: Appearance, sizes: Sizes) -> None:
        self._appearance, self._sizes = appearance, sizes
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetricsF] = {}
        self._widths: dict[tuple[str, str], float] = {}

    def font(self, role: str) -> QFont:
        """Return the font of a role; with "/italic" or "/below" one for a symbol and its index."""
        if role not in self._fonts:
            name, _, variant = role.partition("/")
            size, weight, share = _FONTS[name]
            sizes = self._sizes
            wanted = size * (1 + (sizes.scale - 1) * share)
            wanted *= {"question": sizes.question, "result": sizes.result}.get(name, 1.0)
            font = self._appearance.font(wanted / self._appearance.scale, weight)
            font.setItalic(variant == "italic")
            if variant == "below":
                font.setPixelSize(round(font.pixelSize() * 0.72))
            self._fonts[role] = font
        return self._fonts[role]

    def metrics(self, role: str) -> QFontMetricsF:
        """Return the measures of a role's font."""
        if role not in self._metrics:
            self._metrics[role] = QFontMetricsF(self.font(role))
        return self._metrics[role]

    def width(self, text: str, role: str) -> float:
        """Return how wide a text is in the font of a role."""
        found = self._widths.get((text, role))
        if found is None:
            if len(self._widths) >= MOST_WIDTHS:
                self._widths.clear()
            found = self._widths[text, role] = self.metrics(role).horizontalAdvance(text)
        return found


class Look:
    """What the layout needs of an appearance, looked up once.

    Parameters
    ----------
    appearance : Appearance
        Colours and fonts.
    density : Density
        How much room a page takes.
    sizes : Sizes, optional
        How large words are; else as the appearance has it.
    fonts : Fonts, optional
        Fonts at these sizes that another look has already.

    Attributes
    ----------
    theme : Theme
        The colours.
    scale : float
        Of lengths and text.
    font, metrics, width : callable
        Those of `Fonts`.
    """

    def __init__(
        self,
        appearance: Appearance,
        density: Density = EVEN,
        sizes: Sizes | None = None,
        fonts: Fonts | None = None,
    ) -> None:
        self.theme = appearance.theme
        self.sizes = sizes or Sizes(appearance.scale)
        self.scale = self.sizes.scale
        self.density = density
        fonts = fonts or Fonts(appearance, self.sizes)
        self.font, self.metrics, self.width = fonts.font, fonts.metrics, fonts.width

    def gap(self, length: float) -> float:
        """Return a distance: it grows by half as much as the text."""
        return length * (1 + (self.scale - 1) * 0.5)

    def em(self, role: str) -> float:
        """Return the size of a formula, in pixels an em."""
        size, share = _EMS[role]
        grown = size * (1 + (self.scale - 1) * share)
        grown *= self.density.display if role in _DISPLAYED else self.density.row
        # Letters in a formula are no smaller than words.
        return max(grown, float(self.font("caption").pixelSize()))

    def strong(self, tint: str) -> str:
        """Return the text colour of a phase, or the ordinary one."""
        return self.theme.phase(tint).strong if tint else self.theme.text
