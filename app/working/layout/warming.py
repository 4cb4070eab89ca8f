"""Lay the formulas of a block out piece by piece, so that no piece takes long."""

import contextlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from app.formula import OPERATORS, is_ready, layout, pieces
from symbolic.formula import Formula
from symbolic.formula.tree import Piecewise, Relation


def warm(block: object) -> Iterator[None]:
    """Lay out what the formulas in a block are made of, giving way after each part."""
    if not is_ready():
        return
    for formula in _formulas_in(block):
        for piece in pieces(formula, OPERATORS):
            with contextlib.suppress(ValueError):
                for part in piece.parts:
                    layout(part)
            yield


def _formulas_in(value: object) -> Iterator[Formula]:
    """Find the formulas in a block and its rows, and in the cases of these."""
    if isinstance(value, Relation | Piecewise):
        yield from (each for child in value.children for each in _formulas_in(child))
    elif isinstance(value, Formula):
        yield value
    elif isinstance(value, tuple):
        yield from (each for part in value for each in _formulas_in(part))
    elif is_dataclass(value):
        yield from (f for field in fields(value) for f in _formulas_in(getattr(value, field.name)))
