"""Turn a derivation into the blocks of a page."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.working.content import words
from app.working.content.blocks import (
    BECOMES,
    EQUALS,
    Block,
    Chain,
    Chained,
    Check,
    Coming,
    Ending,
    Equation,
    Heading,
    Outcome,
    Page,
    Row,
    Rows,
    Rule,
    Words,
)
from engine.quantities import Quantity, Ref
from engine.steps import Step
from engine.trace import Trace
from symbolic.derivation import Derivation, Factor, Term
from symbolic.notation import CHECK_DECIMALS, RESULT_DECIMALS, format_number, is_exact

if TYPE_CHECKING:
    from symbolic.checking import ThreeWays

_DEFINITION_CAPTIONS = {
    Quantity.LOSS_BY_ACTIVATION: "derived",
    Quantity.ACTIVATION_DERIVATIVE: "derived",
    Quantity.DELTA: "chain rule",
    Quantity.WEIGHT_GRADIENT: "chain rule",
    Quantity.BIAS_GRADIENT: "chain rule",
    Quantity.NEW_WEIGHT: "gradient descent",
    Quantity.NEW_BIAS: "gradient descent",
}
_TERMS_CAPTIONS = {
    "paths": "every path from there to the loss",
    "inputs": "what comes in, the strongest first",
    "outputs": "every output",
    "units": "every unit that uses it",
    "samples": "over the batch",
    "row": "its row of the Jacobian",
}
_OMITTED = {
    "paths": "paths",
    "inputs": "inputs",
    "outputs": "outputs",
    "units": "units",
    "samples": "samples",
    "row": "entries",
}


def step_page(
    trace: Trace, step: Step, derivation: Derivation, ways: ThreeWays | None, sample: int = 0
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
    """
    total = len(trace.steps)
    heading = Heading(step.phase.value, words.place(step, total), derivation.question)
    told = _product(derivation, step) if derivation.factors else _definition(derivation, step)
    blocks: list[Block] = [heading, *told]
    blocks += [Words(note, "note") for note in derivation.notes]
    if ways is not None:
        blocks.append(check(ways))
    if derivation.consequence is not None:
        blocks.append(Coming("update to come", derivation.consequence, "update"))
    if step.number == total:
        blocks.append(ending(trace))
    references, jumps = _references(derivation)
    if derivation.terms_label == "samples":
        marked = ("term", sample)
        blocks = [_mark(block, marked) for block in blocks]
    return Page(tuple(blocks), references, jumps)


def waiting_page(trace: Trace, step: Step, sample: int = 0) -> Page:
    """Say what needs no algebra: the question and the number that NumPy computed."""
    heading = Heading(
        step.phase.value, words.place(step, len(trace.steps)), words.question(trace, step)
    )
    value = format_number(trace.value(step.target, sample), RESULT_DECIMALS)
    blocks: list[Block] = [heading, Words("result"), Outcome(None, False, value, step.phase.value)]
    if step.number == len(trace.steps):
        blocks.append(ending(trace))
    return Page(tuple(blocks))


def _product(derivation: Derivation, step: Step) -> Iterator[Block]:
    chained = [
        Chained(factor.symbol, factor.tint, ("factor", at))
        for at, factor in enumerate(derivation.factors)
    ]
    whose = f" · {derivation.product_label}" if derivation.product_label else ""
    yield Words("chain rule")
    yield Chain(derivation.target, tuple(chained))
    yield Words(f"each factor, derived{whose}")
    yield Rows(tuple(_factor_rows(derivation.factors)))
    yield Rule()
    yield Words(f"multiply{whose}")
    phase = step.phase.value
    share = format_number(derivation.product_value, RESULT_DECIMALS)
    whole = not derivation.product_label
    yield Outcome(derivation.product, derivation.exact, share, phase, large=whole)
    if whole or derivation.definition is None:
        return
    yield Rule()
    yield Words(_TERMS_CAPTIONS.get(derivation.terms_label, "added up"))
    yield Equation(derivation.target, EQUALS, derivation.definition)
    yield Rows(tuple(_term_rows(derivation, step.phase.value)))
    yield Words("add")
    exact = derivation.omitted == 0 and is_exact(derivation.value, RESULT_DECIMALS)
    exact = exact and all(is_exact(term.value) for term in derivation.terms)
    result = format_number(derivation.value, RESULT_DECIMALS)
    yield Outcome(derivation.substituted, exact, result, phase)


def _definition(derivation: Derivation, step: Step) -> Iterator[Block]:
    kind = derivation.target_ref.quantity
    sign = BECOMES if derivation.assigns else EQUALS
    if derivation.definition is not None:
        yield Words(_DEFINITION_CAPTIONS.get(kind, "definition"))
        yield Equation(derivation.target, sign, derivation.definition, derivation.cases)
    if derivation.terms:
        yield Words(_TERMS_CAPTIONS.get(derivation.terms_label, "its parts"))
        yield Rows(tuple(_term_rows(derivation, step.phase.value)))
        yield Rule()
    adds = bool(derivation.terms) and derivation.terms_label != "row"
    result = format_number(derivation.value, RESULT_DECIMALS)
    yield Words("add" if adds else "numbers put in" if derivation.substituted else "result")
    yield Outcome(derivation.substituted, derivation.exact, result, step.phase.value)


def _factor_rows(factors: Sequence[Factor]) -> Iterator[Row]:
    for at, factor in enumerate(factors):
        key = ("factor", at)
        opened = len(factor.terms) > 1 or factor.omitted > 0
        value = format_number(factor.value)
        yield Row(
            key=key,
            tint=factor.tint,
            symbol=factor.symbol,
            expression=factor.expression,
            cases=factor.cases,
            exact=factor.exact,
            numbers=None if opened else factor.substituted,
            value="" if opened else value,
        )
        if opened:
            yield from _terms(factor.terms, factor.tint, ("factor", at))
            if factor.omitted:
                yield _omitted("paths", factor.omitted, factor.omitted_value, factor.tint)
            yield Row(key=key, tint=factor.tint, level=1, label="sum", value=value, marked=True)


def _term_rows(derivation: Derivation, tint: str) -> Iterator[Row]:
    yield from _terms(derivation.terms, tint, None)
    if derivation.omitted:
        label = derivation.terms_label
        yield _omitted(label, derivation.omitted, derivation.omitted_value, tint)


def _terms(terms: Sequence[Term], tint: str, parent: Hashable | None) -> Iterator[Row]:
    repeated = len(terms) > 1 and len({term.formula.latex for term in terms}) == 1
    for at, term in enumerate(terms):
        numbers = term.substituted
        yield Row(
            key=("term", at) if parent is None else (parent, at),
            tint=tint,
            level=1,
            label=term.label,
            expression=None if repeated and numbers is not None else term.formula,
            exact=False,
            numbers=numbers,
            value=format_number(term.value),
        )


def _omitted(what: str, count: int, value: float, tint: str) -> Row:
    noun = _OMITTED.get(what, "terms")
    noun = noun if count != 1 else {"entries": "entry"}.get(noun, noun.removesuffix("s"))
    label = f"… and {count:,} weaker {noun}"
    return Row(tint=tint, level=1, label=label, value=format_number(value))


def _mark(block: Block, key: Hashable) -> Block:
    if not isinstance(block, Rows):
        return block
    return Rows(tuple(replace(row, marked=True) if row.key == key else row for row in block.rows))


def _references(
    derivation: Derivation,
) -> tuple[dict[Hashable, tuple[Ref, ...]], dict[Hashable, Ref]]:
    references: dict[Hashable, tuple[Ref, ...]] = {}
    jumps: dict[Hashable, Ref] = {}
    for at, factor in enumerate(derivation.factors):
        key = ("factor", at)
        _refer(references, jumps, key, factor.references, factor.references[:1])
        for index, term in enumerate(factor.terms):
            _refer(references, jumps, (key, index), term.references, _telling(term))
    for index, term in enumerate(derivation.terms):
        _refer(references, jumps, ("term", index), term.references, _telling(term))
    return references, jumps


def _refer(
    references: dict[Hashable, tuple[Ref, ...]],
    jumps: dict[Hashable, Ref],
    key: Hashable,
    refs: tuple[Ref, ...],
    first: Sequence[Ref],
) -> None:
    if refs:
        references[key] = refs
    if first:
        jumps[key] = first[0]


def _telling(term: Term) -> tuple[Ref, ...]:
    """Give the number in a term that a step derives, if one does."""
    derived = [ref for ref in term.references if not words.is_given(ref)]
    return (*derived, *term.references)[:1]


def check(ways: ThreeWays) -> Check:
    """Say whether three computations agree."""
    numbers = tuple(
        (name, format_number(value, CHECK_DECIMALS))
        for name, value in (
            ("SymPy", ways.symbolic),
            ("backprop", ways.backprop),
            ("finite difference", ways.finite_difference),
        )
    )
    if not ways.agree:
        apart = format_number(max(ways.symbolic_difference, ways.finite_apart))
        remark = f"They differ by {apart}. Do not trust this gradient."
        return Check("apart", "The three ways do not agree", numbers, remark)
    if ways.kink:
        remark = (
            "There is a kink here, a point without a derivative. SymPy and backprop take the same "
            "side of it; a finite difference looks at both sides and says nothing."
        )
        return Check("kink", "Two ways agree, at a kink", numbers, remark)
    return Check("agree", "three ways, one number", numbers)


def ending(trace: Trace) -> Ending:
    """Say what an iteration's update did to the loss."""
    before, after = trace.loss, trace.loss_after
    fell = after < before
    how = "fell" if fell else "rose" if after > before else "stayed"
    return Ending(
        f"The update is done: the loss {how}",
        format_number(before, RESULT_DECIMALS),
        format_number(after, RESULT_DECIMALS),
        f"N goes on with iteration {trace.iteration + 1:,}",
        fell,
    )
