"""Ways in which tables are written: headers, separators, encodings, uneven ends of rows."""

import json
from pathlib import Path

import pytest

from app.cli import main
from engine.data.dataset import Dataset
from engine.data.library import load_dataset
from engine.errors import ScenarioError, UserError
from engine.network.data_specs import TableSpec
from engine.scenario import load_scenario, parse_scenario
from engine.scenario.writing import dump_scenario
from tables import OVER_TABLE, error


def load(folder: Path, content: str | bytes, target: str | int = "y", **keys: object) -> Dataset:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "my.csv").write_bytes(data)
    return load_dataset(TableSpec("my.csv", target, **keys), folder, "none")  # type: ignore[arg-type]


def rows_of(dataset: Dataset) -> int:
    return len(dataset.y_train) + len(dataset.y_test)


# Headers.

YEARS = "country,2000,2001,2002\n" + "".join(
    f"{'ab'[n % 2]},{n},{n * 2 % 5},{n * n % 5}\n" for n in range(12)
)


def test_years_over_numbers_are_a_header(tmp_path: Path) -> None:
    dataset = load(tmp_path, YEARS, 4)
    assert dataset.feature_names == ("2000", "2001", "country=a", "country=b")
    assert rows_of(dataset) == 12


@pytest.mark.parametrize(
    "content",
    [
        # The rows below hold years too, or the same word; or nothing is in order.
        "spain,1990,2001\nitaly,1991,2000\nspain,1993,2005\nitaly,1994,2002\n",
        "a,2000,2001\nb,1,5\na,2,6\nb,3,5\n",
        "x,2001,2000,2002\na,1,5,2\nb,2,6,3\na,3,5,4\nb,2,1,1\nx,2,1,1\n",
        "x,20,21\na,1,5\nb,2,6\na,3,5\nb,4,6\nx,2,2\n",
    ],
)
def test_other_numbers_in_the_first_row_are_fields(tmp_path: Path, content: str) -> None:
    dataset = load(tmp_path, content, 1, task="classification", header=None, keep=(2,))
    assert dataset.reading is not None
    assert dataset.reading.header_rows == 0


ORANGE = "status\tage\tweight\tname\tsurvived\nd\td\tc\ts\td\n\t\t\tmeta\tclass\n" + "".join(
    f"{1 + n % 3}\t{('adult', 'child')[n % 2]}\t{n * 7 % 4}\tx{n}\t{('yes', 'no')[n % 2]}\n"
    for n in range(10)
)


def test_the_three_lines_of_orange(tmp_path: Path) -> None:
    dataset = load(tmp_path, ORANGE, "survived")
    # Discrete numbers are categories.
    assert dataset.feature_names == (
        "weight", "status=1", "status=2", "status=3", "age=adult", "age=child",
    )  # fmt: skip
    assert rows_of(dataset) == 10
    assert any(note.startswith("Column name is left out, as its header") for note in dataset.notes)


def test_numbers_that_oranges_header_calls_discrete_are_classes(tmp_path: Path) -> None:
    content = "a\ty\nc\td\n\tclass\n" + "".join(f"{n % 5}\t{n % 15}\n" for n in range(40))
    dataset = load(tmp_path, content)
    assert len(dataset.classes) == 15
    assert "y is predicted as a class, as its header says." in dataset.notes


def test_oranges_third_line_may_be_a_single_word(tmp_path: Path) -> None:
    rows = "".join(f"{'pq'[n % 2]}\t{n % 3}\t{n * 7 % 5}\n" for n in range(10))
    dataset = load(tmp_path, "y\ta\tb\nd\td\tc\nclass\n" + rows)
    assert dataset.feature_names == ("b", "a=0", "a=1", "a=2")
    assert rows_of(dataset) == 10


def test_orange_may_list_the_values(tmp_path: Path) -> None:
    content = ORANGE.replace("d\td\tc", "1 2 3\tdiscrete\tcontinuous", 1)
    assert load(tmp_path, content, "survived").feature_names[1] == "status=1"


def test_letters_in_the_first_rows_are_not_oranges_lines(tmp_path: Path) -> None:
    content = "a,b,y\nc,d,c\nm,c,m\nc,d,c\nm,c,m\nc,c,c\n"
    dataset = load(tmp_path, content)
    assert rows_of(dataset) == 5


def test_oranges_marks_before_names(tmp_path: Path) -> None:
    rows = "".join(f"{n % 3},{n * 7 % 4},x{n},{'pq'[n % 2]}\n" for n in range(10))
    dataset = load(tmp_path, "D#status,C#weight,mS#name,cD#y\n" + rows)
    assert dataset.feature_names == ("weight", "status=0", "status=1", "status=2")


def test_equal_names_are_numbered_with_a_note(tmp_path: Path) -> None:
    dataset = load(tmp_path, "a,b,a,y\n1,5,2,p\n2,6,4,q\n3,5,1,p\n4,6,2,q\n")
    assert dataset.feature_names == ("a", "b", "a (2)")
    assert "Two columns are called 'a': the one in place 3 is a (2) here." in dataset.notes


def test_a_header_that_passes_over_the_names_of_rows(tmp_path: Path) -> None:
    rows = "".join(f"n{n},{n % 4},{n % 3},{'pq'[n % 2]}\n" for n in range(10))
    dataset = load(tmp_path, "a,b,y\n" + rows)
    assert dataset.feature_names == ("a", "b")
    assert rows_of(dataset) == 10


# Separators and ends of rows.

BLANKS = "OBS GPA TUCE GRADE\n" + "".join(
    f"{'' if n > 9 else ' '}{n}  {n * 7 % 5}.66   {20 + n % 3} {n % 2} \n" for n in range(1, 13)
)


def test_blanks_between_fields(tmp_path: Path) -> None:
    dataset = load(tmp_path, BLANKS, "GRADE")
    assert dataset.feature_names == ("GPA", "TUCE")
    assert dataset.classes == ("0", "1")
    assert rows_of(dataset) == 12
    assert dataset.notes[1].endswith("a blank between fields and a decimal point.")
    assert load(tmp_path, BLANKS, "GRADE", separator=" ").feature_names == ("GPA", "TUCE")


def test_blanks_as_r_writes_them(tmp_path: Path) -> None:
    rows = "".join(f'"row {n}"\t{n % 4},5   "New York" {"pq"[n % 2]}\n' for n in range(10))
    dataset = load(tmp_path, '"a" "town" "y"\n' + rows)
    assert dataset.feature_names == ("a",)
    assert rows_of(dataset) == 10
    assert set(dataset.x_train[:, 0]) <= {0.5, 1.5, 2.5, 3.5}


def test_a_text_is_not_separated_by_blanks(tmp_path: Path) -> None:
    content = "it was a dark and\nstormy night\nthe rain fell in torrents\n"
    assert error(tmp_path, content).startswith("has one column alone")


def test_separators_behind_the_last_column(tmp_path: Path) -> None:
    dataset = load(tmp_path, "a,y\n1,p,\n2,q,\n3,p,,\n4,q\n")
    assert rows_of(dataset) == 4
    assert error(tmp_path, "a,y\n1,p,\n2,q,x\n3,p,\n4,q\n") == "row 3: 3 fields, expected 2"


def test_tabs_at_the_ends_of_rows_may_be_missing(tmp_path: Path) -> None:
    content = "a\tb\ty\n1\t2\tp\n2\t\tq\n3\t5\tp\n4\t6\tq\n"
    dataset = load(tmp_path, "y\ta\tb\np\t1\t2\nq\t2\np\t3\t5\nq\t4\t6\n")
    assert dataset.feature_names == ("a", "b", "b=unknown")
    assert rows_of(dataset) == rows_of(load(tmp_path, content)) == 4
    assert error(tmp_path, "y,a,b\np,1,2\nq,2\np,3,5\nq,4,6\n") == "row 3: 2 fields, expected 3"


# Encodings.


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_encodings_are_found_and_shown(tmp_path: Path, encoding: str, name: str) -> None:
    content = "größe,y\n1,Zürich\n2,Genève\n3,Zürich\n4,Genève\n"
    dataset = load(tmp_path, content.encode(encoding))
    assert dataset.feature_names == ("größe",)
    assert dataset.classes == ("Genève", "Zürich")
    assert f"Read as {name} text with a header" in dataset.notes[1]


# In a scenario, and where it is shown.

ROWS = "a,note,y\n" + "".join(f"{n * 7 % 5},x{n},{n * 1.5}\n" for n in range(20))


def scenario(folder: Path, keys: str, activation: str, loss: str) -> Path:
    (folder / "own.csv").write_text(ROWS, encoding="utf-8")
    text = OVER_TABLE.format(units=1, activation=activation, loss=loss, target="y", task="X")
    file = folder / "s.toml"
    file.write_text(
        text.replace(', task = "X"', keys) + "[training]\nlearning_rate = 0.1\nepochs = 1\n",
        encoding="utf-8",
    )
    return file


def test_keys_of_the_data_set_are_read_and_written(tmp_path: Path) -> None:
    keys = ', ignore = [2], keep = ["a"], unknowns = [], unknown_rows = "drop", separator = ","'
    loaded = load_scenario(scenario(tmp_path, keys, "linear", "mean-squared-error"))
    assert loaded.dataset == TableSpec(
        "own.csv", "y", separator=",", ignore=(2,), keep=("a",), unknowns=(), unknown_rows="drop"
    )
    again = parse_scenario(dump_scenario(loaded), "s.toml", directory=tmp_path)
    assert again.dataset == loaded.dataset


def test_a_loss_for_classes_over_many_numbers(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(scenario(tmp_path, "", "sigmoid", "binary-cross-entropy"))
    assert str(caught.value) == (
        "s.toml: loss.name: binary-cross-entropy for numbers to be met; expected a squared or"
        " absolute error (y is predicted as a number, as it holds 20 different numbers in 20 rows;"
        ' task = "classification" changes that)'
    )


def test_how_a_file_was_read_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(scenario(tmp_path, "", "linear", "mean-squared-error"))
    assert main(["train", file]) == 0
    out = capsys.readouterr().out
    assert "note: y is predicted as a number, as it holds 20 different numbers in 20 rows" in out
    assert "note: Left out: note." in out
    assert main(["train", file, "--json"]) == 0
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    reading = next(found["reading"] for found in objects if "reading" in found)
    assert reading["separator"] == "comma"
    assert reading["task"] == "regression"
    assert reading["columns"][1]["kind"] == "left out"


def test_a_key_of_the_wrong_kind(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"data\.dataset\.ignore"):
        load_scenario(scenario(tmp_path, ", ignore = 3", "linear", "mean-squared-error"))
    with pytest.raises(UserError, match="has no column 'b'"):
        load_scenario(scenario(tmp_path, ', ignore = ["b"]', "linear", "mean-squared-error"))
