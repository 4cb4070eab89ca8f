"""SymPy, backpropagation and finite differences side by side."""

from collections.abc import Iterator
from typing import Any

from app.reports.table import align
from engine.data_names import with_data_names
from engine.rows import select_rows
from engine.scenario import Scenario
from engine.trace import trace_scenario
from symbolic.checking import CheckResult, check
from symbolic.notation import format_number

SHOWN = 40


def run_check(scenario: Scenario) -> CheckResult:
    """Check the first iteration over the first batch."""
    rows = select_rows(scenario)
    scenario = with_data_names(scenario, longest=None)
    return check(trace_scenario(scenario, rows.x, rows.y_true))


def check_object(result: CheckResult) -> dict[str, Any]:
    """Return the result as an object for JSON."""
    return {
        "parameters": result.parameters,
        "max_symbolic_difference": result.max_symbolic_difference,
        "max_finite_difference": result.max_finite_difference,
        "kinks": result.kinks,
        "agree": result.agree,
    }


def check_text(result: CheckResult) -> Iterator[str]:
    """Yield the result as lines for a terminal: all rows of a small network, else the worst."""
    rows = result.rows if len(result.rows) <= SHOWN else result.worst(SHOWN)
    if len(rows) < len(result.rows):
        yield f"The {len(rows)} of {result.parameters:,} that differ most:"
    table: list[tuple[str, ...]] = [("parameter", "SymPy", "backprop", "finite difference", "")]
    for row in rows:
        mark = "✓" if row.agree else "✗ they disagree"
        numbers = [format_number(n, 9) for n in (row.symbolic, row.backprop, row.finite_difference)]
        at_kink = " (at a kink: no derivative to compare)" if row.kink else ""
        table.append((row.name, *numbers, mark + at_kink))
    yield from align(table)
    yield ""
    sampled = f" of {result.total:,}" if result.parameters < result.total else ""
    yield f"{result.parameters:,}{sampled} parameters checked"
    yield f"largest difference, SymPy and backprop: {result.max_symbolic_difference:.1e}"
    yield f"largest difference, finite differences and backprop: {result.max_finite_difference:.1e}"
    yield "All three agree." if result.agree else "They do not agree."
