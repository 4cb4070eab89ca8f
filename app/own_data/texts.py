"""Labels, and values as they are shown."""

from PySide6.QtCore import Qt

from app.text.numbers import with_power
from app.theme import Gentle
from app.widgets.plain import PlainLabel
from engine.data.own_rows import Value
from engine.data.source_rows import number_text

MARGINS = (Gentle(20), Gentle(14), Gentle(20), Gentle(14))
"""Around a pane."""


def label(text: str, role: str = "") -> PlainLabel:
    """Return a label in a role of the style sheet."""
    made = PlainLabel(text)
    made.setProperty("role", role)
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return made


def value_text(value: Value) -> str:
    """Return a value as a file would have it."""
    return value if isinstance(value, str) else number_text(value)


def short_text(value: float) -> str:
    """Return an answer in a few digits."""
    if 1e5 <= abs(value) < 1e9:
        return f"{value:,.0f}"
    return with_power(f"{value:z.4g}")


def percent(share: float) -> str:
    """Return a share as a percentage with one decimal."""
    return f"{100 * share:.1f}\u00a0%"
