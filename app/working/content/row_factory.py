"""Factors and the terms of sums as rows."""

from collections.abc import Iterator
from dataclasses import replace

from app.working.content.blocks import Row
from engine.network.quantities import GRADIENTS, Quantity, Ref
from symbolic.derive.records import ChainRule, Term, TermKind, Terms
from symbolic.formula.tree import Number

_NOUNS = {
    TermKind.PATHS: ("path", "paths"),
    TermKind.INPUTS: ("input", "inputs"),
    TermKind.OUTPUTS: ("output", "outputs"),
    TermKind.UNITS: ("unit", "units"),
    TermKind.SAMPLES: ("sample", "samples"),
    TermKind.ROW: ("entry", "entries"),
    TermKind.WEIGHTS: ("weight", "weights"),
    TermKind.GRADIENTS: ("gradient", "gradients"),
}


class RowFactory:
    """Make the rows of one derivation.

    Parameters
    ----------
    tint : str
        The phase of the step.
    sample : int
        The shown row of the batch, from 0.
    decimals : int
        Decimals of the numbers.
    """

    def __init__(self, tint: str, sample: int, decimals: int) -> None:
        self._tint, self._sample, self._decimals = tint, sample, decimals

    def factors(self, rule: ChainRule) -> Iterator[Row]:
        """Return every factor, the sums among them opened into their terms."""
        for at, factor in enumerate(rule.factors):
            key = ("factor", at)
            value, numbers = Number(factor.value, self._decimals), factor.line.substituted
            row = Row(
                key=key,
                tint=factor.tint,
                left=factor.equation,
                sign=factor.sign,
            )
            if factor.terms is None or not is_opened(factor.terms):
                yield replace(row, numbers=numbers, value=value)
                continue
            yield replace(row, folded=numbers)
            for index, term in enumerate(factor.terms.shown):
                yield self._term(term, (key, index), factor.tint)
            paths = replace(factor.terms, kind=TermKind.PATHS)
            yield from self._omitted(paths, factor.tint)
            yield Row(
                key=key,
                tint=factor.tint,
                level=1,
                label="sum",
                sign=factor.terms.sign,
                numbers=factor.terms.line,
                value=value,
                total=True,
            )

    def terms(self, terms: Terms) -> Iterator[Row]:
        """Return the terms of the value itself."""
        formulas = {term.formula for term in terms.shown if term.sample is not None}
        for at, term in enumerate(terms.shown):
            sample = term.sample is not None
            own = sample and term.sample == self._sample
            row = self._term(term, ("term", at), self._tint, marked=own)
            if sample and len(formulas) == 1 and term.substituted is not None:
                row = replace(row, left=None)
            yield row
        yield from self._omitted(terms, self._tint)

    def _term(self, term: Term, key: object, tint: str, *, marked: bool = False) -> Row:
        return Row(
            key=key,
            tint=tint,
            level=1,
            label=term.label,
            left=term.formula,
            sign=term.sign,
            numbers=term.substituted,
            value=Number(term.value, self._decimals),
            marked=marked,
        )

    def _omitted(self, terms: Terms, tint: str) -> Iterator[Row]:
        if terms.omitted:
            one, many = _NOUNS.get(terms.kind, ("term", "terms"))
            label = f"… and {terms.omitted:,} weaker {one if terms.omitted == 1 else many}"
            value = Number(terms.omitted_value, self._decimals)
            yield Row(tint=tint, level=1, label=label, value=value)


def is_opened(terms: Terms) -> bool:
    """Whether several terms are shown one by one."""
    return len(terms.shown) + terms.omitted > 1


def references_of(term: Term) -> tuple[Ref, ...]:
    """Return what a term is about, a number that a step derives first."""
    no_step = (*GRADIENTS, Quantity.TARGET, Quantity.DROPOUT_MASK)

    def has_no_step(ref: Ref) -> bool:
        return ref.quantity in no_step or (ref.quantity is Quantity.ACTIVATION and ref.layer == 0)

    return tuple(sorted(term.references, key=has_no_step))
