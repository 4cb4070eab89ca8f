"""Rows in Train are described in the words of their file, answers in the unit of the target."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from seen import is_catching_up, is_draining

from app.models import Document
from app.models.session import SessionModel
from app.models.training import TrainingModel
from app.theme import Appearance
from app.training import TrainingPane
from app.training.confusion import ConfusionMatrix
from app.training.digits import DigitGrid
from app.training.number_texts import answer_text, measured
from app.training.row_detail import MOST_LINES, RowDetail
from app.training.rows_table import NETWORK, ROW, TARGET, RowsTable
from app.widgets.probabilities import Probabilities
from engine.data.normalisation import TargetScale
from engine.data.selection import select_rows
from engine.data.source_rows import RowWords
from engine.scenario import find_scenario
from tables import OVER_TABLE

SCENARIO = (
    OVER_TABLE
    + """[training]
learning_rate = 0.01
epochs = 2
batch_size = 8
validation = 10
"""
)
RENT = {"units": 1, "activation": "linear", "loss": "mean-squared-error"}
RENT |= {"target": "rent, in CHF", "task": "regression"}
KIND = {"units": 1, "activation": "sigmoid", "loss": "binary-cross-entropy"}
KIND |= {"target": "kind", "task": "classification"}


@pytest.fixture
def pane(qtbot):
    model = TrainingModel(Document())
    pane = TrainingPane(model, Appearance())
    pane.model = model
    qtbot.addWidget(pane)
    pane.resize(1280, 640)
    pane.show()
    yield pane
    model.shutdown()


@pytest.fixture
def own(tmp_path):
    """Return a function that reads a scenario over one table."""
    rows = [
        f"{n % 9 or '?'};1;{'very, very large' if n % 4 else 'small'};{800 + 12 * n},5"
        for n in range(60)
    ]
    head = "rooms;same;kind;rent, in CHF"
    (tmp_path / "own.csv").write_text("\n".join([head, *rows]), encoding="utf-8")

    def read(keys):
        file = tmp_path / "own.toml"
        file.write_text(SCENARIO.format(**keys), encoding="utf-8")
        return find_scenario(str(file))

    return read


def choose(qtbot, pane, scenario):
    pane.model.document.open(scenario)
    settled(qtbot, pane)


def settled(qtbot, pane):
    qtbot.waitUntil(lambda: pane.model.facts is not None)
    qtbot.waitUntil(lambda: not is_draining(pane.model) and not is_catching_up(pane))


def train(qtbot, pane):
    qtbot.mouseClick(pane.strip.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.model.state == "finished", timeout=60_000)
    settled(qtbot, pane)


def heading(table, column):
    return table.horizontalHeaderItem(column).toolTip()


def test_a_row_is_shown_as_in_the_file_before_any_run(qtbot, pane, own):
    choose(qtbot, pane, own(KIND))
    table, detail = pane.side.table, pane.side.detail
    assert heading(table, TARGET) == "kind"
    assert {table.item(row, TARGET).text() for row in range(6)} == {"very, very large", "small"}
    assert detail.rowCount() == 2
    first = table.item(0, ROW).text().split(", ")
    assert [detail.item(line, 0).text() for line in range(2)] == ["rooms", "rent, in CHF"]
    assert [detail.item(line, 1).text() for line in range(2)] == first
    assert (float(first[1]) - 800.5) % 12 == 0


def test_the_chosen_row_is_the_one_that_is_described_in_full(qtbot, pane, own):
    choose(qtbot, pane, own(KIND))
    table, detail = pane.side.table, pane.side.detail
    table.selectRow(3)
    shown = [detail.item(line, 1).text() for line in range(2)]
    assert shown == table.item(3, ROW).text().split(", ")


def test_without_held_out_rows_the_test_rows_are_counted_at_the_end(qtbot, pane, own):
    scenario = own(KIND)
    none = replace(scenario.training, validation=0)
    choose(qtbot, pane, replace(scenario, training=none))
    side = pane.side
    assert side.confusion_note.text() == "All 12 test rows, at the end of the run."
    train(qtbot, pane)
    assert side.confusion.isVisibleTo(side)
    assert pane.model.run.confusion.sum() == 12
    assert side.confusion_note.text().startswith("All 12 test rows, at the end of the run. Always")
    assert side.scores.isVisibleTo(side)


def test_answers_are_whole_whenever_the_rows_are_shown_anew(qtbot, pane, own):
    scenario = own(KIND)
    choose(qtbot, pane, scenario)
    train(qtbot, pane)
    for _ in range(2):
        table = pane.side.table
        assert table.columnWidth(NETWORK) >= table.sizeHintForColumn(NETWORK)
        train(qtbot, pane)


def test_a_single_output_is_shown_as_the_class_it_names(qtbot, pane, own):
    choose(qtbot, pane, own(KIND))
    train(qtbot, pane)
    for row in range(6):
        said = pane.side.table.item(row, NETWORK).text()
        assert said.startswith(("small (", "very, very large ("))
        target = pane.side.table.item(row, TARGET).text()
        assert said.endswith("✓" if said.startswith(target) else "✗")


def test_numbers_and_errors_are_in_the_unit_of_the_target(qtbot, pane, own):
    choose(qtbot, pane, own(RENT))
    train(qtbot, pane)
    table = pane.side.table
    assert heading(table, TARGET) == "rent, in CHF"
    targets = [float(table.item(row, TARGET).text()) for row in range(6)]
    assert all(800 < target < 1600 for target in targets)
    scale = pane.model.facts.target_scale
    for row, sample in enumerate(table._rows):
        expected = scale.original(pane.model.outputs[sample])[0]
        assert float(table.item(row, NETWORK).text()) == pytest.approx(expected, abs=0.51)
    tiles = {tile.name.text(): tile for tile in pane.tiles.tiles}
    assert tiles["Held-out error"].note.text() == "rent, in CHF"
    assert tiles["Test error"].note.text().startswith("baseline ")
    assert "rent, in CHF, in its unit" in tiles["Test error"].toolTip()
    assert "“rent, in CHF”" in pane.side.samples_note.text()


def test_the_baseline_stands_beside_the_test_accuracy(qtbot, pane, own):
    choose(qtbot, pane, own(KIND))
    train(qtbot, pane)
    tile = next(tile for tile in pane.tiles.tiles if tile.name.text() == "Test accuracy")
    assert tile.note.text().startswith("baseline ")
    assert "Always answering “very, very large”, the most frequent class, gets" in tile.toolTip()


def test_notes_are_reached_by_a_click_and_by_the_keyboard(qtbot, pane, own):
    choose(qtbot, pane, own(KIND))
    notes = pane.side.notes
    assert notes.isVisible()
    assert notes.button.text() == "On the data: 7 notes"
    assert not notes.text.isVisible()
    qtbot.mouseClick(notes.button, Qt.MouseButton.LeftButton)
    assert notes.text.isVisible()
    assert "• 12 of 60 rows are set aside for the test" in notes.text.text()
    assert "• Column same is dropped: it is 1 in all training rows." in notes.text.text()
    notes.button.setFocus()
    qtbot.keyClick(notes.button, Qt.Key.Key_Space)
    assert not notes.text.isVisible()


def test_rows_of_the_scenarios_own_have_no_notes_and_no_second_table(qtbot, pane, own):
    choose(qtbot, pane, own(KIND))
    choose(qtbot, pane, find_scenario("xor"))
    assert not pane.side.notes.isVisible()
    assert not pane.side.detail.isVisible()
    assert heading(pane.side.table, ROW) == "i1, i2"
    assert pane.side.table.item(1, ROW).text() == "0, 1"


def test_the_census_is_described_by_its_columns(qtbot, pane):
    choose(qtbot, pane, find_scenario("census"))
    detail = pane.side.detail
    names = [detail.item(line, 0).text() for line in range(detail.rowCount())]
    assert names[:3] == ["age", "workclass", "education"]
    assert len(names) == MOST_LINES
    assert float(detail.item(0, 1).text()) >= 17
    assert pane.side.table.item(0, TARGET).text() in ("no", "yes")


WORDS = RowWords(("a column with a long name", "b"), (("1", "x"),), "target", ("a target class",))


def test_target_and_answer_stay_where_there_is_little_room(qtbot):
    table = RowsTable(Appearance())
    qtbot.addWidget(table)
    table.show()
    table.set_rows(WORDS, np.array([1]), ("another class", "a target class"), named=True)
    table.set_outputs(np.array([[0.75]]))
    table.resize(700, 300)
    assert not table.isColumnHidden(ROW)
    assert table.item(0, NETWORK).text() == "a target class (0.75) ✓"
    table.resize(190, 300)
    assert table.isColumnHidden(ROW)
    assert not table.isColumnHidden(TARGET)
    said = table.item(0, NETWORK).text()
    assert "…" in said
    assert said.endswith(" (0.75) ✓")
    assert table.item(0, NETWORK).toolTip() == "a target class"
    assert sum(table.columnWidth(at) for at in (TARGET, NETWORK)) <= table.viewport().width()


def test_long_names_go_over_to_further_lines(qtbot):
    detail = RowDetail(Appearance())
    qtbot.addWidget(detail)
    detail.resize(220, 300)
    detail.show()
    name = "How satisfied are you with the opening hours of our service?"
    detail.show_row(RowWords((name, "b"), (("1", "x"),), "target", ("y",)), 0)
    assert detail.rowHeight(0) > 2 * detail.rowHeight(1)
    assert detail.item(0, 0).text() == name


def test_answers_are_as_exact_as_the_target_varies():
    scale = TargetScale(100.0, 9.2)
    assert measured(float(scale.original(np.array(1.0))), scale.deviation) == "109.20"
    assert measured(243_512.4, 80_000.0) == "243512"
    assert measured(0.01234567, 0.004) == "0.01235"
    assert measured(float("inf"), 1.0) == "not finite"
    assert answer_text("no", np.array([0.2]), 0) == "no (0.80)"
    assert answer_text("b", np.array([0.1, 0.9]), 1) == "b (0.90)"


def test_a_cell_of_the_confusion_matrix_is_described_in_full(qtbot):
    matrix = ConfusionMatrix(Appearance())
    qtbot.addWidget(matrix)
    classes = ("a class with quite a long name", "b")
    matrix.show_counts(np.array([[5, 2], [1, 9]]), classes)
    matrix.resize(300, matrix.heightForWidth(300))
    right = matrix.width() - 5
    assert matrix.cell_words(QPoint(right, matrix.height() - 8)) == "is b, taken for b: 9"
    assert matrix.cell_words(QPoint(matrix._head(300) + 5, 2 * matrix._line + 5)) == (
        f"is {classes[0]}, taken for {classes[0]}: 5"
    )
    assert matrix.cell_words(QPoint(5, 2 * matrix._line + 5)) == f"is {classes[0]}"
    assert matrix.cell_words(QPoint(right, 3)) == "taken for b"
    assert matrix._head(300) <= matrix.width() / 2


def test_a_trained_network_finds_its_file_and_is_described_in_its_words(qtbot, pane, own):
    choose(qtbot, pane, own(KIND))
    train(qtbot, pane)
    with qtbot.waitSignal(pane.stepped_through):
        qtbot.mouseClick(pane.side.button, Qt.MouseButton.LeftButton)
    # It is shown as what no file has yet: its rows are found all the same.
    place = pane.model.document.place
    scenario = place.trained
    assert scenario.path is None
    assert select_rows(scenario, 0).total == 48
    session = SessionModel(Document())
    session.document.open(scenario, place.selection)
    assert session.scenario is scenario
    assert scenario.unit_names(0) == ("rooms", "rent, in CHF", "rooms=unknown")
    assert scenario.unit_names(1) == ("very, very large",)


def test_what_is_opened_is_called_as_in_its_table(own):
    session = SessionModel(Document())
    session.document.open(own(KIND))
    assert session.trace.name(session.trace.steps[0].target) == "very, very large"
    assert not session.document.is_modified


CLOTHES = ("T-shirt or top", "trouser", "pullover", "dress", "coat", "sandal")


def test_long_names_over_narrow_columns_stand_upright(qtbot):
    short, long = ConfusionMatrix(Appearance()), ConfusionMatrix(Appearance())
    for matrix, classes in ((short, tuple("012345")), (long, CLOTHES)):
        qtbot.addWidget(matrix)
        matrix.show_counts(np.eye(6, dtype=np.int64), classes)
        matrix.resize(320, matrix.heightForWidth(320))
    assert long._top(320) > short._top(320) + 30
    assert long.height() - short.height() == long._top(320) - short._top(320)
    at = QPoint(long.width() - 4, long.height() - 4)
    assert long.cell_words(at) == "is sandal, taken for sandal: 1"


def test_pictures_of_long_named_classes_have_room_for_the_names(qtbot):
    grid = DigitGrid(Appearance())
    qtbot.addWidget(grid)
    grid.resize(360, 100)
    x, labels = np.zeros((24, 4)), np.zeros(24, dtype=int)
    grid.set_samples(x, (2, 2), labels, tuple("012345"))
    narrow = grid._cell(0).width()
    grid.set_samples(x, (2, 2), labels, CLOTHES)
    assert grid._cell(0).width() > 1.5 * narrow
    grid.set_outputs(np.eye(6)[[2] * 24])
    assert grid._words(0) == "a T-shirt or top, taken for pullover"


def test_short_lines_are_of_one_height_from_the_first(qtbot):
    detail = RowDetail(Appearance())
    qtbot.addWidget(detail)
    words = RowWords(("age", "job title", "hours"), (("75", "unknown", "10"),), "y", ("1",))
    for width in (900, 120, 330):
        detail.resize(width, 300)
        detail.show_row(words, 0)
    assert {detail.rowHeight(line) for line in range(3)} == {detail.rowHeight(0)}


def test_another_picture_of_which_the_network_says_the_same_is_described_anew(qtbot):
    shown = Probabilities(Appearance())
    qtbot.addWidget(shown)
    outputs = np.array([0.02, 0.98])
    for label, text in ((0, "a cat"), (1, "a dog")):
        shown.set_sample(np.zeros(4), (2, 2), label, ("cat", "dog"))
        shown.set_outputs(outputs)
        assert shown.accessibleName() == f"{text}; the network says dog with 98 %"


def test_an_output_that_is_no_share_is_shown_itself() -> None:
    assert answer_text("orange", np.array([-0.984]), 0, 0.0) == "orange (−0.98)"
    assert answer_text("blue", np.array([1.25]), 1, 0.0) == "blue (1.25)"
