"""A formula on one baseline, or on several lines where the width asks for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from app.formula.boxes import beside
from app.formula.breaking import EVERYTHING, OPERATORS, SIDES, Kinds, Piece, pieces
from app.formula.flow import Box, flow, least_width, natural_width
from app.formula.outline import BASE, Run
from app.formula.run import is_ready, layout
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Formula, Marked

GAP = 0.28
"""The space between two pieces, in ems."""

PAD_X, PAD_Y = 0.2, 0.14
"""The space between a formula and the edge of its tint, in ems."""

TEXT_SIZE = 0.82
"""The size of ordinary text beside mathematics, in ems: both look equally tall."""

LONG = 12.0
"""From this width in ems a formula is taken apart at its operators."""

SQUEEZE = 0.8
"""How small a formula may become to stay on its line."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is placed and drawn as one.

    Attributes
    ----------
    formula : Formula or None
        The formula, where it is one; None for words, and for a part of parentheses.
    text : str
        What is drawn where there are no outlines.
    run : Run or None
        Its outlines, at the base size; None where the text is drawn.
    operator : int
        `SUM` or `PRODUCT` for a sign between two operands, else 0.
    """

    formula: Formula | None
    text: str
    run: Run | None
    operator: int = 0

    @property
    def mark(self) -> Marked | None:
        """What it is, if it can be pointed at."""
        return self.formula if isinstance(self.formula, Marked) else None

    @property
    def pad(self) -> tuple[float, float]:
        """The space between it and the edge of its tint, across and down, in ems."""
        return (PAD_X, PAD_Y) if self.mark is not None and self.mark.tint else (0.0, 0.0)


class Line:
    """Formulas and words side by side, wrapped where the width asks for it.

    Parameters
    ----------
    parts : sequence of Formula or str
        In reading order; words are set in the ordinary font.
    em : float
        Pixels an em.
    font : QFont
        The ordinary font.
    whole : bool
        Whether parentheses stay on one line.

    Attributes
    ----------
    natural : float
        The width of one line.
    width, ascent, descent : float
        The extent about the first baseline.
    em : float
        Pixels an em.
    """

    def __init__(
        self, parts: Sequence[Formula | str], em: float, font: QFont, *, whole: bool = True
    ) -> None:
        self._parts, self._font = tuple(parts), font
        self._finest = OPERATORS if whole else EVERYTHING
        self._take_apart(SIDES if whole else EVERYTHING)
        self._resize(em)
        self.fit(float("inf"))

    def _take_apart(self, kinds: Kinds) -> None:
        self._kinds = kinds
        self._items = [item for part in self._parts for item in self._items_of(part)]

    def _items_of(self, part: Formula | str) -> Iterator[Item]:
        if isinstance(part, str):
            yield Item(None, part, None)
            return
        for item in map(_item, pieces(part, self._kinds)):
            too_long = item.run is not None and item.run.width > LONG * BASE
            if too_long and item.formula is not None and item.mark is None:
                yield from map(_item, pieces(item.formula, self._finest))
            else:
                yield item

    def at(self, em: float) -> Self:
        """Take another size, on one line; returns itself."""
        if em != self.em:
            self._resize(em)
        return self.fit(float("inf"))

    def _resize(self, em: float) -> None:
        self.em = em
        self._boxes = list(map(self._box, self._items))
        self.natural = natural_width(self._boxes)

    def _box(self, item: Item) -> Box:
        """Return the extent of an item, with the tint around it."""
        em, run, (across, down) = self.em, item.run, item.pad
        if run is None:
            metrics, scale = QFontMetricsF(self.text_font), 1.0
            width = metrics.horizontalAdvance(item.text)
            ascent, descent = metrics.ascent(), metrics.descent()
        else:
            scale, width = em / BASE, run.width
            ascent, descent = run.ascent, run.descent
        return Box(
            scale * width + 2 * across * em,
            scale * ascent + down * em,
            scale * descent + down * em,
            GAP * em,
            item.operator,
        )

    @property
    def text_font(self) -> QFont:
        """The ordinary font at the size that goes with the mathematics."""
        sized = QFont(self._font)
        sized.setPixelSize(max(1, round(self.em * TEXT_SIZE)))
        return sized

    @property
    def narrowest(self) -> float:
        """The smallest width in which nothing is cut off or made very small."""
        return least_width(self._boxes, self.em)

    def fit(self, width: float) -> Self:
        """Wrap into a width; returns itself."""
        if self.natural > width + 0.5 and self._kinds is SIDES and is_ready():
            self._take_apart(self._finest)
            self._resize(self.em)
        self._flow = flow(self._boxes, width, self.em)
        if self._flow.width > width + 0.5:
            # A part that cannot be broken is wider than the line: rather small than cut.
            self._resize(self.em * width / self._flow.width * 0.995)
            self._flow = flow(self._boxes, width, self.em)
        first = self._flow.places[0].baseline if self._flow.places else 0.0
        self.width = self._flow.width
        self.ascent, self.descent = first, self._flow.height - first
        return self

    def squeeze(self, width: float) -> bool:
        """Make it smaller, within reason, so that it stays on one line; whether that succeeds."""
        if self.natural <= width:
            return True
        if self.natural * SQUEEZE > width:
            return False
        self.at(self.em * width / self.natural * 0.995)
        return True

    def x_of(self, formula: Formula) -> float | None:
        """Return where a formula begins, if it is a piece of the first line."""
        for item, place in zip(self._items, self._flow.places, strict=True):
            if item.formula == formula:
                return place.x if place.baseline == self._flow.places[0].baseline else None
        return None

    @property
    def scale(self) -> float:
        """What the whole is scaled by."""
        return self._flow.scale

    def placed(self, x: float, baseline: float) -> Iterator[tuple[Item, QRectF, float]]:
        """Yield every item with its area and its baseline, for a place of the first baseline."""
        if not self._flow.places:
            return
        top = baseline - self._flow.places[0].baseline
        scale = self._flow.scale
        for item, box, place in zip(self._items, self._boxes, self._flow.places, strict=True):
            line = top + place.baseline
            height = (box.ascent + box.descent) * scale
            area = QRectF(x + place.x, line - box.ascent * scale, box.width * scale, height)
            yield item, area, line


def _item(piece: Piece) -> Item:
    run = _outlines(piece.parts)
    text = "" if run is not None else "".join(map(to_text, piece.parts))
    return Item(piece.parts[0] if len(piece.parts) == 1 else None, text, run, piece.operator)


def _outlines(parts: tuple[Formula, ...]) -> Run | None:
    """Return the outlines of formulas side by side; None where plain text stands for them."""
    if not is_ready():
        return None
    try:
        return layout(parts[0]) if len(parts) == 1 else beside([layout(part) for part in parts])
    except ValueError:
        return None
