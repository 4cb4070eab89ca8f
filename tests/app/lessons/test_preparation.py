"""What is made ready before anybody waits for it, and that it is made once."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.formula import forget_layouts, preload
from app.formula.typesetter import Typesetter
from app.graph.plan import planner
from app.lessons.pane import LessonsPane
from app.lessons.picture import PicturePane, Shown
from app.lessons.preparation import Preparation
from app.maps.ground import Ground
from app.maps.plane_picture import PlanePicture
from app.maps.plane_points import PlanePoints
from app.widgets.settling import held
from engine.training.planes import Plane


class LaidOut:
    """What mathtext laid out beforehand and while it was waited for."""

    def __init__(self) -> None:
        self.before: list[str] = []
        self.late: list[str] = []
        self.is_before = False

    def add(self, latex: str) -> None:
        """Note a text."""
        (self.before if self.is_before else self.late).append(latex)


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> LaidOut:
    """Return what mathtext lays out from now on, of which it knows nothing but what all need."""
    noted = LaidOut()
    lay_out, go_on = Typesetter._laid_out, Preparation._go_on

    def watched(typesetter: Typesetter, latex: str) -> object:
        noted.add(latex)
        return lay_out(typesetter, latex)

    def preparation(each: Preparation) -> None:
        noted.is_before = True
        go_on(each)
        noted.is_before = False

    monkeypatch.setattr("app.formula.run._composer", None)
    forget_layouts()
    preload()
    monkeypatch.setattr(Typesetter, "_laid_out", watched)
    monkeypatch.setattr(Preparation, "_go_on", preparation)
    return noted


def is_ready(pane: LessonsPane) -> bool:
    """Whether all that was to be made ready is."""
    rules = pane.page.rules
    asked = len(rules._asked) == len(rules._rules) == rules._seen
    return asked and pane._preparation.is_resting and pane.page._preparation.is_resting


def test_pieces_are_done_in_turns_and_left_for_others(qtbot: QtBot) -> None:
    parent = QObject()
    preparation, done = Preparation(parent), []

    def pieces(name: str, count: int) -> Iterator[None]:
        for at in range(count):
            done.append(f"{name}{at}")
            yield

    preparation.begin(pieces("first", 3), 0)
    assert not done
    qtbot.waitUntil(lambda: preparation.is_resting)
    assert done == ["first0", "first1", "first2"]
    preparation.begin(pieces("second", 1), 0)
    preparation.begin(pieces("third", 1), 0)
    qtbot.waitUntil(lambda: preparation.is_resting)
    assert done[3:] == ["third0"]
    preparation.begin(pieces("fourth", 1), 0)
    preparation.stop()
    assert preparation.is_resting
    qtbot.wait(10)
    assert done[3:] == ["third0"]


def test_what_is_begun_meanwhile_takes_the_place_of_the_rest(qtbot: QtBot) -> None:
    parent = QObject()
    preparation, done = Preparation(parent), []

    def slow() -> Iterator[None]:
        preparation.begin(iter([done.append("other")]), 0)
        sum(range(1_000_000))
        yield
        done.append("rest")

    preparation.begin(slow(), 0)
    qtbot.waitUntil(lambda: preparation.is_resting)
    assert done == ["other"]


@pytest.mark.parametrize("word", ["partial", "expressions", "sleep-study"])
def test_no_mathematics_is_set_while_a_scene_changes(
    word: str, qtbot: QtBot, pane: LessonsPane, laid_out: LaidOut
) -> None:
    pane.gallery.card(word).pointed.emit()
    qtbot.waitUntil(lambda: is_ready(pane), timeout=120_000)
    pane.gallery.card(word).click()
    while not pane.model.at_end:
        QApplication.processEvents()
        qtbot.waitUntil(lambda: is_ready(pane), timeout=120_000)
        pane.model.forward()
    assert laid_out.late == []
    assert laid_out.before


def test_a_lesson_is_drawn_once_as_it_is_opened(
    pane: LessonsPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: is_ready(pane), timeout=120_000)
    drawn: list[str] = []

    def watched(each: type[PicturePane]) -> Callable[[PicturePane, Shown], None]:
        show = each.show_picture

        def show_picture(made: PicturePane, shown: Shown) -> None:
            drawn.append(f"{shown.setting.kind.id} {made.width()}")
            show(made, shown)

        return show_picture

    for made in pane.page._panes.values():
        monkeypatch.setattr(type(made), "show_picture", watched(type(made)))
    for word in ("partial", "how-wrong", "bias"):
        drawn.clear()
        pane.gallery.card(word).click()
        kind = pane.model.setting.kind.id
        assert drawn == [f"{kind} {pane.page.pictures.width()}"]
        pane.show_gallery()


def test_a_graph_is_planned_once_for_the_size_that_it_has(pane: LessonsPane, qtbot: QtBot) -> None:
    for word in ("sleep-study", "one-datum"):
        pane.show_gallery()
        qtbot.waitUntil(lambda: is_ready(pane), timeout=120_000)
        before = planner.plan_network.cache_info().misses
        pane.gallery.card(word).click()
        for _ in range(5):
            qtbot.wait(1)
        assert planner.plan_network.cache_info().misses - before <= 1, word


def test_nothing_is_laid_out_while_a_widget_is_held(pane: LessonsPane) -> None:
    pane.gallery.card("partial").click()
    pane.model.go_to(1)
    QApplication.processEvents()
    side = pane.page.side
    before = side.answering.geometry()
    with held(side._body):
        side.place.setText("One line.\n" * 9)
        side.revealed.show()
        assert side.answering.geometry() == before
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    assert side.answering.geometry().top() > before.top()


def test_maps_side_by_side_have_their_points_drawn_once(
    pane: LessonsPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    paint = PlanePoints._paint

    def watched(
        points: PlanePoints, painter: QPainter, plane: Plane, ground: Ground, shows_all: bool
    ) -> None:
        drawn.append(plane)
        paint(points, painter, plane, ground, shows_all)

    monkeypatch.setattr(PlanePoints, "_paint", watched)
    monkeypatch.setattr("app.maps.plane_points._DRAWN", {})
    pane.gallery.card("hidden-layers").click()
    pane.model.go_to(2)
    pane.model.forward()
    QApplication.processEvents()
    drawn.clear()
    shown = [each for each in pane.page.findChildren(PlanePicture) if each.isVisible()]
    monkeypatch.setattr("app.maps.plane_points._DRAWN", {})
    for each in shown:
        each._points.forget()
        each.grab()
    assert len(shown) > 1
    assert len({each.size().toTuple() for each in shown}) == 1
    assert len(drawn) == 1
