"""Lines of numbers that a person can work out: what is printed gives what is printed."""

import math
from collections.abc import Callable, Sequence

from symbolic.derive.records import ChainRule, Derivation
from symbolic.formula.build import all_exact, numbers_product, summed
from symbolic.formula.numbers import (
    format_number,
    is_exact,
    result_decimals,
    shown_value,
)
from symbolic.formula.tree import Formula, Group, Join, Number, Product


def product_line(derivation: ChainRule) -> tuple[Formula, bool]:
    """Return the factors' numbers multiplied, and whether all in the line is exact.

    They have as many decimals as it takes for them to give the product as it is printed.
    """
    return _multiplied(derivation, derivation.product, derivation.product_value)


def sum_line(derivation: Derivation) -> tuple[Formula | None, bool]:
    """Return the line of a sum's terms, or of its only term, in the same way."""
    line, terms = derivation.substituted, derivation.terms
    if line is None or terms is None or terms.omitted:
        return line, False
    if len(terms.shown) == 1:
        return _multiplied(derivation, line, derivation.value)
    values = [term.value for term in terms.shown]
    if line != _sum_of(values, derivation.decimals):
        return line, False
    # One term after the other, as a person adds them up.
    return _with_decimals(derivation, values, derivation.value, _sum_of, sum) or (line, False)


def _multiplied(derivation: Derivation, line: Formula, result: float) -> tuple[Formula, bool]:
    values = _factors(line)
    found = values and _with_decimals(derivation, values, result, numbers_product, math.prod)
    return found or (line, False)


def _factors(line: Formula) -> list[float]:
    """Return the numbers that a line multiplies; nothing for any other line."""
    parts = line.factors if isinstance(line, Product) else (line,)
    bare = [part.inside if isinstance(part, Group) else part for part in parts]
    numbers = [part.value for part in bare if isinstance(part, Number)]
    dotted = not isinstance(line, Product) or set(line.joins) == {Join.DOT}
    return numbers if dotted and len(numbers) == len(parts) else []


def _sum_of(values: Sequence[float], decimals: int) -> Formula:
    return summed(Number(value, decimals) for value in values)


def _with_decimals(
    derivation: Derivation,
    values: Sequence[float],
    result: float,
    line_of: Callable[[Sequence[float], int], Formula],
    work_out: Callable[[Sequence[float]], float],
) -> tuple[Formula, bool] | None:
    if not all(math.isfinite(value) for value in (*values, result)):
        return None
    shown = result_decimals(derivation.decimals)
    wanted = format_number(result, shown)
    for decimals in range(derivation.decimals, shown + 4):
        printed = [shown_value(value, decimals) for value in values]
        if format_number(work_out(printed), shown) == wanted:
            break
    exact = all_exact(values, decimals) and is_exact(result, shown)
    return line_of(values, decimals), exact
