"""Lessons in the window: the gallery, answers, handles, fields and links."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from lesson_files import LESSON
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextDocument, QTextOption
from PySide6.QtWidgets import QAbstractSlider, QWidget
from pytestqt.qtbot import QtBot

from app.lessons.pane import LessonsPane
from app.lessons.writing import Sentences
from app.text.lesson_words import shown_cell, shown_label
from app.window.main_window import MainWindow
from engine.lessons.library import shipped_courses


def opened(pane: LessonsPane, word: str) -> None:
    """Open a lesson as a click on its card does."""
    pane.gallery.card(word).click()


def settled(qtbot: QtBot) -> None:
    for _ in range(6):
        qtbot.wait(1)


def test_a_point_is_set_and_a_handle_dragged_with_the_mouse(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    from app.lessons.curve.pane import CurvePane

    opened(pane, "derivative")
    settled(qtbot)
    curve = pane.page.pictures.currentWidget()
    assert isinstance(curve, CurvePane)
    plot = curve.plot
    start = plot.pixel(2.0, 4.0).toPoint()
    end = plot.pixel(1.5, 2.25).toPoint()
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(plot, end)
    qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=end)
    assert pane.model.values["a"] == pytest.approx(0.5, abs=0.05)
    qtbot.mouseClick(pane.page.side.controls.undo, Qt.MouseButton.LeftButton)
    assert pane.model.values["a"] == 1.0
    pane.model.go_to(3)
    settled(qtbot)
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.pixel(1.0, 1.0).toPoint())
    qtbot.mouseClick(pane.page.side.answering.check, Qt.MouseButton.LeftButton)
    assert pane.model.verdict is not None
    assert pane.model.verdict.right


def test_a_line_is_turned(qtbot: QtBot, pane: LessonsPane) -> None:
    opened(pane, "derivative")
    pane.model.go_to(2)
    settled(qtbot)
    plot = pane.page.pictures.currentWidget().plot
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.pixel(2.5, 6.0).toPoint())
    assert float(pane.page.side.answering.fields[0].text()) == pytest.approx(4.0, abs=0.2)


def test_a_number_is_typed_and_nonsense_is_refused(qtbot: QtBot, pane: LessonsPane) -> None:
    opened(pane, "derivative")
    pane.model.go_to(1)
    answering = pane.page.side.answering
    field = answering.fields[0]
    qtbot.keyClicks(field, "two")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert pane.model.verdict is None
    assert answering.problem.text().startswith("That is no number")
    field.clear()
    qtbot.keyClicks(field, "4")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert pane.page.side.revealed.head.text() == "✗ You said 4. It is 2."
    assert "not at" in pane.page.side.revealed.cause.text()


def test_another_function_is_typed(qtbot: QtBot, pane: LessonsPane) -> None:
    opened(pane, "derivative")
    pane.model.go_to(1)
    controls = pane.page.side.controls
    field = controls.parts["f"]
    for text, slope in (("x^3", 3.0), ("x^", 3.0)):
        field.clear()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert pane.model.values["slope"] == slope
    assert "expected" in controls.problem.text()


def test_keys_choose_and_in_present_they_count(qtbot: QtBot, pane: LessonsPane) -> None:
    opened(pane, "descent")
    pane.page.is_presenting = True
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_2):
        qtbot.keyClick(pane.page, key)
    assert pane.model.tally[:2] == [1, 2]
    assert "2: 2" in pane.page.foot.tally.text()
    pane.page.is_presenting = False
    qtbot.keyClick(pane.page, Qt.Key.Key_1)
    assert pane.model.verdict is not None
    assert pane.model.verdict.right
    assert pane.page.side.answering.choices.rows[1].share == pytest.approx(2 / 3)


def test_the_gallery_searches_and_remembers(qtbot: QtBot, pane: LessonsPane) -> None:
    gallery = pane.gallery
    everything = gallery.order
    qtbot.keyClicks(gallery.search, "sweets")
    assert [lesson.id for lesson in gallery.order] == ["how-wrong"]
    gallery.search.setText("no such words")
    assert gallery.nothing.isVisible()
    gallery.search.clear()
    assert gallery.order == everything
    qtbot.mouseClick(gallery.card("descent"), Qt.MouseButton.LeftButton)
    model = pane.model
    assert model.lesson is not None
    first = model.lesson.id
    while model.lesson.id == first and pane.currentWidget() is pane.page:
        model.forward()
    pane.show_gallery()
    assert gallery.card(first).is_done


def test_a_link_leads_to_the_stepper(qtbot: QtBot, open_window: Callable[..., MainWindow]) -> None:
    window = open_window("mazur-2-2-2")
    window.set_mode("lessons")
    pane = window.lessons_page.pane
    opened(pane, "derivative")
    pane.model.go_to(1)
    window.actions_["forward"].trigger()
    assert pane.model.revealed
    qtbot.mouseClick(pane.page.side.link, Qt.MouseButton.LeftButton)
    assert window.modes.present.name == "step"
    assert window.stepper.playback.step.number == 15


def test_files_of_lessons_and_courses_are_opened(
    qtbot: QtBot, open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = open_window("mazur-2-2-2")
    lesson, course = tmp_path / "mine.toml", tmp_path / "course.toml"
    lesson.write_text(LESSON)
    course.write_text('format = 1\nid = "c"\ntitle = "C"\nlessons = ["mine.toml", "descent"]')
    window.open_word(str(lesson))
    pane = window.lessons_page.pane
    assert pane is not None
    assert window.modes.present.name == "lessons"
    assert pane.model.lesson is not None
    assert pane.model.lesson.id == "small"
    window.open_word(str(course))
    assert [each.id for each in pane.gallery.order] == ["small", "descent"]
    lesson.write_text(LESSON.replace("x^2", "x^"))
    window.open_word(str(lesson))
    assert window.notice.text.startswith("mine.toml: scenes[0].picture.f: character 3")
    assert window.stepper.document.scenario.id == "mazur-2-2-2"


def test_arrow_keys_are_the_lessons_while_nothing_is_typed(qtbot: QtBot, pane: LessonsPane) -> None:
    opened(pane, "derivative")
    pane.model.go_to(1)
    field = pane.page.side.answering.fields[0]
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Right)
    assert pane.model.revealed
    assert pane.page.hasFocus() or not field.isVisible()
    pane.model.go_to(1)
    field.setFocus()
    qtbot.keyClicks(field, "2")
    qtbot.keyClick(field, Qt.Key.Key_Left)
    assert (pane.model.number, pane.model.revealed) == (1, False)


def test_numbers_follow_how_they_are_written(qtbot: QtBot, pane: LessonsPane) -> None:
    from symbolic.formula.numbers import NumberFormat

    opened(pane, "derivative")
    pane.model.move("secant", 0.5)
    assert "0.5" in pane.page.side.words.text()
    pane.page._appearance.set_numbers(NumberFormat(comma=True))
    assert "0,5" in pane.page.side.words.text()


def is_in_view(pane: LessonsPane, widget: QWidget) -> bool:
    """Whether all of a part of the side is seen."""
    side = pane.page.side.viewport()
    top = widget.mapTo(side, QPoint()).y()
    return top >= 0 and top + widget.height() <= side.height()


def test_an_answer_is_seen_from_its_beginning_however_late_its_lines_come(
    qtbot: QtBot, make_pane: Callable[[float], LessonsPane]
) -> None:
    pane = make_pane(1.5)
    side, rules = pane.page.side, pane.page.rules
    bar = side.verticalScrollBar()
    for lesson, number in (("partial", 4), ("chain-rule", 1), ("lowest-point", 0)):
        pane.show_gallery()
        opened(pane, lesson)
        pane.model.go_to(number)
        settled(qtbot)
        assert bar.value() == 0
        pane.model.forward()
        # However slow the machine is.
        qtbot.waitUntil(lambda: len(rules._rules) == len(rules._asked), timeout=60_000)
        qtbot.waitUntil(lambda: is_in_view(pane, side.revealed.words), timeout=20_000)
        head = side.revealed.mapTo(side.viewport(), QPoint()).y()
        assert head >= 0
        is_low = side.revealed.height() <= side.viewport().height()
        assert is_in_view(pane, side.revealed) or (head == 0 and not is_low)
    # Whoever scrolls is left alone.
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    side.revealed.formulas.hide()
    side.revealed.setMinimumHeight(side.revealed.height() + 200)
    settled(qtbot)
    assert bar.value() == 0


def test_nothing_beside_a_picture_is_wider_than_its_place(
    qtbot: QtBot, make_pane: Callable[[float], LessonsPane]
) -> None:
    pane = make_pane(1.6)
    pane.resize(800, 600)
    for lesson, number in (("perceptron", 0), ("one-datum", 4)):
        pane.show_gallery()
        opened(pane, lesson)
        pane.model.go_to(number)
        pane.model.forward()
        settled(qtbot)
        side = pane.page.side
        assert side.widget().width() <= side.viewport().width()
        words = side.findChildren(Sentences)
        shown = [each for each in words if each.isVisible()]
        assert shown
        for each in shown:
            document = QTextDocument()
            document.setDocumentMargin(0.0)
            document.setDefaultFont(each.font())
            option = document.defaultTextOption()
            option.setWrapMode(QTextOption.WrapMode.WordWrap)
            document.setDefaultTextOption(option)
            document.setHtml(each.text())
            document.setTextWidth(each.width())
            assert document.idealWidth() <= each.width() + 1


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_cards_fill_the_gallery_and_a_course_is_seen_from_its_top(
    qtbot: QtBot, make_pane: Callable[[float], LessonsPane], scale: float
) -> None:
    gallery = make_pane(scale).gallery
    settled(qtbot)
    cards = gallery._sections[0][-2].cards
    room = cards[0].parentWidget().width()
    line = [card for card in cards if card.y() == cards[0].y()]
    assert room - (line[-1].x() + line[-1].width()) < 0.2 * cards[0].width()
    assert len({card.width() for card in cards}) == 1
    bar = gallery._view.verticalScrollBar()
    bar.setValue(bar.maximum())
    gallery.show_course(shipped_courses()[1])
    settled(qtbot)
    assert bar.value() == 0


def test_a_narrow_picture_has_its_contours(
    qtbot: QtBot, make_pane: Callable[[float], LessonsPane]
) -> None:
    pane = make_pane(1.25)
    pane.resize(800, 600)
    opened(pane, "partial")
    pane.model.go_to(1)
    settled(qtbot)
    plot = pane.page.pictures.currentWidget().plot
    plot.setFixedWidth(plot.minimumSizeHint().width() - 30)
    settled(qtbot)
    assert sum(name.startswith("contour") for name in plot.layers) > 5


def test_words_are_as_high_as_they_need_to_be_once_a_lesson_is_opened(
    make_pane: Callable[[float], LessonsPane],
) -> None:
    pane = make_pane(1.5)
    pane.resize(1024, 600)
    body = pane.page.side.widget()
    for word in ("overfitting", "linear-regression", "expressions", "sleep-study", "three-parts"):
        # Its words change while the gallery is seen.
        pane.show_gallery()
        opened(pane, word)
        assert body.height() >= body.heightForWidth(body.width()), word


def test_controls_come_with_the_scene_that_has_them(pane: LessonsPane) -> None:
    opened(pane, "learning-rate")
    pane.model.go_to(1)
    controls = pane.page.side.controls
    assert not controls.isVisible()
    pane.model.go_to(2)
    # At once: later they would squeeze what stands above them.
    slider = controls.parts["rate"]
    assert slider.isVisible()
    assert controls.height() >= controls.heightForWidth(controls.width())


def test_a_slider_with_a_long_name_keeps_its_way(
    qtbot: QtBot, make_pane: Callable[[float], LessonsPane]
) -> None:
    pane = make_pane(1.5)
    pane.resize(1024, 660)
    opened(pane, "learning-rate")
    pane.model.go_to(2)
    settled(qtbot)
    slider = pane.page.side.controls.parts["rate"]
    assert slider.width() >= 100


def test_plots_of_a_chain_are_of_one_height_in_both_rows(
    qtbot: QtBot, make_pane: Callable[[float], LessonsPane]
) -> None:
    from app.lessons.chain.pane import ChainPane

    pane = make_pane(1.5)
    pane.resize(1600, 780)
    opened(pane, "chain-rule")
    pane.model.go_to(3)
    chain = pane.page.pictures.currentWidget()
    assert isinstance(chain, ChainPane)
    # The plots of the next scene are made while this one is read.
    qtbot.waitUntil(lambda: len(chain.plots) == 3)
    pane.model.go_to(4)
    settled(qtbot)
    heights = [plot.height() for plot in chain.plots]
    assert max(heights) - min(heights) <= 2


def test_strokes_on_a_boundary_stand_at_the_side_of_class_1(
    qtbot: QtBot, pane: LessonsPane
) -> None:
    from app.lessons.points.pane import PointPane

    opened(pane, "perceptron")
    settled(qtbot)
    shown = pane.page.pictures.currentWidget()
    assert isinstance(shown, PointPane)
    for end in ((8.0, 5.6), (8.0, 1.0), (1.0, 9.0)):
        pane.model.drag("line.1", *end)
        w1, w2, b = pane.model.setting.picture().weights
        side = shown.plot.layers["side"]
        feet, tips = (np.column_stack([side.x[k::3], side.y[k::3]]) for k in range(2))
        assert len(feet) > 5
        assert (np.abs(feet @ [w1, w2] + b) < 0.05 * np.hypot(w1, w2)).all()
        assert (tips @ [w1, w2] + b > 0.0).all()
        # At a right angle on the screen, whatever the axes are.
        foot, tip, other = (shown.plot.pixel(*at) for at in (feet[0], tips[0], feet[-1]))
        along, across = other - foot, tip - foot
        assert abs(along.x() * across.x() + along.y() * across.y()) < 0.05 * np.hypot(
            along.x(), along.y()
        ) * np.hypot(across.x(), across.y())


def test_small_numbers_are_written_as_those_beside_them() -> None:
    cells = [shown_cell(value, 3) for value in (0.0025, 0.013, -0.0075188, 0.8, 0.0, 1e-7)]
    assert cells == ["0.0025", "0.013", "−0.0075", "0.8", "0", "1·10⁻⁷"]
    # What was rounded shows to which place, as 0.010 does.
    assert [shown_cell(value, 3) for value in (0.0099987, 0.01003)] == ["0.0100", "0.010"]
    assert [shown_label(value) for value in (0.12, 0.00247, -0.005)] == [
        "0.12",
        "0.0025",
        "−0.0050",
    ]
