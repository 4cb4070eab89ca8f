"""Every shipped lesson from end to end in the window: by keys and mouse, nothing cut."""

from collections.abc import Callable, Iterator
from itertools import combinations
from math import isfinite

import pytest
from lesson_files import wrong_answer
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from seen import wait_until_loaded

from app.formula.lines import FormulaLines
from app.lessons.pane import LessonsPane
from app.lessons.writing import Link
from app.plot.layers import Words
from app.plot.plot import Plot
from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.unsaved import Answer
from engine.lessons.answers import expected_answer
from engine.lessons.lesson import Lesson
from engine.lessons.library import shipped_lessons

LESSONS = pytest.mark.parametrize("lesson", shipped_lessons(), ids=lambda each: each.id)
SHOWS_TEXT = (QLabel, FormulaLines, Link)


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """Return one window for all lessons, in the Lessons mode."""
    look = Appearance("light", 1.0)
    look.apply_to(qapp)
    made = MainWindow(Settings(tmp_path_factory.mktemp("window") / "settings.json"), look)
    made.files.ask = lambda *_: Answer.DISCARD
    made.open_first("mazur-2-2-2")
    made.show()
    made.activateWindow()
    made.set_mode("lessons")
    yield made
    made.close()
    wait_until_loaded(made.preloader)
    made.deleteLater()


def opened(window: MainWindow, lesson: Lesson, width: int, height: int) -> LessonsPane:
    """Open a lesson by a click on its card."""
    window.resize(width, height)
    # Windows of other tests may have had the keys.
    window.activateWindow()
    pane = window.lessons_page.pane
    assert pane is not None
    pane.show_gallery()
    pane.gallery.card(lesson.id).click()
    return pane


def area_of(widget: QWidget, page: QWidget) -> QRect:
    return QRect(widget.mapTo(page, QPoint()), widget.size())


def faults(pane: LessonsPane) -> list[str]:
    """Return what is narrower or lower than what it shows, and what lies over something else."""
    page, side = pane.page, pane.page.side.widget()
    seen = [each for each in page.findChildren(QWidget) if each.isVisible()]
    texts = [each for each in seen if isinstance(each, SHOWS_TEXT)]
    texts = [each for each in texts if not isinstance(each, QLabel) or each.text()]
    found = []
    for widget in texts:
        needed = widget.heightForWidth(widget.width())
        is_low = widget.hasHeightForWidth() and needed > widget.height() + 2
        is_narrow = isinstance(widget, QLabel) and not widget.wordWrap()
        is_narrow = is_narrow and widget.sizeHint().width() > widget.width() + 1
        room = page.side.viewport() if side.isAncestorOf(widget) else page
        right = widget.mapTo(room, QPoint(widget.width(), 0)).x()
        if is_low or is_narrow or right > room.width():
            found.append(f"cut: {named(widget)}")
    parts = [*texts, *(each for each in seen if isinstance(each, QAbstractButton | QLineEdit))]
    parts = list(dict.fromkeys(parts))
    areas = [(area_of(each, page), side.isAncestorOf(each)) for each in parts]
    for (one, (area, scrolls)), (other, (second, moves)) in combinations(
        zip(parts, areas, strict=True), 2
    ):
        # What is scrolled may lie below the bar; there it is not seen.
        if scrolls != moves or not area.intersects(second):
            continue
        if not (one.isAncestorOf(other) or other.isAncestorOf(one)):
            found.append(f"overlaid: {named(one)} and {named(other)}")
    return found + [fault for plot in seen if isinstance(plot, Plot) for fault in overlaid(plot)]


def named(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {widget.accessibleName() or text or widget!r}"


def overlaid(plot: Plot) -> list[str]:
    """Return words in a plot that leave it, or lie over each other."""
    boxes: list[tuple[str, QRectF]] = []
    for name, layer in plot.layers.items():
        if isinstance(layer, Words) and layer.look is not None:
            box = plot.box_of(name)
            boxes.append((layer.text, box.adjusted(5, 6, -5, -6)))
    found = [
        f"words over words: {one} and {other}"
        for (one, area), (other, second) in combinations(boxes, 2)
        if area.intersects(second)
    ]
    edge = plot.area.adjusted(-3, -3, 3, 3)
    return found + [f"words outside: {text}" for text, box in boxes if not edge.contains(box)]


def looked_at(qtbot: QtBot, pane: LessonsPane) -> tuple[int, bool]:
    """Wait until what is shown stands where it should; return which scene it is."""
    for _ in range(4):
        QApplication.processEvents()

    # Lines that SymPy is asked for come later, and are laid out then.
    def stands() -> None:
        assert "\n".join(faults(pane)) == ""

    # However slow the machine is.
    qtbot.waitUntil(stands, timeout=20_000)
    return pane.model.number, pane.model.revealed


@LESSONS
def test_a_lesson_goes_forwards_and_backwards_by_keys(
    qtbot: QtBot, window: MainWindow, lesson: Lesson
) -> None:
    pane = opened(window, lesson, 1280, 720)
    model = pane.model
    there = [looked_at(qtbot, pane)]
    while not model.at_end:
        QTest.keyClick(pane.page, Qt.Key.Key_Right)
        there.append(looked_at(qtbot, pane))
        assert there[-1] > there[-2]
    assert there[-1][0] == len(lesson.scenes) - 1
    backward = [there[-1]]
    while not model.at_start:
        QTest.keyClick(pane.page, Qt.Key.Key_Left)
        backward.append((model.number, model.revealed))
        assert backward[-1] < backward[-2]
    assert backward == there[::-1]


@LESSONS
def test_a_lesson_is_presented_and_answered_by_mouse(
    qtbot: QtBot, window: MainWindow, lesson: Lesson
) -> None:
    pane = opened(window, lesson, 1024, 768)
    window.actions_["present"].trigger()
    # The screen of the tests is another one.
    window.showNormal()
    window.resize(1024, 768)
    click = lambda widget: qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)  # noqa: E731
    model, foot = pane.model, pane.page.foot
    try:
        for number, scene in enumerate(lesson.scenes):
            assert looked_at(qtbot, pane) == (number, False)
            # What has to be trained before it is known is answered in the tests of the model.
            if scene.ask is not None and all(map(isfinite, model.expected)):
                for right in (False, True):
                    answer(pane, click, right=right)
                    assert model.verdict is not None
                    assert model.verdict.right == right
                    looked_at(qtbot, pane)
                    if not right:
                        click(foot.before)
            elif model.is_waiting:
                click(foot.after)
            looked_at(qtbot, pane)
            move_and_undo(pane, click)
            if number + 1 < len(lesson.scenes):
                click(foot.after)
        while not model.at_start:
            click(foot.before)
    finally:
        window.actions_["present"].trigger()
    assert (model.number, model.revealed) == (0, False)


def answer(pane: LessonsPane, click: Callable[[QWidget], None], *, right: bool) -> None:
    """Answer as a person does, by clicks and by typing."""
    model, answering = pane.model, pane.page.side.answering
    ask, values = model.ask, dict(model.values)
    assert ask is not None
    said = expected_answer(ask, values) if right else wrong_answer(ask, values)
    if ask.kind == "choice":
        QTest.keyClick(pane.page, Qt.Key(Qt.Key.Key_1 + int(said[0])))
        assert model.tally[int(said[0])] == 1
        click(answering.choices.rows[int(said[0])])
        return
    if ask.kind == "order":
        answering.ordering.order[:] = [int(at) for at in said]
    for field, number in zip(answering.fields, said, strict=False):
        field.setText(f"{number:.9g}")
    click(answering.check)


def move_and_undo(pane: LessonsPane, click: Callable[[QWidget], None]) -> None:
    """Drag what can be dragged, and take it back."""
    model = pane.model
    for name, (x, y) in model.handles.items():
        model.drag(name, x + 0.1, y - 0.1)
    if not model.is_as_it_was:
        QApplication.processEvents()
        click(pane.page.side.controls.undo)
    assert model.is_as_it_was
