"""SymPy proves that the expressions of a quiz differ."""

import pytest
import sympy

from engine.lessons.kinds import read_setting
from engine.lessons.pictures import KINDS
from engine.lessons.pictures.quiz import QuizPicture
from symbolic.formula.plain import to_text
from symbolic.lessons.lines import lines_of
from symbolic.lessons.quiz import differ, exact_values
from symbolic.rules.typed import derive_typed


def fail(place: str, problem: str) -> None:
    raise ValueError(f"{place}: {problem}")


@pytest.mark.parametrize("number", range(1, 26))
def test_no_two_expressions_are_equal(number: int) -> None:
    keys = {"question": number, "shape": "", "letters": number % 3 == 0}
    picture = QuizPicture(keys)
    names = picture.question.names
    rules = [derive_typed(str(tree), names, names[0]) for tree in picture.question.trees]
    assert differ(exact_values(rules, picture.place()))
    assert not differ(exact_values([*rules, rules[0]], picture.place()))


def test_the_numbers_are_shown() -> None:
    setting = read_setting(KINDS["quiz"], {"question": 5, "shape": "1-2-1"}, "", fail)
    place, *values = [to_text(line) for line in lines_of(setting, "place", derive_typed)]
    assert place == "x = −0.5"
    assert values == ["y1 ≈ 0.2719,y2 ≈ −0.3635", "y3 ≈ 0.8152,y4 ≈ 1.1423"]
    exact = sympy.tanh(4 / (1 + sympy.exp(0)) - 3 / (1 + sympy.exp(-3)) + 2)
    assert float(exact) == pytest.approx(0.8152, abs=5e-5)
    assert to_text(lines_of(setting, "units", derive_typed)[0]) == "h1 = σ(4 · x + 2)"
