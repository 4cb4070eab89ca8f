"""A person's own census files: read as UCI publishes them, every fault named with its line."""

import gzip
import tracemalloc
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

import resources
from engine.data import census_table
from engine.data.dataset import Dataset
from engine.data.library import load_dataset
from engine.errors import DatasetError

ROW = (
    "39, State-gov, 77516, Bachelors, 13, Never-married, Adm-clerical, Not-in-family, White, Male,"
    " 2174, 0, 40, United-States, <=50K"
)


def row(**changes: str) -> str:
    """Return ROW with some attributes changed; ``education_num`` stands for education-num."""
    fields = [field.strip() for field in ROW.split(",")]
    names = (*census_table.COLUMNS, "income")
    for name, value in changes.items():
        fields[names.index(name.replace("_", "-"))] = value
    return ", ".join(fields)


def write(folder: Path, train: list[str], test: list[str]) -> None:
    (folder / "adult.data").write_text("\n".join(train) + "\n\n", encoding="utf-8")
    lines = ["|1x3 Cross validator", *(f"{line}." for line in test), "", ""]
    (folder / "adult.test").write_text("\n".join(lines), encoding="utf-8")


def load(folder: Path, train: list[str], test: list[str]) -> Dataset:
    write(folder, train, test)
    return load_dataset("census", folder)


def error(folder: Path) -> str:
    with pytest.raises(DatasetError) as caught:
        load_dataset("census", folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def packaged_lines(name: str, count: int) -> list[str]:
    with resources.file("data", "census", f"{name}.gz").open("rb") as raw:
        return [line.decode().rstrip("\n") for line in islice(gzip.open(raw), count)]


def test_packaged_and_original_files_give_the_same_arrays(tmp_path: Path) -> None:
    packaged, original = tmp_path / "packaged", tmp_path / "original"
    packaged.mkdir()
    original.mkdir()
    train, test = packaged_lines("adult.csv", 400), packaged_lines("adult.test.csv", 200)
    (packaged / "adult.csv").write_text("\n".join(train) + "\n", encoding="utf-8")
    (packaged / "adult.test.csv.gz").write_bytes(gzip.compress(("\n".join(test) + "\n").encode()))
    write(
        original,
        [line.replace(",", ", ") for line in train[1:]],
        [line.replace(",", ", ") for line in test[1:]],
    )
    first, second = load_dataset("census", packaged), load_dataset("census", original)
    assert len(first.y_train) == 399
    assert len(first.y_test) == 199
    assert first.feature_names == second.feature_names
    assert "occupation=unknown" in first.feature_names
    for name in ("x_train", "y_train", "x_test", "y_test", "test_without_unknowns"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


def test_numbers_are_standardised_by_hand(tmp_path: Path) -> None:
    # Training ages 20 and 40: mean 30, deviation 10; 55 is 2.5 deviations above.
    dataset = load(tmp_path, [row(age="20"), row(age="40")], [row(age="55")])
    age = dataset.feature_names.index("age")
    assert dataset.x_train[:, age].tolist() == [-1, 1]
    assert dataset.x_test[:, age].tolist() == [2.5]


def test_a_column_that_never_varies_becomes_zeros(tmp_path: Path) -> None:
    dataset = load(tmp_path, [row(hours_per_week="0.1")] * 3, [row(hours_per_week="0.1")])
    hours = dataset.feature_names.index("hours-per-week")
    assert dataset.x_train[:, hours] == pytest.approx(np.zeros(3))
    assert dataset.x_test[:, hours] == pytest.approx(np.zeros(1))


def test_categories_are_one_hot_with_unknown_last(tmp_path: Path) -> None:
    train = [row(workclass="Private"), row(workclass="?"), row(workclass="Federal-gov")]
    dataset = load(tmp_path, train, [row(workclass="Private")])
    assert dataset.feature_names[5:8] == (
        "workclass=Federal-gov", "workclass=Private", "workclass=unknown",
    )  # fmt: skip
    assert dataset.x_train[:, 5:8].tolist() == [[0, 1, 0], [0, 0, 1], [1, 0, 0]]


def test_a_category_no_training_row_has_is_a_block_of_zeros(tmp_path: Path) -> None:
    train = [row(workclass="Private"), row(workclass="Local-gov")]
    dataset = load(tmp_path, train, [row(workclass="Never-worked")])
    block = [i for i, name in enumerate(dataset.feature_names) if name.startswith("workclass=")]
    assert dataset.x_test[:, block].tolist() == [[0, 0]]


def test_classes_and_rows_without_unknowns(tmp_path: Path) -> None:
    test = [row(income=">50K"), row(occupation="?"), row()]
    dataset = load(tmp_path, [row(), row(income=">50K")], test)
    assert dataset.y_train.tolist() == [0, 1]
    assert dataset.y_test.tolist() == [1, 0, 0]
    assert dataset.test_without_unknowns is not None
    assert dataset.test_without_unknowns.tolist() == [True, False, True]


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    write(tmp_path, [row()], [row()])
    content = f"{row(age='20')}\r\n{row(age='40')}\r\n".encode("utf-8-sig")
    (tmp_path / "adult.data").write_bytes(content)
    assert load_dataset("census", tmp_path).x_train[:, 0].tolist() == [-1, 1]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("39, State-gov", "2 fields, expected 15"),
        ("nonsense", "1 field, expected 15"),
        (row() + ", 1", "16 fields, expected 15"),
        (row(age="old"), "age is 'old', expected a number between ±1,000,000,000"),
        (row(age="nan"), "age is 'nan', expected a number between ±1,000,000,000"),
        (row(age="?"), "age is '?', expected a number between ±1,000,000,000"),
        (
            row(capital_gain="1e300"),
            "capital-gain is '1e300', expected a number between ±1,000,000,000",
        ),
        (row(occupation=""), "occupation is empty, expected a value or ?"),
        (row(income="50K"), "the class is '50K', expected <=50K or >50K"),
        (
            row(income="x" * 50),
            f"the class is '{'x' * 39}…', expected <=50K or >50K",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    write(tmp_path, [row(), "", row(), line, row()], [row()])
    assert error(tmp_path) == f"{tmp_path / 'adult.data'}: line 4: {message}"


def test_lines_are_counted_from_the_comment_on(tmp_path: Path) -> None:
    write(tmp_path, [row()], [row(), row(education_num="")])
    expected = "line 3: education-num is empty, expected a value or ?"
    assert error(tmp_path) == f"{tmp_path / 'adult.test'}: {expected}"


def test_not_text(tmp_path: Path) -> None:
    write(tmp_path, [row()], [row()])
    file = tmp_path / "adult.data"
    file.write_bytes(f"{row()}\n{row()}\n".encode() + b"39, \xff\xfe\n")
    assert error(tmp_path) == f"{file}: line 3: is not text, expected UTF-8"


@pytest.mark.parametrize("content", ["", "\n\n", "|1x3 Cross validator\n"])
def test_no_rows(tmp_path: Path, content: str) -> None:
    write(tmp_path, [row()], [row()])
    (tmp_path / "adult.test").write_text(content, encoding="utf-8")
    expected = "has no rows, expected at least one person"
    assert error(tmp_path) == f"{tmp_path / 'adult.test'}: {expected}"


def test_too_many_categories(tmp_path: Path) -> None:
    write(tmp_path, [row(occupation=f"job-{i}") for i in range(101)], [row()])
    expected = "occupation has 101 categories, expected at most 100"
    assert error(tmp_path) == f"{tmp_path / 'adult.data'}: {expected}"


def test_file_missing(tmp_path: Path) -> None:
    write(tmp_path, [row()], [row()])
    (tmp_path / "adult.test").unlink()
    assert error(tmp_path) == f"{tmp_path}: has no file adult.test, expected it with or without .gz"


def test_a_small_gzip_file_does_not_unpack_to_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(census_table, "MAX_BYTES", 100_000)
    write(tmp_path, [row()], [row()])
    file = tmp_path / "adult.data"
    file.write_bytes(gzip.compress(bytes(30_000_000), compresslevel=1))
    tracemalloc.start()
    try:
        message = error(tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert message == f"{file}: is too large, expected at most 100,000 bytes"
    assert peak < 3_000_000
