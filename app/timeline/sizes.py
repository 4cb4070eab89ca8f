"""Sizes that grow more slowly than the text."""

from app.theme import Appearance


def gentle(appearance: Appearance, size: float) -> int:
    """Return a length in pixels that grows by 40 % where text grows by 100 %.

    Controls without words and the room between them stay in sight at any text size; at 200 % of
    everything the timeline would fill half of a small screen.
    """
    return round(size * (1 + (appearance.scale - 1) * 0.4))
