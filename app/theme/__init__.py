"""The look: colour tokens, text sizes, fonts and the style sheet made of them."""

from app.theme.appearance import TEXT_SCALES, Appearance, Gentle
from app.theme.following import PageAppearance
from app.theme.styling import Drawn, set_icon, set_state, spaced
from app.theme.tokens import DARK, LIGHT, PHASES, THEMES, PhaseColours, Theme, mix

__all__ = [
    "DARK",
    "LIGHT",
    "PHASES",
    "TEXT_SCALES",
    "THEMES",
    "Appearance",
    "Drawn",
    "Gentle",
    "PageAppearance",
    "PhaseColours",
    "Theme",
    "mix",
    "set_icon",
    "set_state",
    "spaced",
]
