"""What a person works out from the printed numbers is the printed result."""

import math
import re
from itertools import pairwise

import pytest

from app.working.content.blocks import Outcome, Words
from app.working.content.steps import step_page
from engine.data.selection import select_rows
from engine.iteration.trace import trace_scenario
from engine.scenario import find_scenario
from symbolic.derive.steps import derive
from symbolic.formula.numbers import format_number
from symbolic.formula.plain import to_text

NUMBER = r"\(?−?\d[\d.]*(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?\)?"

LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


def read(text):
    """Read a number back from the way it is printed, such as "−4.386·10⁻⁴"."""
    mantissa, _, exponent = text.translate(LOWERED).partition("·10")
    return float(f"{mantissa}e{exponent or 0}")


def worked_out(line):
    """The number that a line of factors or summands gives; None for any other line."""
    if re.fullmatch(rf"{NUMBER}( · {NUMBER})*", line):
        return math.prod(read(part.strip("()")) for part in line.split(" · "))
    if re.fullmatch(rf"{NUMBER}( [+−] {NUMBER})+", line):
        parts = re.sub(r" − ", " + −", line).split(" + ")
        return sum(read(part.strip("()").replace("−−", "")) for part in parts)
    return None


@pytest.mark.parametrize("name", ["mazur-2-2-2", "softmax-3", "xor", "welch-2-3-1"])
def test_printed_operands_give_the_printed_result(name):
    scenario = find_scenario(name)
    rows = select_rows(scenario, None)
    trace = trace_scenario(scenario, rows)
    checked = 0
    for step in trace.steps:
        blocks = step_page(trace, step, derive(trace, step.number), None).blocks
        for caption, block in pairwise(blocks):
            found = isinstance(caption, Words) and caption.text.startswith(("multiply", "add"))
            if not found or not isinstance(block, Outcome) or block.numbers is None:
                continue
            result = worked_out(to_text(block.numbers))
            if result is not None:
                assert format_number(result, 6) == to_text(block.value), block.plain()
                checked += 1
    assert checked >= 10
