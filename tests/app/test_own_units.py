"""Rows of a table in the stepper: shown and edited in the table's own words and units."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox
from seen import centre_of

from app.commands import Editor
from app.formula import preload
from app.graph import GraphPane, messages
from app.graph.items.primitives import Text
from app.models import Stepper
from app.own_units import own_text, row_text
from app.theme import Appearance
from app.widgets.plain import PlainLabel
from app.window.notice import NoticeStrip
from app.window.rows_chooser import RowsChooser
from app.working import WorkingPane
from engine.data.selection import select_rows
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, load_scenario
from tables import OVER_TABLE

TABLE = "age,job,y\n" + "".join(f"{20 + k},{'abc'[k % 3]},{100 + 5 * k}\n" for k in range(40))
TARGET = Ref(Quantity.TARGET, 1, 0)


class Shown:
    def __init__(self, qtbot, scenario):
        self.stepper = Stepper.make()
        self.stepper.session.document.open(scenario)
        self.editor = Editor(self.stepper.session)
        self.pane = GraphPane(self.stepper, self.editor, Appearance())
        self.said = []
        self.pane.message.connect(self.said.append)
        qtbot.addWidget(self.pane)
        self.pane.resize(900, 560)
        self.pane.show()
        qtbot.waitExposed(self.pane)

    def unit(self, name):
        names = self.stepper.session.scenario.unit_names(0)
        return Ref(Quantity.ACTIVATION, 0, list(names).index(name))

    def click(self, ref, double=False):
        at = centre_of(self.pane, ref)
        act = QTest.mouseDClick if double else QTest.mouseClick
        act(
            self.pane.view.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            at,
        )

    def type(self, text):
        QTest.keyClicks(self.pane.entry, text)


@pytest.fixture
def own(tmp_path, qtbot):
    (tmp_path / "own.csv").write_text(TABLE)
    text = OVER_TABLE.format(
        units=1, activation="linear", loss="mean-squared-error", target="y", task="regression"
    )
    (tmp_path / "own.toml").write_text(f"{text}[training]\nlearning_rate = 0.1\n")
    return Shown(qtbot, load_scenario(tmp_path / "own.toml"))


def test_the_tip_of_an_input_says_what_the_table_says(own):
    session = own.stepper.session
    tip = messages.tool_tip(session.trace, [own.unit("age")], 0, session.rows)
    assert (
        tip.splitlines()[1] == f"in the table: age {session.rows.units.text(session.rows.x[0], 0)}"
    )
    assert session.trace.value(own.unit("age")) != float(tip.split()[-1])


def test_an_input_is_edited_in_its_own_unit(own):
    session, age = own.stepper.session, own.unit("age")
    before = session.trace.loss
    own.click(age)
    QTest.keyClick(own.pane.view, Qt.Key.Key_F2)
    entry = own.pane.entry
    assert entry.isVisible()
    assert entry.caption.text() == "age, as in the table"
    assert entry.text() == own_text(session.rows, age, 0)
    own.type("50")
    standardised = session.rows.units.with_number(session.rows.x[0], 0, 50.0)[0]
    assert entry.message.text() == f"age becomes {standardised:.6f}".rstrip("0")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert session.trace.value(age) == pytest.approx(standardised)
    assert own_text(session.rows, age, 0) == "50"
    assert session.trace.loss != before
    own.editor.document.undo()
    assert session.trace.loss == before


def test_a_word_is_edited_by_its_beginning(own):
    session, job = own.stepper.session, own.unit("job=b")
    own.click(job, double=True)
    own.type("z")
    assert own.pane.entry.message.text() == "One of: a, b, c"
    QTest.keyClick(own.pane.entry, Qt.Key.Key_Return)
    assert own.pane.entry.message.text() == "Found z; expected one of a, b, c."
    own.type("b")
    QTest.keyClick(own.pane.entry, Qt.Key.Key_Return)
    flags = [session.trace.value(own.unit(f"job={word}")) for word in "abc"]
    assert flags == [0, 1, 0]


def test_a_target_is_edited_in_its_own_unit(own):
    session = own.stepper.session
    assert own.editor.text_of(TARGET) == own_text(session.rows, TARGET, 0)
    assert own.editor.set_text(TARGET, "150") == ""
    assert own_text(session.rows, TARGET, 0) == "150"
    assert abs(session.trace.value(TARGET)) < 3
    own.editor.reset_to_file()
    assert own_text(session.rows, TARGET, 0) != "150"


def test_the_tables_number_stands_at_its_unit_and_in_the_derivation(own, qtbot):
    session, age = own.stepper.session, own.unit("age")
    says = own_text(session.rows, age, 0)
    texts = [item.text() for item in own.pane.picture.scene.items() if isinstance(item, Text)]
    assert f"table: {says}" in texts
    preload()
    own.stepper.working.enable()
    working = WorkingPane(own.stepper, Appearance())
    qtbot.addWidget(working)
    own.stepper.playback.go_to(1)
    assert f"from age ({says})" in working.plain_text()
    assert "from job=a:" in working.plain_text()
    weight = Ref(Quantity.WEIGHT_GRADIENT, 1, 0, 0)
    own.stepper.playback.go_to_ref(weight)
    assert f"age is {says} in the table." in working.plain_text()


def test_the_choice_of_rows_says_what_is_in_them(own, qtbot):
    session = own.stepper.session
    chooser = RowsChooser(session, NoticeStrip(Appearance()))
    qtbot.addWidget(chooser)
    chooser.choose(2)
    says = row_text(session.rows, 0)
    assert says.startswith("age ")
    assert "job " in says
    assert " → y " in says
    assert says in chooser.toolTip()
    chooser.menu().aboutToShow.emit()
    label = chooser.menu().findChild(PlainLabel, "row_says")
    assert label.text() == says
    chooser.menu().findChild(QSpinBox, "row_number").setValue(5)
    assert label.text() == row_text(select_rows(session.scenario, 4).batch(0), 0)


def test_f2_says_why_a_number_cannot_be_edited(own, qtbot):
    output = Ref(Quantity.ACTIVATION, 1, 0)
    own.stepper.playback.go_to(1)
    QTest.keyClick(own.pane.view, Qt.Key.Key_F2)
    assert own.said == [
        "The z of y is computed, so it cannot be edited: weights, biases, inputs and targets can"
        " be changed."
    ]
    own.said.clear()
    own.click(output, double=True)
    assert len(own.said) == 1
    assert "is computed, so it cannot be edited" in own.said[0]
    images = Shown(qtbot, find_scenario("mnist-16-16"))
    session = images.stepper.session
    assert not images.editor.can_edit(Ref(Quantity.ACTIVATION, 0, 3))
    sentence = messages.not_editable(session.trace, Ref(Quantity.ACTIVATION, 0, 3), session.rows)
    assert "is a data set's" in sentence
