"""Modes declare what they do: actions go to the page that is shown, and no other."""

import pytest
from PySide6.QtWidgets import QMainWindow, QWidget

from app.theme import Appearance
from app.window.actions import Actions
from app.window.modes import LatePage, ModePage, Modes
from app.window.notice import NoticeStrip


class Page(ModePage):
    has_chooser = True

    def __init__(self, name, *actions):
        super().__init__()
        self.name, self.done, self.active = name, [], []
        self.can_follow = True
        self.does = {each: lambda each=each: self.done.append(each) for each in actions}

    def set_active(self, active):
        self.active.append(active)
        return self.can_follow or not active


@pytest.fixture
def shown(qtbot):
    look, window = Appearance(), QMainWindow()
    qtbot.addWidget(window)
    actions, notice = Actions(look, window), NoticeStrip(look, window)
    modes = Modes(actions, notice)
    pages = Page("step", "play", "forward"), Page("train", "play", "losses")
    window.setCentralWidget(modes)
    modes.begin(*pages)
    window.show()
    qtbot.waitExposed(window)
    yield actions, modes, pages, notice
    window.close()


def test_an_action_is_done_by_the_page_that_is_shown(shown):
    actions, modes, (step, train), _ = shown
    actions["play"].trigger()
    assert actions["forward"].isEnabled()
    assert not actions["losses"].isEnabled()
    actions["train_mode"].trigger()
    assert modes.present is train
    assert actions["train_mode"].isChecked()
    assert not actions["forward"].isEnabled()
    assert actions["losses"].isEnabled()
    actions["play"].trigger()
    assert (step.done, train.done) == (["play"], ["play"])
    assert (step.active, train.active) == ([False], [True])


def test_a_page_that_cannot_follow_leaves_the_one_before_in_place(qtbot, shown):
    actions, modes, (step, train), _ = shown
    train.can_follow = False
    with qtbot.waitSignal(modes.changed):
        modes.show_mode("train")
    assert modes.present is step
    assert step.isVisible()
    assert actions["step_mode"].isChecked()
    assert step.active == [False, True]
    assert actions["forward"].isEnabled()


def test_another_mode_takes_warnings_of_the_one_before_away(shown):
    _, modes, _, notice = shown
    notice.say_warning("This network cannot learn.")
    modes.show_mode("step")
    assert notice.text
    modes.show_mode("train")
    assert not notice.text


def test_a_late_page_is_made_once_and_says_what_comes(qtbot):
    made = []

    class Late(LatePage):
        def _make(self):
            made.append(QWidget())
            return made[-1]

    page = Late(Appearance(), "Opening …")
    qtbot.addWidget(page)
    page.resize(300, 200)
    empty = page.grab().toImage()
    colours = {empty.pixel(x, 100) for x in range(300)}
    assert len(colours) > 1
    page.load()
    page.load()
    assert len(made) == 1
    assert made[0].parent() is page
