"""Runs in a lesson: they play, wait, come again, and end with their scene."""

from itertools import combinations

import pytest
from lesson_files import HEAD
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.lessons.pane import LessonsPane
from app.lessons.runs.curves import apart
from app.lessons.runs.pane import RunPane
from app.models import lesson_runs
from engine.lessons import kinds
from engine.lessons.library import find_lesson
from engine.lessons.reading import parse_lesson

LESSON = f"""{HEAD}
[[scenes]]
text = "From [[start, 4]] to [[loss1, 6]]."
picture = {{ kind = "runs", epochs = 37, runs = [
    {{ name = "a", training.learning_rate = 0.4 }},
    {{ name = "b", training.learning_rate = 0.7 }}] }}
[scenes.ask]
question = "To what does b come?"
number = "loss2"
tolerance = 0.001
[scenes.reveal]
text = "To [[loss2, 6]]."

[[scenes]]
text = "Yours: [[ownloss, 6]]."
picture = {{ rate = 0.3 }}
move = ["rate"]
"""


@pytest.fixture(autouse=True)
def _quick_and_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson_runs, "SECONDS", 0.2)
    from engine.lessons.running import run_of

    run_of.cache_clear()


def begun(pane: LessonsPane, qtbot: QtBot) -> RunPane:
    lesson = parse_lesson(LESSON, "l.toml")
    # Pictures of an earlier test have runs of their own.
    kinds._picture.cache_clear()
    pane._begin(lesson)
    shown = pane.page.pictures.currentWidget()
    assert isinstance(shown, RunPane)
    qtbot.waitUntil(lambda: len(shown.plot.layers) > 2, timeout=60_000)
    return shown


def done(pane: LessonsPane, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: pane.page.runs.state == "", timeout=60_000)


def test_a_picture_fills_and_its_values_come(qtbot: QtBot, pane: LessonsPane) -> None:
    shown = begun(pane, qtbot)
    pane.page.runs.run_again()
    pane.model.moved.emit()
    assert "…" in pane.page.side.words.text()
    done(pane, qtbot)
    assert "…" not in pane.page.side.words.text()
    assert {"train a", "train b", "name a", "name b"} <= shown.plot.layers.keys()
    assert len(shown.plot.layers["train a"].x) == 38
    before = dict(pane.model.values)
    pane.model.go_to(1)
    done(pane, qtbot)
    assert "name yours" in shown.plot.layers
    pane.model.go_to(0)
    # What was trained is there at once.
    assert pane.page.runs.state == ""
    assert pane.model.values["loss2"] == before["loss2"]


def test_an_answer_is_judged_when_its_value_is_there(qtbot: QtBot, pane: LessonsPane) -> None:
    begun(pane, qtbot)
    pane.model.answer((0.5,))
    revealed = pane.page.side.revealed
    assert pane.model.revealed
    if pane.page.runs.state:
        assert pane.model.verdict is None
        assert revealed.head.text() == ""
    done(pane, qtbot)
    assert pane.model.verdict is not None
    assert not pane.model.verdict.right
    assert revealed.head.text().startswith("✗ You said 0.5. It is 0.0")


def test_what_is_typed_stays_when_values_come(qtbot: QtBot, pane: LessonsPane) -> None:
    begun(pane, qtbot)
    field = pane.page.side.answering.fields[0]
    qtbot.keyClicks(field, "0.25")
    done(pane, qtbot)
    assert field.text() == "0.25"


def test_runs_wait_and_go_on_and_come_again(qtbot: QtBot, pane: LessonsPane) -> None:
    shown = begun(pane, qtbot)
    qtbot.mouseClick(shown.play, Qt.MouseButton.LeftButton)
    run = next(iter(pane.model.setting.picture().runs.values()))
    if pane.page.runs.state:
        reached = len(run.points)
        assert shown.play.text() == "Go on"
        qtbot.wait(60)
        assert len(run.points) == reached
        qtbot.mouseClick(shown.play, Qt.MouseButton.LeftButton)
    done(pane, qtbot)
    points = list(run.points)
    qtbot.mouseClick(shown.again, Qt.MouseButton.LeftButton)
    assert pane.page.runs.state == "running"
    done(pane, qtbot)
    assert [point[:2] for point in run.points] == [point[:2] for point in points]


def test_leaving_ends_what_is_trained_and_coming_back_begins_it(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    begun(pane, qtbot)
    pane.show_gallery()
    assert pane.page.runs.state == ""
    pane.setCurrentWidget(pane.page)
    done(pane, qtbot)
    assert pane.model.values["loss1"] > 0.0


def test_a_rate_that_is_moved_is_trained(qtbot: QtBot, pane: LessonsPane) -> None:
    begun(pane, qtbot)
    done(pane, qtbot)
    pane.model.go_to(1)
    done(pane, qtbot)
    before = pane.model.values["ownloss"]
    for rate in (0.5, 0.9, 1.4):
        pane.model.move("rate", rate)
    done(pane, qtbot)
    assert pane.model.values["ownloss"] < before
    pane.model.as_it_was()
    assert pane.model.values["ownloss"] == before


def test_names_stand_apart_and_within() -> None:
    assert apart([0.1, 0.1, 0.9], 0.2, 0.0, 1.0) == pytest.approx([0.1, 0.3, 0.9])
    assert apart([0.95, 1.0], 0.2, 0.0, 1.0) == pytest.approx([0.7, 0.9])


def test_maps_fill_and_keep_their_place(qtbot: QtBot, pane: LessonsPane) -> None:
    opened = find_lesson("hidden-layers")
    kinds._picture.cache_clear()
    pane._begin(opened)
    shown = pane.page.pictures.currentWidget()
    assert isinstance(shown, RunPane)
    tile = shown.tiles.tiles[0]
    assert tile.planes.plane is not None
    assert tile.planes.maps is None
    assert not shown.plot.isVisible()
    # With nothing beside it, it stands in the middle.
    qtbot.wait(1)
    left = tile.mapTo(shown, QPoint()).x()
    assert abs(left + tile.width() / 2 - shown.width() / 2) <= 2
    pane.model.go_to(1)
    pane.model.forward()
    done(pane, qtbot)
    visible = [each for each in shown.tiles.tiles if each.isVisible()]
    assert [each.name.text() for each in visible] == ["none", "2 units", "3 units"]
    for each in visible:
        assert each.planes.maps is not None
        assert each.picture.width() == each.picture.height() > 150
        assert each.caption.text().endswith("%")
    assert visible[2].caption.text().startswith("0 % wrong")
    # Known from the start, they are drawn before the plot has its place below the maps.
    pane.model.go_to(1)
    pane.model.forward()
    qtbot.waitUntil(lambda: shown.plot.area.height() < 150)
    tops = [shown.plot.box_of(f"name {each.name.text()}").top() for each in visible]
    assert min(abs(one - other) for one, other in combinations(tops, 2)) > 15
    pane.model.go_to(2)
    # The points of another scene are no points of the last one.
    assert tile.planes.maps is None
    assert tile.planes.plane.spec.generator == "xor"


@pytest.mark.parametrize(
    ("lesson", "scene", "layers"),
    [
        ("overfitting", 1, {"trained on", "held out", "name held out"}),
        ("overfitting", 2, {"train 30, 30", "held out 30, 30", "best 30, 30"}),
        ("overfitting", 3, {"held out fold 5", "error fold 1", "error fold 5"}),
        ("regularisation", 1, {"weights plain", "weights L1", "named 0", "last"}),
    ],
)
def test_ends_best_epochs_folds_and_columns_are_drawn(
    qtbot: QtBot, pane: LessonsPane, lesson: str, scene: int, layers: set[str]
) -> None:
    pane._begin(find_lesson(lesson))
    pane.model.go_to(scene)
    pane.model.forward()
    done(pane, qtbot)
    shown = pane.page.pictures.currentWidget()
    assert isinstance(shown, RunPane)
    qtbot.waitUntil(lambda: layers <= shown.plot.layers.keys())
    assert pane.grab().width() == 1280


def test_the_list_of_inputs_stands_beside_their_points(qtbot: QtBot, pane: LessonsPane) -> None:
    pane._begin(find_lesson("regularisation"))
    pane.model.go_to(1)
    pane.model.forward()
    done(pane, qtbot)
    shown = pane.page.pictures.currentWidget()
    assert isinstance(shown, RunPane)
    plot = shown.plot
    for width in (1280, 1024):
        pane.resize(width, 660)
        qtbot.wait(1)
        last = plot.pixel(float(max(plot.layers["weights L1"].x)), 0.0).x()
        for rank in range(8):
            box = plot.box_of(f"named {rank}")
            assert box.left() >= last - 6
            assert box.right() <= plot.area.right() + 6


def test_masks_change_from_batch_to_batch(qtbot: QtBot, pane: LessonsPane) -> None:
    kinds._picture.cache_clear()
    pane._begin(find_lesson("regularisation"))
    pane.model.go_to(2)
    shown = pane.page.pictures.currentWidget()
    assert isinstance(shown, RunPane)
    qtbot.waitUntil(lambda: len(shown.images.rows) == 2, timeout=60_000)
    first = shown.images.rows["half are left out"]
    done(pane, qtbot)
    assert (first.rows != shown.images.rows["half are left out"].rows).any()
    assert not shown.plot.isVisible()
    assert shown.images.isVisible()
