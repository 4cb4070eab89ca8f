"""The rule: a printed line, worked out as it is printed, gives its printed result.

``tests/benchmarks/calculator.py`` checks many more of them.
"""

import numpy as np
import pytest
from networks import random_scenario
from printed_lines import Count, check_step, given_by

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.scenario import find_scenario
from symbolic.formula.numbers import NumberFormat, set_number_format

SMALL = ("mazur-2-2-2", "xor", "welch-2-3-1", "binary-single-datum", "softmax-3")


def traced(name: str) -> Trace:
    scenario = find_scenario(name)
    return trace_scenario(scenario, select_rows(scenario, None))


@pytest.mark.parametrize("decimals", range(2, 10))
@pytest.mark.parametrize("name", SMALL)
def test_every_line_of_a_small_network_comes_out(name: str, decimals: int) -> None:
    set_number_format(NumberFormat(decimals))
    trace, count = traced(name), Count()
    for step in range(1, len(trace.steps) + 1):
        check_step(trace, step, decimals, count)
    assert count.lines >= 70
    assert count.failed == []
    assert count.own == []


@pytest.mark.parametrize("seed", range(8))
def test_lines_of_random_networks_come_out(seed: int) -> None:
    decimals = 2 + seed
    set_number_format(NumberFormat(decimals))
    scenario = random_scenario(np.random.default_rng(seed))
    trace, count = trace_scenario(scenario, select_rows(scenario, None), 1 + seed % 3), Count()
    for step in range(1, len(trace.steps) + 1, 3):
        check_step(trace, step, decimals, count, sample=seed % trace.samples)
    assert count.lines >= 15
    assert count.failed == []


def test_the_reading_is_not_blind() -> None:
    """What the rule is checked with finds a wrong line."""
    assert str(given_by("0.4 · 0.5933 + 0.45 · 0.5969 + 0.6")) == "1.105925"
    assert given_by("½(0.01 − 0.75)²") * 2 == given_by("0.5476")
    assert given_by("−2(1 − 0.5)/4·10⁻¹ · 3") == given_by("−7.5")
    assert given_by("1/(1 + e^(−0))") == given_by("√0.25") == given_by("|0.3 − 0.8|")
    with pytest.raises(ValueError, match="a_h1"):
        given_by("0.5 · a_h1")
