"""Where lines may break, found among the nodes of a formula."""

import pytest

from app.formula.breaking import EVERYTHING, OPERATORS, SIDES, pieces
from app.formula.flow import PRODUCT, SUM
from symbolic.formula import Formula
from symbolic.formula.build import equation, product, summed
from symbolic.formula.plain import to_text
from symbolic.formula.tree import (
    Apply,
    BigSum,
    Call,
    Exponential,
    Group,
    Join,
    Letters,
    Marked,
    Negative,
    Number,
    Product,
    Row,
    Sign,
)

A, B, C = (Letters(letter) for letter in "abc")
LOG, MAX = Sign(r"\log", "log"), Sign(r"\max", "max")


def texts(formula: Formula, kinds: tuple[type[Formula], ...]) -> list[str]:
    return ["".join(to_text(part) for part in piece.parts) for piece in pieces(formula, kinds)]


@pytest.mark.parametrize(
    ("formula", "parts"),
    [
        (A, ["a"]),
        (summed([A, Negative(B), C]), ["a", "−", "b", "+", "c"]),
        (summed([Negative(product([A, B])), C]), ["−a", "·", "b", "+", "c"]),
        (summed([A, product([Number(-0.5), B])]), ["a", "−", "0.5", "·", "b"]),
        (product([A, Group(summed([B, C]))]), ["a", "·", "(b + c)"]),
        (Product((A, B, C), (Join.CLOSE, Join.DOT)), ["ab", "·", "c"]),
        (BigSum(product([A, B]), "k", 3), ["Σ(k = 1 … 3)a", "·", "b"]),
        (equation(A, Exponential(summed([B, C]))), ["a", "=", "e^(b + c)"]),
        (Number(4.386e-4, 4), ["4.386·10⁻⁴"]),
    ],
)
def test_a_formula_comes_apart_at_its_outermost_operators(
    formula: Formula, parts: list[str]
) -> None:
    assert texts(formula, OPERATORS) == parts


def test_a_line_breaks_before_relations_and_sums_rather_than_inside_products() -> None:
    found = pieces(equation(A, summed([product([A, B]), C])), OPERATORS)
    assert [piece.operator for piece in found] == [0, SUM, 0, PRODUCT, 0, SUM, 0]


def test_the_sides_of_a_relation_stay_whole_at_first() -> None:
    assert texts(equation(A, product([B, C])), SIDES) == ["a", "=", "b · c"]
    assert texts(product([B, C]), SIDES) == ["b · c"]


def test_what_is_marked_is_a_piece_of_its_own() -> None:
    marked = product([Marked(A, "first"), Marked(summed([B, C]), "second")])
    over = BigSum(marked, "s", 4)
    found = pieces(equation(A, over), SIDES)
    assert [to_text(piece.parts[0]) for piece in found] == [
        "a",
        "=",
        "Σ(s = 1 … 4)",
        "a",
        "·",
        "b + c",
    ]
    assert [isinstance(piece.parts[0], Marked) for piece in found[3:]] == [True, False, True]


def test_parentheses_open_where_they_span_lines() -> None:
    inside = Group(summed([A, Negative(B)]))
    maximum = Call(MAX, (A, summed([B, C])))
    assert texts(inside, EVERYTHING) == ["(a", "−", "b)"]
    assert texts(maximum, EVERYTHING) == ["max(a, b", "+", "c)"]
    assert texts(Apply(LOG, inside), EVERYTHING) == ["log(a", "−", "b)"]
    assert texts(Product((C, inside), (Join.CLOSE,)), EVERYTHING) == ["c(a", "−", "b)"]


def test_a_row_comes_apart_at_a_sign_between_its_parts_where_lines_are_short() -> None:
    row = Row((A, B, Sign(r"\ast", "∗"), C))
    assert texts(row, EVERYTHING) == ["ab", "∗", "c"]
    assert len(texts(row, OPERATORS)) == 1
    assert len(texts(Row((A, B)), EVERYTHING)) == 1
