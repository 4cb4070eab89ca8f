"""Hold very many printed lines to the rule that a calculator agrees with them.

Every step of every shipped scenario of fewer than 1,000 parameters and of random networks, and some
of larger ones, drawn by a seed, each with 2 to 9 decimals.

Usage: calculator.py [--decimals 2 3 9] [--random 200] [--large 300]
"""

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from networks import random_scenario
from printed_lines import Count, check_step

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.layout import ParameterLayout
from engine.network.scenario import Scenario
from engine.scenario import find_scenario, list_scenarios
from symbolic.formula.numbers import NumberFormat, set_number_format

SMALL = 1_000
"""Below so many parameters every step is checked."""


def main() -> None:
    """Check what is asked for, and print a row for each number of decimals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decimals", type=int, nargs="+", default=range(2, 10))
    parser.add_argument("--random", type=int, default=200)
    parser.add_argument("--large", type=int, default=300)
    options = parser.parse_args()
    counts = {decimals: Count() for decimals in options.decimals}
    for at, (trace, steps, sample) in enumerate(_traces(options.random, options.large), 1):
        for decimals, count in counts.items():
            set_number_format(NumberFormat(decimals))
            for step in steps:
                check_step(trace, step, decimals, count, sample)
        found = [f"{count.lines} ({len(count.failed)})" for count in counts.values()]
        print(f"{at}: {trace.scenario.id}, lines (failed): {', '.join(found)}", file=sys.stderr)
    print("decimals   lines  worst  as many   +1   +2   +3  more  most  own result  failed")
    for decimals, count in counts.items():
        more = [sum(n for at, n in count.digits.items() if at == decimals + by) for by in (1, 2, 3)]
        as_many = sum(n for at, n in count.digits.items() if at <= decimals)
        shares = [each / count.lines for each in (as_many, *more)]
        print(
            f"{decimals:8} {count.lines:7} {count.worst:6.4f} "
            + " ".join(f"{share:6.1%}" for share in (*shares, 1.0 - sum(shares)))
            + f" {max(count.digits):5} {len(count.own):11} {len(count.failed):7}"
        )
    for decimals, count in counts.items():
        for text in (*count.failed, *count.own):
            print(decimals, text)
    sys.exit(any(count.failed for count in counts.values()))


def _traces(networks: int, large: int) -> Iterator[tuple[Trace, list[int], int]]:
    """Yield iterations, their steps to check, and the sample that is shown."""
    scenarios = [find_scenario(name) for name in list_scenarios()]
    greater = [each for each in scenarios if ParameterLayout(each).size >= SMALL]
    for scenario in scenarios:
        if scenario not in greater:
            trace = _trace(scenario)
            yield trace, list(range(1, len(trace.steps) + 1)), 0
    for seed in range(networks):
        trace = _trace(random_scenario(np.random.default_rng(seed)), 1 + seed % 3)
        yield trace, list(range(1, len(trace.steps) + 1)), seed % trace.samples
    draw = random.Random(1)
    for at, scenario in enumerate(greater):
        trace = _trace(scenario)
        share = large * (at + 1) // len(greater) - large * at // len(greater)
        yield trace, draw.sample(range(1, len(trace.steps) + 1), share), 0


def _trace(scenario: Scenario, iteration: int = 1) -> Trace:
    with np.errstate(all="ignore"):
        return trace_scenario(scenario, select_rows(scenario, None), iteration)


if __name__ == "__main__":
    main()
