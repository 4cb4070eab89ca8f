"""The picture of a network in the window: steps by buttons and clicks, numbers by sliders."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.graph.named import NamedNetwork
from app.lessons.network.pane import NetworkPane
from app.lessons.pane import LessonsPane
from app.theme import Appearance
from engine.lessons.reading import load_lesson
from engine.network.quantities import Quantity, Ref

LESSON = """format = 1
id = "net"
title = "Net"
chapter = "Networks"
minutes = 1
[[scenes]]
text = "It is $[[loss]]$."
picture = { kind = "network", values = { w5 = 0.4, rate = 0.5 }, step = 15 }
move = ["values", "step"]
[[scenes]]
text = "Names."
picture = { drawn = [["x"], ["y = σ(w x)"]], expressions = true }
"""


@pytest.fixture
def pane(pane: LessonsPane, qtbot: QtBot, tmp_path: Path) -> LessonsPane:
    (tmp_path / "net.toml").write_text(LESSON, encoding="utf-8")
    pane._choose(load_lesson(tmp_path / "net.toml"))
    qtbot.waitUntil(lambda: network(pane).graph is not None)
    qtbot.wait(5)
    return pane


def network(pane: LessonsPane) -> NetworkPane:
    shown = pane.page.pictures.currentWidget()
    assert isinstance(shown, NetworkPane)
    return shown


def place_of(shown: NetworkPane, ref: Ref) -> QPoint:
    assert shown.graph is not None
    box = shown.graph.box_of(ref)
    assert box is not None
    return shown.view.mapFromScene(*box.centre)


def test_buttons_and_clicks_lead_through_the_steps(qtbot: QtBot, pane: LessonsPane) -> None:
    shown = network(pane)
    qtbot.mouseClick(shown.bar.next, Qt.MouseButton.LeftButton)
    assert pane.model.values["step"] == 16
    assert shown.bar.place.text() == "step 16 of 39"
    weight = Ref(Quantity.WEIGHT, 2, 0, 0)
    at = place_of(shown, weight)
    qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    steps = pane.model.setting.picture().run.steps
    assert steps[int(pane.model.values["step"]) - 1].target == weight.gradient
    pane.model.as_it_was()
    assert shown.bar.place.text() == "step 15 of 39"


def test_what_is_pointed_at_says_its_numbers(qtbot: QtBot, pane: LessonsPane) -> None:
    shown = network(pane)
    qtbot.mouseMove(shown.view.viewport(), place_of(shown, Ref(Quantity.ACTIVATION, 2, 0)))
    assert "activation of o1 = 0.75136507" in shown.view.tip


def test_a_slider_a_name_changes_the_network(qtbot: QtBot, pane: LessonsPane) -> None:
    parts = pane.page.side.controls.parts
    assert list(parts) == ["values.w5", "values.rate", "step"]
    before = pane.model.values["a_o1"]
    parts["values.w5"].setValue(parts["values.w5"].maximum())
    assert pane.model.values["w5"] == 2.0
    assert pane.model.values["a_o1"] > before
    assert dict(pane.model.setting.keys["values"])["rate"] == 0.5
    pane.model.as_it_was()
    assert pane.model.values["a_o1"] == before
    assert parts["values.w5"].value() == 240


def test_a_drawn_network_takes_the_place_of_the_graph(qtbot: QtBot, pane: LessonsPane) -> None:
    pane.model.go_to(1)
    shown = network(pane)
    assert shown.pictures.currentWidget() is shown.named
    assert shown.named.accessibleDescription() == "y = σ(w·x)"
    assert not shown.bar.isVisible()
    pane.model.go_to(0)
    assert shown.pictures.currentWidget() is shown.view


@pytest.mark.parametrize("size", [(300, 180), (900, 500)])
def test_a_drawn_network_is_drawn_at_any_size(
    qtbot: QtBot, qapp: QApplication, size: tuple[int, int]
) -> None:
    from engine.lessons.drawn_network import read_drawn

    named = NamedNetwork(Appearance("dark", 1.5))
    qtbot.addWidget(named)
    named.resize(*size)
    empty = named.grab().toImage()
    layers = [["x1", "x2"], ["h1 = tanh(w1 x1 + w2 x2 + b1)"], ["y = σ(w3 h1)"]]
    named.show_network(
        read_drawn(layers, "", lambda *said: pytest.fail(str(said))), expressions=True
    )
    assert named.grab().toImage() != empty


def test_what_takes_a_while_says_so_and_comes(qtbot: QtBot, pane: LessonsPane) -> None:
    pane.gallery.card("gradient-in-words").click()
    shown = network(pane)
    assert shown.pictures.currentWidget() is shown.waiting or pane.model.values["loss"] > 0
    qtbot.waitUntil(lambda: shown.pictures.currentWidget() is shown.view, timeout=20_000)
    pane.model.forward()
    assert shown.pictures.currentWidget() is shown.wishes
    model = shown.wishes.model()
    assert model.rowCount() == 13_002
    strongest, least = model.index(0, 1), model.index(13_001, 1)
    assert strongest.data().endswith("a lot")
    assert least.data() == "stay as it is"
    assert "−∂L/∂w1[15,239] = " in strongest.data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, 2).data() == "hidden 1"
    assert model.index(0, 3).data() == "pixel 9, 15 → h1_15"


def test_an_output_is_clicked_and_clicked_again(qtbot: QtBot, pane: LessonsPane) -> None:
    pane.gallery.card("walk-home").click()
    pane.model.go_to(4)
    shown = network(pane)
    qtbot.waitUntil(lambda: shown.pictures.currentWidget() is shown.way_back, timeout=20_000)
    qtbot.wait(5)
    at = shown.way_back.place(3, 7).toPoint()
    before = shown.way_back.grab().toImage()
    for output in (8, 0):
        qtbot.mouseClick(shown.way_back, Qt.MouseButton.LeftButton, pos=at)
        assert pane.model.setting.keys["output"] == output
        assert (shown.way_back.grab().toImage() == before) is (output == 0)
    # Where the scene moves nothing a click does nothing.
    pane.model.go_to(3)
    qtbot.mouseClick(shown.way_back, Qt.MouseButton.LeftButton, pos=at)
    assert pane.model.setting.keys["output"] == 0


@pytest.mark.parametrize("width", [420, 800, 1280])
def test_what_outputs_say_is_read_to_its_end(qtbot: QtBot, pane: LessonsPane, width: int) -> None:
    pane.gallery.card("walk-home").click()
    shown = network(pane)
    qtbot.waitUntil(lambda: shown.pictures.currentWidget() is shown.way_back, timeout=20_000)
    shown.way_back.resize(width, 400)
    metrics = QFontMetricsF(shown.way_back._appearance.font(15, 700))
    left = shown.way_back.place(3, 5).x() + 3.2 * shown.way_back.radius(3)
    assert left + metrics.horizontalAdvance("5   100 %") <= width + 0.5
    columns = [shown.way_back.column(layer) for layer in (1, 2, 3)]
    assert columns == sorted(columns)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_network_of_many_units_is_seen_whole(
    qtbot: QtBot, make_pane: Callable[[float], LessonsPane], scale: float
) -> None:
    pane = make_pane(scale)
    pane.resize(1280, 600)
    pane.gallery.card("gradient-in-words").click()
    qtbot.waitUntil(lambda: network(pane).graph is not None, timeout=60_000)
    shown = network(pane)
    assert shown.graph is not None
    assert shown.graph.scrolls == (False, False)
    assert shown.view.horizontalScrollBar().maximum() == 0
    assert shown.view.verticalScrollBar().maximum() == 0


def test_captions_of_the_way_back_keep_apart(
    qtbot: QtBot, make_pane: Callable[[float], LessonsPane]
) -> None:
    pane = make_pane(1.0)
    pane.page._appearance.set_presenting(True)
    pane.resize(800, 600)
    pane.gallery.card("walk-home").click()
    shown = network(pane).way_back
    qtbot.waitUntil(shown.isVisible, timeout=60_000)
    drawn: list[tuple[float, float]] = []

    class Recording(QPainter):
        def drawText(  # noqa: N802 - Qt's own
            self, room: QRectF, flags: Qt.AlignmentFlag, text: str
        ) -> None:
            wide = QFontMetricsF(self.font()).horizontalAdvance(text)
            drawn.append((room.center().x() - wide / 2, room.center().x() + wide / 2))
            super().drawText(room, flags, text)

    canvas = QPixmap(shown.size())
    painter = Recording(canvas)
    shown._captions(painter)
    painter.end()
    assert len(drawn) == 4
    for (_, right), (left, _) in pairwise(drawn):
        assert left - right >= 4.0
