"""What a person may do in the Lessons mode, at random."""

import random
from collections.abc import Callable

from lesson_files import wrong_answer
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QSlider, QSpinBox, QWidget

from app.lessons.pane import LessonsPane
from app.window.main_window import MainWindow
from engine.lessons.answers import expected_answer
from random_actions.answering import is_shown
from random_actions.watching import Watch

_K = Qt.Key
SEARCHED = ("slope", "the", "NETWORK", "no such words", "", " ", "<b>", "a b", "\u202e", "%")


class LessonActions:
    """Random actions on the gallery and on the lesson that is open.

    Parameters
    ----------
    window : MainWindow
        What they are done to.
    dice : Random
        What chooses them.
    watch : Watch
        What writes them down.
    """

    def __init__(self, window: MainWindow, dice: random.Random, watch: Watch) -> None:
        self._window, self._dice, self._watch = window, dice, watch
        self.weights: dict[Callable[[], None], int] = {
            self.open_card: 8, self.search: 2, self.course: 2, self.gallery: 1, self.forward: 30,
            self.backward: 10, self.scene: 6, self.answer: 14, self.drag_handle: 16, self.slide: 8,
            self.count: 4, self.type_line: 6, self.as_it_was: 6, self.guess: 5, self.link: 4,
            self.put: 5,
        }  # fmt: skip

    @property
    def _pane(self) -> LessonsPane | None:
        """The mode, where it is seen."""
        pane = self._window.lessons_page.pane
        return pane if pane is not None and is_shown(pane) else None

    @property
    def _played(self) -> LessonsPane | None:
        """The mode, while a lesson is played."""
        pane = self._pane
        return pane if pane is not None and is_shown(pane.page) else None

    def _click(self, widget: QWidget, text: str) -> None:
        self._watch.begin(f"lesson: {text}")
        if is_shown(widget) and widget.isEnabled():
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    # The gallery ------------------------------------------------------------------------

    def open_card(self) -> None:
        """Open a lesson by its card, or as its card would."""
        pane = self._pane
        if pane is not None and pane.gallery.order:
            lesson = self._dice.choice(pane.gallery.order)
            self._watch.begin(f"lesson: open {lesson.id}")
            pane.gallery.card(lesson.id).click()

    def search(self) -> None:
        """Search for words."""
        if (pane := self._pane) is not None:
            words = self._dice.choice(SEARCHED)
            self._watch.begin(f"lesson: search {words!r}")
            pane.gallery.search.setText(words)

    def course(self) -> None:
        """Choose a course."""
        if (pane := self._pane) is not None:
            at = self._dice.randrange(pane.gallery.courses.count())
            self._watch.begin(f"lesson: course {at}")
            pane.gallery.courses.setCurrentIndex(at)

    def gallery(self) -> None:
        """Go back to the gallery."""
        if (pane := self._played) is not None:
            self._click(pane.page.to_gallery, "gallery")

    # Going through ----------------------------------------------------------------------

    def forward(self) -> None:
        """Go forward by key or by mouse, some times."""
        if (pane := self._played) is not None:
            for _ in range(self._dice.choice((1, 1, 2, 9))):
                self._go(pane.page.foot.after, _K.Key_Right)

    def backward(self) -> None:
        """Go back by key or by mouse, some times."""
        if (pane := self._played) is not None:
            for _ in range(self._dice.choice((1, 1, 2, 9))):
                self._go(pane.page.foot.before, _K.Key_Left)

    def _go(self, button: QAbstractButton, key: Qt.Key) -> None:
        if self._dice.random() < 0.5:
            self._click(button, button.accessibleName())
        else:
            self._watch.begin(f"lesson: key {key.name}")
            QTest.keyClick(QApplication.focusWidget() or self._window, key)

    def scene(self) -> None:
        """Click on a dot."""
        if (pane := self._played) is not None:
            dots = pane.page.foot.dots
            place = QPoint(self._dice.randrange(max(1, dots.width())), dots.height() // 2)
            self._watch.begin(f"lesson: dot at {place.x()}")
            QTest.mouseClick(dots, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    # Answers ----------------------------------------------------------------------------

    def answer(self) -> None:
        """Answer rightly, wrongly, or with nothing."""
        if (pane := self._played) is None or pane.model.ask is None:
            return
        model, answering = pane.model, pane.page.side.answering
        how = self._dice.choice(("right", "wrong", "as it stands"))
        self._watch.begin(f"lesson: answer {how} in {model.lesson and model.lesson.id}")
        values = dict(model.values)
        if how == "right":
            model.answer(expected_answer(model.ask, values))
        elif how == "wrong":
            model.answer(wrong_answer(model.ask, values))
        elif is_shown(answering.check):
            QTest.mouseClick(answering.check, Qt.MouseButton.LeftButton)

    def guess(self) -> None:
        """Press a number, which counts a guess in Present."""
        if (pane := self._played) is not None:
            key = self._dice.choice((_K.Key_1, _K.Key_2, _K.Key_3, _K.Key_4, _K.Key_5))
            self._watch.begin(f"lesson: key {key.name}")
            pane.page.setFocus()
            QTest.keyClick(pane.page, key)

    def put(self) -> None:
        """Press anywhere on the picture."""
        if (pane := self._played) is not None:
            picture = pane.page.pictures.currentWidget()
            self._press_and_move(picture, self._anywhere(picture), self._anywhere(picture))

    def _anywhere(self, widget: QWidget) -> QPoint:
        return QPoint(
            self._dice.randrange(max(1, widget.width())),
            self._dice.randrange(max(1, widget.height())),
        )

    # Moving -----------------------------------------------------------------------------

    def drag_handle(self) -> None:
        """Drag a handle, inside the picture and out of it."""
        if (pane := self._played) is None or not (handles := pane.model.handles):
            return
        name = self._dice.choice([*handles])
        picture = pane.page.pictures.currentWidget()
        plot = getattr(picture, "plot", None)
        self._watch.begin(f"lesson: drag {name}")
        if plot is not None:
            to = self._anywhere(plot) + QPoint(self._dice.randint(-99, 99), 0)
            self._press_and_move(plot, plot.pixel(*handles[name]).toPoint(), to)
        else:
            pane.model.drag(name, self._dice.gauss(0, 3), self._dice.gauss(0, 3))

    def _press_and_move(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        self._watch.begin(f"lesson: from {start.toTuple()} to {end.toTuple()}")
        target = widget.childAt(start) or widget
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        at = [target.mapFrom(widget, start + (end - start) * k / 3) for k in range(4)]
        QTest.mousePress(target, left, none, at[0])
        for place in at[1:]:
            QTest.mouseMove(target, place)
            QApplication.processEvents()
        QTest.mouseRelease(target, left, none, at[-1])

    def _parts(self, kind: type[QWidget]) -> list[QWidget]:
        if (pane := self._played) is None:
            return []
        parts = pane.page.side.controls.parts.values()
        return [part for part in parts if isinstance(part, kind) and part.isEnabled()]

    def slide(self) -> None:
        """Move a slider."""
        for part in self._parts(QSlider)[:2]:
            assert isinstance(part, QSlider)
            place = self._dice.choice((0, part.maximum(), self._dice.randint(0, part.maximum())))
            self._watch.begin(f"lesson: slider {part.accessibleName()} to {place}")
            part.setValue(place)

    def count(self) -> None:
        """Count up or down."""
        for part in self._parts(QSpinBox)[:2]:
            assert isinstance(part, QSpinBox)
            to = self._dice.choice((part.minimum(), part.maximum(), part.value() + 1))
            self._watch.begin(f"lesson: count {part.accessibleName()} to {to}")
            part.setValue(to)

    def type_line(self) -> None:
        """Type a function, or numbers, good or bad."""
        from PySide6.QtWidgets import QLineEdit

        lines = self._parts(QLineEdit)
        if lines:
            line = self._dice.choice(lines)
            assert isinstance(line, QLineEdit)
            text = self._dice.choice(("x^3", "sin(x)/x", "1/0", "x^", "log(-x)", "1 2 3", "1e9",
                                      "0.5", "x1*x2", "nan", "", "d", "max(0, x)"))  # fmt: skip
            self._watch.begin(f"lesson: type {text!r} into {line.accessibleName()}")
            line.setFocus()
            line.selectAll()
            QTest.keyClicks(line, text)
            QTest.keyClick(line, _K.Key_Return)

    def as_it_was(self) -> None:
        """Undo what was moved."""
        if (pane := self._played) is not None:
            self._click(pane.page.side.controls.undo, "as it was")

    def link(self) -> None:
        """Follow a link into the stepper, and come back."""
        if (pane := self._played) is not None and is_shown(pane.page.side.link):
            self._click(pane.page.side.link, f"link {pane.page.side.link.text()!r}")
            QApplication.processEvents()
            if self._dice.random() < 0.8:
                self._window.set_mode("lessons")
