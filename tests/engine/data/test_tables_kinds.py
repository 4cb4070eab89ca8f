"""What columns are found to hold, and which of them are left out."""

from pathlib import Path

import numpy as np
import pytest

from engine.data.dataset import Dataset
from engine.data.library import load_dataset, open_dataset
from engine.network.data_specs import TableSpec
from tables import error, many


def load(folder: Path, content: str | bytes, target: str | int = "y", **keys: object) -> Dataset:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "my.csv").write_bytes(data)
    return load_dataset(TableSpec("my.csv", target, **keys), folder, "none")  # type: ignore[arg-type]


def column(dataset: Dataset, name: str) -> list[float]:
    """Return the values of an input in all rows, sorted."""
    at = dataset.feature_names.index(name)
    return sorted([*dataset.x_train[:, at].tolist(), *dataset.x_test[:, at].tolist()])


def kinds(dataset: Dataset) -> dict[str, str]:
    assert dataset.reading is not None
    return {found.name: found.kind for found in dataset.reading.columns}


# Numbers.

MONEY = "price,pct,y\n" + "".join(f"${n}.50,{3 * n}%,{n * n}\n" for n in range(1, 13))


def test_money_and_per_cent_are_numbers(tmp_path: Path) -> None:
    dataset = load(tmp_path, MONEY)
    assert dataset.classes == ()
    assert column(dataset, "price") == [n + 0.5 for n in range(1, 13)]
    assert column(dataset, "pct") == [3 * n for n in range(1, 13)]
    assert "Column price is written with $, which is left away." in dataset.notes


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ('"1,234.5"', 1234.5),
        ('"-1,234"', -1234),
        ("1'234'567", 1234567),
        ("1 234", 1234),
        ("−7.5", -7.5),
        ("-$3", -3),
        ("€ 3", 3),
        ("3 €", 3),
        ("3 %", 3),
        ("1.5e3", 1500),
        (".5", 0.5),
    ],
)
def test_ways_to_write_a_number(tmp_path: Path, field: str, value: float) -> None:
    dataset = load(tmp_path, f"a,y\n{field},p\n2.5,q\n2.5,p\n2.5,q\n")
    assert column(dataset, "a") == pytest.approx(sorted([value, 2.5, 2.5, 2.5]))


def test_marks_between_thousands_beside_a_decimal_comma(tmp_path: Path) -> None:
    dataset = load(tmp_path, "a;y\n1.234.567,5;p\n2,5;q\n3,5;p\n1.000;q\n")
    assert column(dataset, "a") == [2.5, 3.5, 1000, 1234567.5]


def test_two_currencies_are_no_numbers(tmp_path: Path) -> None:
    dataset = load(tmp_path, "a,y\n$1,p\n€1,q\n" * 1 + "$1,p\n€1,q\n")
    assert kinds(dataset)["a"] == "words"


def test_a_number_beyond_the_limit_says_which_limit(tmp_path: Path) -> None:
    assert error(tmp_path, "a,y\n1e31,1\n2,2\n3,3\n4,4\n") == (
        "row 2, column a: '1e31', expected a number from −1e30 to 1e30"
    )


@pytest.mark.parametrize("mark", [".", "-", "..."])
@pytest.mark.parametrize("every", [3, 20])
def test_a_sign_among_numbers_is_unknown(tmp_path: Path, mark: str, every: int) -> None:
    rows = "".join(f"{mark if n % every == 0 else n * 1.5},{'pq'[n % 2]}\n" for n in range(40))
    dataset = load(tmp_path, "a,y\n" + rows)
    assert dataset.feature_names == ("a", "a=unknown")
    assert sum(column(dataset, "a=unknown")) == len(range(0, 40, every))
    assert f"Column a is unknown where it is {mark}." in dataset.notes
    spec = TableSpec("my.csv", "y", unknowns=("",), keep=("a",))
    if every == 20:
        assert f"row 2, column a: '{mark}', expected a number" in error(
            tmp_path, "a,y\n" + rows, spec
        )


def test_a_sign_among_words_is_a_category(tmp_path: Path) -> None:
    dataset = load(tmp_path, "a,y\n+,p\n-,q\n+,q\n-,p\n")
    assert dataset.feature_names == ("a=+", "a=-")


# Dates.

DAYS = ("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05")
DATES = "date,temp,rain\n" + "".join(f"{DAYS[n % 5]},{n % 7},{'yn'[n % 2]}\n" for n in range(10))


def test_dates_become_numbers(tmp_path: Path) -> None:
    dataset = load(tmp_path, DATES, "rain")
    # The month is the same throughout. 1 January 2024 was a Monday.
    assert dataset.feature_names == ("date (day)", "date (weekday)", "temp")
    assert column(dataset, "date (day)") == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert column(dataset, "date (weekday)") == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert (
        "Column date holds dates, read as year-month-day; it gives day (counted from 2024-01-01)"
        " and weekday (1 is Monday)." in dataset.notes
    )


@pytest.mark.parametrize(
    ("fields", "name", "values"),
    [
        (("1/31/2020", "2/1/2020"), "d (day)", [0, 1]),
        (("31/1/2020", "1/2/2020"), "d (day)", [0, 1]),
        (("31.1.20", "1.2.20"), "d (day)", [0, 1]),
        (("31 Jan 2020", "1 February 2020"), "d (day)", [0, 1]),
        (("31-Jan-20", "1-Feb-20"), "d (month)", [1, 2]),
        (('"Jan 31, 2020"', '"Feb 1, 2020"'), "d (day)", [0, 1]),
        (("2020-01", "2020-03"), "d (month)", [1, 3]),
        (("2020Q1", "2020Q3"), "d (month)", [1, 7]),
        (("Jan 2020", "Mar 2020"), "d (month)", [1, 3]),
        (("2020-01-31 06:30", "2020-01-31T18:00:00Z"), "d (time)", [6.5, 18]),
        (("6:30 am", "6:00 PM"), "d (time)", [6.5, 18]),
        (("12:15 AM", "12:00 pm"), "d (time)", [0.25, 12]),
    ],
)
def test_ways_to_write_a_date(
    tmp_path: Path, fields: tuple[str, str], name: str, values: list[float]
) -> None:
    rows = "".join(f"{field},{'pq'[n % 2]}\n" for n in range(4) for field in [fields[n // 2]])
    dataset = load(tmp_path, "d,y\n" + rows)
    assert column(dataset, name) == pytest.approx(sorted(values * 2))


def test_a_date_that_may_be_either_has_its_month_first_and_a_note(tmp_path: Path) -> None:
    dataset = load(tmp_path, "d,y\n1/2/2020,p\n3/4/2020,q\n1/2/2020,q\n3/4/2020,p\n")
    assert set(column(dataset, "d (month)")) == {1, 3}
    assert any("although the day might as well stand first" in note for note in dataset.notes)


@pytest.mark.parametrize(
    "field", ["2020-13-01", "32.1.2020", "25:00", "23:59:60", "10-12", "abc 2020", "1/2"]
)
def test_what_is_no_date_stays_a_word(tmp_path: Path, field: str) -> None:
    dataset = load(tmp_path, f"d,y\n{field},p\nx,q\n{field},q\nx,p\n")
    assert kinds(dataset)["d"] == "words"
    dataset = load(tmp_path, f"d,y\n{field},p\n{field}.,q\n{field},q\n{field}.,p\n")
    assert kinds(dataset)["d"] == "words"


def test_dates_of_a_test_table_are_counted_from_the_same_day(tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text("d,y\n1.1.20,1\n3.1.20,2\n,3\n5.1.20,4\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text("y,d\n1,31.12.19\n2,?\n", encoding="utf-8")
    spec = TableSpec("my.csv", "y", "regression", test="other.csv")
    dataset = load_dataset(spec, tmp_path, "none")
    assert dataset.x_train[:, 0].tolist() == [0, 2, 2, 4]
    assert dataset.x_test[:, 0].tolist() == [-1, 2]
    (tmp_path / "other.csv").write_text("y,d\n1,2019-12-31\n", encoding="utf-8")
    with pytest.raises(Exception, match="'2019-12-31', expected a date as day/month/year"):
        load_dataset(spec, tmp_path)


# Row numbers and identifiers.


def test_row_numbers_with_gaps_are_left_out(tmp_path: Path) -> None:
    gaps = [n for n in range(31) if n % 4 != 3]
    rows = "".join(f"{n},{n % 7},{'ab'[n // 16]}\n" for n in gaps)
    dataset = load(tmp_path, ",a,kind\n" + rows, "kind")
    assert dataset.feature_names == ("a",)
    assert (
        'Column 1 is left out, as each row has a number of its own in it; keep = ["column 1"]'
        " keeps it." in dataset.notes
    )
    again = load(tmp_path, ",a,kind\n" + rows, "kind", keep=("column 1",))
    assert again.feature_names == ("column 1", "a")


def test_a_column_that_counts_the_rows_is_left_out(tmp_path: Path) -> None:
    rows = "".join(f"{i},{i * i % 7},{'pq'[i % 2]}\n" for i in range(1, 41))
    dataset = load(tmp_path, "n,a,y\n" + rows)
    assert kinds(dataset) == {"n": "left out", "a": "number", "y": "target"}
    assert 'Column n is left out, as it counts the rows; keep = ["n"] keeps it.' in dataset.notes


def test_row_numbers_stay_where_there_is_nothing_else(tmp_path: Path) -> None:
    assert load(tmp_path, many("{i}", "{odd}")).feature_names == ("a",)


def test_years_in_order_are_no_row_numbers(tmp_path: Path) -> None:
    rows = "".join(f"{1950 + i},{i % 7},{'pq'[i % 2]}\n" for i in range(40))
    assert load(tmp_path, "year,a,y\n" + rows).feature_names == ("year", "a")


@pytest.mark.parametrize("name", ["id", "ID", "patient_id", "PassengerId", "case no", "rownames"])
def test_numbers_called_an_identifier(tmp_path: Path, name: str) -> None:
    rows = "".join(f"{(i * 7919) % 1009},{i % 7},{'pq'[i % 2]}\n" for i in range(30))
    expected = ("a",) if name != "case no" else ("case no", "a")
    assert load(tmp_path, f"{name},a,y\n" + rows).feature_names == expected


def test_an_index_that_goes_up_and_down_says_something(tmp_path: Path) -> None:
    values = [(i * 7919) % 1009 for i in range(30)]
    rows = "".join(f"{value},{i % 7},{'pq'[i % 2]}\n" for i, value in enumerate(values))
    assert load(tmp_path, "index,a,y\n" + rows).feature_names == ("index", "a")
    rows = "".join(f"{v},{i % 7},{'pq'[i % 2]}\n" for i, v in enumerate(sorted(values)))
    assert load(tmp_path, "index,a,y\n" + rows).feature_names == ("a",)


NAMES = ("ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen")
UNIQUE = "name,hair,kind\n" + "".join(f"{n},{i % 2},{'ab'[i % 2]}\n" for i, n in enumerate(NAMES))


def test_words_that_do_not_recur_are_left_out(tmp_path: Path) -> None:
    dataset = load(tmp_path, UNIQUE, "kind")
    assert dataset.feature_names == ("hair",)
    assert (
        "Column name is left out, as of 8 rows 8 have a word that no other row has; keep ="
        ' ["name"] keeps it.' in dataset.notes
    )
    wide = load(tmp_path, UNIQUE, "kind", keep=(1,))
    assert wide.feature_names[0] == "hair"
    assert len(wide.feature_names) > 5


def test_one_repeated_word_makes_no_category(tmp_path: Path) -> None:
    twice = UNIQUE + "ant,1,b\n"
    assert load(tmp_path, twice, "kind").feature_names == ("hair",)


def test_words_most_of_which_recur_are_categories(tmp_path: Path) -> None:
    content = "job,kind\n" + "".join(f"{w},{'ab'[i % 2]}\n" for i, w in enumerate("aabbccdde"))
    assert kinds(load(tmp_path, content, "kind"))["job"] == "words"


def test_too_many_words_are_left_out_or_refused_when_asked_for(tmp_path: Path) -> None:
    content = many("w{i}", "{third}", "{odd}", rows=1200)
    dataset = load(tmp_path, content)
    assert dataset.feature_names == ("b",)
    assert any("it has more than 1,000 different words" in note for note in dataset.notes)
    spec = TableSpec("my.csv", "y", keep=("a",))
    assert error(tmp_path, content, spec) == (
        "column a: more than 1,000 different words, expected at most that"
    )


# Keys that say what to do.


def test_ignored_columns_are_not_even_read(tmp_path: Path) -> None:
    content = many("{i}.5", "{third}", "{odd}").replace("\n7.5,", "\nseven,")
    dataset = load(tmp_path, content, ignore=("a",))
    assert dataset.feature_names == ("b",)
    assert "Left out: a." in dataset.notes
    spec = TableSpec("my.csv", "y", ignore=("z",))
    assert error(tmp_path, content, spec) == "has no column 'z', expected one of a, b, y"
    spec = TableSpec("my.csv", "y", ignore=(3,))
    assert error(tmp_path, content, spec) == (
        "column y: is both the target and ignored, expected one or the other"
    )


@pytest.mark.parametrize("choice", [None, "drop"])
def test_rows_whose_target_is_unknown_are_left_out(tmp_path: Path, choice: str | None) -> None:
    content = "a,b,y\n1,2,3\n2,3,NA\n3,4,5\n4,5,6\n5,6,7\n"
    dataset = load(tmp_path, content, task="regression", unknown_rows=choice)
    assert len(dataset.y_train) + len(dataset.y_test) == 4
    assert column(dataset, "a") == [1, 3, 4, 5]
    assert "1 of 5 rows are left out, as their y is unknown." in dataset.notes
    words = "a,y\n1,p\n2,\n3,q\n4,p\n5,q\n"
    dataset = load(tmp_path, words, unknown_rows=choice)
    assert dataset.classes == ("p", "q")
    assert column(dataset, "a") == [1, 3, 4, 5]
    (tmp_path / "other.csv").write_text("a,y\n1,q\n2,?\n3,p\n", encoding="utf-8")
    dataset = load(tmp_path, words, unknown_rows=choice, test="other.csv")
    assert dataset.y_test.tolist() == [1, 0]
    assert dataset.x_test[:, 0].tolist() == [1, 3]
    assert dataset.notes[0] == "1 test rows are left out, as their target is unknown."


def test_most_targets_may_be_unknown_where_the_file_says_so(tmp_path: Path) -> None:
    content = "a,y\n" + "".join(f"{n},{n * 2 if n % 3 == 0 else ''}\n" for n in range(12))
    assert "unknown_rows" in error(tmp_path, content, TableSpec("my.csv", "y", "regression"))
    dataset = load(tmp_path, content, task="regression", unknown_rows="drop")
    assert len(dataset.y_train) + len(dataset.y_test) == 4


def test_unknowns_say_what_is_unknown(tmp_path: Path) -> None:
    content = "a,y\n1,NA\n.,EU\n3,NA\n4,EU\n"
    dataset = load(tmp_path, content, unknowns=("", "?", "."))
    assert dataset.classes == ("EU", "NA")
    assert dataset.feature_names == ("a", "a=unknown")
    assert dataset.notes[2] == "Among the inputs 1 field is unknown (empty, ., ?)."
    numbers = load(tmp_path, "a,y\n1,p\n-999,q\n3,p\n4,q\n", unknowns=("-999",))
    assert -999 not in column(numbers, "a")
    assert numbers.feature_names == ("a", "a=unknown")


# Class or number.


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([f"{20 + n * 0.7:.1f}" for n in range(10)], 0),
        ([str(n) for n in range(30)] * 2, 0),
        ([str(n % 3) for n in range(30)], 3),
        (["0.5", "1.0", "2.0"] * 8, 3),
        (["a", "b"] * 8, 2),
        ([str(n % 10) for n in range(40)], 10),
    ],
)
def test_without_a_task_the_target_says_what_it_is(
    tmp_path: Path, values: list[str], classes: int
) -> None:
    rows = "".join(f"{n * 7 % 5},{value}\n" for n, value in enumerate(values))
    dataset = load(tmp_path, "a,y\n" + rows)
    assert len(dataset.classes) == classes
    word = "class" if classes else "number"
    assert any(
        note.startswith(f"y is predicted as a {word}, as it holds") for note in dataset.notes
    )
    other = "classification" if not classes else "regression"
    assert values[0].isalpha() or any(f'task = "{other}"' in note for note in dataset.notes)


def test_a_class_that_is_declared_needs_no_reason(tmp_path: Path) -> None:
    dataset = load(tmp_path, "a,y\n1,p\n2,q\n3,p\n4,q\n", task="classification")
    assert not any("predicted as a class" in note for note in dataset.notes)


def test_the_reading_is_the_same_for_every_fit(tmp_path: Path) -> None:
    load(tmp_path, DATES, "rain")
    source = open_dataset(TableSpec("my.csv", "rain"), tmp_path)
    assert source.fitted_on(np.array([0, 1])).reading is source.fitted_on(None).reading
