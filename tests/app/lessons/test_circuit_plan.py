"""Where gates and wires stand: nothing on top of another, wires to the right, few crossings."""

from itertools import combinations, pairwise

import pytest
from random_expressions import random_trace

from app.lessons.circuit.order import order_of
from app.lessons.circuit.plan import CircuitPlan, Sizes, plan_circuit
from engine.circuit.gates import Circuit, circuit_of

GAP, LABEL = 20.0, 50.0


def planned(circuit: Circuit) -> CircuitPlan:
    shares = {
        wire: 45.0
        for number in range(circuit.size)
        if len(circuit.wires_from(number)) > 1
        for wire in circuit.wires_from(number)
    }
    boxes, labels = [40.0] * circuit.size, [LABEL] * circuit.size
    return plan_circuit(circuit, Sizes(boxes, labels, shares, 36.0, 30.0, GAP, 16.0))


@pytest.mark.parametrize("seed", range(60))
def test_boxes_with_their_labels_are_apart_and_inside(seed: int) -> None:
    plan = planned(random_trace(seed).circuit)
    for box in plan.boxes:
        assert box.left >= 0.0
        assert box.right + LABEL <= plan.width
        assert box.top >= GAP - 1e-6
        assert box.bottom <= plan.height - GAP + 1e-6
    for one, other in combinations(plan.boxes, 2):
        across = one.left < other.right + LABEL and other.left < one.right + LABEL
        down = one.top < other.bottom + GAP - 1e-6 and other.top < one.bottom + GAP - 1e-6
        assert not (across and down)


@pytest.mark.parametrize("seed", range(60))
def test_wires_lead_from_box_to_port_to_the_right(seed: int) -> None:
    circuit = random_trace(seed).circuit
    plan = planned(circuit)
    assert len(plan.wires) == sum(len(gate.sources) for gate in circuit.gates)
    for wire, points in plan.wires.items():
        source, gate = plan.boxes[wire.source], plan.boxes[wire.gate]
        assert points[0] == (source.right, source.middle)
        assert points[-1] == plan.ports[wire]
        assert points[-1].x == gate.left
        assert gate.top < points[-1].y < gate.bottom
        assert len(points) % 2 == 0
        assert all(before.x <= after.x for before, after in pairwise(points))
        for start, end in zip(points[::2], points[1::2], strict=True):
            assert start.y == end.y
            for number, box in enumerate(plan.boxes):
                passes = start.x < box.right - 1e-6 and end.x > box.left + 1e-6
                assert not (passes and box.top < start.y < box.bottom), circuit.name(number)


def test_what_is_in_a_row_stands_on_one_line() -> None:
    circuit = circuit_of("1/(1 + exp(-(w*x + b)))", ("w", "x", "b"))
    middles = {circuit.name(at): box.middle for at, box in enumerate(planned(circuit).boxes)}
    assert len({middles[name] for name in ("g2", "g3", "g4", "g5", "f")}) == 1
    assert middles["w"] < middles["x"] < middles["b"]


def test_a_variable_stands_just_before_its_first_gate() -> None:
    circuit = circuit_of("exp(exp(exp(x))) + b", ("x", "b"))
    columns = order_of(circuit).columns
    assert [circuit.name(slot) for slot in columns[3] if isinstance(slot, int)] == ["g3", "b"]


def test_wires_do_not_cross_where_they_need_not() -> None:
    # As typed, both products would cross.
    circuit = circuit_of("a*d + b*c", ("a", "b", "c", "d"))
    first = [circuit.name(slot) for slot in order_of(circuit).columns[0] if isinstance(slot, int)]
    assert {frozenset(first[:2]), frozenset(first[2:])} == {frozenset("ad"), frozenset("bc")}
