"""All that is said of an iteration has the names of one notation."""

import re

import pytest
from msgspec.structs import replace
from networks import random_scenario
from numpy.random import default_rng

from app.graph import messages
from app.graph.labels.sentences import sentence
from app.reports.trace import trace_text
from app.timeline.step_names import step_text
from app.working.content.start import start_page
from app.working.content.steps import step_page
from engine.data.selection import select_rows
from engine.iteration.trace import Trace, trace_scenario
from engine.network.notations import NAMINGS
from engine.network.scenario import Scenario
from engine.scenario import find_scenario
from symbolic.derive.steps import derive
from symbolic.formula.plain import to_text
from symbolic.notation.marks import unmarked

_WORDS = r"\b(?:net|out|in|target|drop|n)_|\bE_|_total"
_INDEXED = r"\b[a-dg-zA-DF-Z]\^|δ\^|ŷ|\bx_\d"
_NAMED = r"\b[iho]\d|\bw\d|_[iho]\d|\bL\b|∂L\b|\bt_|\bL_|" + _WORDS
FOREIGN = {
    "chainrule": rf"{_WORDS}|{_INDEXED}|η|ℒ|∂[CJ]|\b[CJ]\b",
    "mazur": rf"\b[zat]_|∂[LCJ]|\b[LCJ]\b|L_|{_INDEXED}|α|ℒ|ã|ẑ",
    "lecture": rf"\b[zat]_|∂[ECJ]|\b[LECJ]\b|E_|{_INDEXED}|α|η|ℒ|ã|ẑ",
    "nielsen": rf"{_NAMED}|\^\[|[a-dg-z]\^\(\d|α|ℒ|ŷ|\bJ\b|\bW\b|W\^|\bd[zaW]\b",
    "ng": rf"{_NAMED}|[a-dg-zδ]\^\d|[a-dz]\^\(\d|η|∂C|\bC\b|\bw\^|ŷ|δ",
    "welch": rf"{_NAMED}|\^\[|[a-dg-zδ]\^\d|η|ℒ|∂C|\bC\b|\bw\^|\bd[zaW]\b",
}
"""What no text of a notation has: letters and indices of the others."""


def texts(trace: Trace) -> list[str]:
    """Return what window and terminal say of an iteration, a text a step, the report last."""
    found = [start_page(trace).plain()]
    for step in trace.steps:
        derivation = derive(trace, step.number)
        page = step_page(trace, step, derivation, None).plain()
        said = unmarked(sentence(trace, step))
        tip = messages.tool_tip(trace, (step.target,), 0)
        found.append("\n".join((page, said, tip, step_text(trace, step.number))))
    return [*found, "\n".join(trace_text(trace))]


def trace_of(scenario: Scenario) -> Trace:
    return trace_scenario(scenario, select_rows(scenario))


@pytest.mark.parametrize("name", ["mazur-2-2-2", "softmax-3", "xor", *range(7)])
@pytest.mark.parametrize("notation", NAMINGS)
def test_no_text_has_a_name_of_another_notation(name: str | int, notation: str) -> None:
    scenario = find_scenario(name) if isinstance(name, str) else random_scenario(default_rng(name))
    # What the file itself says is not the program's.
    scenario = replace(scenario, title="", description="", source="")
    for text in texts(trace_of(scenario).shown_in(notation)):
        for line in text.splitlines():
            found = re.search(FOREIGN[notation], line)
            assert found is None, (found, line)


def test_each_notation_would_be_found_in_another() -> None:
    trace = trace_of(find_scenario("mazur-2-2-2"))
    for notation in NAMINGS:
        said = to_text(derive(trace.shown_in(notation), 15).statement)
        others = [other for other in NAMINGS if other != notation]
        assert [re.search(FOREIGN[other], said) is not None for other in others] == [True] * 5
