"""What lies over the window's pages: notices and the place to drop a file."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from seen import centre_of

from app.settings import Settings
from app.theme import Appearance
from app.widgets.boxes import plain_box
from app.window.drop_target import REFUSED, WELCOME
from app.window.main_window import MainWindow
from engine.network.quantities import Quantity, Ref

COPY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
SENTENCE = "This is a sentence of some length about a file that could not be opened. " * 4


@pytest.fixture
def make(qtbot, tmp_path):
    def made(size=(1280, 720), text_scale=1.0, theme="light"):
        appearance = Appearance(theme, text_scale)
        window = MainWindow(Settings(tmp_path / "settings.json"), appearance)
        qtbot.addWidget(window)
        appearance.apply_to(QApplication.instance())
        window.documents.open_word("mazur-2-2-2")
        window.resize(*size)
        window.show()
        for _ in range(3):
            QApplication.processEvents()
        return window

    return made


def boxes(window):
    graph = window.step_page.graph
    parts = graph.picture.edges.values()
    labels = [label.box for part in parts for label in part.labels.values()]
    return [graph.view.viewport().size(), graph.view.mapToGlobal(QPoint(0, 0)), *labels]


@pytest.mark.parametrize(("size", "text_scale"), [((1024, 768), 1.0), ((1280, 720), 1.5)])
def test_a_notice_moves_nothing_and_stays_within_its_page(make, size, text_scale):
    window = make(size, text_scale)
    before = boxes(window)
    for say in (window.notice.say_error, window.notice.say_good):
        say(SENTENCE)
        QApplication.processEvents()
        assert boxes(window) == before
        page, notice = window.step_page, window.notice
        area = page.rect().translated(page.mapTo(window, QPoint(0, 0)))
        assert area.contains(notice.geometry())
        text = notice.findChildren(type(notice._text))[1]
        assert text.height() >= text.heightForWidth(text.width())
    window.notice.dismiss()
    QApplication.processEvents()
    assert boxes(window) == before


def test_a_double_click_on_what_brings_a_notice_edits_it(make):
    """The first click on a frozen bias says why it has no step of its own."""
    window = make()
    graph = window.step_page.graph
    bias = Ref(Quantity.BIAS, 1, 0)
    where = centre_of(graph, bias)
    QTest.mouseClick(graph.view.viewport(), LEFT, NO_KEYS, where)
    QApplication.processEvents()
    assert window.notice.text
    assert centre_of(graph, bias) == where
    QTest.mouseDClick(graph.view.viewport(), LEFT, NO_KEYS, where)
    assert [field for field in graph.findChildren(QLineEdit) if field.isVisible()]


def test_a_notice_in_train_leaves_the_controls_free(make):
    window = make()
    window.set_mode("train")
    QApplication.processEvents()
    window.notice.say_error("It failed.")
    QApplication.processEvents()
    pane = window.train_page.pane
    for part in (pane.strip, pane.heading.chooser):
        area = part.rect().translated(part.mapTo(window, QPoint(0, 0)))
        assert not area.intersects(window.notice.geometry())


def dragged(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag(window, data, leave=True):
    """Drag over the window; give what it says and whether it would take a drop."""
    entered = QDragEnterEvent(QPoint(9, 9), COPY, data, LEFT, NO_KEYS)
    QApplication.sendEvent(window, entered)
    moved = QDragMoveEvent(QPoint(99, 99), COPY, data, LEFT, NO_KEYS)
    QApplication.sendEvent(window, moved)
    target = window.drop_target
    said = target.label.text() if target.isVisible() else ""
    if leave:
        QApplication.sendEvent(window, QDragLeaveEvent())
        assert not target.isVisible()
    return said, moved.isAccepted()


def test_the_window_lights_up_for_a_scenario_and_refuses_all_else(make, tmp_path):
    window = make()
    assert drag(window, dragged(tmp_path / "mine.toml")) == (WELCOME, True)
    assert window.drop_target.label.font().pixelSize() == window.appearance.font(22).pixelSize()
    assert drag(window, dragged(tmp_path / "MINE.TOML")) == (WELCOME, True)
    for data in (
        dragged(tmp_path / "picture.png"),
        dragged(tmp_path / "a.toml", tmp_path / "b.toml"),
        dragged(tmp_path),
        QMimeData(),
    ):
        assert drag(window, data) == (REFUSED, False)


def test_the_light_goes_out_with_the_drop(make, tmp_path):
    window = make()
    path = tmp_path / "gone.toml"
    data = dragged(path)
    drag(window, data, leave=False)
    QApplication.sendEvent(window, QDropEvent(QPointF(99, 99), COPY, data, LEFT, NO_KEYS))
    assert not window.drop_target.isVisible()
    assert "gone.toml" in window.notice.text


def test_open_begins_in_the_folder_last_used(make, tmp_path, monkeypatch):
    window = make()
    window.settings.add_recent_file(tmp_path / "mine.toml")
    begun = []

    def asked(_parent, _title, folder, _kinds):
        begun.append(folder)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", asked)
    window.actions_["open"].trigger()
    assert begun == [str(tmp_path.resolve())]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("question", ["", "Save it first?"])
def test_a_message_box_has_a_picture_in_the_theme(make, theme, question):
    window = make(theme=theme)
    picture = plain_box(window, "Something.", question).iconPixmap().toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() == 255
    }
    wanted = window.appearance.theme.accent if question else window.appearance.theme.error
    assert wanted.lower() in colours


@pytest.mark.parametrize("mode", ["step", "train"])
def test_the_window_fits_half_of_a_screen_of_1920_by_1080(make, mode):
    """At factor 2 such a screen has 960×540 logical pixels, some of them for its own bars."""
    window = make((900, 500))
    window.set_mode(mode)
    QApplication.processEvents()
    assert window.size().toTuple() == (900, 500)
    assert window.minimumSizeHint().width() <= 900
    assert window.minimumSizeHint().height() <= 500
