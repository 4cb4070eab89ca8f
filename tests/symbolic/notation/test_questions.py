"""What every step answers, asked before there is a derivation and with it."""

import pytest
from networks import random_scenario
from numpy.random import default_rng

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.quantities import Quantity, Ref
from symbolic.derive.steps import derive
from symbolic.notation.questions import question


@pytest.mark.parametrize("seed", range(12))
def test_every_step_asks_the_same_with_its_derivation(seed: int) -> None:
    scenario = random_scenario(default_rng(seed))
    trace = trace_scenario(scenario, select_rows(scenario))
    for step in list(trace.steps)[:60]:
        asked = question(trace, step.target)
        assert asked.endswith("?")
        assert "{" not in asked
        assert asked == derive(trace, step.number).question


def test_questions_by_name_and_by_symbol(mazur: Trace) -> None:
    assert question(mazur, Ref(Quantity.ACTIVATION, 1, 0)) == "What does h1 give out?"
    assert question(mazur, Ref(Quantity.LOSS)) == "How large is the total loss?"
    asked = question(mazur, Ref(Quantity.WEIGHT_GRADIENT, 2, 0, 0))
    assert asked == "How much does w5 change the total loss?"
    assert question(mazur, Ref(Quantity.DELTA, 2, 0)) == "How much does z_o1 change the total loss?"
