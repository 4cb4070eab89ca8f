"""Putting formulas together: products, sums, equations, both spellings at once."""

from collections.abc import Iterable, Sequence

from symbolic.formula import Formula
from symbolic.notation import GRAPH_DECIMALS, RESULT_DECIMALS, is_exact, number


def joined(parts: Iterable[Formula], latex: str = " ", plain: str = " ") -> Formula:
    """Return formulas side by side with a separator in each spelling."""
    pieces = list(parts)
    return Formula(latex.join(p.latex for p in pieces), plain.join(p.plain for p in pieces))


def parenthesised(formula: Formula) -> Formula:
    """Return a formula in parentheses that grow with it."""
    return Formula(rf"\left( {formula.latex} \right)", f"({formula.plain})")


def product(factors: Iterable[Formula]) -> Formula:
    """Return factors with a dot between them; sums among them must be in parentheses."""
    return joined(factors, r" \cdot ", " · ")


def equation(*sides: Formula) -> Formula:
    """Return sides with = between them."""
    return joined(sides, " = ", " = ")


def summed(terms: Sequence[Formula]) -> Formula:
    """Return terms with + between them; a term that starts with a minus is subtracted."""
    latex, plain = terms[0].latex, terms[0].plain
    for term in terms[1:]:
        if term.plain.startswith("−") and term.latex.startswith("-"):
            latex += f" - {term.latex[1:].lstrip()}"
            plain += f" − {term.plain[1:].lstrip()}"
        else:
            latex += f" + {term.latex}"
            plain += f" + {term.plain}"
    return Formula(latex, plain)


def operand(value: float, decimals: int = GRAPH_DECIMALS) -> Formula:
    """Return a number as a factor: negative ones stand in parentheses."""
    written = number(value, decimals)
    return parenthesised(written) if written.plain.startswith("−") else written


def numbers_product(values: Iterable[float], decimals: int = GRAPH_DECIMALS) -> Formula:
    """Return numbers multiplied, such as 0.7414 · 0.1868 · 0.5933."""
    written = [
        number(value, decimals) if index == 0 else operand(value, decimals)
        for index, value in enumerate(values)
    ]
    return product(written)


def indexed_sum(count: int, body: Formula, index: str = "k") -> Formula:
    """Return Σ over ``index`` from 1 to ``count``; of an empty body the sign alone."""
    return Formula(
        rf"\sum_{{{index}=1}}^{{{count}}} {body.latex}".rstrip(),
        f"Σ({index} = 1 … {count}) {body.plain}".rstrip(),
    )


def fraction(top: int, bottom: int) -> Formula:
    """Return a fraction of two whole numbers, such as 1/4."""
    return Formula(rf"\dfrac{{{top}}}{{{bottom}}}", f"{top}/{bottom}")


def all_exact(values: Iterable[float], decimals: int = GRAPH_DECIMALS) -> bool:
    """Whether every number is written in full at these decimals."""
    return all(is_exact(value, decimals) for value in values)


def product_exact(values: Sequence[float], result: float, decimals: int = RESULT_DECIMALS) -> bool:
    """Whether a product of shown numbers is its shown result: nothing in it is rounded.

    A factor that is exactly 0 makes the product exact, whatever the others are.
    """
    if result == 0.0 and 0.0 in values:
        return True
    return all_exact(values) and is_exact(result, decimals)
