"""How the units of a network may look."""

from dataclasses import dataclass
from typing import Final

STYLES: Final = {"circle": 1.0, "card": 0.86, "pill": 0.8}
"""How units may look, and how much each look counts at the same text size."""


@dataclass(frozen=True, slots=True)
class UnitStyle:
    """How units look.

    Attributes
    ----------
    name : str
        "circle": name, activation, and z below. "card": a box of two lines. "pill": one line.
    width, height : float
        Of the unit's outline.
    above, below : float
        What a unit takes above and below its centre, with the texts that belong to it.
    footprint : float
        Width of the unit with its texts.
    texts : float
        Width of the widest text below the unit.
    z, backward, bias : float
        Width of "z = …" and "∂L/∂a = …" below a circle and of the bias above it; 0 for none.
    line : float
        Height of a line of small text.
    apart : float
        What units keep apart at least.
    most_apart : float
        How far apart units may be drawn, against their own height.
    roominess : float
        How much space between units is comfortable.
    stacked : bool
        Whether target and loss of an output stand on two lines.
    slim : bool
        Whether a circle is no larger than its number in the size of the other texts.
    """

    name: str
    width: float
    height: float
    above: float
    below: float
    footprint: float
    texts: float
    z: float
    backward: float
    bias: float
    line: float
    apart: float
    most_apart: float
    roominess: float
    stacked: bool
    slim: bool = False

    @property
    def round(self) -> bool:
        """Whether a unit is a circle."""
        return self.name == "circle"
