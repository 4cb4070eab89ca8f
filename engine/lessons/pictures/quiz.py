"""A quiz: a small network is drawn, and which of four expressions it is, is the question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import Fail
from engine.lessons.expression_text import text_of
from engine.lessons.keys import Another, Option, Switch
from engine.lessons.kinds import PictureKind, Place
from engine.lessons.quiz import SHAPES, Question, best_place, places_of, question_of
from engine.lessons.texts import Run, Text

MOST = 1_000_000


class QuizPicture:
    """What is computed of a question's number.

    Attributes
    ----------
    question : Question
        The network and the expressions.
    """

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys
        self.question: Question = question_of(keys["question"], keys["shape"], keys["letters"])

    @property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have."""
        network = self.question.network
        units = [unit for layer in network.layers[1:] for unit in layer]
        return {
            "question": float(self.keys["question"]),
            "inputs": float(len(network.layers[0])),
            "layers": float(len(network.layers) - 1),
            "units": float(len(units)),
            "weights": float(sum(len(unit.weights) for unit in units)),
            "biases": float(sum(bool(unit.bias) for unit in units)),
        }

    def choices(self) -> tuple[tuple[Text, ...], int, tuple[Text, ...]]:
        """Return the expressions, which is right, and what mistake the others come from."""
        question = self.question
        options = tuple(text_of("y", tree) for tree in question.trees)
        causes = tuple((Run(reading.cause),) for reading in question.readings)
        return options, question.right, causes

    def place(self) -> dict[str, float]:
        """Return numbers for all names with which the four expressions differ."""
        at, _ = best_place(self.question)
        return {name: float(of[at]) for name, of in places_of(self.question.names).items()}

    def handles(self) -> Mapping[str, Place]:
        """Return what can be dragged: nothing."""
        return {}

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider; there is none."""
        raise KeyError(key)

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return what a handle changes; there is none."""
        raise KeyError(handle, x, y)


def _check(_keys: Mapping[str, Any], _fail: Fail) -> None:
    """Refuse nothing: every number has its question."""


QUIZ = PictureKind(
    id="quiz",
    sentence="A small network, and four expressions of which one is its own.",
    keys=(
        Another("question", "question", 1, 1, MOST),
        Option("shape", "units of each layer", "", ("", *SHAPES)),
        Switch("letters", "letters for numbers"),
        Switch("expressions", "what units compute"),
    ),
    offers={
        "question": "the number of the question",
        "inputs": "how many inputs the network has",
        "layers": "how many layers behind them",
        "units": "how many units in these",
        "weights": "how many weights",
        "biases": "how many biases",
    },
    formulas={
        "units": "what each unit computes",
        "place": "numbers for the inputs, and what each expression is there",
    },
    check=_check,
    make=QuizPicture,
)
