"""Columns of text for a terminal."""

import unicodedata
from collections.abc import Iterator, Sequence


def align(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield lines in which every column starts at the same place.

    Parameters
    ----------
    rows : sequence of sequence of str
        All rows have the same number of cells; the first row is the heading.
    """
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """Return how many terminal columns a text takes."""
    return sum(map(_columns, text))


def _columns(letter: str) -> int:
    # Marks that join the letter before them, and the later parts of a Korean syllable.
    joins = unicodedata.category(letter) in {"Mn", "Me", "Cf"} or "\u1160" <= letter <= "\u11ff"
    if joins:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
