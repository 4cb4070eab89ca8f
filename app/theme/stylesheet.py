"""Fill the style-sheet template with a theme's colours and sizes.

The template is plain Qt style sheet with four kinds of place holder:

``@name``
    a colour token of the theme, such as ``@line``
``@phase.part``
    a phase's colour, such as ``@backward.strong``
``px(12)``, ``gentle(12)``, ``text(14)``
    a length, one that grows less than text does, and a text size, at 100 %; filled in as pixels
``glyph(check)``
    an SVG beside the template, in the colours of the theme
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from app.theme.tokens import Theme

_PLACE = re.compile(
    r"@(?P<token>[a-z_]+)(?:\.(?P<part>[a-z]+))?"
    r"|\b(?P<kind>px|gentle|text)\((?P<size>-?[0-9.]+)\)"
    r"|\bglyph\((?P<glyph>[a-z-]+)\)"
)


def fill_template(
    template: str,
    theme: Theme,
    lengths: Mapping[str, Callable[[float], int]],
    folder: str,
) -> str:
    """Fill every place holder of a style-sheet template.

    Parameters
    ----------
    template : str
        The style sheet with place holders.
    theme : Theme
        Has the colours.
    lengths : dict of callable
        What "px", "gentle" and "text" make of a size at 100 %.
    folder : str
        Where the glyphs are; each comes as ``NAME-light.svg`` and ``NAME-dark.svg``.

    Raises
    ------
    AttributeError
        If the template names a colour that the theme does not have.
    """

    def fill(match: re.Match[str]) -> str:
        if match["token"]:
            value = getattr(theme, match["token"])
            return str(getattr(value, match["part"]) if match["part"] else value)
        if match["kind"]:
            return f"{lengths[match['kind']](float(match['size']))}px"
        path = Path(folder) / f"{match['glyph']}-{theme.name}.svg"
        return f'url("{path.as_posix()}")'

    without_comments = re.sub(r"/\*.*?\*/", "", template, flags=re.DOTALL)
    return _PLACE.sub(fill, without_comments)
