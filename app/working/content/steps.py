"""Turn a derivation into the blocks of a page."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from app.working.content import words
from app.working.content.blocks import (
    Chain,
    Chained,
    Coming,
    Equation,
    Heading,
    Outcome,
    Rows,
    Rule,
    Words,
)
from app.working.content.by_hand import added, multiplied
from app.working.content.page import Block, Page
from app.working.content.rows import RowMaker, references_of, sample_of
from app.working.content.sums import terms_of_sum
from app.working.content.verdicts import check, ending
from engine.catalogue.optimisers import OPTIMISERS
from engine.iteration.steps import Phase, Step
from engine.iteration.trace import Trace
from engine.network.quantities import GRADIENTS, MOMENTS, NEW_VALUES, Quantity, Ref
from symbolic.derive.records import Derivation
from symbolic.formula import Formula
from symbolic.formula.numbers import RESULT_DECIMALS, format_number, is_exact
from symbolic.formula.tree import BECOMES, EQUALS

if TYPE_CHECKING:
    from symbolic.check.three_ways import ThreeWays

_DEFINITION_CAPTIONS = {
    Quantity.LOSS_BY_ACTIVATION: "derived",
    Quantity.ACTIVATION_DERIVATIVE: "derived",
    Quantity.LOSS_BY_PASSED_ON: "derived",
    Quantity.LOSS_BY_SCALED: "chain rule",
    Quantity.DELTA: "chain rule",
    **dict.fromkeys(GRADIENTS.values(), "chain rule"),
}
_TERMS_CAPTIONS = {
    "paths": "every path from there to the loss",
    "inputs": "what comes in",
    "outputs": "every output",
    "units": "every unit that uses it",
    "samples": "over the batch",
    "row": "its row of the Jacobian",
    "cancelled": "what the denominators cancel to",
    "corrected": "first, the moments without their start at 0",
    "gradients": "a row of the inverse Hessian times the gradients",
    "parts": "data and penalty",
    "shares": "worked out first",
    "weights": "what every weight adds",
}
_NO_SUMMANDS = ("row", "corrected", "shares")
_UPDATES = (*NEW_VALUES.values(), *MOMENTS)


def step_page(
    trace: Trace,
    step: Step,
    derivation: Derivation,
    ways: ThreeWays | None,
    sample: int = 0,
    *,
    own: Callable[[Ref], str] = lambda _ref: "",
) -> Page:
    """Say everything about a step.

    Parameters
    ----------
    trace : Trace
        The iteration.
    step : Step
        The step that is shown.
    derivation : Derivation
        Its derivation.
    ways : ThreeWays or None
        The check of the gradient it is about.
    sample : int
        The row of the batch that is shown, from 0.
    own : callable
        Gives the number that a table has for an input, empty where there is none.
    """
    if not derivation.terms and not derivation.factors:
        parts = terms_of_sum(trace, step.target, sample)
        label = "inputs" if step.phase is Phase.FORWARD else "outputs"
        derivation = replace(derivation, terms=parts, terms_label=label if parts else "")
    derivation = _with_own(derivation, own)
    rows = RowMaker(trace, derivation, step.phase.value, sample)
    product = _product(derivation, step, rows) if derivation.factors else None
    method = trace.scenario.training.optimiser
    blocks: list[Block] = [heading(trace, step, derivation.question, sample)]
    where, table = words.whereabouts(trace, step), words.in_table(trace, step.target, own)
    blocks += [Words(told, "note") for told in (where, table, derivation.lead) if told]
    blocks += product or _definition(derivation, step, rows, method)
    if ways is not None:
        blocks.append(check(ways, of="its gradient" if step.kind in _UPDATES else ""))
    blocks += [Words(note, "note") for note in derivation.notes]
    if derivation.consequence is not None:
        blocks.append(Coming("update to come", derivation.consequence, "update"))
    if step.number == len(trace.steps):
        blocks.append(ending(trace))
    return _pointed(Page(tuple(blocks)), derivation)


def _with_own(derivation: Derivation, own: Callable[[Ref], str]) -> Derivation:
    """Put the table's number beside the name of every input that a sum goes over."""
    terms = []
    for term in derivation.terms:
        said = next((text for ref in term.references if (text := own(ref))), "")
        begins = term.label.startswith("from ") and said
        terms.append(replace(term, label=f"{term.label} ({said})") if begins else term)
    return replace(derivation, terms=tuple(terms))


def waiting_page(trace: Trace, step: Step, sample: int = 0) -> Page:
    """Say what needs no algebra: the question and the number that NumPy computed."""
    value = format_number(trace.value(step.target, sample), RESULT_DECIMALS)
    blocks: list[Block] = [
        heading(trace, step, words.question(trace, step), sample),
        Words("result"),
        Outcome(None, False, value, step.phase.value),
        Words("Formulas are being prepared.", "note"),
    ]
    if step.number == len(trace.steps):
        blocks.append(ending(trace))
    return Page(tuple(blocks))


def heading(trace: Trace, step: Step, question: str, sample: int) -> Heading:
    """Say where in the iteration a step is, and what it answers."""
    place = f"step {step.number:,} of {len(trace.steps):,}"
    if trace.samples > 1:
        place += f", sample {sample + 1:,} of {trace.samples:,}"
    return Heading(step.phase.value, place, question)


def _product(derivation: Derivation, step: Step, rows: RowMaker) -> Iterator[Block]:
    chained = [
        Chained(factor.symbol, factor.tint, ("factor", at))
        for at, factor in enumerate(derivation.factors)
    ]
    whose = f" for {derivation.product_label}" if derivation.product_label else ""
    phase, whole = step.phase.value, not derivation.product_label
    yield Words("chain rule")
    yield Chain(derivation.target, tuple(chained), derivation.over, derivation.added)
    yield Words(f"each factor, derived{whose}")
    yield Rows(tuple(rows.factors()))
    yield Rule()
    yield Words(f"multiply{whose}")
    share = format_number(derivation.product_value, RESULT_DECIMALS)
    line, exact = derivation.product, False
    if line is not None:
        factors = [factor.value for factor in derivation.factors]
        line, exact = multiplied(line, factors, derivation.product_value)
    yield Outcome(line, derivation.exact or exact, share, phase, large=whole)
    if whole or derivation.definition is None:
        return
    yield Rule()
    yield Words(_TERMS_CAPTIONS.get(derivation.terms_label, "added up"))
    yield Equation(derivation.target, EQUALS, derivation.definition)
    yield Rows(tuple(rows.terms()))
    yield Words("add")
    exact = derivation.omitted == 0 and is_exact(derivation.value, RESULT_DECIMALS)
    exact = exact and all(is_exact(term.value) for term in derivation.terms)
    result = format_number(derivation.value, RESULT_DECIMALS)
    line, shown_exactly = _added(derivation, rows)
    exact = exact or shown_exactly
    yield Outcome(line, exact, result, phase, held_as=_held_as(derivation))


def _definition_caption(step: Step, method: str) -> str:
    if step.phase is Phase.UPDATE and step.kind is not Quantity.LEARNING_RATE:
        return OPTIMISERS[method].rule
    return _DEFINITION_CAPTIONS.get(step.kind, "definition")


def _definition(derivation: Derivation, step: Step, rows: RowMaker, method: str) -> Iterator[Block]:
    sign = BECOMES if derivation.assigns else EQUALS
    if derivation.definition is not None:
        yield Words(_definition_caption(step, method))
        yield Equation(derivation.target, sign, derivation.definition, derivation.cases)
    if derivation.terms:
        strongest = ", the strongest first" if derivation.omitted else ""
        yield Words(_TERMS_CAPTIONS.get(derivation.terms_label, "its parts") + strongest)
        yield Rows(tuple(rows.terms()))
        yield Rule()
    adds = bool(derivation.terms) and derivation.terms_label not in _NO_SUMMANDS
    result = format_number(derivation.value, RESULT_DECIMALS)
    line, shown_exactly = _added(derivation, rows) if adds else (derivation.substituted, False)
    yield Words("add" if adds else "numbers put in" if derivation.substituted else "result")
    yield Outcome(
        line,
        derivation.exact or shown_exactly,
        result,
        step.phase.value,
        held_as=_held_as(derivation),
    )


def _added(derivation: Derivation, rows: RowMaker) -> tuple[Formula | None, bool]:
    """Return the line of a sum, and whether all in it is exact."""
    line = derivation.substituted
    if line is None or derivation.omitted:
        return line, False
    if len(derivation.terms) == 1:
        return multiplied(line, rows.operands(derivation.terms[0]), derivation.value)
    return added(line, [term.value for term in derivation.terms], derivation.value)


def _held_as(derivation: Derivation) -> str:
    """Say what the result is where the lines that lead to it cannot be seen."""
    return "over the batch" if derivation.terms_label == "samples" else "result"


def _pointed(page: Page, derivation: Derivation) -> Page:
    """Say of every factor and term what it is about and where a click on it leads."""
    references: dict[Hashable, tuple[Ref, ...]] = {}
    jumps: dict[Hashable, Ref] = {}
    samples: dict[Hashable, int] = {}

    def refer(key: Hashable, refs: tuple[Ref, ...], first: tuple[Ref, ...]) -> None:
        if refs:
            references[key], jumps[key] = refs, first[0]

    for at, factor in enumerate(derivation.factors):
        key = ("factor", at)
        refer(key, factor.references, factor.references)
        for index, term in enumerate(factor.terms):
            refer((key, index), term.references, references_of(term))
    for index, term in enumerate(derivation.terms):
        sample = sample_of(term)
        if sample is not None:
            samples["term", index] = sample
        else:
            refer(("term", index), term.references, references_of(term))
    return replace(page, references=references, jumps=jumps, samples=samples)
