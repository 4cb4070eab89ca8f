"""What is proposed of tables: the target, the task, the columns, and what is warned of."""

from pathlib import Path

import pytest
from imports import MIXED, clusters, measured, proposal
from msgspec.structs import replace

from engine.data.library import load_dataset
from engine.errors import DatasetError

ROLES = {
    "row": "left out",
    "when": "input",
    "name": "left out",
    "city": "input",
    "size": "input",
    "mood": "input",
    "buys": "target",
}


def text(folder: Path, content: str, **wished: object) -> str:
    """Return all that is warned of."""
    return "\n".join(proposal(folder, content, **wished).warnings)


def test_a_table_of_everything(tmp_path: Path) -> None:
    found = proposal(tmp_path, MIXED)
    assert {column.name: column.role for column in found.columns} == ROLES
    kinds = {column.name: column.facts.kind for column in found.columns}
    assert (kinds["when"], kinds["city"], kinds["size"]) == ("date", "category", "number")
    assert (found.task, found.classes) == ("classification", 2)
    assert found.spec.ignore == ("row", "name")
    said = "\n".join(found.warnings)
    assert "row is left out, as it counts the rows." in said
    assert "name is left out, as of 120 rows 120 have a word that no other row has." in said
    assert "when holds dates, read as year-month-day; they give day, month, weekday." in said
    assert "In 48 of 120 rows something is unknown (city, size)." in said
    assert load_dataset(found.spec, tmp_path).classes == ("no", "yes")


@pytest.mark.parametrize(
    ("content", "target", "task"),
    [
        (clusters(3, 4, 90), "species", "classification"),
        (measured(5, 90), "progression", "regression"),
        ("y,a\n" + "1,5\n2,6\n" * 10, "y", "classification"),
        ("target,class\n" + "1,5\n2,6\n" * 10, "class", "classification"),
        ("a,b\n" + "1,5\n2,6\n" * 10, "b", "classification"),
        ("".join(f"{i % 3},{i}.5,{i * i}.25\n" for i in range(60)), "column 1", "classification"),
    ],
)
def test_target_and_task(tmp_path: Path, content: str, target: str, task: str) -> None:
    found = proposal(tmp_path, content)
    assert (found.spec.target, found.task) == (target, task)
    assert found.columns[found.target].role == "target"
    assert load_dataset(found.spec, tmp_path).y_train.size


def test_the_table_of_scikit_learn(tmp_path: Path) -> None:
    rows = "".join(f"{i}.5,{i % 5},{i % 2}\n" for i in range(40))
    found = proposal(tmp_path, f"40,2,red,blue\n{rows}")
    assert (found.spec.target, found.classes, len(found.sample.rows)) == ("column 3", 2, 40)
    assert "calls the classes, from 0, red, blue." in found.warnings[0]
    assert load_dataset(found.spec, tmp_path).classes == ("0", "1")


def test_wishes_take_the_place_of_proposals(tmp_path: Path) -> None:
    found = proposal(tmp_path, MIXED, target="size", keep=(3,), ignore=("city",), task="regression")
    roles = {column.name: column.role for column in found.columns}
    assert (roles["size"], roles["name"], roles["city"]) == ("target", "input", "left out")
    assert (found.spec.keep, found.spec.ignore) == (("name",), ("row", "city"))
    assert found.classes == 0
    assert "city" not in "".join(w for w in found.warnings if "left out" in w)


def test_numbers_can_be_a_category_and_words_a_number(tmp_path: Path) -> None:
    content = "zip,odd,y\n" + "".join(
        f"{10 + i % 4},{'x' if i == 7 else i},{i % 2}\n" for i in range(60)
    )
    found = proposal(tmp_path, content, categories=("zip",))
    assert [column.facts.kind for column in found.columns[:2]] == ["category", "number"]
    assert (found.spec.categories, found.spec.numbers) == (("zip",), ("odd",))
    assert "count as unknown: odd (1, such as 'x')." in "\n".join(found.warnings)
    dataset = load_dataset(found.spec, tmp_path)
    assert any(name.startswith("zip=10") for name in dataset.feature_names)
    assert "odd=unknown" in dataset.feature_names
    words = proposal(tmp_path, content, categories=("odd",))
    assert words.columns[1].facts.kind == "category"
    assert words.spec.numbers == ()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "a,y\n" + "".join(f"{i % 9},w{i % 195}\n" for i in range(200)),
            "y has 195 classes in 200 rows, so of most there is little to learn from",
        ),
        (
            "a,y\n" + "".join(f"{i % 9},{'no' if i else 'yes'}\n" for i in range(99)),
            "99 % of the rows",
        ),
        (
            "a,b,y\n" + "".join(f"{i % 9},{i % 2},{i % 2}\n" for i in range(99)),
            "b says the same as y",
        ),
        ("a,y\n1,2\n1,3\n2,2\n", "There are 3 rows, too few"),
        ("a,y\n1,2\n1\n2,2\n", "Not all rows have as many fields as the first one (row 3: 1 field"),
        ("a,y\n" + "".join(f"{i},1\n" for i in range(50)), "y says the same in all rows"),
        (
            "a,b,y\n" + "".join(f"1,{i % 9},{i % 3}\n" for i in range(50)),
            "a is left out, as it is the",
        ),
        ("d,y\n" + "1/2/2024,1\n3/4/2024,2\n" * 20, "although the day might as well stand first"),
        ("a,y\n" + "1,\n2,3\n3,4\n" * 20, "20 of 60 rows do not say y, and are left out."),
        (
            "a,y\n" + "".join(f"w{i % 60},{i % 2}\n" for i in range(200)),
            "there are many of a (60).",
        ),
    ],
)
def test_warnings(tmp_path: Path, content: str, sentence: str) -> None:
    assert sentence in text(tmp_path, content, target="y")


def test_a_regression_of_words_is_warned_of(tmp_path: Path) -> None:
    said = text(tmp_path, clusters(3, 2, 60), task="regression")
    assert "species holds words, which cannot be predicted as a number." in said


def test_a_good_table_has_nothing_to_be_warned_of(tmp_path: Path) -> None:
    assert proposal(tmp_path, clusters(3, 4, 90)).warnings == ()
    assert proposal(tmp_path, measured(5, 90)).warnings == ()


def test_of_a_long_table_the_beginning_is_looked_at(tmp_path: Path) -> None:
    lines = "".join(f"{i},{i % 7}.5,{i % 3}\n" for i in range(400_000))
    found = proposal(tmp_path, f"id,a,y\n{lines}")
    assert not found.sample.is_whole
    assert 200 < len(found.sample.rows) <= 10_000
    assert found.spec.ignore == ("id",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_the_beginning_of_a_long_file_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    lines = "größe;y\n" + "1,5;rot\n2,5;grün\n" * 300_000
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    found = proposal(tmp_path, mark + lines.encode(encoding))
    assert (found.columns[0].name, found.classes) == ("größe", 2)
    assert not found.sample.is_whole


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is not UTF-8"),
        (b"PK\x03\x04rest", "save it as CSV"),
        (b"a\n1\n2\n", "has one column alone"),
        (b"x" * 5_000_000, "its first row is longer"),
        (b'a,b\n1,"2\n', "a quoted field is not closed"),
    ],
)
def test_what_is_no_table_ends_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(DatasetError, match=r"my\.csv") as caught:
        proposal(tmp_path, content)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_names_that_mean_something_elsewhere(tmp_path: Path) -> None:
    content = '"a""b",<b>x</b>,"]\n[data]",y\n' + "1,2,3,p\n2,1,5,q\n" * 20
    found = proposal(tmp_path, content, ignore=(1, 3))
    assert found.spec.ignore == ('a"b', "] [data]")
    assert len(load_dataset(replace(found.spec), tmp_path).feature_names) == 1
