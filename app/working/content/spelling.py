"""How signs, cases and values are spelled, as text and as LaTeX."""

from symbolic.derivation import Case
from symbolic.formula import Formula

EQUALS, ABOUT = Formula("=", "="), Formula(r"\approx", "≈")
BECOMES = Formula(r"\leftarrow", "←")


def relation(*, exact: bool) -> Formula:
    """Return = for what is exact and ≈ for what was rounded."""
    return EQUALS if exact else ABOUT


def words_latex(text: str) -> str:
    """Return ordinary words inside a formula."""
    return rf"\text{{{text}}}"


def cases_plain(expression: Formula, cases: tuple[Case, ...]) -> str:
    """Return an expression, or its cases, as text."""
    if not cases:
        return expression.plain
    parts = [
        f"{case.expression.plain} if {case.condition.plain}{' (applies)' if case.holds else ''}"
        for case in cases
    ]
    return "{ " + "; ".join(parts) + " }"


def cases_latex(expression: Formula, cases: tuple[Case, ...]) -> str:
    """Return an expression, or its cases, as LaTeX."""
    if not cases:
        return expression.latex
    parts = [rf"{case.expression.latex} & {case.condition.latex}" for case in cases]
    return r"\begin{cases} " + r" \\ ".join(parts) + r" \end{cases}"


def value_latex(value: str) -> str:
    """Return a number that was written for people as LaTeX."""
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
    mantissa, times, power = value.partition("·10")
    mantissa = mantissa.translate(digits)
    return rf"{mantissa} \cdot 10^{{{power.translate(digits)}}}" if times else mantissa
