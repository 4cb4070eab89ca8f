"""A network is drawn into any rectangle from its numbers alone, without the window's models."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.graph.items.picture import GraphPicture
from app.graph.items.primitives import Text
from app.graph.labels.numbers import computed
from app.graph.labels.state import GraphState, Reading
from app.theme import Appearance
from engine.data.selection import select_rows
from engine.iteration.trace import trace_scenario
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario

RECTANGLES = [(420.0, 300.0), (793.0, 508.0), (1200.0, 400.0)]


def picture_of(name: str, width: float, height: float, step: int | None = None) -> GraphPicture:
    scenario = find_scenario(name)
    trace = trace_scenario(scenario, select_rows(scenario))
    state = GraphState(Reading(trace), None if step is None else trace.steps[step])
    return GraphPicture(state, Appearance("light", 1.0), width, height)


@pytest.mark.parametrize(("width", "height"), RECTANGLES)
@pytest.mark.parametrize("name", ["mazur-2-2-2", "softmax-3", "welch-2-3-1"])
def test_a_network_is_painted_with_its_numbers(qapp, name, width, height):
    picture = picture_of(name, width, height)
    image = QImage(int(width), int(height), QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    picture.scene.render(painter, QRectF(image.rect()))
    painter.end()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(image.height())}
    assert len(colours) > 10
    written = {item.text() for item in picture.scene.items() if isinstance(item, Text)}
    # Without dropout no unit has what it left.
    assert not any(text.startswith("ã") for text in written)
    hidden = picture.canvas.frame.trace.value(Ref(Quantity.ACTIVATION, 1, 0))
    assert computed(hidden) in written
    rectangle = picture.canvas.frame.plan.rectangle
    for label in picture.edges[1].labels.values():
        assert rectangle.left <= label.box.left < label.box.right <= rectangle.right
