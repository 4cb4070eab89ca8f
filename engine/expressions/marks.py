"""Where a typed function has no derivative, and where it has no value."""

from typing import NamedTuple

import numpy as np

from engine.arrays import FloatArray
from engine.expressions.evaluating import evaluate, results
from engine.expressions.operations import Carried
from engine.expressions.program import Edge, Program, compile_tree
from engine.expressions.tree import Node

MARKED = 20.0
"""How far to both sides of 0 an activation's marks are looked for."""

MOST_NAMED = 4
_POINTS = 2001
_HALVINGS = 60
# How far to both sides of a place one looks, as a share of its size, and what counts as a change.
_ASIDE = 1e-6
_CHANGE = 1e-5
_STEEP = 1e4


class Marks(NamedTuple):
    """Places along the axis of a function of one variable, from left to right.

    Attributes
    ----------
    kinks : tuple of float
        Where the derivative changes all at once, or is not finite, but the value is.
    jumps : tuple of float
        Where the value changes all at once.
    undefined : tuple of (float, float)
        From where to where there is no finite value; the same number twice for a single point.
    """

    kinks: tuple[float, ...]
    jumps: tuple[float, ...]
    undefined: tuple[tuple[float, float], ...]


def marks_of(tree: Node, variable: str, low: float, high: float) -> Marks:
    """Return a function's marks between two numbers.

    Places are looked for where a case changes and where something that is divided by, or has a
    logarithm or a root, changes its sign or is 0.
    """
    grid = np.linspace(low, high, _POINTS)
    program = compile_tree(tree, (variable,))
    with np.errstate(all="ignore"):
        found = [_zeros(program, edge, variable, grid) for edge in program.edges]
        places = np.unique(np.concatenate([np.empty(0), *found]))
        apart = _ASIDE * np.maximum(1.0, np.abs(places))
        at, left, right = (
            evaluate(tree, {variable: places + aside}, variable) for aside in (0.0, -apart, apart)
        )
        sides = np.maximum(np.abs(left.value), np.abs(right.value))
        # A pole is hardly ever met exactly.
        finite = np.isfinite(at.value) & np.isfinite(sides)
        finite &= np.abs(at.value) <= _STEEP * np.maximum(1.0, sides)
        slopes = np.abs(left.slope) + np.abs(right.slope)
        jumps = np.abs(right.value - left.value) > _CHANGE + 10.0 * apart * slopes
        kinks = ~(np.abs(right.slope - left.slope) <= _CHANGE * (1.0 + slopes))
        kinks |= ~(np.abs(at.slope) <= _STEEP * np.maximum(1.0, slopes))
        kinks &= finite & ~jumps
        defined = np.isfinite(evaluate(tree, {variable: grid}, variable).value)
    return Marks(
        tuple(_apart(places[kinks])),
        tuple(_apart(places[finite & jumps])),
        tuple(_undefined(grid, defined, _apart(places[~finite]))),
    )


def edge_values(tree: Node, points: dict[str, FloatArray], by: str) -> FloatArray:
    """Return numbers whose signs change where a function may have no derivative, in rows."""
    program = compile_tree(tree, tuple(points))
    with np.errstate(all="ignore"):
        found = results(program, points, {by: 1.0})
        rows = [_at_edge(found, edge, points[by].shape) for edge in program.edges]
    return np.stack(rows) if rows else np.empty((0, *points[by].shape))


def note_of(marks: Marks, variable: str) -> str:
    """Return sentences on a function's marks; nothing where there are none."""
    sentences: list[str] = []
    if marks.kinks:
        where = _listed([f"{place:z.6g}" for place in marks.kinks])
        sentences.append(f"f({variable}) has no derivative at {variable} = {where}.")
    if marks.jumps:
        where = _listed([f"{place:z.6g}" for place in marks.jumps])
        sentences.append(f"f({variable}) jumps at {variable} = {where}.")
    if marks.undefined:
        spans = [
            f"at {variable} = {low:z.6g}" if low == high else f"from {low:z.6g} to {high:z.6g}"
            for low, high in marks.undefined
        ]
        sentences.append(f"f({variable}) has no finite value {_listed(spans)}.")
    return " ".join(sentences).replace("-", "−")


def _listed(parts: list[str]) -> str:
    if len(parts) > MOST_NAMED:
        return f"{', '.join(parts[:MOST_NAMED])} and {len(parts) - MOST_NAMED} other places"
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def _at_edge(found: list[Carried], edge: Edge, shape: tuple[int, ...]) -> FloatArray:
    right = np.real(found[edge.right].value) if edge.right >= 0 else 0.0
    return np.broadcast_to(np.real(found[edge.left].value) - right, shape)


def _zeros(program: Program, edge: Edge, variable: str, grid: FloatArray) -> FloatArray:
    """Return where what stands at an edge is 0 or changes its sign."""

    def signs(points: FloatArray) -> FloatArray:
        found = results(program, {variable: points}, {variable: 1.0})
        values: FloatArray = np.sign(_at_edge(found, edge, points.shape))
        return values

    on_grid = signs(grid)
    changes = np.flatnonzero(on_grid[:-1] * on_grid[1:] < 0)
    low, high, below = grid[changes], grid[changes + 1], on_grid[changes]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        is_left = signs(middle) == below
        low, high = np.where(is_left, middle, low), np.where(is_left, high, middle)
    zero = on_grid == 0
    # Where it is 0 along a stretch, its ends.
    ends = zero & ~(np.append(zero[1:], False) & np.append(False, zero[:-1]))
    return np.concatenate([grid[ends], high])


def _undefined(
    grid: FloatArray, defined: FloatArray, places: list[float]
) -> list[tuple[float, float]]:
    """Return from where to where there is no value, ends at the places that are beside a span."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], defined, [True]]).astype(int)))
    reach = 1.01 * float(grid[1] - grid[0])
    spans = [(float(grid[a]), float(grid[b - 1])) for a, b in zip(*[iter(edges)] * 2, strict=True)]
    for place in places:
        beside = [span for span in spans if span[0] - reach <= place <= span[1] + reach]
        spans = [span for span in spans if span not in beside]
        starts, ends = zip(*beside, (place, place), strict=True)
        spans.append((min(starts), max(ends)))
    return sorted(spans)


def _apart(places: FloatArray) -> list[float]:
    """Return places of which none is the same as the one before but for rounding."""
    found: list[float] = []
    for place in places:
        if not found or place - found[-1] > _ASIDE * max(1.0, abs(place)):
            found.append(float(place))
    return found
