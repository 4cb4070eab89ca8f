"""Lines of numbers that a person can work out by hand: what is printed gives what is printed."""

import math
from collections.abc import Callable, Sequence

from symbolic.formula.build import all_exact, numbers_product, summed
from symbolic.formula.numbers import (
    CHECK_DECIMALS,
    GRAPH_DECIMALS,
    RESULT_DECIMALS,
    format_number,
    is_exact,
    shown_value,
)
from symbolic.formula.tree import Formula, Number


def multiplied(shown: Formula, values: Sequence[float], result: float) -> tuple[Formula, bool]:
    """Write a product with as many decimals as it takes for its operands to give its result.

    Parameters
    ----------
    shown : Formula
        The line as the derivation has it; one that is more than these numbers stays as it is.
    values : sequence of float
        The numbers that are multiplied, forwards or backwards.
    result : float
        What they come to; printed with six decimals.

    Returns
    -------
    tuple of Formula and bool
        The line, and whether all in it is exact, so that = is right.
    """
    same = numbers_product(values[::-1]).plain == shown.plain
    ordered = values[::-1] if same else values
    return _spelled(shown, ordered, result, numbers_product, math.prod)


def added(shown: Formula, values: Sequence[float], result: float) -> tuple[Formula, bool]:
    """Write a sum with as many decimals as it takes; else as `multiplied`."""

    def spell(terms: Sequence[float], decimals: int = GRAPH_DECIMALS) -> Formula:
        return summed(Number(term, decimals) for term in terms)

    # One term after the other, as a person adds them up.
    return _spelled(shown, values, result, spell, sum)


def _spelled(
    shown: Formula,
    values: Sequence[float],
    result: float,
    spell: Callable[..., Formula],
    work_out: Callable[[Sequence[float]], float],
) -> tuple[Formula, bool]:
    wanted = format_number(result, RESULT_DECIMALS)
    finite = all(math.isfinite(value) for value in (*values, result))
    if not values or not finite or spell(values).plain != shown.plain:
        return shown, False
    for decimals in range(GRAPH_DECIMALS, CHECK_DECIMALS + 1):
        printed = [shown_value(value, decimals) for value in values]
        if format_number(work_out(printed), RESULT_DECIMALS) == wanted:
            break
    exact = all_exact(values, decimals) and is_exact(result, RESULT_DECIMALS)
    return spell(values, decimals), exact
