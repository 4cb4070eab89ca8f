"""A piece of mathematics, for the screen and for the terminal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """A piece of mathematics in two spellings.

    Attributes
    ----------
    latex : str
        For the screen, without dollar signs, in the subset that matplotlib's mathtext draws.
    plain : str
        For the terminal and for screen readers, such as "∂L/∂w5".
    """

    latex: str
    plain: str
