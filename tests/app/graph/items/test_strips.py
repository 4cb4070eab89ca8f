"""Networks too large to draw unit by unit: an image, strips, and the few edges that matter."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsLineItem
from seen import centre_of, number_text

from app.commands import Editor
from app.graph import GraphPane
from app.models import Stepper
from app.theme import Appearance
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, parse_scenario

WIDE = """
format = 1
id = "wide"
title = "Wide"
[network]
inputs = 20
[[network.layers]]
units = 300
activation = "tanh"
[[network.layers]]
units = 18
activation = "relu"
[[network.layers]]
units = 20
activation = "softmax"
[loss]
name = "categorical-cross-entropy"
[data]
x = [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]]
y = [[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]
[training]
learning_rate = 0.1
"""


def opened(qtbot, scenario):
    stepper = Stepper.make()
    pane = GraphPane(stepper, Editor(stepper.session), Appearance())
    qtbot.addWidget(pane)
    pane.resize(990, 725)
    stepper.session.document.open(scenario)
    pane.show()
    qtbot.waitExposed(pane)
    return stepper, pane


def lines_shown(pane):
    items = pane.picture.scene.items()
    return sum(isinstance(item, QGraphicsLineItem) and item.isVisible() for item in items)


@pytest.fixture
def mnist(qtbot):
    return opened(qtbot, find_scenario("mnist-16-16"))


def click(pane, ref):
    point = centre_of(pane, ref)
    QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_the_image_is_drawn_and_few_lines_are(mnist):
    _, pane = mnist
    picture = pane.picture
    pixmap = picture.strips[0].cells.pixmap.pixmap()
    assert (pixmap.width(), pixmap.height()) == (28, 28)
    assert lines_shown(pane) < 500
    # The top bar says which row it is.
    assert pane.header.row.text() == ""
    assert picture.captions[0].text() == "784 inputs, an image"


def test_a_unit_s_weights_are_shown_as_a_picture(mnist):
    stepper, pane = mnist
    strip = pane.picture.strips[0]
    assert not strip.field.pixmap.isVisible()
    click(pane, Ref(Quantity.ACTIVATION, 1, 4))
    assert stepper.playback.step.target == Ref(Quantity.ACTIVATION, 1, 4)
    assert strip.field.pixmap.isVisible()
    assert strip.note.text() == "weights into h1_5"


def test_a_click_on_a_pixel_leads_to_its_weight(mnist):
    stepper, pane = mnist
    click(pane, Ref(Quantity.ACTIVATION, 1, 4))
    pixel = 5 * 28 + 14
    click(pane, Ref(Quantity.ACTIVATION, 0, pixel))
    weight = Ref(Quantity.WEIGHT, 1, 4, pixel)
    assert stepper.selection.selected == weight
    gradient = weight.as_quantity(Quantity.WEIGHT_GRADIENT)
    assert stepper.playback.step.target == gradient
    assert number_text(pane, gradient) != ""
    assert next(iter(pane.picture.edges[1].items)).source == pixel


def test_the_strongest_terms_of_a_large_sum_are_labelled(mnist):
    stepper, pane = mnist
    stepper.playback.go_to_ref(Ref(Quantity.PRE_ACTIVATION, 1, 0))
    chosen = pane.picture.edges[1].items
    trace = stepper.session.trace
    terms = abs(trace.before.weights[0][0] * trace.a[0][0])
    strongest = sorted(range(784), key=lambda k: -terms[k])[: len(chosen)]
    assert {place.source for place in chosen} == set(strongest)
    assert number_text(pane, Ref(Quantity.PRE_ACTIVATION, 1, 0)) != ""


def test_labels_in_a_dense_gap_never_overlap(mnist):
    stepper, pane = mnist
    for ref in (
        Ref(Quantity.PRE_ACTIVATION, 2, 7),
        Ref(Quantity.LOSS_BY_ACTIVATION, 1, 3),
        Ref(Quantity.WEIGHT_GRADIENT, 2, 3, 9),
    ):
        assert stepper.playback.go_to_ref(ref)
        boxes = [
            label.box
            for edges in pane.picture.edges.values()
            for label in edges.labels.values()
            if label.visible
        ]
        assert boxes
        units = pane.picture.canvas.frame.plan
        boxes += [units.unit_box(layer, k) for layer in (1, 2) for k in range(16)]
        for index, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[index + 1 :])


def test_layers_of_hundreds_are_strips_one_click_wide(qtbot):
    stepper, pane = opened(qtbot, parse_scenario(WIDE, "wide.toml"))
    assert set(pane.picture.strips) == {0, 1, 2, 3}
    assert lines_shown(pane) < 100
    stepper.playback.last()
    click(pane, Ref(Quantity.ACTIVATION, 1, 123))
    assert stepper.playback.step.target == Ref(Quantity.DELTA, 1, 123)
    for step in (1, 300, 601, 700, 1000, 20_000, len(stepper.session.trace.steps)):
        stepper.playback.go_to(step)
        assert lines_shown(pane) < 100


def test_pointing_at_a_cell_shows_its_value(mnist, qtbot):
    stepper, pane = mnist
    ref = Ref(Quantity.ACTIVATION, 0, 7 * 28 + 10)
    QTest.mouseMove(pane.view.viewport(), centre_of(pane, ref) + QPoint(1, 0))
    qtbot.waitUntil(lambda: ref in stepper.selection.hovered)
    QApplication.processEvents()
    assert pane.view.tip.startswith("input ")


def test_a_cell_of_a_table_has_the_tables_own_number_where_there_is_room(qtbot):
    stepper, pane = opened(qtbot, find_scenario("census"))
    row, units = stepper.session.rows.x[0], stepper.session.rows.units
    place = stepper.session.scenario.unit_names(0).index("education-num")
    written = [text.text() for text in pane.picture.strips[0].names]
    assert f"education-num {units.text(row, place)}, as 1.1324" in written
    assert sum(", as " in text for text in written) == 1
    pane.resize(500, 400)
    QApplication.processEvents()
    assert all(text.box().left >= 0 for text in pane.picture.strips[0].names)
