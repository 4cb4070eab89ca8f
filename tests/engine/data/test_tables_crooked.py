"""Crooked tables: each ends in one sentence that names file, row and column, and nothing else."""

from pathlib import Path

import pytest

from engine.data.library import load_dataset
from engine.errors import DatasetError
from engine.network.data_specs import TableSpec, Task
from tables import GOOD, error, many


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "is empty, expected rows of fields", id="empty"),
        pytest.param("\n \n\r\n", "is empty, expected rows of fields", id="white"),
        pytest.param(b"\xef\xbb\xbf", "is empty, expected rows of fields", id="mark"),
        pytest.param(",,\n,,\n", "is empty, expected rows of fields", id="commas"),
        pytest.param("a,b,y\n", "has a header and no rows, expected at least two", id="header"),
        pytest.param("a,b,y", "has a header and no rows, expected at least two", id="no-end"),
        pytest.param("a,b,y\n1,2,p\n", "has 1 row, expected at least two", id="one-row"),
        pytest.param(
            "hello\nworld\n",
            "has one column alone, expected several, separated by comma or semicolon or tab or"
            " pipe or blank",
            id="one-column",
        ),
        pytest.param(
            "My table\na,b,y\n1,2,p\n2,2,q\n",
            "row 1: 1 field, expected 3 as in the other rows",
            id="title",
        ),
        pytest.param(GOOD + "5,red\n", "row 6: 2 fields, expected 3", id="short-row"),
        pytest.param(GOOD + "\n5,red,p,1\n", "row 7: 4 fields, expected 3", id="long-row"),
        pytest.param(
            'a,b,y\n"1\n1",red,p\n2,blue\n', "row 3: 2 fields, expected 3", id="row-of-two-lines"
        ),
        pytest.param(
            GOOD + '5,"red,p\n6,blue,q\n',
            "row 6: a quoted field is not closed, expected a closing quote",
            id="open-quote",
        ),
        pytest.param(
            GOOD + '5,"red"x,p\n',
            "row 6: text follows a closing quote, expected a separator or the end of the row",
            id="after-quote",
        ),
        pytest.param(
            GOOD + '5,"' + "x" * 200_000 + '",p\n',
            "row 6: a field is longer than 131,072 characters, expected closed quotes",
            id="long-field",
        ),
        pytest.param(
            GOOD.encode() + b"5,\0,p\n", "line 6: has a NUL byte, expected text", id="nul"
        ),
        pytest.param(
            GOOD.encode() + b"5,M\xfcnchen\x81,p\n",
            "line 6: byte 0xfc is not UTF-8, expected UTF-8 text (save it as CSV UTF-8)",
            id="no-encoding",
        ),
        pytest.param(
            GOOD.encode() + b"5,\x1b\xfc,p\n",
            "line 6: byte 0xfc is not UTF-8, expected UTF-8 text (save it as CSV UTF-8)",
            id="control",
        ),
        pytest.param(
            b"\xff\xfea\x00\x00\xd8",
            "is damaged UTF-16 text, expected UTF-8",
            id="damaged-utf-16",
        ),
        pytest.param(
            b"PK\x03\x04\x14\0",
            "is a ZIP or Excel file, expected text (save it as CSV)",
            id="excel",
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1",
            "is an old Excel file, expected text (save it as CSV)",
            id="old-excel",
        ),
        pytest.param(
            ",".join(f"c{i}" for i in range(10_000)) + "\n",
            "has 10,000 columns, expected at most 4,096",
            id="10,000-columns",
        ),
        pytest.param(
            "a,b,class\n1,red,p\n2,blue,q\n",
            "has no column 'y', expected one of a, b, class",
            id="no-target",
        ),
        pytest.param(
            "a,y\n1,\n2,p\n3,?\n4,q\n5,\n",
            'row 2, column y: the target is unknown, expected a class (unknown_rows = "drop" leaves'
            " such rows out)",
            id="mostly-unknown-target",
        ),
        pytest.param(
            many("{i}", "p"),
            "column y: every row has 'p', expected classes that differ",
            id="class",
        ),
        pytest.param(
            many("{i}", "word{i}", rows=300),
            "column y: more than 256 different classes, expected at most that",
            id="names-as-classes",
        ),
        pytest.param(
            many("{i}", "word{i}"),
            "column y: 40 classes in 40 rows, expected at most half as many classes as rows",
            id="a-class-a-row",
        ),
        pytest.param(
            many("name{i}", "{odd}"),
            'no column is left to learn from, expected one that differs (keep = ["a"] keeps a'
            " column that was left out)",
            id="identifier-alone",
        ),
        pytest.param(
            many("{i}", "{odd}").replace("\n7,", "\nseven,"),
            "row 9, column a: 'seven', expected a number with a decimal point (or unknowns ="
            ' ["seven"], or ignore = ["a"])',
            id="word-among-numbers",
        ),
        pytest.param(
            many("{i}", "{odd}").replace("\n7,", "\n1e31,"),
            "row 9, column a: '1e31', expected a number from −1e30 to 1e30",
            id="huge-number",
        ),
        pytest.param(
            many("{i}", "{odd}").replace("\n7,", "\ninf,"),
            "row 9, column a: 'inf', expected a number with a decimal point (or unknowns ="
            ' ["inf"], or ignore = ["a"])',
            id="infinity",
        ),
        pytest.param(
            many("{i}", "{odd}").replace("\n7,", "\n1_000,"),
            "row 9, column a: '1_000', expected a number with a decimal point (or unknowns ="
            ' ["1_000"], or ignore = ["a"])',
            id="underscore",
        ),
        pytest.param(
            "a,y\n1.234.567,p\n2.5,q\n3.5,p\n1.5,q\n",
            "row 2, column a: '1.234.567', expected a number with a decimal point (or unknowns ="
            ' ["1.234.567"], or ignore = ["a"])',
            id="marks-of-the-other-kind",
        ),
        pytest.param(
            many("5", "x", "{odd}"),
            "no column is left to learn from, expected one that differs",
            id="constant",
        ),
    ],
)
def test_crooked(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert error(tmp_path, content) == message


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (0, "has no column 0, expected a number from 1 to 3"),
        (4, "has no column 4, expected a number from 1 to 3"),
        ("column 4", "has no column 4, expected a number from 1 to 3"),
        ("Y", "has no column 'Y', expected one of a, b, y"),
        ("", "has no column '', expected one of a, b, y"),
        ("y\ny", "has no column 'y y', expected one of a, b, y"),
    ],
)
def test_targets_there_are_not(tmp_path: Path, target: str | int, message: str) -> None:
    assert error(tmp_path, GOOD, TableSpec("my.csv", target)) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            many("{third}", "{i}").replace("1,4\n", "1,four\n", 1),
            "row 6, column y: 'four', expected a number with a decimal point",
        ),
        (many("{i}", "word"), "row 2, column y: 'word', expected a number with a decimal point"),
        (many("{i}", "5"), "column y: every row has '5', expected numbers that differ"),
    ],
)
def test_crooked_numbers_to_be_met(tmp_path: Path, content: str, message: str) -> None:
    assert error(tmp_path, content, TableSpec("my.csv", "y", "regression")) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b,y\n", "has no rows, expected at least one"),
        ("a,y\n1,p\n", "has no column 'b', expected those of my.csv"),
        ("a,b\n1,red\n", "has no column 'y', expected those of my.csv"),
        (
            "a,b,y\n1,red,p\nold,red,p\n",
            "row 3, column a: 'old', expected a number with a decimal point",
        ),
        (
            "a,b,y\n1,red,p\n1,red,r\n",
            "row 3, column y: 'r', expected a class that a training row has",
        ),
        ("a,b,y\n1,red,\n1,red,?\n", "column y: the target is unknown in every row"),
        ("a,b,y\n1,red,p\n1,red\n", "row 3: 2 fields, expected 3"),
    ],
)
def test_crooked_test_tables(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "my.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "other.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        load_dataset(TableSpec("my.csv", "y", test="other.csv"), tmp_path)
    assert str(caught.value) == f"{tmp_path / 'other.csv'}: {message}"


def test_a_test_table_without_header_has_as_many_columns(tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text("1,5,p\n2,6,q\n3,7,p\n2,5,q\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text("1,p\n2,q\n", encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        load_dataset(TableSpec("my.csv", 3, test="other.csv"), tmp_path)
    expected = "has 2 columns, expected 3 as in my.csv"
    assert str(caught.value) == f"{tmp_path / 'other.csv'}: {expected}"


@pytest.mark.parametrize(
    ("task", "test", "expected"),
    [
        ("regression", "a,y\n1,5\n2,NA\n", "a number"),
        ("classification", "a,y\n1,5\n2,?\n", "a class that a training row has"),
    ],
)
def test_unknown_targets_may_be_refused(
    tmp_path: Path, task: Task, test: str, expected: str
) -> None:
    (tmp_path / "my.csv").write_text("a,y\n1,5\n2,6\n3,5\n4,6\n5,NA\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text(test, encoding="utf-8")
    spec = TableSpec("my.csv", "y", task, test="other.csv", unknown_rows="refuse")
    hint = '(unknown_rows = "drop" leaves such rows out)'
    with pytest.raises(DatasetError) as caught:
        load_dataset(spec, tmp_path)
    kind = "a number" if task == "regression" else "a class"
    problem = f"row 6, column y: the target is unknown, expected {kind} {hint}"
    assert str(caught.value) == f"{tmp_path / 'my.csv'}: {problem}"
    (tmp_path / "my.csv").write_text("a,y\n1,5\n2,6\n3,5\n4,6\n", encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        load_dataset(spec, tmp_path)
    problem = f"row 3, column y: the target is unknown, expected {expected} {hint}"
    assert str(caught.value) == f"{tmp_path / 'other.csv'}: {problem}"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.csv", "cannot be read (No such file or directory)"),
        (".", "is a folder, expected a file"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(DatasetError) as caught:
        load_dataset(TableSpec(name, "y"), tmp_path)
    assert str(caught.value) == f"{tmp_path / name}: {message}"


def test_a_name_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="has a NUL in its name, expected a file"):
        load_dataset(TableSpec("a\0b", "y"), tmp_path)


def test_an_unknown_task(tmp_path: Path) -> None:
    with pytest.raises(DatasetError) as caught:
        load_dataset(TableSpec("my.csv", "y", "ranking"), tmp_path)  # type: ignore[arg-type]
    expected = "my.csv: task 'ranking', expected one of classification, regression"
    assert str(caught.value) == expected


def test_numbers_as_classes(tmp_path: Path) -> None:
    spec = TableSpec("my.csv", "y", "classification")
    assert error(tmp_path, many("{i}", "{i}.5", rows=300), spec) == (
        "column y: more than 256 different classes, expected at most that (or task ="
        ' "regression" for numbers)'
    )
    assert error(tmp_path, many("{i}", "{i}", rows=20), spec) == (
        "column y: 20 classes in 20 rows, expected at most half as many classes as rows (or task ="
        ' "regression" for numbers)'
    )


def test_a_field_that_cannot_be_shown_is_no_hint(tmp_path: Path) -> None:
    content = many("{i}", "{odd}").replace("\n7,", "\n7\u00a07,")
    assert error(tmp_path, content).endswith("expected a number with a decimal point")


def test_a_long_field_is_cut_in_the_message(tmp_path: Path) -> None:
    content = many("{i}", "{odd}").replace("\n7,", f"\n{'x' * 90},")
    expected = f"row 9, column a: '{'x' * 39}…', expected a number with a decimal point"
    assert error(tmp_path, content) == expected
