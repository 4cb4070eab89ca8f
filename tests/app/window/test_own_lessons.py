"""Files of lessons, courses and circuits: opened, among the recent ones, refused in a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lesson_files import LESSON
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.cli import main
from app.lessons.pane import LessonsPane
from app.window.main_window import MainWindow
from engine.errors import UserError
from engine.lessons.library import load_file

CIRCUIT = """
[circuit]
title = "A neuron"
expression = "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
values = { w0 = 2, x0 = -1, w1 = -3, x1 = -2, w2 = -3 }
"""
COURSE = 'format = 1\nid = "c"\ntitle = "C"\nlessons = ["descent", "derivative"]\n'
FILES = {"lesson.toml": LESSON, "course.toml": COURSE, "circuit.toml": CIRCUIT}
BAD = {
    "lesson.toml": (LESSON.replace("x^2", "x^"), "lesson.toml: scenes[0].picture.f: character 3"),
    "course.toml": (COURSE.replace("descent", "de"), "de: no lesson has this id; ids: derivative"),
    "circuit.toml": (CIRCUIT.replace("(w0", "(("), "circuit.toml: circuit.expression: character"),
}


def pane_of(window: MainWindow) -> LessonsPane:
    pane = window.lessons_page.pane
    assert pane is not None
    return pane


def shown_title(window: MainWindow) -> str:
    pane = pane_of(window)
    if pane.currentWidget() is pane.gallery:
        return pane.gallery.courses.currentText()
    assert pane.model.lesson is not None
    return pane.model.lesson.title


@pytest.mark.parametrize(
    ("name", "title"),
    [("lesson.toml", "Small"), ("course.toml", "C"), ("circuit.toml", "A neuron")],
)
def test_a_file_is_opened_by_every_way_and_is_a_recent_one(
    open_window: Callable[..., MainWindow], tmp_path: Path, name: str, title: str
) -> None:
    path = tmp_path / name
    path.write_text(FILES[name])
    window = open_window("mazur-2-2-2")
    window.files.choose_file = lambda *_: str(path)
    window.actions_["open"].trigger()
    assert shown_title(window) == title
    assert window.settings.recent_files == [path]
    # From the list of recent files.
    window.set_mode("step")
    window.top_bar.choices_wanted.emit()
    action = window.top_bar.chooser.menu().actions()[-1]
    assert action.text().replace("&&", "&").endswith(name)
    action.trigger()
    assert window.modes.present.name == "lessons"
    # Dropped.
    window.set_mode("step")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    where = QPointF(99, 99)
    QApplication.sendEvent(window, QDragEnterEvent(where.toPoint(), copy, data, left, none))
    QApplication.sendEvent(window, QDropEvent(where, copy, data, left, none))
    assert window.modes.present.name == "lessons"
    assert shown_title(window) == title
    assert window.settings.recent_files == [path]


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_one_sentence_and_what_is_open_stays(
    open_window: Callable[..., MainWindow], tmp_path: Path, name: str
) -> None:
    window = open_window("mazur-2-2-2")
    path = tmp_path / name
    path.write_text(FILES[name])
    window.open_word(str(path))
    good = tmp_path / "good.toml"
    good.write_text(LESSON)
    window.open_word(str(good))
    pane_of(window).model.move("secant", 0.25)
    text, sentence = BAD[name]
    path.write_text(text)
    window.open_word(str(path))
    assert window.notice.text.startswith(sentence)
    assert "\n" not in window.notice.text
    assert window.settings.recent_files == [good]
    assert shown_title(window) == "Small"
    assert pane_of(window).model.values["a"] == 0.25
    assert window.stepper.document.scenario.id == "mazur-2-2-2"


@pytest.mark.parametrize("name", FILES)
def test_the_command_line_opens_a_file_behind_the_first_picture(
    qtbot: QtBot, open_window: Callable[..., MainWindow], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text(FILES[name])
    window = open_window(str(path))
    qtbot.waitUntil(lambda: window.modes.present.name == "lessons")
    assert window.stepper.document.is_open


@pytest.mark.parametrize("name", FILES)
def test_the_command_line_refuses_a_bad_file_before_there_is_a_window(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    path = tmp_path / name
    text, sentence = BAD[name]
    path.write_text(text)
    assert main([str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"chainrule: {sentence}")


def test_a_course_that_is_opened_again_is_read_again(
    open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = open_window("mazur-2-2-2")
    path = tmp_path / "course.toml"
    path.write_text(COURSE)
    window.open_word(str(path))
    count = pane_of(window).gallery.courses.count()
    path.write_text(COURSE.replace('"C"', '"D"').replace('"descent", ', ""))
    window.open_word(str(path))
    gallery = pane_of(window).gallery
    assert gallery.courses.count() == count
    assert gallery.courses.currentText() == "D"
    assert [lesson.id for lesson in gallery.order] == ["derivative"]


def test_a_lesson_that_is_changed_and_opened_again_stays_at_its_scene(
    open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = open_window("mazur-2-2-2")
    more = '[[scenes]]\ntext = "On."\npicture = { at = 2 }\n'
    path, other = tmp_path / "lesson.toml", tmp_path / "other.toml"
    path.write_text(LESSON + more)
    other.write_text(LESSON + more)
    window.open_word(str(path))
    model = pane_of(window).model
    model.go_to(1)
    path.write_text(LESSON + more.replace("at = 2", "at = 3"))
    window.open_word(str(path))
    assert (model.number, model.values["at"]) == (1, 3.0)
    window.open_word(str(other))
    assert model.number == 0
    model.go_to(1)
    other.write_text(LESSON)
    window.open_word(str(other))
    assert model.number == 0


# Circuits ---------------------------------------------------------------------------------


def test_a_circuit_is_gone_through_with_the_arrow_keys(
    open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    path = tmp_path / "circuit.toml"
    path.write_text(CIRCUIT)
    window = open_window("mazur-2-2-2")
    window.open_word(str(path))
    pane = pane_of(window)
    model = pane.model
    forward, backward = window.actions_["forward"], window.actions_["back"]
    steps = int(model.values["steps"])
    for step in range(1, steps + 3):
        forward.trigger()
        assert model.setting.keys["step"] == min(step, steps)
    backward.trigger()
    assert model.setting.keys["step"] == steps - 1
    assert pane.currentWidget() is pane.page
    assert window.settings.done_lessons == ()
    for _ in range(steps + 3):
        backward.trigger()
    assert model.setting.keys["step"] == 0


def test_values_and_expression_of_a_circuit_are_changed(tmp_path: Path) -> None:
    from app.models.lesson import LessonModel

    path = tmp_path / "circuit.toml"
    path.write_text(CIRCUIT)
    lesson = load_file(path)
    model = LessonModel()
    model.open(lesson)  # type: ignore[arg-type]
    assert f"{model.values['value']:.4f}" == "0.7311"
    model.move("values", {"w0": 0, "x0": 0, "w1": 0, "x1": 0, "w2": 0})
    assert model.values["value"] == 0.5
    model.move("f", "w0*x0 + w1*x1 + w2")
    assert model.values["value"] == 0.0
    with pytest.raises(UserError, match="is not known"):
        model.move("f", "w0*x0 + w1*x1 + w3")
    assert model.values["value"] == 0.0


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("w2 = -3", "w2 = -3, q = 1", "c.toml: circuit.expression: q has a value"),
        ("w0 = 2", 'w0 = "2"', "c.toml: circuit.values[...]: found text; expected a number"),
        ("[circuit]", "format = 2\n[circuit]", "c.toml: format: found 2; expected 1"),
        ("title", "titel", "c.toml: circuit.titel: unknown key"),
        ("exp(-(", "log(-(", "c.toml: circuit.values: g6, a gate"),
    ],
)
def test_what_is_no_circuit_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = tmp_path / "c.toml"
    path.write_text(CIRCUIT.replace(old, new))
    with pytest.raises(UserError) as caught:
        load_file(path)
    assert str(caught.value).startswith(sentence)


def test_a_circuit_of_more_variables_than_a_picture_takes_is_refused(tmp_path: Path) -> None:
    names = [f"x{at}" for at in range(13)]
    values = ", ".join(f"{name} = 1" for name in names)
    path = tmp_path / "c.toml"
    path.write_text(f'[circuit]\nexpression = "{" + ".join(names)}"\nvalues = {{ {values} }}\n')
    with pytest.raises(UserError, match=r"circuit\.values: found a table; expected at most 12"):
        load_file(path)
    path.write_text('[circuit]\nexpression = "2*x"\nvalues = { x = 1e12 }\n')
    with pytest.raises(UserError, match=r"circuit\.values\.x: found 1e\+12; expected a number"):
        load_file(path)
