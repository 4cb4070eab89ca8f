"""Stack the blocks of a page, and keep what has been laid out."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from app.theme import Appearance
from app.working.content.blocks import (
    Chain,
    Coming,
    Equation,
    Heading,
    Offer,
    Outcome,
    Rows,
    Rule,
    Words,
)
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
from app.working.layout.look import (
    CLOSE,
    DENSE,
    EVEN,
    FOLDED,
    WIDE,
    Fonts,
    Look,
    Sizes,
    sizes_for,
)
from app.working.layout.parts import TextPart
from app.working.layout.row_layout import place_rows
from app.working.layout.warming import warm
from app.working.layout.wrapped_text import Writer

TIGHTEST, LOOSEST = 0.4, 1.35
"""How far the distances between blocks give way, and how far they stretch, to fill the pane."""

SCROLLING = 0.7
"""The distances of a page that has to be scrolled."""

MOST_BLOCKS = 500
"""How many blocks stay laid out: the iteration of a small network twice over."""


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
        """Return what lies at a point of the page."""
        for top, drawing in self.placed:
            inside = point - QPointF(self.left, top)
            if -1 <= inside.y() <= drawing.height + 1:
                for region in reversed(drawing.regions):
                    if region.rect.contains(inside):
                        return region.key
        return None

    def all_keys(self) -> set[Hashable]:
        """Return everything that can be pointed at."""
        return {region.key for _, drawing in self.placed for region in drawing.regions}

    def rects_of(self, key: Hashable) -> list[QRectF]:
        """Return every area of the page that stands for something."""
        return [
            region.rect.translated(self.left, top)
            for top, drawing in self.placed
            for region in drawing.regions
            if region.key == key
        ]


@dataclass(frozen=True, slots=True)
class Column:
    """Where a page goes.

    Attributes
    ----------
    left, width : float
        Where the blocks begin, and how wide they are.
    room : float
        The height there is for the whole page: formulas and distances give way to fit into it,
        and grow where there is plenty.
    view : float
        The height that is seen at once, into which at least what is needed is to fit.
    """

    left: float
    width: float
    room: float
    view: float


class _Stack:
    """Blocks above each other, with distances that may still change.

    Attributes
    ----------
    tightest, natural : float
        The height with the distances at their smallest, and as they are.
    needed : float
        The least height down to the last block that is to be in view without scrolling.
    """

    def __init__(self, drawings: list[Drawing], top: float, bottom: float) -> None:
        self._drawings, self._top, self._bottom = drawings, top, bottom
        self._rigid, self._elastic = self._extent(drawings, bottom)
        last = max((at for at, each in enumerate(drawings) if each.needed), default=-1)
        self._to_needed = self._extent(drawings[: last + 1], 0.0)
        self.tightest = self._rigid + TIGHTEST * self._elastic
        self.natural = self._rigid + self._elastic
        # Every block begins at a whole pixel.
        self.needed = self._to_needed[0] + TIGHTEST * self._to_needed[1] + 1.0

    def _extent(self, drawings: list[Drawing], bottom: float) -> tuple[float, float]:
        """Return the height that never changes, and the distances that do."""
        below = drawings[1:]
        rigid = self._top + bottom + sum(drawing.height for drawing in drawings)
        rigid += sum(drawing.gap for drawing in below if drawing.fixed)
        return rigid, sum(drawing.gap for drawing in below if not drawing.fixed)

    def placed_in(self, column: Column) -> PageDrawing:
        """Return the blocks at their places; where they do not fit all the same, nearly at ease."""
        left, width = column.left, column.width
        stretch = SCROLLING
        if self._elastic and self.tightest <= column.room:
            stretch = min(LOOSEST, (column.room - self._rigid) / self._elastic)
        elif self.needed <= column.view:
            rigid, elastic = self._to_needed
            stretch = (
                min(SCROLLING, (column.view - 1.0 - rigid) / elastic) if elastic else SCROLLING
            )
        placed = []
        y = self._top
        for at, drawing in enumerate(self._drawings):
            if at:
                y += drawing.gap * (1.0 if drawing.fixed else stretch)
            placed.append((round(y), drawing))
            y += drawing.height
        return PageDrawing(tuple(placed), left, width, y + self._bottom)


class Looks:
    """One appearance at every density, for a pane of one size.

    Parameters
    ----------
    appearance : Appearance
        Sizes and colours.
    width, height : float
        Of the column and of the pane, in pixels.
    """

    def __init__(self, appearance: Appearance, width: float, height: float) -> None:
        self.sizes = sizes_for(appearance, width, height)
        fonts, every = Fonts(appearance, self.sizes), (WIDE, EVEN, CLOSE, DENSE, FOLDED)
        looks = [Look(appearance, density, self.sizes, fonts) for density in every]
        self.wide, self.even, self.close, self.dense, self.folded = looks


class Pages:
    """Lay pages out: the one cache of drawings, of every block, until the look changes."""

    def __init__(self) -> None:
        self._drawings: OrderedDict[tuple[Block, float, str, Sizes], list[Drawing]] = OrderedDict()
        # The blocks of one page in one column, at every density that is asked for.
        self._stacks: dict[str, _Stack] = {}
        self._stacks_of: tuple[Page, float, Looks] | None = None
        # Which look suited the page of a heading, and the last page of so many blocks.
        self._likely: dict[Hashable, int] = {}

    def forget(self) -> None:
        """Drop everything: the look changed, or formulas can be drawn now."""
        self._drawings.clear()
        self._stacks.clear()

    def lay_out(self, page: Page, looks: Looks, column: Column) -> PageDrawing:
        """Lay a page out into a column, in sizes and colours of the look that suits its height."""
        chosen = looks.even
        for look in self._chosen(page, looks, column):
            chosen = look
        return self._stacked(page, looks, chosen, column.width).placed_in(column)

    def lay_out_piecewise(self, page: Page, looks: Looks, column: Column) -> Iterator[None]:
        """Lay a page's blocks out one by one, ahead of time, giving way after each piece."""
        width = column.width
        for at, look in enumerate(self._chosen(page, looks, column)):
            for block in page.blocks:
                if not at and (block, width, look.density.name, look.sizes) not in self._drawings:
                    yield from warm(block)
                self._block(block, look, width)
                yield

    def _chosen(self, page: Page, looks: Looks, column: Column) -> Iterator[Look]:
        """Yield looks until it is known which is the roomiest that suits the height, that one last.

        The search begins at what suited it before, or else the last page of as many blocks,
        so that most pages are laid out in one look or two. Each is measured after it was yielded,
        so that its blocks can be laid out before.
        """
        order = (looks.wide, looks.even, looks.close, looks.dense)
        heading, count = page.blocks[:1], len(page.blocks)
        at = self._likely.get(heading, self._likely.get(count, 0))

        def fits() -> bool:
            stack = self._stacked(page, looks, order[at], column.width)
            return (stack.tightest if at else stack.natural) <= column.room

        yield order[at]
        while at and fits():
            at -= 1
            yield order[at]
        while not (fitting := fits()) and at < len(order) - 1:
            at += 1
            yield order[at]
        if len(self._likely) >= MOST_BLOCKS:
            self._likely.clear()
        self._likely[heading] = self._likely[count] = at
        if fitting or self._needed(page, looks, looks.dense, column):
            return
        yield looks.folded
        # Where nothing helps, what is read has its ordinary form, and scrolls.
        if not self._needed(page, looks, looks.folded, column):
            yield looks.close

    def _needed(self, page: Page, looks: Looks, look: Look, column: Column) -> bool:
        """Whether what a page has to show without scrolling is in view."""
        return self._stacked(page, looks, look, column.width).needed <= column.view

    def _stacked(self, page: Page, looks: Looks, look: Look, width: float) -> _Stack:
        of = self._stacks_of
        if of is None or of[0] is not page or of[1] != width or of[2] is not looks:
            self._stacks.clear()
            self._stacks_of = page, width, looks
        name = look.density.name
        if name not in self._stacks:
            drawings = [each for block in page.blocks for each in self._block(block, look, width)]
            gap = look.gap(6 if look.density.dense else 16)
            self._stacks[name] = _Stack(drawings, gap, look.gap(_foot(look)))
        return self._stacks[name]

    def _block(self, block: Block, look: Look, width: float) -> list[Drawing]:
        key = (block, width, look.density.name, look.sizes)
        found = self._drawings.get(key)
        if found is None:
            found = _place(block, look, width)
            for drawing in found:
                drawing.needed = isinstance(block, Check) or drawing.held is not None
            self._drawings[key] = found
            if len(self._drawings) > MOST_BLOCKS:
                self._drawings.popitem(last=False)
        else:
            self._drawings.move_to_end(key)
        return found


def _foot(look: Look) -> float:
    """Return the distance below the last block, at 100 %."""
    return 4 if look.density.dense else 8 if look.density.close else 18


def _place(block: Block, look: Look, width: float) -> list[Drawing]:
    match block:
        case Heading():
            return [_heading(block, look, width)]
        case Words():
            dropped = block.role == "caption" and look.density.dense
            return [] if dropped else [_words(block, look, width)]
        case Offer():
            return [_offer(block, look, width)]
        case Rule():
            return [_rule(look, width)]
        case Chain():
            return [place_chain(block, look, width)]
        case Equation():
            return [place_equation(block, look, width)]
        case Rows():
            rows = block.folded() if look.density.folded else block.rows
            return place_rows(rows, look, width)
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
    writer = Writer(drawing, look, 0.0, width)
    writer.words(block.whereabouts(), "phase", colour)
    writer.top += look.gap(1 if look.density.dense else 5)
    writer.words(block.question, "question", theme.text)
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


def _offer(block: Offer, look: Look, width: float) -> Drawing:
    drawing = Drawing(look.gap(4))
    part = TextPart(block.text, "caption", look.theme.accent, look, width)
    part.draw(drawing, 0.0, part.ascent)
    drawing.height = part.ascent + part.descent
    drawing.point_at(QRectF(0, 0, part.width, drawing.height), block.key)
    return drawing


def _rule(look: Look, width: float) -> Drawing:
    drawing = Drawing(look.gap(12))
    drawing.add(BoxInk(QRectF(0, 0, width, 1), look.theme.line))
    drawing.height = 1.0
    return drawing
