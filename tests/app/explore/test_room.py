"""At every size and text scale the parts of Explore stand side by side, none cut or covered."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from app.explore.part_card import HINTS
from app.maps import plane_points
from app.plot.plot import Plot
from app.widgets.scrolling import SteadyScrollArea

SIZES = [(1024, 768), (1280, 720), (1600, 900), (1920, 1080)]


def place(pane, widget):
    return QRect(widget.mapTo(pane, widget.rect().topLeft()), widget.size())


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_parts_share_the_room(qtbot, explore, scale):
    pane = explore()
    window = pane.window()
    window.appearance.set_text_scale(scale)
    for size in SIZES:
        window.resize(*size)
        for _ in range(4):
            QApplication.processEvents()
        parts = [pane.data, pane._middle, pane._right, pane.time]
        places = [place(pane, part) for part in parts if part.isVisible()]
        assert len(places) >= 3
        for at, one in enumerate(places):
            assert pane.rect().contains(one), (size, one)
            assert not any(one.intersects(other) for other in places[at + 1 :]), (size, places)
        shown = [pane.map, pane.readout, pane.curves]
        inside = [place(pane, part) for part in shown]
        for at, one in enumerate(inside):
            assert place(pane, pane._right).contains(one), (size, scale, inside)
            assert not any(one.intersects(other) for other in inside[at + 1 :]), (size, inside)
        assert pane.map.area.width() >= 100
        if pane.data.isVisible():
            area = pane.data.findChild(SteadyScrollArea)
            assert area.widget().minimumSizeHint().width() <= area.viewport().width(), size
        units = [box for column in pane.network.plan.units for box in column]
        assert all(pane.network.rect().contains(box.toRect()) for box in units)
        assert not any(a.intersects(b) for a in units for b in units if a is not b)


def test_where_there_is_little_room_a_button_changes_between_data_and_network(qtbot, explore):
    pane = explore()
    window = pane.window()
    window.appearance.set_text_scale(2.0)
    window.resize(1280, 720)
    qtbot.waitUntil(pane.data_button.isVisible)
    assert not pane.data.isVisible()
    qtbot.mouseClick(pane.data_button, Qt.MouseButton.LeftButton)
    assert pane.data.isVisible()
    assert not pane.network.isVisible()


def test_present_leaves_network_output_and_playhead(qtbot, explore):
    pane = explore()
    window = pane.window()
    window.set_presenting(True)
    assert not pane.data.isVisible()
    assert not pane.time.rewind.isVisible()
    assert pane.network.isVisible()
    assert pane.map.isVisible()
    window.set_presenting(False)
    assert pane.data.isVisible()
    assert pane.time.rewind.isVisible()


def test_thirty_two_units_and_eight_layers_have_their_places(explore):
    pane = explore()
    editor = pane.editor
    for _ in range(10):
        editor.add_layer()
    assert pane.model.document.scenario.depth == 9
    editor.add_units(1, 28)
    editor.add_units(1, 1)
    assert pane.model.document.scenario.sizes[1] == 32
    units = [box for column in pane.network.plan.units for box in column]
    assert len(units) == 32 + 7 * 2 + 1
    assert all(pane.network.rect().contains(box.toRect()) for box in units)
    assert not any(a.intersects(b) for a in units for b in units if a is not b)
    pane.grab()


@pytest.mark.parametrize(("width", "scale"), [(1024, 1.0), (1280, 1.5), (1600, 1.0), (1600, 2.0)])
def test_the_hint_has_as_many_words_as_there_is_room_for(explore, width: int, scale: float) -> None:
    pane = explore()
    window = pane.window()
    window.appearance.set_text_scale(scale)
    window.resize(width, 800)
    QApplication.processEvents()
    name = pane.card.name
    lengths = [name.fontMetrics().horizontalAdvance(text) for text in HINTS]
    assert lengths == sorted(lengths, reverse=True)
    room = pane.card.width()
    fitting = [text for text, length in zip(HINTS, lengths, strict=True) if length <= room]
    assert fitting
    assert name.text() == fitting[0]
    assert name.width() >= name.fontMetrics().horizontalAdvance(name.text())


def test_what_is_out_of_view_keeps_no_pictures(qtbot, explore):
    pane = explore()
    window = pane.window()
    pane.grab()
    plots = [plot for plot in pane.findChildren(Plot) if plot._still._picture is not None]
    assert plots
    assert pane.network._drawn_frames is not None
    before = pane.network.grab().toImage()
    window.set_mode("step")
    assert all(plot._still._picture is None for plot in plots)
    assert pane.network._drawn_frames is None
    assert pane.network.lines._drawn is None
    assert not plane_points._DRAWN
    window.set_mode("explore")
    QApplication.processEvents()
    assert pane.network.grab().toImage() == before
