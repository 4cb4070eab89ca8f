"""Keys that say what a column is, and what becomes of what is unknown."""

from pathlib import Path

import numpy as np
import pytest

from engine.data.dataset import Dataset
from engine.data.library import load_dataset
from engine.network.data_specs import TableSpec, UnknownInputs
from tables import error

GAPS = "a,b,y\n" + "".join(
    f"{'' if i % 5 == 0 else i},{'?' if i % 4 == 0 else 'uv'[i % 2]},{'pq'[i % 2]}\n"
    for i in range(60)
)


def read(folder: Path, content: str, **wishes: object) -> Dataset:
    """Return what a table is read as."""
    (folder / "my.csv").write_text(content)
    return load_dataset(TableSpec("my.csv", "y", **wishes), folder)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wish", "inputs", "rows"),
    [
        ("category", ["a", "a=unknown", "b=u", "b=v", "b=unknown"], 60),
        ("mean", ["a", "b=u", "b=v", "b=unknown"], 60),
        ("drop", ["a", "b=u", "b=v"], 36),
    ],
)
def test_unknown_inputs(tmp_path: Path, wish: UnknownInputs, inputs: list[str], rows: int) -> None:
    found = read(tmp_path, GAPS, unknown_inputs=wish)
    assert list(found.feature_names) == inputs
    assert len(found.x_train) + len(found.x_test) == rows
    assert np.isfinite(found.x_train).all()
    dropped = "24 of 60 rows are left out, as a field of them is unknown."
    assert (dropped in found.notes) == (wish == "drop")


def test_unknown_inputs_of_a_second_table(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("a,b,y\n1,u,p\n,u,q\n2,?,p\n")
    found = read(tmp_path, GAPS, unknown_inputs="drop", test="test.csv")
    assert len(found.x_test) == 1
    assert "2 test rows are left out, as their target or an input is unknown." in found.notes
    (tmp_path / "test.csv").write_text("a,b,y\n,u,q\n1,,p\n")
    with pytest.raises(Exception, match="a field is unknown in every row"):
        read(tmp_path, GAPS, unknown_inputs="drop", test="test.csv")


def test_rows_have_to_be_left(tmp_path: Path) -> None:
    spec = TableSpec("my.csv", "y", unknown_inputs="drop")
    assert error(tmp_path, "a,b,y\n1,,p\n,2,q\n1,,p\n,3,q\n", spec) == (
        "no row is without an unknown field, expected at least two"
        ' (unknown_inputs = "mean" keeps them)'
    )


def test_what_is_unknown_throughout_drops_no_row(tmp_path: Path) -> None:
    content = "a,b,y\n" + "".join(f"{i % 9},,{'pq'[i % 2]}\n" for i in range(30))
    assert len(read(tmp_path, content, unknown_inputs="drop").x_train) == 24


def test_numbers_may_be_words(tmp_path: Path) -> None:
    content = "zip,y\n" + "".join(f"{i % 3},{'pq'[i % 2]}\n" for i in range(30))
    assert list(read(tmp_path, content).feature_names) == ["zip"]
    assert len(read(tmp_path, content, categories=("zip",)).feature_names) == 3


def test_words_among_numbers_may_be_unknown(tmp_path: Path) -> None:
    content = "a,y\n" + "".join(f"{'none yet' if i == 9 else i},{'pq'[i % 2]}\n" for i in range(30))
    (tmp_path / "test.csv").write_text("a,y\nlater,p\n3,q\n")
    spec = TableSpec("my.csv", "y")
    assert "'none yet', expected a number" in error(tmp_path, content, spec)
    found = read(tmp_path, content, numbers=("a",), test="test.csv")
    assert list(found.feature_names) == ["a", "a=unknown"]
    assert "Column a is unknown in 1 field that is no number." in found.notes
    assert found.x_test[0, 1] == 1


def test_a_column_is_one_or_the_other(tmp_path: Path) -> None:
    spec = TableSpec("my.csv", "y", categories=("a",), numbers=(1,))
    assert error(tmp_path, "a,y\n1,p\n2,q\n", spec) == (
        "column a: is among both categories and numbers, expected one or the other"
    )


def test_task_and_classes_are_always_among_the_notes(tmp_path: Path) -> None:
    said = "Classification: y is predicted as one of 2 classes."
    assert said in read(tmp_path, GAPS).notes
    assert said in read(tmp_path, GAPS, task="classification").notes
    numbers = "a,y\n" + "".join(f"{i % 7},{i * i}\n" for i in range(30))
    found = read(tmp_path, numbers, task="regression")
    assert "Regression: y is predicted as a number." in found.notes
