"""Compose a formula of parts that are laid out once and kept.

Fractions, rows of operators and low parentheses are put together here; what is left (symbols with
their scripts, numbers, sums, functions) goes to mathtext. The parts repeat from formula to
formula, so a formula never seen before takes well under a millisecond.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from app.formula.outline import BASE, Run, merged
from app.formula.reading import (
    RELATIONS,
    Fraction,
    Group,
    Item,
    Power,
    Space,
    Text,
    is_operator,
    split_at_operators,
    split_operand,
)

RELATION_GAP, OPERATOR_GAP, SIGN_GAP = 0.26, 0.2, 0.02
"""The space around =, around + and ·, and after the sign of a number, in ems."""

AXIS = 0.27
"""How far above the baseline a fraction's rule runs, in ems: the middle of an equals sign."""

RULE = 0.05
"""The thickness of a fraction's rule, in ems."""

FRACTION_GAP = 0.1
"""The space between the rule and what is above and below it, in ems."""

STRUT_ASCENT, STRUT_DESCENT = 0.7, 0.22
"""What both parts of a fraction have at least about their baselines, in ems.

So that neighbouring fractions are equally tall, with a subscript or without.
"""

FRACTION_OVERHANG, FRACTION_SPACE = 0.05, 0.06
"""How far the rule reaches beyond the wider part, and the space beside it, in ems."""

LOW_ASCENT, LOW_DESCENT = 0.95, 0.36
"""What parentheses of normal size still enclose, in ems."""

POWER_SCALE, POWER_RAISE, POWER_GAP = 0.78, 0.4, 0.03
"""The size of a power, how far it is raised, and the space before it, in ems."""

BEARING = 0.05
"""The space kept left and right of an operator's ink, in ems."""

Layout = Callable[[str], Run]


def compose(latex: str, part: Layout, text: Layout) -> Run:
    """Lay a formula out at the base size.

    Parameters
    ----------
    latex : str
        The formula without dollar signs.
    part : callable
        Lays out a smaller formula, in the same way.
    text : callable
        Lays out what cannot be taken apart.

    Raises
    ------
    ValueError
        If there is something in it that cannot be read.
    """
    if is_operator(latex):
        return _trimmed(text(latex))
    parts = split_at_operators(latex)
    if len(parts) > 1:
        return _row(parts, part)
    bare = latex.strip()
    if bare.startswith("-") and len(bare) > 1:
        return _beside([part("-"), _space(SIGN_GAP), part(bare[1:])])
    items = split_operand(latex)
    if items is None or all(isinstance(item, Text) for item in items):
        return text(latex)
    runs = [_item(item, part, text) for item in items]
    return _beside(runs)


def _item(item: Item, part: Layout, text: Layout) -> Run:
    if isinstance(item, Space):
        return _space(item.width)
    if isinstance(item, Fraction):
        return _fraction(part(item.above), part(item.below))
    if isinstance(item, Group):
        return _group(item, part, text)
    if isinstance(item, Power):
        return _raised(part(item.exponent))
    return part(item.latex)


def _group(group: Group, part: Layout, text: Layout) -> Run:
    inside = part(group.inside)
    if inside.ascent > LOW_ASCENT * BASE or inside.descent > LOW_DESCENT * BASE:
        power = f"^{{{group.power}}}" if group.power else ""
        return text(rf"\left({group.inside}\right){power}")
    runs = [part("("), inside, part(")")]
    if group.power:
        runs.append(_raised(part(group.power)))
    return _beside(runs)


def _row(parts: Sequence[tuple[str, int]], part: Layout) -> Run:
    runs: list[Run] = []
    for at, (latex, strength) in enumerate(parts):
        gap = _space(RELATION_GAP if latex in RELATIONS else OPERATOR_GAP)
        if strength and at > 0:
            runs.append(gap)
        runs.append(part(latex))
        if strength and at < len(parts) - 1 and not parts[at + 1][1]:
            runs.append(gap)
    return _beside(runs)


def _beside(runs: Sequence[Run]) -> Run:
    placed = []
    x = 0.0
    for run in runs:
        placed.append(run.moved(x, 0))
        x += run.width
    ascent = max(run.ascent for run in runs)
    return merged(placed, x, ascent, max(run.descent for run in runs))


def _fraction(above: Run, below: Run) -> Run:
    above, below = _with_strut(above), _with_strut(below)
    overhang, space = FRACTION_OVERHANG * BASE, FRACTION_SPACE * BASE
    length = max(above.width, below.width) + 2 * overhang
    middle = space + length / 2
    rule = RULE * BASE
    rule_top = -AXIS * BASE - rule / 2
    above_baseline = rule_top - FRACTION_GAP * BASE - above.descent
    below_baseline = rule_top + rule + FRACTION_GAP * BASE + below.ascent
    line = QPainterPath()
    line.addRect(QRectF(space, rule_top, length, rule))
    parts = (
        above.moved(middle - above.width / 2, above_baseline),
        below.moved(middle - below.width / 2, below_baseline),
        Run(line, 0.0, 0.0, 0.0),
    )
    ascent, descent = above.ascent - above_baseline, below.descent + below_baseline
    return merged(parts, length + 2 * space, ascent, descent)


def _with_strut(run: Run) -> Run:
    ascent, descent = STRUT_ASCENT * BASE, STRUT_DESCENT * BASE
    return replace(run, ascent=max(run.ascent, ascent), descent=max(run.descent, descent))


def _raised(run: Run) -> Run:
    up, gap = POWER_RAISE * BASE, POWER_GAP * BASE
    power = run.moved(gap, -up, POWER_SCALE)
    descent = max(0.0, power.descent - up)
    return replace(power, width=power.width + gap, ascent=power.ascent + up, descent=descent)


def _space(ems: float) -> Run:
    return Run(QPainterPath(), ems * BASE, 0.0, 0.0)


def _trimmed(run: Run) -> Run:
    """Take off the space that mathtext sets around an operator."""
    ink = run.ink
    bearing = BEARING * BASE
    moved = run.moved(bearing - ink.left(), 0)
    return replace(moved, width=ink.width() + 2 * bearing)
