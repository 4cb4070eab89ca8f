"""Help by keys alone: pages, search, places, links."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMainWindow
from pytestqt.qtbot import QtBot

from app.theme import Appearance
from app.window.help import HelpDialog


@pytest.fixture
def help_dialog(qtbot: QtBot) -> Iterator[HelpDialog]:
    window = QMainWindow()
    qtbot.addWidget(window)
    dialog = HelpDialog(Appearance(), window)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.search.hasFocus)
    yield dialog
    dialog.close()


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifier or Qt.KeyboardModifier.NoModifier)


def test_it_begins_with_the_keys_and_has_the_pages(help_dialog: HelpDialog) -> None:
    assert help_dialog.page.title == "Keys"
    titles = [help_dialog.pages.item(row).text() for row in range(help_dialog.pages.count())]
    assert titles[:4] == ["Keys", "A tour", "Keys and mouse", "Scenario files"]
    assert "Open a scenario file" in help_dialog.text.toPlainText()


def test_words_are_found_and_enter_goes_there(qtbot: QtBot, help_dialog: HelpDialog) -> None:
    qtbot.keyClicks(help_dialog.search, "patience")
    assert help_dialog.places.isVisible()
    assert help_dialog.count.text() == "1 place"
    first = help_dialog.places.item(0).text()
    assert first.startswith("Training › [training.early_stopping]\npatience: epochs")
    press(qtbot, Qt.Key.Key_Return)
    assert help_dialog.isVisible()
    assert help_dialog.page.title == "Training"
    assert help_dialog.pages.currentItem().text() == "Training"
    assert help_dialog.text.hasFocus()
    cursor = help_dialog.text.textCursor()
    assert cursor.block().text().startswith("• patience: epochs")
    assert help_dialog.text.viewport().rect().contains(help_dialog.text.cursorRect())
    (mark,) = help_dialog.text.extraSelections()
    assert mark.cursor.selectedText() == "patience"


def test_the_list_of_places_is_walked_with_the_arrows(
    qtbot: QtBot, help_dialog: HelpDialog
) -> None:
    qtbot.keyClicks(help_dialog.search, "momentum")
    press(qtbot, Qt.Key.Key_Down)
    assert help_dialog.places.hasFocus()
    press(qtbot, Qt.Key.Key_Down)
    second = help_dialog.places.item(1).text().splitlines()[1]
    press(qtbot, Qt.Key.Key_Return)
    assert second.removeprefix("… ") in help_dialog.text.textCursor().block().text()
    assert help_dialog.text.isVisible()
    # Back to the field, and to what was found.
    press(qtbot, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert help_dialog.search.hasFocus()
    assert help_dialog.places.isVisible()
    assert help_dialog.search.selectedText() == "momentum"


def test_a_click_on_a_place_goes_there(qtbot: QtBot, help_dialog: HelpDialog) -> None:
    qtbot.keyClicks(help_dialog.search, "exit status")
    item = help_dialog.places.item(0)
    middle = help_dialog.places.visualItemRect(item).center()
    viewport = help_dialog.places.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle)
    assert help_dialog.page.title == "Command line"
    assert help_dialog.text.textCursor().block().text() == "Exit status"


def test_keys_of_menus_are_found_too(qtbot: QtBot, help_dialog: HelpDialog) -> None:
    qtbot.keyClicks(help_dialog.search, "black screen")
    where = [help_dialog.places.item(row).text() for row in range(help_dialog.places.count())]
    assert "Keys › View\nB: In Present, a black screen until any key is pressed" in where
    assert any(text.startswith("Keys and mouse") for text in where)


def test_nothing_found_is_said_and_an_empty_field_shows_the_page(
    qtbot: QtBot, help_dialog: HelpDialog
) -> None:
    qtbot.keyClicks(help_dialog.search, "qqq")
    assert help_dialog.count.text() == "nothing found"
    assert help_dialog.search.accessibleDescription() == "nothing found"
    press(qtbot, Qt.Key.Key_Return)
    assert help_dialog.isVisible()
    help_dialog.search.clear()
    assert help_dialog.text.isVisible()
    assert not help_dialog.count.isVisible()


def test_pages_are_turned_and_scrolled_from_the_keyboard(
    qtbot: QtBot, help_dialog: HelpDialog
) -> None:
    press(qtbot, Qt.Key.Key_Down)
    assert help_dialog.pages.hasFocus()
    for _ in range(6):
        press(qtbot, Qt.Key.Key_Down)
    assert help_dialog.page.title == "Training"
    bar = help_dialog.text.verticalScrollBar()
    press(qtbot, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    press(qtbot, Qt.Key.Key_PageUp)
    assert bar.value() == 0
    press(qtbot, Qt.Key.Key_Return)
    assert help_dialog.text.hasFocus()
    press(qtbot, Qt.Key.Key_Escape)
    assert not help_dialog.isVisible()


def test_tab_goes_through_all_and_names_are_set(qtbot: QtBot, help_dialog: HelpDialog) -> None:
    qtbot.keyClicks(help_dialog.search, "momentum")
    close = help_dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    reached = []
    for _ in range(5):
        reached.append(QApplication.focusWidget())
        press(qtbot, Qt.Key.Key_Tab)
    assert reached == [
        help_dialog.search,
        help_dialog.pages,
        help_dialog.places,
        close,
        help_dialog.search,
    ]
    for widget in (help_dialog.search, help_dialog.pages, help_dialog.places, help_dialog.text):
        assert widget.accessibleName()


def test_links_lead_to_pages_and_out_only_when_asked(
    qtbot: QtBot, help_dialog: HelpDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    help_dialog.show_page("03-scenario.md")
    help_dialog.text.setFocus()
    press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Return)
    assert help_dialog.page.title == "Data"
    asked = []
    monkeypatch.setattr("app.window.help.open_link", lambda address, _: asked.append(address))
    help_dialog.text.anchorClicked.emit(QUrl("https://example.org/a"))
    assert asked == ["https://example.org/a"]
    assert help_dialog.page.title == "Data"


def test_another_look_draws_the_same_page(qtbot: QtBot, help_dialog: HelpDialog) -> None:
    help_dialog.show_page("06-training.md")
    before = help_dialog.text.document().defaultFont().pixelSize()
    help_dialog._appearance.set_text_scale(1.5)
    assert help_dialog.page.title == "Training"
    assert help_dialog.text.document().defaultFont().pixelSize() > before


@pytest.mark.parametrize("size", [(1152, 648), (720, 432)])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_page_is_wider_than_its_place(qtbot: QtBot, size: tuple[int, int], scale: float) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    dialog = HelpDialog(Appearance(text_scale=scale), window)
    dialog.setMaximumSize(*size)
    dialog.resize(*size)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert (dialog.width(), dialog.height()) == size
    for row in range(1, dialog.pages.count()):
        dialog.pages.setCurrentRow(row)
        assert dialog.text.horizontalScrollBar().maximum() == 0
    dialog.close()


def test_another_look_leaves_what_was_found_in_view(qtbot: QtBot, help_dialog: HelpDialog) -> None:
    qtbot.keyClicks(help_dialog.search, "momentum")
    help_dialog._appearance.toggle_theme()
    assert help_dialog.places.isVisible()
