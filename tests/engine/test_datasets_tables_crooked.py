"""Crooked tables: each ends in one sentence that names file, row and column, and nothing else."""

import csv
import gzip
import io
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from engine.datasets import Dataset, DatasetError, TableSpec, library, load_dataset
from engine.datasets.tables import building, scanning, text

GOOD = "a,b,y\n1,red,p\n2,blue,q\n3,red,p\n4,blue,q\n"


def error(folder: Path, content: str | bytes, spec: TableSpec | None = None) -> str:
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    (folder / "my.csv").write_bytes(data)
    with pytest.raises(DatasetError) as caught:
        load_dataset(spec or TableSpec("my.csv", "y"), folder)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{folder / 'my.csv'}: ")
    return message.removeprefix(f"{folder / 'my.csv'}: ")


def many(*columns: str, rows: int = 40) -> str:
    """Return a table whose fields are the columns' templates with the row's number from 0."""
    header = ",".join([*"abcdefgh"[: len(columns) - 1], "y"])
    lines = [",".join(c.format(i=i, odd=i % 2, third=i % 3) for c in columns) for i in range(rows)]
    return "\n".join([header, *lines]) + "\n"


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
            " pipe",
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
            GOOD.encode() + b"5,M\xfcnchen,p\n",
            "line 6: byte 0xfc is not UTF-8, expected UTF-8 text (save it as CSV UTF-8)",
            id="windows-1252",
        ),
        pytest.param(
            GOOD.encode("utf-16"),
            "is UTF-16 text, expected UTF-8 (save it as CSV UTF-8)",
            id="utf-16",
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
            "a,b,a,y\n1,2,3,p\n",
            "row 1: 'a' names columns 1 and 3, expected different names",
            id="name-twice",
        ),
        pytest.param(
            "a,b,class\n1,red,p\n2,blue,q\n",
            "has no column 'y', expected one of a, b, class",
            id="no-target",
        ),
        pytest.param(
            GOOD.replace("3,red,p", "3,red,"),
            "row 4, column y: the target is unknown, expected a class",
            id="unknown-target",
        ),
        pytest.param(
            many("{i}", "p"),
            "column y: every row has 'p', expected classes that differ",
            id="class",
        ),
        pytest.param(
            many("{i}", "{i}.5", rows=300),
            "column y: more than 256 different classes, expected at most that (or task ="
            ' "regression" for numbers)',
            id="numbers-as-classes",
        ),
        pytest.param(
            many("{i}", "word{i}", rows=300),
            "column y: more than 256 different classes, expected at most that",
            id="names-as-classes",
        ),
        pytest.param(
            many("{i}", "name{i}", "{odd}"),
            "column b: all 40 words differ, which says nothing about other rows; expected words"
            " that occur again, or the column left out of the file",
            id="identifier",
        ),
        pytest.param(
            many("{i}", "name{i}", "{odd}", rows=1200),
            "column b: more than 1,000 different words, expected at most that, or the column left"
            " out of the file",
            id="many-words",
        ),
        pytest.param(
            many("{i}", "{odd}").replace("\n7,", "\nseven,"),
            "row 9, column a: 'seven', expected a number with a decimal point",
            id="word-among-numbers",
        ),
        pytest.param(
            many("{i}", "{odd}").replace("\n7,", "\n1e31,"),
            "row 9, column a: '1e31', expected a number with a decimal point",
            id="huge-number",
        ),
        pytest.param(
            many("{i}", "{odd}").replace("\n7,", "\ninf,"),
            "row 9, column a: 'inf', expected a number with a decimal point",
            id="infinity",
        ),
        pytest.param(
            many("{i}", "{odd}").replace("\n7,", "\n1_000,"),
            "row 9, column a: '1_000', expected a number with a decimal point",
            id="underscore",
        ),
        pytest.param(
            'a,y\n"1,000",p\n"2,000",q\n"1,000",p\n',
            "row 2, column a: '1,000', expected a number with a decimal point and without marks"
            " between thousands",
            id="thousands",
        ),
        pytest.param(
            "a;y\n1.234.567,5;p\n2,5;q\n3,5;p\n",
            "row 2, column a: '1.234.567,5', expected a number with a decimal comma and without"
            " marks between thousands",
            id="thousands-decimal-comma",
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
        (
            many("{third}", "{i}").replace("1,4\n", "1,?\n", 1),
            "row 6, column y: the target is unknown, expected a number",
        ),
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
        (
            "a,b,y\n1,red,p\n1,red,?\n",
            "row 3, column y: '?', expected a class that a training row has",
        ),
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
    (tmp_path / "my.csv").write_text("1,5,p\n2,6,q\n3,7,p\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text("1,p\n2,q\n", encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        load_dataset(TableSpec("my.csv", 3, test="other.csv"), tmp_path)
    expected = "has 2 columns, expected 3 as in my.csv"
    assert str(caught.value) == f"{tmp_path / 'other.csv'}: {expected}"


def test_a_number_to_be_met_that_a_test_row_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text("a,y\n1,5\n2,6\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text("a,y\n1,5\n2,NA\n", encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        load_dataset(TableSpec("my.csv", "y", "regression", test="other.csv"), tmp_path)
    expected = "row 3, column y: the target is unknown, expected a number"
    assert str(caught.value) == f"{tmp_path / 'other.csv'}: {expected}"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.csv", "cannot be read (No such file or directory)"),
        (".", "cannot be read (Is a directory)"),
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


def test_too_many_inputs_are_refused_before_they_are_built(tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text(many("{i}", "1{i}", "{odd}"), encoding="utf-8")
    assert (
        load_dataset(TableSpec("my.csv", "y"), tmp_path, "quantile", 1000).x_train.shape[1] == 2000
    )
    columns = ["{i}", "1{i}", "2{i}", "3{i}", "4{i}", "{odd}"]
    (tmp_path / "my.csv").write_text(many(*columns), encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        load_dataset(TableSpec("my.csv", "y"), tmp_path, "quantile", 1000)
    assert str(caught.value) == "my.csv: 5,000 inputs, expected at most 4,096"


def test_limits_of_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_CELLS", 11)
    expected = "more than 11 fields in rows of 3, expected at most that"
    assert error(tmp_path, GOOD) == expected
    monkeypatch.setattr(text, "MAX_BYTES", 20)
    assert error(tmp_path, GOOD) == "is too large, expected at most 20 bytes"


def test_a_small_gzip_file_does_not_unpack_to_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "MAX_BYTES", 100_000)
    packed = gzip.compress(b"1,2\n" * 10_000_000, compresslevel=1)
    tracemalloc.start()
    try:
        message = error(tmp_path, packed)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert message == "is too large, expected at most 100,000 bytes"
    assert peak < 3_000_000


def test_a_long_field_is_cut_in_the_message(tmp_path: Path) -> None:
    content = many("{i}", "{odd}").replace("\n7,", f"\n{'x' * 90},")
    expected = f"row 9, column a: '{'x' * 39}…', expected a number with a decimal point"
    assert error(tmp_path, content) == expected


def is_whole(dataset: Dataset) -> bool:
    """Tell whether a data set is one that can be trained on."""
    features = len(dataset.feature_names)
    return (
        dataset.x_train.shape == (len(dataset.y_train), features)
        and dataset.x_test.shape == (len(dataset.y_test), features)
        and len(dataset.y_train) > 0
        and features == len(set(dataset.feature_names)) > 0
        and bool(np.isfinite(dataset.x_train).all() and np.isfinite(dataset.x_test).all())
        and bool(np.isfinite(dataset.y_train).all() and np.isfinite(dataset.y_test).all())
        and (
            dataset.target_scale is not None
            or set(dataset.y_train) == set(range(len(dataset.classes)))
        )
    )


FIELDS = st.one_of(
    st.sampled_from(["", "?", "NA", "nan", "inf", "1", "2", "2.5", "2,5", "-3e5", "1e300", "1e29"]),
    st.sampled_from(
        ["red", "blue", "y", "1,000", "1_0", ' "', "'", "a\nb", "ü", "\ufeff", "sep=;"]
    ),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.text(max_size=4),
)
SPECS = st.builds(
    TableSpec,
    file=st.just("my.csv"),
    target=st.one_of(st.integers(-1, 4), st.sampled_from(["y", "column 2", "1", "", "a"])),
    task=st.sampled_from(["classification", "regression"]),
    test=st.sampled_from([None, "my.csv"]),
    header=st.sampled_from([None, True, False]),
    separator=st.sampled_from([None, ",", ";", "\t", "|"]),
    decimal=st.sampled_from([None, ".", ","]),
)
NORMALISATIONS = st.sampled_from(["none", "rescale", "standardise", "unit-norm", "quantile"])
FUZZ = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def attempt(folder: Path, content: bytes, spec: TableSpec, normalisation: str) -> None:
    (folder / "my.csv").write_bytes(content)
    # Files are written faster one after the other than their times tell them apart.
    library._own.cache_clear()
    problem = None
    try:
        dataset = load_dataset(spec, folder, normalisation, 3)  # type: ignore[arg-type]
    except DatasetError as error:
        problem = str(error)
    else:
        assert is_whole(dataset)
    event("refused" if problem else "read")
    assert problem is None or ("\n" not in problem and "my.csv" in problem)


@FUZZ
@given(content=st.binary(max_size=200), spec=SPECS, normalisation=NORMALISATIONS)
def test_any_bytes(tmp_path: Path, content: bytes, spec: TableSpec, normalisation: str) -> None:
    attempt(tmp_path, content, spec, normalisation)


@FUZZ
@given(
    rows=st.lists(st.lists(FIELDS, min_size=3, max_size=3), min_size=1, max_size=12),
    ragged=st.booleans(),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    spec=SPECS,
    normalisation=NORMALISATIONS,
)
def test_any_table(
    tmp_path: Path,
    rows: list[list[str]],
    ragged: bool,
    separator: str,
    spec: TableSpec,
    normalisation: str,
) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows([["a", "b", "y"], *rows])
    content = stream.getvalue() + ("1" if ragged else "")
    attempt(tmp_path, content.encode("utf-8", errors="replace"), spec, normalisation)


NUMBERS = st.one_of(
    st.integers(-5, 5).map(str),
    st.floats(-1e30, 1e30).map(repr),
    st.sampled_from(["", "NA", "0", "1e-300", "-0.0"]),
)
WORDS = st.sampled_from(["red", "blue", "Red", "", "?", '"', "a\nb", " red"])


@FUZZ
@given(
    rows=st.lists(st.tuples(NUMBERS, WORDS, st.sampled_from("pqr")), min_size=2, max_size=30),
    other=st.lists(st.tuples(NUMBERS, WORDS, st.sampled_from("pqr")), min_size=1, max_size=5),
    test=st.booleans(),
    task=st.sampled_from(["classification", "regression"]),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    normalisation=NORMALISATIONS,
)
def test_tables_that_are_nearly_right(
    tmp_path: Path,
    rows: list[tuple[str, str, str]],
    other: list[tuple[str, str, str]],
    test: bool,
    task: str,
    separator: str,
    normalisation: str,
) -> None:
    header = ("a", "b", "y")
    for name, table in (("my.csv", rows), ("my.csv.test", other)):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=separator).writerows([header, *table])
    target = "y" if task == "classification" else "a"
    spec = TableSpec("my.csv", target, task, "my.csv.test" if test else None)  # type: ignore[arg-type]
    attempt(tmp_path, (tmp_path / "my.csv").read_bytes(), spec, normalisation)


def test_the_limits_are_those_the_docstring_names() -> None:
    for name in ("MAX_BYTES", "MAX_COLUMNS", "MAX_CELLS"):
        assert hasattr(text, name)
        assert name in str(building.read_table.__doc__)
    assert scanning.MAX_CATEGORIES == 1000
    assert building.MAX_CLASSES == 256
