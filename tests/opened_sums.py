"""The sums that a derivation opens into terms."""

from collections.abc import Iterator

from symbolic.derive.records import ChainRule, Derivation, Terms


def opened_sums(found: Derivation) -> Iterator[tuple[float, list[float], float]]:
    """Yield each opened sum: its value, its terms, what was left out."""
    if found.terms is not None and found.terms.kind.adds_up:
        yield found.value, *_parts(found.terms)
    for factor in found.factors if isinstance(found, ChainRule) else ():
        if factor.terms is not None:
            yield factor.value, *_parts(factor.terms)


def _parts(terms: Terms) -> tuple[list[float], float]:
    return [term.value for term in terms.shown], terms.omitted_value
