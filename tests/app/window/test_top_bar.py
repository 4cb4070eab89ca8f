"""What the top bar and its lists show where there is little room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QMainWindow, QToolButton

from app.theme import Appearance
from app.widgets.drop_down import DropDown
from app.window.actions import MODES, Actions
from app.window.top_bar import TopBar

REACHED = ("open", "save", "undo", "redo", "smaller", "larger", "theme", "present", "help")
LONG = "A network whose title says at length what this week's lecture is about"


@pytest.fixture
def make_bar(qtbot):
    dressed, windows = QApplication.instance(), []

    def make(width, text_scale):
        appearance = Appearance("light", text_scale)
        appearance.apply_to(dressed)
        window = QMainWindow()
        windows.append(window)
        qtbot.addWidget(window)
        bar = TopBar(Actions(appearance, window), appearance)
        window.setCentralWidget(bar)
        window.setMinimumSize(400, 50)
        window.resize(width, 100)
        window.show()
        qtbot.waitExposed(window)
        return bar

    yield make
    Appearance().apply_to(dressed)


def buttons_of(bar):
    return [button for button in bar.findChildren(QToolButton) if button.isVisible()]


@pytest.mark.parametrize("width", [800, 1024, 1280, 1600])
@pytest.mark.parametrize("text_scale", [1.0, 1.5, 2.0])
def test_every_action_is_a_button_or_behind_more(make_bar, width, text_scale):
    bar = make_bar(width, text_scale)
    bar.set_scenario(LONG, True)
    QApplication.processEvents()
    assert bar.width() == width
    shown = {button.defaultAction() for button in buttons_of(bar)}
    behind = set()
    if bar.more.isVisible():
        bar.more.menu().aboutToShow.emit()
        behind = set(bar.more.menu().actions())
    for name in REACHED:
        action = bar._actions[name]
        assert (action in shown) != (action in behind), name
    for button in buttons_of(bar):
        assert button.width() >= button.minimumSizeHint().width(), button.objectName()
        assert button.geometry().right() < width


def test_more_is_there_only_where_something_is_left_out(make_bar):
    assert not make_bar(1600, 1.0).more.isVisible()
    narrow = make_bar(800, 2.0)
    assert narrow.more.isVisible()
    chosen = []
    narrow._actions["theme"].triggered.connect(lambda: chosen.append("theme"))
    narrow.more.menu().aboutToShow.emit()
    next(a for a in narrow.more.menu().actions() if "dark" in a.text()).trigger()
    assert chosen == ["theme"]


def test_where_little_fits_the_present_mode_is_left_and_others_are_behind_more(make_bar):
    bar = make_bar(800, 2.0)
    bar.set_scenario(LONG, True)
    for name in ("step_mode", "lessons_mode"):
        bar._actions[name].setChecked(True)
        QApplication.processEvents()
        shown = {button.defaultAction() for button in buttons_of(bar)}
        bar.more.menu().aboutToShow.emit()
        behind = bar.more.menu().actions()
        for mode in MODES:
            action = bar._actions[mode]
            assert (action in shown, action in behind) == (mode == name, mode != name)


def test_a_long_title_is_cut_in_the_bar_and_whole_in_its_tool_tip(make_bar):
    bar = make_bar(1024, 2.0)
    bar.set_scenario(LONG, False)
    assert bar.chooser.text().endswith("…")
    assert LONG in bar.chooser.toolTip()


def test_the_list_of_scenarios_begins_at_the_first_and_names_the_recent_files(make_bar):
    bar = make_bar(1024, 2.0)
    path = "/" + "/".join(["a-rather-long-folder"] * 12) + "/mine.toml"
    bar.set_choices([path])
    menu = bar.chooser.menu()
    menu.popup(bar.mapToGlobal(bar.rect().bottomLeft()))
    QApplication.processEvents()
    first = menu.actionGeometry(menu.actions()[0])
    assert menu.rect().contains(first)
    last = menu.actions()[-1]
    assert menu.actions()[-2].text() == "Recent files"
    assert not menu.actions()[-2].isEnabled()
    assert last.text().endswith("mine.toml")
    assert "…" in last.text()
    assert last.toolTip().replace("\n", "") == path
    with_titles = [action.text() for action in menu.actions()[:5]]
    assert not any("…" in text for text in with_titles)
    assert menu.width() <= menu.screen().availableSize().width()
    menu.close()


@pytest.mark.parametrize("current", [0, 7, 11])
@pytest.mark.parametrize("text_scale", [1.0, 1.5])
def test_a_list_drops_down_with_whole_entries(qtbot, current, text_scale):
    Appearance("light", text_scale).apply_to(QApplication.instance())
    box = DropDown()
    qtbot.addWidget(box)
    box.addItems([f"{number} of twelve networks, one of them" for number in range(12)])
    box.setCurrentIndex(current)
    box.setFixedWidth(150)
    box.show()
    qtbot.waitExposed(box)
    assert box.shown_text().endswith("…")
    box.showPopup()
    QApplication.processEvents()
    view = box.view()
    port = view.viewport().rect()
    for row in range(12):
        entry = view.visualRect(box.model().index(row, 0))
        assert port.contains(entry.center()), row
        assert port.top() <= entry.top()
        assert entry.bottom() <= port.bottom()
        needed = view.fontMetrics().horizontalAdvance(box.itemText(row))
        assert needed <= entry.width()
    assert view.verticalScrollBar().value() == 0
    # Over the box it would be moved, and scrolled, for the chosen entry to lie on it.
    assert view.window().geometry().top() >= box.mapToGlobal(box.rect().bottomLeft()).y() - 2
    box.hidePopup()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    assert box.currentIndex() == 0
    Appearance().apply_to(QApplication.instance())


def test_a_short_entry_is_not_cut(qtbot):
    box = DropDown()
    qtbot.addWidget(box)
    box.addItems(["SGD", "Adam"])
    box.resize(box.sizeHint())
    box.show()
    assert box.shown_text() == "SGD"


@pytest.mark.parametrize("entries", [[], ["SGD", "Adam"]])
def test_a_box_without_a_choice_says_what_is_to_be_chosen(qtbot, entries):
    box, usual = DropDown(), QComboBox()
    for each in (box, usual):
        qtbot.addWidget(each)
        each.addItems(entries)
        each.setPlaceholderText("Choose a scenario")
        each.setCurrentIndex(-1)
        each.resize(260, 40)
    assert box.shown_text() == "Choose a scenario"
    assert box.grab().toImage() == usual.grab().toImage()
