"""From a file that is dropped to a run, as a person does it, action by action."""

import pytest
from imports import MIXED, clusters, measured, write_images
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

import resources
from engine.data.opening import dataset_of
from engine.scenario import load_scenario

COPY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


class Person:
    """Drops, clicks and presses keys, and counts how often."""

    def __init__(self, qtbot, window):
        self.qtbot, self.window, self.actions = qtbot, window, 0

    def drop(self, *files):
        self.actions += 1
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        entered = QDragEnterEvent(QPoint(9, 9), COPY, data, LEFT, NO_KEYS)
        QApplication.sendEvent(self.window, entered)
        QApplication.sendEvent(self.window, QDropEvent(QPointF(99, 99), COPY, data, LEFT, NO_KEYS))
        return self.window.importing.dialog

    def click(self, widget):
        self.actions += 1
        self.qtbot.mouseClick(widget, LEFT)

    def train(self):
        """Go to Train and start; return the model of the run."""
        self.actions += 2
        self.window.actions_["train_mode"].trigger()
        model = self.window.train_page.model
        self.qtbot.waitUntil(lambda: model.facts is not None, timeout=30_000)
        self.qtbot.mouseClick(self.window.train_page.pane.strip.start_button, LEFT)
        self.qtbot.waitUntil(lambda: model.run.plan is not None, timeout=30_000)
        self.qtbot.waitUntil(lambda: not model.is_busy, timeout=60_000)
        return model


@pytest.fixture
def window(qtbot, open_window):
    window = open_window("mazur-2-2-2")
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def person(qtbot, window):
    return Person(qtbot, window)


def iris():
    return resources.file("data", "iris", "iris.csv").read_text()


TABLES = {
    "iris": (iris, (4, 8, 3)),
    "wine": (lambda: clusters(3, 13, 178), (13, 8, 3)),
    "diabetes": (lambda: measured(10, 442), (10, 8, 1)),
    "mixed": (lambda: MIXED, (10, 8, 1)),
}


@pytest.mark.parametrize("name", TABLES)
def test_from_drop_to_training_in_four_actions(person, tmp_path, name):
    make, sizes = TABLES[name]
    file = tmp_path / f"{name}.csv"
    file.write_text(make())
    dialog = person.drop(file)
    assert dialog.windowTitle() == f"Import {name}.csv"
    person.click(dialog.import_button)
    assert load_scenario(tmp_path / f"{name}.toml").sizes == sizes
    assert person.window.stepper.document.scenario.title == name
    model = person.train()
    assert model.run.final is not None
    assert person.actions <= 6


def test_images_from_drop_to_training(person, tmp_path):
    images = write_images(tmp_path / "it")
    labels = images.with_name("train-labels-idx1-ubyte")
    dialog = person.drop(images, labels)
    assert "60 images of 5 × 6 pixels in 3 classes" in dialog.summary.text()
    assert dialog.pictures.count() == 48
    person.click(dialog.import_button)
    assert person.train().run.final.test_accuracy >= 0.9
    assert person.actions <= 6


def test_what_a_person_chooses_is_what_is_written(qtbot, person, tmp_path):
    (tmp_path / "mixed.csv").write_text(MIXED)
    dialog = person.drop(tmp_path / "mixed.csv")
    columns = dialog.columns
    assert not columns.role.isEnabled()
    columns.table.selectRow(4)
    assert (columns.role.currentText(), columns.kind.currentText()) == ("input", "numbers")
    columns.kind.setFocus()
    qtbot.keyClick(columns.kind, Qt.Key.Key_Down)
    assert columns.kind.currentText() == "categories"
    assert columns.chosen == [4]
    columns.table.selectRow(5)
    qtbot.keyClicks(columns.role, "left")
    columns.table.selectRow(6)
    assert not columns.role.isEnabled()
    for _ in range(2):
        qtbot.keyClick(dialog.learned.unknown.box, Qt.Key.Key_Down)
    said = [w.text() for w in dialog.findChildren(type(dialog.summary)) if not w.isHidden()]
    assert "row is left out, as it counts the rows." in said
    person.click(dialog.import_button)
    spec = load_scenario(tmp_path / "mixed.toml").dataset
    assert (spec.target, spec.task) == ("buys", "classification")
    assert (spec.ignore, spec.categories) == (("row", "name", "mood"), ("size",))
    assert spec.unknown_inputs == "drop"


def test_how_a_table_is_written_can_be_changed(person, tmp_path):
    (tmp_path / "a.txt").write_text("1;2,5;a\n3;1,5;b\n" * 20)
    dialog = person.drop(tmp_path / "a.txt")
    written = dialog.written
    assert (written.separator.box.currentText(), written.decimal.box.currentText()) == (
        "semicolon",
        "comma",
    )
    assert written.header.box.currentText() == "is a row like the others"
    written.header.box.setCurrentIndex(0)
    written.header.box.activated.emit(0)
    assert dialog.rows.model().rowCount() == 39
    written.separator.box.setCurrentIndex(3)
    written.separator.box.activated.emit(3)
    assert "has one column alone" in dialog.problem.text()
    assert not dialog.import_button.isEnabled()
    written.separator.box.setCurrentIndex(1)
    written.separator.box.activated.emit(1)
    assert (dialog.problem.text(), dialog.import_button.isEnabled()) == ("", True)


def test_words_for_what_is_unknown(qtbot, person, tmp_path):
    (tmp_path / "a.csv").write_text("a,y\n" + "1,p\nx,q\n3,p\n" * 20)
    dialog = person.drop(tmp_path / "a.csv")
    assert dialog.columns.table.model().index(0, 2).data() == "categories"
    field = dialog.written.unknowns
    field.selectAll()
    qtbot.keyClicks(field, "empty, x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.columns.table.model().index(0, 2).data() == "numbers"
    assert field.text() == "empty, x"
    person.click(dialog.import_button)
    assert load_scenario(tmp_path / "a.toml").dataset.unknowns == ("", "x")


def test_a_table_that_cannot_be_read_says_so_and_stays(person, tmp_path):
    lines = "".join(f"{i % 50},{i % 2}\n" for i in range(20_000))
    (tmp_path / "a.csv").write_text(f"a,y\n{lines}x,1\n")
    dialog = person.drop(tmp_path / "a.csv")
    person.click(dialog.import_button)
    assert "row 20,002, column a: 'x', expected a number" in dialog.problem.text()
    assert dialog.isVisible()
    assert not (tmp_path / "a.toml").exists()
    assert person.window.stepper.document.scenario.id == "mazur-2-2-2"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"a\n1\n", "has one column alone"),
        ("a.csv", b"\0\1\2", "NUL"),
        ("gone.csv", None, "cannot be read"),
        ("x-idx3-ubyte", b"\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x02", "has no labels"),
    ],
)
def test_what_is_no_data_ends_in_a_sentence(person, tmp_path, name, content, sentence):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    dialog = person.drop(tmp_path / name)
    said = person.window.notice.text if dialog is None else dialog.problem.text()
    assert sentence in said
    assert dialog is None or not dialog.import_button.isEnabled()


def test_names_of_a_stranger_are_letters(person, tmp_path):
    content = '"<b>x</b>","a&b",y\n' + "1,2,<i>p</i>\n2,1,q\n3,4,q\n" * 20
    (tmp_path / "<u>.csv").write_text(content)
    dialog = person.drop(tmp_path / "<u>.csv")
    assert dialog.columns.table.model().index(0, 0).data() == "<b>x</b>"
    person.click(dialog.import_button)
    assert load_scenario(tmp_path / "<u>.toml").title == "<u>"


def test_a_file_that_is_there_is_not_replaced_unasked(person, tmp_path):
    (tmp_path / "a.csv").write_text(clusters(3, 2, 60))
    (tmp_path / "a.toml").write_text("mine")
    dialog = person.drop(tmp_path / "a.csv")
    assert dialog.to.text() == str(tmp_path / "a-2.toml")
    dialog.to.clear()
    assert dialog.to.text() == ""
    person.qtbot.keyClicks(dialog.to, str(tmp_path / "a.toml"))
    person.click(dialog.import_button)
    assert "is there already" in dialog.problem.text()
    assert (tmp_path / "a.toml").read_text() == "mine"


def test_import_is_in_the_menu(window, tmp_path):
    (tmp_path / "a.csv").write_text(clusters(3, 2, 60))
    asked = []

    def choose(kind, _suggestion):
        asked.append(kind)
        return str(tmp_path / "a.csv")

    window.files.choose_file = choose
    window.actions_["import_data"].trigger()
    assert asked == ["data"]
    assert window.importing.dialog.isVisible()
    window.importing.dialog.reject()


def test_dates_can_be_a_category_and_dates_again(qtbot, person, tmp_path):
    (tmp_path / "mixed.csv").write_text(MIXED)
    columns = person.drop(tmp_path / "mixed.csv").columns
    columns.table.selectRow(1)
    assert columns.kind.shown_text() == "dates"
    for words in ("categories", "as found"):
        columns.kind.setCurrentIndex(columns.kind.findText(words))
        columns.kind.activated.emit(columns.kind.currentIndex())
        held = columns.table.model().index(1, 2).data()
        assert held == ("dates" if words == "as found" else words)


def test_unknown_fields_are_asked_about_where_there_are_some(person, tmp_path):
    (tmp_path / "a.csv").write_text(clusters(3, 2, 60))
    assert person.drop(tmp_path / "a.csv").learned.unknown.isHidden()
    person.window.importing.dialog.reject()
    (tmp_path / "mixed.csv").write_text(MIXED)
    assert not person.drop(tmp_path / "mixed.csv").learned.unknown.isHidden()


def choose_test(dialog, text):
    box = dialog.learned.test.box
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def test_rows_of_another_file_are_tested_on(person, tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text(clusters(3, 2, 60))
    (tmp_path / "later").mkdir()
    later = tmp_path / "later" / "more.csv"
    later.write_text(clusters(3, 2, 9))
    dialog = person.drop(tmp_path / "a.csv")
    box, row = dialog.learned.test.box, dialog.learned.test
    answers = [str(tmp_path / "a.csv"), "", str(later)]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (answers.pop(0), ""))
    choose_test(dialog, "another file…")
    assert "expected another file" in row.problem.text()
    choose_test(dialog, "another file…")
    assert box.currentText() == "a fifth of the rows"
    choose_test(dialog, "another file…")
    assert box.currentText() == "more.csv"
    assert row.caption.isHidden()
    choose_test(dialog, "a fifth of the rows")
    assert "the same ones every time" in row.caption.text()
    answers.append(str(later))
    choose_test(dialog, "another file…")
    person.click(dialog.import_button)
    scenario = load_scenario(tmp_path / "a.toml")
    assert scenario.dataset.test == "later/more.csv"
    assert len(dataset_of(scenario).x_test) == 9


def test_a_table_on_the_command_line_is_shown_once_the_window_is_there(qtbot, window, tmp_path):
    (tmp_path / "a.csv").write_text(clusters(3, 2, 60))
    assert window.importing.put_off("xor", window.first_painted) == "xor"
    assert window.importing.put_off(str(tmp_path / "a.csv"), window.first_painted) is None
    window.first_painted.emit()
    qtbot.waitUntil(lambda: window.importing.dialog is not None)
    assert window.importing.dialog.windowTitle() == "Import a.csv"
    window.importing.dialog.reject()
