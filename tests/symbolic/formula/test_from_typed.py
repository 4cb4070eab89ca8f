"""Typed expressions as formulas, in the order in which they were typed."""

import pytest

from engine.expressions.parsing import parse
from symbolic.formula.from_typed import typed_formula
from symbolic.formula.latex import to_latex
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Letters, Number


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("b + a", "b + a"),
        ("a - (b + c)", "a − (b + c)"),
        ("a - -b", "a − (−b)"),
        ("(a - b)/(c - a)", "(a − b)/(c − a)"),
        ("-(a + b)*c", "−(a + b) · c"),
        ("a*(b + c)^2", "a · (b + c)²"),
        ("sqrt(a) + abs(b)", "√a + |b|"),
        ("e^((a - 1)*log(10))", "10^(a − 1)"),
        ("exp(-a)", "e^(−a)"),
        ("max(0, a)", "max(0, a)"),
        ("sigmoid(a)", "σ(a)"),
        ("2*pi + e", "2 · π + e"),
    ],
)
def test_an_expression_is_written_as_it_was_typed(typed: str, text: str) -> None:
    formula = typed_formula(parse(typed, ("a", "b", "c")), Letters)
    assert to_text(formula) == text
    assert to_latex(formula)


def test_numbers_are_put_in_with_their_signs() -> None:
    numbers = {"a": -2.0, "b": -0.5}
    tree = parse("a*b + b - a", ("a", "b"))
    text = to_text(typed_formula(tree, lambda name: Number(numbers[name])))
    assert text == "−2 · (−0.5) − 0.5 − (−2)"


def test_cases_have_their_conditions() -> None:
    text = to_text(typed_formula(parse("piecewise(a, a>=0, 0.1*a)", ("a",)), Letters))
    assert "a ≥ 0" in text
    assert "otherwise" in text
