"""A person's own table: what is found out about it, and what becomes of its rows."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from engine.data.dataset import Dataset
from engine.data.library import input_names, load_dataset, open_dataset
from engine.errors import DatasetError
from engine.network.data_specs import ImageSpec, TableSpec

PEOPLE = [
    # age, colour, hours, income
    ("20", "red", "10", "low"),
    ("30", "blue", "20", "high"),
    ("40", "red", "30", "low"),
    ("50", "blue", "40", "high"),
    ("60", "green", "50", "low"),
    ("70", "green", "60", "high"),
]
TEST = [("45", "red", "35", "high"), ("20", "violet", "?", "low")]
HEADER = ("age", "colour", "hours", "income")


def lines(rows: list[tuple[str, ...]], separator: str = ",", header: bool = True) -> str:
    listed = [HEADER, *rows] if header else rows
    return "".join(separator.join(row) + "\n" for row in listed)


def write(folder: Path, content: str | bytes, name: str = "my.csv") -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    (folder / name).write_bytes(data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, lines(PEOPLE))
    write(tmp_path, lines(TEST), "other.csv")
    return tmp_path


SPEC = TableSpec("my.csv", "income", test="other.csv")


def test_numbers_first_then_a_column_for_each_word(folder: Path) -> None:
    dataset = load_dataset(SPEC, folder, "none")
    assert dataset.name == "my.csv"
    assert dataset.feature_names == ("age", "hours", "colour=blue", "colour=green", "colour=red")
    assert dataset.x_train.dtype == np.dtype(np.float32)
    assert dataset.x_train[0].tolist() == [20, 10, 0, 0, 1]
    assert dataset.x_train[4].tolist() == [60, 50, 0, 1, 0]
    assert dataset.classes == ("high", "low")
    assert dataset.y_train.tolist() == [1, 0, 1, 0, 1, 0]
    assert dataset.y_test.tolist() == [0, 1]
    assert dataset.notes == (
        "Read as UTF-8 text with a header, a comma between fields and a decimal point.",
        "Among the inputs no field is unknown (empty, #n/a, ?, n/a, na, nan, none, null, unknown).",
        "Numbers: age, hours.",
        "Words: colour.",
        "Classification: income is predicted as one of 2 classes.",
        "income is predicted as a class, as it holds words.",
    )


def test_a_word_no_training_row_has_is_a_block_of_zeros(folder: Path) -> None:
    assert load_dataset(SPEC, folder, "none").x_test[1, 2:].tolist() == [0, 0, 0]


def test_a_number_unknown_in_a_test_row_is_the_mean_of_the_training_rows(folder: Path) -> None:
    assert load_dataset(SPEC, folder, "none").x_test[1, :2].tolist() == [20, 35]


def test_columns_of_the_test_table_are_found_by_name(folder: Path) -> None:
    before = load_dataset(SPEC, folder).x_test
    write(
        folder, "note;income;hours;colour;age\nx;high;35;red;45\ny;low;NA;violet;20\n", "other.csv"
    )
    assert np.array_equal(load_dataset(SPEC, folder).x_test, before)


def test_standardised_by_default_with_the_training_rows(folder: Path) -> None:
    # Ages 20 to 70: mean 45, deviation √(35/12)·10.
    dataset = load_dataset(SPEC, folder)
    assert dataset.x_train[:, 0].mean() == pytest.approx(0, abs=1e-7)
    assert dataset.x_train[0, 0] == pytest.approx(-25 / (10 * (35 / 12) ** 0.5))
    assert dataset.x_test[0, 0] == pytest.approx(0, abs=1e-7)


def test_relative_and_absolute_paths(folder: Path) -> None:
    absolute = TableSpec(str(folder / "my.csv"), "income", test=str(folder / "other.csv"))
    assert len(load_dataset(absolute).y_train) == 6


def test_a_gzipped_table(folder: Path) -> None:
    write(folder, gzip.compress(lines(PEOPLE).encode()), "my.csv.gz")
    assert (
        len(load_dataset(TableSpec("my.csv.gz", "income", test="other.csv"), folder).y_train) == 6
    )


def test_names_without_training(folder: Path) -> None:
    names = input_names(SPEC, folder, "quantile", 2)
    assert names == (
        "age[1]", "age[2]", "hours[1]", "hours[2]", "colour=blue", "colour=green", "colour=red",
    )  # fmt: skip


def test_a_changed_file_is_read_again(folder: Path) -> None:
    assert len(load_dataset(SPEC, folder).y_train) == 6
    assert open_dataset(SPEC, folder) is open_dataset(SPEC, folder)
    write(folder, lines(PEOPLE[:4]))
    assert len(load_dataset(SPEC, folder).y_train) == 4


# How a table is written.


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("header", [True, False])
def test_separators_with_and_without_a_header(tmp_path: Path, separator: str, header: bool) -> None:
    write(tmp_path, lines(PEOPLE, separator, header))
    dataset = load_dataset(TableSpec("my.csv", "income" if header else "column 4"), tmp_path)
    names = ("age", "hours", "colour=") if header else ("column 1", "column 3", "column 2=")
    assert dataset.feature_names[:2] == names[:2]
    assert all(name.startswith(names[2]) for name in dataset.feature_names[2:])
    assert len(dataset.y_train) + len(dataset.y_test) == 6


@pytest.mark.parametrize("target", [4, "4", "column 4"])
@pytest.mark.parametrize("header", [True, False])
def test_a_target_by_number(tmp_path: Path, target: str | int, header: bool) -> None:
    write(tmp_path, lines(PEOPLE, header=header))
    assert load_dataset(TableSpec("my.csv", target), tmp_path).classes == ("high", "low")


def test_a_header_over_words_alone(tmp_path: Path) -> None:
    write(tmp_path, "sky,play\nsun,yes\nrain,no\nsun,yes\nrain,yes\n")
    assert "sky=rain" in load_dataset(TableSpec("my.csv", 2), tmp_path).feature_names
    write(tmp_path, "sun,yes\nrain,no\nsun,yes\nrain,yes\n")
    assert "column 1=rain" in load_dataset(TableSpec("my.csv", 2), tmp_path).feature_names


def test_a_header_that_is_declared(tmp_path: Path) -> None:
    write(tmp_path, "2019,2020\n1,5\n2,6\n3,5\n4,6\n")
    headed = load_dataset(TableSpec("my.csv", 2, header=True), tmp_path)
    assert headed.feature_names == ("2019",)
    plain = load_dataset(TableSpec("my.csv", 2, task="regression"), tmp_path)
    assert len(plain.y_train) + len(plain.y_test) == 5


def test_a_header_that_holds_numbers_is_known_by_the_target(tmp_path: Path) -> None:
    write(tmp_path, "2019,2020\n1,5\n2,6\n3,5\n4,6\n")
    assert load_dataset(TableSpec("my.csv", "2020"), tmp_path).feature_names == ("2019",)


@pytest.mark.parametrize("header", ["a;y\n", ""])
def test_decimal_commas_between_semicolons(tmp_path: Path, header: str) -> None:
    write(tmp_path, header + "1,5;2,25\n2,5;4,25\n3,5;8,25\n4,5;1,25\n")
    dataset = load_dataset(TableSpec("my.csv", 2, "regression"), tmp_path, "none")
    assert set(dataset.x_train.ravel()) | set(dataset.x_test.ravel()) == {1.5, 2.5, 3.5, 4.5}


def test_decimal_commas_in_quotes_between_commas(tmp_path: Path) -> None:
    write(tmp_path, 'a,y\n"1,5",p\n"2,5",q\n"3,5",p\n"4,25",q\n')
    dataset = load_dataset(TableSpec("my.csv", "y"), tmp_path, "none")
    assert 4.25 in [*dataset.x_train.ravel(), *dataset.x_test.ravel()]


def test_a_decimal_mark_that_is_declared(tmp_path: Path) -> None:
    write(tmp_path, "a;y\n1;p\n2;q\n3;p\n4;q\n" * 1)
    spec = TableSpec("my.csv", "y", decimal=",", separator=";")
    assert load_dataset(spec, tmp_path, "none").feature_names == ("a",)


def test_quoted_fields_with_separators_quotes_and_line_ends(tmp_path: Path) -> None:
    write(tmp_path, 'note,y\n"one, ""two""\nthree",p\nfour,q\n"one, ""two""\nthree",p\nfour,q\n')
    dataset = load_dataset(TableSpec("my.csv", "y"), tmp_path)
    assert dataset.feature_names == ("note=four", 'note=one, "two" three')


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark(tmp_path: Path, end: str) -> None:
    write(tmp_path, b"\xef\xbb\xbf" + lines(PEOPLE).replace("\n", end).encode())
    dataset = load_dataset(TableSpec("my.csv", "income"), tmp_path)
    assert dataset.feature_names[0] == "age"
    assert dataset.classes == ("high", "low")


def test_the_first_line_may_name_the_separator(tmp_path: Path) -> None:
    write(tmp_path, "sep=|\r\n" + lines(PEOPLE, "|"))
    assert load_dataset(TableSpec("my.csv", "income"), tmp_path).feature_names[0] == "age"


def test_rows_without_content_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, lines(PEOPLE).replace("\n30", "\n\n   \n30") + ",,,\n\n")
    dataset = load_dataset(TableSpec("my.csv", "income"), tmp_path)
    assert len(dataset.y_train) + len(dataset.y_test) == 6


# Unknown values.


@pytest.mark.parametrize("word", ["", "?", "NA", "n/a", "NaN", "null", "None", "unknown", " ? "])
def test_an_unknown_number_is_the_mean_and_marked_by_an_input(tmp_path: Path, word: str) -> None:
    write(tmp_path, f"a,b,y\n1,5,p\n{word},6,q\n4,5,p\n1,6,q\n", "my.csv")
    write(tmp_path, "a,b,y\n8,5,p\n", "other.csv")
    spec = TableSpec("my.csv", "y", test="other.csv")
    dataset = load_dataset(spec, tmp_path, "none")
    assert dataset.feature_names == ("a", "b", "a=unknown")
    assert dataset.x_train[:, [0, 2]].tolist() == [[1, 0], [2, 1], [4, 0], [1, 0]]
    # Mean and deviation of what is known: 2 and √2.
    standard = load_dataset(spec, tmp_path)
    assert standard.x_train[:, 0] == pytest.approx([-(0.5**0.5), 0, 2**0.5, -(0.5**0.5)])


@pytest.mark.parametrize("word", ["", "?", "NA", "N/A", "nan", "NULL", "unknown"])
def test_an_unknown_word_is_a_category_of_its_own(tmp_path: Path, word: str) -> None:
    write(tmp_path, f"a,y\nred,p\n{word},q\nblue,p\nred,q\n")
    write(tmp_path, "a,y\n?,p\n", "other.csv")
    dataset = load_dataset(TableSpec("my.csv", "y", test="other.csv"), tmp_path)
    assert dataset.feature_names == ("a=blue", "a=red", "a=unknown")
    assert dataset.x_train[1].tolist() == [0, 0, 1]
    assert dataset.x_test[0].tolist() == [0, 0, 1]


def test_none_is_a_class_like_any_other(tmp_path: Path) -> None:
    write(tmp_path, "a,y\n1,none\n2,some\n3,none\n4,some\n")
    assert load_dataset(TableSpec("my.csv", "y"), tmp_path).classes == ("none", "some")


# What is to be predicted.


def test_classes_that_are_numbers_are_sorted_as_numbers(tmp_path: Path) -> None:
    write(tmp_path, "a,y\n" + "".join(f"{i},{y}\n" for i, y in enumerate([10, 9, 2, 10, 9, 2])))
    assert load_dataset(TableSpec("my.csv", "y"), tmp_path).classes == ("2", "9", "10")


def test_a_number_to_be_met_is_standardised_with_the_training_rows(tmp_path: Path) -> None:
    write(tmp_path, "a,y\n1,10\n2,20\n3,30\n4,40\n")
    write(tmp_path, "a,y\n5,50\n", "other.csv")
    spec = TableSpec("my.csv", "y", "regression", test="other.csv")
    dataset = load_dataset(spec, tmp_path)
    # Mean 25, deviation √125.
    assert dataset.y_train == pytest.approx((np.array([10, 20, 30, 40]) - 25) / 125**0.5)
    assert dataset.classes == ()
    assert dataset.majority_baseline is None
    assert dataset.target_scale is not None
    assert dataset.target_scale.original(dataset.y_test) == pytest.approx([50])
    # An error in the table's unit is the standardised one times the deviation.
    error = abs(dataset.y_test[0] - dataset.y_train[0])
    assert error * dataset.target_scale.deviation == pytest.approx(40)


def test_targets_of_a_number_to_be_met(tmp_path: Path) -> None:
    write(tmp_path, "a,y\n1,10\n2,20\n3,30\n4,40\n")
    dataset = load_dataset(TableSpec("my.csv", "y", "regression"), tmp_path)
    assert dataset.targets(dataset.y_train, 1).shape == (3, 1)
    with pytest.raises(DatasetError) as caught:
        dataset.targets(dataset.y_train, 2)
    assert str(caught.value) == "my.csv: 2 output units for one number to be met, expected 1"


def test_the_factor_comes_from_the_rows_that_are_trained_on(tmp_path: Path) -> None:
    write(tmp_path, "a,y\n1,10\n2,20\n3,30\n4,1000\n")
    write(tmp_path, "a,y\n5,50\n", "other.csv")
    source = open_dataset(TableSpec("my.csv", "y", "regression", test="other.csv"), tmp_path)
    scale = source.fitted_on(np.array([0, 1, 2])).target_scale
    assert scale is not None
    assert scale.mean == pytest.approx(20)
    assert scale.deviation == pytest.approx((200 / 3) ** 0.5)


# Without a test file.


def test_a_fifth_is_set_aside_and_always_the_same(tmp_path: Path) -> None:
    write(tmp_path, "a,y\n" + "".join(f"{i},{'pq'[i % 2]}\n" for i in range(50)))
    first = load_dataset(TableSpec("my.csv", "y"), tmp_path, "none")
    assert len(first.y_train) == 40
    assert len(first.y_test) == 10
    rows = {*first.x_train[:, 0].tolist(), *first.x_test[:, 0].tolist()}
    assert rows == set(range(50))
    assert first.notes[0] == "10 of 50 rows are set aside for the test, as no file is named."
    write(tmp_path, "a,y\n" + "".join(f"{i},{'pq'[i % 2]}\n" for i in range(50)), "copy.csv")
    again = load_dataset(TableSpec("copy.csv", "y"), tmp_path, "none")
    assert np.array_equal(first.x_test, again.x_test)


def test_a_rare_class_stays_in_the_training_rows(tmp_path: Path) -> None:
    write(tmp_path, "a,y\n" + "".join(f"{i},{f'c{i}' if i < 9 else 'c'}\n" for i in range(20)))
    dataset = load_dataset(TableSpec("my.csv", "y"), tmp_path)
    assert set(dataset.y_train) == set(range(10))
    assert set(dataset.y_test) == {0}
    assert dataset.notes[1] == (
        "9 of 10 classes have a single row, which is trained on and never tested."
    )


def test_categories_and_dropped_columns_come_from_the_training_rows(tmp_path: Path) -> None:
    count = 50
    write(tmp_path, "a,y\n" + "".join(f"{i},{'pq'[i % 2]}\n" for i in range(count)))
    aside = load_dataset(TableSpec("my.csv", "y"), tmp_path, "none").x_test[:, 0]
    row = int(aside[0])
    words = ["rare" if i == row else ("red", "blue")[i % 2] for i in range(count)]
    odd = [7 if i == row else 5 for i in range(count)]
    rows = "".join(f"{i},{words[i]},{odd[i]},{'pq'[i % 2]}\n" for i in range(count))
    write(tmp_path, "a,word,odd,y\n" + rows)
    dataset = load_dataset(TableSpec("my.csv", "y", keep=("a",)), tmp_path, "none")
    assert dataset.feature_names == ("a", "word=blue", "word=red")
    at = dataset.x_test[:, 0].tolist().index(row)
    assert dataset.x_test[at, 1:].tolist() == [0, 0]
    assert "Column odd is dropped: it is 5 in all training rows." in dataset.notes


def test_dropped_columns_are_mentioned(tmp_path: Path) -> None:
    write(tmp_path, "a,b,c,d,y\n1,5,x,,p\n2,5,x,?,q\n3,5,x,NA,p\n4,5,x,,q\n")
    dataset = load_dataset(TableSpec("my.csv", "y"), tmp_path)
    assert dataset.feature_names == ("a",)
    assert [note for note in dataset.notes if "dropped" in note] == [
        "Column b is dropped: it is 5 in all training rows.",
        "Column d is dropped: it is unknown in all training rows.",
        "Column c is dropped: it is 'x' in all training rows.",
    ]
    assert "Left out: b, c, d." in dataset.notes


def test_equal_names_of_inputs_are_numbered(tmp_path: Path) -> None:
    write(tmp_path, "a,a=x,y\nx,1,p\nz,2,q\nx,3,p\nz,4,q\n")
    assert load_dataset(TableSpec("my.csv", "y"), tmp_path).feature_names == (
        "a=x", "a=x (2)", "a=z",
    )  # fmt: skip


def test_a_large_table_comes_in_several_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.data.tables.text._CHUNK_CELLS", 9)
    write(tmp_path, lines(PEOPLE * 5))
    write(tmp_path, lines(TEST * 5), "other.csv")
    dataset = load_dataset(SPEC, tmp_path, "none")
    assert dataset.x_train[:, 0].tolist() == [20, 30, 40, 50, 60, 70] * 5
    assert dataset.y_train.tolist() == [1, 0] * 15
    assert dataset.x_test[:, 0].tolist() == [45, 20] * 5


def test_a_spec_is_frozen_and_can_be_compared() -> None:
    assert TableSpec("a.csv", "y") == TableSpec("a.csv", "y", None, None)
    assert len({ImageSpec("a", "b"), ImageSpec("a", "b")}) == 1


def test_rows_are_read_only(folder: Path) -> None:
    dataset: Dataset = load_dataset(SPEC, folder)
    with pytest.raises(ValueError, match="read-only"):
        dataset.x_test[0, 0] = 1
