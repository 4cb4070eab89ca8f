"""What the check says, and what an iteration's update did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.working.content.panels import Check, Ending
from engine.iteration.trace import Trace
from symbolic.formula.numbers import CHECK_DECIMALS, format_number, number_format
from symbolic.formula.tree import Number
from symbolic.notation.table import notation_of

if TYPE_CHECKING:
    from symbolic.check.three_ways import ThreeWays


def check(ways: ThreeWays, *, of: str = "") -> Check:
    """Say whether three computations agree.

    Parameters
    ----------
    ways : ThreeWays
        The three numbers.
    of : str
        What they are of, where that is not the step's own result.
    """
    lead = f"{of}: " if of else ""
    numbers = tuple(
        (name, "–" if value is None else format_number(value, CHECK_DECIMALS))
        for name, value in (
            ("SymPy", ways.symbolic),
            ("backprop", ways.backprop),
            ("finite difference", ways.finite_difference),
        )
    )
    if not ways.agree:
        apart = format_number(max(ways.symbolic_difference, ways.finite_apart))
        remark = f"They are {apart} apart. Do not trust this gradient."
        return Check("apart", f"{lead}the three ways do not agree", numbers, remark)
    if ways.without_symbolic:
        heading = "one way alone" if ways.kink or ways.blurred else "two ways agree"
        return Check("kink", f"{lead}{heading}", numbers, ways.without_symbolic)
    if ways.kink:
        remark = (
            "There is a kink here, a point without a derivative. SymPy and backprop take the same "
            "side of it; a finite difference looks at both sides and says nothing."
        )
        return Check("kink", f"{lead}two ways agree, at a kink", numbers, remark)
    if ways.blurred:
        remark = (
            "The numbers are so large that the loss overflows, or that a small change is lost in "
            "its rounding: a finite difference says nothing. SymPy and backprop agree."
        )
        return Check("kink", f"{lead}two ways agree, the third cannot be told", numbers, remark)
    return Check("agree", f"{lead}three ways, one number", numbers)


def ending(trace: Trace) -> Ending:
    """Say what an iteration's update did to the loss."""
    before, after = trace.loss, trace.loss_after
    fell = after < before
    how = "The loss fell" if fell else "The loss rose" if after > before else "The loss stayed"
    return Ending(
        f"Iteration {trace.iteration:,} is done. {how}.",
        notation_of(trace.scenario).loss,
        Number(before, number_format().decimals),
        Number(after, number_format().decimals),
        f"N goes on with iteration {trace.iteration + 1:,}, in Present → as well.",
        fell,
    )
