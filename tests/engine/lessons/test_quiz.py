"""The quiz: one answer is right, and the others are other functions."""

from typing import Any, NoReturn

import numpy as np
import pytest
from lesson_files import HEAD

from engine.errors import LessonError
from engine.expressions.parsing import parse
from engine.lessons.answers import judge
from engine.lessons.drawn_network import DrawnNetwork, DrawnUnit
from engine.lessons.kinds import read_setting
from engine.lessons.pictures import KINDS
from engine.lessons.quiz import (
    SHAPES,
    Question,
    best_place,
    mistakes_of,
    places_of,
    question_of,
    results_of,
)
from engine.lessons.reading import parse_lesson
from engine.lessons.texts import Run

FUNCTIONS = {
    "": lambda z: z,
    "σ": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "tanh": np.tanh,
    "ReLU": lambda z: np.maximum(z, 0.0),
}
ASK = """[scenes.ask]
question = "Which?"
choices = "picture"
"""
SCENE = '[[scenes]]\ntext = "t"\npicture = { kind = "quiz" }\n'


def fail(place: str, problem: str) -> NoReturn:
    raise LessonError("", place, problem)


def output(network: DrawnNetwork, places: dict[str, Any]) -> Any:
    """Return what a network answers, unit by unit."""

    def number(text: str) -> Any:
        return places[text] if text in places else float(text.replace("−", "-"))

    values = [places[unit.name] for unit in network.layers[0]]
    for layer in network.layers[1:]:
        sums = [
            sum(number(weight) * values[source] for source, weight in unit.weights)
            + (number(unit.bias) if unit.bias else 0.0)
            for unit in layer
        ]
        values = [FUNCTIONS[u.function](z) for u, z in zip(layer, sums, strict=True)]
    return values[0]


def check(question: Question) -> None:
    """Assert that the right expression alone is what the network answers."""
    places = places_of(question.names)
    wanted = output(question.network, places)
    for at, tree in enumerate(question.trees):
        away = np.abs(results_of(tree, places) - wanted).max()
        assert (away < 1e-12) == (at == question.right), (question, at)
    assert sum(not reading.cause for reading in question.readings) == 1
    assert len({reading.cause for reading in question.readings}) == 4
    assert best_place(question)[1] > 1e-3


@pytest.mark.parametrize("shape", ["", *SHAPES])
@pytest.mark.parametrize("letters", [False, True])
def test_one_answer_is_right(shape: str, letters: bool) -> None:
    for number in range(1, 9):
        question = question_of(number, shape, letters)
        check(question)
        if shape:
            assert "-".join(str(len(layer)) for layer in question.network.layers) == shape


def test_a_number_has_one_question_and_another_has_another() -> None:
    made = [question_of.__wrapped__(number) for number in (5, 5, 6)]
    assert made[0] == made[1] != made[2]


def test_the_right_answer_stands_anywhere() -> None:
    assert {question_of(number).right for number in range(1, 40)} == {0, 1, 2, 3}


def test_expressions_are_read_back_from_their_text() -> None:
    for number in range(1, 30):
        question = question_of(number, "", number % 2 == 0)
        for tree in question.trees:
            places = places_of(question.names)
            again = parse(str(tree), question.names)
            assert np.array_equal(results_of(again, places), results_of(tree, places))


def test_mistakes_have_names() -> None:
    hidden = (
        DrawnUnit("h1", "tanh", ((0, "w1"), (1, "w2")), "b1"),
        DrawnUnit("h2", "tanh", ((0, "w3"), (1, "w4"))),
    )
    inputs, last = (DrawnUnit("x1"), DrawnUnit("x2")), DrawnUnit("y", "σ", ((0, "w5"), (1, "w6")))
    made = {
        each.cause: each.tree() for each in mistakes_of(DrawnNetwork((inputs, hidden, (last,))))
    }
    right = "sigmoid(w5*tanh(w1*x1+w2*x2+b1)+w6*tanh(w3*x1+w4*x2))"
    for cause, old, new in (
        ("That leaves out the bias of h1.", "+b1", ""),
        ("That has the bias of h1 with the wrong sign.", "+b1", "-b1"),
        ("That adds the bias of h1 behind its tanh, not within.", "w2*x2+b1)", "w2*x2)+b1"),
        ("That leaves out the tanh of h2.", "tanh(w3*x1+w4*x2)", "(w3*x1+w4*x2)"),
        ("That applies tanh twice at h2.", "tanh(w3*x1+w4*x2)", "tanh(tanh(w3*x1+w4*x2))"),
        ("That exchanges the weights from h1 and h2 to y.", "w5*tanh", "w6*tanh"),
        ("That has tanh and σ in the wrong order: tanh comes first.", "sigmoid", "tanh"),
    ):
        wrong = right.replace(old, new)
        if "exchanges" in cause:
            wrong = wrong.replace("w6*tanh(w3", "w5*tanh(w3")
        if "order" in cause:
            wrong = wrong.replace("*tanh", "*sigmoid")
        if "behind" in cause:
            wrong = wrong.replace("w5*tanh(w1*x1+w2*x2)+b1", "w5*(tanh(w1*x1+w2*x2)+b1)")
        assert str(made[cause]) == str(parse(wrong, ("x1", "x2", *_names()))), cause
    (turned,) = (tree for cause, tree in made.items() if "transposed" in cause)
    assert str(turned) == right.replace("w2*x2", "w3*x2").replace("w3*x1", "w2*x1")


def _names() -> tuple[str, ...]:
    return (*(f"w{k}" for k in range(1, 7)), "b1", "b2")


def test_a_choice_of_the_picture_is_a_question_with_named_mistakes() -> None:
    ask = parse_lesson(f"{HEAD}{SCENE}{ASK}", "l.toml").scenes[0].ask
    assert ask is not None
    picture = read_setting(KINDS["quiz"], {}, "", fail).picture()
    for at in range(4):
        verdict = judge(ask, (float(at),), picture.values)
        assert verdict.right == (at == ask.right)
        assert bool(verdict.cause) != verdict.right
    other = read_setting(KINDS["quiz"], {"question": 2}, "", fail).picture()
    assert ask.of(other).options != ask.options == ask.of(picture).options
    assert ask.options[0][0] == Run("y", True)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"picture"', '"pictures"', "scenes[0].ask.choices: found 'pictures'; expected a list of"),
        (
            '"picture"',
            '"picture"\nright = 1',
            "scenes[0].ask.right: unknown key; the picture knows",
        ),
        ('kind = "quiz"', 'kind = "curve"', "scenes[0].ask.choices: found 'picture'; expected a l"),
        ('"quiz" }', '"quiz", shape = "9-9" }', "scenes[0].picture.shape: found '9-9'; expected o"),
        (
            '"quiz" }',
            '"quiz", question = 0 }',
            "scenes[0].picture.question: found 0; expected a wh",
        ),
    ],
)
def test_what_is_no_quiz_is_refused(old: str, new: str, sentence: str) -> None:
    with pytest.raises(LessonError) as caught:
        parse_lesson(f"{HEAD}{SCENE}{ASK}".replace(old, new), "l.toml")
    assert str(caught.value).startswith(f"l.toml: {sentence}")
