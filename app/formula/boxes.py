"""Put laid-out parts of a formula beside, above and around each other."""

from collections.abc import Sequence
from dataclasses import replace

from app.formula.outline import BASE, Run, merged, rule

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

ROW_GAP = 0.3
"""The space between two rows above each other, in ems."""

POWER_SCALE, POWER_RAISE, POWER_GAP = 0.78, 0.4, 0.03
"""The size of a power, how far it is raised, and the space before it, in ems."""

LOW_ASCENT, LOW_DESCENT = 0.97, 0.36
"""What parentheses of normal size still enclose, in ems."""

BEARING = 0.05
"""The space kept left and right of an operator's ink, in ems."""

POWER_DROP = 0.3
"""How far below the top of tall parentheses a power stands, in ems."""

ROOT_RULE, ROOT_CLEARANCE = 0.0625, 0.3125
"""The thickness of a root's rule, and the room it takes with the space below it, in ems."""

ROOT_OVERLAP = 0.035
"""How far the rule of a root reaches into its sign, in ems."""


def beside(runs: Sequence[Run]) -> Run:
    """Put runs side by side on one baseline."""
    placed = []
    x = 0.0
    for run in runs:
        placed.append(run.moved(x, 0))
        x += run.width
    return merged(placed, x)


def fraction(above: Run, below: Run) -> Run:
    """Put two parts above and below a rule."""
    above, below = _with_strut(above), _with_strut(below)
    overhang, space = FRACTION_OVERHANG * BASE, FRACTION_SPACE * BASE
    length = max(above.width, below.width) + 2 * overhang
    middle = space + length / 2
    thick = RULE * BASE
    top = -AXIS * BASE - thick / 2
    above_baseline = top - FRACTION_GAP * BASE - above.descent
    below_baseline = top + thick + FRACTION_GAP * BASE + below.ascent
    parts = (
        above.moved(middle - above.width / 2, above_baseline),
        below.moved(middle - below.width / 2, below_baseline),
        rule(space, top, length, thick),
    )
    whole = merged(parts, length + 2 * space)
    ascent, descent = above.ascent - above_baseline, below.descent + below_baseline
    return replace(whole, ascent=ascent, descent=descent)


def _with_strut(run: Run) -> Run:
    ascent, descent = STRUT_ASCENT * BASE, STRUT_DESCENT * BASE
    return replace(run, ascent=max(run.ascent, ascent), descent=max(run.descent, descent))


def raised(run: Run, base: Run) -> Run:
    """Make a part the exponent of what stands before it."""
    tall = base.ascent > LOW_ASCENT * BASE
    up = base.ascent - POWER_DROP * BASE if tall else POWER_RAISE * BASE
    gap = POWER_GAP * BASE
    power = run.moved(gap, -up, POWER_SCALE)
    descent = max(0.0, power.descent - up)
    return replace(power, width=power.width + gap, ascent=power.ascent + up, descent=descent)


def stacked(rows: Sequence[Run]) -> Run:
    """Put rows above each other, their middle at the height of an equals sign."""
    gap = ROW_GAP * BASE
    height = sum(row.ascent + row.descent for row in rows) + gap * (len(rows) - 1)
    top = y = -AXIS * BASE - height / 2
    placed = []
    for row in rows:
        placed.append(row.moved(0, y + row.ascent))
        y += row.ascent + row.descent + gap
    whole = merged(placed, max(row.width for row in rows))
    return replace(whole, ascent=-top, descent=height + top)


def stretched(fence: Run, inside: Run) -> Run:
    """Let a parenthesis reach from the top to the bottom of what is inside."""
    ink = fence.ink
    scale = (inside.ascent + inside.descent) / ink.height()
    run = fence.moved(0, inside.descent - scale * ink.bottom(), scale)
    return replace(run, ascent=inside.ascent, descent=inside.descent)


def space(ems: float) -> Run:
    """Return a space."""
    return Run((), ems * BASE)


def trimmed(run: Run) -> Run:
    """Take off the space that mathtext sets around an operator."""
    ink = run.ink
    bearing = BEARING * BASE
    moved = run.moved(bearing - ink.left(), 0)
    return replace(moved, width=ink.width() + 2 * bearing)


def under_root(sign: Run, inside: Run) -> Run:
    """Put a root over a part; its sign grows with what is tall."""
    ink = sign.ink
    thick, need = ROOT_RULE * BASE, inside.ascent + inside.descent + ROOT_CLEARANCE * BASE
    scale = max(1.0, need / ink.height())
    sign = sign.moved(0, inside.descent - scale * ink.bottom() if scale > 1.0 else 0.0, scale)
    left, top = sign.ink.right() - ROOT_OVERLAP * BASE, sign.ink.top() - thick
    sign = replace(sign, ascent=-top, descent=sign.ink.bottom())
    length = inside.width + 4 * thick
    parts = (sign, rule(left, top, length, thick), inside.moved(left + 2 * thick, 0))
    return merged(parts, left + length)
