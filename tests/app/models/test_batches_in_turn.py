"""Iterations that go through batches: the rows on screen, edits and the way back."""

import json

import numpy as np
import pytest
from msgspec.structs import replace

from app.cli import main
from app.commands import Editor
from app.models import Document, SessionModel
from app.theme import Appearance
from app.window.notice import NoticeStrip
from app.window.rows_chooser import RowsChooser
from engine.data.selection import select_rows
from engine.iteration.trace import trace_scenario
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario, load_scenario, save_scenario
from tables import OVER_TABLE

I1 = Ref(Quantity.ACTIVATION, 0, 0)
W1 = Ref(Quantity.WEIGHT, 1, 0, 0)


def scenario(rows=10, batch_size=4, **training):
    xor, generator = find_scenario("xor"), np.random.default_rng(3)
    options = {"batch_size": batch_size, "optimiser": "adam", **training}
    return replace(
        xor,
        x=generator.normal(size=(rows, 2)),
        y=generator.integers(0, 2, size=(rows, 1)).astype(float),
        training=replace(xor.training, **options),
    )


@pytest.fixture
def session():
    model = SessionModel(Document())
    model.document.open(scenario())
    return model


@pytest.fixture
def chooser(session, qtbot):
    made = RowsChooser(session, NoticeStrip(Appearance()))
    qtbot.addWidget(made)
    session.scenario_changed.emit()
    return made


def numbers(session):
    return session.rows.numbers.tolist()


def test_the_button_says_which_rows_an_iteration_has(session, chooser):
    said = []
    for iteration in range(1, 5):
        session.go_to_iteration(iteration)
        said.append(chooser.text())
    assert said == ["rows 1 to 4 of 10", "rows 5 to 8 of 10", "rows 9 to 10 of 10", said[0]]
    assert "Batch 1 of 3: every iteration takes the next one." in chooser.toolTip()
    chooser.set_brief(True)
    assert chooser.text() == "rows 1 to 4"
    chooser.choose(6)
    assert chooser.text() == "row 7"
    session.go_to_iteration(3)
    assert numbers(session) == [6]
    chooser.choose(None)
    assert numbers(session) == [0, 1, 2, 3]


def test_the_button_keeps_its_width_from_batch_to_batch(session, chooser):
    widths = set()
    for iteration in range(1, 4):
        session.go_to_iteration(iteration)
        widths.add(chooser.sizeHint().width())
    assert len(widths) == 1


def test_held_out_rows_are_not_named_as_if_they_were_there(chooser, session):
    session.document.open(scenario(validation=3))
    trained = select_rows(session.scenario).trained
    assert numbers(session) == trained[:4].tolist()
    assert "3 rows are held out and never among them." in chooser.toolTip()
    said = chooser.text()
    first, last = trained[0] + 1, trained[3] + 1
    assert said in (f"rows {first} to {last} of 10", f"4 of rows {first} to {last}")
    assert ("4 of" in said) == (last - first != 3)


def test_all_rows_at_once_are_named_as_before(chooser, session):
    session.document.open(scenario(batch_size=None))
    assert chooser.text() == "all 10 rows"
    session.go_to_iteration(2)
    assert numbers(session) == list(range(10))


def test_the_sample_shown_stays_within_a_smaller_batch(session):
    session.set_sample(3)
    session.go_to_iteration(2)
    assert session.sample == 3
    session.go_to_iteration(3)
    assert (session.trace.samples, session.sample) == (2, 1)


def test_going_back_and_far_gives_the_same_bits(session, monkeypatch):
    monkeypatch.setattr("engine.iteration.history.BUDGET", 3_000)
    session.document.open(session.scenario)
    starts = {}
    for iteration in range(1, 61):
        session.go_to_iteration(iteration)
        starts[iteration] = (session.trace.before.flat.tobytes(), numbers(session))
    for iteration in (2, 60, 31, 1, 58, 17):
        session.go_to_iteration(iteration)
        assert (session.trace.before.flat.tobytes(), numbers(session)) == starts[iteration]
    again = trace_scenario(session.scenario, select_rows(session.scenario), 31)
    assert again.before.flat.tobytes() == starts[31][0]


def test_a_row_edited_in_its_iteration_stays_in_view_and_is_that_row(session):
    editor = Editor(session)
    session.go_to_iteration(2)
    session.set_sample(1)
    values = session.trace.before.flat.copy()
    assert editor.set_text(I1, "7.5") == ""
    assert session.iteration == 1
    assert numbers(session) == [4, 5, 6, 7]
    assert session.sample == 1
    assert session.trace.value(I1, 1) == 7.5
    assert np.array_equal(session.trace.before.flat, values)
    changed = session.scenario.x != session.document.original.x
    assert np.argwhere(changed).tolist() == [[5, 0]]
    # The next iterations have the next rows, and the edited one comes round again.
    session.go_to_iteration(2)
    assert numbers(session) == [8, 9]
    session.go_to_iteration(4)
    assert numbers(session) == [4, 5, 6, 7]
    assert session.trace.value(I1, 1) == 7.5
    editor.document.undo()
    assert session.iteration == 2
    assert numbers(session) == [4, 5, 6, 7]
    assert session.scenario is session.document.original


def test_a_weight_edited_later_goes_on_from_the_rows_in_view(session):
    editor = Editor(session)
    session.go_to_iteration(3)
    assert editor.set_text(W1, "0.25") == ""
    assert numbers(session) == [8, 9]
    editor.reset_to_file()
    assert numbers(session) == [0, 1, 2, 3]
    editor.document.undo()
    assert numbers(session) == [8, 9]


def test_a_row_of_a_table_keeps_what_was_typed(tmp_path):
    table = "age,job,y\n" + "".join(f"{20 + k},{'abc'[k % 3]},{100 + 5 * k}\n" for k in range(40))
    (tmp_path / "own.csv").write_text(table, encoding="utf-8")
    text = OVER_TABLE.format(
        units=1, activation="linear", loss="mean-squared-error", target="y", task="regression"
    )
    (tmp_path / "t.toml").write_text(f"{text}[training]\nlearning_rate = 0.1\n", encoding="utf-8")
    session = SessionModel(Document())
    opened = load_scenario(tmp_path / "t.toml")
    opened = replace(opened, training=replace(opened.training, batch_size=16))
    session.document.open(opened, select_rows(opened))
    editor = Editor(session)
    session.go_to_iteration(2)
    session.set_sample(2)
    assert numbers(session) == list(range(16, 32))
    target = Ref(Quantity.TARGET, opened.depth, 0)
    assert editor.set_text(target, "151") == ""
    typed = session.trace.y_true[2, 0]
    assert numbers(session) == list(range(16, 32))
    session.go_to_iteration(2)
    assert numbers(session) == list(range(16))
    assert typed not in session.trace.y_true
    session.go_to_iteration(1 + session.selection.epoch.updates)
    assert session.trace.y_true[2, 0] == typed
    editor.reset_to_file()
    assert numbers(session) == list(range(16))
    session.go_to_iteration(2)
    assert session.trace.y_true[2, 0] != typed


def test_the_command_says_which_rows_it_has(tmp_path, capsys):
    path = tmp_path / "in-turn.toml"
    save_scenario(scenario(), path)
    assert main(["trace", str(path), "--iterations", "2"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.endswith("iteration 2, a batch of 4 rows: rows 5 to 8 of 10")
    assert main(["trace", str(path), "--iterations", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == [8, 9]
    for more in (["--sample", "3"], []):
        command = ["trace", str(path) if more else "xor", "--json", *more]
        assert main(command) == 0
        assert "rows" not in json.loads(capsys.readouterr().out)
