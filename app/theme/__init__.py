"""The look: colour tokens, text sizes, fonts and the style sheet made of them."""

from app.theme.appearance import TEXT_SCALES, Appearance
from app.theme.following import PageAppearance
from app.theme.tokens import DARK, LIGHT, PHASES, THEMES, PhaseColours, Theme, mix

__all__ = [
    "DARK",
    "LIGHT",
    "PHASES",
    "TEXT_SCALES",
    "THEMES",
    "Appearance",
    "PageAppearance",
    "PhaseColours",
    "Theme",
    "mix",
]
