"""The end of a derivation: every line of numbers gets the digits that its result asks for."""

from dataclasses import replace
from typing import TypeVar

from symbolic.derive.records import ChainRule, Derivation, Factor, Term, Terms
from symbolic.formula.build import summed
from symbolic.formula.digits import Worked, work_out
from symbolic.formula.numbers import format_number, number_format
from symbolic.formula.tree import ABOUT_ITSELF, Formula, Number

AnyDerivation = TypeVar("AnyDerivation", bound=Derivation)

_CUT = "Numbers are cut, not rounded: what a line gives may differ in the last places."


def worked_out(derivation: AnyDerivation) -> AnyDerivation:
    """Return a derivation whose lines give what they say, as they are printed."""
    digits = _Digits(derivation.decimals)
    terms = None if derivation.terms is None else digits.of_terms(derivation.terms)
    line, value = derivation.substituted, derivation.value
    if isinstance(derivation, ChainRule):
        product = digits.of(derivation.product, derivation.product_value)
        derivation = replace(
            derivation,
            factors=tuple(map(digits.of_factor, derivation.factors)),
            product=product.line or derivation.product,
            product_value=product.value,
            product_sign=product.sign,
        )
        if not derivation.part:
            line, value = None, product.value
    if line is None and terms is not None and terms.kind.adds_up:
        line = digits.sum_of(terms)
    found = digits.of(line, value)
    if isinstance(derivation, ChainRule) and not derivation.part:
        found = found._replace(sign=derivation.product_sign)
    return replace(
        derivation,
        terms=terms,
        substituted=found.line,
        value=found.value,
        sign=found.sign,
        notes=(*derivation.notes, *digits.notes),
    )


class _Digits:
    """Chooses the digits of one derivation's lines, and says what is to be said of them.

    Parameters
    ----------
    decimals : int
        The decimals of results.

    Attributes
    ----------
    notes : list of str
        Sentences on lines whose result is not the number that was computed.
    """

    def __init__(self, decimals: int) -> None:
        self._decimals = decimals
        self.notes: list[str] = [_CUT] if number_format().cut else []

    def of(self, line: Formula | None, value: float) -> Worked:
        if isinstance(line, Number) and line.value == value:
            line = None
        worked = work_out(line, value, self._decimals)
        if worked.sign is ABOUT_ITSELF:
            self.notes.append(itself_note(value))
        return worked

    def of_term(self, term: Term) -> Term:
        line, value, sign = self.of(term.substituted, term.value)
        return replace(term, substituted=line, value=value, sign=sign)

    def of_terms(self, terms: Terms) -> Terms:
        return replace(terms, shown=tuple(map(self.of_term, terms.shown)))

    def of_factor(self, factor: Factor) -> Factor:
        terms = factor.terms and self.of_terms(factor.terms)
        line, value, sign = self.of(factor.line.substituted, factor.value)
        if terms is not None:
            added = self.of(self.sum_of(terms), value)
            terms = replace(terms, line=added.line, sign=added.sign)
            if added.value != value:
                line, value, sign = self.of(factor.line.substituted, added.value)
        return replace(
            factor, line=replace(factor.line, substituted=line), value=value, sign=sign, terms=terms
        )

    def sum_of(self, terms: Terms) -> Formula:
        """Return the terms' numbers added, what is left out as one of them."""
        if len(terms.shown) == 1 and not terms.omitted and terms.shown[0].substituted is not None:
            return terms.shown[0].substituted
        values = [term.value for term in terms.shown]
        if terms.omitted:
            values.append(terms.omitted_value)
        return summed(Number(value, self._decimals) for value in values)


def itself_note(value: float) -> str:
    """Say what a line stands for whose result is its own."""
    return (
        "≈* marks the result of numbers that cancel, worked out as they are printed: double "
        f"precision, which rounds after every operation, has {format_number(value)}."
    )
