"""Lay the formulas of a block out piece by piece, so that no piece takes long."""

import contextlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from app.formula import is_ready, layout
from app.formula.reading import split_at_operators
from symbolic.formula import Formula

_SIZE = 16.0
"""Any size warms a formula for every size."""


def warm(block: object) -> Iterator[None]:
    """Lay out what the formulas in a block are made of, giving way after each part."""
    if not is_ready():
        return
    for formula in formulas_in(block):
        parts = split_at_operators(formula.latex)
        for latex, _ in parts if len(parts) > 1 else [(formula.latex, 0)]:
            with contextlib.suppress(ValueError):
                layout(latex, _SIZE)
            yield


def formulas_in(value: object) -> Iterator[Formula]:
    """Find the formulas in a block, its rows and their cases."""
    if isinstance(value, Formula):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from formulas_in(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from formulas_in(getattr(value, field.name))
