"""Turn a derivation into the blocks of a page."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from app.working.content import descriptions
from app.working.content.blocks import (
    Chain,
    Coming,
    Equation,
    Heading,
    Offer,
    Outcome,
    Rows,
    Rule,
    Words,
)
from app.working.content.page import Block, Page
from app.working.content.row_factory import RowFactory, references_of
from app.working.content.verdicts import check, ending
from engine.catalogue.optimisers import OPTIMISERS
from engine.iteration.steps import Phase, Step
from engine.iteration.trace import Trace
from engine.network.quantities import GRADIENTS, MOMENTS, NEW_VALUES, Quantity, Ref
from symbolic.derive.records import ChainRule, Definition, Derivation, TermKind
from symbolic.formula.numbers import number_format
from symbolic.formula.tree import (
    ABOUT,
    BECOMES_DERIVATIVE,
    EQUALS,
    Formula,
    Number,
    Relation,
)
from symbolic.notation.questions import question

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
    TermKind.PATHS: "every path from there to the loss",
    TermKind.INPUTS: "what comes in",
    TermKind.OUTPUTS: "every output",
    TermKind.UNITS: "every unit that uses it",
    TermKind.SAMPLES: "over the batch",
    TermKind.ROW: "its row of the Jacobian",
    TermKind.CANCELLED: "what the denominators cancel to",
    TermKind.CORRECTED: "first, the moments without their start at 0",
    TermKind.GRADIENTS: "a row of the inverse Hessian times the gradients",
    TermKind.PARTS: "data and penalty",
    TermKind.SHARES: "worked out first",
    TermKind.WEIGHTS: "what every weight adds",
}
WHY = "why?"
"""The key of what unfolds the rule that a step begins with."""

_UPDATES = (*NEW_VALUES.values(), *MOMENTS)


def step_page(
    trace: Trace,
    step: Step,
    derivation: Derivation,
    ways: ThreeWays | None,
    sample: int = 0,
    *,
    own: Callable[[Ref], str] = lambda _ref: "",
    unfolded: bool | None = None,
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
    unfolded : bool or None
        Whether the rule that it begins with shows all that SymPy does for it; None where nobody
        can ask.
    """
    derivation = _with_own(derivation, own)
    rows = RowFactory(step.phase.value, sample, derivation.decimals)
    caption = _definition_caption(step, trace.scenario.training.optimiser)
    blocks: list[Block] = [heading(trace, step, derivation.question, sample)]
    where = descriptions.whereabouts(trace, step)
    table = descriptions.in_table(trace, step.target, own)
    blocks += [Words(text, "note") for text in (where, table, derivation.lead) if text]
    if isinstance(derivation, ChainRule):
        blocks += _chain_rule(derivation, step, rows)
    elif isinstance(derivation, Definition):
        blocks += _definition(derivation, step, rows, caption, unfolded=unfolded)
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
    terms = derivation.terms
    if terms is None or terms.kind not in (TermKind.INPUTS, TermKind.PARTS):
        return derivation
    shown = []
    for term in terms.shown:
        number = next((text for ref in term.references if (text := own(ref))), "")
        shown.append(replace(term, label=f"{term.label} ({number})") if number else term)
    return replace(derivation, terms=replace(terms, shown=tuple(shown)))


def waiting_page(trace: Trace, step: Step, sample: int = 0) -> Page:
    """Say what needs no algebra: the question and the number that NumPy computed."""
    value = Number(trace.value(step.target, sample), number_format().decimals)
    blocks: list[Block] = [
        heading(trace, step, question(trace, step.target), sample),
        Words("result"),
        Outcome(None, ABOUT, value, step.phase.value),
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


def _chain_rule(derivation: ChainRule, step: Step, rows: RowFactory) -> Iterator[Block]:
    whose = f" for {derivation.part}" if derivation.part else ""
    phase, whole = step.phase.value, not derivation.part
    yield Words("chain rule")
    yield Chain(derivation.marked_statement)
    yield Words(f"each factor, derived{whose}")
    yield Rows(tuple(rows.factors(derivation)))
    yield Rule()
    yield Words(f"multiply{whose}")
    share = derivation.result.altered(value=derivation.product_value)
    yield Outcome(derivation.product, derivation.product_sign, share, phase, large=whole)
    terms = derivation.terms
    if whole or derivation.definition is None or terms is None:
        return
    yield Rule()
    yield Words(_TERMS_CAPTIONS[terms.kind])
    yield Equation(derivation.equation)
    yield Rows(tuple(rows.terms(terms)))
    yield Words("add")
    yield _outcome(derivation, phase)


def _definition_caption(step: Step, method: str) -> str:
    if step.phase is Phase.UPDATE and step.kind is not Quantity.LEARNING_RATE:
        return OPTIMISERS[method].rule
    return _DEFINITION_CAPTIONS.get(step.kind, "definition")


def _definition(
    derivation: Definition, step: Step, rows: RowFactory, caption: str, *, unfolded: bool | None
) -> Iterator[Block]:
    terms = derivation.terms
    if derivation.definition is not None:
        yield Words(caption)
        if derivation.rule:
            yield from _rule(derivation.rule, unfolded=unfolded)
        yield Equation(derivation.equation)
    if terms is not None:
        strongest = ", the strongest first" if terms.omitted else ""
        yield Words(_TERMS_CAPTIONS[terms.kind] + strongest)
        yield Rows(tuple(rows.terms(terms)))
        yield Rule()
    if terms is not None and terms.kind.adds_up:
        yield Words("add")
    else:
        yield Words("result" if derivation.substituted is None else "numbers put in")
    yield _outcome(derivation, step.phase.value)


def _rule(rule: tuple[Formula, ...], *, unfolded: bool | None) -> Iterator[Block]:
    """Say which rule a derivative follows, and offer how SymPy comes to it."""
    first, *found = rule
    shown = found if unfolded else found[-1:]
    signs = (BECOMES_DERIVATIVE, *[EQUALS] * (len(shown) - 1))
    yield Equation(Relation((first, *shown), signs))
    if len(found) > 1 and unfolded is not None:
        yield Offer(WHY, "in short" if unfolded else "why?")


def _outcome(derivation: Derivation, phase: str) -> Outcome:
    """Return the last line, and what it is called where the lines before it cannot be seen."""
    over_batch = derivation.terms is not None and derivation.terms.kind is TermKind.SAMPLES
    return Outcome(
        derivation.substituted,
        derivation.sign,
        derivation.result,
        phase,
        held_as="over the batch" if over_batch else "result",
    )


def _pointed(page: Page, derivation: Derivation) -> Page:
    """Say of every factor and term what it is about and where a click on it leads."""
    references: dict[Hashable, tuple[Ref, ...]] = {}
    jumps: dict[Hashable, Ref] = {}
    samples: dict[Hashable, int] = {}

    def refer(key: Hashable, refs: tuple[Ref, ...], first: tuple[Ref, ...]) -> None:
        if refs:
            references[key], jumps[key] = refs, first[0]

    for at, factor in enumerate(derivation.factors if isinstance(derivation, ChainRule) else ()):
        key = ("factor", at)
        refer(key, factor.references, factor.references)
        for index, term in enumerate(factor.terms.shown if factor.terms else ()):
            refer((key, index), term.references, references_of(term))
    for index, term in enumerate(derivation.terms.shown if derivation.terms else ()):
        if term.sample is not None:
            samples["term", index] = term.sample
        else:
            refer(("term", index), term.references, references_of(term))
    return replace(page, references=references, jumps=jumps, samples=samples)
