"""Train with little room and large text: nothing stands beyond the edge of its side."""

import pytest
from PySide6.QtWidgets import QApplication
from train_hands import choose, finish, settled

from app.models import Document
from app.models.training import TrainingModel
from app.theme import Appearance
from app.training import TrainingPane
from engine.scenario import find_scenario


@pytest.fixture
def make_pane(qtbot):
    models = []

    def make(text_scale, size):
        look = Appearance("light", text_scale)
        look.apply_to(QApplication.instance())
        models.append(TrainingModel(Document()))
        pane = TrainingPane(models[-1], look)
        pane.model = models[-1]
        qtbot.addWidget(pane)
        pane.resize(*size)
        pane.show()
        return pane

    yield make
    for model in models:
        model.shutdown()


@pytest.mark.parametrize("word", ["census", "mnist-16-16", "xor"])
@pytest.mark.parametrize(
    ("text_scale", "size"), [(1.0, (800, 460)), (1.5, (1024, 540)), (2.0, (1024, 540))]
)
def test_nothing_is_wider_than_its_side(qtbot, make_pane, word, text_scale, size):
    pane = make_pane(text_scale, size)
    choose(qtbot, pane, find_scenario(word))
    pane.model.set_numbers(epochs=7)
    settled(qtbot, pane)
    sides = (pane.side, pane._scroll)
    # What changes its words is laid out anew once Qt is back.
    qtbot.waitUntil(lambda: all(part.widget().width() <= part.viewport().width() for part in sides))
    heading = pane.heading
    assert heading.own.isVisible()
    for part in (heading.own, heading.restore_button):
        assert part.width() >= part.minimumSizeHint().width()
        assert part.mapTo(heading, part.rect().topRight()).x() <= heading.width()


def test_the_button_says_what_there_is_room_for(qtbot, make_pane):
    pane = make_pane(2.0, (800, 540))
    choose(qtbot, pane, find_scenario("xor"))
    button = pane.side.button
    qtbot.waitUntil(lambda: button.text() == "Step through")
    assert button.accessibleName() == "Step through this network"
    pane.resize(1600, 700)
    qtbot.waitUntil(lambda: button.text() == "Step through this network")


def test_names_that_are_cut_beside_the_bars_are_whole_in_the_tool_tip(qtbot, make_pane):
    pane = make_pane(2.0, (1024, 540))
    choose(qtbot, pane, find_scenario("census"))
    settled(qtbot, pane)
    lines = pane.side.comparison.toolTip().replace("\u00a0", " ").splitlines()
    assert lines[0] == "always answering no 76.4 %"
    assert lines[-1] == "C4.5, unknowns left out (UCI) 84.5 %"


@pytest.mark.parametrize("text_scale", [1.0, 1.5])
def test_a_tile_that_offers_something_is_as_high_as_the_others(qtbot, make_pane, text_scale):
    pane = make_pane(text_scale, (1280, 720))
    model, tiles = pane.model, pane.tiles.tiles
    choose(qtbot, pane, find_scenario("census"))
    model.start()
    qtbot.waitUntil(lambda: model.run.epochs_done > 0, timeout=60_000)
    model.stop()
    settled(qtbot, pane)
    tile = next(tile for tile in tiles if tile.button.isVisible())
    other = tiles[0]
    pane.activateWindow()
    for reach in (pane.setFocus, tile.button.setFocus):
        reach()
        QApplication.processEvents()
        assert tile.geometry().height() == other.geometry().height()
        assert tile.button.height() == other.value.height()
    assert tile.button.hasFocus()


@pytest.mark.parametrize(
    "size", [(800, 360), (864, 360), (958, 394), (1100, 394), (1280, 560), (800, 560)]
)
def test_the_words_of_the_progress_are_whole_when_a_run_is_over(qtbot, make_pane, size):
    pane = make_pane(1.0, size)
    choose(qtbot, pane, find_scenario("mazur-2-2-2"))
    pane.model.start()
    qtbot.waitUntil(lambda: pane.model.state == "finished", timeout=60_000)
    settled(qtbot, pane)
    for line in (pane.strip.epoch, pane.strip.run):
        caption = line.caption
        needed = caption.fontMetrics().horizontalAdvance(caption.text())
        assert not line.isVisible() or needed <= caption.width(), caption.text()


def test_the_room_of_the_scroll_bar_beside_the_samples_has_their_ground(qtbot, make_pane):
    pane = make_pane(1.0, (1280, 720))
    choose(qtbot, pane, find_scenario("mazur-2-2-2"))
    settled(qtbot, pane)
    image = pane.grab().toImage()
    right, bottom = image.width() - 2, image.height() - 2
    inside = right - pane.side.reserved - 4
    assert image.pixelColor(right, bottom) == image.pixelColor(inside, bottom)


@pytest.mark.parametrize("word", ["census", "mnist-16-16", "xor"])
@pytest.mark.parametrize("size", [(1024, 694), (1280, 646), (1600, 826)])
def test_the_tiles_of_a_run_leave_the_axes_in_sight(qtbot, make_pane, word, size):
    pane = make_pane(1.0, size)
    scenario = find_scenario(word)
    choose(qtbot, pane, scenario)
    settled(qtbot, pane)
    axes = [pane.charts.loss.plot, pane.charts.accuracy.plot]

    def are_seen():
        edge = pane._scroll.viewport().rect().bottom() + 1
        bottoms = [plot.mapTo(pane._scroll.viewport(), plot.rect().bottomLeft()) for plot in axes]
        return all(bottom.y() < edge for bottom in bottoms)

    qtbot.waitUntil(are_seen)
    names = [tile.name for tile in pane.tiles.tiles]
    qtbot.waitUntil(lambda: all(name.width() >= name.sizeHint().width() for name in names))
    height = pane.tiles.tiles[0].height()
    pane.model.set_numbers(epochs=1)
    pane.model.start()
    finish(qtbot, pane)
    qtbot.waitUntil(are_seen)
    # Nothing changes its size as the run goes on.
    assert pane.tiles.tiles[0].height() == height
