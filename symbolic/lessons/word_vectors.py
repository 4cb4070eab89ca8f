"""The lines beside words as vectors: what becomes of a one-hot word, its loss, the cosine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from engine.lessons.pictures.word_vectors import WordPicture
from symbolic.formula.build import equation, joined, product
from symbolic.formula.tree import (
    Absolute,
    Apply,
    BigSum,
    Exponential,
    Formula,
    Fraction,
    Group,
    Indices,
    Join,
    Letters,
    Negative,
    Symbol,
    Words,
)


def _of(name: str, *below: str) -> Formula:
    """Return a letter with indices, which may be words."""
    parts = tuple(Letters(each) if len(each) == 1 else Words(each) for each in below)
    return Symbol(f"{name}_{','.join(below)}", Letters(name), Indices(parts))


def _hidden(picture: WordPicture, _: object) -> Iterator[Formula]:
    word: str = picture.keys["word"]
    weighted = joined((_of("w", "k", "i"), _of("x", "i")), Join.DOT)
    yield equation(_of("h", "k"), BigSum(weighted, "i"), _of("w", "k", word))


def _output(picture: WordPicture, _: object) -> Iterator[Formula]:
    target: str = picture.keys["target"]
    share = Fraction(Exponential(_of("z", target)), BigSum(Exponential(_of("z", "j")), "j"))
    yield equation(_of("a", target), share)


def _loss(picture: WordPicture, _: object) -> Iterator[Formula]:
    yield equation(
        Letters("L"), Negative(Apply(Words("ln"), Group(_of("a", picture.keys["target"]))))
    )


def _cosine(_picture: WordPicture, _: object) -> Iterator[Formula]:
    u, v = Letters("u"), Letters("v")
    lengths = product((Absolute(u), Absolute(v)))
    yield equation(Apply(Words("cos"), Group(Indices((u, v)))), Fraction(product((u, v)), lengths))


_Line: TypeAlias = Callable[[Any, Any], Iterator[Formula]]

WORD_LINES: Mapping[str, _Line] = {
    "hidden": _hidden,
    "output": _output,
    "loss": _loss,
    "cosine": _cosine,
}
