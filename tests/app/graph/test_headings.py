"""The controls at the headings of layers: there when they are wanted, and in nobody's way."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from app.graph.headings import LEAVE_MS
from app.models.builder import BuilderModel
from app.theme import Appearance
from engine.scenario import find_scenario


@pytest.fixture
def pane(show):
    Appearance().apply_to(QApplication.instance())
    _, pane = show(find_scenario("mazur-2-2-2"))
    return pane


def are_shown(pane):
    return bool(pane.headings.items) and pane.headings.items[0].isVisible()


def move(pane, x, y):
    QTest.mouseMove(pane.view.viewport(), QPoint(round(x), round(y)))
    QApplication.processEvents()


def test_they_come_with_the_pointer_and_go_with_it(pane, qtbot):
    plan = pane.picture.canvas.frame.plan
    assert not are_shown(pane)
    move(pane, plan.columns[1], plan.caption_y)
    assert are_shown(pane)
    move(pane, plan.columns[1], plan.rectangle.bottom - 5)
    qtbot.waitUntil(lambda: not are_shown(pane), timeout=LEAVE_MS * 10)
    QToolTip.hideText()


def test_they_stay_while_a_network_is_built(pane):
    pane.headings.set_always(True)
    assert are_shown(pane)
    pane.headings.set_always(False)
    assert not are_shown(pane)


def test_a_selected_unit_brings_them(pane):
    x, y = pane.picture.canvas.frame.plan.centre(1, 0)
    QTest.mouseClick(
        pane.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y))
    )
    assert are_shown(pane)
    pane._stepper.playback.forward()
    assert not are_shown(pane)


def test_each_asks_for_what_it_says(pane, qtbot):
    headings = pane.headings
    headings.set_always(True)
    with qtbot.waitSignal(headings.units_wanted) as more:
        headings.items[1].more.click()
    with qtbot.waitSignal(headings.units_wanted) as fewer:
        headings.items[0].fewer.click()
    with qtbot.waitSignal(headings.layer_wanted) as layer:
        headings.between[1].click()
    with qtbot.waitSignal(headings.activation_wanted) as activation:
        next(a for a in headings.items[2].menu.actions() if a.text() == "tanh").trigger()
    assert (more.args, fewer.args, layer.args) == ([1, 1], [0, -1], [2])
    assert activation.args == [2, "tanh"]
    hidden = [action.text() for action in headings.items[1].menu.actions()]
    assert "softmax" not in hidden


def test_the_button_that_was_clicked_stays_under_the_pointer(pane, qtbot):
    headings = pane.headings
    headings.set_always(True)
    model = BuilderModel(pane._stepper.session)
    headings.units_wanted.connect(lambda layer, _: model.add_unit(layer))

    def where():
        item = headings.items[1]
        return item.more.mapTo(pane.view.viewport(), item.more.rect().center()).x()

    before = where()
    headings.items[1].more.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    for units in (3, 4, 5):
        headings.items[1].more.click()
        QApplication.processEvents()
        assert pane._stepper.session.scenario.sizes[1] == units
        assert abs(where() - before) <= 1
    plan = pane.picture.canvas.frame.plan
    move(pane, plan.columns[1], plan.rectangle.bottom - 5)
    middle = headings.items[1].geometry().center().x()
    assert abs(middle - plan.columns[1]) <= 2


def test_the_data_set_says_how_many_inputs_there_are(show):
    _, pane = show(find_scenario("mnist-16-16"))
    pane.headings.set_always(True)
    free = [(item.fewer.isEnabled(), item.more.isEnabled()) for item in pane.headings.items]
    assert free == [(False, False), (True, True), (True, True), (False, False)]


@pytest.mark.parametrize("word", ["mazur-2-2-2", "xor", "softmax-3", "mnist-16-16", "mnist-30"])
@pytest.mark.parametrize(
    ("size", "scale"), [((480, 420), 1.0), ((560, 420), 2.0), ((900, 600), 1.5)]
)
def test_they_overlap_nothing(show, word, size, scale):
    Appearance("light", scale).apply_to(QApplication.instance())
    _, pane = show(find_scenario(word), size, scale)
    pane.headings.set_always(True)
    headings, room = pane.headings, pane.view.viewport().rect()
    shown = [each for each in headings.items if each.isVisible()]
    assert len(shown) == len(headings.items)
    parts = [*shown, *(each for each in headings.between if each.isVisible())]
    for first, second in pairwise(sorted(parts, key=lambda each: each.x())):
        assert first.geometry().right() < second.x() + 1
    for part in parts if not any(pane.picture.scrolls) else ():
        assert room.contains(part.geometry())
    # Clear of the units below.
    plan = pane.picture.canvas.frame.plan
    tops = [box.top for box in plan.strips.values()]
    tops += [plan.unit_footprint(0, k).top for k in range(len(plan.units[0]))]
    assert max(part.geometry().bottom() for part in shown) <= min(tops) + 8
