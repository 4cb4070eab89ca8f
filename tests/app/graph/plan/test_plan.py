"""The layout is plain arithmetic: nothing overlaps, nothing leaves the pane."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.graph.plan.geometry import Box, Line, Point, crossings, space_out
from app.graph.plan.network_plan import NetworkPlan
from app.graph.plan.planner import MANY, plan_network
from app.graph.plan.shape import NetworkShape, network_shape
from app.graph.plan.slot_search import find_label_slots
from app.graph.plan.text_sizes import LabelWidths, TextSizes
from engine.scenario import find_scenario
from engine.scenario.library import list_scenarios

SIZES = [(635.0, 560.0), (793.0, 508.0), (990.0, 688.0), (1190.0, 868.0)]


def text_sizes_for(sizes: tuple[int, ...]) -> TextSizes:
    widths = LabelWidths(number=70.0, named=95.0, full=140.0, brief=105.0)
    return TextSizes(value=66.0, labels=(widths,) * (len(sizes) - 1))


def laid_out(
    sizes: tuple[int, ...], biases: tuple[str, ...], pane: tuple[float, float], text: float = 1.0
) -> NetworkPlan:
    return plan_network(
        NetworkShape(sizes, None, biases),
        Box(0.0, 0.0, *pane),
        text_sizes_for(sizes),
        text,
        scrolls=True,
    )


def labels_of(plan: NetworkPlan) -> list[Box]:
    boxes = []
    for layer, gap in enumerate(plan.label_slots, start=1):
        for unit, row in enumerate(gap.fractions):
            for source, fraction in enumerate(row):
                centre = plan.edge(layer, unit, source).at(fraction)
                boxes.append(Box.around(centre, gap.width, gap.height))
    return boxes


def units_of(plan: NetworkPlan) -> list[Box]:
    return [
        plan.unit_footprint(layer, unit)
        for layer, column in enumerate(plan.units)
        for unit in range(len(column))
    ]


networks = st.integers(1, 4).flatmap(
    lambda depth: st.tuples(
        st.lists(st.integers(1, 6), min_size=depth + 1, max_size=depth + 1).map(tuple),
        st.lists(st.sampled_from(["units", "column", "none"]), min_size=depth, max_size=depth).map(
            tuple
        ),
        st.sampled_from(SIZES),
        st.sampled_from([1.0, 1.5, 2.0]),
    )
)


@settings(max_examples=40, deadline=None)
@given(networks)
def test_nothing_overlaps(network):
    sizes, biases, pane, text = network
    plan = laid_out(sizes, biases, pane, text)
    labels, units = labels_of(plan), units_of(plan)
    for first, second in combinations(labels, 2):
        assert not first.overlaps(second)
    clear = [box for layer in range(len(sizes)) for box in plan.obstacles_of(layer)]
    for label in labels:
        assert not any(label.overlaps(box) for box in clear)
    for first, second in combinations([*units, *plan.boxes, plan.total], 2):
        assert not first.overlaps(second, -0.5)


@settings(max_examples=40, deadline=None)
@given(networks)
def test_everything_is_inside_the_pane(network):
    sizes, biases, pane, text = network
    plan = laid_out(sizes, biases, pane, text)
    parts = [*units_of(plan), *plan.boxes, plan.total]
    # Only a network of many units may take more than the pane, which then scrolls.
    _, _, width, height = plan.rectangle
    assert (width, height) == pane or plan.shape.drawn > MANY
    for box in parts:
        assert box.left >= 0
        assert box.right <= width
        assert box.top >= plan.caption_y
        assert box.bottom <= height
    assert plan.foot_y < height or "column" not in biases


@pytest.mark.parametrize("pane", SIZES)
def test_a_small_network_labels_every_edge(pane):
    plan = laid_out((2, 2, 2), ("column", "column"), pane)
    assert all(gap.labelled for gap in plan.label_slots)
    assert len(labels_of(plan)) == 8


def test_three_by_four_edges_are_all_labelled_where_there_is_room():
    plan = laid_out((3, 4), ("units",), (990.0, 688.0))
    assert len(labels_of(plan)) == 12


def test_the_scale_grows_with_the_pane_and_the_text_but_not_without_end():
    small = laid_out((2, 2, 2), ("column", "column"), (793.0, 508.0))
    large = laid_out((2, 2, 2), ("column", "column"), (1190.0, 868.0))
    endless = laid_out((2, 2, 2), ("column", "column"), (9000.0, 9000.0))
    text = laid_out((2, 2, 2), ("column", "column"), (1190.0, 868.0), 2.0)
    assert small.scale < large.scale < text.scale
    assert endless.scale == pytest.approx(1.6)


def test_many_units_become_pills_and_more_a_strip():
    pills = laid_out((4, 16, 3), ("units", "units"), (793.0, 508.0))
    assert pills.style.name == "pill"
    strip = laid_out((40, 3), ("units",), (793.0, 508.0))
    assert strip.units[0] == ()
    assert strip.cell(0, 0).top == pytest.approx(strip.strips[0].top)
    assert strip.cell(0, 39).bottom == pytest.approx(strip.strips[0].bottom)


def test_an_image_keeps_its_rows_and_columns():
    shape = NetworkShape((784, 10), (28, 28), ("units",))
    plan = plan_network(shape, Box(0.0, 0.0, 793.0, 508.0), text_sizes_for((784, 10)))
    box = plan.strips[0]
    assert box.width == pytest.approx(box.height)
    # Pixel 29 is the second row's second column.
    cell = plan.cell(0, 29)
    assert cell.left == pytest.approx(box.left + box.width / 28)
    assert cell.top == pytest.approx(box.top + box.height / 28)
    assert plan.field is not None
    assert not plan.field.overlaps(box)


def test_labels_that_cannot_be_placed_are_refused():
    ends = np.array([[0.0, 0.0, 100.0, 0.0], [0.0, 5.0, 100.0, 5.0]])
    nothing = np.zeros((0, 4))
    assert find_label_slots(ends, 90.0, 20.0, nothing) is None
    placed = find_label_slots(ends, 30.0, 20.0, nothing)
    assert placed is not None
    assert abs(placed.fractions[0] - placed.fractions[1]) * 100 >= 30


def test_labels_keep_clear_of_obstacles():
    ends = np.array([[0.0, 50.0, 200.0, 50.0]])
    placed = find_label_slots(ends, 30.0, 20.0, np.array([[0.0, 0.0, 120.0, 100.0]]))
    assert placed is not None
    assert placed.fractions[0] * 200 - 15 >= 120


def test_a_line_knows_its_distance_and_its_head():
    line = Line(0, 0, 10, 0)
    assert line.distance(Point(5, 3)) == pytest.approx(3)
    assert line.distance(Point(14, 3)) == pytest.approx(5)
    assert line.head(4)[0] == (10, 0)
    assert line.head(4, backwards=True)[0] == (0, 0)


def test_names_beside_a_strip_move_apart():
    assert space_out([10, 12, 14], 10, 0, 100) == [10, 20, 30]
    assert space_out([95, 96], 10, 0, 100) == [85, 95]


@given(
    st.lists(st.tuples(*[st.integers(-4, 4)] * 4), min_size=1, max_size=8),
    st.lists(st.tuples(*[st.integers(-4, 4)] * 4), min_size=1, max_size=8),
)
def test_crossings_are_counted_as_one_line_and_one_box_at_a_time(lines, corners):
    boxes = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]
    counted = crossings(np.array(lines, dtype=float), np.array(boxes, dtype=float))
    one_by_one = [sum(Line(*line).crosses(Box(*box)) for box in boxes) for line in lines]
    assert counted.tolist() == one_by_one


def test_many_edges_past_many_texts_are_laid_out_at_once():
    found = laid_out((12,) * 8, ("units",) * 7, (1990.0, 1180.0))
    lines = {found.edge(4, unit, source) for unit in range(12) for source in range(12)}
    assert len(lines) == 144


@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 4, 3, 2), (40, 3)])
def test_a_network_is_laid_out_in_a_rectangle_anywhere(sizes):
    shape, texts = NetworkShape(sizes, None, ("units",) * (len(sizes) - 1)), text_sizes_for(sizes)
    at_origin = plan_network(shape, Box(0.0, 0.0, 793.0, 508.0), texts)
    moved = plan_network(shape, Box(100.0, 50.0, 893.0, 558.0), texts)
    assert moved.rectangle == Box(100.0, 50.0, 893.0, 558.0)
    assert moved.scale == at_origin.scale
    assert moved.label_slots == at_origin.label_slots
    assert moved.caption_y == pytest.approx(at_origin.caption_y + 50.0)
    assert moved.foot_y == pytest.approx(at_origin.foot_y + 50.0)
    for layer, size in enumerate(sizes):
        for unit in range(size):
            assert moved.unit_box(layer, unit) == pytest.approx(
                at_origin.unit_box(layer, unit).moved(100.0, 50.0)
            )
    for one, other in zip(edges_of(moved), edges_of(at_origin), strict=True):
        assert one == pytest.approx(
            (other.x0 + 100.0, other.y0 + 50.0, other.x1 + 100.0, other.y1 + 50.0)
        )


def edges_of(plan: NetworkPlan) -> list[Line]:
    sizes = plan.shape.sizes
    return [
        plan.edge(layer, unit, source)
        for layer in range(1, len(sizes))
        for unit in range(sizes[layer])
        for source in range(sizes[layer - 1])
    ]


SMALL_AND_LARGE = [Box(0, 0, 160, 110), Box(40, 30, 420, 250), Box(0, 0, 900, 500)]


@pytest.mark.parametrize("rectangle", SMALL_AND_LARGE)
@pytest.mark.parametrize("name", list_scenarios())
def test_a_network_and_a_rectangle_are_enough(name, rectangle):
    """For a lesson's picture, a preview or a worksheet: nothing is measured, nothing computed."""
    plan = plan_network(network_shape(find_scenario(name)), rectangle)
    assert plan.rectangle == rectangle
    layers = range(plan.shape.depth + 1)
    boxes = [plan.unit_box(n, unit) for n in layers for unit in range(len(plan.units[n]))]
    boxes += [*plan.strips.values(), *plan.boxes, plan.total]
    assert all(box.is_within(rectangle.grown(0.5)) for box in boxes)
    assert not any(one.overlaps(two, -0.5) for one, two in combinations(boxes, 2))
    lines = [plan.edge(n, 0, 0) for n in layers[1:]]
    assert all(line.x0 < line.x1 for line in lines)
