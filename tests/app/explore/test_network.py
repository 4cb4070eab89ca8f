"""The network of Explore: read, changed, frozen, cut and restored where it stands."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF

from app.explore import weight_lines
from app.explore.captions import Captions
from app.explore.network_picture import Part
from app.theme import Appearance
from engine.scenario import find_scenario, load_scenario

LONG = 120_000


def middle_of(pane, layer, unit, source):
    samples = pane.network.lines._samples[layer - 1][unit, source]
    return QPointF(*samples[len(samples) // 4])


def test_the_pointer_on_a_line_reads_its_weight(qtbot, explore):
    pane = explore()
    view, parameters = pane.network, pane.model.parameters
    found = view.part_at(middle_of(pane, 3, 0, 1))
    assert found == Part("weight", layer=3, unit=0, source=1)
    assert f"{float(parameters.weights[2][0, 1]):.4f}".lstrip("-") in view.text_of(found)
    box = view.plan.units[0][2]
    assert view.part_at(box.center()) == Part("unit", layer=1, unit=2)


def test_a_chosen_weight_is_changed_where_the_run_is_and_undone(qtbot, explore):
    pane = explore()
    model = pane.model
    qtbot.keyClick(pane, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: model.epoch == 1, timeout=LONG)
    others = model.parameters.flat.copy()
    pane.network.choose(Part("weight", layer=2, unit=1, source=3))
    pane.card.field.selectAll()
    qtbot.keyClicks(pane.card.field, "-1.25")
    qtbot.keyClick(pane.card.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: model.parameters.weights[1][1, 3] == -1.25, timeout=LONG)
    assert model.epoch == 1
    assert (model.parameters.flat != others).sum() == 1
    assert pane.network.chosen == Part("weight", layer=2, unit=1, source=3)
    model.document.undo()
    qtbot.waitUntil(lambda: np.array_equal(model.parameters.flat, others), timeout=LONG)


def test_a_unit_that_is_shown_and_goes_gives_the_map_back_to_the_output(qtbot, explore):
    pane = explore()
    units = pane.network.plan.units[0]
    assert len(units) == 4
    qtbot.mouseMove(pane.network, units[3].center().toPoint())
    qtbot.waitUntil(lambda: pane.network.part == Part("unit", layer=1, unit=3))
    unit = pane.map.grab().toImage()
    pane.map.show_unit(0, 0)
    assert pane.map.grab().toImage() != unit
    pane.map.show_unit(1, 3)
    pane.heads.heads[0].fewer.click()
    qtbot.waitUntil(lambda: len(pane.planes.maps.units[0]) == 3, timeout=LONG)
    output = pane.map.grab().toImage()
    pane.map.show_unit(1, 3)
    assert pane.map.grab().toImage() == output


def test_parts_are_found_where_they_stand_until_they_are_placed_anew(explore):
    view = explore().network
    third = view.plan.features[2].center()
    assert view.part_at(third) == Part("feature", "x^2")
    view.shows_features = False
    assert view.part_at(third) == Part("feature", "x^2")
    assert not view.grab().isNull()
    view.replan()
    assert view.features == ["x", "y"]
    assert len(view.plan.features) == 2


def test_a_chosen_unit_stays_where_a_feature_under_the_pointer_goes(explore):
    view = explore().network
    view.choose(Part("unit", layer=1, unit=2))
    view.part = Part("feature", "x^2")
    view.shows_features = False
    view.replan()
    assert (view.part, view.chosen) == (None, Part("unit", layer=1, unit=2))


def test_a_line_has_no_feature_of_the_plane(qtbot, explore):
    pane = explore()
    pane.network.choose(Part("feature", "sin y"))
    pane.model.document.open(find_scenario("explore-curve"))
    qtbot.waitUntil(lambda: pane.planes.plane.axes == 1, timeout=LONG)
    view = pane.network
    assert len(view.features) == len(view.plan.features)
    assert view.chosen is None
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.chosen is not None


def test_text_that_is_no_number_is_refused_with_a_sentence(qtbot, explore):
    pane = explore()
    before = pane.model.document.scenario
    pane.network.choose(Part("unit", layer=1, unit=0))
    pane.card.field.setFocus()
    pane.card.field.selectAll()
    qtbot.keyClicks(pane.card.field, "half")
    qtbot.keyClick(pane.card.field, Qt.Key.Key_Return)
    assert pane.window().notice.text
    assert pane.model.document.scenario is before


def test_a_weight_that_is_cut_is_drawn_no_more_and_its_unit_restores_it(qtbot, explore):
    pane = explore()
    view = pane.network
    place = middle_of(pane, 3, 0, 1)
    view.choose(view.part_at(place))
    qtbot.mouseClick(pane.card.cut, Qt.MouseButton.LeftButton)
    assert pane.model.document.scenario.layers[2].absent_weights[0, 1]
    assert view.part_at(place) != Part("weight", layer=3, unit=0, source=1)
    view.choose(Part("unit", layer=3, unit=0))
    assert pane.card.cut.text() == "Restore"
    qtbot.mouseClick(pane.card.cut, Qt.MouseButton.LeftButton)
    assert pane.model.document.scenario.layers[2].absent_weights is None
    assert view.part_at(place) == Part("weight", layer=3, unit=0, source=1)


def test_a_frozen_layer_stays_while_the_others_learn(qtbot, explore):
    pane = explore()
    model = pane.model
    pane.heads.heads[0].menu.aboutToShow.emit()
    actions = {each.text(): each for each in pane.heads.heads[0].menu.actions()}
    actions["Freeze the layer"].trigger()
    before = [each.copy() for each in model.parameters.weights]
    qtbot.keyClick(pane, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: model.epoch == 1, timeout=LONG)
    assert np.array_equal(model.parameters.weights[0], before[0])
    assert not np.array_equal(model.parameters.weights[1], before[1])


def test_units_and_layers_come_and_go_with_the_buttons_and_the_title_follows(qtbot, explore):
    pane = explore()
    document = pane.model.document
    qtbot.mouseClick(pane.heads.heads[0].more, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pane.layers.more, Qt.MouseButton.LeftButton)
    assert document.scenario.sizes == (2, 5, 2, 2, 1)
    assert document.scenario.title == "Circle, 5-2-2 tanh"
    qtbot.mouseClick(pane.layers.fewer, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pane.heads.heads[1].fewer, Qt.MouseButton.LeftButton)
    assert document.scenario.sizes == (2, 5, 1, 1)
    assert len(pane.network.plan.units) == 3
    assert [head.isVisible() for head in pane.heads.heads] == [True, True, True, False]


def test_a_run_that_leaves_the_numbers_says_why_and_what_to_try(qtbot, explore):
    pane = explore("explore-plane")
    pane.model.document.edit(lambda it: it.with_learning_rate(1e6))
    qtbot.keyClick(pane, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(pane.model.problem), timeout=LONG)
    assert pane.window().notice.text == pane.model.problem
    assert "learning rate" in pane.model.problem


def test_starting_from_here_saves_the_weights_that_have_been_learned(qtbot, explore, tmp_path):
    pane = explore()
    model, window, path = pane.model, pane.window(), tmp_path / "lesson.toml"
    qtbot.keyClick(pane, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: model.epoch == 1, timeout=LONG)
    learned = model.parameters.flat.copy()
    qtbot.mouseClick(pane.time.start_here, Qt.MouseButton.LeftButton)
    window.files.choose_file = lambda *_: str(path)
    qtbot.mouseClick(pane.hidden.save, Qt.MouseButton.LeftButton)
    saved = load_scenario(path)
    assert saved.layers[0].weights == pytest.approx(learned[:8].reshape(4, 2), abs=1e-7)
    qtbot.keyClick(pane, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: model.updates == 0, timeout=LONG)
    assert np.allclose(model.parameters.flat, learned)


def test_lines_may_lag_while_weights_change_and_are_exact_once_they_rest(explore, monkeypatch):
    pane = explore()
    lines, place = pane.network.lines, (pane.network.size(), 1.0)
    parameters = pane.model.parameters
    other = parameters.copy()
    other.weights[0][:] = -other.weights[0]
    monkeypatch.setattr(weight_lines, "LAG_SECONDS", 1e9)
    drawn = lines.picture(parameters, place, lags=False).toImage()
    assert lines.picture(other, place, lags=True).toImage() == drawn
    exact = lines.picture(other, place, lags=False).toImage()
    assert exact != drawn
    monkeypatch.setattr(weight_lines, "LAG_SECONDS", 0.0)
    assert lines.picture(parameters, place, lags=True).toImage() == drawn


def test_biases_are_as_wide_as_text_is_elsewhere(qapp):
    font = Appearance("light", 1.0).font(12)
    for text in ("b −0.25", "+1e+04", "+nan"):
        elsewhere = QFontMetricsF(font).horizontalAdvance(text)
        assert Captions(font).width(text) == pytest.approx(elsewhere, abs=0.1 * elsewhere)
