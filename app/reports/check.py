"""SymPy, backpropagation and finite differences side by side."""

import math
from collections.abc import Iterator
from typing import Any

from app.reports.of_data import Notes, notes_object
from app.reports.table import align
from engine.data.names import with_data_names
from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.scenario import Scenario
from symbolic.check.three_ways import FINITE_TOLERANCE, CheckResult, ThreeWays
from symbolic.formula.numbers import CHECK_DECIMALS, format_number

SHOWN = 40


def first_trace(scenario: Scenario) -> Trace:
    """Record the first iteration over the first batch."""
    selection = select_rows(scenario)
    return trace_scenario(with_data_names(scenario, longest=None), selection)


def check_object(result: CheckResult, notes: Notes | None = None) -> dict[str, Any]:
    """Return the result as an object for JSON, with notes where there are any."""
    return {
        "parameters": result.parameters,
        "max_symbolic_difference": result.max_symbolic_difference,
        "max_finite_difference": result.max_finite_difference,
        "kinks": result.kinks,
        "too_large": result.blurred,
        "agree": result.agree,
        **({} if notes is None else notes_object(notes)),
    }


def check_text(result: CheckResult, of: str = "parameter") -> Iterator[str]:
    """Yield the result as lines for a terminal: all rows of a small network, else the worst.

    Parameters
    ----------
    result : CheckResult
        A row for each of what was checked.
    of : str
        What that is called.
    """
    rows = result.rows if len(result.rows) <= SHOWN else result.worst(SHOWN)
    if len(rows) < len(result.rows):
        yield f"The {len(rows)} of {result.parameters:,} that differ most:"
    table: list[tuple[str, ...]] = [(of, "SymPy", "backprop", "finite difference", "")]
    for row in rows:
        mark = "✓" if row.agree else "✗ they disagree"
        symbolic = "–" if row.symbolic is None else format_number(row.symbolic, CHECK_DECIMALS)
        others = (format_number(n, CHECK_DECIMALS) for n in (row.backprop, row.finite_difference))
        numbers = (symbolic, *others)
        table.append((row.name, *numbers, mark + _why_unseen(row)))
    yield from align(table)
    yield ""
    sampled = f" of {result.total:,}" if result.parameters < result.total else ""
    yield f"{result.parameters:,}{sampled} {of}s checked"
    if result.max_symbolic_difference is not None:
        yield f"largest difference, SymPy and backprop: {result.max_symbolic_difference:.1e}"
    seen = result.kinks + result.blurred < result.parameters
    apart = f"{result.max_finite_difference:.1e}" if seen else "none that says anything"
    if result.agree and result.max_finite_difference > FINITE_TOLERANCE:
        apart += ", no more than rounding of such large numbers makes"
    yield f"largest difference, finite differences and backprop: {apart}"
    yield _verdict(result, of)


def _why_unseen(row: ThreeWays) -> str:
    """Say why a finite difference says nothing, where it does not."""
    if row.kink:
        return " (at a kink: no derivative to compare)"
    if not row.blurred:
        return ""
    overflows = not math.isfinite(row.finite_difference)
    why = "the loss overflows" if overflows else "it may be rounding"
    return f" (numbers too large for a finite difference: {why})"


def _verdict(result: CheckResult, of: str) -> str:
    if not all(row.agree for row in result.rows):
        return "They do not agree."
    if result.without_symbolic:
        return f"Backprop and finite differences do not disagree. {result.without_symbolic}"
    reasons = ((result.kinks, "at a kink"), (result.blurred, "with numbers too large for them"))
    unseen = " and ".join(f"{count:,} {why}" for count, why in reasons if count)
    seen = result.parameters - result.kinks - result.blurred
    if not unseen:
        return "All three agree."
    if not seen:
        return f"SymPy and backprop agree. Finite differences say nothing: {unseen}."
    agree = f"All three agree at {seen:,} of {result.parameters:,} {of}s"
    return f"{agree}, SymPy and backprop at all. Finite differences say nothing: {unseen}."
