"""Points of a person's own: set, moved and removed with the mouse, each time undoably."""

import pytest
from PySide6.QtCore import QPoint, Qt

from engine.scenario.reading import parse_scenario
from engine.scenario.writing import dump_scenario


def spec_of(pane):
    return pane.model.document.scenario.dataset


@pytest.fixture
def own(qtbot, explore):
    pane = explore()
    qtbot.mouseClick(pane.data.own_points, Qt.MouseButton.LeftButton)
    assert spec_of(pane).generator == "points"
    assert len(spec_of(pane).points) == 40
    qtbot.mouseClick(pane.tools.buttons[-1], Qt.MouseButton.LeftButton)
    assert len(spec_of(pane).points) == 2
    return pane


def click(qtbot, pane, place, button=Qt.MouseButton.LeftButton):
    qtbot.mouseClick(pane.map, button, pos=pane.map.pixel(*place).toPoint())


def test_a_click_sets_a_point_of_the_class_that_is_held(qtbot, own):
    click(qtbot, own, (5.0, 5.0))
    assert len(spec_of(own).points) == 2
    assert own.readout.at == pytest.approx((5.0, 5.0), abs=0.05)
    blue = next(button for button in own.tools.buttons if button.text() == "blue")
    qtbot.mouseClick(blue, Qt.MouseButton.LeftButton)
    click(qtbot, own, (-5.0, 4.0))
    click(qtbot, own, (-4.0, 5.0))
    points = spec_of(own).points
    assert len(points) == 4
    assert points[-2] == pytest.approx((-5.0, 4.0, 1.0), abs=0.05)
    own.model.document.undo()
    assert spec_of(own).points == points[:3]


def test_a_point_is_dragged_elsewhere_and_removed(qtbot, own):
    qtbot.mouseClick(own.tools.buttons[1], Qt.MouseButton.LeftButton)
    first = spec_of(own).points[0]
    start, end = own.map.pixel(*first[:2]).toPoint(), own.map.pixel(-5.0, -5.0).toPoint()
    qtbot.mousePress(own.map, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(own.map, end)
    qtbot.mouseRelease(own.map, Qt.MouseButton.LeftButton, pos=end)
    assert spec_of(own).points[0] == pytest.approx((-5.0, -5.0, first[-1]), abs=0.05)
    assert len(spec_of(own).points) == 2
    click(qtbot, own, (-5.0, -5.0), Qt.MouseButton.RightButton)
    assert len(spec_of(own).points) == 1
    qtbot.mouseClick(own.map, Qt.MouseButton.RightButton, pos=QPoint(3, 3))
    assert len(spec_of(own).points) == 1


def test_on_a_line_the_height_of_a_click_is_the_value(qtbot, explore):
    pane = explore("explore-curve")
    qtbot.mouseClick(pane.data.own_points, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pane.tools.buttons[1], Qt.MouseButton.LeftButton)
    before = len(spec_of(pane).points)
    click(qtbot, pane, (5.9, -0.9))
    assert len(spec_of(pane).points) == before + 1
    assert spec_of(pane).points[-1] == pytest.approx((5.9, -0.9), abs=0.05)


def test_own_points_and_what_is_hidden_are_written_and_read_back(qtbot, own):
    own.hidden.menu.aboutToShow.emit()
    action = next(each for each in own.hidden.menu.actions() if each.text() == "noise")
    action.trigger()
    scenario = own.model.document.scenario
    again = parse_scenario(dump_scenario(scenario), "again")
    assert again.dataset == scenario.dataset
    assert again.hide == ("noise",)


def test_what_the_scenario_hides_is_not_seen_until_all_is_asked_for(qtbot, explore):
    pane = explore()
    model = pane.model
    number = model.run.number
    assert pane.data.noise.isVisible()
    for part in ("noise", "formula", "loss curves", "features", "timeline", "accuracy"):
        pane.hidden._hiding.toggle(part)
    assert model.run.number == number
    for widget in (pane.data.noise, pane.readout.today, pane.curves.plot, pane.time.line):
        assert not widget.isVisible()
    assert pane.network.features == ["x", "y"]
    assert "noise" in pane.hidden.words.text()
    qtbot.mouseClick(pane.hidden.all, Qt.MouseButton.LeftButton)
    for widget in (pane.data.noise, pane.curves.plot, pane.time.line):
        assert widget.isVisible()
    assert len(pane.network.features) == 7
    assert model.document.scenario.hide


def test_two_columns_of_a_table_become_points(qtbot, explore, tmp_path):
    path = tmp_path / "leaves.csv"
    rows = (f"{k},{k * 0.5 + (k % 3)},{['ash', 'oak', 'elm'][k % 3]}" for k in range(60))
    path.write_text("\n".join(["length,width,tree", *rows]) + "\n", encoding="utf-8")
    pane = explore()
    page = pane.window().explore_page
    page.choose_table = lambda: str(path)
    qtbot.mouseClick(pane.data.own_table, Qt.MouseButton.LeftButton)
    dialog = page.dialog
    assert (dialog.across.currentText(), dialog.up.currentText()) == ("length", "width")
    assert dialog.target.currentText() == "tree"
    dialog.accept()
    spec = spec_of(pane)
    assert (spec.generator, spec.columns, spec.size) == ("table", ("length", "width"), 60)
    assert pane.planes.plane.classes == 3
    assert len(pane.model.document.scenario.layers[-1].units) == 3
    assert abs(pane.planes.plane.points).max() == pytest.approx(5.0)


def test_a_table_without_numbers_says_what_is_missing(qtbot, explore, tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("a,b\nred,yes\nblue,no\n" * 9, encoding="utf-8")
    pane = explore()
    page, before = pane.window().explore_page, pane.model.document.scenario
    page.choose_table = lambda: str(path)
    qtbot.mouseClick(pane.data.own_table, Qt.MouseButton.LeftButton)
    assert "words.csv" in pane.window().notice.text
    assert pane.model.document.scenario is before
