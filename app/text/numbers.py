"""Numbers that Python prints with an exponent, as they are read."""

from symbolic.formula.numbers import superscript


def power_of_ten(exponent: int) -> str:
    """Return a power of ten, such as 10⁻⁵."""
    return f"10{superscript(exponent)}"


def with_power(printed: str) -> str:
    """Return a printed number, such as 1.2e-05 as 1.2·10⁻⁵."""
    mantissa, _, exponent = printed.partition("e")
    return f"{mantissa}·{power_of_ten(int(exponent))}" if exponent else mantissa
