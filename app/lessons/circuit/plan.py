"""Where the gates and wires of a circuit stand: geometry alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from app.lessons.circuit.order import Order, Slot, order_of
from engine.circuit.gates import Circuit, Wire

_ROUNDS = 6
# Of a channel, by its wires.
_NARROWEST, _WIDEST = 0.8, 4.0


class Point(NamedTuple):
    """A place, in pixels."""

    x: float
    y: float


class Box(NamedTuple):
    """An upright rectangle, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large things are, in pixels.

    Attributes
    ----------
    boxes : sequence of float
        The width of every number's box.
    labels : sequence of float
        The room that the two numbers on the wire behind it take.
    shares : mapping of Wire to float
        The room for what goes back along one of several wires, before its gate.
    height, port : float
        Of a gate, at least, and for each of its wires.
    gap : float
        Between what stands above each other, and around all of it.
    channel : float
        Where wires go up and down between two columns.
    """

    boxes: Sequence[float]
    labels: Sequence[float]
    shares: Mapping[Wire, float]
    height: float
    port: float
    gap: float
    channel: float


@dataclass(frozen=True, slots=True)
class CircuitPlan:
    """A circuit's picture.

    Attributes
    ----------
    boxes : tuple of Box
        Of every number.
    wires : mapping of Wire to tuple of Point
        From the box of its source to its port: straight between the first two, between the third
        and the fourth, and so on, and bent between those.
    ports : mapping of Wire to Point
        Where it leads into its gate.
    width, height : float
        Of all of it.
    """

    boxes: tuple[Box, ...]
    wires: Mapping[Wire, tuple[Point, ...]]
    ports: Mapping[Wire, Point]
    width: float
    height: float


def plan_circuit(circuit: Circuit, sizes: Sizes) -> CircuitPlan:
    """Return where everything stands, with room for all labels."""
    order = order_of(circuit)
    heights = {slot: _height(circuit, slot, sizes) for column in order.columns for slot in column}
    middles = _middles(order, heights, sizes.gap)
    lefts, rights, width = _across(circuit, order, sizes)
    top = min(middles[slot] - heights[slot] / 2 for slot in middles) - sizes.gap
    boxes: dict[int, Box] = {}
    for at, column in enumerate(order.columns):
        for slot in column:
            if isinstance(slot, int):
                y, half = middles[slot] - top, heights[slot] / 2
                right = lefts[at] + max(sizes.boxes[n] for n in column if isinstance(n, int))
                boxes[slot] = Box(right - sizes.boxes[slot], y - half, right, y + half)
    ports = _ports(circuit, order, boxes, middles, sizes)
    wires: dict[Wire, tuple[Point, ...]] = {}
    for wire, path in order.paths.items():
        box, port = boxes[wire.source], ports[wire]
        start = _column_of(order, wire.source)
        points = [Point(box.right, box.middle), Point(rights[start], box.middle)]
        for step, slot in enumerate(path[1:-1], start + 1):
            y = middles[slot] - top
            points += [Point(lefts[step], y), Point(rights[step], y)]
        wires[wire] = (*points, Point(port.x - sizes.shares.get(wire, 0.0), port.y), port)
    bottom = max(middles[slot] + heights[slot] / 2 for slot in middles) - top + sizes.gap
    return CircuitPlan(
        tuple(boxes[number] for number in range(circuit.size)), wires, ports, width, bottom
    )


def _height(circuit: Circuit, slot: Slot, sizes: Sizes) -> float:
    if not isinstance(slot, int):
        return sizes.port
    return max(sizes.height, len(circuit.wires_into(slot)) * sizes.port)


def _column_of(order: Order, slot: Slot) -> int:
    return next(at for at, column in enumerate(order.columns) if slot in column)


def _across(circuit: Circuit, order: Order, sizes: Sizes) -> tuple[list[float], list[float], float]:
    """Return where the boxes of each column begin, where its labels end, and the width of all."""
    lefts, rights, x = [], [], sizes.gap / 2
    for at, column in enumerate(order.columns):
        numbers = [slot for slot in column if isinstance(slot, int)]
        into = [sizes.shares.get(wire, 0.0) for n in numbers for wire in circuit.wires_into(n)]
        arriving = sum(slot in column for path in order.paths.values() for slot in path[1:])
        # Where many wires go up and down they do so less steeply.
        x += sizes.channel * min(_WIDEST, _NARROWEST + arriving / 10) if at else 0.0
        x += max(into, default=0.0)
        lefts.append(x)
        x += max((sizes.boxes[n] for n in numbers), default=0.0)
        x += max((sizes.labels[n] for n in numbers), default=0.0)
        rights.append(x)
    return lefts, rights, x + sizes.gap / 2


def _middles(order: Order, heights: Mapping[Slot, float], gap: float) -> dict[Slot, float]:
    """Return the height at which each slot's middle is, from those that lead on and that lead in.

    The last sweep is forward, so that what is in a row stands on one line.
    """
    before: dict[Slot, list[Slot]] = {}
    behind: dict[Slot, list[Slot]] = {}
    for path in order.paths.values():
        for left, right in pairwise(path):
            before.setdefault(right, []).append(left)
            behind.setdefault(left, []).append(right)
    middles: dict[Slot, float] = {}
    for column in order.columns:
        middles |= _stacked(column, heights, gap, dict.fromkeys(column, 0.0))
    for _ in range(_ROUNDS):
        for columns, beside in ((order.columns[::-1], behind), (order.columns, before)):
            for column in columns:
                near = {slot: beside.get(slot, [slot]) for slot in column}
                wanted = {
                    slot: sum(middles[each] for each in others) / len(others)
                    for slot, others in near.items()
                }
                middles |= _stacked(column, heights, gap, wanted)
    return middles


def _stacked(
    column: Sequence[Slot],
    heights: Mapping[Slot, float],
    gap: float,
    wanted: Mapping[Slot, float],
) -> dict[Slot, float]:
    """Return middles as near as possible to those wanted, in order, without an overlap.

    What would overlap becomes a block, which stands where its parts want to be on average.
    """
    blocks: list[tuple[list[Slot], float]] = []
    offsets: dict[Slot, float] = {}
    for slot in column:
        members, place = [slot], wanted[slot]
        offsets[slot] = 0.0
        while blocks:
            above, high = blocks[-1]
            needed = _apart(above[-1], members[0], heights, gap) + offsets[above[-1]]
            if high + needed <= place:
                break
            blocks.pop()
            for each in members:
                offsets[each] += needed
            members = above + members
            place = sum(wanted[each] - offsets[each] for each in members) / len(members)
        blocks.append((members, place))
    return {each: place + offsets[each] for members, place in blocks for each in members}


def _apart(above: Slot, below: Slot, heights: Mapping[Slot, float], gap: float) -> float:
    return (heights[above] + heights[below]) / 2 + gap


def _ports(
    circuit: Circuit,
    order: Order,
    boxes: Mapping[int, Box],
    middles: Mapping[Slot, float],
    sizes: Sizes,
) -> dict[Wire, Point]:
    """Return where each wire leads in: from top to bottom as the wires arrive."""
    ports: dict[Wire, Point] = {}
    for number, box in boxes.items():
        wires = sorted(
            circuit.wires_into(number), key=lambda wire: (middles[order.paths[wire][-2]], wire)
        )
        first = box.middle - sizes.port * (len(wires) - 1) / 2
        for at, wire in enumerate(wires):
            ports[wire] = Point(box.left, first + at * sizes.port)
    return ports
