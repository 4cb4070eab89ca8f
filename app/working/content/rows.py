"""Factors and the terms of sums as rows."""

from collections.abc import Iterator

from app.working.content.blocks import Row
from engine.iteration.trace import Trace
from engine.network.quantities import GRADIENTS, Quantity, Ref
from symbolic.derive.records import Derivation, Factor, Term
from symbolic.formula.numbers import format_number, is_exact
from symbolic.formula.tree import Formula, Relation

_NOUNS = {
    "paths": ("path", "paths"),
    "inputs": ("input", "inputs"),
    "outputs": ("output", "outputs"),
    "units": ("unit", "units"),
    "samples": ("sample", "samples"),
    "row": ("entry", "entries"),
    "weights": ("weight", "weights"),
    "gradients": ("gradient", "gradients"),
}


class RowMaker:
    """Makes the rows of one derivation.

    Parameters
    ----------
    trace : Trace
        The iteration.
    derivation : Derivation
        What is shown.
    tint : str
        The phase of the step.
    sample : int
        The shown row of the batch, from 0.
    """

    def __init__(self, trace: Trace, derivation: Derivation, tint: str, sample: int) -> None:
        self._trace, self._derivation = trace, derivation
        self._tint, self._sample = tint, sample

    def factors(self) -> Iterator[Row]:
        """Return every factor, the sums among them opened into their terms."""
        for at, factor in enumerate(self._derivation.factors):
            key = ("factor", at)
            opened = is_opened(factor)
            value = format_number(factor.value)
            yield Row(
                key=key,
                tint=factor.tint,
                symbol=factor.symbol,
                expression=factor.expression,
                cases=factor.cases,
                exact=factor.exact,
                numbers=None if opened else _telling_numbers(factor),
                value="" if opened else value,
                folded=_telling_numbers(factor) if opened else None,
            )
            if not opened:
                continue
            for index, term in enumerate(factor.terms):
                yield self._term(term, (key, index), factor.tint, self._exact(term))
            if factor.omitted:
                yield _omitted("paths", factor.omitted, factor.omitted_value, factor.tint)
            yield Row(
                key=key,
                tint=factor.tint,
                level=1,
                label="sum",
                exact=factor.exact,
                value=value,
                total=True,
            )

    def terms(self) -> Iterator[Row]:
        """Return the terms of the value itself."""
        derivation = self._derivation
        of_sample = [sample_of(term) is not None for term in derivation.terms]
        pairs = zip(derivation.terms, of_sample, strict=True)
        formulas = {term.formula.latex for term, sample in pairs if sample}
        for at, (term, sample) in enumerate(zip(derivation.terms, of_sample, strict=True)):
            own = sample and sample_of(term) == self._sample
            exact = term.value == 0.0 if sample else self._exact(term)
            row = self._term(term, ("term", at), self._tint, exact, marked=own)
            if sample and len(formulas) == 1 and term.substituted is not None:
                row = _without_expression(row)
            yield row
        if derivation.omitted:
            label, count = derivation.terms_label, derivation.omitted
            yield _omitted(label, count, derivation.omitted_value, self._tint)

    def _term(
        self, term: Term, key: object, tint: str, exact: bool, *, marked: bool = False
    ) -> Row:
        symbol, expression = _sides(term.formula)
        return Row(
            key=key,
            tint=tint,
            level=1,
            label=term.label,
            symbol=symbol,
            expression=expression,
            exact=exact,
            numbers=term.substituted,
            value=format_number(term.value),
            marked=marked,
        )

    def _exact(self, term: Term) -> bool:
        """Whether nothing in a term is rounded: the numbers it is made of, and its value."""
        return is_exact(term.value) and all(is_exact(value) for value in self.operands(term))

    def operands(self, term: Term) -> list[float]:
        """Return the numbers that a term is made of."""
        used = [ref for ref in term.references if ref.quantity is not Quantity.PRE_ACTIVATION]
        return [self._trace.value(ref, self._sample) for ref in used]


def is_opened(factor: Factor) -> bool:
    """Whether a factor is a sum of several terms, shown one by one."""
    return len(factor.terms) + factor.omitted > 1


def sample_of(term: Term) -> int | None:
    """Return the row of the batch, from 0, that a term belongs to; None for what belongs to all."""
    head, _, number = term.label.partition(" ")
    return int(number.replace(",", "")) - 1 if head == "sample" else None


def references_of(term: Term) -> tuple[Ref, ...]:
    """Return what a term is about, a number that a step derives first."""
    given = (*GRADIENTS, Quantity.TARGET, Quantity.DROPOUT_MASK)

    def is_given(ref: Ref) -> bool:
        return ref.quantity in given or (ref.quantity is Quantity.ACTIVATION and ref.layer == 0)

    return tuple(sorted(term.references, key=is_given))


def _telling_numbers(factor: Factor) -> Formula | None:
    """Return the numbers of a factor, unless they are its value once more."""
    numbers = factor.substituted
    return None if numbers is None or numbers.plain == format_number(factor.value) else numbers


def _sides(formula: Formula) -> tuple[Formula | None, Formula]:
    """Return the sides of an equation; an expression stays whole."""
    return (
        (formula.sides[0], formula.sides[1]) if isinstance(formula, Relation) else (None, formula)
    )


def _without_expression(row: Row) -> Row:
    return Row(
        key=row.key,
        tint=row.tint,
        level=row.level,
        label=row.label,
        exact=row.exact,
        numbers=row.numbers,
        value=row.value,
        marked=row.marked,
    )


def _omitted(what: str, count: int, value: float, tint: str) -> Row:
    one, many = _NOUNS.get(what, ("term", "terms"))
    label = f"… and {count:,} weaker {one if count == 1 else many}"
    return Row(tint=tint, level=1, label=label, exact=False, value=format_number(value))
