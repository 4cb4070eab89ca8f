"""What a label says and how it looks."""

from typing import NamedTuple

from app.graph.labels.fonts import Fonts
from engine.network.quantities import Ref

LabelSize = tuple[float, float]


class LabelContent(NamedTuple):
    """What a label says and how it looks.

    Attributes
    ----------
    head, value, extra : str
        Such as "w5 ", "0.40" and "∂L/∂w5 = 0.082167".
    struck : bool
        Whether the value is struck out, because `extra` takes its place.
    role : str
        The font of head and value.
    colour, extra_colour : str
        Of the text.
    fill, line : str
        Of the ground and the border; no border when empty.
    line_width : float
        Of the border.
    numbers : tuple of (Ref, str)
        The numbers that stand in it, as they are written.
    """

    head: str
    value: str
    extra: str
    struck: bool
    role: str
    colour: str = ""
    extra_colour: str = ""
    fill: str = ""
    line: str = ""
    line_width: float = 0.0
    numbers: tuple[tuple[Ref, str], ...] = ()

    def size(self, fonts: Fonts, inline: bool = False) -> LabelSize:
        """Return the width and height of a label that says this, on one line or on two."""
        scale = fonts.scale
        first = fonts.width(self.role, self.head) + fonts.width(self.role, self.value)
        second = fonts.width("gradient", self.extra)
        pad = (6.0 if self.line or self.extra else 5.0) * scale
        line = fonts.height(self.role)
        if not self.extra:
            return first + 2 * pad, line + 3 * scale
        below = fonts.height("gradient")
        if inline:
            return first + second + 2 * pad + 5 * scale, line + 3 * scale
        return max(first, second) + 2 * pad, line + below + 2 * scale
