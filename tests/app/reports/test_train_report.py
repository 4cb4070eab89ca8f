"""What a run without a window says of a person's own table."""

import json

import pytest

from app.cli import main
from tables import OVER_TABLE

SCENARIO = (
    OVER_TABLE
    + """[training]
learning_rate = 0.1
epochs = 1
validation = 0
"""
)
FLATS = {"units": 1, "activation": "linear", "loss": "mean-squared-error"}
FLATS |= {"target": "rent", "task": "regression"}
SORTS = {"units": 2, "activation": "softmax", "loss": "categorical-cross-entropy"}
SORTS |= {"target": "kind", "task": "classification"}
ASIDE = "8 of 40 rows are set aside for the test, as no file is named."
PASSED_ON = "Column same is dropped: it is 1 in all training rows."


@pytest.fixture
def own(tmp_path):
    """Return a function that writes a scenario over one table."""
    rows = [f"{n % 9},1,{'big' if n % 4 else 'small'},{800 + 10 * n}" for n in range(40)]
    (tmp_path / "own.csv").write_text("\n".join(["rooms,same,kind,rent", *rows]), encoding="utf-8")

    def write(keys):
        file = tmp_path / "own.toml"
        file.write_text(SCENARIO.format(**keys), encoding="utf-8")
        return str(file)

    return write


def run(capsys, *words):
    assert main(["train", *words]) == 0
    return capsys.readouterr().out.splitlines()


def test_notes_come_first_and_the_mean_stands_beside_the_error(own, capsys):
    lines = run(capsys, own(FLATS))
    notes = [line for line in lines if line.startswith("note: ")]
    assert lines[: len(notes)] == notes
    assert (notes[0], notes[-1]) == (f"note: {ASIDE}", f"note: {PASSED_ON}")
    assert "note: Left out: same." in notes
    assert " (rent), always answering the mean " in lines[-1]


def test_the_commonest_class_stands_beside_the_accuracy(own, capsys):
    assert ' %, always answering "big" ' in run(capsys, own(SORTS))[-1]


def test_json_has_the_same_on_its_last_line(own, capsys):
    file = own(FLATS)
    lines = [json.loads(line) for line in run(capsys, file, "--json")]
    assert "notes" not in lines[0]
    notes = lines[-1]["notes"]
    assert (notes[0], notes[-1]) == (ASIDE, PASSED_ON)
    assert {"name": "same", "kind": "left out", "why": "it is 1 in all training rows"} in lines[-1][
        "reading"
    ]["columns"]
    assert 50 < lines[-1]["test_baseline_rmse"] < 200
    last = json.loads(run(capsys, own(SORTS), "--json")[-1])
    assert last["test_baseline_class"] == "big"
    assert 0.5 <= last["test_baseline_accuracy"] <= 1
    assert "test_baseline_rmse" not in last


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_cross_validation_has_the_notes_once(own, capsys, form):
    out = "\n".join(run(capsys, own(FLATS), "--folds", "2", *form))
    assert out.count(ASIDE) == 1


def test_rows_of_the_scenarios_own_have_no_notes(capsys):
    lines = run(capsys, "xor", "--epochs", "1")
    assert not lines[0].startswith("note")
    assert "always" not in lines[-1]


def test_the_trace_calls_units_by_columns_and_classes(own, capsys):
    assert main(["trace", own(SORTS), "--sample", "0", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [unit["name"] for unit in found["units"]] == ["rooms", "rent", "big", "small"]
    assert found["steps"][0]["target"] == "big"
