"""Operands have as many decimals as it takes for them to give the printed result."""

import math
from dataclasses import replace

from engine.network.quantities import LOSS
from symbolic.derive.lines import product_line, sum_line
from symbolic.derive.records import ChainRule, Definition, Term, TermKind, Terms
from symbolic.formula.build import numbers_product, summed
from symbolic.formula.plain import to_text
from symbolic.formula.tree import Formula, Letters, Number

L = Letters("L")


def rule(line: Formula, value: float) -> ChainRule:
    return ChainRule("?", L, LOSS, value, factors=(), product=line, product_value=value)


def total(values: tuple[float, ...], line: Formula, value: float) -> Definition:
    terms = tuple(Term("", L, None, each, ()) for each in values)
    return Definition("?", L, LOSS, value, substituted=line, terms=Terms(TermKind.OUTPUTS, terms))


def test_as_few_decimals_as_it_takes() -> None:
    line, exact = product_line(rule(numbers_product((0.5, 0.25)), 0.125))
    assert to_text(line) == "0.5 · 0.25"
    assert exact
    values = (0.741365070, 0.186815602, -0.593269992)
    line, exact = product_line(rule(numbers_product(values), -0.082167041))
    assert to_text(line) == "0.741365 · 0.186816 · (−0.593270)"
    assert not exact


def test_a_sum_of_all_its_terms() -> None:
    values = (0.123456, -0.000056789)
    made = total(values, summed(map(Number, values)), 0.123399211)
    line, exact = sum_line(made)
    assert line is not None
    assert to_text(line) == "0.123456 − 5.6789·10⁻⁵"
    assert not exact
    assert made.terms is not None
    more = replace(made, terms=replace(made.terms, omitted=1))
    assert sum_line(more) == (made.substituted, False)


def test_a_line_of_other_numbers_stays() -> None:
    line = numbers_product((0.5, 2.0))
    assert sum_line(total((0.5, 0.7), line, 1.0)) == (line, False)
    infinite = numbers_product((math.inf, 2.0))
    assert product_line(rule(infinite, math.inf)) == (infinite, False)
    assert product_line(rule(summed((line, line)), 2.0)) == (summed((line, line)), False)
