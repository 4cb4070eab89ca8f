"""On the screen itself: no number covers another, none is cut, at any step."""

from itertools import combinations

import pytest
from PySide6.QtWidgets import QApplication

from app.commands import Editor
from app.graph import GraphPane
from app.graph.geometry import Box
from app.graph.items import Text
from app.theme import Appearance
from app.viewmodels import Stepper
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
    "xor": lambda: find_scenario("xor"),
    "3-4-3-2": lambda: deep((3, 4, 3, 2), ("per-unit", "per-layer", "per-unit")),
    "5-5-5-3": lambda: deep((5, 5, 5, 3), ("frozen", "none", "per-unit")),
    "4-8-8-2": lambda: deep((4, 8, 8, 2), ("per-unit", "per-unit", "none")),
    "16-16": lambda: deep((16, 16), ("per-unit",)),
}


def ink_of(item: Text) -> Box:
    """The letters, without the room a line leaves above and below them."""
    rect = item.mapRectToScene(item.boundingRect())
    rise = rect.height() * 0.22
    return Box(rect.left() + 1, rect.top() + rise, rect.right() - 1, rect.bottom() - rise)


def faults(pane):
    picture = pane.picture
    texts = [
        (item.text(), ink_of(item))
        for item in picture.scene.items()
        if isinstance(item, Text) and item.isVisible() and item.text()
    ]
    found = [(a, b) for (a, one), (b, two) in combinations(texts, 2) if one.overlaps(two)]
    size = pane.view.viewport().size()
    found += [
        (text, "leaves the pane")
        for text, box in texts
        if box.left < 0 or box.top < 0 or box.right > size.width() or box.bottom > size.height()
    ]
    arrangement = picture.canvas.arrangement
    units = [
        arrangement.unit_box(layer, unit).grown(-2)
        for layer, column in enumerate(arrangement.units)
        for unit in range(len(column))
    ]
    labels = [
        (place, label.box)
        for edges in picture.edges.values()
        for place, label in edges.labels.items()
        if label.visible
    ]
    solid = [*units, *arrangement.boxes, arrangement.total]
    found += [(place, "on a unit") for place, box in labels if any(map(box.overlaps, solid))]
    return found


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(
    ("size", "text_scale"), [((635, 593), 1.0), ((793, 545), 1.5), ((1190, 905), 2.0)]
)
def test_nothing_on_screen_overlaps(qtbot, name, size, text_scale):
    stepper = Stepper.make()
    pane = GraphPane(stepper, Editor(stepper.session), Appearance("light", text_scale))
    qtbot.addWidget(pane)
    pane.resize(*size)
    stepper.session.open(NETWORKS[name]())
    pane.show()
    QApplication.processEvents()
    length = stepper.playback.length
    for iteration in (1, 2):
        stepper.session.go_to_iteration(iteration)
        for position in range(iteration - 1, length + 1, max(1, length // 6)):
            stepper.playback.go_to(position)
            assert faults(pane) == [], (iteration, position)
