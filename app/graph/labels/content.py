"""What a label says and how it looks."""

from typing import NamedTuple

from app.graph.labels.fonts import Fonts

LabelSize = tuple[float, float]


class Content(NamedTuple):
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
    """

    head: str
    value: str
    extra: str
    struck: bool
    role: str
    colour: str
    extra_colour: str
    fill: str
    line: str = ""
    line_width: float = 0.0


def extent(fonts: Fonts, content: Content, inline: bool) -> LabelSize:
    """Return the extent of a label with a content, on one line or on two."""
    scale = fonts.scale
    first = fonts.width(content.role, content.head) + fonts.width(content.role, content.value)
    second = fonts.width("gradient", content.extra)
    pad = (6.0 if content.line or content.extra else 5.0) * scale
    line = fonts.height(content.role)
    if not content.extra:
        return first + 2 * pad, line + 3 * scale
    below = fonts.height("gradient")
    if inline:
        return first + second + 2 * pad + 5 * scale, line + 3 * scale
    return max(first, second) + 2 * pad, line + below + 2 * scale
