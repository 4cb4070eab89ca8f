"""What a person does in Train: clicks, keys, and reading what is there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from seen import is_catching_up, is_draining


def opened(qtbot, pane, scenario):
    """Choose a scenario, open its settings by a click, and unfold all of them."""
    pane.model.document.open(scenario)
    qtbot.waitUntil(lambda: pane.model.facts is not None)
    click(qtbot, pane.strip.settings.button)
    for section in pane.settings.sections:
        if not section.isHidden() and not section.header.isChecked():
            click(qtbot, section.header)
    return pane.settings


def click(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def row(panel, name):
    """Find a row that is offered by how its name begins."""
    rows = [r for section in panel.sections if not section.isHidden() for r in section.rows]
    found = [r for r in rows if r.name.startswith(name) and not r.isHidden()]
    assert len(found) == 1, name
    return found[0]


def offered(panel):
    rows = [r for section in panel.sections if not section.isHidden() for r in section.rows]
    return [r.name for r in rows if not r.isHidden()]


def type_into(qtbot, field, text):
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, text)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)


def settle():
    """Let the layouts come to rest: one asks the next, a round of events each."""
    for _ in range(5):
        QApplication.processEvents()


def pick(qtbot, chosen, words):
    """Choose by the keyboard, as a person does who knows how the entry begins."""
    box = chosen.box
    box.setFocus()
    place = box.findText(words)
    assert place >= 0, [box.itemText(i) for i in range(box.count())]
    while box.currentIndex() != place:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down if place > before else Qt.Key.Key_Up)
        assert box.currentIndex() != before


def choices(chosen):
    return [chosen.box.itemText(index) for index in range(chosen.box.count())]


def finish(qtbot, pane):
    qtbot.waitUntil(lambda: pane.model.state == "finished", timeout=60_000)
    qtbot.waitUntil(lambda: not is_draining(pane.model) and not is_catching_up(pane))


def choose(qtbot, pane, scenario):
    """Choose a scenario and wait for its rows."""
    pane.model.document.open(scenario)
    qtbot.waitUntil(lambda: pane.model.facts is not None)


def settled(qtbot, pane):
    """Wait until everything is drawn."""
    qtbot.waitUntil(lambda: not is_draining(pane.model) and not is_catching_up(pane))
