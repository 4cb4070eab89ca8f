"""Rows in the words of their file, and what needs no learning."""

from pathlib import Path

import numpy as np
import pytest

from engine.data.dataset import Dataset
from engine.data.library import load_dataset, open_dataset
from engine.network.data_specs import TableSpec
from engine.scenario import find_scenario, load_scenario
from engine.training import TrainingPlan, load_training_data

PEOPLE = """job,age,town,hours,repaid
"nurse, night",31,Bern,8.5,yes
clerk,,Zug,40,no
?,45,Bern,7,yes
clerk,28,Zug,1e3,no
"nurse, night",60,Bern,12,yes
clerk,44,,8,no
"""


@pytest.fixture
def people(tmp_path: Path) -> Dataset:
    for name in ("people.csv", "test.csv"):
        (tmp_path / name).write_text(PEOPLE, encoding="utf-8")
    return load_dataset(TableSpec("people.csv", "repaid", test="test.csv"), tmp_path)


def test_columns_stand_as_in_the_file_and_say_what_it_says(people: Dataset) -> None:
    assert people.source_rows is not None
    words = people.source_rows.words([0, 1, 2, 3])
    assert words.columns == ("job", "age", "town", "hours")
    assert words.target == "repaid"
    assert words.targets == ("yes", "no", "yes", "no")
    assert words.cells == (
        ("nurse, night", "31", "Bern", "8.5"),
        ("clerk", "unknown", "Zug", "40"),
        ("unknown", "45", "Bern", "7"),
        ("clerk", "28", "Zug", "1000"),
    )


def test_nothing_is_stored_twice(people: Dataset, tmp_path: Path) -> None:
    source = open_dataset(TableSpec("people.csv", "repaid", test="test.csv"), tmp_path)
    again = source.fitted_on(np.arange(4), "rescale")
    assert people.source_rows is not None
    assert again.source_rows is not None
    assert again.source_rows.numbers is people.source_rows.numbers
    assert again.source_rows.codes is people.source_rows.codes


def test_a_number_to_be_met_is_written_in_its_own_unit(tmp_path: Path) -> None:
    rows = [f"{n};{n % 7},5;{100 + 2.5 * n:.1f}".replace(".", ",") for n in range(30)]
    (tmp_path / "flats.csv").write_text("\n".join(["a;b;price", *rows]), encoding="utf-8")
    dataset = load_dataset(TableSpec("flats.csv", "price", "regression", keep=("a",)), tmp_path)
    assert dataset.source_rows is not None
    words = dataset.source_rows.words([0])
    first = float(words.cells[0][0])
    assert float(words.targets[0]) == 100 + 2.5 * first
    assert float(words.cells[0][1]) == first % 7 + 0.5


def test_always_answering_the_mean_is_in_the_unit_of_the_target(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("a,y\n1,10\n2,20\n3,60\n", encoding="utf-8")
    (tmp_path / "test.csv").write_text("a,y\n1,33\n2,26\n", encoding="utf-8")
    dataset = load_dataset(TableSpec("train.csv", "y", "regression", test="test.csv"), tmp_path)
    # The mean is 30: √((3² + 4²)/2).
    assert dataset.mean_baseline == pytest.approx(12.5**0.5, rel=1e-12)
    assert dataset.majority_baseline is None
    assert dataset.commonest_class is None


def test_the_census_is_written_in_the_order_of_its_file() -> None:
    rows = load_dataset("census").source_rows
    assert rows is not None
    words = rows.words([0])
    assert words.columns[:4] == ("age", "workclass", "education", "education-num")
    assert len(words.columns) == 13
    # The first line of adult.data.
    assert words.cells[0][:4] == ("39", "State-gov", "Bachelors", "13")
    assert words.targets == ("<=50K",)
    assert rows.words([27]).cells[0][1] == "unknown"


def test_images_have_no_columns() -> None:
    assert load_dataset("mnist").source_rows is None


def test_a_run_knows_its_rows_and_what_needs_no_learning(tmp_path: Path) -> None:
    header, *rows = PEOPLE.splitlines()
    (tmp_path / "people.csv").write_text("\n".join([header, *rows * 10]), encoding="utf-8")
    (tmp_path / "s.toml").write_text(SCENARIO, encoding="utf-8")
    data = load_training_data(TrainingPlan.of(load_scenario(tmp_path / "s.toml")))
    assert data.source_rows is not None
    assert data.source_rows.words(data.train[:1]).target == "repaid"
    assert data.majority_class in {"yes", "no"}
    assert data.majority_baseline == pytest.approx(0.5, abs=0.2)
    assert data.notes[0] == "12 of 60 rows are set aside for the test, as no file is named."
    inline = load_training_data(TrainingPlan.of(find_scenario("xor")))
    assert (inline.source_rows, inline.majority_class, inline.mean_baseline) == (None, "", None)


SCENARIO = """
format = 1
id = "people"
title = "People"
[network]
[[network.layers]]
units = 2
activation = "softmax"
[loss]
name = "categorical-cross-entropy"
[data]
dataset = { file = "people.csv", target = "repaid" }
[training]
learning_rate = 0.1
"""


def test_long_headings_that_differ_at_their_end_are_columns_of_their_own(tmp_path: Path) -> None:
    asked = "How satisfied are you on the whole and by and large with what our service did for your"
    rows = "".join(f"{n % 5},{n % 4},{n % 2}\n" for n in range(20))
    (tmp_path / "q.csv").write_text(f"{asked} family,{asked} work,y\n{rows}", encoding="utf-8")
    rows = load_dataset(TableSpec("q.csv", "y"), tmp_path).source_rows
    assert rows is not None
    assert rows.columns == (f"{asked} family", f"{asked} work")
