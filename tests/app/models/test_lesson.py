"""Every shipped lesson is played: forwards, backwards, answered rightly, wrongly and not at all."""

import math

import pytest
from lesson_files import LESSON, values_of, wrong_answer

from app.models.lesson import LessonModel
from app.text.lesson_words import (
    html_of,
    indexed,
    loosened,
    plain_of,
    shown_number,
    typed_number,
)
from engine.errors import UserError
from engine.lessons.answers import expected_answer
from engine.lessons.lesson import Lesson
from engine.lessons.library import shipped_lessons
from engine.lessons.reading import parse_lesson
from engine.scenario import find_scenario
from symbolic.formula.numbers import NumberFormat, number_format, set_number_format

LESSONS = pytest.mark.parametrize("lesson", shipped_lessons(), ids=lambda each: each.id)


def playing(lesson: Lesson) -> LessonModel:
    model = LessonModel()
    model.open(lesson)
    return model


def texts(model: LessonModel) -> list[str]:
    scene, reveal = model.scene, model.scene.reveal
    shown = [scene.text]
    if scene.ask is not None:
        shown += [scene.ask.question, *scene.ask.options]
    if reveal is not None and model.revealed:
        shown.append(reveal.text)
    if model.verdict is not None:
        shown.append(model.verdict.cause)
    return [plain_of(text, model.values) for text in shown]


@LESSONS
def test_a_lesson_plays_forwards_and_backwards(lesson: Lesson) -> None:
    model, ended, seen = playing(lesson), [], []
    model.finished.connect(ended.append)
    while not ended:
        seen.append((model.number, model.revealed))
        assert not any("–" in text.split() for text in texts(model)), texts(model)
        model.forward()
    assert seen[0] == (0, False)
    assert model.number == len(lesson.scenes) - 1
    passed = [(model.number, model.revealed)]
    while not model.at_start:
        model.step_back()
        passed.append((model.number, model.revealed))
    assert passed == seen[::-1]


@LESSONS
def test_every_question_is_answered_rightly_and_wrongly(lesson: Lesson) -> None:
    for number, scene in enumerate(lesson.scenes):
        if scene.ask is None:
            continue
        for right in (True, False):
            model = playing(lesson)
            model.go_to(number)
            values = values_of(scene) if scene.ask.expected else {}
            expected = expected_answer(scene.ask, values)
            answer = expected if right else wrong_answer(scene.ask, values)
            model.answer(answer)
            assert model.verdict is not None
            assert model.verdict.right is right
            assert model.revealed
            assert all(texts(model)[:1])


@LESSONS
def test_known_mistakes_are_known_and_none_of_them_is_right(lesson: Lesson) -> None:
    for number, scene in enumerate(lesson.scenes):
        for mistake in scene.ask.mistakes if scene.ask is not None else ():
            model = playing(lesson)
            model.go_to(number)
            assert scene.ask is not None
            if isinstance(mistake.answer, int):
                model.answer((float(mistake.answer),))
            else:
                from engine.lessons.texts import compute

                model.answer((compute(mistake.answer, values_of(scene)),))
            assert model.verdict is not None
            assert not model.verdict.right
            assert model.verdict.cause


@LESSONS
def test_whatever_is_dragged_goes_back_as_it_was(lesson: Lesson) -> None:
    for number, scene in enumerate(lesson.scenes):
        model = playing(lesson)
        model.go_to(number)
        for handle, (x, y) in model.handles.items():
            before = model.setting
            moved = 0.9 * x - 0.05
            model.drag(handle, moved, y)
            assert model.setting != before, (number, handle)
            model.as_it_was()
            assert model.setting == scene.setting
            assert model.is_as_it_was


@LESSONS
def test_links_lead_to_steps_that_are_there(lesson: Lesson) -> None:
    for scene in lesson.scenes:
        if scene.reveal is not None and scene.reveal.link is not None:
            assert find_scenario(scene.reveal.link.scenario).id == scene.reveal.link.scenario


def test_what_cannot_be_moved_stays_and_what_is_no_value_is_refused() -> None:
    model = playing(parse_lesson(LESSON, "l.toml"))
    before = model.setting
    model.move("at", 2.0)
    assert model.setting == before
    with pytest.raises(UserError, match="expected a number"):
        model.move("secant", math.inf)
    assert model.setting == before
    model.move("secant", 0.5)
    assert model.values["quotient"] == 2.5


def test_a_wrong_answer_with_a_known_cause_is_named() -> None:
    model = playing(parse_lesson(LESSON, "l.toml"))
    model.answer((3.0,))
    assert model.verdict is not None
    assert (model.verdict.right, model.verdict.expected) == (False, (2.0,))
    assert plain_of(model.verdict.cause, model.values) == "That is the secant."


def test_guesses_are_counted_until_the_reveal() -> None:
    choice = LESSON.replace(
        'number = "slope"\ntolerance = 0.01\n', 'choices = ["a", "b"]\nright = 2\n'
    ).replace('answer = "quotient"', "answer = 1")
    model = playing(parse_lesson(choice, "l.toml"))
    for guess in (0, 1, 1, 3):
        model.count_guess(guess)
    assert model.tally == [1, 2, 0, 0]
    model.forward()
    model.count_guess(0)
    assert model.tally == [1, 2, 0, 0]


def test_texts_are_escaped_and_values_are_put_in() -> None:
    text = LESSON.replace("From $x = [[at]]$ on.", "<b>&amp; $x_{1}^2 = [[at+0.25, 2]]$")
    scene = parse_lesson(text, "l.toml").scenes[0]
    shown = html_of(scene.text, scene.setting.picture().values)
    assert shown.startswith("&lt;b&gt;&amp;amp; <i>x</i><sub>1</sub><sup>2</sup>")
    assert shown.endswith("1.25")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (1e7, "10,000,000"),
        (1e-12, "0"),
        (math.nan, "–"),
        (-0.5, "−0.5"),
        (1 / 3, "0.333"),
        (2245.4546, "2,245.455"),
        (-1234.5, "−1,234.5"),
    ],
)
def test_numbers_are_written_as_people_read_them(value: float, text: str) -> None:
    assert shown_number(value, 3) == text


@pytest.mark.parametrize(
    ("comma", "text", "value"),
    [
        (False, "26,004", 26004.0),
        (False, "−1,234.5", -1234.5),
        (False, "169,052,004", 169052004.0),
        (False, "0,125", 0.125),
        (False, "12,5", 12.5),
        (False, "1.234", 1.234),
        (True, "26.004", 26004.0),
        (True, "1.234,5", 1234.5),
        (True, "0.125", 0.125),
        (True, "1,234", 1.234),
    ],
)
def test_numbers_are_typed_as_they_are_written(comma: bool, text: str, value: float) -> None:
    before = number_format()
    set_number_format(NumberFormat(comma=comma))
    try:
        assert typed_number(text) == value
        if value == round(value) and abs(value) > 1000:
            assert shown_number(value, 3) == text
    finally:
        set_number_format(before)


def test_no_line_ends_inside_a_number_or_a_quotient() -> None:
    text = LESSON.replace("From $x = [[at]]$ on.", "[[at]] % of 3 × 2 is $\\\\partial L/w = 1$")
    scene = parse_lesson(text, "l.toml").scenes[0]
    shown = html_of(scene.text, scene.setting.picture().values)
    assert "1\u00a0% of 3\u00a0×\u00a02 is" in shown
    assert "/\u2060<i>w</i>" in shown
    assert "\u00a0=\u00a01" in shown
    assert " =\u00a01" in loosened(shown)


def test_a_long_word_has_a_place_to_be_broken_where_it_is_shown() -> None:
    text = LESSON.replace("From $x = [[at]]$ on.", "Backpropagation, or representations.")
    scene = parse_lesson(text, "l.toml").scenes[0]
    values = scene.setting.picture().values
    assert html_of(scene.text, values) == "Back\u00adpropagation, or represen\u00adtations."
    assert plain_of(scene.text, values) == "Backpropagation, or representations."


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("After [[1]] steps.", "After 1 step."),
        ("[[21]] steps, [[2]] times.", "21 steps, 2 times."),
        ("[[0.1]] steps", "0.1 steps"),
    ],
)
def test_one_is_one(written: str, read: str) -> None:
    scene = parse_lesson(LESSON.replace("From $x = [[at]]$ on.", written), "l.toml").scenes[0]
    assert plain_of(scene.text, scene.setting.picture().values) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("$[[3]] - [[1]] = [[2]]$", "3 − 1 = 2"),
        ("$-[[3]] = [[-3]]$", "−3 = −3"),
        ("$[[3]] = -[[3]]$", "3 = −3"),
        ("$x^[[2]]y$", "<i>x</i><sup>2</sup><i>y</i>"),
    ],
)
def test_behind_a_value_a_minus_subtracts_and_an_exponent_is_over(written: str, read: str) -> None:
    scene = parse_lesson(LESSON.replace("From $x = [[at]]$ on.", written), "l.toml").scenes[0]
    shown = html_of(scene.text, scene.setting.picture().values)
    assert shown.replace("\u00a0", " ") == read


def test_digits_behind_a_name_are_its_index() -> None:
    assert indexed("w1, of km") == "w₁, of km"
    assert indexed("x12 − h2") == "x₁₂ − h₂"
    assert indexed("12 units, w13b, mp3") == "12 units, w13b, mp3"
