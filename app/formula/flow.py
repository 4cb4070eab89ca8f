"""Break a row of boxes into lines that fit a width. Plain arithmetic, no drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 0.7
"""How far a row may be scaled down before lines break at less fitting places."""

INDENT = 1.4
"""How far a continued line is moved in, in ems."""

LINE_GAP = 0.4
"""The space between two lines, in ems."""

ASCENT, DESCENT = 0.72, 0.22
"""What a line has at least above and below its baseline, in ems."""


PRODUCT, SUM = 1, 2
"""Kinds of operator: · and ×; and +, −, = and other relations."""


@dataclass(frozen=True, slots=True)
class Box:
    """What is to be placed, in pixels at scale 1.

    Attributes
    ----------
    width, ascent, descent : float
        Its extent about the baseline.
    gap : float
        The space before it, left out at the start of a line.
    operator : int
        `SUM` or `PRODUCT` for a sign between two operands: a line breaks before it, not
        after, and rather before a sum or a relation than inside a product.
    """

    width: float
    ascent: float
    descent: float
    gap: float = 0.0
    operator: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a box ended up: its left edge and its baseline, in pixels, scaled."""

    x: float
    baseline: float


@dataclass(frozen=True, slots=True)
class Flow:
    """The outcome: a place for every box, and the extent of all of them.

    Attributes
    ----------
    places : tuple of Placed
        One for each box, in order.
    scale : float
        What every box is to be scaled by.
    width, height : float
        The extent of the whole.
    lines : int
        How many lines there are.
    """

    places: tuple[Placed, ...]
    scale: float
    width: float
    height: float
    lines: int


def flow(boxes: Sequence[Box], width: float, em: float) -> Flow:
    """Place boxes on as few lines as fit into a width.

    Lines break before operators. What is still too wide is scaled down, the whole row at
    once, to `SMALLEST` at most; then lines break at any box.

    Parameters
    ----------
    boxes : sequence of Box
        In reading order.
    width : float
        The width to keep within.
    em : float
        The size of the formula, for indent and line distance.
    """
    if not boxes:
        return Flow((), 1.0, 0.0, 0.0, 0)
    if natural_width(boxes) <= width + 0.01:
        return _place(boxes, [range(len(boxes))], 1.0, em)
    indent = INDENT * em
    groups = _groups(boxes, range(len(boxes)), SUM)
    groups = _split_wide(boxes, groups, width - indent, PRODUCT)
    need = _widest(boxes, groups, indent)
    if need * SMALLEST > width + 0.01:
        groups = _split_wide(boxes, groups, width / SMALLEST - indent, 0)
        need = _widest(boxes, groups, indent)
    scale = min(1.0, max(SMALLEST, width / need)) if need > 0 else 1.0
    lines = _fill(boxes, groups, width / scale, indent)
    return _place(boxes, lines, scale, em)


def least_width(boxes: Sequence[Box], em: float) -> float:
    """Return the smallest width in which nothing is cut off."""
    if not boxes:
        return 0.0
    return SMALLEST * _widest(boxes, _groups(boxes, range(len(boxes)), 0), INDENT * em)


def natural_width(boxes: Sequence[Box]) -> float:
    """Return the width of all boxes on one line."""
    return sum(box.width + (box.gap if at else 0.0) for at, box in enumerate(boxes))


def _groups(boxes: Sequence[Box], among: Sequence[int], weakest: int) -> list[list[int]]:
    """Gather boxes that stay together on a line.

    With `weakest` 0 lines break at any box; otherwise only before operators at least that
    strong, and where two operands stand side by side.
    """
    groups: list[list[int]] = []
    last = len(boxes) - 1
    for at in among:
        box = boxes[at]
        if weakest == 0:
            joined = False
        elif box.operator:
            joined = box.operator < weakest or at == last
        else:
            joined = at > 0 and bool(boxes[at - 1].operator)
        if groups and joined:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _split_wide(
    boxes: Sequence[Box], groups: Sequence[list[int]], width: float, weakest: int
) -> list[list[int]]:
    """Break up the groups that are wider than a line."""
    split: list[list[int]] = []
    for group in groups:
        if _group_width(boxes, group) <= width:
            split.append(group)
        else:
            split.extend(_groups(boxes, group, weakest))
    return split


def _group_width(boxes: Sequence[Box], group: Sequence[int]) -> float:
    return sum(boxes[at].width + (boxes[at].gap if at != group[0] else 0.0) for at in group)


def _widest(boxes: Sequence[Box], groups: Sequence[Sequence[int]], indent: float) -> float:
    widths = [_group_width(boxes, group) for group in groups]
    return max(width + (indent if at else 0.0) for at, width in enumerate(widths))


def _fill(
    boxes: Sequence[Box], groups: Sequence[list[int]], width: float, indent: float
) -> list[list[int]]:
    lines: list[list[int]] = []
    used = 0.0
    for group in groups:
        more = _group_width(boxes, group)
        gap = boxes[group[0]].gap
        if lines and used + gap + more <= width + 0.01:
            lines[-1].extend(group)
            used += gap + more
        else:
            used = more + (indent if lines else 0.0)
            lines.append(list(group))
    return lines


def _place(
    boxes: Sequence[Box],
    lines: Sequence[Sequence[int]],
    scale: float,
    em: float,
) -> Flow:
    places: list[Placed] = []
    top = 0.0
    widest = 0.0
    for number, line in enumerate(lines):
        ascent = max(ASCENT * em, *(boxes[at].ascent for at in line))
        descent = max(DESCENT * em, *(boxes[at].descent for at in line))
        top += LINE_GAP * em if number else 0.0
        x = INDENT * em if number else 0.0
        for at in line:
            x += boxes[at].gap if at != line[0] else 0.0
            places.append(Placed(x * scale, (top + ascent) * scale))
            x += boxes[at].width
        widest = max(widest, x)
        top += ascent + descent
    return Flow(tuple(places), scale, widest * scale, top * scale, len(lines))
