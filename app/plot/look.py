"""How a line looks, in words of the theme."""

from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from app.theme import Appearance, Theme, mix


@dataclass(frozen=True)
class LineLook:
    """How a line is drawn; dashes and markers distinguish lines without colour.

    Attributes
    ----------
    colour : str
        A colour of the theme, such as "muted" or "forward.strong".
    width : float
        In pixels at 100 %.
    dash : Qt.PenStyle
        Its dashes.
    marker : bool
        Whether its points are marked while they are few.
    strength : float
        How much of the colour there is over the ground, from 0 to 1.
    """

    colour: str
    width: float = 2.0
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine
    marker: bool = False
    strength: float = 1.0

    def colour_in(self, theme: Theme) -> QColor:
        """Return the colour in a theme."""
        return QColor(mix(theme.background, attrgetter(self.colour)(theme), self.strength))

    def pen(self, appearance: Appearance) -> QPen:
        """Return the pen, whose width is in pixels whatever the axes are."""
        pen = QPen(self.colour_in(appearance.theme))
        pen.setWidthF(self.width * appearance.scale)
        pen.setStyle(self.dash)
        pen.setCosmetic(True)
        return pen


POINTER = LineLook("muted", 1.0)
"""What the pointer reads."""
