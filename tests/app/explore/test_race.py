"""Racing optimisers: begun, changed, drawn and ended with the mouse and with keys."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.explore.race_rows import RACING
from app.explore.score_curves import TRAINING
from app.models.exploring import ANEW
from app.models.exploring_run import Entry
from app.theme import DARK, LIGHT

LONG = 120_000


def click(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def race(qtbot, pane, count=1):
    for _ in range(count):
        click(qtbot, pane.curves.race_link)
    qtbot.waitUntil(lambda: all(racer.scores for racer in pane.model.racers), timeout=LONG)


def learn(qtbot, pane, epochs=3):
    for _ in range(epochs):
        before = pane.model.epoch
        qtbot.keyClick(pane, Qt.Key.Key_Right)
        qtbot.waitUntil(
            lambda: pane.model.epoch > before and not pane.model.is_moving,  # noqa: B023
            timeout=LONG,
        )


def test_a_click_lets_another_optimiser_race_and_a_second_one_more(qtbot, explore):
    pane = explore()
    learn(qtbot, pane)
    race(qtbot, pane)
    (row, other), model = pane.curves.race.rows, pane.model
    assert row.isVisible()
    assert not other.isVisible()
    assert (row.choice.text(), row.rate.text()) == ("Adam", "0.01")
    race(qtbot, pane)
    assert other.choice.text() == "Momentum"
    assert not pane.curves.race_link.isVisible()
    learn(qtbot, pane, 1)
    pane.curves.draw()
    for number, racer in enumerate(model.racers):
        line = pane.curves.plot.layers[f"racer {number}"]
        assert line.x.tolist() == [0, 1, 2, 3, 4]
        assert line.y[-1] == racer.scores.train_loss
        loss = f"{racer.scores.train_loss:.4f}"
        assert loss in pane.curves.race.rows[number].score.text()
    assert pane.curves.training.text().startswith("SGD ")
    click(qtbot, row.end)
    assert not row.isVisible()
    assert pane.curves.race_link.isVisible()
    click(qtbot, other.end)
    pane.curves.draw()
    assert not any(name.startswith("racer") for name in pane.curves.plot.layers)
    assert pane.curves.training.text().startswith("training ")


def test_a_racer_has_another_rate_by_keys_and_what_cannot_be_is_said(qtbot, explore):
    pane = explore()
    race(qtbot, pane)
    row, model = pane.curves.race.rows[0], pane.model
    row.rate.setFocus()
    row.rate.selectAll()
    qtbot.keyClicks(row.rate, "0.5")
    qtbot.keyClick(row.rate, Qt.Key.Key_Return)
    assert model.entries == {0: Entry("adam", 0.5)}
    for wrong in ("-1", "fast"):
        row.rate.selectAll()
        qtbot.keyClicks(row.rate, wrong)
        qtbot.keyClick(row.rate, Qt.Key.Key_Return)
        assert pane.window().notice.text
        pane.window().notice.dismiss()
        assert model.entries == {0: Entry("adam", 0.5)}
        assert row.rate.text() == "0.5"


def test_any_optimiser_is_chosen_with_its_usual_rate(qtbot, explore):
    pane = explore()
    race(qtbot, pane)
    row = pane.curves.race.rows[0]
    row.menu.aboutToShow.emit()
    names = {action.text(): action for action in row.menu.actions()}
    assert names["Adam"].isChecked()
    names["RMSprop"].trigger()
    assert pane.model.entries == {0: Entry("rmsprop", 0.01)}
    names["SGD"].trigger()
    assert row.choice.text() == "SGD"


def test_an_edit_of_the_network_begins_the_race_anew_and_says_so(qtbot, explore):
    pane = explore()
    race(qtbot, pane)
    learn(qtbot, pane, 2)
    pane.editor.add_units(1, 1)
    assert pane.window().notice.text == ANEW
    qtbot.waitUntil(lambda: all(racer.scores for racer in pane.model.racers), timeout=LONG)
    (racer,) = pane.model.racers
    assert racer.parameters.layout.scenario.sizes[1] == 5
    assert np.array_equal(racer.parameters.flat, pane.model.parameters.flat)
    pane.model.document.undo()
    qtbot.waitUntil(lambda: pane.model.epoch == 2, timeout=LONG)
    assert pane.model.racers[0].updates == pane.model.updates


def test_the_ways_of_all_are_on_the_surface(qtbot, explore):
    pane = explore()
    click(qtbot, pane.curves.surface)
    surfaces = pane.surface._model
    qtbot.waitUntil(lambda: surfaces.surface is not None, timeout=LONG)
    assert surfaces.surface.steps
    race(qtbot, pane, 2)
    learn(qtbot, pane)
    qtbot.waitUntil(
        lambda: (
            {number: len(way) for number, way in surfaces.surface.others.items()} == {0: 4, 1: 4}
        ),
        timeout=LONG,
    )
    made = surfaces.surface
    assert not made.steps
    assert np.allclose(made.others[0][0], made.path[0])
    for racer in pane.model.racers:
        end = made.plane.coordinates(racer.parameters.flat[None].astype(float))
        assert np.allclose(made.others[racer.number][-1], end)
    picture = pane.surface.view.grab().toImage()
    racing = {RACING[number].colour_in(LIGHT).rgb() for number in (0, 1)}
    seen = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert racing <= seen


def test_a_scenario_can_hide_the_race(qtbot, explore):
    pane = explore()
    race(qtbot, pane)
    pane.hidden._hiding.toggle("race")
    assert not pane.curves.race_link.isVisible()
    assert not pane.curves.race.isVisible()
    assert not pane.model.entries
    click(qtbot, pane.hidden.all)
    assert pane.curves.race_link.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_rows_and_curves_share_the_room(qtbot, explore, scale):
    pane = explore()
    race(qtbot, pane, 2)
    window, curves = pane.window(), pane.curves
    window.appearance.set_text_scale(scale)
    for size in [(1024, 768), (1280, 720), (1600, 900)]:
        window.resize(*size)
        for _ in range(4):
            QApplication.processEvents()
        for row in curves.race.rows:
            shown = [row.choice, row.rate, row.score, row.end]
            assert all(row.rect().contains(widget.geometry()) for widget in shown), (size, scale)
            width = row.score.fontMetrics().horizontalAdvance(row.score.text())
            assert width <= row.score.width(), (size, scale)
            assert row.score.text() or scale == 2.0, (size, scale)
        assert curves.rect().contains(curves.race.geometry()), (size, scale)
        if curves.plot.isVisible():
            assert curves.plot.height() >= 2.5 * curves.title.height(), (size, scale)


MATRICES = {
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritanopia": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
"""Linear light as it is seen so (Machado, Oliveira and Fernandes, 2009, table 1)."""


def lab(colour, matrix):
    light = np.array(colour.getRgbF()[:3])
    light = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(matrix) @ light, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.array(to_xyz) @ seen / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", MATRICES)
def test_lines_are_distinguished_by_the_colour_blind(theme, kind):
    looks = (TRAINING, *RACING)
    assert len({look.dash for look in looks}) == len(looks)
    seen = [lab(look.colour_in(theme), MATRICES[kind]) for look in looks]
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(one - other) > 20
