"""The session: one scenario, its iterations, edits and faults."""

import gc
import tracemalloc
import weakref
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import SignalInstance

from app.commands import Editor, parse_number
from app.models import Document, PlaybackModel, SessionModel, Stepper, WorkingModel
from engine.data.selection import select_rows
from engine.errors import DivergenceError, ScenarioError
from engine.iteration.trace import trace_scenario
from engine.network.data_specs import TableSpec
from engine.network.quantities import LEARNING_RATE, Quantity, Ref
from engine.scenario import find_scenario, parse_scenario

W5 = Ref(Quantity.WEIGHT, 2, 0, 0)
I1 = Ref(Quantity.ACTIVATION, 0, 0)


def heard(signal: SignalInstance) -> list[object]:
    calls: list[object] = []
    signal.connect(lambda *payload: calls.append(payload))
    return calls


def test_opening_shows_iteration_one(session: SessionModel) -> None:
    assert session.is_open
    assert session.iteration == session.reached == 1
    assert list(session.losses) == [pytest.approx(0.298371109, abs=1e-9)]
    assert not session.document.is_modified


def test_nothing_is_open_at_first() -> None:
    session = SessionModel(Document())
    assert not session.is_open
    assert not session.document.is_modified


def test_iterations_follow_one_another(session: SessionModel) -> None:
    session.go_to_iteration(3)
    assert session.iteration == 3
    # Loss after one update, from the worked example.
    assert session.losses[1] == pytest.approx(0.291027773693599, abs=1e-13)
    again = trace_scenario(session.scenario, session.selection, 3)
    assert np.array_equal(session.trace.before.flat, again.before.flat)
    assert session.losses[2] == pytest.approx(session.trace.loss, abs=1e-15)


def test_going_back_shows_the_very_same_numbers(session: SessionModel) -> None:
    first = session.trace.after.flat.copy()
    session.go_to_iteration(50)
    session.go_to_iteration(1)
    assert np.array_equal(session.trace.after.flat, first)
    assert session.reached == 50


def test_the_present_iteration_again_is_no_change(session: SessionModel) -> None:
    calls = heard(session.trace_changed)
    session.go_to_iteration(1)
    session.set_sample(0)
    assert not calls


def test_a_large_network_finds_an_early_start_again() -> None:
    session = SessionModel(Document())
    session.document.open(find_scenario("mnist-16-16"))
    session.go_to_iteration(2)
    second = session.trace.before.flat.copy()
    session.go_to_iteration(120)
    session.go_to_iteration(2)
    assert np.allclose(session.trace.before.flat, second, rtol=0, atol=1e-15)


def test_going_back_gives_the_same_bits_where_few_states_are_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Room for some three states of 13,002 parameters, each with both of Adam's moments.
    monkeypatch.setattr("engine.iteration.history.BUDGET", 1_000_000)
    session = SessionModel(Document())
    session.document.open(find_scenario("mnist-16-16"))
    states = {1: session.trace.start}
    for iteration in range(2, 21):
        session.go_to_iteration(iteration)
        states[iteration] = session.trace.start
    for iteration in (3, 20, 11, 1, 19):
        session.go_to_iteration(iteration)
        start, before = session.trace.start, states[iteration]
        assert start.parameters.flat.tobytes() == before.parameters.flat.tobytes()
        assert start.updates == before.updates == iteration - 1
        for name, moment in before.moments.items():
            assert start.moments[name].tobytes() == moment.tobytes()


def test_long_runs_stay_within_their_budget(
    session: SessionModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.go_to_iteration(5_000)
    session.go_to_iteration(4_321)
    early = session.trace.before.flat.tobytes()
    monkeypatch.setattr("engine.iteration.history.BUDGET", 100_000)
    session.document.open(session.document.original)
    gc.collect()
    tracemalloc.start()
    try:
        session.go_to_iteration(500)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        session.go_to_iteration(5_000)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    # Of the losses there is a number for each iteration.
    assert grown < 100_000 + 2 * 8 * 5_000
    assert len(session.losses) == 5_000
    session.go_to_iteration(4_321)
    assert session.trace.before.flat.tobytes() == early


def test_edited_networks_are_let_go() -> None:
    session = SessionModel(Document())
    session.document.open(find_scenario("mnist-16-16"))
    editor, model = Editor(session), WorkingModel(session, PlaybackModel(session))
    model.enable()
    edited = []
    weights = set()
    for number in range(6):
        assert editor.set_text(LEARNING_RATE, f"0.{number + 1}") == ""
        assert model.derivation_of(1) is not None
        assert model.three_ways_of(1_000) is not None
        edited.append((weakref.ref(session.trace), weakref.ref(session.trace.layout)))
        weights.add(id(session.scenario.layers[0].weights))
    # Undo holds one copy of the weights, which no edit has changed.
    assert len(weights) == 1
    gc.collect()
    assert [(trace() is None, layout() is None) for trace, layout in edited] == (
        [(True, True)] * 5 + [(False, False)]
    )


def test_only_a_sample_of_the_batch_can_be_shown() -> None:
    session = SessionModel(Document())
    session.document.open(find_scenario("xor"))
    calls = heard(session.sample_changed)
    session.set_sample(3)
    session.set_sample(4)
    session.set_sample(-1)
    assert session.sample == 3
    assert len(calls) == 1


def test_a_loss_that_runs_away_is_said_in_a_sentence(runaway: str) -> None:
    session = SessionModel(Document())
    session.document.open(parse_scenario(runaway, "runaway.toml"))
    with pytest.raises(DivergenceError, match="no longer a finite number after"):
        session.go_to_iteration(100)
    assert session.iteration == session.reached
    assert np.isfinite(session.losses).all()


def test_a_scenario_whose_data_is_missing_leaves_the_open_one(
    session: SessionModel, runaway: str
) -> None:
    before = session.scenario
    text = runaway.replace("x = [[1.0]]", "x = [[1.0, 2.0]]")
    with pytest.raises(ScenarioError):
        session.document.open(parse_scenario(text, "bad.toml"))
    assert session.scenario is before


def test_an_edit_changes_what_follows_and_can_be_undone(session: SessionModel) -> None:
    editor = Editor(session)
    loss = session.trace.loss
    modified = []
    assert editor.set_text(W5, "0.5") == ""
    assert session.trace.before.value(W5) == 0.5
    assert session.trace.loss != loss
    modified.append(session.document.is_modified)
    editor.document.undo()
    assert session.trace.loss == loss
    modified.append(session.document.is_modified)
    assert modified == [True, False]
    editor.document.redo()
    assert session.trace.before.value(W5) == 0.5


def test_an_edit_in_a_later_iteration_counts_anew_and_undo_goes_back(
    session: SessionModel,
) -> None:
    editor = Editor(session)
    session.go_to_iteration(4)
    w5 = session.trace.before.value(W5)
    losses = list(session.losses)
    assert editor.set_text(LEARNING_RATE, "0.1") == ""
    assert session.iteration == 1
    assert len(session.losses) == 1
    assert session.trace.before.value(W5) == w5
    editor.document.undo()
    assert session.iteration == 4
    assert list(session.losses) == losses
    assert session.trace.before.value(W5) == w5
    assert session.trace.learning_rate == 0.5


def test_the_same_number_again_is_no_edit(session: SessionModel) -> None:
    editor = Editor(session)
    calls = heard(session.trace_changed)
    assert editor.set_text(I1, "0,05") == ""
    assert not calls
    assert editor.document.earlier == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Found nothing"),
        ("2·100", "Found 2·100"),
        ("2·10", "Found 2·10"),
        ("abc", "Found abc"),
        ("1/0", "Found 1/0"),
        ("nan", "finite"),
    ],
)
def test_a_refused_number_changes_nothing(session: SessionModel, text: str, sentence: str) -> None:
    editor = Editor(session)
    calls = heard(session.trace_changed)
    assert sentence in editor.set_text(W5, text)
    assert not calls
    assert editor.document.earlier == []


def test_a_learning_rate_must_be_positive(session: SessionModel) -> None:
    message = Editor(session).set_text(LEARNING_RATE, "0")
    assert "positive" in message
    assert session.trace.learning_rate == 0.5


def test_reset_to_file_can_itself_be_undone(session: SessionModel) -> None:
    editor = Editor(session)
    editor.set_text(W5, "1")
    editor.reset_to_file()
    assert session.trace.before.value(W5) == 0.4
    assert not session.document.is_modified
    editor.document.undo()
    assert session.trace.before.value(W5) == 1.0


def test_reset_with_nothing_to_reset_is_no_edit(session: SessionModel) -> None:
    editor = Editor(session)
    editor.reset_to_file()
    assert editor.document.earlier == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.4", 0.4),
        ("−1.5", -1.5),
        ("3/4", 0.75),
        ("1e-3", 0.001),
        ("0,5", 0.5),
        (" 2 ", 2.0),
        ("4.386·10⁻⁴", 4.386e-4),
        ("−1.5·10^3", -1500.0),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert parse_number(text) == value


def test_another_scenario_forgets_the_edits() -> None:
    stepper = Stepper.make()
    editor = Editor(stepper.session)
    stepper.session.document.open(find_scenario("mazur-2-2-2"))
    editor.set_text(W5, "1")
    stepper.selection.select(W5)
    stepper.session.document.open(find_scenario("xor"))
    assert not editor.document.can_undo
    assert stepper.selection.selected is None


def test_a_scenario_saved_elsewhere_goes_on_with_the_same_table(tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text("a,y\n1,u\n2,v\n3,u\n4,v\n", encoding="utf-8")
    xor = find_scenario("xor")
    scenario = replace(
        xor, x=None, y=None, dataset=TableSpec("my.csv", "y"), inputs=("a",), path=tmp_path / "s"
    )
    hidden = replace(xor.layers[0], weights=None, weight_names=None)
    scenario = replace(scenario, layers=(hidden, *xor.layers[1:]), normalisation="standardise")
    session = SessionModel(Document())
    session.document.open(scenario)
    (tmp_path / "other").mkdir()
    session.document.mark_saved(tmp_path / "other" / "s.toml")
    assert session.scenario.dataset == TableSpec("../my.csv", "y")
    assert not session.document.is_modified
    assert np.array_equal(select_rows(session.scenario, 0).batch(0).x, session.rows.x)


def test_undo_and_redo_stay_in_the_file_that_was_saved_to(tmp_path: Path) -> None:
    stepper = Stepper.make()
    editor, session = Editor(stepper.session), stepper.session
    session.document.open(replace(find_scenario("mazur-2-2-2"), path=tmp_path / "old.toml"))
    editor.set_text(W5, "1")
    session.document.mark_saved(tmp_path / "new.toml")
    assert not session.document.is_modified
    editor.document.undo()
    assert session.scenario.path == tmp_path / "new.toml"
    assert session.trace.value(W5) == 0.4
    assert session.document.is_modified
    editor.document.redo()
    assert session.scenario.path == tmp_path / "new.toml"
    assert session.trace.value(W5) == 1
    # This is what the file holds.
    assert not session.document.is_modified


def test_what_was_undone_and_then_saved_is_known_again(tmp_path: Path) -> None:
    stepper = Stepper.make()
    editor, session = Editor(stepper.session), stepper.session
    session.document.open(find_scenario("mazur-2-2-2"))
    editor.set_text(W5, "1")
    session.document.mark_saved(tmp_path / "first.toml")
    editor.document.undo()
    session.document.mark_saved(tmp_path / "second.toml")
    editor.document.redo()
    assert session.scenario.path == tmp_path / "second.toml"
    assert session.document.is_modified
    editor.document.undo()
    assert session.scenario.path == tmp_path / "second.toml"
    assert not session.document.is_modified
