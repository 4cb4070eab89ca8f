"""Races: both ways come to the same, and what is counted is what was done."""

from typing import Any, NoReturn

import numpy as np
import pytest

from engine.errors import LessonError
from engine.lessons import racing
from engine.lessons.kinds import read_setting
from engine.lessons.library import find_lesson
from engine.lessons.pictures import KINDS
from engine.lessons.pictures.clock import Clock
from engine.lessons.racing import RACES

SMALL = {"rows": 7, "inner": 3, "columns": 5}


def fail(place: str, problem: str) -> NoReturn:
    raise LessonError("", place, problem)


def clock(**keys: Any) -> Clock:
    picture = read_setting(KINDS["clock"], keys, "picture", fail).picture()
    assert isinstance(picture, Clock)
    return picture


@pytest.mark.parametrize("race", RACES)
def test_both_ways_do_all_there_is_to_do_and_come_to_the_same(race: str) -> None:
    before = racing.network().flat.copy()
    picture = clock(race=race, races=1, **SMALL)
    assert not picture.is_complete
    seen = list(picture.work())
    assert [each.is_over for each in seen] == [*[False] * (len(seen) - 1), True]
    done = [each.done[0] for each in seen]
    assert done == sorted(done)
    picture.take(seen[-1])
    assert picture.is_complete
    assert seen[-1].done == picture.counts
    assert picture.values["difference"] < 1e-7
    slow, fast = picture.values["time1"], picture.values["time2"]
    assert picture.values["ratio"] == pytest.approx(slow / fast)
    assert min(seen[-1].seconds) > 0.0
    assert np.array_equal(racing.network().flat, before)


def test_every_pass_of_the_gradient_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(*args: Any) -> Any:
        made.append(1)
        return real(*args)

    real = racing.forward
    monkeypatch.setattr(racing, "forward", counted)
    monkeypatch.setattr(racing, "_quickest", lambda _: 1e-4)
    (*_, last) = RACES["gradient"].run({})
    # One more is the forward pass of backpropagation.
    assert (len(made), last.done[0]) == (26_005, 26_004)


def test_the_facts_of_the_lessons() -> None:
    scenes = find_lesson("vectorisation").scenes
    values = scenes[0].setting.picture().values
    assert values["count1"] == 500_000
    reported = scenes[2].setting.picture().values
    assert (reported["reported1"], reported["reported2"]) == pytest.approx((247.0, 0.11))
    assert reported["reportedratio"] == pytest.approx(2245.45, abs=0.01)
    values = find_lesson("lowest-point").scenes[2].setting.picture().values
    assert (values["parameters"], values["count1"], values["count2"]) == (13_002, 26_004, 2)


def test_a_race_begins_with_the_reveal_and_not_before() -> None:
    for lesson, number in (("vectorisation", 1), ("vectorisation", 3), ("lowest-point", 2)):
        scene = find_lesson(lesson).scenes[number]
        assert scene.reveal is not None
        assert scene.setting.keys["races"] == 0
        assert dict(scene.reveal.changes)["races"] == 1


def test_the_button_counts_races() -> None:
    picture = clock(races=1)
    assert picture.handles() == {"races": (1.0, 0.0)}
    assert picture.dragged("races", 2.0, 0.0) == {"races": 2}
    assert picture.dragged("races", 1e9, 0.0) == {"races": 99}


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"race": "import os"}, "picture.race: found 'import os'; expected one of product, rows"),
        ({"rows": 501}, "picture.rows: found 501; expected a whole number from 1 to 500"),
        ({"reported": [1, 0]}, "picture.reported: found a time that is not positive; expected"),
        ({"reported": [1]}, "picture.reported: found 1 numbers; expected 2"),
        ({"reporter": ["a" * 41]}, "picture.reporter: found a text that is too long; expected at"),
    ],
)
def test_what_is_no_race_is_refused(keys: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        clock(**keys)
