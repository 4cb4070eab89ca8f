"""A network is drawn into any rectangle from its numbers alone, without the window's models."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.graph.items.picture import GraphPicture, GraphState
from app.graph.labels.frame import Reading
from app.graph.plan.network import network_shape
from app.theme import Appearance
from engine.data.selection import select_rows
from engine.iteration.trace import trace_scenario
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario

RECTANGLES = [(420.0, 300.0), (793.0, 508.0), (1200.0, 400.0)]


def picture_of(name: str, width: float, height: float, step: int | None = None) -> GraphPicture:
    scenario = find_scenario(name)
    trace = trace_scenario(scenario, select_rows(scenario))
    reading = Reading(trace, 0, lambda _: True, lambda _: "")
    state = GraphState(reading, None if step is None else trace.steps[step])
    shape = network_shape(trace.scenario)
    picture = GraphPicture(state, shape, Appearance("light", 1.0), width, height)
    picture.refresh(state, everything=True)
    return picture


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
    texts = picture.number_texts()
    assert texts[Ref(Quantity.ACTIVATION, 1, 0)]
    rectangle = picture.canvas.plan.rectangle
    for label in picture.edges[1].labels.values():
        assert rectangle.left <= label.box.left < label.box.right <= rectangle.right


def test_writing_labels_changes_nothing_that_is_shared(qapp):
    picture = picture_of("mazur-2-2-2", 793.0, 508.0, step=12)
    before = picture.number_texts()
    frame = picture.canvas.frame
    picture.refresh(GraphState(frame.reading, frame.trace.steps[30]), everything=False)
    assert picture.canvas.frame is not frame
    picture.refresh(GraphState(frame.reading, frame.trace.steps[12]), everything=False)
    assert picture.number_texts() == before
