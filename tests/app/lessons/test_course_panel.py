"""A course of a person's own: ticked, ordered and saved by keys alone, and opened again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lesson_files import LESSON
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.lessons.gallery import Gallery
from app.window.main_window import MainWindow
from engine.errors import UserError
from engine.lessons.library import find_lesson
from engine.lessons.reading import load_course
from engine.lessons.writing import save_course

CONTROL = Qt.KeyboardModifier.ControlModifier


def press(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    widget.setFocus()
    QTest.keyClick(widget, key, held or Qt.KeyboardModifier.NoModifier)


def gallery_of(window: MainWindow) -> Gallery:
    window.set_mode("lessons")
    # Keys go where the focus is once the window is there.
    QTest.qWaitForWindowActive(window)
    pane = window.lessons_page.pane
    assert pane is not None
    return pane.gallery


def ids(gallery: Gallery) -> list[str]:
    return [lesson.id for lesson in gallery.panel.lessons]


def test_a_course_is_made_by_keys_alone(
    open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = open_window("mazur-2-2-2")
    gallery = gallery_of(window)
    panel = gallery.panel
    press(gallery.making, Qt.Key.Key_Space)
    assert panel.isVisible()
    assert not panel.save.isEnabled()
    for word in ("derivative", "newton", "descent", "chain-rule"):
        press(gallery.card(word), Qt.Key.Key_Space)
    press(gallery.card("newton"), Qt.Key.Key_Space)
    assert ids(gallery) == ["derivative", "descent", "chain-rule"]
    ticks = {word: gallery.card(word).tick for word in ("derivative", "chain-rule", "newton")}
    assert ticks == {"derivative": 1, "chain-rule": 3, "newton": 0}
    press(panel.ordering._rows[2], Qt.Key.Key_Up, CONTROL)
    assert ids(gallery) == ["derivative", "chain-rule", "descent"]
    press(panel.ordering._rows[0], Qt.Key.Key_Down, CONTROL)
    assert ids(gallery) == ["chain-rule", "derivative", "descent"]
    assert gallery.card("derivative").tick == 2
    assert not panel.save.isEnabled()
    QTest.keyClicks(panel.title, "One, 2 & more")
    window.files.choose_file = lambda *_: str(tmp_path / "summer")
    press(panel.title, Qt.Key.Key_Return)
    path = tmp_path / "summer.toml"
    course = load_course(path)
    assert (course.id, course.title) == ("one-2-more", "One, 2 & more")
    assert course.lessons == ("chain-rule", "derivative", "descent")
    assert window.settings.recent_files == [path]
    # It is shown, lessons are opened again, and the next course begins with nothing.
    assert [lesson.id for lesson in gallery.order] == list(course.lessons)
    assert not panel.isVisible()
    assert panel.lessons == []
    press(gallery.card("descent"), Qt.Key.Key_Space)
    pane = window.lessons_page.pane
    assert pane is not None
    assert pane.currentWidget() is pane.page
    window.open_word(str(path))
    assert pane.currentWidget() is gallery
    assert [lesson.id for lesson in gallery.order] == list(course.lessons)


def test_a_lesson_of_ones_own_can_be_ticked_and_is_named_by_its_file(
    open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = open_window("mazur-2-2-2")
    lesson = tmp_path / "mine.toml"
    lesson.write_text(LESSON)
    window.open_word(str(lesson))
    window.open_word(str(lesson))
    gallery = gallery_of(window)
    window.lessons_page.pane.show_gallery()
    assert [each.id for each in gallery.order].count("small") == 1
    gallery.making.click()
    gallery.card("small").click()
    gallery.card("descent").click()
    gallery.panel.title.setText("Mine")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    for place, sentence in (
        (elsewhere / "course.toml", f"mine.toml lies in {tmp_path}; expected its lessons beside"),
        (lesson, "mine.toml is a lesson of this course; expected another file."),
        (folder, "folder.toml: "),
    ):
        window.files.choose_file = lambda *_, place=place: str(place)
        gallery.panel.save.click()
        assert window.notice.text.startswith(sentence)
        assert ids(gallery) == ["small", "descent"]
    assert lesson.read_text() == LESSON
    window.files.choose_file = lambda *_: ""
    gallery.panel.save.click()
    assert ids(gallery) == ["small", "descent"]
    asked: list[str] = []

    def choose(_: str, suggestion: str) -> str:
        asked.append(suggestion)
        return suggestion

    window.files.choose_file = choose
    gallery.panel.save.click()
    assert asked == [str(tmp_path / "course.toml")]
    assert load_course(tmp_path / "course.toml").lessons == ("mine.toml", "descent")
    assert [each.id for each in gallery.order] == ["small", "descent"]


def test_what_was_ticked_stays_while_lessons_are_searched_and_other_courses_shown(
    open_window: Callable[..., MainWindow],
) -> None:
    gallery = gallery_of(open_window("mazur-2-2-2"))
    gallery.making.click()
    gallery.card("descent").click()
    gallery.search.setText("chain rule")
    gallery.courses.setCurrentIndex(1)
    gallery.search.clear()
    assert gallery.card("descent").tick == 1
    gallery.making.click()
    assert gallery.card("descent").tick is None
    gallery.making.click()
    assert ids(gallery) == ["descent"]


@pytest.mark.parametrize(
    ("title", "id_"), [("Été", "ete"), ("数学", "course"), ("-a--b-", "a-b"), ("x" * 80, "x" * 80)]
)
def test_a_title_in_any_letters_has_an_id(tmp_path: Path, title: str, id_: str) -> None:
    course = save_course(title, [find_lesson("descent")], tmp_path / "c.toml")
    assert (course.id, course.title) == (id_, title)


def test_a_title_that_is_no_line_is_refused(tmp_path: Path) -> None:
    for title in ("a\u202eb", "a\nb"):
        with pytest.raises(UserError, match=r"c\.toml: title: "):
            save_course(title, [find_lesson("descent")], tmp_path / "c.toml")
    assert not (tmp_path / "c.toml").exists()
