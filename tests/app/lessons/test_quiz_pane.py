"""The quiz in the window: answered wrongly by name, and then another one."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.lessons.pane import LessonsPane
from app.lessons.quiz.pane import QuizPane


@pytest.fixture
def pane(pane: LessonsPane) -> LessonsPane:
    pane.gallery.card("expressions").click()
    assert pane.model.lesson is not None
    pane.model.go_to(len(pane.model.lesson.scenes) - 1)
    return pane


def test_a_wrong_choice_has_its_mistake_named_and_another_one_is_asked(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    model, side = pane.model, pane.page.side
    first = model.ask
    assert first is not None
    assert isinstance(pane.page.pictures.currentWidget(), QuizPane)
    wrong = (first.right + 1) % 4
    qtbot.mouseClick(side.answering.choices.rows[wrong], Qt.MouseButton.LeftButton)
    assert model.verdict is not None
    assert not model.verdict.right
    assert side.revealed.cause.text().startswith("That ")
    button = side.controls.parts["question"]
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (model.verdict, model.revealed) == (None, False)
    assert model.setting.keys["question"] == 2
    assert not model.setting.keys["expressions"]
    second = model.ask
    assert second is not None
    assert second.options != first.options
    assert "Question 2." in side.words.text()
    qtbot.keyClick(pane.page, Qt.Key(Qt.Key.Key_1 + second.right))
    assert model.verdict is not None
    assert model.verdict.right
    qtbot.mouseClick(side.controls.undo, Qt.MouseButton.LeftButton)
    assert (model.ask, model.revealed) == (first, False)


def test_in_present_a_class_guesses_and_the_next_question_has_no_guesses(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    pane.page.is_presenting = True
    qtbot.keyClick(pane.page, Qt.Key.Key_2)
    assert pane.model.tally == [0, 1, 0, 0]
    pane.model.move("question", 9)
    assert pane.model.tally == [0, 0, 0, 0]


def test_there_is_a_question_after_the_last_one(pane: LessonsPane) -> None:
    pane.model.move("question", 1_000_000)
    pane.page.side.controls.parts["question"].click()
    assert pane.model.setting.keys["question"] == 1


def test_the_button_of_another_question_is_wide_enough_for_its_words(
    qtbot: QtBot, make_pane: Callable[[float], LessonsPane]
) -> None:
    pane = make_pane(1.5)
    pane.resize(800, 600)
    pane.gallery.card("expressions").click()
    pane.model.go_to(4)
    qtbot.wait(5)
    button = pane.page.side.controls.parts["question"]
    assert button.width() >= button.sizeHint().width()
    assert button.height() >= button.sizeHint().height()
