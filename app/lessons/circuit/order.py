"""In which column each number of a circuit stands, and in which order there: few wires cross."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from engine.circuit.gates import Circuit, Wire

Slot = int | tuple[Wire, int]
"""What stands in a column: a number, or a wire on its way through that column."""

Columns = tuple[tuple[Slot, ...], ...]

_SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Order:
    """The columns, each from top to bottom, and the path of every wire through them.

    Attributes
    ----------
    columns : tuple of tuple of Slot
        From left to right.
    paths : mapping of Wire to sequence of Slot
        The slots that a wire leads through, both ends included.
    """

    columns: Columns
    paths: Mapping[Wire, Sequence[Slot]]


@lru_cache(maxsize=16)
def order_of(circuit: Circuit) -> Order:
    """Return the columns of a circuit.

    A gate stands to the right of all that it is of, a variable just before its first gate. The
    order in a column is that of the neighbours' means, swept to the right and back by turns (the
    barycentre heuristic of Sugiyama, Tagawa and Toda, 1981); of all orders met, the one in which
    the fewest wires cross is taken.
    """
    column = _columns_of(circuit)
    paths: dict[Wire, list[Slot]] = {}
    slots: list[list[Slot]] = [[] for _ in range(max(column) + 1)]
    for number in _in_reading_order(circuit):
        slots[column[number]].append(number)
        for wire in circuit.wires_into(number):
            between = range(column[wire.source] + 1, column[number])
            paths[wire] = [wire.source, *((wire, at) for at in between), number]
            for at in between:
                slots[at].append((wire, at))
    steps = [pair for path in paths.values() for pair in pairwise(path)]
    best = slots
    for sweep in range(_SWEEPS):
        slots = _swept(slots, steps, to_right=sweep % 2 == 0)
        if _crossings(slots, steps) < _crossings(best, steps):
            best = slots
    return Order(tuple(map(tuple, best)), paths)


def _columns_of(circuit: Circuit) -> list[int]:
    column = [0] * circuit.size
    for number in range(len(circuit.variables), circuit.size):
        column[number] = 1 + max(column[wire.source] for wire in circuit.wires_into(number))
    for number in range(len(circuit.variables)):
        column[number] = min(column[wire.gate] for wire in circuit.wires_from(number)) - 1
    return column


def _in_reading_order(circuit: Circuit) -> list[int]:
    """Return all numbers in the order in which the expression has them, each before its gate."""
    found: dict[int, None] = {}

    def visit(number: int) -> None:
        for wire in circuit.wires_into(number):
            if wire.source not in found:
                visit(wire.source)
        found[number] = None

    visit(circuit.output)
    return list(found)


def _swept(
    slots: list[list[Slot]], steps: list[tuple[Slot, Slot]], *, to_right: bool
) -> list[list[Slot]]:
    """Return every column ordered by the means of its neighbours in the one before."""
    pairs = steps if to_right else [(right, left) for left, right in steps]
    before: dict[Slot, list[Slot]] = {}
    for left, right in pairs:
        before.setdefault(right, []).append(left)
    ordered: list[list[Slot]] = []
    place: dict[Slot, float] = {}
    for column in slots if to_right else reversed(slots):
        own = {slot: float(at) for at, slot in enumerate(column)}
        means = {
            slot: _mean([place[each] for each in before.get(slot, ())], own[slot])
            for slot in column
        }
        ordered.append(sorted(column, key=means.__getitem__))
        place |= {slot: float(at) for at, slot in enumerate(ordered[-1])}
    return ordered if to_right else ordered[::-1]


def _mean(places: list[float], own: float) -> float:
    return sum(places) / len(places) if places else own


def _crossings(slots: list[list[Slot]], steps: list[tuple[Slot, Slot]]) -> int:
    place = {slot: (x, y) for x, column in enumerate(slots) for y, slot in enumerate(column)}
    by_column: dict[int, list[tuple[int, int]]] = {}
    for left, right in steps:
        by_column.setdefault(place[left][0], []).append((place[left][1], place[right][1]))
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0
        for lines in by_column.values()
        for a, b in combinations(lines, 2)
    )
