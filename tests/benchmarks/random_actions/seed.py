"""One seed: a window of its own, some thousand random actions, and a report."""

import gc
import json
import random
import threading
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.faults import with_whole_errors
from app.settings import Settings
from app.theme import Appearance
from app.theme.appearance import TEXT_SCALES
from app.window.main_window import MainWindow
from random_actions.actions import Actions
from random_actions.answering import Answers
from random_actions.material import shipped, write_files
from random_actions.watching import GROWTH, SETTLED_AFTER, Watch, empty_caches, memory

RESTING = ("mnist-16-16", "census", "mazur-2-2-2")
"""What is opened before memory is read: the last data that were used are kept."""

REST_SECONDS = 20
SCHEMES = ("http", "https", "file", "mailto", "ftp")


class NoBrowser(QObject):
    """Takes every address that would be opened elsewhere."""

    @Slot("QUrl")
    def take(self, _url: object) -> None:
        """Do nothing."""


def run(seed: int, count: int, hang: int, folder: Path, home: str, *, stays: bool) -> int:
    """Do the actions of a seed, most of them in one mode, and write ``report.json``."""
    dice = random.Random(seed)
    watch = Watch(folder, hang)
    application = QApplication(["monkey"])
    application.setQuitOnLastWindowClosed(False)
    nowhere = NoBrowser()
    for scheme in SCHEMES:
        QDesktopServices.setUrlHandler(scheme, nowhere, "take")
    paths = write_files(folder / "files", dice)
    answers = Answers(dice, folder / "files", paths)
    before = {thread.name for thread in threading.enumerate()}
    gc.disable()  # as app.application does; the window collects
    window = open_window(dice, folder)
    actions = Actions(window, dice, watch, paths, home, stays)
    report = {
        "actions": count,
        **with_whole_errors(lambda: play(window, actions, answers, watch, count)),
    }
    answers.leave = True
    watch.begin("close")
    for _ in range(20):
        if window.close():
            break
    watch.end(before)
    if window.isVisible():
        watch.find("stays open", "the window did not close")
    growth = int(report["end"]) / int(report["settled"]) - 1.0
    if growth > GROWTH:
        watch.find("memory", f"{growth:.1%} more than after {SETTLED_AFTER:,} actions")
    report |= {"slowest": watch.slowest, "findings": watch.findings}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return 0


def open_window(dice: random.Random, folder: Path) -> MainWindow:
    """Open the window as the program does, at a random size and look."""
    appearance = Appearance(dice.choice(("light", "dark")), dice.choice(TEXT_SCALES))
    window = MainWindow(Settings(folder / "settings.ini"), appearance)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    appearance.apply_to(application)
    window.resize(dice.randint(640, 2000), dice.randint(560, 1200))
    window.open_first(dice.choice(shipped()))
    window.show()
    QApplication.processEvents()
    return window


def at_rest(window: MainWindow, answers: Answers) -> int:
    """Return the memory in MiB with nothing running, in the same look and with the same data."""
    answers.leave = True
    pane = window.train_page.pane
    for _ in range(REST_SECONDS * 10):
        if pane is None or not window.train_page.is_busy:
            break
        pane.strip.stop_button.click()
        QTest.qWait(100)
    # What is laid out and drawn is kept for one look.
    window.appearance.set_presenting(False)
    window.appearance.set_theme("light")
    window.appearance.set_text_scale(1.0)
    window.resize(1280, 720)
    empty_caches()
    for word in RESTING:
        window.open_word(word)
        window.set_mode("train")
        _wait_for_data(window)
        window.set_mode("step")
        QTest.qWait(500)
    answers.leave = False
    return memory()


def _wait_for_data(window: MainWindow) -> None:
    """Let Train read the data of what is open, which takes longer on a busy machine."""
    model, pane = window.train_page.model, window.train_page.pane
    for _ in range(REST_SECONDS * 10):
        QTest.qWait(100)
        if model is None or pane is None or (model.facts is not None and not pane._due):
            break


def load_once(window: MainWindow, actions: Actions, watch: Watch) -> int:
    """Do what loads something for good, which is no growth; return how many actions that were.

    Each scenario is opened and trained, each lesson gone through, and each look shown in every
    mode.
    """
    begun = 0
    for word in shipped():
        for name, arguments in (
            ("mode", ("step_mode",)), ("open_shipped", (word,)), ("mode", ("train_mode",)),
            ("train", ()), ("wait", ()), ("step_through", ()),
        ):  # fmt: skip
            with watch.catching():
                actions.named(name, *arguments)
                QApplication.processEvents()
            begun += 1
    watch.begin("all lessons")
    with watch.catching():
        actions.mode("lessons_mode")
        pane = window.lessons_page.pane
        assert pane is not None
        for lesson in pane.gallery.order:
            pane.gallery.card(lesson.id).click()
            for number in range(len(lesson.scenes)):
                pane.model.go_to(number)
                QTest.qWait(20)
            pane.show_gallery()
    watch.begin("all looks")
    with watch.catching():
        for scale in TEXT_SCALES:
            for theme in ("light", "dark"):
                window.appearance.set_theme(theme)
                window.appearance.set_text_scale(scale)
                for mode in ("step", "train", "explore", "lessons"):
                    window.set_mode(mode)
                    QTest.qWait(20)
    return begun


def play(
    window: MainWindow, actions: Actions, answers: Answers, watch: Watch, count: int
) -> dict[str, object]:
    """Do the actions and return memory at the points that count, in MiB."""
    course: list[int] = []
    begun = load_once(window, actions, watch)
    for done in range(begun, count):
        if done >= SETTLED_AFTER and done % SETTLED_AFTER == 0:
            watch.begin("rest")
            course.append(at_rest(window, answers))
        with watch.catching():
            actions.one()
            QApplication.processEvents()
            # An event loop does this by itself once an action is over.
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if window.isHidden():
            window.show()
    watch.begin("rest")
    course.append(at_rest(window, answers))
    return {"settled": course[0], "end": course[-1], "memory": course}
