"""Tables: columns that are computed, what words can name, and what is no table."""

from typing import Any, NoReturn

import numpy as np
import pytest

from engine.errors import LessonError
from engine.iteration.batch_norm import RUNNING_SHARE, VARIANCE_EPSILON
from engine.lessons import fitting
from engine.lessons.functions import gradient
from engine.lessons.kinds import Setting, read_setting
from engine.lessons.library import find_lesson
from engine.lessons.pictures import KINDS
from engine.lessons.pictures.points import iris
from engine.lessons.pictures.surface import Surface
from engine.lessons.reading import parse_lesson
from engine.network.layout import ParameterLayout
from engine.scenario import find_scenario

ROWS = [[1.0], [3.0], [5.0]]


def fail(place: str, problem: str) -> NoReturn:
    raise LessonError("", place, problem)


def table(**keys: Any) -> Setting:
    return read_setting(KINDS["table"], keys, "picture", fail)


def test_columns_are_computed_from_those_before_them_and_from_letters() -> None:
    keys = {"columns": ["x", "y", "z"], "formulas": ["", "2*x + c", "y - meany"]}
    values = table(**keys, letters={"c": 1}, rows=ROWS).picture().values
    assert [values[f"yr{row}"] for row in (1, 2, 3)] == [3.0, 7.0, 11.0]
    assert [values[f"zr{row}"] for row in (1, 2, 3)] == [-4.0, 0.0, 4.0]
    assert (values["count"], values["c"], values["sumy"], values["maxx"]) == (3.0, 1.0, 21.0, 5.0)
    # Of 1, 3, 5: the squares of −2, 0, 2 over three.
    assert values["sdx"] == pytest.approx((8 / 3) ** 0.5)


@pytest.mark.parametrize("numbers", [[3.0, -4.0], [0.2, 1.0, 25.0, 2_000.0]])
def test_the_length_of_a_column_is_the_root_of_the_sum_of_its_squares(numbers: list[float]) -> None:
    keys = {"columns": ["x", "u"], "formulas": ["", "x/normx"]}
    values = table(**keys, rows=[[each] for each in numbers]).picture().values
    length = np.sqrt(np.square(numbers).sum())
    assert values["normx"] == pytest.approx(length)
    assert [values[f"ur{row}"] for row in range(1, len(numbers) + 1)] == pytest.approx(
        (np.array(numbers) / length).tolist()
    )
    assert values["normu"] == pytest.approx(1.0)


def test_a_cell_without_a_number_is_none() -> None:
    values = table(columns=["x", "y"], formulas=["", "1/x"], rows=[[0], [2]]).picture().values
    assert np.isnan(values["yr1"])
    assert values["yr2"] == 0.5


def test_a_number_is_typed_anew() -> None:
    setting = table(columns=["x", "y", "u"], formulas=["", "x*c"], letters={"c": 2}, rows=[[1, 9]])
    picture = setting.picture()
    assert picture.handles() == {"rows.0.0": (1, 0), "rows.0.1": (9, 0), "letters.c": (2, 0)}
    assert setting.changed(picture.dragged("rows.0.0", 4, 0)).picture().values["yr1"] == 8.0
    moved = read_setting(setting.kind, picture.dragged("letters.c", -1, 0), "", fail, setting)
    assert moved.picture().values["yr1"] == -1.0


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"columns": []}, "picture.columns: found no names; expected at least one"),
        ({"columns": ["x", "log"]}, r"picture.columns\[1\]: found 'log'; expected letters"),
        ({"columns": ["x"], "formulas": ["", "x"]}, "formulas: found 2 formulas; expected one a"),
        ({"formulas": ["", "z^2"]}, r"formulas\[1\]: character 1: “z” is not known"),
        ({"formulas": ["", "y^2"]}, r"formulas\[1\]: character 1: “y” is not known"),
        ({"rows": []}, "picture.rows: found no rows; expected 1, one for each column without a"),
        ({"rows": [[1, 2]]}, r"picture.rows\[0\]: found 2 numbers; expected 1, one for each"),
        ({"rows": [[1], [1, 2]]}, r"picture.rows\[1\]: found a list; expected 1 or 2 or 3"),
        ({"rows": [["a"]]}, r"picture.rows\[0\]: found 'a'; expected a number from"),
        ({"names": ["one"]}, "picture.names: found 1 texts; expected 3"),
        ({"heads": ["one"]}, "picture.heads: found 1 texts; expected 2"),
        ({"heads": ["a", "b" * 25]}, "picture.heads: found a text that is too long; expected at"),
        ({"hidden": ["z"]}, r"picture.hidden\[0\]: found 'z'; expected one of x, y"),
        ({"sums": ["z"]}, r"picture.sums\[0\]: found 'z'; expected one of x, y"),
        ({"columns": ["x", "x"]}, "picture.columns: x stands for two things; expected another"),
        ({"columns": ["x", "sumx"]}, "picture.columns: sumx stands for two things"),
        ({"columns": ["x", "normx"]}, "picture.columns: normx stands for two things"),
        ({"columns": ["x", "xr1"]}, "picture.columns: xr1 stands for two things"),
        ({"letters": {"x": 1}}, "picture.columns: x stands for two things"),
        ({"letters": {"e": 1}}, "picture.letters.e: found 'e'; expected letters"),
    ],
)
def test_what_is_no_table_is_refused(keys: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        table(**keys)


def test_words_name_what_is_there_before_and_after_the_reveal() -> None:
    lesson = """format = 1
id = "t"
title = "T"
chapter = "C"
minutes = 1
[[scenes]]
text = "[[xr3]]"
picture = { kind = "table" }
[scenes.reveal]
picture = { rows = [[1], [2]] }
"""
    with pytest.raises(LessonError, match=r"scenes\[0\].text: \[\[xr3\]\]: character 1: “xr"):
        parse_lesson(lesson, "t.toml")
    parse_lesson(lesson.replace("xr3", "xr2"), "t.toml")


def test_the_network_that_reads_digits_has_as_many_numbers_as_its_table() -> None:
    values = find_lesson("layer").scenes[3].setting.picture().values
    assert (values["sumw"], values["sumb"], values["sump"]) == (12_960, 42, 13_002)
    assert values["sump"] == ParameterLayout(find_scenario("mnist-16-16")).count
    last = find_lesson("layer").scenes[4].setting.picture().values
    assert last["sump"] == ParameterLayout(find_scenario("mnist-30")).count


def test_the_rows_of_a_layer_are_the_product_of_its_matrix() -> None:
    setting = find_lesson("layer").scenes[2].setting
    rows = np.array(setting.keys["rows"])
    a = np.array([number for _, number in setting.keys["letters"]])
    z = rows[:, :3] @ a + rows[:, 3]
    values = setting.picture().values
    assert [values[f"zr{row}"] for row in (1, 2, 3, 4)] == pytest.approx(z.tolist())
    assert [values[f"hr{row}"] for row in (1, 2, 3, 4)] == pytest.approx(np.tanh(z).tolist())


def test_the_table_of_costs() -> None:
    values = find_lesson("how-wrong").scenes[1].setting.picture().values
    distances = np.array([1.0, 2.0, 4.0, 8.0])
    for name, costs in (
        ("d", distances),
        ("r", np.sqrt(distances)),
        ("c", distances),
        ("q", distances**2),
        ("p", [1.0, 10.0, 1_000.0, 10_000_000.0]),
    ):
        assert [values[f"{name}r{row}"] for row in (1, 2, 3, 4)] == pytest.approx(list(costs))


def test_the_contours_are_those_of_the_flats() -> None:
    """The loss of w1 r + w2 d with the bias at its best, of the table's own rows."""
    scenes = find_lesson("normalisation").scenes
    rows = np.array(scenes[2].setting.keys["rows"])
    x, y = rows[:, :2], rows[:, 2] - rows[:, 2].mean()
    for scene, scaled in ((scenes[3], x), (scenes[4], x / x.std(axis=0))):
        centred = scaled - scaled.mean(axis=0)
        hessian = centred.T @ centred / len(y)
        best = np.linalg.solve(hessian, centred.T @ y / len(y))
        surface = scene.setting.picture()
        assert isinstance(surface, Surface)
        assert surface.hessian == pytest.approx(hessian, abs=1e-9)
        assert gradient(scene.setting.keys["f"], best)[1] == pytest.approx(np.zeros(2), abs=1e-9)
    letters = dict(scenes[5].setting.keys["letters"])
    assert letters["m"] == x[:, 1].mean()
    assert letters["q"] == pytest.approx(x[:, 1].std(), abs=1e-4)


def test_one_wild_value_has_nearly_all_of_every_size() -> None:
    values = find_lesson("normalisation").scenes[1].setting.picture().values
    x = np.array([values[f"xr{row}"] for row in range(1, 6)])
    assert [values[f"ur{row}"] for row in range(1, 6)] == pytest.approx(x / np.linalg.norm(x))
    assert values["ur5"] > 0.999
    assert all(max(values[f"ur{row}"], values[f"vr{row}"]) < 0.02 for row in range(1, 5))


def test_the_table_of_both_regressions_has_their_gradients() -> None:
    """Flowers of the shipped file; each sum over m is the derivative of that loss by b."""
    values = find_lesson("logistic-regression").scenes[2].setting.picture().values
    rows = range(1, 5)
    x = np.array([[values[f"xr{row}"]] for row in rows])
    t = np.array([values[f"tr{row}"] for row in rows])
    lengths, species = iris(("petal length",))
    shipped = set(zip(lengths[:, 0].tolist(), species.tolist(), strict=True))
    assert set(zip(x[:, 0].tolist(), t.tolist(), strict=True)) <= shipped
    weights = np.array([values["w"], values["b"]])
    for column, logistic in (("d", False), ("r", True)):
        of_w, of_b = fitting.gradient(x, t, weights, logistic=logistic)
        apart = np.array([values[f"{column}r{row}"] for row in rows])
        assert values[f"sum{column}"] / values["count"] == pytest.approx(of_b)
        assert (apart * x[:, 0]).mean() == pytest.approx(of_w)
    # What is said of flower 4: its line asks for less, its sigmoid for more.
    assert (values["zr4"] > 1.0, values["tr4"], values["rr4"] < 0.0) == (True, 1.0, True)


def test_normalised_columns_have_the_sizes_that_are_meant() -> None:
    values = find_lesson("normalisation").scenes[0].setting.picture().values
    assert values["normu"] == pytest.approx(1.0)
    assert (values["minv"], values["maxv"]) == (0.0, 1.0)
    assert (values["means"], values["sds"]) == pytest.approx((0.0, 1.0))


def test_the_path_flies_off_beyond_twice_the_inverse_curvature() -> None:
    setting = find_lesson("normalisation").scenes[3].setting
    limit = 2.0 / 70.0
    heights = [
        setting.changed({"rate": limit * share, "steps": 100}).picture().values["descentf"]
        for share in (0.95, 1.05)
    ]
    assert heights[0] < 0.1
    assert heights[1] > 1e4


def test_batch_normalisation_takes_a_shift_away_as_the_engine_does() -> None:
    scene = find_lesson("regularisation").scenes[5]
    before, after = scene.setting, scene.revealed(scene.setting)
    letters = dict(before.keys["letters"])
    assert letters["c"] == VARIANCE_EPSILON
    z, moved = (np.array(setting.keys["rows"])[:, 0] for setting in (before, after))
    assert moved - z == pytest.approx(10.0)
    normal = (z - z.mean()) / np.sqrt(z.var() + VARIANCE_EPSILON)
    for setting in (before, after):
        values = setting.picture().values
        for row, expected in enumerate(normal.tolist(), 1):
            assert values[f"nr{row}"] == pytest.approx(expected)
            scaled = letters["g"] * expected + letters["b"]
            assert values[f"yr{row}"] == pytest.approx(scaled)
    # In use stand the mean and the variance of that batch, and a batch moves them by a tenth.
    used = dict(find_lesson("regularisation").scenes[6].setting.keys["letters"])
    assert (used["m"], used["v"]) == pytest.approx((z.mean(), z.var()))
    assert RUNNING_SHARE == 0.1
