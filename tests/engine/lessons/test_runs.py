"""Runs of a lesson: what they come to, what is refused, and that they are the same again."""

import numpy as np
import pytest
from lesson_files import HEAD, trained, values_of

from engine.errors import LessonError
from engine.lessons import running
from engine.lessons.kinds import Working
from engine.lessons.library import find_lesson
from engine.lessons.looking import SAMPLES
from engine.lessons.pictures.runs import RunsPicture
from engine.lessons.reading import parse_lesson
from engine.lessons.running import LessonRun, Reached, RunSpec, run_of, train
from engine.training.planes import Maps

PICTURE = 'text = "[[loss1]]"\npicture = { kind = "runs", epochs = 3, runs = [RUNS] }\n'
LESSON = f"{HEAD}[[scenes]]\n{PICTURE}"


def read(runs: str, more: str = "") -> RunsPicture:
    text = LESSON.replace("RUNS", runs).replace(" }\n", f"{more} }}\n")
    picture = parse_lesson(text, "l.toml").scenes[0].setting.picture()
    assert isinstance(picture, RunsPicture)
    return picture


def test_the_2_2_2_comes_to_what_it_is_known_to_come_to() -> None:
    values = values_of(find_lesson("learning-rate").scenes[1])
    known = (0.149297, 0.069440, 0.020047, 0.010939, 0.008260, 0.003481)
    assert [values[f"loss{k}"] for k in range(1, 7)] == pytest.approx(known, abs=5e-7)
    assert values["start"] == pytest.approx(0.298371, abs=5e-7)


def test_of_three_rates_the_middle_one_reads_digits_best() -> None:
    values = values_of(find_lesson("learning-rate").scenes[3])
    assert values["testerror2"] < 15.0 < values["testerror1"] < values["testerror3"]


def test_values_come_when_a_run_is_done_and_are_nowhere_before() -> None:
    picture = read('{ name = "a" }')
    assert picture.values["loss1"] != picture.values["loss1"]
    assert not picture.values.are_there
    setting = parse_lesson(LESSON.replace("RUNS", '{ name = "a" }'), "l.toml").scenes[0].setting
    assert trained(setting).picture().values["loss1"] > 0.0
    # What is the same training elsewhere is there, too.
    assert read('{ name = "b" }').values.are_there


def test_the_same_run_has_the_same_numbers() -> None:
    changes = '{"network": {"seed": 5}, "training": {"epochs": 9}}'
    spec = RunSpec("explore-circle", (changes,), 2)
    once, again = (
        [message.point for message in train([spec]) if isinstance(message, Reached)]
        for _ in range(2)
    )
    assert len(once) > 50
    assert once == again
    assert isinstance(run_of(spec), LessonRun)
    assert run_of(spec) is run_of(RunSpec("explore-circle", (changes,), 2))


def test_tables_are_merged_and_lists_replaced() -> None:
    layers = '{ name = "a", network.layers = [{ activation = "tanh" }] }'
    changes = ', scenario = "explore-circle", changes = { training.batch_size = 7 }'
    built = next(iter(read(layers, changes).runs.values())).spec.build()
    assert (built.depth, built.training.batch_size, built.sizes[0]) == (1, 7, 2)
    assert built.training.learning_rate == 0.03


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        ("{ training.learning_rate = 1.0 }, { }", "scenes[0].picture.runs: expected a name"),
        ('{ name = "yours" }', "expected a name of its own"),
        ('{ name = "a", training.rate = 1.0 }', "runs[0]: training.rate: unknown key"),
        ('{ name = "a", training.learning_rate = -1.0 }', "runs[0]: training.learning_rate"),
        ("3", "runs[0]: found 3; expected a table of changed keys"),
        ('{ name = "a", data.dataset = { file = "/etc/passwd" } }', "names a file"),
        ('{ name = "a", training.seed = 2000-01-01 }', "found a date"),
    ],
)
def test_what_is_no_run_is_refused_with_its_place(runs: str, message: str) -> None:
    with pytest.raises(LessonError) as found:
        read(runs)
    assert message in str(found.value)


def test_values_that_never_come_are_refused() -> None:
    with pytest.raises(LessonError, match="testloss1 has no number here"):
        parse_lesson(LESSON.replace("RUNS", "{ }").replace("[[loss1]]", "[[testloss1]]"), "l.toml")


def test_one_at_a_time_is_further_and_longer_steps_harm_it() -> None:
    scenes = find_lesson("batches").scenes
    slow, quick = values_of(scenes[0]), values_of(scenes[1])
    assert slow["error2"] < 10.0
    assert slow["error1"] > 80.0
    assert quick["error3"] < 10.0
    assert quick["error2"] > 40.0


def test_what_divides_by_the_size_of_its_gradient_is_ahead_of_plain_steps() -> None:
    values = values_of(find_lesson("batches").scenes[3])
    assert max(values["loss3"], values["loss4"]) < values["loss1"] / 2


def test_three_hidden_units_fence_a_disc_in_and_two_do_not() -> None:
    scene = find_lesson("hidden-layers").scenes[1]
    values = values_of(scene)
    assert values["error3"] == 0.0
    assert values["error2"] > 10.0
    runs = scene.setting.changed(dict(scene.reveal.changes)).picture().runs
    for run in runs.values():
        assert isinstance(run.seen, Maps)
        wrong = 100.0 * run.seen.wrong[~run.seen.plane.held_out].mean()
        assert wrong == pytest.approx(run.points[-1].error)


def test_hidden_layers_are_in_order_on_xor_and_spiral() -> None:
    xor, spiral = (values_of(find_lesson("hidden-layers").scenes[at]) for at in (2, 3))
    assert xor["error1"] > 20.0
    assert max(xor["error2"], xor["error3"]) < 2.0
    assert spiral["error3"] < spiral["error2"] / 2 < spiral["error1"] / 4


def test_maps_need_points_of_a_plane() -> None:
    with pytest.raises(LessonError, match="mazur-2-2-2 has no points of a plane; expected curves"):
        read("{ }", ', show = "maps"')


def test_what_is_too_small_and_what_is_too_large_errs_on_new_points() -> None:
    values = values_of(find_lesson("overfitting").scenes[1])
    train = [values[f"error{k}"] for k in range(1, 9)]
    test = [values[f"testerror{k}"] for k in range(1, 9)]
    assert train == sorted(train, reverse=True)
    assert min(test) == min(test[3:5])
    assert test[0] > test[7] > min(test) + 5.0


def test_to_stop_early_is_better_than_to_go_on() -> None:
    values = values_of(find_lesson("overfitting").scenes[2])
    assert values["best1"] < 40.0
    assert values["testloss1"] > 1.5 * values["least1"]


def test_each_row_is_held_out_by_one_fold() -> None:
    scene = find_lesson("overfitting").scenes[3]
    values = values_of(scene)
    picture = scene.setting.changed(dict(scene.reveal.changes)).picture()
    assert picture.fold_sizes == (12,) * 5
    errors = [values[f"testerror{k}"] for k in range(1, 6)]
    assert values["mean"] == pytest.approx(np.mean(errors))
    assert values["deviation"] == pytest.approx(np.std(errors, ddof=1))
    assert all((error * 12 / 100) == pytest.approx(round(error * 12 / 100)) for error in errors)
    assert all(run.spec.folds == 5 for run in picture.runs.values())


def test_folds_are_shown_where_there_are_some() -> None:
    with pytest.raises(LessonError, match="folds: found 0; expected how many"):
        read("{ }", ', show = "folds", scenario = "explore-circle"')


def test_l1_leaves_few_columns_of_the_census_and_l2_shrinks_nearly_all() -> None:
    scene = find_lesson("regularisation").scenes[1]
    values = values_of(scene)
    assert values["left1"] == 107.0
    assert values["left2"] > 100.0
    assert values["left3"] < 40.0
    plain, l2, l1 = scene.setting.changed(dict(scene.reveal.changes)).picture().runs.values()
    assert np.linalg.norm(l2.seen.sizes) < 0.8 * np.linalg.norm(plain.seen.sizes)
    names = [l1.seen.names[at] for at in np.argsort(-l1.seen.sizes)[:3]]
    assert "capital-gain" in names


def test_masks_leave_out_their_share_and_differ_from_row_to_row() -> None:
    setting = trained(find_lesson("regularisation").scenes[2].setting)
    half, fifth = (run.seen.rows for run in setting.picture().runs.values())
    assert half.shape == (SAMPLES, 10, 10)
    assert half.mean() == pytest.approx(0.5, abs=0.06)
    assert fifth.mean() == pytest.approx(0.8, abs=0.06)
    assert len({row.tobytes() for row in half}) == SAMPLES


def test_digits_are_distorted_where_that_is_asked_for_alone() -> None:
    scene = find_lesson("regularisation").scenes[3]
    setting = trained(scene.setting.changed(dict(scene.reveal.changes)))
    plain, shifted, bent = (run.seen.rows for run in setting.picture().runs.values())
    assert plain.shape == (SAMPLES, 28, 28)
    assert plain.max() == 1.0
    assert all(np.abs(each - plain).max() > 0.2 for each in (shifted, bent))


def test_augmentation_helps_few_digits_and_normalising_helps_depth() -> None:
    few, deep = (values_of(find_lesson("regularisation").scenes[at]) for at in (4, 7))
    assert few["testerror3"] < few["testerror1"] - 1.0
    assert deep["testerror2"] < 20.0
    assert deep["testerror1"] > 40.0


@pytest.mark.parametrize(
    ("show", "message"),
    [("columns", "has no columns; expected the census"), ("images", "has no images")],
)
def test_what_a_scenario_has_not_is_not_shown(show: str, message: str) -> None:
    with pytest.raises(LessonError, match=message):
        read("{ }", f', show = "{show}"')


def test_a_long_run_can_be_left_and_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = RunSpec("xor", (), 20_000)
    whole = [message for message in train([spec]) if isinstance(message, Reached)]
    monkeypatch.setattr(running, "_STRIDE_SECONDS", 1e-4)
    cut = list(train([spec]))
    assert [each.point for each in cut if isinstance(each, Reached)] == [
        each.point for each in whole
    ]
    # Between two places that are looked at.
    assert sum(isinstance(each, Working) for each in cut) > len(whole)
