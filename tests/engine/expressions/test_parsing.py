"""What a typed function may look like, and the sentence for what it may not."""

import time
from itertools import islice

import numpy as np
import pytest
from hostile import hostile

from engine.errors import FormulaError
from engine.expressions.evaluating import evaluate
from engine.expressions.parsing import MAX_NODES, canonical, parse
from engine.expressions.tree import Node


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2z", "2*z"),
        ("2(z+1)", "2*(z+1)"),
        ("z exp(z)", "z*exp(z)"),
        ("(z+1)(z-1)", "(z+1)*(z-1)"),
        ("1/2z", "1/2*z"),
        ("1/(2z)", "1/(2*z)"),
        ("-z^2", "-z^2"),
        ("(-z)^2", "(-z)^2"),
        ("z^2^3", "z^(2^3)"),
        ("z**-2", "z^(-2)"),
        ("e^-z", "e^(-z)"),
        ("z²+z³", "z^2+z^3"),
        ("2·z × 3 ÷ π − .5", "2*z*3/pi-0.5"),
        ("z-(z-1)-(z+2)", "z-(z-1)-(z+2)"),
        ("z/(z/2)", "z/(z/2)"),
        ("--z+ +z", "-(-z)+z"),
        ("2*-z", "2*(-z)"),
        ("max(z, 0, 1)", "max(max(z, 0), 1)"),
        ("piecewise(z, z≥0, -z, z < −1, 0)", "piecewise(z, z>=0, -z, z<-1, 0)"),
        ("1e3z", "1000*z"),
        ("2e", "2*e"),
        ("2e z", "2*e*z"),
        ("  z\t", "z"),
    ],
)
def test_one_spelling_of_many(text: str, written: str) -> None:
    assert canonical(text, ("z",)) == written
    assert parse(written, ("z",)) == parse(text, ("z",))


@pytest.mark.parametrize(
    ("text", "place", "found", "expected"),
    [
        ("", 1, "there is no formula", "a number, z, a function or ("),
        ("   ", 4, "there is no formula", "a number, z, a function or ("),
        ("z+", 3, "the formula ends", "a number, z"),
        ("(z", 3, "the formula ends", "an operator or )"),
        ("z)", 2, "found “)”", "an operator or the end"),
        ("foo(z)", 1, "“foo” is not known", "one of z, pi, e, exp"),
        ("zexp(z)", 1, "“zexp” is not known", "signs or blanks between factors, as in z exp"),
        ("ln(z)", 1, "“ln” is not known", "log(…)"),
        ("Exp(z)", 1, "“Exp” is not known", "exp in small letters"),
        ("x", 1, "“x” is not known", "one of z, pi"),
        ("2 3", 3, "found “3”", "an operator in front of a number"),
        ("z2", 2, "found “2”", "an operator in front of a number"),
        ("z^z", 3, "the exponent is not constant", "a number, or e as the base"),
        ("2^z", 3, "the exponent is not constant", "a number, or e as the base"),
        ("z^65", 3, "the exponent is 65", "from -64 to 64"),
        ("z^(1/0)", 3, "the exponent is inf", "from -64 to 64"),
        ("e^-2z", 5, "found “z”", "parentheses or a sign"),
        ("exp z", 5, "found “z”", "( behind exp"),
        ("exp(z, 1)", 6, "found “,”", ") as exp is of one number"),
        ("max(z)", 6, "found “)”", "a comma and a second number for max"),
        ("0,1*z", 2, "found “,”", "a point in front of decimals"),
        ("piecewise(z, z, 0)", 15, "found “,”", "a comparison with <"),
        ("piecewise(z, 0<z<1, 2)", 17, "found “<”", "one comparison a condition"),
        ("piecewise(z)", 12, "found “)”", "a comma and a condition"),
        ("piecewise(z, z>0)", 17, "found “)”", "the next value of piecewise"),
        ("z>0", 2, "found “>”", "comparisons in piecewise(…) only"),
        ("z=1", 2, "found “=”", "a comparison with <, <=, > or >="),
        ("1e301", 1, "the number 1e301", "between 1e-300 and 1e300"),
        ("z*1e-301", 3, "the number 1e-301", "between 1e-300 and 1e300"),
        ("123456789012345678901", 1, "a number of 21 digits", "at most 20 digits"),
        ("z²²", 3, "found “²”", "parentheses around a power"),
        ("z" * 201, 201, "201 characters", "a formula of at most 200"),
        ("(" * 31 + "z" + ")" * 31, 31, "more than 30 levels", "a flatter formula"),
        ("-" * 31 + "z", 31, "more than 30 levels", "a flatter formula"),
        ("z+а", 3, "“а” is not the letter a but Cyrillic small letter a", "a Latin a"),
        ("ｚ", 1, "“ｚ” is not z but Fullwidth latin small letter z", "a plain z"),
        ("∑z", 1, "found “∑” (N-ary summation)", "numbers, names"),
        ("z\x1b[31m", 2, r"found “\x1b”", "numbers, names"),
        ("__import__('os')", 1, "found “_”", "numbers, names"),
    ],
)
def test_the_sentence_has_what_where_and_what_was_expected(
    text: str, place: int, found: str, expected: str
) -> None:
    with pytest.raises(FormulaError) as raised:
        parse(text, ("z",))
    sentence = str(raised.value)
    assert sentence.startswith(f"character {place}: {found}")
    assert expected in sentence.partition("; expected ")[2]
    assert len(sentence) < 250


def test_nodes_are_counted() -> None:
    assert _count(parse("z+1" + "+z²" * 48, ("z",))) == 3 + 4 * 48
    with pytest.raises(FormulaError, match="more than 200 numbers, names and operations"):
        parse("z²" * 99, ("z",))


def test_thirty_levels_are_read() -> None:
    assert parse("(" * 30 + "z" + ")" * 30, ("z",)) == Node("z")


def test_hostile_texts_are_read_or_refused_in_time() -> None:
    texts = list(islice(hostile(1), 3000))
    read, took = 0, []
    for text in texts:
        start = time.thread_time()
        tree = _read(text)
        if tree is not None:
            read += 1
            assert _count(tree) <= MAX_NODES
            assert parse(canonical(text, ("z",)), ("z",)) == tree
            evaluate(tree, {"z": np.array([-2.0, 0.5])}, "z")
        took.append(time.thread_time() - start)
    assert 300 < read < 2700
    # With what is evaluated in it; reading alone is a small part.
    assert max(took) < 0.5


def _read(text: str) -> Node | None:
    try:
        return parse.__wrapped__(text, ("z",))
    except FormulaError:
        return None


def _count(tree: Node) -> int:
    return 1 + sum(map(_count, tree.args))
