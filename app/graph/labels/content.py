"""What a label says and how it looks."""

from typing import NamedTuple

from app.graph.labels.fonts import Fonts
from app.graph.plan.geometry import Box, Point

LabelSize = tuple[float, float]

LOCK = 13.0
"""Width of a lock with what stays free behind it, in pixels at scale 1."""


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
    inline : bool
        Whether all of it stands on one line, else `extra` below.
    frozen : bool
        Whether a lock stands before it, as no update changes the number.
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
    inline: bool = False
    frozen: bool = False

    def lock(self, fonts: Fonts) -> float:
        """Return how much width a lock takes."""
        return LOCK * fonts.scale if self.frozen else 0.0

    def size(self, fonts: Fonts) -> LabelSize:
        """Return the width and height of a label that says this."""
        scale = fonts.scale
        first = fonts.width(self.role, self.head) + fonts.width(self.role, self.value)
        first += self.lock(fonts)
        pad = (6.0 if self.line or self.extra else 5.0) * scale
        line = fonts.height(self.role)
        if not self.extra:
            return first + 2 * pad, line + 3 * scale
        second = fonts.width("gradient", self.extra)
        if self.inline:
            return first + second + 2 * pad + 5 * scale, line + 3 * scale
        return max(first, second) + 2 * pad, line + fonts.height("gradient") + 2 * scale


class Written(NamedTuple):
    """A text, and where it stands."""

    content: LabelContent
    box: Box

    @classmethod
    def at(cls, centre: Point, content: LabelContent, size: LabelSize) -> "Written":
        """Return a text with its middle at a place."""
        return cls(content, Box.around(centre, *size))
