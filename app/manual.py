"""The manual: its pages in the order in which they are read, and the search over all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import resources
from app.text.markdown import parse

_BEFORE = 40
"""Letters of a line that may stand in an excerpt before what was found."""

_LONGEST = 300


class Line(NamedTuple):
    """A paragraph, an item of a list or a heading, without its marks."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True)
class Page:
    """A page that can be searched.

    Attributes
    ----------
    name : str
        What links call it.
    title : str
        What a person reads.
    lines : sequence of Line
        Its text.
    markdown : str
        Its source; empty where it is made in another way.
    """

    name: str
    title: str
    lines: Sequence[Line]
    markdown: str = ""


class Place(NamedTuple):
    """Where words were found.

    Attributes
    ----------
    page : Page
        On which page.
    line : int
        In which of its lines, from 0.
    heading : str
        The heading above it; the page's title where there is none.
    excerpt : str
        The line, from shortly before the first word on.
    """

    page: Page
    line: int
    heading: str
    excerpt: str


@cache
def manual() -> tuple[Page, ...]:
    """Return the pages that are shipped."""
    files = sorted(resources.file("manual").glob("*.md"))
    return tuple(_page(file.name, file.read_text(encoding="utf-8")) for file in files)


def _page(name: str, markdown: str) -> Page:
    lines = tuple(
        Line("".join(run.text for run in paragraph.runs), paragraph.kind == "heading")
        for paragraph in parse(markdown)
    )
    title = next((line.text for line in lines if line.is_heading), name)
    return Page(name, title, lines, markdown)


def find(text: str, pages: Iterable[Page]) -> list[Place]:
    """Return the places where all of these words stand, the likeliest first.

    A word may also stand in the heading above a line or in the page's title, so that "adam epsilon"
    finds ε below the heading that names Adam; one at least is in the line itself. Headings come
    first, then lines that begin with the first word, then lines that have all words.

    Parameters
    ----------
    text : str
        Words or parts of words, in any case.
    pages : iterable of Page
        Where to look.
    """
    words = text.casefold().split()
    ranked = []
    for page in pages if words else ():
        heading = page.title
        for number, line in enumerate(page.lines):
            heading = line.text if line.is_heading else heading
            rank = _rank(words, line, f"{page.title} {heading}".casefold())
            if rank is not None:
                ranked.append((rank, Place(page, number, heading, _excerpt(line.text, words))))
    ranked.sort(key=lambda entry: entry[0])
    return [place for _, place in ranked]


def _rank(words: Sequence[str], line: Line, above: str) -> int | None:
    """Return how likely a line is what was meant, 0 the likeliest; None where it does not fit."""
    text = line.text.casefold()
    missing = [word for word in words if word not in text]
    if len(missing) == len(words) or any(word not in above for word in missing):
        return None
    if missing:
        return 3
    if line.is_heading:
        return 0
    return 1 if text.startswith(words[0]) else 2


def _excerpt(text: str, words: Sequence[str]) -> str:
    folded = text.casefold()
    first = min((at for word in words if (at := folded.find(word)) >= 0), default=0)
    start = 0
    if first > _BEFORE:
        start = text.rfind(" ", 0, first - _BEFORE // 2) + 1
    return ("… " if start else "") + text[start : start + _LONGEST]
