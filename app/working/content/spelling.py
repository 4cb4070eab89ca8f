"""How signs, cases and values are spelled, as text and as LaTeX."""

from symbolic.formula.tree import ABOUT, EQUALS, Case, Formula, Piecewise, Sign


def relation(*, exact: bool) -> Sign:
    """Return = for what is exact and ≈ for what was rounded."""
    return EQUALS if exact else ABOUT


def words_latex(text: str) -> str:
    """Return ordinary words inside a formula."""
    return rf"\text{{{text}}}"


def cases_plain(expression: Formula, cases: tuple[Case, ...]) -> str:
    """Return an expression, or its cases, as text."""
    return Piecewise(cases).plain if cases else expression.plain


def cases_latex(expression: Formula, cases: tuple[Case, ...]) -> str:
    """Return an expression, or its cases, as LaTeX."""
    return Piecewise(cases).latex if cases else expression.latex


def value_latex(value: str) -> str:
    """Return a number that was written for people as LaTeX."""
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
    mantissa, times, power = value.partition("·10")
    mantissa = mantissa.translate(digits)
    return rf"{mantissa} \cdot 10^{{{power.translate(digits)}}}" if times else mantissa
