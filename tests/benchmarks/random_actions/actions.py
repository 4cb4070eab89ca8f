"""What a person may do to the window, at random."""

import random
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from app.theme.appearance import TEXT_SCALES
from app.window.main_window import MainWindow
from random_actions.answering import is_leaving, is_shown
from random_actions.exploring import exploring_actions
from random_actions.lessons import LessonActions
from random_actions.material import shipped
from random_actions.watching import Watch

_K = Qt.Key
STEPS = (
    _K.Key_Right, _K.Key_Left, _K.Key_Up, _K.Key_Down, _K.Key_Home, _K.Key_End, _K.Key_N,
    _K.Key_PageUp, _K.Key_PageDown, _K.Key_Space,
)  # fmt: skip
OTHERS = (
    _K.Key_Tab, _K.Key_Backtab, _K.Key_Return, _K.Key_Escape, _K.Key_F2, _K.Key_F5, _K.Key_F1,
    _K.Key_0, _K.Key_P, _K.Key_L, _K.Key_B, _K.Key_Delete, _K.Key_Backspace, _K.Key_Menu,
    _K.Key_Plus, _K.Key_Minus, _K.Key_A, _K.Key_Question, _K.Key_F10, _K.Key_F11,
)  # fmt: skip
WITH_CONTROL = (
    _K.Key_Z, _K.Key_Y, _K.Key_R, _K.Key_S, _K.Key_O, _K.Key_Plus, _K.Key_Minus, _K.Key_D,
    _K.Key_1, _K.Key_2, _K.Key_3, _K.Key_4, _K.Key_C, _K.Key_V, _K.Key_A, _K.Key_Home, _K.Key_End,
)  # fmt: skip
TEXTS = (
    "0.5", "-1", "1e308", "-1e308", "nan", "inf", "", "abc", "0", "1/3", "1,5", "999999999999",
    "<b>x</b>", "年", "w1", "1e-320", "  7 ", "%", "10", "3", "-0.0", "relu", "אבג",
)  # fmt: skip

GOES_HOME = 0.1
"""How often the mode that actions are for is gone back to."""


class Actions:
    """Random actions on one window.

    Parameters
    ----------
    window : MainWindow
        What they are done to.
    dice : Random
        What chooses them.
    watch : Watch
        What writes them down.
    paths : list of str
        What there is to open.
    home : str
        The mode that is gone back to, such as "explore"; empty for none.
    stays : bool
        Whether nothing is done that leads elsewhere, but for keys and buttons that do.
    """

    def __init__(
        self,
        window: MainWindow,
        dice: random.Random,
        watch: Watch,
        paths: list[str],
        home: str = "",
        stays: bool = False,
    ) -> None:
        self._home, self._goes_home = home, 1.0 if stays else GOES_HOME
        self._window, self._dice, self._watch, self._paths = window, dice, watch, paths
        self._weights = {
            self.step: 22, self.press_key: 10, self.press_control: 5, self.type_text: 8,
            self.click: 14, self.click_button: 12, self.double_click: 4, self.drag: 4,
            self.turn_wheel: 4, self.jump: 4, self.edit: 4, self.wait: 6, self.resize: 3,
            self.scale: 1, self.theme: 1, self.open_shipped: 1, self.open_file: 2, self.mode: 2,
            self.train: 3, self.step_through: 1, self.run: 2, self.present: 1, self.drop: 1,
            self.hover: 4, self.explore: 30 if home == "explore" else 4,
        }  # fmt: skip
        if home == "lessons":
            # Most of all is done there.
            theirs = LessonActions(window, dice, watch).weights
            self._weights |= {action: 3 * weight for action, weight in theirs.items()}

        if stays:
            elsewhere = (
                self.open_shipped, self.open_file, self.drop, self.mode, self.train,
                self.step_through, self.run, self.jump, self.edit,
            )  # fmt: skip
            self._weights = {
                action: weight
                for action, weight in self._weights.items()
                if action not in elsewhere
            }

    def one(self) -> None:
        """Do one."""
        if self._home and self._dice.random() < self._goes_home:
            self.mode(f"{self._home}_mode")
        action = self._dice.choices(tuple(self._weights), tuple(self._weights.values()))[0]
        action()

    def named(self, name: str, *arguments: object) -> None:
        """Do a certain one."""
        getattr(self, name)(*arguments)

    # Keys -------------------------------------------------------------------------------

    def _press(self, key: Qt.Key, control: bool = False) -> None:
        target = QApplication.focusWidget() or self._window
        none, ctrl = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
        named = "Ctrl+" * control + key.name.removeprefix("Key_")
        self._watch.begin(f"key {named} on {_called(target)}")
        QTest.keyClick(target, key, ctrl if control else none)

    def step(self) -> None:
        """Press a key that steps, some times."""
        key = self._dice.choice(STEPS)
        for _ in range(self._dice.choice((1, 1, 1, 5))):
            self._press(key)

    def press_key(self) -> None:
        """Press another key."""
        self._press(self._dice.choice(OTHERS))

    def press_control(self) -> None:
        """Press a key with Ctrl."""
        self._press(self._dice.choice(WITH_CONTROL), control=True)

    def type_text(self) -> None:
        """Type into what has the focus, or into a field that is seen."""
        target = QApplication.focusWidget()
        if not isinstance(target, QLineEdit) and self._dice.random() < 0.6:
            fields = [w for w in self._seen() if isinstance(w, QLineEdit)]
            if fields:
                target = self._dice.choice(fields)
                target.setFocus()
                target.selectAll()
        text = self._dice.choice(TEXTS)
        self._watch.begin(f"type {text!r} into {_called(target)}")
        if target is not None:
            if text.isascii():
                QTest.keyClicks(target, text)
            else:
                _commit(target, text)
            if self._dice.random() < 0.7:
                self._press(_K.Key_Return)

    # The mouse --------------------------------------------------------------------------

    def _seen(self) -> list[QWidget]:
        top = QApplication.activeModalWidget() or self._window
        return [widget for widget in top.findChildren(QWidget) if is_shown(widget)]

    def _somewhere(self) -> tuple[QWidget, QPoint] | None:
        seen = self._seen()
        if not seen:
            return None
        widget = self._dice.choice(seen)
        rect = widget.visibleRegion().boundingRect()
        place = QPoint(
            self._dice.randint(rect.left(), rect.right()),
            self._dice.randint(rect.top(), rect.bottom()),
        )
        return widget, place

    def click(self) -> None:
        """Click anywhere."""
        if (found := self._somewhere()) is not None:
            widget, place = found
            self._watch.begin(f"click {_called(widget)} at {place.x()},{place.y()}")
            right = self._dice.random() < 0.1
            button = Qt.MouseButton.RightButton if right else Qt.MouseButton.LeftButton
            QTest.mouseMove(widget, place)
            QTest.mouseClick(widget, button, Qt.KeyboardModifier.NoModifier, place)

    def click_button(self) -> None:
        """Click a button."""
        buttons = [w for w in self._seen() if isinstance(w, QAbstractButton) and w.isEnabled()]
        buttons = [button for button in buttons if not is_leaving(button.text())]
        if buttons:
            button = self._dice.choice(buttons)
            self._watch.begin(f"button {_called(button)}")
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def double_click(self) -> None:
        """Click anywhere twice."""
        if (found := self._somewhere()) is not None:
            widget, place = found
            self._watch.begin(f"double click {_called(widget)} at {place.x()},{place.y()}")
            QTest.mouseDClick(
                widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
            )

    def drag(self) -> None:
        """Drag from anywhere to anywhere."""
        if (found := self._somewhere()) is not None:
            widget, place = found
            to = place + QPoint(self._dice.randint(-300, 300), self._dice.randint(-200, 200))
            self._watch.begin(f"drag {_called(widget)} from {place.toTuple()} to {to.toTuple()}")
            left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            QTest.mousePress(widget, left, none, place)
            for part in (0.3, 0.7, 1.0):
                QTest.mouseMove(widget, place + (to - place) * part)
                QApplication.processEvents()
            if is_shown(widget):
                QTest.mouseRelease(widget, left, none, to)

    def hover(self) -> None:
        """Rest the pointer anywhere."""
        if (found := self._somewhere()) is not None:
            self._watch.begin(f"hover {_called(found[0])} at {found[1].toTuple()}")
            QTest.mouseMove(*found)

    def turn_wheel(self) -> None:
        """Turn the wheel anywhere."""
        if (found := self._somewhere()) is None:
            return
        widget, place = found
        turn = QPoint(0, self._dice.choice((-720, -120, 120, 720)))
        control = self._dice.random() < 0.2
        self._watch.begin(f"wheel {turn.y()} over {_called(widget)}")
        keys = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            QPointF(place), QPointF(widget.mapToGlobal(place)), QPoint(), turn,
            Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    # The window -------------------------------------------------------------------------

    def resize(self) -> None:
        """Resize the window."""
        width, height = self._dice.randint(640, 2000), self._dice.randint(560, 1400)
        if self._dice.random() < 0.3:
            height = min(1400, self._window.height() + self._dice.randint(-9, 9))
        self._watch.begin(f"resize {width}x{height}")
        self._window.resize(width, height)

    def scale(self) -> None:
        """Choose a text size."""
        scale = self._dice.choice(TEXT_SCALES)
        self._watch.begin(f"text scale {scale}")
        self._window.appearance.set_text_scale(scale)

    def theme(self) -> None:
        """Change the theme."""
        self._trigger("theme")

    def present(self) -> None:
        """Enter or leave Present."""
        self._trigger("present")

    def _trigger(self, name: str) -> None:
        self._watch.begin(f"action {name}")
        if self._window.actions_[name].isEnabled():
            self._window.actions_[name].trigger()

    def wait(self) -> None:
        """Let some time pass."""
        milliseconds = self._dice.choice((1, 10, 50, 150))
        self._watch.begin(f"wait {milliseconds}")
        QTest.qWait(milliseconds)

    # What is open -----------------------------------------------------------------------

    def open_shipped(self, word: str = "") -> None:
        """Open a scenario that comes with the program."""
        word = word or self._dice.choice(shipped())
        self._watch.begin(f"open {word}")
        self._window.open_word(word)

    def open_file(self) -> None:
        """Open a file, good or bad."""
        path = self._dice.choice(self._paths)
        self._watch.begin(f"open {path}")
        self._window.open_word(path)

    def drop(self) -> None:
        """Drop a file on the window."""
        path = self._dice.choice(self._paths)
        self._watch.begin(f"drop {path}")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path)])
        none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, none)
        self._window.dropEvent(event)

    def mode(self, name: str = "") -> None:
        """Go to another mode."""
        self._trigger(
            name or self._dice.choice(("step_mode", "train_mode", "explore_mode", "lessons_mode"))
        )

    def jump(self) -> None:
        """Go to any position."""
        playback = self._window.stepper.playback
        position = self._dice.randint(0, playback.length)
        self._watch.begin(f"go to {position} of {playback.length}")
        playback.go_to(position)

    def edit(self) -> None:
        """Edit a number of the present step where it stands."""
        window = self._window
        layout = window.stepper.session.trace.layout
        ref = layout.ref(self._dice.randrange(layout.count)) if layout.count else None
        self._watch.begin(f"edit {ref}")
        window.stepper.selection.select(ref)
        view = window.step_page.graph.view
        if is_shown(view):
            view.setFocus()
            self._press(_K.Key_F2)
            self.type_text()

    def run(self) -> None:
        """Run some iterations at once."""
        count, button = self._dice.choice(
            [*self._window.step_page.timeline.run_bar.buttons.items()]
        )
        self._watch.begin(f"run ×{count}")
        if is_shown(button):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def explore(self) -> None:
        """Do something that there is in Explore alone."""
        pane = self._window.explore_page.pane
        if pane is None or not pane.isVisible() or QApplication.activeModalWidget() is not None:
            return
        folder = Path(self._paths[0]).parent
        offered = exploring_actions(pane, self._dice, self._window.open_word, folder)
        name = self._dice.choice([*offered])
        self._watch.begin(f"explore: {name}")
        offered[name]()

    def train(self) -> None:
        """Press Start, Pause, Stop or Reset."""
        pane = self._window.train_page.pane
        if pane is None or not pane.isVisible():
            return
        strip = pane.strip
        button = self._dice.choice(
            (strip.start_button, strip.start_button, strip.stop_button, strip.reset_button)
        )
        self._watch.begin(f"train {_called(button)}")
        if button.isEnabled() and is_shown(button):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def step_through(self) -> None:
        """Open in the stepper what Train has trained."""
        pane = self._window.train_page.pane
        if pane is None or not pane.isVisible():
            return
        wanted = [
            b for b in pane.findChildren(QAbstractButton)
            if is_shown(b) and b.isEnabled() and "step through" in b.text().lower()
        ]  # fmt: skip
        if wanted:
            button = self._dice.choice(wanted)
            self._watch.begin(f"step through by {_called(button)}")
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _commit(target: QWidget, text: str) -> None:
    """Type what no key has, as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(target, event)


def _called(widget: QWidget | None) -> str:
    """Return a widget's class and what else distinguishes it."""
    if widget is None:
        return "nothing"
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    names = (widget.objectName(), widget.accessibleName(), text)
    parent = widget.parentWidget()
    within = f" in {type(parent).__name__}" if parent is not None else ""
    return " ".join([type(widget).__name__, *(repr(n[:30]) for n in names if n)]) + within
