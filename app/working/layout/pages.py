"""Stack the blocks of a page, and keep what has been laid out."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from app.theme import Appearance
from app.working.content.blocks import Chain, Coming, Equation, Heading, Outcome, Rows, Rule, Words
from app.working.content.page import Block, Page
from app.working.content.panels import Check, Ending, Entries, Prose
from app.working.layout.cards import place_check, place_ending, place_entries, place_prose
from app.working.layout.drawing import BoxInk, Drawing
from app.working.layout.formulas import (
    place_chain,
    place_coming,
    place_equation,
    place_outcome,
)
from app.working.layout.look import CLOSE, WIDE, Look
from app.working.layout.rows import place_rows
from app.working.layout.warming import warm
from app.working.layout.words import Writer

TIGHTEST, LOOSEST = 0.4, 1.35
"""How far the distances between blocks give way, and how far they stretch, to fill the pane."""

SCROLLING = 0.7
"""The distances of a page that has to be scrolled."""

KEPT = 2_000
"""How many blocks stay laid out: the iteration of a small network several times over."""


@dataclass(frozen=True)
class PageDrawing:
    """A page that has been laid out.

    Attributes
    ----------
    placed : tuple of (float, Drawing)
        Every block with its top.
    left, width, height : float
        Where the blocks begin, how wide they are, and how tall all of them.
    """

    placed: tuple[tuple[float, Drawing], ...]
    left: float
    width: float
    height: float

    def key_at(self, point: QPointF) -> Hashable | None:
        """Give what lies at a point of the page."""
        for top, drawing in self.placed:
            inside = point - QPointF(self.left, top)
            if -1 <= inside.y() <= drawing.height + 1:
                for region in reversed(drawing.regions):
                    if region.rect.contains(inside):
                        return region.key
        return None

    def rects_of(self, key: Hashable) -> list[QRectF]:
        """Give every area of the page that stands for something."""
        return [
            region.rect.translated(self.left, top)
            for top, drawing in self.placed
            for region in drawing.regions
            if region.key == key
        ]

    def texts(self) -> list[str]:
        """Give the ordinary texts on the page, from top to bottom."""
        return [text for _, drawing in self.placed for text in drawing.texts()]


class _Stack:
    """Blocks above each other, with distances that may still change.

    Attributes
    ----------
    tightest, natural, loosest : float
        The height with the distances at their smallest, as they are, and at their largest.
    """

    def __init__(self, drawings: list[Drawing], top: float, bottom: float) -> None:
        self._drawings, self._top, self._bottom = drawings, top, bottom
        below = drawings[1:]
        self._rigid = top + bottom + sum(drawing.height for drawing in drawings)
        self._rigid += sum(drawing.gap for drawing in below if drawing.fixed)
        self._elastic = sum(drawing.gap for drawing in below if not drawing.fixed)
        self.tightest = self._rigid + TIGHTEST * self._elastic
        self.natural = self._rigid + self._elastic
        self.loosest = self._rigid + LOOSEST * self._elastic

    def placed_in(self, room: float, left: float, width: float) -> PageDrawing:
        """Give every block its place; where they do not fit all the same, nearly at ease."""
        stretch = SCROLLING
        if self._elastic and self.tightest <= room:
            stretch = min(LOOSEST, (room - self._rigid) / self._elastic)
        placed = []
        y = self._top
        for at, drawing in enumerate(self._drawings):
            if at:
                y += drawing.gap * (1.0 if drawing.fixed else stretch)
            placed.append((round(y), drawing))
            y += drawing.height
        return PageDrawing(tuple(placed), left, width, y + self._bottom)


class Looks:
    """One appearance at the three densities."""

    def __init__(self, appearance: Appearance) -> None:
        self.close = Look(appearance, CLOSE)
        self.even = Look(appearance)
        self.wide = Look(appearance, WIDE)


class Pages:
    """Lays pages out, and keeps every block until the look changes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Block, float, str], list[Drawing]] = OrderedDict()

    @property
    def kept(self) -> int:
        """How many blocks are kept."""
        return len(self._kept)

    def forget(self) -> None:
        """Drop everything: the look changed, or formulas can be drawn now."""
        self._kept.clear()

    def lay_out(
        self, page: Page, looks: Looks, left: float, width: float, room: float
    ) -> PageDrawing:
        """Lay a page out.

        Parameters
        ----------
        page : Page
            What it says.
        looks : Looks
            Sizes and colours.
        left, width : float
            Where the blocks begin, and how wide they are.
        room : float
            The height there is: formulas and distances give way to fit into it, and grow where
            there is plenty.
        """
        stack = self._stacked(page, looks.even, width)
        if stack.tightest > room:
            stack = self._stacked(page, looks.close, width)
        elif stack.loosest < room:
            wide = self._stacked(page, looks.wide, width)
            stack = wide if wide.natural <= room else stack
        return stack.placed_in(room, left, width)

    def lay_out_piecewise(
        self, page: Page, looks: Looks, width: float, room: float
    ) -> Iterator[None]:
        """Lay a page's blocks out one by one, ahead of time, giving way after each piece."""
        for block in page.blocks:
            if (block, width, looks.even.density.name) not in self._kept:
                yield from warm(block)
            self._block(block, looks.even, width)
            yield
        stack = self._stacked(page, looks.even, width)
        other = looks.close if stack.tightest > room else looks.wide
        if not stack.tightest <= room <= stack.loosest:
            for block in page.blocks:
                self._block(block, other, width)
                yield

    def _stacked(self, page: Page, look: Look, width: float) -> _Stack:
        drawings = [drawing for block in page.blocks for drawing in self._block(block, look, width)]
        return _Stack(drawings, look.gap(16), look.gap(8 if look.close else 18))

    def _block(self, block: Block, look: Look, width: float) -> list[Drawing]:
        key = (block, width, look.density.name)
        found = self._kept.get(key)
        if found is None:
            found = _place(block, look, width)
            self._kept[key] = found
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found


def _place(block: Block, look: Look, width: float) -> list[Drawing]:
    match block:
        case Heading():
            return [_heading(block, look, width)]
        case Words():
            return [_words(block, look, width)]
        case Rule():
            return [_rule(look, width)]
        case Chain():
            return [place_chain(block, look, width)]
        case Equation():
            return [place_equation(block, look, width)]
        case Rows():
            return place_rows(block.rows, look, width)
        case Outcome():
            return [place_outcome(block, look, width)]
        case Check():
            return [place_check(block, look, width)]
        case Coming():
            return [place_coming(block, look, width)]
        case Prose():
            return [place_prose(block, look, width)]
        case Entries():
            return place_entries(block, look, width)
        case Ending():
            return [place_ending(block, look, width)]


def _heading(block: Heading, look: Look, width: float) -> Drawing:
    drawing = Drawing(fixed=True)
    theme = look.theme
    colour = look.strong(block.phase) if block.phase else theme.muted
    place = " · ".join(part for part in (block.phase.upper(), block.place) if part)
    writer = Writer(drawing, look, 0.0, width)
    writer.words(place, "phase", colour)
    writer.top += look.gap(5)
    # A little smaller where that spares it a second line.
    small = writer.lines(block.question, "question-small") == 1
    large = writer.lines(block.question, "question") == 1
    role = "question-small" if small and not large else "question"
    writer.words(block.question, role, theme.text)
    drawing.height = writer.top
    return drawing


def _words(block: Words, look: Look, width: float) -> Drawing:
    caption = block.role == "caption"
    drawing = Drawing(look.gap(14 if caption else 10))
    colour = look.theme.muted if block.role in ("caption", "note") else look.theme.text
    writer = Writer(drawing, look, 0.0, width)
    writer.words(block.text, block.role, colour)
    drawing.height = writer.top
    return drawing


def _rule(look: Look, width: float) -> Drawing:
    drawing = Drawing(look.gap(12))
    drawing.add(BoxInk(QRectF(0, 0, width, 1), look.theme.line))
    drawing.height = 1.0
    return drawing
