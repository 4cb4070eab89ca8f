"""Units are called as the columns and classes of the data set, where the file names none."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.data.names import LONGEST, shortened, with_data_names
from engine.data.opening import dataset_of, source_of, with_files_located
from engine.network.layout import ParameterLayout
from engine.network.quantities import Quantity, Ref
from engine.network.scenario import Scenario
from engine.scenario import find_scenario, load_scenario
from engine.scenario.writing import dump_scenario
from engine.training import TrainingPlan, load_training_data

LONG = "How satisfied are you with the opening hours"
WORDS = ('"never, or nearly so"', "often", "often")
CLASSES = (">50K", "<=50K")
ROWS = "".join(f"{n % 5},{WORDS[n % 3]},{n % 4},{CLASSES[n % 2]},{n * 1.5}\n" for n in range(40))
TABLE = f"{LONG},use,{LONG} at night,income,rent\n{ROWS}"


def write(folder: Path, units: str, activation: str, loss: str, data: str) -> Path:
    (folder / "t.csv").write_text(TABLE, encoding="utf-8")
    file = folder / "s.toml"
    file.write_text(
        f"""
format = 1
id = "own"
title = "Own"
[network]
[[network.layers]]
units = {units}
activation = "{activation}"
[loss]
name = "{loss}"
[data]
{data}
[training]
learning_rate = 0.1
""",
        encoding="utf-8",
    )
    return file


def classes(folder: Path, units: str = "2") -> Scenario:
    data = 'dataset = { file = "t.csv", target = "income" }'
    file = write(folder, units, "softmax", "categorical-cross-entropy", data)
    return load_scenario(file)


def test_inputs_are_columns_and_outputs_classes(tmp_path: Path) -> None:
    scenario = classes(tmp_path)
    assert scenario.unit_names(0)[0] == "i1"
    named = with_data_names(scenario)
    assert named.unit_names(1) == ("<=50K", ">50K")
    assert named.unit_name(1, 1) == ">50K"
    assert named.unit_names(0)[2] == "rent"
    assert named.unit_names(0)[3] == "use=never, or nearly so"
    assert with_data_names(named) is named


def test_long_names_are_cut_and_stay_different(tmp_path: Path) -> None:
    named = with_data_names(classes(tmp_path))
    assert named.unit_names(0)[0] == "How satisfi…pening hours"
    assert named.unit_names(0)[1] == "How satisfi…urs at night"
    assert max(map(len, named.unit_names(0))) <= LONGEST
    assert named.whole_names(0)[:2] == (LONG, f"{LONG} at night")
    whole = with_data_names(classes(tmp_path), longest=None)
    assert whole.unit_names(0) == whole.whole_names(0) == named.whole_names(0)


def test_the_middle_goes() -> None:
    assert shortened("abcdefghij", 10) == "abcdefghij"
    assert shortened("abcdefghijk", 10) == "abcd…ghijk"
    assert len(shortened("abcdefghijk", 10)) == 10
    assert shortened("abcdefghijk", None) == "abcdefghijk"


def test_names_that_look_alike_once_cut_show_where_they_differ(tmp_path: Path) -> None:
    names = [f"How satisfied are you with aspect {n} of our service?" for n in (1, 2, 13)]
    rows = "".join(f"{n},{n * n % 7},{n % 3},{n % 2}\n" for n in range(20))
    (tmp_path / "u.csv").write_text(f"{','.join(names)},y\n{rows}", encoding="utf-8")
    data = 'dataset = { file = "u.csv", target = "y" }'
    file = write(tmp_path, "1", "sigmoid", "binary-cross-entropy", data)
    named = with_data_names(load_scenario(file))
    assert named.unit_names(0) == (
        "…aspect 1 of our servic…",
        "…aspect 2 of our servic…",
        "…aspect 13 of our servi…",
    )
    assert named.whole_names(0) == tuple(names)
    # A single output is the probability of the second class.
    assert named.unit_names(1) == ("1",)


def test_a_class_called_like_an_input_is_numbered(tmp_path: Path) -> None:
    rows = "".join(f"{n % 5},{n % 7},{'warm' if n % 2 else 'cold'}\n" for n in range(20))
    (tmp_path / "u.csv").write_text(f"warm,wind,feels\n{rows}", encoding="utf-8")
    data = 'dataset = { file = "u.csv", target = "feels" }'
    file = write(tmp_path, "2", "softmax", "categorical-cross-entropy", data)
    # The few short columns have given the inputs their names already.
    assert with_data_names(load_scenario(file)).unit_names(1) == ("cold", "warm (2)")


def test_a_number_to_be_met_is_called_by_its_column(tmp_path: Path) -> None:
    data = 'dataset = { file = "t.csv", target = "rent", task = "regression" }'
    file = write(tmp_path, "1", "linear", "mean-squared-error", data)
    assert with_data_names(load_scenario(file)).unit_names(1) == ("rent",)


def test_names_of_the_file_stay(tmp_path: Path) -> None:
    named = with_data_names(classes(tmp_path, units='["low", "high"]'))
    assert named.unit_names(1) == ("low", "high")
    assert named.unit_names(0)[2] == "rent"
    census = with_data_names(find_scenario("census"))
    assert census.unit_names(2) == ("no", "yes")
    assert "occupation=Sales" in census.unit_names(0)


def test_what_has_nothing_to_be_named_is_returned_itself() -> None:
    for name in ("mazur-2-2-2", "mnist-16-16"):
        scenario = find_scenario(name)
        assert with_data_names(scenario) is scenario


def test_quantile_bins_say_in_full_where_they_are() -> None:
    named = with_data_names(find_scenario("census-best"))
    assert len(named.unit_names(0)) == named.sizes[0]
    assert named.unit_names(0)[0] == "age[1]"
    assert named.whole_names(0)[0].startswith("age ≥ ")


def test_biases_are_called_as_their_units(tmp_path: Path) -> None:
    named = with_data_names(classes(tmp_path))
    assert ParameterLayout(named).name(Ref(Quantity.BIAS, 1, 1)) == "b_>50K"


def test_no_file_gets_these_names(tmp_path: Path) -> None:
    scenario = classes(tmp_path)
    assert dump_scenario(with_data_names(scenario)) == dump_scenario(scenario)


@pytest.mark.parametrize("far", [False, True])
def test_files_are_found_and_read_once_wherever_a_scenario_goes(tmp_path: Path, far: bool) -> None:
    scenario = classes(tmp_path)
    moved = replace(with_files_located(scenario), path=None if far else scenario.path)
    assert source_of(moved) is source_of(scenario)
    assert dataset_of(moved) is dataset_of(scenario)


def test_a_class_without_a_letter_that_can_be_shown_has_a_name(tmp_path: Path) -> None:
    rows = "".join(f"{n % 5},{n % 7},{CLASSES[0] if n % 2 else chr(0x200B)}\n" for n in range(20))
    (tmp_path / "u.csv").write_text(f"a,b,y\n{rows}", encoding="utf-8")
    data = 'dataset = { file = "u.csv", target = "y" }'
    file = write(tmp_path, "2", "softmax", "categorical-cross-entropy", data)
    assert with_data_names(load_scenario(file)).unit_names(1) == (">50K", "class 2")


def test_generated_names_give_way_to_columns(tmp_path: Path) -> None:
    rows = "".join(f"{n % 5},{n % 7},{'ab'[n % 2]}\n" for n in range(20))
    (tmp_path / "u.csv").write_text(f"o2,h1,y\n{rows}", encoding="utf-8")
    data = 'dataset = { file = "u.csv", target = "y" }'
    file = write(tmp_path, "2", "softmax", "categorical-cross-entropy", data)
    text = file.read_text("utf-8").replace(
        "[network]", '[network]\n[[network.layers]]\nunits = 2\nactivation = "relu"', 1
    )
    file.write_text(text, "utf-8")
    scenario = load_scenario(file)
    assert scenario.inputs == ("o2", "h1")
    assert scenario.layers[0].units == ("hidden1", "hidden2")
    assert scenario.layers[1].units == ("output1", "output2")
    assert with_data_names(scenario).unit_names(2) == ("a", "b")
    assert load_training_data(TrainingPlan.of(scenario)).classes == ("a", "b")
    # Generated names are none of the file's, which reads back to them.
    assert "output1" not in dump_scenario(scenario)
    assert "units = 2" in dump_scenario(scenario)
