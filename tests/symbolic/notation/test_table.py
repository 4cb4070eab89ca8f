"""Another table of letters gives another notation; decimals are those that are asked for."""

import re
from dataclasses import replace

import pytest
from networks import random_scenario
from numpy.random import default_rng

from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.quantities import Quantity
from symbolic.derive.records import ChainRule
from symbolic.derive.steps import derive
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Letters, Symbol
from symbolic.notation.table import CHAINRULE

OTHER = replace(
    CHAINRULE,
    id="other",
    whole=CHAINRULE.whole | {Quantity.LOSS: Symbol("E", Letters("E"))},
    letters=CHAINRULE.letters | {Quantity.PRE_ACTIVATION: "net", Quantity.ACTIVATION: "out"},
)


def test_letters_come_from_the_table(mazur: Trace) -> None:
    assert to_text(derive(mazur, 1, notation=OTHER).statement) == "net_h1 = w1 · i1 + w2 · i2 + b1"
    assert to_text(derive(mazur, 15, notation=OTHER).statement) == (
        "∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂w5"
    )
    assert derive(mazur, 13, notation=OTHER).question == "How much does net_o1 change out_o1?"
    assert to_text(derive(mazur, 1).target) == "z_h1"


@pytest.mark.parametrize("seed", range(8))
def test_a_notation_changes_names_alone(seed: int) -> None:
    scenario = random_scenario(default_rng(seed))
    trace = trace_scenario(scenario, select_rows(scenario))
    for step in list(trace.steps)[:60]:
        own, other = derive(trace, step.number), derive(trace, step.number, notation=OTHER)
        assert other.value == own.value or own.value != own.value
        assert other.substituted == own.substituted
        sentences = [other.question, other.lead, to_text(other.statement), *other.notes]
        assert not [text for text in sentences if re.search(r"\bL\b|∂L", text)]


def test_decimals_are_those_asked_for(mazur: Trace) -> None:
    found = derive(mazur, 15, decimals=6)
    assert isinstance(found, ChainRule)
    assert to_text(found.product) == "0.741365 · 0.186816 · 0.593270"
    assert to_text(found.result) == "0.08216704"
    assert to_text(derive(mazur, 15).result) == "0.082167"
    few = derive(mazur, 12, decimals=2)
    assert few.substituted is not None
    assert to_text(few.substituted) == "0.75 − 0.01"
    assert few is derive(mazur, 12, decimals=2)
