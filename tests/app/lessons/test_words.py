"""Words in the window: clicked, trained while they move, and a pair opened in the stepper."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from pytestqt.qtbot import QtBot

from app.lessons.pane import LessonsPane
from app.lessons.words import base
from app.lessons.words.pane import WordPane
from app.lessons.words.plan import grid_of, place_labels
from app.window.main_window import MainWindow
from engine.lessons.library import find_lesson
from engine.lessons.sentences import words
from engine.lessons.skip_gram import EPOCHS
from engine.network.parameters import initial_parameters

LESSON = "words-as-vectors"
SENTENCE, ONE_HOT, NETWORK, MAP, NEAR, SUM, PAIR = 0, 1, 2, 4, 5, 6, 7


@pytest.fixture
def pane(pane: LessonsPane) -> LessonsPane:
    pane.gallery.card(LESSON).click()
    return pane


def shown(pane: LessonsPane, scene: int) -> WordPane:
    """Go to a scene and return what shows it, drawn."""
    pane.model.go_to(scene)
    widget = pane.page.pictures.currentWidget()
    assert isinstance(widget, WordPane)
    widget.grab()
    return widget


def click(qtbot: QtBot, widget: WordPane, number: int) -> None:
    """Click a word of the drawing."""
    view = widget._stack.currentWidget()
    area = dict(view._places)[number]  # type: ignore[attr-defined]
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=area.center().toPoint())


def test_a_word_of_the_sentence_becomes_the_centre(qtbot: QtBot, pane: LessonsPane) -> None:
    widget = shown(pane, SENTENCE)
    click(qtbot, widget, 4)
    assert pane.model.values["centre"] == 4.0
    assert pane.model.values["context"] == 4.0
    pane.model.as_it_was()
    assert pane.model.values["centre"] == 9.0


@pytest.mark.parametrize("size", [(800, 600), (1024, 700)])
@pytest.mark.parametrize("scene", [SENTENCE, ONE_HOT, NETWORK, NEAR, PAIR])
def test_no_word_is_cut_where_letters_are_large(
    pane: LessonsPane, monkeypatch: pytest.MonkeyPatch, scene: int, size: tuple[int, int]
) -> None:
    drawn: list[tuple[str, float, float]] = []

    class Recording(QPainter):
        def drawText(  # noqa: N802 - Qt's own
            self, area: QRectF, flags: Qt.AlignmentFlag, text: str
        ) -> None:
            width = max(map(QFontMetricsF(self.font()).horizontalAdvance, text.split("\n")))
            left = area.left()
            if flags & Qt.AlignmentFlag.AlignRight:
                left = area.right() - width
            elif flags & Qt.AlignmentFlag.AlignHCenter:
                left = area.center().x() - width / 2
            drawn.append((text, left, left + width))
            super().drawText(area, flags, text)

    monkeypatch.setattr(base, "QPainter", Recording)
    pane.page._appearance.set_presenting(True)
    pane.resize(*size)
    widget = shown(pane, scene)
    pane.model.forward()
    drawn.clear()
    widget.grab()
    view = widget._stack.currentWidget()
    assert drawn
    for text, left, right in drawn:
        assert left >= -1.0, text
        assert right <= view.width() + 1.0, text
    if scene == ONE_HOT:
        halves = list(zip(drawn[::2], drawn[1::2], strict=True))
        assert all(word[2] < number[1] for word, number in halves)


@pytest.mark.parametrize("scene", [ONE_HOT, NETWORK])
def test_another_word_goes_in(qtbot: QtBot, pane: LessonsPane, scene: int) -> None:
    widget = shown(pane, scene)
    number = next(
        at for at, _ in widget._stack.currentWidget()._places if words().vocabulary[at] != "cat"
    )
    click(qtbot, widget, number)
    assert pane.model.setting.keys["word"] == words().vocabulary[number]


def test_a_scene_that_lets_no_word_be_chosen_takes_no_click(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    widget = shown(pane, MAP)
    click(qtbot, widget, words().vocabulary.index("dog"))
    assert pane.model.is_as_it_was


def test_a_map_without_room_draws_no_points(pane: LessonsPane) -> None:
    view = shown(pane, MAP)._stack.currentWidget()
    pane.model.forward()
    # Now with a legend below.
    view.setMinimumSize(1, 1)
    view.resize(600, 20)
    view.grab()
    assert not view._places  # type: ignore[attr-defined]


def test_the_reveal_trains_and_the_points_move(qtbot: QtBot, pane: LessonsPane) -> None:
    widget = shown(pane, MAP)
    assert widget.status.text().startswith("Before training")
    before = widget.training.layouts("")[0]
    pane.model.forward()
    seen: set[float] = set()

    def is_there() -> bool:
        seen.add(widget._epoch)
        return widget._epoch == EPOCHS

    qtbot.waitUntil(is_there, timeout=120_000)
    assert any(epoch % 1.0 > 0.0 for epoch in seen)
    assert np.abs(widget.training.layouts("")[-1] - before).max() > 0.2
    assert widget.status.text().startswith(f"Epoch {EPOCHS} of {EPOCHS}, loss 2.6")
    # Back through the epochs, at once.
    pane.model.go_to(NEAR)
    pane.model.move("epochs", 3)
    assert widget._epoch == 3.0
    pane.model.move("epochs", EPOCHS)
    assert widget._epoch == EPOCHS
    pane.model.forward()
    widget.grab()
    name = widget.views["map"].accessibleName()
    assert [word for word in words().groups["tools"] if f" {word} 0.9" in name or word in name]
    click(qtbot, widget, words().vocabulary.index("dog"))
    assert pane.model.setting.keys["word"] == "dog"
    pane.model.go_to(SUM)
    pane.model.forward()
    widget.grab()
    assert "queen 0.9" in widget.views["map"].accessibleName()


def test_a_pair_is_stepped_through_with_the_trained_weights(
    qtbot: QtBot, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window("mazur-2-2-2")
    window.set_mode("lessons")
    window.lessons_page.pane._choose(find_lesson(LESSON))
    widget = shown(window.lessons_page.pane, PAIR)
    assert not widget.step.isEnabled()
    qtbot.waitUntil(lambda: len(widget.training.epochs) > EPOCHS, timeout=120_000)
    qtbot.waitUntil(widget.step.isEnabled)
    qtbot.mouseClick(widget.step, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert window.modes.present.name == "step"
    scenario = window.stepper.document.scenario
    assert scenario.title == "cat → eats"
    weights = initial_parameters(scenario).weights
    last = widget.training.epochs[EPOCHS]
    assert (weights[0] == last.inner.T).all()
    assert (weights[1] == last.outer).all()
    eats = words().vocabulary.index("eats")
    chance = last.probabilities(words().vocabulary.index("cat"))[eats]
    assert window.stepper.session.trace.loss == pytest.approx(-np.log(chance))
    window.lessons_page.shutdown()


# Where words stand ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_labels_lie_on_no_other_where_there_is_room(seed: int) -> None:
    draw = np.random.default_rng(seed)
    middles = np.array([[x, y] for x in (130.0, 350.0, 570.0) for y in (150.0, 450.0)])
    points = (middles[:, None] + draw.normal(0.0, 22.0, size=(6, 7, 2))).reshape(-1, 2)
    sizes = np.column_stack([draw.uniform(20.0, 60.0, size=42), np.full(42, 16.0)])
    room = np.array([700.0, 600.0])
    centres, choices = place_labels(points, sizes, room, 5.0)
    assert (centres - sizes / 2.0 >= -1e-9).all()
    assert (centres + sizes / 2.0 <= room + 1e-9).all()
    apart = np.abs(centres[:, None] - centres) - (sizes[:, None] + sizes) / 2.0
    over = (apart < -2.0).all(axis=2)
    assert over.sum() == len(points)
    again = place_labels(points, sizes, room, 5.0, choices)
    assert (again.centres == centres).all()


def test_cells_of_a_grid_hold_all() -> None:
    columns, rows = grid_of(132, 800.0, 500.0, 100.0, 30.0)
    assert columns * rows >= 132
    assert (columns - 1) * rows < 132 + rows
