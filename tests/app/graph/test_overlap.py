"""On the screen itself: no number covers another, none is cut, at any step."""

from itertools import combinations

import pytest
from PySide6.QtWidgets import QApplication

from app.commands import Editor
from app.graph import GraphPane
from app.graph.items.primitives import Text
from app.graph.plan.geometry import Box, Line
from app.graph.plan.text_sizes import FEW
from app.models import Stepper
from app.theme import Appearance
from engine.scenario import find_scenario, parse_scenario


def deep(sizes, biases):
    layers = "".join(
        f'[[network.layers]]\nunits = {units}\nactivation = "tanh"\nbias = "{bias}"\n'
        for units, bias in zip(sizes[1:], biases, strict=True)
    )
    x = [0.5 * (-1) ** k for k in range(sizes[0])]
    y = [0.25] * sizes[-1]
    text = (
        f'format = 1\nid = "deep"\ntitle = "Deep"\n[network]\ninputs = {sizes[0]}\n{layers}'
        f'[loss]\nname = "mean-squared-error"\n[data]\nx = [{x}]\ny = [{y}]\n'
        "[training]\nlearning_rate = 0.5\n"
    )
    return parse_scenario(text, "deep.toml")


NETWORKS = {
    "mazur": lambda: find_scenario("mazur-2-2-2"),
    "softmax": lambda: find_scenario("softmax-3"),
    "welch": lambda: find_scenario("welch-2-3-1"),
    "xor": lambda: find_scenario("xor"),
    "3-4-3-2": lambda: deep((3, 4, 3, 2), ("per-unit", "per-layer", "per-unit")),
    "5-5-5-3": lambda: deep((5, 5, 5, 3), ("frozen", "none", "per-unit")),
    "4-8-8-2": lambda: deep((4, 8, 8, 2), ("per-unit", "per-unit", "none")),
    "16-16": lambda: deep((16, 16), ("per-unit",)),
}


def ink_of(item: Text) -> Box:
    """The letters, without the room a line leaves above and below them."""
    rect = item.mapRectToScene(item.extent())
    rise = rect.height() * 0.22
    return Box(rect.left() + 1, rect.top() + rise, rect.right() - 1, rect.bottom() - rise)


def written_in(picture):
    return [
        (item.text(), ink_of(item))
        for item in picture.scene.items()
        if isinstance(item, Text) and item.isVisible() and item.text()
    ]


def below_units(picture):
    """The texts below circles, where lines might run through them."""
    return [
        (text.text(), ink_of(text))
        for unit in picture.units.items.values()
        for text in (unit.z, unit.backward)
        if text.isVisible() and text.text() and picture.canvas.frame.plan.style.round
    ]


def drawn_lines(picture):
    """Every edge that is drawn by itself, with its arrowhead."""
    found = []
    for edges in picture.edges.values():
        for place, edge in edges.items.items():
            if edge.line_item.isVisible():
                found.append((place, edge))
    return found


def through(edge, box):
    head = edge.head_item.polygon().boundingRect()
    tip = Box(head.left(), head.top(), head.right(), head.bottom())
    drawn = edge.line_item.line()
    line = Line(drawn.x1(), drawn.y1(), drawn.x2(), drawn.y2())
    return line.crosses(box) or (edge.head_item.isVisible() and tip.overlaps(box))


def labels_in(picture):
    edges = [
        (place, label.box)
        for part in picture.edges.values()
        for place, label in part.labels.items()
        if label.visible
    ]
    biases = [
        (place, label.box)
        for place, (label, _, _) in picture.biases.labels.items()
        if label.visible and label.value.text()
    ]
    return edges, biases


def unlabelled(picture):
    """Weights without a number, where the few of a gap all have room.

    Beside a pill the number of the step itself may take a weight's place.
    """
    if picture.canvas.frame.plan.style.name == "pill":
        return
    for layer, part in picture.edges.items():
        if len(part.places) <= FEW and picture.canvas.frame.plan.label_slots[layer - 1].labelled:
            for place in part.places:
                label = part.labels.get(place)
                if label is None or not label.visible or not label.value.text():
                    yield place, "has no number"


def faults(pane):
    picture = pane.picture
    texts = written_in(picture)
    found = [(a, b) for (a, one), (b, two) in combinations(texts, 2) if one.overlaps(two)]
    _, _, width, height = picture.canvas.frame.plan.rectangle
    found += [
        (text, "leaves the pane")
        for text, box in texts
        if box.left < 0 or box.top < 0 or box.right > width or box.bottom > height
    ]
    plan = picture.canvas.frame.plan
    boxes = [
        plan.unit_box(layer, unit).grown(-2)
        for layer, column in enumerate(plan.units)
        for unit in range(len(column))
    ]
    units = [half for box in boxes for half in box.rounded()] if plan.style.round else boxes
    labels, biases = labels_in(picture)
    solid = [*units, *plan.boxes, plan.total]
    found += [(place, "on a unit") for place, box in labels if any(map(box.overlaps, solid))]
    found += [
        (one, two)
        for (one, a), (two, b) in combinations([*labels, *biases], 2)
        if a.overlaps(b, -0.5)
    ]
    below = below_units(picture)
    found += [(place, text) for place, box in labels for text, ink in below if box.overlaps(ink)]
    found += [
        (place, "runs through", text)
        for place, edge in drawn_lines(picture)
        for text, ink in below
        if through(edge, ink)
    ]
    return [*found, *unlabelled(picture)]


# The view of the graph in windows of 1024×768, 1280×720, 1600×900 and 1920×1080, at these text
# sizes, some of them with a drawer open.
PANES = [
    ((639, 494), 1.0),
    ((639, 292), 1.0),
    ((639, 442), 1.5),
    ((572, 355), 2.0),
    ((799, 493), 1.0),
    ((799, 280), 1.0),
    ((799, 364), 1.5),
    ((799, 307), 2.0),
    ((999, 673), 1.0),
    ((999, 444), 2.0),
    ((1199, 853), 1.0),
    ((1199, 439), 1.5),
    ((1199, 627), 2.0),
]


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(("size", "text_scale"), PANES)
def test_nothing_on_screen_overlaps(qtbot, name, size, text_scale):
    stepper = Stepper.make()
    pane = GraphPane(stepper, Editor(stepper.session), Appearance("light", text_scale))
    qtbot.addWidget(pane)
    stepper.session.document.open(NETWORKS[name]())
    pane.header.hide()
    pane.resize(*size)
    pane.show()
    QApplication.processEvents()
    assert pane.view.viewport().size().toTuple() == size or any(pane.picture.scrolls)
    length = stepper.playback.length
    for iteration in (1, 2):
        stepper.session.go_to_iteration(iteration)
        for position in range(iteration - 1, length + 1, max(1, length // 6)):
            stepper.playback.go_to(position)
            assert faults(pane) == [], (iteration, position)
